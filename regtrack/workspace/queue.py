"""The order in which a reviewer works: the oldest hand-in first."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from regtrack.actor import Actor
from regtrack.extensions import db
from regtrack.obligations.listing import to_review
from regtrack.obligations.models import Task

MOST = 1000


@dataclass(frozen=True)
class Neighbours:
    """`place` counts from 1; 0 when the task is not in the queue."""

    previous: int | None
    next: int | None
    place: int
    total: int


def queue_of(actor: Actor) -> list[int]:
    """Tasks that wait for this person's review. One query."""
    people = [one for one in (actor.membership_id, actor.acted_for_id) if one is not None]
    return list(
        db.session.scalars(
            select(Task.id)
            .where(Task.school_id == actor.school_id, to_review(people))
            .order_by(Task.handed_in_at, Task.id)
            .limit(MOST)
        )
    )


def neighbours(task: Task, actor: Actor) -> Neighbours:
    """What stands before and after a task in the queue."""
    queue = queue_of(actor)
    if task.id not in queue:
        return Neighbours(None, queue[0] if queue else None, 0, len(queue))
    at = queue.index(task.id)
    return Neighbours(
        queue[at - 1] if at else None,
        queue[at + 1] if at + 1 < len(queue) else None,
        at + 1,
        len(queue),
    )
