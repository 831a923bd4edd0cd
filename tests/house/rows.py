"""Rows of any table, made from the table itself: what a test needs of a school that it knows nothing of."""

from __future__ import annotations

from datetime import date
from itertools import count
from typing import Any

from sqlalchemy import JSON, Boolean, Column, Date, DateTime, ForeignKeyConstraint, Integer, Table
from sqlalchemy.types import TypeDecorator

from regtrack import clock
from regtrack.extensions import Model, db

MARK = "чужое"  # stands in every text of a row; no page of another school may show it
_numbers = count(700)


class Rows:
    """One row of each kind that is asked for, belonging to one school; made once."""

    def __init__(self, school_id: int) -> None:
        self.school_id = school_id
        self._made: dict[str, dict[str, Any]] = {}

    def id_of(self, model: type[Any]) -> int:
        return int(self._row(model.__table__)["id"])

    def _row(self, table: Table) -> dict[str, Any]:
        if table.name == "school":
            return {"id": self.school_id, "school_id": self.school_id}
        if table.name not in self._made:
            self._made[table.name] = self._make(table)
        return self._made[table.name]

    def _make(self, table: Table) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for constraint in table.constraints:
            if isinstance(constraint, ForeignKeyConstraint):
                values.update(self._parent(table, constraint))
        for column in table.columns:
            if column.name in values or (column.nullable and column.name != "school_id"):
                continue
            if column.name == "school_id":
                values["school_id"] = self.school_id
            elif not column.primary_key and not _has_default(column):
                values[column.name] = _value(column)
        done = db.session.execute(table.insert().values(**values))
        key = done.inserted_primary_key
        names = [column.name for column in table.primary_key.columns]
        return {**values, **dict(zip(names, key or (), strict=False))}

    def _parent(self, table: Table, constraint: ForeignKeyConstraint) -> dict[str, Any]:
        if constraint.referred_table is table or all(
            column.nullable for column in constraint.columns if column.name != "school_id"
        ):
            return {}
        parent = self._row(constraint.referred_table)
        return {
            element.parent.name: parent[element.column.name]
            for element in constraint.elements
            if element.column.name in parent
        }


def _has_default(column: Column[Any]) -> bool:
    return column.default is not None or column.server_default is not None


def _value(column: Column[Any]) -> Any:
    kind: Any = column.type
    if isinstance(kind, TypeDecorator):
        kind = kind.impl_instance if hasattr(kind, "impl_instance") else kind.impl
    number = next(_numbers)
    if isinstance(kind, JSON):
        return {"ru": f"{MARK} {number}"} if column.name in {"title", "answers"} else {}
    if isinstance(kind, Boolean):
        return False
    if isinstance(kind, DateTime):
        return clock.now()
    if isinstance(kind, Date):
        return date(2027, 1, 1)
    if isinstance(kind, Integer):
        return 2026 if column.name == "school_year" else number
    length = getattr(kind, "length", None) or 60
    return f"{MARK}-{number}"[-length:]


def model_named(name: str, aliases: dict[str, str]) -> type[Any] | None:
    """The model that `<name>_id` in an address speaks of; None when nobody knows."""
    tables = {mapper.local_table.name: mapper.class_ for mapper in Model.registry.mappers}
    wanted = aliases.get(name, name)
    found: type[Any] | None = tables.get(wanted)
    return found
