"""Tasks that go with a planned event follow it when the school moves it."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import gettext as _
from sqlalchemy import select

from regtrack.extensions import db
from regtrack.obligations.events import record_event
from regtrack.obligations.labels import WORKING
from regtrack.obligations.models import Task, TaskEvent
from regtrack.obligations.planning import Planned


def follow_events(moved: Mapping[int, Planned]) -> int:
    """Give the tasks the dates that their events have now; the number of those changed.

    A task that is handed in or closed keeps its date, and so does one whose date a person has changed.
    """
    if not moved:
        return 0
    decided = select(TaskEvent.task_id).where(
        TaskEvent.task_id.in_(moved), TaskEvent.kind == "date_changed", TaskEvent.actor_id.is_not(None)
    )
    rows = db.session.scalars(
        select(Task).where(
            Task.id.in_(moved), Task.state.in_([str(state) for state in WORKING]), Task.id.not_in(decided)
        )
    ).all()
    for task in rows:
        one = moved[task.id]
        before = task.due_on.isoformat() if task.due_on else None
        task.due_on, task.before_start = one.due_on, one.before_start
        detail = {"from": before, "to": one.due_on.isoformat() if one.due_on else None}
        record_event(task, "date_changed", None, reason=_("The event was moved."), detail=detail)
    return len(rows)
