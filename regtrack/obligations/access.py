"""Who sees a task, and what a person is to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from regtrack.actor import Actor
from regtrack.errors import NotFound
from regtrack.extensions import db
from regtrack.obligations.models import Task, TaskEvent, TaskHelper, TaskState
from regtrack.obligations.workflow import Facts
from regtrack.people.models import Membership, MembershipRight
from regtrack.permissions import Permission, Right

P = Permission


def get_task(school_id: int, task_id: int, actor: Actor) -> Task:
    """The task with the people, class and adoption that belong to it.

    Raises NotFound when it is another school's or not for this actor to see.
    """
    task = db.session.scalar(
        select(Task)
        .where(Task.school_id == school_id, Task.id == task_id)
        .options(
            joinedload(Task.owner),
            joinedload(Task.reviewer),
            joinedload(Task.school_class),
            joinedload(Task.adoption),
            joinedload(Task.adoption_item),
        )
    )
    if task is None or not may_see(task, actor):
        raise NotFound(_("There is no such task in this school."))
    return task


def may_see(task: Task, actor: Actor) -> bool:
    """Readers of all tasks, and those who own, help with or review this one."""
    if actor.school_id != task.school_id:
        return False
    if actor.can(P.VIEW_ALL_TASKS):
        return True
    if not actor.can(P.VIEW_TASKS):
        return False
    people = _people(actor)
    return bool(people & {task.owner_id, task.reviewer_id}) or bool(people & helper_ids(task))


def helper_ids(task: Task) -> set[int]:
    """Memberships named beside the owner. One query."""
    return set(db.session.scalars(select(TaskHelper.membership_id).where(TaskHelper.task_id == task.id)))


def facts_of(
    task: Task,
    actor: Actor | None,
    *,
    submitter_ids: Iterable[int] = (),
    missing_required: Iterable[str] = (),
    waived: Mapping[str, str] | None = None,
    reason: str = "",
) -> Facts:
    """What the workflow needs to know. The evidence's part is handed in: this room knows no files."""
    if actor is None:
        return Facts(reason=reason, previous=_before_waiver(task))
    people = _people(actor)
    confirms = Right.DEPUTY in _rights(actor.member_id) or Right.REGISTRAR in _rights(actor.member_id)
    return Facts(
        actor_id=actor.member_id,
        acted_for_id=actor.acted_for_id,
        is_owner=task.owner_id in people,
        is_helper=bool(people & helper_ids(task)),
        is_reviewer=actor.can(P.REVIEW) and (task.reviewer_id is None or task.reviewer_id in people),
        is_director=actor.can(P.DECIDE),
        is_confirmer=actor.can(P.REVIEW) and confirms,
        owner_is_director=Right.DIRECTOR in _rights(task.owner_id),
        submitter_ids=frozenset(submitter_ids),
        missing_required=tuple(missing_required),
        waived=tuple((waived or {}).items()),
        reason=reason,
        previous=_before_waiver(task),
    )


def _people(actor: Actor) -> set[int | None]:
    return {one for one in (actor.membership_id, actor.acted_for_id) if one is not None}


def _rights(membership_id: int) -> set[str]:
    member = db.session.get(Membership, membership_id)
    return {row.right for row in member.rights} if member else set()


def _before_waiver(task: Task) -> TaskState:
    if task.state != TaskState.WAIVED:
        return TaskState.OPEN
    detail = db.session.scalar(
        select(TaskEvent.detail)
        .where(TaskEvent.school_id == task.school_id, TaskEvent.task_id == task.id, TaskEvent.kind == "waive")
        .order_by(TaskEvent.seq.desc())
        .limit(1)
    )
    return TaskState((detail or {}).get("previous", TaskState.OPEN))


def directors(school_id: int) -> set[int]:
    """Memberships with the director's right."""
    rows = select(MembershipRight.membership_id).where(
        MembershipRight.school_id == school_id, MembershipRight.right == Right.DIRECTOR
    )
    return set(db.session.scalars(rows))
