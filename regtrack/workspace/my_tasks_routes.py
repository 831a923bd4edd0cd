"""My tasks: what is mine, the most pressing first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask import g, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from regtrack import clock
from regtrack.evidence.kinds import ACCEPT
from regtrack.extensions import db
from regtrack.obligations.labels import overdue
from regtrack.obligations.listing import count, tasks_query
from regtrack.obligations.models import Task, TaskState
from regtrack.permissions import Permission, requires
from regtrack.workspace.blueprint import pages
from regtrack.workspace.rows import Row, rows_of, with_places

MOST_ROWS, MOST_HELPED = 200, 5


@dataclass(frozen=True)
class Group:
    key: str
    title: str
    rows: list[Row]


@pages.get("/s/<int:school_id>/my")
@requires(Permission.HAND_IN)
def my_tasks(school_id: int) -> ResponseReturnValue:
    today = clock.today(g.school.time_zone)
    working = _ask({"mine": "1", "state": "working"})
    waiting = _ask({"mine": "1", "state": "submitted", "sort": "handed_in"})
    helping = _ask({"helping": "1", "state": "working"}, MOST_HELPED)
    total = len(working)
    if total == MOST_ROWS:
        total = count({"mine": "1", "state": "working"}, g.actor)
    return render_template(
        "workspace/my_tasks.html",
        groups=_groups(working, waiting, helping, today),
        shown=len(working),
        total=total,
        accepted=count({"mine": "1", "state": "accepted"}, g.actor),
        accept=ACCEPT,
    )


def _ask(asked: dict[str, Any], most: int = MOST_ROWS) -> Sequence[Task]:
    query = with_places(tasks_query(asked, g.actor)).limit(most)
    return db.session.scalars(query).unique().all()


def _groups(
    working: Sequence[Task], waiting: Sequence[Task], helping: Sequence[Task], today: date
) -> list[Group]:
    """Each task in one group: what was returned first, then by its date. Empty groups are left out."""
    week_end = today + timedelta(days=6 - today.weekday())
    parts: dict[str, list[Task]] = {
        key: []
        for key in (
            "returned",
            "overdue",
            "today",
            "week",
            "before",
            "later",
            "undated",
            "waiting",
            "helping",
        )
    }
    for task in working:
        parts[_part(task, today, week_end)].append(task)
    parts["waiting"].extend(waiting)
    parts["helping"].extend(helping)
    titles = {
        "returned": _("Returned to you"),
        "overdue": _("Overdue"),
        "today": _("Today"),
        "week": _("This week"),
        "before": _("Passed before the regulation was put in force"),
        "later": _("Later"),
        "undated": _("Without a date"),
        "waiting": _("Waiting for review"),
        "helping": _("You help with"),
    }
    return [Group(key, titles[key], rows_of(tasks, today)) for key, tasks in parts.items() if tasks]


def _part(task: Task, today: date, week_end: date) -> str:
    if task.state == TaskState.RETURNED:
        return "returned"
    if task.due_on is None:
        return "undated"
    if overdue(task, today):
        return "overdue"
    if task.due_on < today:
        return "before"  # a late start: asked for, but not reproached
    if task.due_on == today:
        return "today"
    return "week" if task.due_on <= week_end else "later"
