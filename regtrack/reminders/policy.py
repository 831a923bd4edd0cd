"""Which reminders a task gives rise to, and on which days they go out; pure.

Default policy: 14, 7, 3 and 1 days before, on the day, then every third working day while overdue.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from regtrack.deadlines.calendars import ProductionCalendar

ONE_DAY = timedelta(days=1)
# Nothing is made up for what is older: the machine was off for longer than anybody would want to read.
LOOK_BACK = timedelta(days=30)
# The longest row of days off by which a slot may be brought forward.
LONGEST_HOLIDAY = timedelta(days=16)


class SlotKind(StrEnum):
    BEFORE = "before"
    DUE = "due"
    OVERDUE = "overdue"


@dataclass(frozen=True)
class Slot:
    """A moment of a task at which its owner is told. `nominal` is the key, `goes_on` the working day."""

    kind: SlotKind
    nominal: date
    goes_on: date


@dataclass(frozen=True)
class Policy:
    """When to remind: calendar days before the date, and the working days between two while overdue."""

    before: tuple[int, ...] = (14, 7, 3, 1)
    overdue_every: int = 3

    @property
    def soon(self) -> timedelta:
        """What is due within this time belongs into a morning's letter."""
        return timedelta(days=max(self.before, default=0))


DEFAULT = Policy()


def slots_of(
    due_on: date, until: date, calendar: ProductionCalendar, policy: Policy = DEFAULT
) -> Iterator[Slot]:
    """The slots of a task, in order, from LOOK_BACK before `until`; overdue ones up to `until`.

    Before the date and on it, a slot on a day off goes out on the working day before. Overdue ones are
    counted in the school's working days, so they never fall on a day off.
    """
    oldest = until - LOOK_BACK
    for days in sorted(policy.before, reverse=True):
        nominal = due_on - timedelta(days=days)
        if oldest <= nominal:
            yield Slot(SlotKind.BEFORE, nominal, calendar.at_or_before(nominal))
    if oldest <= due_on:
        yield Slot(SlotKind.DUE, due_on, calendar.at_or_before(due_on))
    nominal = due_on
    while nominal < until:
        nominal = calendar.add_working_days(nominal, policy.overdue_every, week=None)
        if oldest <= nominal <= until:
            yield Slot(SlotKind.OVERDUE, nominal, nominal)


def come(due_on: date, today: date, calendar: ProductionCalendar, policy: Policy = DEFAULT) -> list[Slot]:
    """The slots whose day to go out is today or has passed, in the order of their nominal days."""
    return [slot for slot in slots_of(due_on, today, calendar, policy) if slot.goes_on <= today]
