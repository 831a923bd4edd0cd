"""The order that appoints the responsible persons and approves the plan, as a draft."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask_babel import force_locale

from regtrack import clock
from regtrack.catalogue.labels import place
from regtrack.documents.adopted import AdoptedRow, adopted_rows, people_named
from regtrack.documents.paper import Paper
from regtrack.documents.texts import texts
from regtrack.formatting import format_day_long, school_year_name, text_in
from regtrack.obligations.models import Adoption
from regtrack.schools.models import School

KIND = "order-appoint-responsible"


def appoint_responsible(school: School, adoption: Adoption, director: str, lang: str) -> bytes:
    """The draft as DOCX. It bears ПРОЕКТ and no number until it is registered.

    Args:
        director: short name of the director who will sign («Орлова А. П.»), or "" when nobody is.
        lang: ru or kk.
    """
    words = texts(KIND, lang)
    facts = _facts(adoption, words, lang)
    title = words["title"].format(**facts)
    paper = Paper(title=title, author=school.name, lang=lang, made_at=clock.now())
    _requisites(paper, school, words, title)
    paper.text(words["preamble"].format(**facts), keep=True)
    paper.line(words["resolve"], bold=True, keep=True)
    items = words["items"]
    for nth, pattern in enumerate(items, 1):
        sentence = pattern.format(**facts)
        # A full stop after an abbreviation of «год» would stand twice.
        paper.text(f"{nth}. {sentence}" + ("" if sentence.endswith(".") else "."), keep=nth >= len(items) - 1)
    paper.line(keep=True)
    paper.ends(words["signature"], initials_first(director), keep=True)
    paper.line()
    paper.line(words["acquainted"], keep=True)
    paper.table(
        words["acquaintance_head"],
        [(str(n), name, post, "", "") for n, (name, post) in enumerate(people_named(adoption), 1)],
        (10, 65, 50, 30, 25),
        caption=words["acquainted"],
    )
    _annex(paper, adoption, words, facts, lang)
    return paper.save()


def _facts(adoption: Adoption, words: dict[str, Any], lang: str) -> dict[str, str]:
    edition = adoption.edition
    act = edition.document.get("source", {}).get("act") or {}
    named = ""
    if act.get("number"):
        kind = words["act_kinds"].get(str(act.get("kind")), str(act.get("kind") or ""))
        named = words["act"].format(kind=kind, date=_date(act.get("date"), lang), number=act["number"])
    return {
        "title": text_in(edition.title, lang),
        "act": named,
        "school_year": school_year_name(adoption.school_year),
        "starts_on": format_day_long(adoption.starts_on, lang),
    }


def _date(value: Any, lang: str) -> str:
    if isinstance(value, str):
        value = date.fromisoformat(value)
    return format_day_long(value, lang)


def _requisites(paper: Paper, school: School, words: dict[str, Any], title: str) -> None:
    paper.line(school.name, align="center", bold=True)
    paper.line()
    paper.heading(words["kind"])
    paper.line(words["draft"], align="right", bold=True)
    paper.ends(words["date"], words["number"])
    paper.line(school.place, align="center")
    paper.line()
    paper.heading(title, 2, align="left")


def _annex(paper: Paper, adoption: Adoption, words: dict[str, Any], facts: dict[str, str], lang: str) -> None:
    paper.new_section(landscape=True)
    paper.line(words["annex"], align="right")
    paper.line(words["annex_reference"], align="right")
    paper.heading(words["annex_title"].format(**facts), 2)
    with force_locale(lang):
        rows = [_annex_row(row, words) for row in adopted_rows(adoption, lang)]
    paper.table(
        words["annex_head"],
        rows,
        (18, 80, 42, 50, 47, 30),
        caption=words["annex"],
    )


def _annex_row(row: AdoptedRow, words: dict[str, Any]) -> tuple[str, ...]:
    owners = [
        words["per_class"].format(name=name, group=group) if group else name for name, group in row.owners
    ]
    helpers = words["helpers"].format(names=", ".join(row.helpers)) if row.helpers else ""
    return (
        "\n".join(place(locator) for locator in row.locators) or "—",
        row.title,
        row.term,
        "\n".join([*owners, *([helpers] if helpers else [])]),
        "\n".join(row.evidence),
        row.reviewer,
    )


def initials_first(short_name: str) -> str:
    """«Орлова А. П.» → «А. П. Орлова», as a signature is written."""
    surname, _space, initials = short_name.partition(" ")
    return f"{initials} {surname}" if initials else surname or "____________________"
