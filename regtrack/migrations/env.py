"""How Alembic runs here: on the application's own engine, each migration whole or not at all."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context
from sqlalchemy import Connection, text

from regtrack.db_types import UTCDateTime
from regtrack.extensions import db
from regtrack.upkeep import tables

# Two programs that start at once must not both migrate; any number that nobody else uses.
ADVISORY_LOCK = 7_340_219


def render_item(kind: str, item: Any, autogen_context: Any) -> str | Literal[False]:
    """Our column type is written by its name, without the module's path."""
    if kind == "type" and isinstance(item, UTCDateTime):
        autogen_context.imports.add("from regtrack.db_types import UTCDateTime")
        return "UTCDateTime()"
    return False


def migrate(connection: Connection) -> None:
    sqlite = connection.dialect.name == "sqlite"
    context.configure(
        connection=connection,
        target_metadata=tables.metadata(),
        render_as_batch=True,
        render_item=render_item,
        compare_type=True,
        transactional_ddl=True,
    )
    with context.begin_transaction():
        if not sqlite:
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ADVISORY_LOCK})
        context.run_migrations()
        if sqlite and (broken := connection.exec_driver_sql("PRAGMA foreign_key_check").first()):
            raise RuntimeError(f"a row of {broken[0]} points nowhere after the migration")


def run() -> None:
    with db.engine.connect() as connection:
        if connection.dialect.name != "sqlite":
            migrate(connection)
            return
        # A table that is rebuilt is dropped on the way: rows that point at it must not mind.
        # The switch works only outside a transaction, so it is thrown on the driver's own connection.
        driver: Any = connection.connection.driver_connection
        driver.execute("PRAGMA foreign_keys=OFF")
        try:
            migrate(connection)
        finally:
            connection.rollback()
            driver.execute("PRAGMA foreign_keys=ON")


run()
