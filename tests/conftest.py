"""What tests stand on: a fresh database, a school with a fixed cast, pages as a person sees them."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import create_engine, text

from regtrack import clock, create_app
from regtrack.config import load_settings
from regtrack.extensions import Model, db
from tests.cast import Cast, gather
from tests.empty_database import empty_again
from tests.page_client import PageClient

NOW = datetime(2026, 11, 20, 5, 0, tzinfo=UTC)  # a Friday, midday in Krasnoyarsk


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database", choices=["sqlite", "postgres"], default="sqlite")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL only what touches the database is run again, and no browser."""
    if config.getoption("--database") != "postgres":
        return
    kept = [
        item
        for item in items
        if "app" in getattr(item, "fixturenames", ()) and not item.get_closest_marker("browser")
    ]
    dropped = [item for item in items if item not in kept]
    config.hook.pytest_deselected(items=dropped)
    items[:] = kept


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    """Every test stands at the same instant unless it moves."""
    with clock.at(NOW):
        yield


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    from tests.postgres import running_server

    with running_server() as url:
        yield url


@pytest.fixture(scope="session")
def _template(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str | Path:
    """A database with the tables and nothing in them, made once per run."""
    if request.config.getoption("--database") == "postgres":
        server: str = request.getfixturevalue("postgres_server")
        app = create_app(load_settings({}, instance=tmp_path_factory.mktemp("template"), database_url=server))
        with app.app_context():
            Model.metadata.create_all(db.engine)
            db.engine.dispose()
        return server
    file = tmp_path_factory.mktemp("template") / "template.db"
    app = create_app(load_settings({}, instance=file.parent, database_url=f"sqlite:///{file.as_posix()}"))
    with app.app_context():
        Model.metadata.create_all(db.engine)
        with db.engine.connect() as connection:
            connection.execute(text("SELECT 1"))
        db.engine.dispose()
    # The tables must be in the file itself, not in its log.
    engine = create_engine(f"sqlite:///{file.as_posix()}")
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    return file


@pytest.fixture
def database_url(_template: str | Path, tmp_path: Path) -> Iterator[str]:
    """A fresh database for one test."""
    if isinstance(_template, Path):
        file = tmp_path / "regtrack.db"
        shutil.copy(_template, file)
        yield f"sqlite:///{file.as_posix()}"
        return
    yield _template
    empty_again(_template)


@pytest.fixture
def settings_overrides() -> dict[str, Any]:
    """Parametrize or override to start the application with other settings."""
    return {}


@pytest.fixture
def app(database_url: str, tmp_path: Path, settings_overrides: dict[str, Any]) -> Iterator[Any]:
    settings = load_settings({}, instance=tmp_path, database_url=database_url, **settings_overrides)
    app = create_app(settings)
    app.config["WTF_CSRF_ENABLED"] = False
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def cast(app: Any) -> Cast:
    """Two schools and the people of the fixed cast, committed."""
    found = gather()
    db.session.commit()
    return found


@pytest.fixture
def client_as(app: Any, cast: Cast) -> Callable[[str], PageClient]:
    """`client_as("director")` is that person's browser; it checks each page that it gets."""

    def make(who: str | None) -> PageClient:
        app.test_client_class = PageClient
        client: FlaskClient = app.test_client()
        assert isinstance(client, PageClient)
        if who is not None:
            client.sign_in(cast, who)
        return client

    return make
