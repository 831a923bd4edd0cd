"""Production calendars of Russia and Kazakhstan: which days are worked, with the official transfers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from types import MappingProxyType
from typing import Literal, get_args

import holidays

Country = Literal["RU", "KZ"]
Week = Literal[5, 6]
Change = Literal["off", "working", "short"]

COUNTRIES: tuple[Country, ...] = get_args(Country)
CHANGES: tuple[Change, ...] = get_args(Change)
ONE_DAY = timedelta(days=1)
SATURDAY, SUNDAY = 5, 6
LONGEST_STANDSTILL = 1000
_SUBSTITUTED = re.compile(r"substituted from (\d{2})/(\d{2})/(\d{4})")


@dataclass(frozen=True)
class ProductionCalendar:
    """The working days of a country for a five- or six-day week.

    `changes` are the school's own corrections; they win over the published calendar.
    """

    country: Country = "RU"
    week: Week = 5
    changes: Mapping[date, Change] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        if self.country not in COUNTRIES or self.week not in get_args(Week):
            raise ValueError((self.country, self.week))
        object.__setattr__(self, "changes", MappingProxyType(dict(self.changes)))

    def is_working(self, day: date, week: Week | None = None) -> bool:
        """Whether the day is worked; `week` asks about another week than the school's own."""
        change = self.changes.get(day)
        if change is not None:
            return change != "off"
        week = week or self.week
        table = _year(self.country, day.year)
        if day in table.worked:
            return True
        free = table.free_of_five if week == 5 else table.free_of_six
        return day not in free and day.weekday() < week

    def next_working_day(self, day: date) -> date:
        """The first working day after the day."""
        return self._walk(day, 1, ONE_DAY, self.week)

    def previous_working_day(self, day: date) -> date:
        """The last working day before the day."""
        return self._walk(day, 1, -ONE_DAY, self.week)

    def at_or_before(self, day: date) -> date:
        return day if self.is_working(day) else self.previous_working_day(day)

    def at_or_after(self, day: date) -> date:
        return day if self.is_working(day) else self.next_working_day(day)

    def add_working_days(self, event_day: date, n: int, week: Week | None = 5) -> date:
        """The n-th working day after the event, counted from the day after it; before it when n < 0.

        Statutory terms count on the five-day calendar whatever the school's own week is; `week=None` is
        the school's own.
        """
        return self._walk(event_day, abs(n), ONE_DAY if n > 0 else -ONE_DAY, week or self.week)

    def provisional(self, year: int) -> bool:
        """True when the official transfers or movable feasts of that year are not known here."""
        return _year(self.country, year).provisional

    def _walk(self, day: date, count: int, step: timedelta, week: Week) -> date:
        standstill = 0
        while count:
            day += step
            standstill += 1
            if self.is_working(day, week):
                count -= 1
                standstill = 0
            elif standstill > LONGEST_STANDSTILL:
                raise ValueError("no working day for years")
        return day


@dataclass(frozen=True)
class _Year:
    free_of_five: frozenset[date]
    free_of_six: frozenset[date]
    worked: frozenset[date]
    provisional: bool


@lru_cache(maxsize=512)
def _year(country: Country, year: int) -> _Year:
    # A day worked at the end of December can belong to a transfer of the next year.
    names = holidays.country_holidays(country, years=(year, year + 1), language="en_US")
    worked = frozenset(day for day in names.weekend_workdays if day.year == year)
    free = {day: name for day, name in names.items() if day.year == year}
    known = sorted(names.special_public_holidays)
    estimated = any("estimated" in name for name in free.values())
    return _Year(
        frozenset(free),
        frozenset(day for day in free if _free_of_six(day, free)),
        worked,
        estimated or not known[0] <= year <= known[-1],
    )


def _free_of_six(day: date, free: Mapping[date, str]) -> bool:
    """Where Saturday is worked no day off stands in for a Saturday (Labour Code of Russia, article 112)."""
    match = _SUBSTITUTED.search(free[day])
    if match is not None:
        month, of_month, year = (int(part) for part in match.groups())
        return date(year, month, of_month).weekday() == SUNDAY
    if "observed" not in free[day]:
        return True
    stands_for, earlier = 0, day - ONE_DAY
    while earlier in free or earlier.weekday() in (SATURDAY, SUNDAY):
        name = free.get(earlier)
        if name is not None and "observed" in name:
            stands_for -= 1
        elif name is not None and earlier.weekday() == SUNDAY:
            stands_for += 1
        earlier -= ONE_DAY
    return stands_for > 0
