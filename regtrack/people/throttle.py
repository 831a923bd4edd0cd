"""Wrong passwords slow the next try down; nobody is ever locked out.

The wait belongs to a login as an unknown browser tries it. A browser in which somebody has signed in before
carries a mark of its own and is counted apart: hammering a login from elsewhere does not keep its owner out.
"""

from __future__ import annotations

import hashlib
import ipaddress
from datetime import datetime, timedelta
from math import ceil

from sqlalchemy import delete, func, select

from regtrack import clock
from regtrack.extensions import db
from regtrack.people.models import LoginFailure

REMEMBERED = timedelta(hours=1)
KEPT = timedelta(days=1)
FIRST_WAIT = 5  # seconds; doubled by every further failure
# (wrong passwords without a wait, longest wait in seconds). Behind one address may be a whole school.
LOGIN_LIMIT = (5, 300)
ADDRESS_LIMIT = (50, 60)


def login_key(login: str, device: str = "") -> str:
    return _hashed("login", login, device)


def address_key(address: str) -> str:
    """One key for an IPv4 address, one for the /64 of an IPv6 address."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return _hashed("address", address)
    if parsed.version == 6:
        return _hashed("address", str(ipaddress.ip_network((parsed, 64), strict=False)))
    return _hashed("address", str(parsed))


def seconds_to_wait(login: str, address: str, device: str = "") -> int:
    """How long this browser must wait before the next try; 0 when it may try now."""
    waits = (_wait(login_key(login, device), LOGIN_LIMIT), _wait(address_key(address), ADDRESS_LIMIT))
    return max(waits)


def note_failure(login: str, address: str, device: str = "") -> None:
    now = clock.now()
    db.session.execute(delete(LoginFailure).where(LoginFailure.failed_at < now - KEPT))
    for key in (login_key(login, device), address_key(address)):
        db.session.add(LoginFailure(key=key, failed_at=now))
    db.session.flush()


def forget(login: str, device: str = "") -> None:
    """The right password was given. The address stays counted: a login of one's own must not clear it."""
    keys = {login_key(login), login_key(login, device)}
    db.session.execute(delete(LoginFailure).where(LoginFailure.key.in_(keys)))


def _wait(key: str, limit: tuple[int, int]) -> int:
    free, longest = limit
    now = clock.now()
    failures, last = db.session.execute(
        select(func.count(), func.max(LoginFailure.failed_at)).where(
            LoginFailure.key == key, LoginFailure.failed_at > now - REMEMBERED, LoginFailure.failed_at <= now
        )
    ).one()
    if failures < free:
        return 0
    return max(0, ceil((_until(last, failures - free, longest) - now).total_seconds()))


def _until(last: datetime, further: int, longest: int) -> datetime:
    return last + timedelta(seconds=min(FIRST_WAIT * 2 ** min(further, 16), longest))


def _hashed(*parts: str) -> str:
    return hashlib.sha256("\0".join(("regtrack.throttle", *parts)).encode()).hexdigest()
