"""Adoptions, their items, the tasks made from them, and the history of each task."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from regtrack.catalogue.models import Edition, Item
from regtrack.db_types import Id
from regtrack.extensions import Model
from regtrack.people.models import Membership, SchoolClass


class AdoptionDraft(Model):
    """Answers of the adoption wizard, kept until the adoption is confirmed or given up."""

    __tablename__ = "adoption_draft"
    __table_args__ = (UniqueConstraint("school_id", "id"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    school_id: Mapped[int] = mapped_column(Id, ForeignKey("school.id"), index=True)
    edition_id: Mapped[int] = mapped_column(Id, ForeignKey("edition.id"))
    answers: Mapped[dict[str, Any]]
    created_by_id: Mapped[int] = mapped_column(Id)
    updated_at: Mapped[datetime]


class Adoption(Model):
    """An edition in force in a school for one school year."""

    __tablename__ = "adoption"
    __table_args__ = (
        UniqueConstraint("school_id", "edition_id", "school_year"),
        UniqueConstraint("school_id", "id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    school_id: Mapped[int] = mapped_column(Id, ForeignKey("school.id"))
    edition_id: Mapped[int] = mapped_column(Id, ForeignKey("edition.id"))
    school_year: Mapped[int] = mapped_column(Integer)
    starts_on: Mapped[date] = mapped_column(Date)
    order_number: Mapped[str] = mapped_column(String(40), default="")
    order_date: Mapped[date | None] = mapped_column(Date)
    adopted_at: Mapped[datetime]
    adopted_by_id: Mapped[int] = mapped_column(Id)
    acknowledged: Mapped[list[Any]]  # cautions that the director has read: [{item, since, law}]

    edition: Mapped[Edition] = relationship(lazy="joined", innerjoin=True)
    items: Mapped[list[AdoptionItem]] = relationship(
        order_by="AdoptionItem.position",
        viewonly=True,
        primaryjoin="Adoption.id == foreign(AdoptionItem.adoption_id)",
    )


class Decision(StrEnum):
    """Where a value of an adopted item comes from."""

    SOURCE = "source"  # the source's own word
    CONFIRMED = "confirmed"  # our proposal, confirmed
    DECIDED = "decided"  # the director's own
    LEFT_OPEN = "left_open"  # left open with a reason


class AdoptionItem(Model):
    """An item as this school has decided it; `item_id` is empty for an item of the school's own."""

    __tablename__ = "adoption_item"
    __table_args__ = (
        UniqueConstraint("school_id", "adoption_id", "key"),
        UniqueConstraint("school_id", "id"),
        ForeignKeyConstraint(["school_id", "adoption_id"], ["adoption.school_id", "adoption.id"]),
        ForeignKeyConstraint(["school_id", "reviewer_id"], ["membership.school_id", "membership.id"]),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    school_id: Mapped[int] = mapped_column(Id, ForeignKey("school.id"))
    adoption_id: Mapped[int] = mapped_column(Id)
    item_id: Mapped[int | None] = mapped_column(Id, ForeignKey("item.id"))
    key: Mapped[str] = mapped_column(String(80))
    position: Mapped[int] = mapped_column(Integer)
    title: Mapped[dict[str, Any]]
    rule: Mapped[dict[str, Any]]  # the deadline rule in force; {"undecided": true} when left open
    # [{kind, title, required, document, register}] as decided
    evidence: Mapped[list[Any]]
    reviewer_id: Mapped[int | None] = mapped_column(Id)
    confidential: Mapped[bool] = mapped_column(default=False)
    applicable: Mapped[bool] = mapped_column(default=True)
    # {"deadline"|"owners"|"evidence"|"reviewer": {"how": Decision, "reason": text}}
    decisions: Mapped[dict[str, Any]]
    # late start, by occurrence key: {"2026-10": {"answer": "done"|"new_date"|"not_applicable", "date": …}}
    late_start: Mapped[dict[str, Any]]

    item: Mapped[Item | None] = relationship(lazy="joined")
    owners: Mapped[list[ItemOwner]] = relationship(
        lazy="selectin",
        order_by="ItemOwner.id",
        viewonly=True,
        primaryjoin="AdoptionItem.id == foreign(ItemOwner.adoption_item_id)",
    )


class ItemOwner(Model):
    """Who answers for an adopted item. One `lead` row without class makes one task; rows marked
    `each` make one task apiece (per holder, or per class)."""

    __tablename__ = "item_owner"
    __table_args__ = (
        UniqueConstraint("school_id", "id"),
        ForeignKeyConstraint(
            ["school_id", "adoption_item_id"], ["adoption_item.school_id", "adoption_item.id"]
        ),
        ForeignKeyConstraint(["school_id", "membership_id"], ["membership.school_id", "membership.id"]),
        ForeignKeyConstraint(["school_id", "class_id"], ["school_class.school_id", "school_class.id"]),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    school_id: Mapped[int] = mapped_column(Id, ForeignKey("school.id"))
    adoption_item_id: Mapped[int] = mapped_column(Id, index=True)
    part: Mapped[str] = mapped_column(String(8))  # lead, with, each
    role: Mapped[str] = mapped_column(String(60), default="")
    membership_id: Mapped[int] = mapped_column(Id)
    class_id: Mapped[int | None] = mapped_column(Id)


class TaskState(StrEnum):
    OPEN = "open"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    WAIVED = "waived"
    ARCHIVED = "archived"


class Task(Model):
    """One dated occurrence of an item for one owner or group; or a one-off assignment (no adoption).

    Late, due soon and overdue are computed from `due_on`, `handed_in_on` and the school's day.
    """

    __tablename__ = "task"
    __table_args__ = (
        UniqueConstraint("school_id", "id"),
        # The idempotent job asks "does this occurrence exist for this unit?"; the key makes it certain.
        UniqueConstraint("school_id", "adoption_item_id", "occurrence", "unit"),
        ForeignKeyConstraint(["school_id", "adoption_id"], ["adoption.school_id", "adoption.id"]),
        ForeignKeyConstraint(
            ["school_id", "adoption_item_id"], ["adoption_item.school_id", "adoption_item.id"]
        ),
        ForeignKeyConstraint(["school_id", "owner_id"], ["membership.school_id", "membership.id"]),
        ForeignKeyConstraint(["school_id", "reviewer_id"], ["membership.school_id", "membership.id"]),
        ForeignKeyConstraint(["school_id", "class_id"], ["school_class.school_id", "school_class.id"]),
        Index("ix_task_state_due", "school_id", "state", "due_on"),
        Index("ix_task_owner", "school_id", "owner_id", "state", "due_on"),
        Index("ix_task_reviewer", "school_id", "reviewer_id", "state"),
        Index("ix_task_adoption", "school_id", "adoption_id", "state", "due_on"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    school_id: Mapped[int] = mapped_column(Id, ForeignKey("school.id"))
    adoption_id: Mapped[int | None] = mapped_column(Id)
    adoption_item_id: Mapped[int | None] = mapped_column(Id)
    occurrence: Mapped[str] = mapped_column(String(60))  # Occurrence.key; "once" for an assignment
    unit: Mapped[str] = mapped_column(String(40))  # "lead", "holder:<membership>", "class:<class>"
    title: Mapped[dict[str, Any]]
    note: Mapped[str] = mapped_column(Text, default="")  # what a one-off assignment asks
    owner_id: Mapped[int] = mapped_column(Id)
    reviewer_id: Mapped[int | None] = mapped_column(Id)
    class_id: Mapped[int | None] = mapped_column(Id)
    window_start: Mapped[date | None] = mapped_column(Date)
    scheduled_on: Mapped[date | None] = mapped_column(Date)  # never moves
    due_on: Mapped[date | None] = mapped_column(Date)
    state: Mapped[str] = mapped_column(String(12), default=TaskState.OPEN)
    handed_in_at: Mapped[datetime | None]  # of the hand-in that stands
    handed_in_on: Mapped[date | None] = mapped_column(Date)  # the same, as the school's day
    accepted_at: Mapped[datetime | None]
    # Dates that had passed when a late adoption began are neither escalated nor counted as late.
    before_start: Mapped[bool] = mapped_column(default=False)
    confidential: Mapped[bool] = mapped_column(default=False)
    evidence: Mapped[list[Any]]  # [{kind, title, required, document, register, key}] asked of this task
    version: Mapped[int] = mapped_column(Integer, default=1)
    created_at: Mapped[datetime]
    search_key: Mapped[str] = mapped_column(Text)

    __mapper_args__ = {"version_id_col": version}

    owner: Mapped[Membership] = relationship(
        viewonly=True, primaryjoin="Task.owner_id == foreign(Membership.id)", uselist=False
    )
    reviewer: Mapped[Membership | None] = relationship(
        viewonly=True, primaryjoin="Task.reviewer_id == foreign(Membership.id)", uselist=False
    )
    school_class: Mapped[SchoolClass | None] = relationship(
        viewonly=True, primaryjoin="Task.class_id == foreign(SchoolClass.id)", uselist=False
    )
    adoption: Mapped[Adoption | None] = relationship(
        viewonly=True, primaryjoin="Task.adoption_id == foreign(Adoption.id)", uselist=False
    )
    adoption_item: Mapped[AdoptionItem | None] = relationship(
        viewonly=True, primaryjoin="Task.adoption_item_id == foreign(AdoptionItem.id)", uselist=False
    )


class TaskHelper(Model):
    """People named beside the owner («with»): they see the task and may hand in."""

    __tablename__ = "task_helper"
    __table_args__ = (
        ForeignKeyConstraint(["school_id", "task_id"], ["task.school_id", "task.id"]),
        ForeignKeyConstraint(["school_id", "membership_id"], ["membership.school_id", "membership.id"]),
        Index("ix_task_helper_member", "school_id", "membership_id"),
    )

    task_id: Mapped[int] = mapped_column(Id, primary_key=True)
    membership_id: Mapped[int] = mapped_column(Id, primary_key=True)
    school_id: Mapped[int] = mapped_column(Id)


class TaskEvent(Model):
    """Append-only history: the values after each change, who made it and when."""

    __tablename__ = "task_event"
    __table_args__ = (
        UniqueConstraint("school_id", "task_id", "seq"),
        ForeignKeyConstraint(["school_id", "task_id"], ["task.school_id", "task.id"]),
        Index("ix_task_event_as_of", "school_id", "recorded_at"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    school_id: Mapped[int] = mapped_column(Id)
    task_id: Mapped[int] = mapped_column(Id)
    seq: Mapped[int] = mapped_column(Integer)
    recorded_at: Mapped[datetime]
    kind: Mapped[str] = mapped_column(String(24))
    state: Mapped[str] = mapped_column(String(12))
    owner_id: Mapped[int] = mapped_column(Id)
    due_on: Mapped[date | None] = mapped_column(Date)
    actor_id: Mapped[int | None] = mapped_column(Id)  # membership; None: the system
    acted_for_id: Mapped[int | None] = mapped_column(Id)
    reason: Mapped[str] = mapped_column(Text, default="")
    detail: Mapped[dict[str, Any]] = mapped_column(default=dict)


class TaskComment(Model):
    __tablename__ = "task_comment"
    __table_args__ = (
        ForeignKeyConstraint(["school_id", "task_id"], ["task.school_id", "task.id"]),
        ForeignKeyConstraint(["school_id", "author_id"], ["membership.school_id", "membership.id"]),
        Index("ix_task_comment_task", "school_id", "task_id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    school_id: Mapped[int] = mapped_column(Id)
    task_id: Mapped[int] = mapped_column(Id)
    author_id: Mapped[int] = mapped_column(Id)
    written_at: Mapped[datetime]
    text: Mapped[str] = mapped_column(Text)
