"""The audit chains: one for the installation, one for each school."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from regtrack.db_types import Id
from regtrack.extensions import Model


class AuditChain(Model):
    """The head of a chain; its row is the lock under which entries are added."""

    __tablename__ = "audit_chain"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    # None: the chain of the installation. No foreign key: a chain outlives what it tells of.
    school_id: Mapped[int | None] = mapped_column(Id, unique=True)
    name: Mapped[str] = mapped_column(String(40), unique=True)
    length: Mapped[int] = mapped_column(Integer, default=0)
    head: Mapped[str] = mapped_column(String(64))
    epoch: Mapped[int] = mapped_column(Integer, default=1)


class AuditEntry(Model):
    """One business command: ids and hashes only, the values live in the tables."""

    __tablename__ = "audit_entry"
    __table_args__ = (UniqueConstraint("chain_id", "seq"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    chain_id: Mapped[int] = mapped_column(ForeignKey("audit_chain.id"))
    seq: Mapped[int] = mapped_column(Integer)
    recorded_at: Mapped[datetime]
    tag: Mapped[str] = mapped_column(String(60), index=True)
    actor_id: Mapped[int | None] = mapped_column(Id, index=True)
    acted_for_id: Mapped[int | None] = mapped_column(Id)
    subject: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int | None] = mapped_column(Id)
    # Canonical JSON as it was hashed, kept as text so that a database cannot re-order it.
    body: Mapped[str] = mapped_column(Text)
    previous: Mapped[str] = mapped_column(String(64))
    digest: Mapped[str] = mapped_column(String(64))
