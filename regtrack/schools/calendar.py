"""A school's calendar as the deadline rules ask for it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import cast

from sqlalchemy import select

from regtrack.deadlines.calendars import (
    Change,
    Country,
    Period,
    ProductionCalendar,
    SchoolCalendar,
    SchoolPeriodKind,
    Week,
)
from regtrack.deadlines.calendars import SchoolEvent as PlannedEvent
from regtrack.deadlines.school_year import SchoolYear
from regtrack.extensions import db
from regtrack.schools.models import CalendarChange, School, SchoolEvent, SchoolPeriod

# A term that begins in a school year may end well after it.
BEYOND = timedelta(days=366)


def calendar_of(school: School, school_year: int) -> SchoolCalendar:
    """Production calendar, periods and events of one school year; three queries.

    The school's own days are known for a year before and after it, because terms run across its ends.
    """
    year = SchoolYear(school_year)
    return SchoolCalendar(
        production_of(school, year),
        tuple(as_period(row) for row in periods_of(school, school_year)),
        tuple(
            PlannedEvent(f"event-{row.id}", row.kind, row.on, row.planned)
            for row in events_of(school, school_year)
        ),
    )


def production_of(school: School, year: SchoolYear) -> ProductionCalendar:
    """The working days of the school's country and week with its own changes; one query."""
    changes: Mapping[date, Change] = {
        row.day: cast(Change, row.kind)
        for row in db.session.scalars(
            select(CalendarChange).where(
                CalendarChange.school_id == school.id,
                CalendarChange.day.between(year.starts - BEYOND, year.ends + BEYOND),
            )
        )
    }
    return ProductionCalendar(cast(Country, school.country), cast(Week, school.week), changes)


def periods_of(school: School, school_year: int) -> list[SchoolPeriod]:
    """The periods of one school year in the order of kinds and dates."""
    return list(
        db.session.scalars(
            select(SchoolPeriod)
            .where(SchoolPeriod.school_id == school.id, SchoolPeriod.school_year == school_year)
            .order_by(SchoolPeriod.kind, SchoolPeriod.starts_on, SchoolPeriod.nth)
        )
    )


def events_of(school: School, school_year: int, *, cancelled: bool = False) -> list[SchoolEvent]:
    """The events of one school year in the order of their days; cancelled ones only when asked for."""
    year = SchoolYear(school_year)
    query = (
        select(SchoolEvent)
        .where(SchoolEvent.school_id == school.id, SchoolEvent.on.between(year.starts, year.ends))
        .order_by(SchoolEvent.on, SchoolEvent.id)
    )
    return list(db.session.scalars(query if cancelled else query.where(SchoolEvent.cancelled.is_(False))))


def changes_of(school: School, school_year: int) -> list[CalendarChange]:
    """The school's own days of one school year, in order."""
    year = SchoolYear(school_year)
    return list(
        db.session.scalars(
            select(CalendarChange)
            .where(CalendarChange.school_id == school.id, CalendarChange.day.between(year.starts, year.ends))
            .order_by(CalendarChange.day)
        )
    )


def as_period(row: SchoolPeriod) -> Period:
    return Period(cast(SchoolPeriodKind, row.kind), row.nth, row.starts_on, row.ends_on)
