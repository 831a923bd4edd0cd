"""What a person who leaves still holds here: tasks that somebody else must take over."""

from __future__ import annotations

from flask import url_for
from flask_babel import ngettext
from sqlalchemy import func, or_, select

from regtrack.extensions import db
from regtrack.obligations.models import Task, TaskState
from regtrack.people.leaving import Holding
from regtrack.people.models import Membership

LIVE = [str(TaskState.OPEN), str(TaskState.RETURNED), str(TaskState.SUBMITTED)]


def tasks_held(member: Membership) -> list[Holding]:
    """Tasks that are not closed, as owner and as reviewer; each with the list that shows them. One query."""
    owned = func.count(Task.id).filter(Task.owner_id == member.id)
    reviewed = func.count(Task.id).filter(Task.reviewer_id == member.id)
    row = db.session.execute(
        select(owned, reviewed).where(
            Task.school_id == member.school_id,
            Task.state.in_(LIVE),
            or_(Task.owner_id == member.id, Task.reviewer_id == member.id),
        )
    ).one()
    found = []
    if row[0]:
        text = ngettext("Responsible for %(num)d task", "Responsible for %(num)d tasks", row[0])
        found.append(Holding(text, url_for("workspace.tasks", school_id=member.school_id, owner=member.id)))
    if row[1]:
        text = ngettext("Reviewer of %(num)d task", "Reviewer of %(num)d tasks", row[1])
        url = url_for("workspace.tasks", school_id=member.school_id, reviewer=member.id)
        found.append(Holding(text, url))
    return found
