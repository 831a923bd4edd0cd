"""A database without one table, on the server or in a file, beside the one that other tests use."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from regtrack.database import normalise_url


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
