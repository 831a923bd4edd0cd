"""Who has which message: claimed under a lease in its own short transaction, with the attempt on record.

The attempt is committed before anything is sent: a process that dies in the middle leaves a row that
another takes up when the lease has run out, under the same Message-ID.
"""

from __future__ import annotations

import os
import random
import secrets
import socket
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, or_, select, update

from regtrack import clock
from regtrack.database_clock import database_now
from regtrack.extensions import db
from regtrack.outbox.backoff import wait_after
from regtrack.outbox.models import DeliveryAttempt, MessageState, OutboxMessage, Outcome
from regtrack.outbox.transports import Result

LEASE = timedelta(minutes=15)


@dataclass(frozen=True)
class Claim:
    """A message that this sender alone may send until the lease runs out."""

    message: OutboxMessage
    attempt_id: int
    number: int
    token: str


def anything_due() -> bool:
    """Whether there is work; a look that locks nothing."""
    due = db.session.scalar(select(OutboxMessage.id).where(_due(database_now(db.session()))).limit(1))
    db.session.rollback()
    return due is not None


def expire_old() -> int:
    """Close the messages whose time is over; commits."""
    now = clock.now()
    gone = db.session.scalars(
        select(OutboxMessage.id)
        .where(_due(database_now(db.session())), OutboxMessage.expires_at <= now)
        .with_for_update(skip_locked=True)
    ).all()
    if gone:
        db.session.execute(
            update(OutboxMessage)
            .where(OutboxMessage.id.in_(gone))
            .values(state=MessageState.EXPIRED, reason="not sent in time", leased_by=None, leased_until=None)
        )
    db.session.commit()
    return len(gone)


def claim_next() -> Claim | None:
    """Take the oldest due message; None when nothing is due. Commits the lease and the attempt."""
    now = database_now(db.session())
    message = db.session.scalar(
        select(OutboxMessage)
        .where(_due(now))
        .order_by(OutboxMessage.not_before, OutboxMessage.id)
        .limit(1)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    )
    if message is None:
        db.session.rollback()
        return None
    token = f"{socket.gethostname()[:40]}:{os.getpid()}:{secrets.token_hex(8)}"
    message.state, message.leased_by, message.leased_until = MessageState.SENDING, token, now + LEASE
    message.attempts += 1
    attempt = DeliveryAttempt(message_id=message.id, number=message.attempts, started_at=clock.now())
    db.session.add(attempt)
    db.session.flush()
    claim = Claim(message, attempt.id, message.attempts, token)
    db.session.commit()
    # Read back and cut loose: while the mail is on its way no transaction is open.
    db.session.refresh(message)
    db.session.expunge(message)
    db.session.rollback()
    return claim


def still_holds(claim: Claim) -> bool:
    """Asked at the last moment before the server takes the message."""
    held = db.session.scalar(
        select(OutboxMessage.id).where(
            OutboxMessage.id == claim.message.id,
            OutboxMessage.leased_by == claim.token,
            OutboxMessage.leased_until > database_now(db.session()),
        )
    )
    db.session.rollback()
    return held is not None


def finish(claim: Claim, result: Result) -> None:
    """Write down how the attempt ended; commits. The message is touched only while it is still ours."""
    now = clock.now()
    db.session.execute(
        update(DeliveryAttempt)
        .where(DeliveryAttempt.id == claim.attempt_id)
        .values(finished_at=now, outcome=result.outcome, detail=result.detail)
    )
    db.session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.id == claim.message.id, OutboxMessage.leased_by == claim.token)
        .values(leased_by=None, leased_until=None, **_after(claim, result, now))
    )
    db.session.commit()


def _after(claim: Claim, result: Result, now: datetime) -> dict[str, object]:
    match result.outcome:
        case Outcome.ACCEPTED:
            return {"state": MessageState.ACCEPTED, "accepted_at": now, "reason": None}
        case Outcome.BOUNCED:
            return {"state": MessageState.BOUNCED, "reason": result.detail}
        case Outcome.FAILED:
            return {"state": MessageState.FAILED, "reason": result.detail}
        case Outcome.DEFERRED:
            wait = wait_after(claim.number, random.random())  # noqa: S311 - spreads load, guards nothing
            return {"state": MessageState.QUEUED, "reason": result.detail, "not_before": now + wait}
        case _:
            return {"state": MessageState.QUEUED, "reason": result.detail}


def _due(now: datetime) -> ColumnElement[bool]:
    """Waiting and its time has come, or left behind by a sender whose lease has run out."""
    return or_(
        and_(OutboxMessage.state == MessageState.QUEUED, OutboxMessage.not_before <= clock.now()),
        and_(OutboxMessage.state == MessageState.SENDING, OutboxMessage.leased_until <= now),
    )
