"""SQL conditions for what the clock makes of a task; every list and figure uses these and no others."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import ColumnElement, and_, or_, select

from regtrack.actor import Actor
from regtrack.obligations.labels import SOON, WORKING
from regtrack.obligations.models import Task, TaskHelper, TaskState
from regtrack.permissions import Permission

FOUR_WEEKS = timedelta(days=28)


def working() -> ColumnElement[bool]:
    """Still to be handed in."""
    return Task.state.in_([str(state) for state in WORKING])


def overdue(today: date) -> ColumnElement[bool]:
    """Still to be handed in, and the day after the date due has begun in the school."""
    return and_(working(), Task.due_on < today, Task.before_start.is_(False))


def late() -> ColumnElement[bool]:
    """Handed in after the date due; decided by the day of the hand-in."""
    return and_(
        Task.state.in_([TaskState.SUBMITTED, TaskState.ACCEPTED]),
        Task.handed_in_on > Task.due_on,
        Task.before_start.is_(False),
    )


def due_within(today: date, days: timedelta) -> ColumnElement[bool]:
    return and_(working(), Task.due_on.between(today, today + days))


def soon(today: date) -> ColumnElement[bool]:
    return due_within(today, SOON)


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Tasks of the actor's school that access.may_see() would let them see."""
    in_school = Task.school_id == actor.school_id
    if actor.can(Permission.VIEW_ALL_TASKS):
        return in_school
    if not actor.can(Permission.VIEW_TASKS):
        return Task.id < 0
    people = [one for one in (actor.membership_id, actor.acted_for_id) if one is not None]
    return and_(in_school, or_(mine(people), Task.reviewer_id.in_(people)))


def mine(people: list[int]) -> ColumnElement[bool]:
    """Owned by one of these memberships, or helped with."""
    return or_(Task.owner_id.in_(people), helped(people))


def helped(people: list[int]) -> ColumnElement[bool]:
    """One of these memberships is named beside the owner."""
    return Task.id.in_(select(TaskHelper.task_id).where(TaskHelper.membership_id.in_(people)))
