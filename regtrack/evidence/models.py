"""Hand-ins: what was handed in for a task, by whom, and what the reviewer said."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Date, ForeignKey, ForeignKeyConstraint, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from regtrack.db_types import Id
from regtrack.extensions import Model


class SubmissionState(StrEnum):
    DRAFT = "draft"  # pieces are gathered, nothing is handed in
    HANDED_IN = "handed_in"
    RECALLED = "recalled"
    RETURNED = "returned"
    ACCEPTED = "accepted"


class Submission(Model):
    """One hand-in. `evidence_date` is what a person states; `handed_in_at` decides lateness."""

    __tablename__ = "submission"
    __table_args__ = (
        UniqueConstraint("school_id", "id"),
        UniqueConstraint("school_id", "task_id", "number"),
        ForeignKeyConstraint(["school_id", "task_id"], ["task.school_id", "task.id"]),
        ForeignKeyConstraint(["school_id", "author_id"], ["membership.school_id", "membership.id"]),
        Index("ix_submission_state", "school_id", "state", "handed_in_at"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    school_id: Mapped[int] = mapped_column(Id, ForeignKey("school.id"))
    task_id: Mapped[int] = mapped_column(Id)
    number: Mapped[int] = mapped_column(Integer)
    author_id: Mapped[int] = mapped_column(Id)
    acted_for_id: Mapped[int | None] = mapped_column(Id)
    state: Mapped[str] = mapped_column(String(12), default=SubmissionState.DRAFT)
    evidence_date: Mapped[date | None] = mapped_column(Date)
    note: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime]
    handed_in_at: Mapped[datetime | None]

    pieces: Mapped[list[Piece]] = relationship(
        order_by="Piece.id",
        viewonly=True,
        primaryjoin="Submission.id == foreign(Piece.submission_id)",
        lazy="selectin",
    )


class PieceForm(StrEnum):
    FILE = "file"
    LINK = "link"
    STATEMENT = "statement"
    PAPER = "paper"  # the place where the paper is kept is the evidence


class Piece(Model):
    """One piece of evidence in a hand-in, for one of the kinds that the task asks."""

    __tablename__ = "piece"
    __table_args__ = (
        UniqueConstraint("school_id", "id"),
        ForeignKeyConstraint(["school_id", "submission_id"], ["submission.school_id", "submission.id"]),
        ForeignKeyConstraint(["school_id", "file_id"], ["stored_file.school_id", "stored_file.id"]),
        Index("ix_piece_submission", "school_id", "submission_id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    school_id: Mapped[int] = mapped_column(Id, ForeignKey("school.id"))
    submission_id: Mapped[int] = mapped_column(Id)
    asked: Mapped[str] = mapped_column(String(60))  # key of the asked evidence in Task.evidence
    form: Mapped[str] = mapped_column(String(10))
    file_id: Mapped[int | None] = mapped_column(Id)
    url: Mapped[str] = mapped_column(Text, default="")
    text: Mapped[str] = mapped_column(Text, default="")  # a statement, or where the paper is kept
    added_at: Mapped[datetime]
    added_by_id: Mapped[int] = mapped_column(Id)
    removed_at: Mapped[datetime | None]  # taken out of a draft; can be undone

    file: Mapped[StoredFile | None] = relationship(
        viewonly=True,
        primaryjoin="Piece.file_id == foreign(StoredFile.id)",
        uselist=False,
        lazy="joined",
    )


class StoredFile(Model):
    """A whole file in the store; the row is written only after the file is on the disk."""

    __tablename__ = "stored_file"
    __table_args__ = (
        UniqueConstraint("school_id", "id"),
        UniqueConstraint("path"),
        Index("ix_stored_file_sha256", "school_id", "sha256"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    school_id: Mapped[int] = mapped_column(Id, ForeignKey("school.id"))
    path: Mapped[str] = mapped_column(String(120))  # relative to the store: school/aa/<random>
    name: Mapped[str] = mapped_column(String(255))  # as it was called, cleaned
    media_type: Mapped[str] = mapped_column(String(120))
    size: Mapped[int] = mapped_column(Id)
    sha256: Mapped[str] = mapped_column(String(64))
    confidential: Mapped[bool] = mapped_column(default=False)
    received_at: Mapped[datetime]
    received_from_id: Mapped[int] = mapped_column(Id)  # membership


class Review(Model):
    """A person's word on a hand-in: accepted or returned, with the kinds waived by name."""

    __tablename__ = "review"
    __table_args__ = (
        UniqueConstraint("school_id", "id"),
        ForeignKeyConstraint(["school_id", "submission_id"], ["submission.school_id", "submission.id"]),
        ForeignKeyConstraint(["school_id", "reviewer_id"], ["membership.school_id", "membership.id"]),
        Index("ix_review_submission", "school_id", "submission_id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    school_id: Mapped[int] = mapped_column(Id, ForeignKey("school.id"))
    submission_id: Mapped[int] = mapped_column(Id)
    reviewer_id: Mapped[int] = mapped_column(Id)
    acted_for_id: Mapped[int | None] = mapped_column(Id)
    decision: Mapped[str] = mapped_column(String(10))  # accepted, returned
    reason: Mapped[str] = mapped_column(Text, default="")
    waived: Mapped[list[Any]]  # [{"asked": key, "reason": text}]
    decided_at: Mapped[datetime]
