"""The clock that all nodes share: leases must not depend on which machine asks."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from regtrack import clock


def database_now(session: Session) -> datetime:
    """The database server's present instant, aware, in UTC.

    SQLite has no clock of its own: its file is open on one machine only, so that machine's clock serves.
    """
    if session.get_bind().dialect.name == "sqlite":
        return clock.now()
    told: datetime = session.execute(text("SELECT clock_timestamp()")).scalar_one()
    return clock.moved(told.astimezone(UTC))
