"""The hand-in that is being gathered: its pieces, note and date. Every change is audited."""

from __future__ import annotations

from datetime import date

from flask_babel import gettext as _
from sqlalchemy import func, select

from regtrack import clock
from regtrack.actor import Actor
from regtrack.audit import service as audit
from regtrack.audit.tags import Tag
from regtrack.config import MOST_FILES
from regtrack.errors import Forbidden, Invalid, NotFound, Refusal
from regtrack.evidence import store
from regtrack.evidence.asked import OTHER, asked_of, live_pieces, next_asked
from regtrack.evidence.links import checked_url
from regtrack.evidence.models import Piece, PieceForm, Submission, SubmissionState
from regtrack.extensions import db
from regtrack.forms import clean_line, clean_text
from regtrack.obligations.models import Task, TaskState
from regtrack.obligations.service import helper_ids
from regtrack.permissions import Permission
from regtrack.schools.models import School

MOST_PIECES = MOST_FILES
LONGEST_TEXT, LONGEST_PLACE = 5000, 500
EARLIEST = date(1990, 1, 1)
_FIELDS = {PieceForm.LINK: "url", PieceForm.STATEMENT: "statement", PieceForm.PAPER: "paper"}
GATHERING = (TaskState.OPEN, TaskState.RETURNED)


def lock(task: Task) -> None:
    """Hold the task until the end of the transaction and see it as it is now: of two people at once
    the second is told what the first has done."""
    db.session.execute(select(Task.id).where(Task.id == task.id).with_for_update())
    db.session.refresh(task, ["state", "version", "owner_id", "reviewer_id", "handed_in_at", "handed_in_on"])


def is_of(task: Task, actor: Actor) -> bool:
    """The owner or a helper, or somebody who acts for one of them."""
    people = {actor.membership_id, actor.acted_for_id} - {None}
    return task.owner_id in people or bool(people & helper_ids(task))


def may_gather(task: Task, actor: Actor) -> bool:
    """May this person add proof now?"""
    return actor.can(Permission.HAND_IN) and task.state in GATHERING and is_of(task, actor)


def require_gathering(task: Task, actor: Actor) -> None:
    """Raises Forbidden or Refusal in words where `may_gather` is false."""
    if not actor.can(Permission.HAND_IN) or not is_of(task, actor):
        raise Forbidden(
            _("Only the person responsible for the task, or somebody who helps with it, may do this.")
        )
    if task.state not in GATHERING:
        raise Refusal(
            _("The task is not open for handing in now. Look at its state and recall it if you need to.")
        )


def current_draft(task: Task) -> Submission | None:
    """What is being gathered for the task now, by whomever."""
    return db.session.scalar(
        select(Submission).where(
            Submission.school_id == task.school_id,
            Submission.task_id == task.id,
            Submission.state == SubmissionState.DRAFT,
        )
    )


def draft_of(task: Task, actor: Actor) -> Submission:
    """The draft, begun by this person where there is none. Locks the task."""
    lock(task)
    require_gathering(task, actor)
    return current_draft(task) or new_draft(task, actor.member_id, actor.acted_for_id)


def new_draft(
    task: Task, author_id: int, acted_for_id: int | None = None, *, like: Submission | None = None
) -> Submission:
    """Begin a draft; `like` is a hand-in that came back, whose pieces need not be given twice."""
    last = db.session.scalar(
        select(func.max(Submission.number)).where(
            Submission.school_id == task.school_id, Submission.task_id == task.id
        )
    )
    draft = Submission(
        school_id=task.school_id,
        task_id=task.id,
        number=(last or 0) + 1,
        author_id=author_id,
        acted_for_id=acted_for_id,
        state=SubmissionState.DRAFT,
        evidence_date=like.evidence_date if like else None,
        note=like.note if like else "",
        created_at=clock.now(),
    )
    db.session.add(draft)
    db.session.flush()
    for piece in live_pieces(like):
        db.session.add(
            Piece(
                school_id=piece.school_id,
                submission_id=draft.id,
                asked=piece.asked,
                form=piece.form,
                file_id=piece.file_id,
                url=piece.url,
                text=piece.text,
                added_at=piece.added_at,
                added_by_id=piece.added_by_id,
            )
        )
    db.session.flush()
    return draft


def add_file(
    task: Task, actor: Actor, received: store.Received, *, asked: str | None = None
) -> tuple[Piece, bool]:
    """A received file becomes a piece of the draft. False: the same content was there already.

    The file of a piece that is not made anew is taken off the disk.
    """
    draft = draft_of(task, actor)
    for piece in live_pieces(draft):
        if piece.file is not None and piece.file.sha256 == received.sha256:
            store.discard(received)
            return piece, False
    # A piece that is refused takes the row of its file with it: no row speaks of a file that is not there.
    with db.session.begin_nested():
        row = store.keep(
            received,
            school_id=task.school_id,
            received_from_id=actor.member_id,
            confidential=task.confidential,
        )
        return _add(task, draft, actor, PieceForm.FILE, asked, file_id=row.id, sha256=row.sha256), True


