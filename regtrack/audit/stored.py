"""Entries as they lie in the database, read one after another whatever has been done to them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, String, select, type_coerce

from regtrack.audit.models import AuditChain, AuditEntry
from regtrack.database import reading_only
from regtrack.extensions import db

AT_ONCE = 500
_COLUMNS = (
    AuditEntry.id,
    AuditEntry.seq,
    AuditEntry.recorded_at,
    AuditEntry.tag,
    AuditEntry.actor_id,
    AuditEntry.acted_for_id,
    AuditEntry.subject,
    AuditEntry.subject_id,
    AuditEntry.body,
    AuditEntry.previous,
    AuditEntry.digest,
)


class StoredEntry(NamedTuple):
    """A row as it is; SQLite may hold anything in any column."""

    id: Any
    seq: Any
    recorded_at: Any
    tag: Any
    actor_id: Any
    acted_for_id: Any
    subject: Any
    subject_id: Any
    body: Any
    previous: Any
    digest: Any


class StoredChain(NamedTuple):
    id: Any
    school_id: Any
    name: Any
    length: Any
    head: Any
    epoch: Any


@contextmanager
def still_picture() -> Iterator[Connection]:
    """A connection that sees one committed state for as long as it is open, and holds up no writer."""
    with reading_only(), db.engine.connect() as connection:
        if connection.dialect.name != "sqlite":
            yield connection.execution_options(isolation_level="REPEATABLE READ")
            return
        driver: Any = connection.connection.driver_connection
        # A text that is no UTF-8 any more must be told, not raised.
        driver.text_factory = lambda raw: raw.decode("utf-8", "replace")
        try:
            yield connection
        finally:
            driver.text_factory = str


def chains(connection: Connection, name: str | None) -> list[StoredChain]:
    query = select(
        AuditChain.id,
        AuditChain.school_id,
        AuditChain.name,
        AuditChain.length,
        AuditChain.head,
        AuditChain.epoch,
    ).order_by(AuditChain.id)
    if name is not None:
        query = query.where(AuditChain.name == name)
    return [StoredChain(*row) for row in connection.execute(query)]


def entries(connection: Connection, chain_id: Any) -> Iterator[StoredEntry]:
    """The entries of a chain in the order of their numbers, a few at a time."""
    columns = [
        type_coerce(column, String) if column is AuditEntry.recorded_at else column for column in _COLUMNS
    ]
    query = select(*columns).where(AuditEntry.chain_id == chain_id).order_by(AuditEntry.seq, AuditEntry.id)
    with connection.execution_options(yield_per=AT_ONCE).execute(query) as found:
        for row in found:
            yield StoredEntry(*row)


def strays(connection: Connection) -> list[tuple[Any, Any]]:
    """Numbers of chains that have entries but no row, each with its first entry."""
    query = (
        select(AuditEntry.chain_id, db.func.min(AuditEntry.seq))
        .where(AuditEntry.chain_id.not_in(select(AuditChain.id)))
        .group_by(AuditEntry.chain_id)
        .order_by(AuditEntry.chain_id)
    )
    return [(row[0], row[1]) for row in connection.execute(query)]


def instant(value: Any) -> str | None:
    """A stored instant as it is written in a body; None when it is none."""
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            return None
    if not isinstance(value, datetime):
        return None
    aware = value.replace(tzinfo=UTC) if value.tzinfo is None else value
    return aware.astimezone(UTC).isoformat(timespec="microseconds")
