"""What a task asks as proof, and what of it a hand-in has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from regtrack.catalogue.labels import evidence_kind
from regtrack.evidence.models import Piece, PieceForm, Submission
from regtrack.formatting import text_in
from regtrack.obligations.models import Task

OTHER = "other"  # the key of a piece that proves none of the asked kinds


@dataclass(frozen=True)
class Asked:
    """One asked kind of proof; `key` is unique within its task."""

    key: str
    kind: str
    title: str  # in the reader's language
    required: bool


def asked_of(task: Task) -> list[Asked]:
    """The kinds of proof that the task asks, in their order."""
    return [
        Asked(
            key=str(one["key"]),
            kind=str(one["kind"]),
            title=text_in(one.get("title")) or _begun(evidence_kind(str(one["kind"]))),
            required=bool(one.get("required")),
        )
        for one in task.evidence
    ]


def live_pieces(submission: Submission | None) -> list[Piece]:
    """The pieces of a hand-in that were not taken out."""
    return [piece for piece in submission.pieces if piece.removed_at is None] if submission else []


def missing_required(task: Task, submission: Submission | None) -> list[Asked]:
    """Required kinds for which the hand-in has no piece.

    Paper counts when the place where it is kept is stated.
    """
    given = {piece.asked for piece in live_pieces(submission) if _counts(piece)}
    return [one for one in asked_of(task) if one.required and one.key not in given]


def next_asked(task: Task, submission: Submission | None) -> str:
    """The kind that a new piece is taken for when nobody says: the first that is still missing."""
    missing = missing_required(task, submission)
    every: Sequence[Asked] = missing or asked_of(task)
    return every[0].key if every else OTHER


def _begun(name: str) -> str:
    """The name of a kind as it stands at the beginning of a line."""
    return name[:1].upper() + name[1:]


def _counts(piece: Piece) -> bool:
    return bool(piece.text.strip()) if piece.form == PieceForm.PAPER else True
