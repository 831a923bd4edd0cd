"""Slots of reminders: one row per task, recipient, kind and nominal day, whatever became of it."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, ForeignKeyConstraint, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from regtrack.db_types import Id
from regtrack.extensions import Model


class ReminderSlot(Model):
    __tablename__ = "reminder_slot"
    __table_args__ = (
        UniqueConstraint("task_id", "recipient_id", "kind", "slot"),
        ForeignKeyConstraint(["school_id", "task_id"], ["task.school_id", "task.id"]),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    school_id: Mapped[int] = mapped_column(Id, ForeignKey("school.id"))
    task_id: Mapped[int] = mapped_column(Id)
    recipient_id: Mapped[int] = mapped_column(Id)  # membership
    kind: Mapped[str] = mapped_column(String(20))  # before, due, overdue
    slot: Mapped[date] = mapped_column(Date)  # the nominal day
    message_id: Mapped[int | None] = mapped_column(Id, ForeignKey("outbox_message.id"))
    outcome: Mapped[str] = mapped_column(String(12))  # mailed, merged, suppressed, expired, unreachable
    created_at: Mapped[datetime]
