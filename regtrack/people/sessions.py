"""Signed-in browsers, kept on the server: a copied cookie is worth nothing after signing out."""

from __future__ import annotations

import hashlib
import logging
import secrets
from datetime import timedelta

from flask import current_app, g
from flask_login import UserMixin
from sqlalchemy import delete, or_, select, update
from sqlalchemy.exc import DBAPIError

from regtrack import clock
from regtrack.extensions import db
from regtrack.people.models import Account, LoginSession

log = logging.getLogger("regtrack.people")

# Not at every request: a write per page view would make readers wait for each other.
TOUCH_AFTER = timedelta(minutes=5)


class SignedIn(UserMixin):  # type: ignore[misc]
    """What Flask-Login holds: the account, known to the cookie by the token of its session."""

    def __init__(self, account: Account, token: str) -> None:
        self.account = account
        self.token = token

    def get_id(self) -> str:
        return self.token

    def __getattr__(self, name: str) -> object:
        return getattr(self.account, name)


def hash_token(token: str) -> str:
    return hashlib.sha256(b"regtrack.session\0" + token.encode()).hexdigest()


def start(account: Account, device: str) -> SignedIn:
    """Open a session and give back the only copy of its token."""
    token = secrets.token_urlsafe(32)
    now = clock.now()
    db.session.add(
        LoginSession(
            token_hash=hash_token(token),
            account_id=account.id,
            created_at=now,
            last_seen_at=now,
            expires_at=now + current_app.config["PERMANENT_SESSION_LIFETIME"],
            device=device[:200],
        )
    )
    db.session.flush()
    return SignedIn(account, token)


def load(token: str) -> SignedIn | None:
    """The person behind a cookie; None when the session has ended, was idle or its account is closed."""
    now = clock.now()
    row = db.session.execute(
        select(LoginSession, Account)
        .join(Account, Account.id == LoginSession.account_id)
        .where(LoginSession.token_hash == hash_token(token))
    ).one_or_none()
    if row is None:
        return None
    session, account = row
    if session.expires_at <= now or session.last_seen_at + _idle() <= now or account.disabled_at is not None:
        return None
    if session.last_seen_at + TOUCH_AFTER <= now:
        g.seen_session = session.id
    return SignedIn(account, token)


def touch() -> None:
    """After the request: note that the session is in use, in a transaction of its own."""
    session_id = g.pop("seen_session", None)
    if session_id is None:
        return
    try:
        with db.engine.begin() as connection:
            connection.execute(
                update(LoginSession).where(LoginSession.id == session_id).values(last_seen_at=clock.now())
            )
    except DBAPIError as error:
        # The answer is already made, and the next request notes it.
        log.warning("a session was not noted as used: %s", type(error.orig).__name__)


def end(token: str) -> None:
    db.session.execute(delete(LoginSession).where(LoginSession.token_hash == hash_token(token)))


def end_all(account_id: int, *, but: str | None = None) -> int:
    """Sign a person out everywhere, except (optionally) the browser that asks for it; returns of how many."""
    wanted = delete(LoginSession).where(LoginSession.account_id == account_id)
    if but is not None:
        wanted = wanted.where(LoginSession.token_hash != hash_token(but))
    return len(db.session.scalars(wanted.returning(LoginSession.id)).all())


def sweep(account_id: int) -> None:
    """Take away the sessions of a person that have run out."""
    db.session.execute(
        delete(LoginSession).where(
            LoginSession.account_id == account_id,
            or_(LoginSession.expires_at <= clock.now(), LoginSession.last_seen_at <= clock.now() - _idle()),
        )
    )


def open_sessions(account_id: int) -> list[LoginSession]:
    """The browsers in which a person is signed in, the latest used first."""
    now = clock.now()
    return list(
        db.session.scalars(
            select(LoginSession)
            .where(
                LoginSession.account_id == account_id,
                LoginSession.expires_at > now,
                LoginSession.last_seen_at > now - _idle(),
            )
            .order_by(LoginSession.last_seen_at.desc(), LoginSession.id.desc())
        )
    )


def end_one(account_id: int, session_id: int) -> bool:
    """Sign a person out in one browser; False when it is not theirs."""
    row = db.session.get(LoginSession, session_id)
    if row is None or row.account_id != account_id:
        return False
    db.session.delete(row)
    db.session.flush()
    return True


def _idle() -> timedelta:
    return timedelta(minutes=current_app.settings.session_idle_minutes)  # type: ignore[attr-defined]
