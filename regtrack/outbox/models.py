"""Messages that wait to leave, every attempt to send them, and how the sender fares."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from regtrack.db_types import Id
from regtrack.extensions import Model


class MessageState(StrEnum):
    QUEUED = "queued"
    SENDING = "sending"
    ACCEPTED = "accepted"  # by the server; nobody knows of more
    BOUNCED = "bounced"
    FAILED = "failed"
    EXPIRED = "expired"
    SUPPRESSED = "suppressed"


class Outcome(StrEnum):
    """How an attempt ended; an attempt without an outcome was cut off in the middle."""

    ACCEPTED = "accepted"
    BOUNCED = "bounced"  # the server refused the recipient or the message for good
    DEFERRED = "deferred"  # not now: tried again later
    FAILED = "failed"  # the message itself cannot be sent by anybody
    PAUSED = "paused"  # the server refused us: nothing leaves until the settings are right
    LEASE_LOST = "lease_lost"  # took too long: another sender has it


class OutboxMessage(Model):
    __tablename__ = "outbox_message"
    __table_args__ = (Index("ix_outbox_due", "state", "not_before"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    school_id: Mapped[int | None] = mapped_column(Id, ForeignKey("school.id"), index=True)
    recipient_id: Mapped[int | None] = mapped_column(Id)  # an account
    to_address: Mapped[str] = mapped_column(String(320))
    to_name: Mapped[str] = mapped_column(String(300), default="")
    kind: Mapped[str] = mapped_column(String(40))
    # What this message says to whom for which slot: a second row for the same is refused.
    dedupe_key: Mapped[str] = mapped_column(String(200), unique=True)
    message_id: Mapped[str] = mapped_column(String(200), unique=True)
    language: Mapped[str] = mapped_column(String(8))
    subject: Mapped[str] = mapped_column(String(998))
    text: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    headers: Mapped[dict[str, Any]]
    search_key: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[str] = mapped_column(String(12), default=MessageState.QUEUED)
    reason: Mapped[str | None] = mapped_column(Text)
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    created_at: Mapped[datetime]
    not_before: Mapped[datetime]
    expires_at: Mapped[datetime]
    leased_by: Mapped[str | None] = mapped_column(String(80))
    leased_until: Mapped[datetime | None]
    accepted_at: Mapped[datetime | None]


class DeliveryAttempt(Model):
    __tablename__ = "delivery_attempt"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    message_id: Mapped[int] = mapped_column(Id, ForeignKey("outbox_message.id"), index=True)
    number: Mapped[int] = mapped_column(Integer)
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    outcome: Mapped[str | None] = mapped_column(String(20))
    detail: Mapped[str | None] = mapped_column(Text)


class SenderState(Model):
    """One row: when the sender last looked, and why it stands still if it does."""

    __tablename__ = "sender_state"

    name: Mapped[str] = mapped_column(String(20), primary_key=True)
    last_loop_at: Mapped[datetime]
    paused_at: Mapped[datetime | None]
    probe_at: Mapped[datetime | None]  # when one message is tried again
    paused_because: Mapped[str | None] = mapped_column(Text)
    # A mark of the settings that were refused: with other ones the sender goes on at once.
    paused_with: Mapped[str | None] = mapped_column(String(64))
