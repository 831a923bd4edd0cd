"""Standing still when the server refuses us, and going on by itself when the settings are right."""

from __future__ import annotations

import hashlib
import hmac
from datetime import timedelta

from sqlalchemy import update
from sqlalchemy.dialects import postgresql, sqlite

from regtrack import clock
from regtrack.config import Settings, ensure_secret
from regtrack.extensions import db
from regtrack.outbox.models import MessageState, OutboxMessage, SenderState
from regtrack.outbox.service import SENDER

PROBE_EVERY = timedelta(minutes=15)
GRACE = timedelta(days=1)


def note_loop() -> SenderState:
    """Record that the sender is alive; commits. The row tells whether it stands still."""
    now = clock.now()
    insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    db.session.execute(
        insert(SenderState)
        .values(name=SENDER, last_loop_at=now)
        .on_conflict_do_update(index_elements=["name"], set_={"last_loop_at": now})
    )
    db.session.commit()
    state = db.session.get_one(SenderState, SENDER, populate_existing=True)
    db.session.expunge(state)
    db.session.rollback()
    return state


def holds_back(state: SenderState, settings: Settings) -> bool:
    """Whether nothing may be sent now: paused, with these same settings, and not yet time to try one."""
    if state.paused_at is None:
        return False
    if state.paused_with != fingerprint(settings):
        return False
    return state.probe_at is not None and clock.now() < state.probe_at


def pause(settings: Settings, because: str) -> None:
    """Stop the queue; its rows stay. Commits."""
    now = clock.now()
    state = db.session.get_one(SenderState, SENDER, with_for_update=True, populate_existing=True)
    state.paused_at = state.paused_at or now
    state.probe_at = now + PROBE_EVERY
    state.paused_because = because
    state.paused_with = fingerprint(settings)
    db.session.commit()


def resume() -> None:
    """Let the queue go on. What grew old while it stood gets one more day. Commits."""
    now = clock.now()
    state = db.session.get_one(SenderState, SENDER, with_for_update=True, populate_existing=True)
    state.paused_at = state.probe_at = state.paused_because = state.paused_with = None
    db.session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.state == MessageState.QUEUED, OutboxMessage.expires_at < now + GRACE)
        .values(expires_at=now + GRACE)
    )
    db.session.commit()


def fingerprint(settings: Settings) -> str:
    """Tells settings apart without telling them: keyed, so that the password cannot be guessed from it."""
    told = settings.model_dump(
        include={
            "mail",
            "mail_from",
            "smtp_host",
            "smtp_port",
            "smtp_security",
            "smtp_user",
            "smtp_password",
        }
    )
    return hmac.new(
        ensure_secret(settings).encode(), repr(sorted(told.items())).encode(), hashlib.sha256
    ).hexdigest()
