"""Everything that the page of a task shows, in a number of queries that does not grow."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from regtrack.actor import Actor
from regtrack.catalogue.models import Clause
from regtrack.evidence import service as evidence
from regtrack.evidence.models import Piece, Review, Submission, SubmissionState
from regtrack.extensions import db
from regtrack.formatting import sort_key
from regtrack.obligations.labels import STATES, late, mark_of
from regtrack.obligations.models import Task, TaskComment, TaskEvent, TaskState
from regtrack.obligations.service import helper_ids
from regtrack.obligations.workflow import Act, Facts, WorkflowRefusal, allowed, decide
from regtrack.people.models import Account, Membership
from regtrack.permissions import Permission
from regtrack.reminders.models import ReminderSlot
from regtrack.workspace.rows import clauses_of
from regtrack.workspace.timeline import Moment, Names, moments

# Refusals that a reviewer would not expect and must be told.
OWN_HANDS = frozenset({"four_eyes", "own_task", "needs_confirmer"})


@dataclass(frozen=True)
class Proof:
    """One asked kind with what has been given for it in the present hand-in."""

    asked: evidence.Asked
    pieces: list[Piece]

    @property
    def missing(self) -> bool:
        return self.asked.required and not self.pieces


@dataclass(frozen=True)
class TaskPage:
    """`shown` is the hand-in that is of interest now: the one that waits, the draft, or the accepted one."""

    task: Task
    mark: str
    word: str
    late: bool
    clauses: list[Clause]
    spec: dict[str, Any]
    names: Names
    helpers: list[str]
    proofs: list[Proof]
    other_pieces: list[Piece]
    draft: Submission | None
    shown: Submission | None
    past: list[Submission]
    reviews: dict[int, Review]
    comments: list[TaskComment]
    timeline: list[Moment]
    acts: frozenset[Act]
    why_not_review: str
    may_gather: bool
    may_read: bool

    @property
    def missing(self) -> list[evidence.Asked]:
        return [proof.asked for proof in self.proofs if proof.missing]


def look(task: Task, actor: Actor, today: date) -> TaskPage:
    """Gather the page of a task that this person may see."""
    submissions = _all(Submission, task, Submission.number)
    draft = _latest(submissions, SubmissionState.DRAFT)
    standing = _latest(submissions, SubmissionState.HANDED_IN)
    accepted = _latest(submissions, SubmissionState.ACCEPTED) if task.state == TaskState.ACCEPTED else None
    shown = standing or accepted or draft
    helpers = helper_ids(task)
    events, comments = _all(TaskEvent, task, TaskEvent.seq), _all(TaskComment, task, TaskComment.id)
    slots = _all(ReminderSlot, task, ReminderSlot.id)
    reviews = _reviews(task)
    names = _names(task.school_id, _people(task, helpers, submissions, events, comments, slots, reviews))
    facts = evidence.facts(task, actor, standing)
    mark = mark_of(task, today)
    item = task.adoption_item.item if task.adoption_item is not None else None
    may_read = evidence.may_read(task, actor)
    return TaskPage(
        task=task,
        mark=mark,
        word=str(STATES[mark]),
        late=late(task),
        clauses=clauses_of(task),
        spec=item.spec if item is not None else {},
        names=names,
        helpers=sorted((names[one] for one in helpers if one in names), key=sort_key),
        proofs=_proofs(task, shown),
        other_pieces=[
            piece
            for piece in evidence.live_pieces(shown)
            if piece.asked not in {one.key for one in evidence.asked_of(task)}
        ],
        draft=draft if task.state in (TaskState.OPEN, TaskState.RETURNED) else None,
        shown=shown,
        past=[one for one in reversed(submissions) if one is not shown and one is not draft],
        reviews=reviews,
        comments=comments,
        timeline=moments(events, slots, names),
        acts=frozenset(allowed(TaskState(task.state), facts)),
        why_not_review=_why_not(task, actor, facts),
        may_gather=evidence.may_gather(task, actor),
        may_read=may_read,
    )


def handed_in_anything(task: Task) -> bool:
    """Is there anything on the page of this task that somebody handed in?"""
    return (
        db.session.scalar(
            select(Submission.id)
            .where(Submission.school_id == task.school_id, Submission.task_id == task.id)
            .limit(1)
        )
        is not None
    )


def _proofs(task: Task, shown: Submission | None) -> list[Proof]:
    pieces = evidence.live_pieces(shown)
    return [
        Proof(asked, [piece for piece in pieces if piece.asked == asked.key])
        for asked in evidence.asked_of(task)
    ]


def _why_not(task: Task, actor: Actor, facts: Facts) -> str:
    """Why a reviewer may not decide on this hand-in; empty where they may or need not know."""
    if task.state != TaskState.SUBMITTED or not actor.can(Permission.REVIEW):
        return ""
    try:
        decide(TaskState(task.state), Act.RETURN, facts)
    except WorkflowRefusal as refusal:
        return refusal.message if refusal.code in OWN_HANDS else ""
    return ""


def _latest(submissions: list[Submission], state: SubmissionState) -> Submission | None:
    return next((one for one in reversed(submissions) if one.state == state), None)


def _all(model: Any, task: Task, order: Any) -> list[Any]:
    return list(
        db.session.scalars(
            select(model).where(model.school_id == task.school_id, model.task_id == task.id).order_by(order)
        ).unique()
    )


def _reviews(task: Task) -> dict[int, Review]:
    rows = db.session.scalars(
        select(Review)
        .join(
            Submission, (Submission.id == Review.submission_id) & (Submission.school_id == Review.school_id)
        )
        .where(Review.school_id == task.school_id, Submission.task_id == task.id)
        .order_by(Review.id)
    )
    return {review.submission_id: review for review in rows}


def _people(
    task: Task,
    helpers: Iterable[int],
    submissions: Iterable[Submission],
    events: Iterable[TaskEvent],
    comments: Iterable[TaskComment],
    slots: Iterable[ReminderSlot],
    reviews: dict[int, Review],
) -> set[int]:
    found: set[Any] = {task.owner_id, task.reviewer_id, *helpers}
    for submission in submissions:
        found |= {submission.author_id, submission.acted_for_id}
        found |= {piece.added_by_id for piece in submission.pieces}
    for event in events:
        found |= {event.actor_id, event.acted_for_id, event.owner_id}
        found |= {event.detail.get("from"), event.detail.get("to")}
    found |= {comment.author_id for comment in comments}
    found |= {slot.recipient_id for slot in slots}
    found |= {review.reviewer_id for review in reviews.values()}
    return {one for one in found if isinstance(one, int)}


def _names(school_id: int, people: set[int]) -> Names:
    rows = db.session.execute(
        select(Membership.id, Account.short_name)
        .join(Account, Account.id == Membership.account_id)
        .where(Membership.school_id == school_id, Membership.id.in_(people))
    )
    return {row[0]: row[1] for row in rows}
