"""What may happen to a task after it is made; each change leaves an event and an audit entry."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from regtrack import clock
from regtrack.actor import Actor
from regtrack.errors import Forbidden, Invalid, Refusal
from regtrack.extensions import db
from regtrack.obligations.access import facts_of
from regtrack.obligations.events import record_event
from regtrack.obligations.models import Task, TaskComment, TaskEvent, TaskState
from regtrack.obligations.role_holders import may, no_right_to_hand_in, no_right_to_review
from regtrack.obligations.workflow import Act, Facts, WorkflowRefusal, decide
from regtrack.people.access import is_present
from regtrack.people.models import Membership
from regtrack.permissions import Permission
from regtrack.schools.models import School

LONGEST_REASON = 2000
# The same words or the same assignment once more within this time is a button that was pressed twice.
REPEATED = timedelta(minutes=2)


def perform(
    task: Task,
    act: Act,
    actor: Actor | None,
    facts: Facts,
    *,
    reason: str = "",
    detail: dict[str, Any] | None = None,
) -> TaskEvent:
    """Move the task as the workflow allows and record it; actor None is a program.

    Raises WorkflowRefusal; StaleDataError at the flush when somebody changed the task meanwhile.
    """
    before = TaskState(task.state)
    task.state = decide(before, act, facts)
    now = clock.now()
    match act:
        case Act.SUBMIT:
            task.handed_in_at, task.handed_in_on = now, school_day(task.school_id)
        case Act.RECALL | Act.RETURN:
            task.handed_in_at = task.handed_in_on = None
        case Act.ACCEPT:
            task.accepted_at = now
        case Act.REOPEN:
            task.accepted_at = task.handed_in_at = task.handed_in_on = None
    return record_event(
        task,
        str(act),
        actor,
        reason=reason or facts.reason,
        detail={"previous": str(before), **(detail or {})},
    )


def waive(task: Task, actor: Actor, reason: str) -> TaskEvent:
    return perform(task, Act.WAIVE, actor, facts_of(task, actor, reason=reason))


def unwaive(task: Task, actor: Actor, reason: str = "") -> TaskEvent:
    return perform(task, Act.UNWAIVE, actor, facts_of(task, actor, reason=reason))


def reopen(task: Task, actor: Actor, reason: str) -> TaskEvent:
    return perform(task, Act.REOPEN, actor, facts_of(task, actor, reason=reason))


def change_owner(
    task: Task, owner_id: int, actor: Actor, *, reason: str, reviewer_id: int | None = None
) -> TaskEvent:
    """Hand the task to another member; `reviewer_id` None keeps the reviewer, 0 names nobody.

    Raises Invalid, Refusal, Forbidden.
    """
    _may_decide(task, actor, reason)
    reviewer = task.reviewer_id if reviewer_id is None else reviewer_id or None
    if owner_id != task.owner_id:
        able_owner(task.school_id, owner_id)
    if reviewer is not None and reviewer != task.reviewer_id:
        able_reviewer(task.school_id, reviewer)
    if owner_id == reviewer:
        raise Invalid(_("Nobody reviews a task of their own: choose two different people."), field="owner")
    if owner_id == task.owner_id and reviewer == task.reviewer_id:
        raise Invalid(_("This person is responsible for the task already."), field="owner")
    detail = {
        "from": task.owner_id,
        "to": owner_id,
        "reviewer_from": task.reviewer_id,
        "reviewer_to": reviewer,
    }
    task.owner_id, task.reviewer_id = owner_id, reviewer
    event = record_event(task, "owner_changed", actor, reason=reason, detail=detail)
    db.session.expire(task, ["owner", "reviewer"])
    return event


def change_date(task: Task, due_on: date | None, actor: Actor, *, reason: str) -> TaskEvent:
    """Move the date due; `scheduled_on` never moves. Raises Invalid, Refusal."""
    _may_decide(task, actor, reason)
    if due_on == task.due_on:
        raise Invalid(_("The task has this date already."), field="due_on")
    detail = {
        "from": task.due_on.isoformat() if task.due_on else None,
        "to": due_on.isoformat() if due_on else None,
    }
    task.due_on = due_on
    if due_on is not None and due_on >= school_day(task.school_id):
        task.before_start = False  # a new promise counts like any other
    return record_event(task, "date_changed", actor, reason=reason, detail=detail)


def comment(task: Task, actor: Actor, text: str) -> TaskComment:
    """Add a remark that everybody who sees the task reads. Raises Invalid."""
    if not text.strip():
        raise Invalid(_("Write what you want to say."), field="text")
    if len(text) > LONGEST_REASON:
        raise Invalid(_("At most %(most)s characters.", most=LONGEST_REASON), field="text")
    db.session.execute(select(Task.id).where(Task.id == task.id).with_for_update())
    same = select(TaskComment.id).where(
        TaskComment.task_id == task.id,
        TaskComment.author_id == actor.member_id,
        TaskComment.text == text.strip(),
        TaskComment.written_at > clock.now() - REPEATED,
    )
    if db.session.scalar(same.limit(1)) is not None:
        raise Refusal(_("This comment is written already: it stands on the page of the task."))
    said = TaskComment(
        school_id=task.school_id,
        task_id=task.id,
        author_id=actor.member_id,
        written_at=clock.now(),
        text=text.strip(),
    )
    db.session.add(said)
    db.session.flush()
    record_event(task, "comment", actor, detail={"comment": said.id})
    return said


def able_owner(school_id: int, membership_id: int) -> None:
    """Raises Invalid unless this is somebody of the school who is here today and may hand in."""
    member = _present_member(school_id, membership_id, "owner")
    if not may(member, Permission.HAND_IN):
        raise Invalid(no_right_to_hand_in(member.account.short_name), field="owner")


def able_reviewer(school_id: int, membership_id: int) -> None:
    """Raises Invalid unless this is somebody of the school who is here today and may review."""
    member = _present_member(school_id, membership_id, "reviewer")
    if not may(member, Permission.REVIEW):
        raise Invalid(no_right_to_review(member.account.short_name), field="reviewer")


def _present_member(school_id: int, membership_id: int, field: str) -> Membership:
    member = db.session.scalar(
        select(Membership).where(Membership.school_id == school_id, Membership.id == membership_id)
    )
    if member is None or not is_present(member, school_day(school_id)):
        raise Invalid(_("Choose a person who works at the school."), field=field)
    return member


def school_day(school_id: int) -> date:
    school = db.session.get_one(School, school_id)
    return clock.today(school.time_zone)


def _may_decide(task: Task, actor: Actor, reason: str) -> None:
    if not actor.can(Permission.DECIDE):
        raise Forbidden(_("Only the director may decide this."))
    if task.state in (TaskState.ACCEPTED, TaskState.WAIVED, TaskState.ARCHIVED):
        raise Refusal(_("The task is closed: reopen it first."))
    if not reason.strip():
        raise WorkflowRefusal("needs_reason")
    if len(reason) > LONGEST_REASON:
        raise Invalid(_("At most %(most)s characters.", most=LONGEST_REASON), field="reason")
