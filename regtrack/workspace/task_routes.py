"""The page of one task: what is asked, what proves it, who, when, and what has happened."""

from __future__ import annotations

from flask import g, render_template, request
from flask.typing import ResponseReturnValue

from regtrack import clock
from regtrack.database import set_reading_only
from regtrack.evidence import service as evidence
from regtrack.evidence.forms import CommentForm, ReturnForm, accept_form, hand_in_form
from regtrack.evidence.kinds import ACCEPT
from regtrack.evidence.models import PieceForm, SubmissionState
from regtrack.extensions import db
from regtrack.obligations.models import Task
from regtrack.obligations.service import get_task
from regtrack.obligations.workflow import Act
from regtrack.permissions import Permission, requires
from regtrack.workspace.blueprint import pages
from regtrack.workspace.queue import neighbours
from regtrack.workspace.task_page import handed_in_anything, look


@pages.get("/s/<int:school_id>/tasks/<int:task_id>")
@requires(Permission.VIEW_TASKS)
def task(school_id: int, task_id: int) -> ResponseReturnValue:
    found = get_task(school_id, task_id, g.actor)
    if _is_recorded_look(found):
        # A reading transaction cannot turn into a writing one: begin again as a writer.
        db.session.rollback()
        set_reading_only(False)
        found = get_task(school_id, task_id, g.actor)
        evidence.note_look(found, g.actor)
    page = look(found, g.actor, clock.today(g.school.time_zone))
    reviewing = Act.ACCEPT in page.acts
    return render_template(
        "workspace/task.html",
        page=page,
        task=found,
        removed=_removed(page.draft),
        form=hand_in_form(found, page.draft) if page.may_gather else None,
        return_form=ReturnForm() if reviewing else None,
        accept_form=accept_form(page.missing) if reviewing else None,
        comment_form=CommentForm() if g.actor.can(Permission.COMMENT) else None,
        queue=neighbours(found, g.actor)
        if request.args.get("queue") and g.actor.can(Permission.REVIEW)
        else None,
        Act=Act,
        PieceForm=PieceForm,
        SubmissionState=SubmissionState,
        accept=ACCEPT,
    )


def _is_recorded_look(task: Task) -> bool:
    """Confidential proof is about to be shown to somebody who did not hand it in."""
    return (
        task.confidential
        and evidence.may_read(task, g.actor)
        and not evidence.is_of(task, g.actor)
        and handed_in_anything(task)
    )


def _removed(draft: object) -> object:
    """The piece that was taken out a moment ago, to be put back by one press."""
    wanted = request.args.get("removed", type=int)
    pieces = getattr(draft, "pieces", [])
    return next((piece for piece in pieces if piece.id == wanted and piece.removed_at is not None), None)
