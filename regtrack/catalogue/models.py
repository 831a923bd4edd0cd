"""Editions of regulations as they were loaded: stored once, never changed."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, ForeignKey, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from regtrack.db_types import Id
from regtrack.extensions import Model


class Edition(Model):
    __tablename__ = "edition"
    __table_args__ = (UniqueConstraint("code", "edition"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    code: Mapped[str] = mapped_column(String(80))
    edition: Mapped[str] = mapped_column(String(40))
    kind: Mapped[str] = mapped_column(String(20))
    jurisdiction: Mapped[str] = mapped_column(String(2))
    language: Mapped[str] = mapped_column(String(2))
    title: Mapped[dict[str, Any]]
    in_force_from: Mapped[date | None] = mapped_column(Date)
    content_hash: Mapped[str] = mapped_column(String(64))
    document: Mapped[dict[str, Any]]  # the whole pack, as checked
    loaded_at: Mapped[datetime]

    clauses: Mapped[list[Clause]] = relationship(order_by="Clause.position", back_populates="edition")
    items: Mapped[list[Item]] = relationship(order_by="Item.position", back_populates="edition")


class Clause(Model):
    __tablename__ = "clause"
    __table_args__ = (UniqueConstraint("edition_id", "locator"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    edition_id: Mapped[int] = mapped_column(Id, ForeignKey("edition.id"))
    locator: Mapped[str] = mapped_column(String(40))
    kind: Mapped[str] = mapped_column(String(20))
    title: Mapped[dict[str, Any]]
    no_item: Mapped[dict[str, Any] | None]
    position: Mapped[int] = mapped_column(Integer)

    edition: Mapped[Edition] = relationship(back_populates="clauses")


class Item(Model):
    """`spec` is the item as the pack states it (owners, deadline, evidence, reviewer, cautions)."""

    __tablename__ = "item"
    __table_args__ = (UniqueConstraint("edition_id", "key"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    edition_id: Mapped[int] = mapped_column(Id, ForeignKey("edition.id"))
    key: Mapped[str] = mapped_column(String(80))
    title: Mapped[dict[str, Any]]
    spec: Mapped[dict[str, Any]]
    position: Mapped[int] = mapped_column(Integer)

    edition: Mapped[Edition] = relationship(back_populates="items")
    clauses: Mapped[list[Clause]] = relationship(secondary="item_clause", order_by="Clause.position")


class ItemClause(Model):
    __tablename__ = "item_clause"

    item_id: Mapped[int] = mapped_column(Id, ForeignKey("item.id"), primary_key=True)
    clause_id: Mapped[int] = mapped_column(Id, ForeignKey("clause.id"), primary_key=True, index=True)
