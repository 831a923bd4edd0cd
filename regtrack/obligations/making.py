"""The job that asks "what is due up to the horizon and has no task yet"; however often it runs, once each."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import Table, insert, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import joinedload

from regtrack import clock
from regtrack.actor import Actor
from regtrack.audit import service as audit
from regtrack.audit.tags import Tag
from regtrack.deadlines.calendars import SchoolCalendar
from regtrack.deadlines.school_year import SchoolYear
from regtrack.errors import Refusal, RegTrackError
from regtrack.extensions import db
from regtrack.formatting import search_key
from regtrack.obligations.following import follow_events
from regtrack.obligations.models import Adoption, AdoptionItem, Task, TaskEvent, TaskHelper, TaskState
from regtrack.obligations.planning import Planned, plan
from regtrack.schools.models import School
from regtrack.schools.service import calendar_of

log = logging.getLogger("regtrack.making")

MOST_TASKS = 5000  # of one adoption; a school of 60 classes with 25 items stays below
CHUNK = 400  # rows of one INSERT: below the 32,766 values that SQLite takes


def make_due_tasks(until: date | None = None) -> int:
    """Tasks of all schools up to the horizon; the number of new ones. One adoption's fault stops no other."""
    calendars: dict[tuple[int, int], SchoolCalendar] = {}
    made = 0
    for adoption, school in _running():
        key = school.id, adoption.school_year
        calendar = calendars.get(key) or calendars.setdefault(key, calendar_of(school, key[1]))
        try:
            with db.session.begin_nested():
                made += make_tasks(adoption, until=until, calendar=calendar)
        except RegTrackError as error:
            log.error("no tasks for adoption %s: %s", adoption.id, error.message)
    return made


def make_tasks(
    adoption: Adoption,
    *,
    until: date | None = None,
    calendar: SchoolCalendar | None = None,
    actor: Actor | None = None,
) -> int:
    """Make what this adoption asks for up to `until` (the horizon by default) and has no task yet.

    Seven queries and one for each 400 new tasks. Raises Refusal when it would have more than MOST_TASKS.
    """
    school = db.session.get_one(School, adoption.school_id)
    wanted = planned(adoption, school, until=until, calendar=calendar)
    stored = select(Task.adoption_item_id, Task.occurrence, Task.unit, Task.id, Task.due_on).where(
        Task.school_id == adoption.school_id, Task.adoption_id == adoption.id
    )
    known = {(row[0], row[1], row[2]): (row[3], row[4]) for row in db.session.execute(stored)}
    follow_events({known[one.key][0]: one for one in wanted if _moved(one, known.get(one.key))})
    absent = [one for one in wanted if one.key not in known]
    check_bound(len(known) + len(absent))
    if not absent:
        return 0
    # The chain's lock first, in the order of every other command: two makers queue up instead of colliding.
    audit.record(
        Tag.TASK_MADE,
        school_id=school.id,
        actor=actor,
        subject="adoption",
        subject_id=adoption.id,
        asked=len(absent),
    )
    return _store(adoption, absent, clock.now())


def planned(
    adoption: Adoption,
    school: School,
    *,
    until: date | None = None,
    calendar: SchoolCalendar | None = None,
) -> list[Planned]:
    """Everything that the adoption asks for up to the horizon, made already or not."""
    items = db.session.scalars(
        select(AdoptionItem)
        .where(AdoptionItem.school_id == school.id, AdoptionItem.adoption_id == adoption.id)
        .order_by(AdoptionItem.position)
        .execution_options(populate_existing=True)
    ).all()
    adopted_on = clock.local(adoption.adopted_at, school.time_zone).date()
    return plan(
        [(item, item.owners) for item in items],
        SchoolYear(adoption.school_year),
        calendar or calendar_of(school, adoption.school_year),
        boundary=max(adopted_on, adoption.starts_on),
        until=until or horizon(school),
    )


def horizon(school: School) -> date:
    """The last day for which tasks are made now."""
    days: int = current_app.settings.horizon_days  # type: ignore[attr-defined]
    return clock.today(school.time_zone) + timedelta(days=days)


def _moved(one: Planned, known: tuple[int, date | None] | None) -> bool:
    """Whether the event that the task goes with has another day now than the task."""
    return known is not None and one.occurrence.key.startswith("event:") and known[1] != one.due_on


