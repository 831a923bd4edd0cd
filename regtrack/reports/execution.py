"""The plan-execution table: the source's rows in the source's order, with what came of each."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import force_locale
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from regtrack import clock
from regtrack.audit.service import head_of
from regtrack.catalogue.labels import place
from regtrack.catalogue.models import Clause
from regtrack.documents.adopted import AdoptedRow, adopted_rows
from regtrack.documents.order import initials_first
from regtrack.documents.paper import Paper
from regtrack.documents.texts import texts
from regtrack.evidence.models import Piece, PieceForm, Submission, SubmissionState
from regtrack.extensions import db
from regtrack.formatting import format_day_long, format_moment, school_year_name, text_in
from regtrack.obligations.labels import STATES, late, mark_of, overdue
from regtrack.obligations.models import Adoption, Task, TaskState
from regtrack.schools.models import School

KIND = "plan-execution"
SHOWN_OUTCOMES = 15


@dataclass(frozen=True)
class Outcome:
    """What became of one task."""

    task_id: int
    who: str
    group: str
    due_on: date | None
    mark: str
    late: bool
    overdue: bool
    accepted_on: date | None
    proof: tuple[str, ...]


@dataclass(frozen=True)
class ExecutionRow:
    """One row of the source; `item` is None where nothing separate has to be done."""

    locator: str
    title: str
    no_item: str
    item: AdoptedRow | None
    outcomes: tuple[Outcome, ...]


def execution_rows(school: School, adoption: Adoption, lang: str) -> list[ExecutionRow]:
    """Every clause of the edition in the source's order, then the school's own items.

    A clause with several items gives a row for each; an item that carries out several clauses stands
    at the first of them. The number of queries does not grow with the rows.
    """
    items: dict[str, list[AdoptedRow]] = {}
    own: list[AdoptedRow] = []
    for item in adopted_rows(adoption, lang):
        if item.locators:
            items.setdefault(item.locators[0], []).append(item)
        else:
            own.append(item)
    also = {
        place: item.locators[0] for rows in items.values() for item in rows for place in item.locators[1:]
    }
    outcomes = _outcomes(school, adoption)
    rows: list[ExecutionRow] = []
    clauses = db.session.scalars(
        select(Clause).where(Clause.edition_id == adoption.edition_id).order_by(Clause.position)
    )
    for clause in clauses:
        title, reason = text_in(clause.title, lang), text_in(clause.no_item, lang)
        found = items.get(clause.locator, [])
        if not found:
            reason = reason or (f"→ {place(also[clause.locator])}" if clause.locator in also else "")
            rows.append(ExecutionRow(clause.locator, title, reason, None, ()))
        for item in found:
            shown = item.title if len(found) > 1 else title
            rows.append(ExecutionRow(clause.locator, shown, "", item, outcomes.get(item.item_id, ())))
    rows.extend(ExecutionRow("", item.title, "", item, outcomes.get(item.item_id, ())) for item in own)
    return rows


def execution_table(school: School, adoption: Adoption, director: str, lang: str) -> bytes:
    """The table as DOCX, with the head of the school's audit chain at its foot."""
    words = texts(KIND, lang)
    now = clock.now()
    title = words["title"].format(title=text_in(adoption.edition.title, lang))
    today = format_day_long(clock.today(school.time_zone), lang)
    year = school_year_name(adoption.school_year)
    rows = execution_rows(school, adoption, lang)
    paper = Paper(title=title, author=school.name, lang=lang, made_at=now, landscape=True)
    paper.line(school.name, align="center", bold=True)
    paper.heading(title)
    paper.line(words["subtitle"].format(school_year=year, today=today), align="center")
    paper.line()
    with force_locale(lang):
        lines = [_line(row, words, lang) for row in rows]
    paper.table(words["head"], lines, (18, 69, 40, 48, 46, 46), caption=title)
    paper.line()
    paper.line(words["summary"].format(**_totals(rows)), keep=True)
    paper.line(keep=True)
    paper.ends(words["signature"], initials_first(director))
    length, head = head_of(school.id)
    paper.footer(
        words["footer"].format(moment=format_moment(now, school.time_zone), length=length, head=head)
    )
    return paper.save()


def _totals(rows: list[ExecutionRow]) -> dict[str, int]:
    everything = {outcome.task_id: outcome for row in rows for outcome in row.outcomes}.values()
    return {
        "total": len(everything),
        "accepted": sum(outcome.mark == TaskState.ACCEPTED for outcome in everything),
        "submitted": sum(outcome.mark == TaskState.SUBMITTED for outcome in everything),
        "overdue": sum(outcome.overdue for outcome in everything),
    }


