"""What both languages share: from a matched pattern to the mapping of a rule."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from .reader_atoms import Phrase
from .reader_text import Atom, dated

Mapping = dict[str, Any]


@dataclass(frozen=True)
class Found:
    """A match: the phrase, the pattern's groups and the names of the language for rhythms and events."""

    phrase: Phrase
    match: re.Match[str]
    rhythms: dict[str, str]
    events: tuple[tuple[str, str], ...]

    @property
    def rhythm(self) -> str:
        """The rhythm that the pattern's group `p` names."""
        return self.rhythms[self.match["p"]]

    @property
    def values(self) -> list[Atom]:
        return self.phrase.values


Made = tuple[Mapping, str | None]
Builder = Callable[[Found], Made]


@dataclass(frozen=True)
class Pattern:
    """One way to say a deadline, matched against the whole phrase."""

    regex: re.Pattern[str]
    build: Builder


def compiled(template: str, parts: dict[str, str]) -> re.Pattern[str]:
    """The pattern of a template whose {NAMES} stand for parts."""
    for name, part in parts.items():
        template = template.replace(name, part)
    return re.compile(template)


def vocabulary(patterns: tuple[Pattern, ...]) -> frozenset[str]:
    """All words, or beginnings of words, that the patterns of a language know."""
    return frozenset(word for one in patterns for word in re.findall(r"[^\W\d_a-zA-Z]+", one.regex.pattern))


def place(atom: Atom) -> str:
    return f"{atom.month:02d}-{atom.number:02d}"


def by(found: Found) -> Made:
    return {"by": place(found.values[0])}, None


def by_day_of_month(found: Found) -> Made:
    month, day = found.values
    return {"by": place(dated(f"{day.number} {month.text}", day.number, month.month, month.year))}, None


def by_each_year(found: Found) -> Made:
    return {"by": place(found.values[0])}, str(_("The term returns in every school year."))


def in_month(found: Found) -> Made:
    return {"month": found.values[0].month}, None


def month_each_year(found: Found) -> Made:
    return {"each": "school_year", "month": found.values[0].month}, None


def between(found: Found) -> Made:
    first, last = found.values
    ends = place(last) if last.symbol == "D" else f"{last.month:02d}-{_last_day(last.month):02d}"
    if first.symbol == "N":
        begins = f"{last.month:02d}-{first.number:02d}"
    else:
        begins = place(first) if first.symbol == "D" else f"{first.month:02d}-01"
    return {"between": [begins, ends]}, None


def _last_day(month: int) -> int:
    """29 for February: a rule's place is clamped in the years that have no such day."""
    return {2: 29, 4: 30, 6: 30, 9: 30, 11: 30}.get(month, 31)


def _beginning(atom: Atom) -> str:
    return place(atom) if atom.symbol == "D" else f"{atom.month:02d}-01"


def starting(found: Found) -> Made:
    return {"from": _beginning(found.values[0])}, None


def starting_with_the_year(found: Found) -> Made:
    return {"from": "09-01"}, None


def starting_each(found: Found) -> Made:
    return {"from": _beginning(found.values[0]), "each": found.rhythm}, None


def each_end(found: Found) -> Made:
    return {"each": found.rhythm, "at": "end"}, _quarters(found)


def each_start(found: Found) -> Made:
    return {"each": found.rhythm, "at": "start"}, _quarters(found)


def times(found: Found) -> Made:
    numbers = [atom.number for atom in found.values if atom.symbol == "N"]
    if not numbers or numbers[0] == 1:
        return each_end(found)
    return {"each": found.rhythm, "times": numbers[0]}, _quarters(found)


def _quarters(found: Found) -> str | None:
    """A calendar quarter is not a school's quarter: say which one was taken."""
    if found.match["p"] in ("квартал", "ежеквартально"):
        return str(_("“Quarterly” is read as once in each quarter of the school year."))
    return None


def in_period(found: Found) -> Made:
    return {"period": found.rhythm, "nth": found.values[0].number}, None


def month_day(found: Found) -> Made:
    return {"each": "month", "day": found.values[0].number}, None


def week_day(found: Found) -> Made:
    return {"each": "week", "day": found.values[0].number}, None


def throughout(found: Found) -> Made:
    return {"throughout": True}, None


def as_needed(found: Found) -> Made:
    return {"on": {"event": "as_needed"}}, None


def as_planned(found: Found) -> Made:
    note = _("The plan that is meant says when; enter its dates as planned events.")
    return {"on": {"event": "named_event"}}, str(note)


def parents_meeting(found: Found) -> Made:
    return {"on": {"event": "parents_meeting"}}, None


def council(found: Found) -> Made:
    return {"on": {"event": "pedagogical_council"}}, None


def after(found: Found) -> Made:
    number = next(atom.number for atom in found.values if atom.symbol == "N")
    unit = "working_days" if found.match["w"] else "days"
    return _after(found, unit, number)


def week_after(found: Found) -> Made:
    weeks = next((atom.number for atom in found.values if atom.symbol == "N"), 1)
    return _after(found, "days", 7 * weeks)


def _after(found: Found, unit: str, number: int) -> Made:
    named = _named(found)
    if not named:
        note = _("The wording does not say after what the days are counted.")
        return {"after": {"event": "named_event", unit: number}}, str(note)
    event = next((code for stem, code in found.events if re.search(stem, named)), "named_event")
    note = _("The days are counted after: %(event)s.", event=named)
    return {"after": {"event": event, unit: number}}, str(note)


def _named(found: Found) -> str:
    """The words of the phrase that name the event, as they were written."""
    if found.match["x"] is None:
        return ""
    start, end = found.match.span("x")
    words, offset = [], 0
    for atom in found.phrase.atoms:
        length = len(atom.symbol) + (1 if atom.leaving else 0)
        if start <= offset < end:
            words.append(atom.text)
        offset += length + 1
    return " ".join(words)
