"""The words for states, the same on every screen and paper."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import pgettext

from regtrack.catalogue.models import Edition
from regtrack.formatting import format_day_long
from regtrack.obligations.models import Task, TaskState

SOON = timedelta(days=14)

STATES: dict[str, Any] = {
    TaskState.OPEN: _l("open"),
    TaskState.SUBMITTED: _l("waiting for review"),
    TaskState.RETURNED: _l("returned"),
    TaskState.ACCEPTED: _l("accepted"),
    TaskState.WAIVED: _l("waived"),
    TaskState.ARCHIVED: _l("archived"),
    "overdue": _l("overdue"),
    "soon": _l("due soon"),
    "late": _l("accepted late"),
}

CLAUSE_STATES: dict[str, Any] = {
    "fulfilled": _l("fulfilled"),
    "at_risk": _l("at risk"),
    "broken": _l("broken"),
    "not_applicable": _l("not applicable"),
    "not_assessed": _l("not assessed"),
}

WORKING = (TaskState.OPEN, TaskState.RETURNED)


def overdue(task: Task, today: date) -> bool:
    """Still to be handed in, and the day after its due date has begun in the school."""
    return task.state in WORKING and task.due_on is not None and task.due_on < today and not task.before_start


def late(task: Task) -> bool:
    """Handed in after its due date; decided by when it was handed in, not by the date on the paper."""
    return bool(
        task.handed_in_on and task.due_on and task.handed_in_on > task.due_on and not task.before_start
    )


def mark_of(task: Task, today: date) -> str:
    """The one code that a screen shows for a task: a state, or overdue or soon in its place."""
    if overdue(task, today):
        return "overdue"
    if task.state == TaskState.OPEN and task.due_on and today <= task.due_on <= today + SOON:
        return "soon"
    return task.state


def edition_name(edition: Edition) -> str:
    """When the edition was made, in words; a code that is no date as it is."""
    if edition.edition == "undated":
        return pgettext("edition", "without a date")
    try:
        return format_day_long(date.fromisoformat(edition.edition))
    except ValueError:
        return edition.edition


def marks() -> dict[str, str]:
    """How sure a pack is of what it says about today's law."""
    return {
        "V": _("read in the text of the act"),
        "S": _("seen quoted, not read in the act"),
        "R": _("recalled, not checked"),
    }
