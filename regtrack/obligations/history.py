"""What was so on a past day, from the append-only history."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, and_, case, func, or_, select

from regtrack import clock
from regtrack.extensions import db
from regtrack.obligations.labels import WORKING
from regtrack.obligations.models import Task, TaskEvent, TaskState
from regtrack.schools.models import School


@dataclass(frozen=True)
class TaskThen:
    """A task as it stood: what its last event up to the moment says."""

    state: TaskState
    owner_id: int
    due_on: date | None
    recorded_at: datetime


def task_as_of(task: Task, moment: datetime) -> TaskThen | None:
    """The task at an aware instant (what was recorded at that instant counts); None before it was made."""
    event = db.session.scalar(
        select(TaskEvent)
        .where(
            TaskEvent.school_id == task.school_id,
            TaskEvent.task_id == task.id,
            TaskEvent.recorded_at <= moment,
        )
        .order_by(TaskEvent.seq.desc())
        .limit(1)
    )
    if event is None:
        return None
    return TaskThen(TaskState(event.state), event.owner_id, event.due_on, event.recorded_at)


def counts_as_of(school: School, moment: datetime, adoption_id: int | None = None) -> dict[str, int]:
    """How many tasks stood in each state, and how many were overdue on the school's day of that instant.

    Keys: the states and "overdue"; `adoption_id` asks for one adoption. One query.
    """
    then = _last_events(school.id, moment).subquery()
    today = clock.local(moment, school.time_zone).date()
    overdue = and_(
        then.c.state.in_([str(state) for state in WORKING]),
        then.c.due_on < today,
        or_(Task.before_start.is_(False), then.c.due_on.is_(None)),
    )
    query = (
        select(then.c.state, func.count(), func.sum(case((overdue, 1), else_=0)))
        .join(Task, Task.id == then.c.task_id)
        .group_by(then.c.state)
    )
    if adoption_id is not None:
        query = query.where(Task.adoption_id == adoption_id)
    found = {str(state): 0 for state in TaskState} | {"overdue": 0}
    for state, number, over in db.session.execute(query):
        found[state] = number
        found["overdue"] += over
    return found


def _last_events(school_id: int, moment: datetime) -> Select[int, str, date | None]:
    last = (
        select(TaskEvent.task_id, func.max(TaskEvent.seq).label("seq"))
        .where(TaskEvent.school_id == school_id, TaskEvent.recorded_at <= moment)
        .group_by(TaskEvent.task_id)
        .subquery()
    )
    return (
        select(TaskEvent.task_id, TaskEvent.state, TaskEvent.due_on)
        .join(last, and_(last.c.task_id == TaskEvent.task_id, last.c.seq == TaskEvent.seq))
        .where(TaskEvent.school_id == school_id)
    )
