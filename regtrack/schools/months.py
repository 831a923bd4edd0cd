"""A school year month by month, each day with what it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from regtrack.deadlines.calendars import ProductionCalendar
from regtrack.deadlines.school_year import SchoolYear


@dataclass(frozen=True)
class Day:
    """`kind` is working, weekend, holiday (a week's working day that is free), moved (a week's free day
    that is worked) or short; `own` when the school itself has said so."""

    date: date
    kind: str
    own: bool


@dataclass(frozen=True)
class Month:
    first: date
    weeks: tuple[tuple[Day | None, ...], ...]
    working_days: int

    @property
    def days(self) -> list[Day]:
        return [day for week in self.weeks for day in week if day is not None]


def months_of(year: SchoolYear, production: ProductionCalendar) -> list[Month]:
    """The twelve months of a school year; a week has seven places from Monday, those outside are None."""
    return [_month(year.in_month((8 + n) % 12 + 1, 1), production) for n in range(12)]


def _month(first: date, production: ProductionCalendar) -> Month:
    places: list[Day | None] = [None] * first.weekday()
    day = first
    while day.month == first.month:
        places.append(_day(day, production))
        day += timedelta(days=1)
    places += [None] * (-len(places) % 7)
    weeks = tuple(tuple(places[n : n + 7]) for n in range(0, len(places), 7))
    worked = sum(1 for one in places if one is not None and production.is_working(one.date))
    return Month(first, weeks, worked)


def _day(day: date, production: ProductionCalendar) -> Day:
    own = production.changes.get(day)
    in_week = day.weekday() < production.week
    if own == "short":
        kind = "short"
    elif production.is_working(day):
        kind = "working" if in_week else "moved"
    else:
        kind = "holiday" if in_week else "weekend"
    return Day(day, kind, own is not None)
