"""Pure: which tasks an adopted item asks for — its occurrences times the people who answer for it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from regtrack.deadlines.calendars import SchoolCalendar
from regtrack.deadlines.occurrences import Occurrence, occurrences
from regtrack.deadlines.rules import parse_rule
from regtrack.deadlines.school_year import SchoolYear
from regtrack.obligations.models import AdoptionItem, ItemOwner, TaskState

DONE, NEW_DATE, NOT_APPLICABLE = LATE_ANSWERS = ("done", "new_date", "not_applicable")


@dataclass(frozen=True)
class Unit:
    """One person, or one class, that has a task of its own for each occurrence."""

    key: str
    owner_id: int
    class_id: int | None = None


@dataclass(frozen=True)
class Planned:
    """A task that the item asks for. `before_start`: its date had passed when the adoption began."""

    item: AdoptionItem
    occurrence: Occurrence
    unit: Unit
    helpers: tuple[int, ...]
    due_on: date | None
    before_start: bool
    state: TaskState

    @property
    def key(self) -> tuple[int, str, str]:
        return self.item.id, self.occurrence.key, self.unit.key


def units(owners: Iterable[ItemOwner]) -> list[Unit]:
    """`each` rows make one unit apiece, by class where there is one; without them it is the lead alone."""
    rows = list(owners)
    found: dict[str, Unit] = {}
    for row in rows:
        if row.part == "each":
            key = f"class:{row.class_id}" if row.class_id else f"holder:{row.membership_id}"
            found.setdefault(key, Unit(key, row.membership_id, row.class_id))
    lead = next((row for row in rows if row.part == "lead"), None)
    if lead is not None and not found:
        return [Unit("lead", lead.membership_id, lead.class_id)]
    return list(found.values())


def dated(item: AdoptionItem, year: SchoolYear, calendar: SchoolCalendar) -> list[Occurrence]:
    """All occurrences of the item's rule in the school year; a rule without dates gives one undated."""
    return occurrences(parse_rule(item.rule), year, calendar)


def plan(
    items: Sequence[tuple[AdoptionItem, Sequence[ItemOwner]]],
    year: SchoolYear,
    calendar: SchoolCalendar,
    *,
    boundary: date,
    until: date,
) -> list[Planned]:
    """The tasks of applicable items due by `until` (and the undated), in the order of items and dates.

    `boundary`: the first day of the adoption that counts; dates before it follow the late-start answers.
    """
    found: list[Planned] = []
    for item, owners in items:
        if not item.applicable:
            continue
        people = units(owners)
        # Where each holder has a task of their own, the lead stands beside every one of them.
        helping = [row.membership_id for row in owners if row.part in ("lead", "with")]
        for one in occurrences(parse_rule(item.rule), year, calendar, until=until):
            if one.due_on is not None and one.due_on < _added_on(item):
                continue
            due, before, state = _late(item, one, boundary)
            for unit in people:
                helpers = tuple(dict.fromkeys(h for h in helping if h != unit.owner_id))
                found.append(Planned(item, one, unit, helpers, due, before, state))
    return found


def _added_on(item: AdoptionItem) -> date:
    """An item that a school adds of its own asks nothing of the time before."""
    said = item.decisions.get("added")
    return date.fromisoformat(said["on"]) if said else date.min


def _late(item: AdoptionItem, one: Occurrence, boundary: date) -> tuple[date | None, bool, TaskState]:
    """Date due, before_start and state of an occurrence under the late-start answers."""
    if one.due_on is None or one.due_on >= boundary:
        return one.due_on, False, TaskState.OPEN
    said = item.late_start.get(one.key, {})
    match said.get("answer"):
        case "new_date":
            return date.fromisoformat(said["date"]), False, TaskState.OPEN
        case "not_applicable":
            return one.due_on, True, TaskState.WAIVED
        case _:
            return one.due_on, True, TaskState.OPEN
