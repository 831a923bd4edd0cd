"""Schools: created, their settings changed; the door to their calendars and events."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from flask_babel import gettext as _
from sqlalchemy import select

from regtrack import clock
from regtrack.actor import Actor
from regtrack.audit.service import in_turn, record
from regtrack.audit.tags import Tag
from regtrack.errors import Invalid
from regtrack.extensions import db
from regtrack.formatting import sort_key
from regtrack.schools.calendar import calendar_of
from regtrack.schools.creating import after_created
from regtrack.schools.days import change_day, undo_change
from regtrack.schools.events import cancel_event, change_event, plan_event, record_event, restore_event
from regtrack.schools.models import School
from regtrack.schools.periods import replace_periods

__all__ = [
    "SchoolSettings",
    "calendar_of",
    "cancel_event",
    "change_day",
    "change_event",
    "create_school",
    "plan_event",
    "record_event",
    "replace_periods",
    "restore_event",
    "undo_change",
    "update_settings",
]


@dataclass(frozen=True)
class SchoolSettings:
    """What a school says of itself; the names are those of the School columns."""

    name: str
    short_name: str
    country: str = "RU"
    language: str = "ru"
    time_zone: str = "Europe/Moscow"
    week: int = 5
    place: str = ""
    address: str = ""
    site_url: str = ""
    morning_hour: int = 8

    def check(self) -> None:
        """Raises Invalid, whose `field` names what cannot be used."""
        for field in ("name", "short_name"):
            if not getattr(self, field).strip():
                raise Invalid(_("The school needs a name."), field=field)
        if self.country not in {"RU", "KZ"}:
            raise Invalid(_("The calendar of this country is not known."), field="country")
        if self.language not in {"ru", "kk", "en"}:
            raise Invalid(_("Choose a language of the list."), field="language")
        if self.week not in {5, 6}:
            raise Invalid(_("A working week has five or six days."), field="week")
        if not 0 <= self.morning_hour <= 23:
            raise Invalid(_("An hour from 0 to 23 is expected."), field="morning_hour")
        try:
            ZoneInfo(self.time_zone)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise Invalid(_("This time zone is not known."), field="time_zone") from None


def create_school(settings: SchoolSettings, actor: Actor | None, *, demo: bool = False) -> School:
    """A new school with an empty calendar.

    Recorded in the installation's chain and as the first entry of the school's own: a school's chain that
    vanishes as a whole is missed by the check. Raises Invalid where the settings do.
    """
    settings.check()
    in_turn(None)
    said = asdict(settings).items()
    same = select(School.id).where(*(getattr(School, name) == value for name, value in said))
    if db.session.scalar(same.limit(1)) is not None:
        raise Invalid(_("There is such a school already, with the same name and place."), field="name")
    school = School(
        **asdict(settings),
        sort_key=_sort_key(settings),
        settings={},
        demo=demo,
        created_at=clock.now(),
    )
    db.session.add(school)
    db.session.flush()
    for chain in (None, school.id):
        record(Tag.SCHOOL_CREATED, school_id=chain, actor=actor, subject="school", subject_id=school.id)
    for hook in after_created:
        hook(school, actor)
    return school


def update_settings(school: School, settings: SchoolSettings, actor: Actor) -> list[str]:
    """Change what differs; returns the names of the fields that did. Raises Invalid where the settings do."""
    settings.check()
    wanted = asdict(settings)
    changed = [name for name, value in wanted.items() if getattr(school, name) != value]
    for name in changed:
        setattr(school, name, wanted[name])
    if changed:
        school.sort_key = _sort_key(settings)
        record(
            Tag.SCHOOL_CHANGED,
            school_id=school.id,
            actor=actor,
            subject="school",
            subject_id=school.id,
            fields=changed,
        )
    return changed


def _sort_key(settings: SchoolSettings) -> str:
    """Sorted by the short name, found by both."""
    return sort_key(f"{settings.short_name} {settings.name}")[:400]


def shared_time_zone() -> str | None:
    """The zone in which all schools of the installation live; None where they differ or there are none."""
    zones = db.session.scalars(select(School.time_zone).distinct().limit(2)).all()
    return zones[0] if len(zones) == 1 else None
