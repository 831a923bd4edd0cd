"""Who may open evidence. Confidential evidence is seen by those named, and each look is recorded."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import select

from regtrack.actor import Actor
from regtrack.audit import service as audit
from regtrack.audit.tags import Tag
from regtrack.errors import NotFound
from regtrack.evidence.drafts import is_of
from regtrack.evidence.models import Piece, StoredFile, Submission
from regtrack.extensions import db
from regtrack.obligations.models import Task
from regtrack.obligations.service import may_see
from regtrack.permissions import Permission


def may_read(task: Task, actor: Actor, *, confidential: bool | None = None) -> bool:
    """May this person see what was handed in for the task?

    Confidential evidence: its owner, helpers and reviewer, the director and the inspector.
    """
    if not actor.can(Permission.VIEW_EVIDENCE) or not may_see(task, actor):
        return False
    if not (task.confidential if confidential is None else confidential):
        return True
    people = {actor.membership_id, actor.acted_for_id} - {None}
    return actor.can(Permission.VIEW_CONFIDENTIAL) or task.reviewer_id in people or is_of(task, actor)


def may_open(file: StoredFile, actor: Actor) -> bool:
    """May this person open the file, by any of the tasks that it was handed in for?"""
    handed_in_for = (
        select(Submission.task_id)
        .join(Piece, (Piece.submission_id == Submission.id) & (Piece.school_id == Submission.school_id))
        .where(Piece.school_id == file.school_id, Piece.file_id == file.id)
    )
    return any(
        may_read(task, actor, confidential=file.confidential or task.confidential)
        for task in db.session.scalars(
            select(Task).where(Task.school_id == file.school_id, Task.id.in_(handed_in_for))
        )
    )


def open_file(school_id: int, file_id: int, actor: Actor) -> StoredFile:
    """The file for this person to take; a look at a confidential one is recorded. Raises NotFound."""
    file = db.session.scalar(
        select(StoredFile).where(StoredFile.school_id == school_id, StoredFile.id == file_id)
    )
    if file is None or not may_open(file, actor):
        raise NotFound(_("There is no such file in this school."))
    if file.confidential:
        audit.record(
            Tag.EVIDENCE_VIEWED,
            school_id=school_id,
            actor=actor,
            subject="file",
            subject_id=file.id,
            sha256=file.sha256,
        )
    return file


def note_look(task: Task, actor: Actor) -> None:
    """Record that a confidential hand-in was looked at on its page."""
    audit.record(
        Tag.EVIDENCE_VIEWED, school_id=task.school_id, actor=actor, subject="task", subject_id=task.id
    )
