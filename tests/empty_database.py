"""Databases with nothing in them: without a table, or with empty ones once more."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from regtrack.database import normalise_url
from regtrack.extensions import Model


@contextmanager
def empty_database(request: pytest.FixtureRequest, folder: Path) -> Iterator[str]:
    """Yields its URL; a database on the server is dropped afterwards."""
    if request.config.getoption("--database") != "postgres":
        yield f"sqlite:///{(folder / 'regtrack.db').as_posix()}"
        return
    server = make_url(normalise_url(request.getfixturevalue("postgres_server")))
    name = f"empty_{uuid4().hex}"
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    yield server.set(database=name).render_as_string(hide_password=False)
    with engine.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    engine.dispose()


def empty_again(url: str) -> None:
    """Take all rows out of a PostgreSQL database and count ids from 1.

    TRUNCATE makes new files for every table; among hundreds of tests that would be most of the time.
    """
    engine = create_engine(make_url(normalise_url(url)))
    names = [table.name for table in Model.metadata.sorted_tables]
    filled = " UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT FROM \"{name}\")" for name in names)
    with engine.begin() as connection:
        connection.execute(text("SET LOCAL session_replication_role = replica"))  # keys are not asked
        for name in connection.scalars(text(filled)).all():
            connection.execute(text(f'DELETE FROM "{name}"'))
        connection.execute(
            text(
                "SELECT setval(format('%I.%I', schemaname, sequencename)::regclass, 1, false) "
                "FROM pg_sequences WHERE last_value IS NOT NULL"
            )
        )
    engine.dispose()
