"""One entry of a task's history, with its audit entry, in the transaction of the change."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from regtrack import clock
from regtrack.actor import Actor
from regtrack.audit import service as audit
from regtrack.audit.tags import Tag
from regtrack.extensions import db
from regtrack.obligations.models import Task, TaskEvent

# kind of event → audit tag; the kinds are also what the timeline of a task shows
TAGS: dict[str, Tag] = {
    "made": Tag.TASK_MADE,
    "assigned": Tag.TASK_ASSIGNED,
    "submit": Tag.TASK_SUBMITTED,
    "recall": Tag.TASK_RECALLED,
    "return": Tag.TASK_RETURNED,
    "accept": Tag.TASK_ACCEPTED,
    "waive": Tag.TASK_WAIVED,
    "unwaive": Tag.TASK_UNWAIVED,
    "reopen": Tag.TASK_REOPENED,
    "archive": Tag.TASK_ARCHIVED,
    "owner_changed": Tag.TASK_OWNER_CHANGED,
    "date_changed": Tag.TASK_DATE_CHANGED,
    "comment": Tag.TASK_COMMENTED,
}


def record_event(
    task: Task, kind: str, actor: Actor | None, *, reason: str = "", detail: dict[str, Any] | None = None
) -> TaskEvent:
    """Append the values that the task has now; `kind` is a key of TAGS, `detail` plain data."""
    db.session.flush()
    # The chain's lock comes first: it also puts the numbers of the events in order.
    audit.record(
        TAGS[kind],
        school_id=task.school_id,
        actor=actor,
        subject="task",
        subject_id=task.id,
        state=str(task.state),
        owner=task.owner_id,
        due=task.due_on,
    )
    last = db.session.scalar(
        select(func.max(TaskEvent.seq)).where(
            TaskEvent.school_id == task.school_id, TaskEvent.task_id == task.id
        )
    )
    event = TaskEvent(
        school_id=task.school_id,
        task_id=task.id,
        seq=(last or 0) + 1,
        recorded_at=clock.now(),
        kind=kind,
        state=str(task.state),
        owner_id=task.owner_id,
        due_on=task.due_on,
        actor_id=actor.membership_id if actor else None,
        acted_for_id=actor.acted_for_id if actor else None,
        reason=reason,
        detail=detail or {},
    )
    db.session.add(event)
    db.session.flush()
    return event
