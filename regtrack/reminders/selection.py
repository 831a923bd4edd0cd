"""Who is to be reminded of what: slots that have come and have no row yet, in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, Executable, and_, func, or_, select

from regtrack import clock
from regtrack.deadlines.calendars import ProductionCalendar
from regtrack.deadlines.school_year import SchoolYear
from regtrack.extensions import db
from regtrack.obligations.models import Task, TaskState
from regtrack.people.models import Account, Membership, SchoolClass
from regtrack.reminders.models import ReminderSlot
from regtrack.reminders.policy import DEFAULT, LONGEST_HOLIDAY, Slot, come
from regtrack.schools.calendar import production_of
from regtrack.schools.models import School

WAITS_FOR_OWNER = (TaskState.OPEN, TaskState.RETURNED)


@dataclass(frozen=True)
class Morning:
    """A school in which today's letters may leave now."""

    school: School
    today: date
    calendar: ProductionCalendar


@dataclass(frozen=True)
class Candidate:
    """A task that waits for its owner; `new` are the slots that have come since the owner was last told."""

    task_id: int
    due_on: date
    new: tuple[Slot, ...]


@dataclass(frozen=True)
class TaskFacts:
    """What a letter says of a task."""

    title: dict[str, str]
    class_name: str | None


def mornings(now: datetime) -> list[Morning]:
    """The schools where it is a working day and the morning hour has come."""
    found = []
    for school in db.session.scalars(select(School).order_by(School.id)):
        local = clock.local(now, school.time_zone)
        if local.hour < school.morning_hour:
            continue
        today = local.date()
        calendar = production_of(school, SchoolYear.of(today))
        if calendar.is_working(today):
            found.append(Morning(school, today, calendar))
    return found


def candidates(places: Sequence[Morning]) -> dict[int, list[Candidate]]:
    """By owner (membership): all tasks of theirs that wait and are due soon or overdue. One query.

    Only owners to whom at least one slot has come are there.
    """
    found: dict[int, list[Candidate]] = {}
    told: set[int] = set()
    by_school = {place.school.id: place for place in places}
    slots: dict[tuple[int, date], list[Slot]] = {}
    for task_id, school_id, owner_id, due_on, last in db.session.execute(_waiting_tasks(places)):
        place = by_school[school_id]
        key = (school_id, due_on)
        if key not in slots:
            slots[key] = come(due_on, place.today, place.calendar)
        new = tuple(slot for slot in slots[key] if last is None or slot.nominal > last)
        if new or due_on <= place.today + DEFAULT.soon:
            found.setdefault(owner_id, []).append(Candidate(task_id, due_on, new))
        if new:
            told.add(owner_id)
    return {owner_id: rows for owner_id, rows in found.items() if owner_id in told}


def people(owner_ids: Iterable[int]) -> dict[int, Membership]:
    """The owners with their accounts. One query."""
    rows = db.session.scalars(select(Membership).where(Membership.id.in_(owner_ids)))
    return {row.id: row for row in rows.unique()}


def facts(task_ids: Iterable[int]) -> dict[int, TaskFacts]:
    """Titles and classes of tasks. One query."""
    rows = db.session.execute(
        select(Task.id, Task.title, SchoolClass.name)
        .outerjoin(
            SchoolClass, and_(SchoolClass.id == Task.class_id, SchoolClass.school_id == Task.school_id)
        )
        .where(Task.id.in_(task_ids))
    )
    return {task_id: TaskFacts(title, class_name) for task_id, title, class_name in rows}


def _waiting_tasks(places: Sequence[Morning]) -> Executable:
    horizon = DEFAULT.soon + LONGEST_HOLIDAY
    return (
        select(Task.id, Task.school_id, Task.owner_id, Task.due_on, func.max(ReminderSlot.slot))
        .join(Membership, Membership.id == Task.owner_id)
        .join(Account, Account.id == Membership.account_id)
        .outerjoin(
            ReminderSlot,
            and_(ReminderSlot.task_id == Task.id, ReminderSlot.recipient_id == Task.owner_id),
        )
        .where(
            or_(*(_in_reach(place, horizon) for place in places)),
            Task.state.in_(WAITS_FOR_OWNER),
            Task.before_start.is_(False),
            Account.disabled_at.is_(None),
        )
        .group_by(Task.id, Task.school_id, Task.owner_id, Task.due_on)
        .order_by(Task.due_on, Task.id)
    )


def _in_reach(place: Morning, horizon: timedelta) -> ColumnElement[bool]:
    """Tasks of the school up to the horizon whose owner still works there today."""
    return and_(
        Task.school_id == place.school.id,
        Task.due_on <= place.today + horizon,
        or_(Membership.left_on.is_(None), Membership.left_on >= place.today),
        or_(Membership.valid_until.is_(None), Membership.valid_until >= place.today),
    )
