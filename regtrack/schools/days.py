"""Single days on which the school's calendar differs from the country's."""

from __future__ import annotations

from datetime import date

from flask_babel import gettext as _
from sqlalchemy import select

from regtrack.actor import Actor
from regtrack.audit.service import record
from regtrack.audit.tags import Tag
from regtrack.deadlines.calendars import CHANGES
from regtrack.errors import Invalid, NotFound
from regtrack.extensions import db
from regtrack.schools.models import CalendarChange, School


def change_day(school: School, day: date, kind: str, note: str, actor: Actor) -> CalendarChange:
    """Say what a day is in this school; a second word on the same day replaces the first."""
    if kind not in CHANGES:
        raise Invalid(_("Choose what the day is."), field="kind")
    row = db.session.scalar(
        select(CalendarChange).where(CalendarChange.school_id == school.id, CalendarChange.day == day)
    )
    row = row or CalendarChange(school_id=school.id, day=day)
    row.kind, row.note = kind, note
    db.session.add(row)
    _record(school, day, kind, actor)
    return row


def get_change(school: School, change_id: int) -> CalendarChange:
    """Raises NotFound for another school's day."""
    row = db.session.scalar(
        select(CalendarChange).where(CalendarChange.school_id == school.id, CalendarChange.id == change_id)
    )
    if row is None:
        raise NotFound(_("This day is no longer changed: the calendar of the country applies."))
    return row


def undo_change(school: School, change_id: int, actor: Actor) -> date:
    """The day is again what the country's calendar says."""
    row = get_change(school, change_id)
    db.session.delete(row)
    _record(school, row.day, None, actor)
    return row.day


def _record(school: School, day: date, kind: str | None, actor: Actor) -> None:
    record(
        Tag.CALENDAR_CHANGED,
        school_id=school.id,
        actor=actor,
        subject="school",
        subject_id=school.id,
        day=day,
        kind=kind,
    )