def _outcomes(school: School, adoption: Adoption) -> dict[int, tuple[Outcome, ...]]:
    today = clock.today(school.time_zone)
    tasks = db.session.scalars(
        select(Task)
        .where(Task.school_id == school.id, Task.adoption_id == adoption.id)
        .where(Task.state != TaskState.ARCHIVED)
        .order_by(Task.due_on, Task.id)
        .options(joinedload(Task.owner), joinedload(Task.school_class))
    ).all()
    proof = _proof(school.id, adoption.id)
    found: dict[int, list[Outcome]] = {}
    for task in tasks:
        accepted = clock.local(task.accepted_at, school.time_zone).date() if task.accepted_at else None
        found.setdefault(task.adoption_item_id or 0, []).append(
            Outcome(
                task_id=task.id,
                who=task.owner.account.short_name,
                group=task.school_class.name if task.school_class else "",
                due_on=task.due_on,
                mark=mark_of(task, today),
                late=late(task),
                overdue=overdue(task, today),
                accepted_on=accepted,
                proof=tuple(proof.get(task.id, ())),
            )
        )
    return {item_id: tuple(outcomes) for item_id, outcomes in found.items()}


def _proof(school_id: int, adoption_id: int) -> dict[int, list[str]]:
    """Task → names of what was accepted for it."""
    rows = db.session.execute(
        select(Submission.task_id, Piece)
        .join(Piece, (Piece.submission_id == Submission.id) & (Piece.school_id == Submission.school_id))
        .join(Task, (Task.id == Submission.task_id) & (Task.school_id == Submission.school_id))
        .where(Submission.school_id == school_id, Task.adoption_id == adoption_id)
        .where(Submission.state == SubmissionState.ACCEPTED, Piece.removed_at.is_(None))
        .order_by(Piece.id)
    )
    found: dict[int, list[str]] = {}
    for task_id, piece in rows:
        found.setdefault(task_id, []).append(_named(piece))
    return found


def _named(piece: Piece) -> str:
    if piece.form == PieceForm.FILE and piece.file is not None:
        return piece.file.name
    return piece.url or piece.text


def _line(row: ExecutionRow, words: dict[str, Any], lang: str) -> tuple[str, ...]:
    if row.item is None:
        return (place(row.locator), row.title, "", "", "", row.no_item or words["nothing"])
    dates = sorted({outcome.due_on for outcome in row.outcomes if outcome.due_on})
    term = ", ".join(format_day_long(day, lang) for day in dates) if 0 < len(dates) <= 4 else row.item.term
    owners = [f"{name} ({group})" if group else name for name, group in row.item.owners]
    proof = list(dict.fromkeys(text for outcome in row.outcomes for text in outcome.proof))
    return (
        place(row.locator) or "+",
        row.title,
        term or words["no_date"],
        "\n".join(owners),
        "\n".join([*row.item.evidence, *(f"✓ {name}" for name in proof)]),
        "\n".join(_came(row.outcomes, words, lang)),
    )


def _came(outcomes: tuple[Outcome, ...], words: dict[str, Any], lang: str) -> list[str]:
    """A line for each task; where there are too many for a cell, a line for each state."""
    if len(outcomes) > SHOWN_OUTCOMES:
        counts = Counter(outcome.mark for outcome in outcomes)
        return [f"{STATES[mark]}: {number}" for mark, number in counts.most_common()]
    several = len({outcome.group or outcome.who for outcome in outcomes}) > 1
    repeated = len({outcome.due_on for outcome in outcomes}) > 1
    return [_said(outcome, words, lang, several=several, repeated=repeated) for outcome in outcomes]


def _said(outcome: Outcome, words: dict[str, Any], lang: str, *, several: bool, repeated: bool) -> str:
    state = str(STATES[outcome.mark])
    if outcome.late:
        state = words["late"].format(state=state)
    if outcome.mark == TaskState.ACCEPTED and outcome.accepted_on:
        state = f"{state} {format_day_long(outcome.accepted_on, lang)}"
    which = [outcome.group or outcome.who] if several else []
    which += [outcome.due_on.strftime("%d.%m.%Y")] if repeated and outcome.due_on else []
    return f"{', '.join(which)}: {state}" if which else state
