"""Rows as lines of JSON and back, the same for both databases."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import IO, Any

from sqlalchemy import (
    JSON,
    Column,
    Connection,
    Date,
    Integer,
    MetaData,
    Table,
    Text,
    bindparam,
    cast,
    event,
    func,
    select,
)
from sqlalchemy import DateTime as PlainDateTime

from regtrack.db_types import UTCDateTime

BATCH = 500


def write_rows(connection: Connection, table: Table, out: IO[bytes]) -> int:
    """Write every row as one line; returns how many there were.

    JSON columns go out as the text that the database holds, so that NULL and JSON's null stay apart.
    """
    asked = [cast(c, Text).label(c.name) if isinstance(c.type, JSON) else c for c in table.columns]
    query = select(*asked).order_by(*_order(table))
    count = 0
    for row in connection.execution_options(yield_per=BATCH).execute(query):
        line = {name: _plain(value) for name, value in row._mapping.items()}
        out.write(
            json.dumps(line, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode() + b"\n"
        )
        count += 1
    return count


def read_rows(lines: Iterable[bytes]) -> Iterator[dict[str, Any]]:
    """The rows of a table's file.

    Raises:
        ValueError: a line is no row.
    """
    for line in lines:
        row = json.loads(line)
        if not isinstance(row, dict):
            raise ValueError("a line is no row")
        yield row


def reflected(connection: Connection) -> MetaData:
    """The tables as they are in the database, whichever revision it stands at."""
    metadata = MetaData()

    def own_types(_inspector: Any, _table: Table, column: dict[str, Any]) -> None:
        if isinstance(column["type"], PlainDateTime):
            column["type"] = UTCDateTime()

    event.listen(Table, "column_reflect", own_types)
    try:
        metadata.reflect(connection)
    finally:
        event.remove(Table, "column_reflect", own_types)
    return metadata


def insert_rows(connection: Connection, table: Table, rows: Iterable[dict[str, Any]]) -> int:
    """Put rows into an empty table; returns how many.

    A key of the table to itself is filled when all rows are there.

    Raises:
        ValueError: a row has other columns than the table, or a value of another kind.
    """
    own_keys = _nullable_own_keys(table)
    later: list[dict[str, Any]] = []
    batch: list[dict[str, Any]] = []
    count = 0
    for row in rows:
        if row.keys() != set(table.columns.keys()):
            raise ValueError(f"{table.name}: other columns than the table has")
        values = {name: _typed(table.columns[name], value) for name, value in row.items()}
        if any(values[name] is not None for name in own_keys):
            later.append(
                {f"set_{n}": values[n] for n in own_keys} | {f"is_{k}": values[k] for k in _keys(table)}
            )
            values.update(dict.fromkeys(own_keys))
        batch.append(values)
        count += 1
        if len(batch) == BATCH:
            _insert(connection, table, batch)
            batch = []
    _insert(connection, table, batch)
    if later:
        update = table.update().values({name: bindparam(f"set_{name}") for name in own_keys})
        for name in _keys(table):
            update = update.where(table.columns[name] == bindparam(f"is_{name}"))
        connection.execute(update, later)
    _move_sequence(connection, table)
    return count


def _insert(connection: Connection, table: Table, batch: list[dict[str, Any]]) -> None:
    if not batch:
        return
    values = {
        c.name: bindparam(c.name, type_=JSON(none_as_null=True) if isinstance(c.type, JSON) else c.type)
        for c in table.columns
    }
    connection.execute(table.insert().values(values), batch)


def _move_sequence(connection: Connection, table: Table) -> None:
    """PostgreSQL numbers the next row after the last one that came from the backup."""
    keys = list(table.primary_key.columns)
    if connection.dialect.name != "postgresql" or len(keys) != 1 or not isinstance(keys[0].type, Integer):
        return
    # setval does nothing where the key has no sequence or the table no row: it is given NULL.
    sequence = func.pg_get_serial_sequence(f'"{table.name}"', keys[0].name)
    connection.execute(select(func.setval(sequence, select(func.max(keys[0])).scalar_subquery())))


def _keys(table: Table) -> list[str]:
    return [column.name for column in table.primary_key.columns]


def _order(table: Table) -> list[Column[Any]]:
    # A chain is checked as it is read, so its entries stand in their own order.
    if table.name == "audit_entry":
        return [table.columns["chain_id"], table.columns["seq"]]
    return list(table.primary_key.columns)


def _nullable_own_keys(table: Table) -> list[str]:
    return sorted(
        {
            column.name
            for key in table.foreign_key_constraints
            if key.referred_table is table
            for column in key.columns
            if column.nullable
        }
    )


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date | datetime) else value


def _typed(column: Column[Any], value: Any) -> Any:
    if value is None:
        return None
    if isinstance(column.type, JSON):
        found = json.loads(value)
        return JSON.NULL if found is None else found
    if isinstance(column.type, UTCDateTime):
        return datetime.fromisoformat(value)
    if isinstance(column.type, Date):
        return date.fromisoformat(value)
    return value
