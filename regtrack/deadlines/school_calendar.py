"""The school's calendar: production calendar, its own periods, and its events."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal, get_args

from .production import ProductionCalendar
from .school_year import SchoolYear

SchoolPeriodKind = Literal["quarter", "trimester", "half_year", "break"]
SCHOOL_PERIOD_KINDS: tuple[SchoolPeriodKind, ...] = get_args(SchoolPeriodKind)


@dataclass(frozen=True)
class Period:
    """The nth quarter, trimester, half-year or break of a school year; both days belong to it."""

    kind: SchoolPeriodKind
    nth: int
    starts: date
    ends: date

    def __post_init__(self) -> None:
        if self.ends < self.starts or self.nth < 1 or self.kind not in SCHOOL_PERIOD_KINDS:
            raise ValueError(self)


@dataclass(frozen=True)
class SchoolEvent:
    """Something that happens on a day: a meeting, a council, an order. `key` is stable when the day moves."""

    key: str
    kind: str
    on: date
    planned: bool = True


@dataclass(frozen=True)
class SchoolCalendar:
    """All that a rule needs to know of a school to become dates."""

    production: ProductionCalendar = field(default_factory=ProductionCalendar)
    periods: tuple[Period, ...] = ()
    events: tuple[SchoolEvent, ...] = ()

    def periods_of(self, kind: str, year: SchoolYear) -> tuple[Period, ...]:
        """The periods of that kind which end in the school year, in order."""
        found = (one for one in self.periods if one.kind == kind and one.ends in year)
        return tuple(sorted(found, key=lambda one: (one.starts, one.nth)))

    def events_of(self, kind: str, year: SchoolYear) -> tuple[SchoolEvent, ...]:
        """The events of that kind in the school year, in order."""
        found = (one for one in self.events if one.kind == kind and one.on in year)
        return tuple(sorted(found, key=lambda one: (one.on, one.key)))
