"""A calendar from a file: what would change, then the change itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from regtrack.actor import Actor
from regtrack.deadlines.calendars import SCHOOL_PERIOD_KINDS, CalendarFile, Period
from regtrack.deadlines.calendars import SchoolEvent as PlannedEvent
from regtrack.deadlines.school_year import SchoolYear
from regtrack.errors import Invalid
from regtrack.formatting import format_day_long
from regtrack.schools.calendar import as_period, changes_of, events_of, periods_of
from regtrack.schools.days import change_day
from regtrack.schools.events import plan_event, record_event
from regtrack.schools.models import School
from regtrack.schools.periods import COUNTS, check, replace_periods
from regtrack.schools.titles import day_kind, event_kind, period_name, stretch


@dataclass(frozen=True)
class Difference:
    """One line of the preview; `before` or `after` is empty for what is new or goes away."""

    what: str
    year: SchoolYear
    before: str
    after: str


def preview(school: School, file: CalendarFile) -> list[Difference]:
    """What applying the file would change, in order; nothing is written.

    A file replaces the kinds of periods that it names in the school years that it names, sets its single
    days and adds the events that are not there yet; the rest stays.
    Raises Invalid for periods that cannot stand.
    """
    lines: list[Difference] = []
    for year, kinds, periods in _by_year(file):
        check(periods, year)
        lines += _period_lines(school, year, kinds, periods)
    lines += _day_lines(school, file)
    lines += [
        Difference(event_kind(one.kind), SchoolYear.of(one.on), "", format_day_long(one.on))
        for one in _new_events(school, file)
    ]
    return lines


def apply(school: School, file: CalendarFile, actor: Actor) -> int:
    """Do what `preview` shows; returns how many lines of it were done."""
    done = 0
    for year, kinds, periods in _by_year(file):
        done += len(replace_periods(school, year, kinds, periods, actor))
    for day, kind in _new_days(school, file):
        change_day(school, day, kind, "", actor)
        done += 1
    for event in _new_events(school, file):
        if event.planned:
            plan_event(school, event.kind, event.on, "", actor)
        else:
            record_event(school, event.kind, event.on, actor=actor)
        done += 1
    return done


def _by_year(file: CalendarFile) -> list[tuple[SchoolYear, set[str], list[Period]]]:
    """The file's periods by the school year in which they end."""
    years = sorted({SchoolYear.of(one.ends) for one in file.periods})
    for one in file.periods:
        if one.nth > COUNTS[one.kind]:
            raise Invalid(
                _(
                    "%(period)s: at most %(count)s are possible in a school year.",
                    period=period_name(one.kind, one.nth),
                    count=COUNTS[one.kind],
                )
            )
    found = []
    for year in years:
        periods = [one for one in file.periods if SchoolYear.of(one.ends) == year]
        found.append((year, {str(one.kind) for one in periods}, periods))
    return found


def _period_lines(
    school: School, year: SchoolYear, kinds: set[str], periods: list[Period]
) -> list[Difference]:
    before = {
        (row.kind, row.nth): as_period(row) for row in periods_of(school, year.first) if row.kind in kinds
    }
    after = {(str(one.kind), one.nth): one for one in periods}
    kinds_in_order = [str(kind) for kind in SCHOOL_PERIOD_KINDS]
    order = sorted(before.keys() | after.keys(), key=lambda key: (kinds_in_order.index(key[0]), key[1]))
    return [
        Difference(period_name(*key), year, _stretch(before.get(key)), _stretch(after.get(key)))
        for key in order
        if before.get(key) != after.get(key)
    ]


def _day_lines(school: School, file: CalendarFile) -> list[Difference]:
    present = _present_days(school, file)
    return [
        Difference(
            format_day_long(day),
            SchoolYear.of(day),
            day_kind(present[day]) if day in present else "",
            day_kind(kind),
        )
        for day, kind in _new_days(school, file)
    ]


def _new_days(school: School, file: CalendarFile) -> list[tuple[date, str]]:
    present = _present_days(school, file)
    return [(day, kind) for day, kind in sorted(file.changes.items()) if present.get(day) != kind]


def _present_days(school: School, file: CalendarFile) -> dict[date, str]:
    years = {SchoolYear.of(day).first for day in file.changes}
    return {row.day: row.kind for year in years for row in changes_of(school, year)}


def _new_events(school: School, file: CalendarFile) -> list[PlannedEvent]:
    years = {SchoolYear.of(one.on).first for one in file.events}
    present = {(row.kind, row.on) for year in years for row in events_of(school, year, cancelled=True)}
    return [one for one in file.events if (one.kind, one.on) not in present]


def _stretch(period: Period | None) -> str:
    return stretch(period.starts, period.ends) if period is not None else ""
