"""Quarters, trimesters, half-years and breaks: checked, replaced, proposed from last year."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from flask_babel import gettext as _

from regtrack.actor import Actor
from regtrack.audit.service import record
from regtrack.audit.tags import Tag
from regtrack.deadlines.calendars import SCHOOL_PERIOD_KINDS, Period, ProductionCalendar
from regtrack.deadlines.school_year import SchoolYear
from regtrack.errors import Invalid
from regtrack.extensions import db
from regtrack.formatting import format_day_long
from regtrack.schools.calendar import as_period, periods_of
from regtrack.schools.models import School, SchoolPeriod
from regtrack.schools.titles import period_name

COUNTS = {"quarter": 4, "trimester": 3, "half_year": 2, "break": 6}
ONE_DAY = timedelta(days=1)
# Whole weeks, so that a period keeps the days of the week on which it begins and ends.
A_YEAR_OF_WEEKS = timedelta(weeks=52)


@dataclass(frozen=True)
class Gap:
    """Working days between two periods of a kind that belong to no break."""

    kind: str
    after: int
    starts: date
    ends: date
    working_days: int


def check(periods: Iterable[Period], year: SchoolYear) -> None:
    """Periods of one school year: inside it, in the order of their numbers, without overlap.

    Raises:
        Invalid: names the first period that cannot stand; `field` is «kind_nth».
    """
    for kind in SCHOOL_PERIOD_KINDS:
        ordered = sorted((one for one in periods if one.kind == kind), key=lambda one: one.nth)
        for one in ordered:
            if one.starts not in year or one.ends not in year:
                raise Invalid(
                    _(
                        "%(period)s lies outside the school year %(year)s.",
                        period=period_name(kind, one.nth),
                        year=year,
                    ),
                    field=f"{kind}_{one.nth}",
                )
        for earlier, later in pairwise(ordered):
            if later.starts <= earlier.ends:
                raise Invalid(
                    _(
                        "%(later)s begins on %(day)s, before %(earlier)s has ended.",
                        later=period_name(kind, later.nth),
                        earlier=period_name(kind, earlier.nth),
                        day=format_day_long(later.starts),
                    ),
                    field=f"{kind}_{later.nth}",
                )


def gaps(periods: Iterable[Period], production: ProductionCalendar) -> list[Gap]:
    """Stretches between neighbouring periods that hold working days outside every break."""
    periods = list(periods)
    breaks = [one for one in periods if one.kind == "break"]
    found = []
    for kind in SCHOOL_PERIOD_KINDS:
        if kind == "break":
            continue
        ordered = sorted((one for one in periods if one.kind == kind), key=lambda one: one.starts)
        for earlier, later in pairwise(ordered):
            loose = [
                day
                for day in _days(earlier.ends + ONE_DAY, later.starts - ONE_DAY)
                if production.is_working(day) and not any(one.starts <= day <= one.ends for one in breaks)
            ]
            if loose:
                found.append(Gap(kind, earlier.nth, loose[0], loose[-1], len(loose)))
    return found


def replace_periods(
    school: School, year: SchoolYear, kinds: Iterable[str], periods: Iterable[Period], actor: Actor
) -> list[str]:
    """Make the periods of these kinds in this school year exactly the given ones.

    Returns «kind:nth» of those that were added, moved or taken out; nothing is recorded when none was.
    Raises Invalid where `check` does.
    """
    periods, kinds = list(periods), set(kinds)
    check(periods, year)
    present = {(row.kind, row.nth): row for row in periods_of(school, year.first) if row.kind in kinds}
    wanted = {(str(one.kind), one.nth): one for one in periods if one.kind in kinds}
    changed = sorted(
        f"{kind}:{nth}"
        for kind, nth in present.keys() | wanted.keys()
        if (kind, nth) not in present
        or (kind, nth) not in wanted
        or as_period(present[kind, nth]) != wanted[kind, nth]
    )
    for key, row in present.items():
        if key not in wanted:
            db.session.delete(row)
    for key, one in wanted.items():
        row = present.get(key) or SchoolPeriod(
            school_id=school.id, school_year=year.first, kind=one.kind, nth=one.nth
        )
        row.starts_on, row.ends_on = one.starts, one.ends
        db.session.add(row)
    if changed:
        record(
            Tag.CALENDAR_CHANGED,
            school_id=school.id,
            actor=actor,
            subject="school",
            subject_id=school.id,
            school_year=year.first,
            periods=changed,
        )
    return changed


def propose(school: School, year: SchoolYear) -> list[Period]:
    """Last year's periods moved by 52 weeks and kept inside the school year: a proposal, not stored."""
    found = []
    for row in periods_of(school, year.first - 1):
        one = as_period(row)
        starts = max(one.starts + A_YEAR_OF_WEEKS, year.starts)
        ends = min(one.ends + A_YEAR_OF_WEEKS, year.ends)
        if starts <= ends:
            found.append(Period(one.kind, one.nth, starts, ends))
    return found


def _days(first: date, last: date) -> Iterable[date]:
    day = first
    while day <= last:
        yield day
        day += ONE_DAY