def add_link(task: Task, actor: Actor, url: str, *, asked: str | None = None) -> Piece:
    """A web address as proof. Raises Invalid."""
    return _add(task, draft_of(task, actor), actor, PieceForm.LINK, asked, url=checked_url(url))


def add_statement(task: Task, actor: Actor, text: str, *, asked: str | None = None) -> Piece:
    """A person's own words as proof. Raises Invalid."""
    said = clean_text(text)
    if not said or len(said) > LONGEST_TEXT:
        raise Invalid(
            _("Write what was done, at most %(most)s characters.", most=LONGEST_TEXT), field="statement"
        )
    return _add(task, draft_of(task, actor), actor, PieceForm.STATEMENT, asked, text=said)


def add_paper(task: Task, actor: Actor, place: str, *, asked: str | None = None) -> Piece:
    """Where the paper is kept: the place is the proof. Raises Invalid."""
    said = clean_line(place)
    if not said or len(said) > LONGEST_PLACE:
        raise Invalid(
            _("Say where the paper is kept, at most %(most)s characters.", most=LONGEST_PLACE), field="paper"
        )
    return _add(task, draft_of(task, actor), actor, PieceForm.PAPER, asked, text=said)


def set_note(task: Task, actor: Actor, note: str) -> None:
    """Keep the note of the draft."""
    said = clean_text(note)
    if len(said) > LONGEST_TEXT:
        raise Invalid(_("At most %(most)s characters.", most=LONGEST_TEXT), field="note")
    _describe(task, actor, "note", said)


def set_evidence_date(task: Task, actor: Actor, day: date | None) -> None:
    """Keep the date that the person states for the evidence: not after the school's day."""
    if day is not None:
        today = clock.today(db.session.get_one(School, task.school_id).time_zone)
        if day > today:
            raise Invalid(_("The date of the evidence cannot be in the future."), field="evidence_date")
        if day < EARLIEST:
            raise Invalid(_("Check the year of this date."), field="evidence_date")
    _describe(task, actor, "evidence_date", day)


def _describe(task: Task, actor: Actor, field: str, value: str | date | None) -> None:
    draft = draft_of(task, actor)
    if getattr(draft, field) == value:
        return
    setattr(draft, field, value)
    audit.record(
        Tag.EVIDENCE_DESCRIBED,
        school_id=task.school_id,
        actor=actor,
        subject="submission",
        subject_id=draft.id,
        task=task.id,
        fields=[field],
    )


def remove_piece(task: Task, piece_id: int, actor: Actor) -> Piece:
    """Take a piece out of the draft; it can be put back. Raises NotFound."""
    piece = _draft_piece(task, piece_id, actor)
    if piece.removed_at is None:
        piece.removed_at = clock.now()
        _record(Tag.PIECE_REMOVED, task, piece, actor)
    return piece


def restore_piece(task: Task, piece_id: int, actor: Actor) -> Piece:
    """Put a piece back that was taken out. Raises NotFound."""
    piece = _draft_piece(task, piece_id, actor)
    if piece.removed_at is not None:
        piece.removed_at = None
        _record(Tag.PIECE_RESTORED, task, piece, actor)
    return piece


def _draft_piece(task: Task, piece_id: int, actor: Actor) -> Piece:
    draft = draft_of(task, actor)
    piece = db.session.scalar(
        select(Piece).where(
            Piece.school_id == task.school_id, Piece.id == piece_id, Piece.submission_id == draft.id
        )
    )
    if piece is None:
        raise NotFound(_("This piece is not part of what is being gathered now."))
    return piece


def _add(
    task: Task,
    draft: Submission,
    actor: Actor,
    form: PieceForm,
    asked: str | None,
    *,
    file_id: int | None = None,
    url: str = "",
    text: str = "",
    sha256: str = "",
) -> Piece:
    if asked is None:
        asked = next_asked(task, draft)
    if asked != OTHER and asked not in {one.key for one in asked_of(task)}:
        raise Invalid(_("Choose what the piece proves from the list."), field="asked")
    given = {(one.asked, one.form, one.url, one.text) for one in live_pieces(draft) if one.file_id is None}
    if (asked, form, url, text) in given:
        raise Invalid(_("This is among the proof already."), field=_FIELDS[form])
    if len(live_pieces(draft)) >= MOST_PIECES:
        raise Invalid(_("At most %(most)s pieces in one hand-in.", most=MOST_PIECES), field="files")
    piece = Piece(
        school_id=task.school_id,
        submission_id=draft.id,
        asked=asked,
        form=form,
        file_id=file_id,
        url=url,
        text=text,
        added_at=clock.now(),
        added_by_id=actor.member_id,
    )
    db.session.add(piece)
    db.session.flush()
    db.session.expire(draft, ["pieces"])
    _record(Tag.PIECE_ADDED, task, piece, actor, **({"sha256": sha256} if sha256 else {}))
    return piece


def _record(tag: Tag, task: Task, piece: Piece, actor: Actor, **data: str) -> None:
    audit.record(
        tag,
        school_id=task.school_id,
        actor=actor,
        subject="piece",
        subject_id=piece.id,
        task=task.id,
        submission=piece.submission_id,
        form=str(piece.form),
        **data,
    )
