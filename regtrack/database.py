"""How the two databases are opened: durable and strict on SQLite, bounded waits on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.pool import ConnectionPoolEntry

# A transaction that will write takes the write lock at its beginning: a reader that turns writer in the
# middle is refused by SQLite at once when another wrote meanwhile, however long it would have waited.
_reading_only: ContextVar[bool] = ContextVar("regtrack_reading_only", default=False)


@contextmanager
def reading_only() -> Iterator[None]:
    """Transactions begun inside take no write lock."""
    token = _reading_only.set(True)
    try:
        yield
    finally:
        _reading_only.reset(token)


def set_reading_only(value: bool) -> None:
    _reading_only.set(value)


def sqlite_url(path: Path) -> str:
    return f"sqlite:///{path.resolve().as_posix()}"


def normalise_url(url: str) -> str:
    """PostgreSQL is always spoken to through psycopg 3."""
    parsed = make_url(url)
    if parsed.drivername in {"postgres", "postgresql"}:
        parsed = parsed.set(drivername="postgresql+psycopg")
    return parsed.render_as_string(hide_password=False)


def engine_options(url: str) -> dict[str, Any]:
    # Errors go to the log; the names, addresses and tokens that stood in the statement must not.
    hidden = {"hide_parameters": True}
    if make_url(url).get_backend_name() == "sqlite":
        return {**hidden, "connect_args": {"timeout": 30, "check_same_thread": False}}
    return {
        **hidden,
        "pool_pre_ping": True,
        "connect_args": {
            "connect_timeout": 5,
            "options": "-c statement_timeout=60000 -c lock_timeout=15000 -c timezone=UTC",
        },
    }


def prepare_engine(engine: Engine) -> None:
    """Attach what every connection of this engine needs."""
    if engine.dialect.name != "sqlite":
        return
    event.listen(engine, "connect", _sqlite_connected)
    event.listen(engine, "begin", _sqlite_begin)


def _sqlite_connected(connection: Any, _record: ConnectionPoolEntry) -> None:
    # The driver's own BEGIN comes too late and is always deferred; ours is sent by _sqlite_begin.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        "busy_timeout=30000",
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _sqlite_begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN" if _reading_only.get() else "BEGIN IMMEDIATE")
