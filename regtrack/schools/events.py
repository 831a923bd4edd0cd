"""Events of a school: planned ones that duties follow, and those that happened and start a term."""

from __future__ import annotations

import re
from datetime import date

from flask_babel import gettext as _
from sqlalchemy import select

from regtrack.actor import Actor
from regtrack.audit.service import in_turn, record
from regtrack.audit.tags import Tag
from regtrack.errors import Invalid, NotFound, Refusal
from regtrack.extensions import db
from regtrack.schools.models import School, SchoolEvent

_CODE = re.compile(r"[a-z][a-z0-9_]{0,39}", re.ASCII)


def plan_event(school: School, kind: str, on: date, title: str, actor: Actor) -> SchoolEvent:
    """A meeting or council that is going to happen on a day; the title may be empty.

    Raises Invalid for an impossible kind and for the same event once more.
    """
    in_turn(school.id)
    same = select(SchoolEvent.id).where(
        SchoolEvent.school_id == school.id,
        SchoolEvent.kind == kind,
        SchoolEvent.on == on,
        SchoolEvent.title == title,
        SchoolEvent.planned.is_(True),
        SchoolEvent.cancelled.is_(False),
    )
    if db.session.scalar(same.limit(1)) is not None:
        raise Invalid(_("The same event is planned on this day already. Name the second one."), field="title")
    event = _add(school, kind, on, title, planned=True)
    _record(Tag.EVENT_PLANNED, event, actor, kind=kind, on=on)
    return event


def record_event(
    school: School, kind: str, on: date, title: str = "", actor: Actor | None = None
) -> SchoolEvent:
    """Something that happened (an order was registered), from which a term counts.

    `actor` is None for what the program does by itself. Raises Invalid for an impossible kind.
    """
    event = _add(school, kind, on, title, planned=False)
    _record(Tag.EVENT_RECORDED, event, actor, kind=kind, on=on)
    return event


def get_event(school: School, event_id: int) -> SchoolEvent:
    """Raises NotFound for another school's event."""
    event = db.session.scalar(
        select(SchoolEvent).where(SchoolEvent.school_id == school.id, SchoolEvent.id == event_id)
    )
    if event is None:
        raise NotFound(_("There is no such event in this school."))
    return event


def change_event(event: SchoolEvent, kind: str, on: date, title: str, actor: Actor) -> list[str]:
    """Move or rename a planned event; returns the names of the fields that changed.

    Raises Refusal for an event that happened: a term already counts from it.
    """
    if not event.planned:
        raise Refusal(_("What has happened cannot be changed: a term counts from it."))
    _check(kind)
    wanted = {"kind": kind, "on": on, "title": title}
    changed = [name for name, value in wanted.items() if getattr(event, name) != value]
    for name in changed:
        setattr(event, name, wanted[name])
    if changed:
        _record(Tag.EVENT_CHANGED, event, actor, fields=changed, on=event.on)
    return changed


def cancel_event(event: SchoolEvent, actor: Actor) -> None:
    """A planned event does not take place; `restore_event` takes it back."""
    _set_cancelled(event, True, actor)


def restore_event(event: SchoolEvent, actor: Actor) -> None:
    _set_cancelled(event, False, actor)


def _set_cancelled(event: SchoolEvent, cancelled: bool, actor: Actor) -> None:
    if not event.planned:
        raise Refusal(_("What has happened cannot be changed: a term counts from it."))
    if event.cancelled != cancelled:
        event.cancelled = cancelled
        _record(Tag.EVENT_CHANGED, event, actor, fields=["cancelled"], cancelled=cancelled)


def _add(school: School, kind: str, on: date, title: str, *, planned: bool) -> SchoolEvent:
    _check(kind)
    event = SchoolEvent(school_id=school.id, kind=kind, on=on, title=title, planned=planned, cancelled=False)
    db.session.add(event)
    db.session.flush()
    return event


def _check(kind: str) -> None:
    if not _CODE.fullmatch(kind):
        raise Invalid(
            _("A kind of event is written in small Latin letters, digits and underscores."), field="kind"
        )


def _record(tag: Tag, event: SchoolEvent, actor: Actor | None, **data: object) -> None:
    record(tag, school_id=event.school_id, actor=actor, subject="school_event", subject_id=event.id, **data)
