"""The sender: one message after another, each claimed, sent and written down by itself."""

from __future__ import annotations

import logging
from collections.abc import Callable

from flask import current_app

from regtrack.config import Settings
from regtrack.database import reading_only
from regtrack.extensions import db
from regtrack.outbox import addresses, claiming, pausing
from regtrack.outbox.claiming import Claim
from regtrack.outbox.composing import compose
from regtrack.outbox.models import Outcome
from regtrack.outbox.smtp import SmtpTransport
from regtrack.outbox.transports import FileTransport, Mail, Result, Transport

log = logging.getLogger("regtrack.outbox")
AT_ONCE = 500


def send_due(limit: int = AT_ONCE, keep_going: Callable[[], bool] = lambda: True) -> int:
    """Send what is due, at most `limit` messages; how many were tried.

    Commits around each message: whoever calls must have nothing of their own open. Two senders may run at
    once. `keep_going` is asked between two messages.
    """
    settings: Settings = current_app.settings  # type: ignore[attr-defined]
    state = pausing.note_loop()
    if pausing.holds_back(state, settings):
        return 0
    with reading_only():
        if not claiming.anything_due():
            return 0
    paused = state.paused_at is not None
    if not paused:
        claiming.expire_old()
    transport = transport_for(settings)
    tried = 0
    try:
        while tried < limit and keep_going():
            claim = claiming.claim_next()
            if claim is None:
                break
            tried += 1
            result = _send(claim, transport, settings)
            claiming.finish(claim, result)
            if result.outcome is Outcome.PAUSED:
                log.error("the mail queue stands still: %s", result.detail)
                pausing.pause(settings, result.detail)
                break
            if paused and result.outcome in {Outcome.ACCEPTED, Outcome.BOUNCED}:
                # The server talks to us again.
                pausing.resume()
                paused = False
    finally:
        transport.close()
    return tried


def transport_for(settings: Settings) -> Transport:
    return SmtpTransport(settings) if settings.mail == "smtp" else FileTransport(settings.mail_folder)


def _send(claim: Claim, transport: Transport, settings: Settings) -> Result:
    """One message; whatever goes wrong with it stays with it."""
    try:
        sender = addresses.sender(settings.mail_from)
    except ValueError:
        return Result(Outcome.PAUSED, "REGTRACK_MAIL_FROM is not an address")
    try:
        content = compose(claim.message, settings.mail_from)
        content.as_bytes()
    except Exception as error:
        log.exception("message %s cannot be made a mail", claim.message.id)
        return Result(Outcome.FAILED, f"cannot be made a mail: {type(error).__name__}: {error}"[:500])
    mail = Mail(claim.message.message_id, sender.addr_spec, claim.message.to_address, content)
    try:
        return transport.deliver(mail, lambda: claiming.still_holds(claim))
    except Exception as error:
        log.exception("message %s could not be sent", claim.message.id)
        db.session.rollback()
        return Result(Outcome.DEFERRED, f"{type(error).__name__}: {error}"[:500])