def check_bound(count: int) -> None:
    """Refuse an adoption that would bury the school. Raises Refusal."""
    if count > MOST_TASKS:
        raise Refusal(
            _(
                "This would make %(count)s tasks; at most %(most)s are made for one regulation. Choose a "
                "longer rhythm, or fewer people who each get a task.",
                count=count,
                most=MOST_TASKS,
            )
        )


def _running() -> Sequence[tuple[Adoption, School]]:
    """Adoptions whose school year has not been over for long."""
    first = SchoolYear.of(clock.now().date()).first - 1
    rows = db.session.execute(
        select(Adoption, School)
        .join(School, School.id == Adoption.school_id)
        .where(Adoption.school_year >= first)
        .options(joinedload(Adoption.edition))
        .order_by(Adoption.id)
    )
    return [(row[0], row[1]) for row in rows]


def _store(adoption: Adoption, absent: Sequence[Planned], now: datetime) -> int:
    """Insert tasks, helpers and first events; what another maker has stored meanwhile is passed over."""
    by_key = {one.key: one for one in absent}
    helpers: list[dict[str, Any]] = []
    events: list[dict[str, Any]] = []
    made = 0
    rows = [task_row(adoption, one, now) for one in absent]
    for start in range(0, len(rows), CHUNK):
        for task_id, item_id, occurrence, unit in _insert_new(rows[start : start + CHUNK]):
            one = by_key[item_id, occurrence, unit]
            made += 1
            events.append(_event_row(adoption, task_id, one, now))
            helpers.extend(
                {"school_id": adoption.school_id, "task_id": task_id, "membership_id": member}
                for member in one.helpers
            )
    if helpers:
        db.session.execute(insert(TaskHelper), helpers)
    if events:
        db.session.execute(insert(TaskEvent), events)
    return made


def _insert_new(rows: list[dict[str, Any]]) -> Sequence[tuple[int, int, str, str]]:
    table = Task.__table__
    assert isinstance(table, Table)
    make = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    statement = (
        make(table)
        .values(rows)
        .on_conflict_do_nothing(index_elements=["school_id", "adoption_item_id", "occurrence", "unit"])
        .returning(table.c.id, table.c.adoption_item_id, table.c.occurrence, table.c.unit)
    )
    return [(row[0], row[1], row[2], row[3]) for row in db.session.execute(statement).all()]


def task_row(adoption: Adoption, one: Planned, now: datetime) -> dict[str, Any]:
    item = one.item
    reviewer = item.reviewer_id if item.reviewer_id != one.unit.owner_id else None
    return {
        "school_id": adoption.school_id,
        "adoption_id": adoption.id,
        "adoption_item_id": item.id,
        "occurrence": one.occurrence.key,
        "unit": one.unit.key,
        "title": item.title,
        "note": "",
        "owner_id": one.unit.owner_id,
        "reviewer_id": reviewer,
        "class_id": one.unit.class_id,
        "window_start": one.occurrence.window_start,
        "scheduled_on": one.occurrence.scheduled_on,
        "due_on": one.due_on,
        "state": str(one.state),
        "before_start": one.before_start,
        "confidential": item.confidential,
        "evidence": with_keys(item.evidence),
        "version": 1,
        "created_at": now,
        "search_key": search_key(*item.title.values()),
    }


def with_keys(evidence: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each asked kind with a key of its own within the task, so that two of one kind are told apart."""
    return [{**one, "key": f"{one['kind']}-{n}"} for n, one in enumerate(evidence, 1)]


def _event_row(adoption: Adoption, task_id: int, one: Planned, now: datetime) -> dict[str, Any]:
    waived = one.state == TaskState.WAIVED
    said = one.item.late_start.get(one.occurrence.key, {})
    return {
        "school_id": adoption.school_id,
        "task_id": task_id,
        "seq": 1,
        "recorded_at": now,
        "kind": "made",
        "state": str(one.state),
        "owner_id": one.unit.owner_id,
        "due_on": one.due_on,
        # Who adopted has answered for the dates that had passed; the rest is the program's work.
        "actor_id": said.get("by") if waived or said.get("answer") == "new_date" else None,
        "acted_for_id": None,
        "reason": said.get("reason", ""),
        "detail": {"late_start": said["answer"]} if one.before_start and said else {},
    }
