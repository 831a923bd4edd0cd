"""Putting messages into the outbox, and asking how it fares; sending is another matter."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask import current_app
from sqlalchemy import func, or_, select
from sqlalchemy.dialects import postgresql, sqlite

from regtrack import clock
from regtrack.extensions import db
from regtrack.formatting import search_key
from regtrack.outbox import addresses
from regtrack.outbox.backoff import LIFETIME
from regtrack.outbox.models import MessageState, OutboxMessage, SenderState

SENDER = "mail"


@dataclass(frozen=True)
class Letter:
    """One message as a room hands it over; `dedupe_key` says what it tells to whom for which slot."""

    kind: str
    dedupe_key: str
    to: str
    recipient_id: int | None
    school_id: int | None
    language: str
    subject: str
    text: str
    html: str
    to_name: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    not_before: datetime | None = None
    expires_at: datetime | None = None


@dataclass(frozen=True)
class SenderHealth:
    """How the outbox stands: what waits, since when, and whether the sender is alive."""

    waiting: int
    oldest_due: datetime | None
    last_loop_at: datetime | None
    paused_at: datetime | None
    paused_because: str | None


def enqueue_all(letters: Sequence[Letter]) -> dict[str, int]:
    """Queue letters in the caller's transaction; ids of the new rows by dedupe key.

    A letter whose key exists already is left out. The number of statements does not grow with the letters
    (they go in batches of a thousand).

    Raises:
        ValueError: an address to which nothing can be sent; ask `usable_address` first.
    """
    if not letters:
        return {}
    now = clock.now()
    insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    rows = db.session.execute(
        insert(OutboxMessage)
        .on_conflict_do_nothing(index_elements=["dedupe_key"])
        .returning(OutboxMessage.dedupe_key, OutboxMessage.id),
        [_values(letter, now) for letter in letters],
    ).all()
    return {key: number for key, number in rows}  # noqa: C416 - typed as a row, wanted as a dict


def enqueue(
    *,
    kind: str,
    dedupe_key: str,
    to: str,
    recipient_id: int | None,
    school_id: int | None,
    language: str,
    subject: str,
    text: str,
    html: str,
    to_name: str = "",
    headers: dict[str, str] | None = None,
    not_before: datetime | None = None,
    expires_at: datetime | None = None,
) -> OutboxMessage | None:
    """Queue one message in the caller's transaction; None when one with this key exists already.

    Raises:
        ValueError: nothing can be sent to this address.
    """
    letter = Letter(
        kind=kind,
        dedupe_key=dedupe_key,
        to=to,
        recipient_id=recipient_id,
        school_id=school_id,
        language=language,
        subject=subject,
        text=text,
        html=html,
        to_name=to_name,
        headers=headers or {},
        not_before=not_before,
        expires_at=expires_at,
    )
    number = enqueue_all([letter]).get(dedupe_key)
    return db.session.get(OutboxMessage, number) if number is not None else None


def already_queued(keys: Collection[str]) -> set[str]:
    """Those of the keys under which a letter exists already, whatever became of it. One query."""
    if not keys:
        return set()
    return set(
        db.session.scalars(select(OutboxMessage.dedupe_key).where(OutboxMessage.dedupe_key.in_(keys))).all()
    )


def usable_address(address: str | None) -> bool:
    """Whether a mail can be sent there at all."""
    return bool(address) and addresses.on_the_wire(address or "") is not None


def reference(name: str) -> str:
    """A constant identifier in the form of a Message-ID, by which mail programs keep a talk together."""
    return f"<{name}@{_domain()}>"


def health() -> SenderHealth:
    """Three figures and the pause, in two queries."""
    now = clock.now()
    waiting, oldest = db.session.execute(
        select(func.count(), func.min(OutboxMessage.not_before)).where(
            or_(
                (OutboxMessage.state == MessageState.QUEUED) & (OutboxMessage.not_before <= now),
                OutboxMessage.state == MessageState.SENDING,
            )
        )
    ).one()
    sender = db.session.get(SenderState, SENDER)
    return SenderHealth(
        waiting,
        oldest,
        sender.last_loop_at if sender else None,
        sender.paused_at if sender else None,
        sender.paused_because if sender else None,
    )


def _values(letter: Letter, now: datetime) -> dict[str, Any]:
    to = addresses.on_the_wire(letter.to)
    if to is None:
        raise ValueError(f"no mail can be sent to {letter.to!r}")
    not_before = letter.not_before or now
    return {
        "school_id": letter.school_id,
        "recipient_id": letter.recipient_id,
        "to_address": to,
        "to_name": letter.to_name,
        "kind": letter.kind,
        "dedupe_key": letter.dedupe_key,
        "message_id": reference(secrets.token_hex(16)),
        "language": letter.language,
        "subject": letter.subject,
        "text": letter.text,
        "html": letter.html,
        "headers": dict(letter.headers),
        "search_key": search_key(to, letter.to_name, letter.subject),
        "state": MessageState.QUEUED,
        "attempts": 0,
        "created_at": now,
        "not_before": not_before,
        "expires_at": letter.expires_at or not_before + LIFETIME,
    }


def _domain() -> str:
    settings = current_app.settings  # type: ignore[attr-defined]
    try:
        return addresses.sender(settings.mail_from).domain
    except ValueError:
        # The sender will say what is wrong with the setting; the message must not be lost for it.
        return "localhost"
