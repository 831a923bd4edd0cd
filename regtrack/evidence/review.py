"""Handing in, taking back, accepting and returning."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from regtrack import clock
from regtrack.actor import Actor
from regtrack.errors import Invalid, Refusal
from regtrack.evidence.asked import live_pieces, missing_required
from regtrack.evidence.drafts import current_draft, lock, new_draft, require_gathering
from regtrack.evidence.models import Review, Submission, SubmissionState
from regtrack.extensions import db
from regtrack.forms import clean_text
from regtrack.obligations.changes import LONGEST_REASON
from regtrack.obligations.models import Task
from regtrack.obligations.service import facts_of, perform
from regtrack.obligations.workflow import Act, Facts


def standing(task: Task) -> Submission | None:
    """The hand-in that waits for review, if one does."""
    return db.session.scalar(
        select(Submission).where(
            Submission.school_id == task.school_id,
            Submission.task_id == task.id,
            Submission.state == SubmissionState.HANDED_IN,
        )
    )


def submitter_ids(submission: Submission | None) -> frozenset[int]:
    """Everybody who had a part in a hand-in: who handed it in, for whom, and who added to it.

    None of them may review it: two pairs of eyes.
    """
    if submission is None:
        return frozenset()
    people = {submission.author_id, submission.acted_for_id}
    people.update(piece.added_by_id for piece in live_pieces(submission))
    return frozenset(one for one in people if one is not None)


def facts(
    task: Task,
    actor: Actor,
    submission: Submission | None,
    *,
    waived: Mapping[str, str] | None = None,
    reason: str = "",
) -> Facts:
    """What the workflow needs to know of this person and this hand-in; `waived` maps keys to reasons."""
    missing = missing_required(task, submission)
    waived = {key: said for key, said in (waived or {}).items() if said.strip()}
    return facts_of(
        task,
        actor,
        submitter_ids=submitter_ids(submission),
        missing_required=[one.title for one in missing if one.key not in waived],
        waived={one.title: waived[one.key] for one in missing if one.key in waived},
        reason=reason,
    )


def hand_in(task: Task, actor: Actor) -> Submission:
    """What was gathered goes to the reviewer. Raises Invalid when there is nothing, WorkflowRefusal."""
    lock(task)
    require_gathering(task, actor)
    draft = current_draft(task)
    if draft is None or not (live_pieces(draft) or draft.note):
        raise Invalid(
            _("There is nothing to hand in yet: add a file, a link, a statement or the place of the paper."),
            field="files",
        )
    draft.author_id, draft.acted_for_id = actor.member_id, actor.acted_for_id
    draft.state, draft.handed_in_at = SubmissionState.HANDED_IN, clock.now()
    perform(task, Act.SUBMIT, actor, facts(task, actor, draft), detail=_detail(draft))
    return draft


def recall(task: Task, actor: Actor) -> Submission:
    """Take back what waits for review; all of it stands in a new draft."""
    lock(task)
    submission = standing(task)
    perform(task, Act.RECALL, actor, facts(task, actor, submission), detail=_detail(submission))
    found = _required(submission)
    found.state = SubmissionState.RECALLED
    return new_draft(task, found.author_id, found.acted_for_id, like=found)


def accept(task: Task, actor: Actor, *, waived: Mapping[str, str] | None = None) -> Review:
    """Accept what was handed in. `waived` maps keys of missing required kinds to the reasons.

    Raises WorkflowRefusal: evidence_missing, four_eyes, wrong_state … .
    """
    lock(task)
    submission = standing(task)
    reasons = {key: clean_text(said) for key, said in (waived or {}).items()}
    _short(*reasons.values())
    excused = [
        {"asked": one.key, "reason": reasons[one.key]}
        for one in missing_required(task, submission)
        if reasons.get(one.key)
    ]
    event_facts = facts(task, actor, submission, waived=reasons)
    perform(task, Act.ACCEPT, actor, event_facts, detail={**_detail(submission), "waived": excused})
    return _decide(_required(submission), actor, SubmissionState.ACCEPTED, waived=excused)


def send_back(task: Task, actor: Actor, reason: str) -> Review:
    """Return what was handed in, with a reason; all of it stands in a new draft of its author.

    Raises WorkflowRefusal: needs_reason, four_eyes, wrong_state … .
    """
    lock(task)
    submission, said = standing(task), clean_text(reason)
    _short(said)
    perform(
        task,
        Act.RETURN,
        actor,
        facts(task, actor, submission, reason=said),
        reason=said,
        detail=_detail(submission),
    )
    found = _required(submission)
    review = _decide(found, actor, SubmissionState.RETURNED, reason=said)
    new_draft(task, found.author_id, found.acted_for_id, like=found)
    return review


def _decide(
    submission: Submission,
    actor: Actor,
    state: SubmissionState,
    *,
    reason: str = "",
    waived: list[dict[str, str]] | None = None,
) -> Review:
    submission.state = state
    review = Review(
        school_id=submission.school_id,
        submission_id=submission.id,
        reviewer_id=actor.member_id,
        acted_for_id=actor.acted_for_id,
        decision=str(state),
        reason=reason,
        waived=waived or [],
        decided_at=clock.now(),
    )
    db.session.add(review)
    db.session.flush()
    return review


def _required(submission: Submission | None) -> Submission:
    if submission is None:
        raise Refusal(_("Nothing that was handed in waits for review here."))
    return submission


def _detail(submission: Submission | None) -> dict[str, Any]:
    return {"submission": submission.id, "number": submission.number} if submission else {}


def _short(*reasons: str) -> None:
    if any(len(reason) > LONGEST_REASON for reason in reasons):
        raise Invalid(_("At most %(most)s characters.", most=LONGEST_REASON), field="reason")
