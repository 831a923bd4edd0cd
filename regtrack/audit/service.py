"""Recording: each business command writes one entry in its own transaction."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from regtrack import clock
from regtrack.actor import Actor
from regtrack.audit.chain import canonical, digest, genesis
from regtrack.audit.models import AuditChain, AuditEntry
from regtrack.audit.tags import Tag
from regtrack.extensions import db

INSTALLATION = "installation"


def chain_name(school_id: int | None) -> str:
    return INSTALLATION if school_id is None else f"school:{school_id}"


def record(
    tag: Tag,
    *,
    school_id: int | None,
    actor: Actor | None,
    subject: str,
    subject_id: int | None = None,
    **data: Any,
) -> AuditEntry:
    """Add one entry to the school's chain (or the installation's) under its lock.

    `data` holds ids, codes, dates and hashes only: names and texts live in the tables.
    `actor` is None for what the program does by itself.
    """
    chain = _locked(school_id)
    now = clock.now()
    seq = chain.length + 1
    body = canonical(
        {
            "v": 1,
            "chain": chain.name,
            "epoch": chain.epoch,
            "seq": seq,
            "at": now.isoformat(timespec="microseconds"),
            "tag": str(tag),
            "actor": actor.account_id if actor else None,
            "for": actor.acted_for_id if actor else None,
            "subject": subject,
            "id": subject_id,
            "data": {key: _plain(value) for key, value in data.items()},
        }
    )
    entry = AuditEntry(
        chain_id=chain.id,
        seq=seq,
        recorded_at=now,
        tag=str(tag),
        actor_id=actor.account_id if actor else None,
        acted_for_id=actor.acted_for_id if actor else None,
        subject=subject,
        subject_id=subject_id,
        body=body,
        previous=chain.head,
        digest=digest(chain.head, body),
    )
    db.session.add(entry)
    chain.length, chain.head = seq, entry.digest
    db.session.flush()
    return entry


def in_turn(school_id: int | None) -> None:
    """From here to the end of the transaction nobody else records in this chain.

    For commands that look whether a thing is there before they add it: a button that was pressed twice.
    """
    _locked(school_id)


def head_of(school_id: int | None) -> tuple[int, str]:
    """Length and head of a chain, for digests, footers and backups."""
    row = db.session.scalar(select(AuditChain).where(AuditChain.name == chain_name(school_id)))
    return (row.length, row.head) if row else (0, genesis(chain_name(school_id)))


def _locked(school_id: int | None) -> AuditChain:
    """The chain's row, locked until the end of the transaction; made at its first use."""
    name = chain_name(school_id)
    wanted = (
        select(AuditChain)
        .where(AuditChain.name == name)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    db.session.flush()
    chain = db.session.scalar(wanted)
    if chain is None:
        insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
        db.session.execute(
            insert(AuditChain)
            .values(name=name, school_id=school_id, length=0, head=genesis(name), epoch=1)
            .on_conflict_do_nothing(index_elements=["name"])
        )
        chain = db.session.scalars(wanted).one()
    return chain


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(part) for part in value]
    if isinstance(value, dict):
        return {str(key): _plain(part) for key, part in value.items()}
    if value is None or isinstance(value, bool | int | str):
        return value
    raise TypeError(f"an audit entry cannot hold {type(value).__name__}")
