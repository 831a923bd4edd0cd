"""Migrations are numbered, equal to the models, and run up, down and up on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text

from regtrack.extensions import db
from regtrack.upkeep import schema, tables
from tests.empty_database import empty_database


@pytest.fixture
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    with empty_database(request, tmp_path) as url:
        yield url


def _differences() -> list[Any]:
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, tables.metadata()))


def test_they_are_numbered_without_a_gap() -> None:
    names = sorted(file.name for file in (schema.MIGRATIONS / "versions").glob("*.py"))
    assert names
    assert [name[:5] for name in names] == [f"{nth:04d}_" for nth in range(1, len(names) + 1)]
    assert schema.head() == names[-1][:4]


def test_an_empty_database_is_known_as_such(app: Any) -> None:
    assert schema.is_empty()
    assert schema.current() is None


def test_migrated_equals_the_models(app: Any) -> None:
    schema.upgrade()
    assert schema.current() == schema.head()
    assert not schema.is_empty()
    assert _differences() == []


def test_a_column_that_no_migration_makes_is_seen(app: Any) -> None:
    schema.upgrade()
    with db.engine.begin() as connection:
        connection.execute(text("ALTER TABLE installation_fact DROP COLUMN value"))
    assert [change[0] for change in _differences()] == ["add_column"]


def test_every_foreign_key_is_there(app: Any) -> None:
    schema.upgrade()
    found = inspect(db.engine)
    for table in tables.in_order():
        declared = {tuple(key.column_keys) for key in table.foreign_key_constraints}
        made = {tuple(key["constrained_columns"]) for key in found.get_foreign_keys(table.name)}
        assert made == declared, table.name


def test_up_down_up(app: Any) -> None:
    schema.upgrade()
    schema.downgrade()
    assert inspect(db.engine).get_table_names() == ["alembic_version"]
    schema.upgrade()
    assert _differences() == []


def test_foreign_keys_are_watched_again_after_a_migration(app: Any) -> None:
    schema.upgrade()
    if db.engine.dialect.name == "sqlite":
        with db.engine.connect() as connection:
            assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar_one() == 1
    with db.engine.connect() as connection, pytest.raises(Exception, match="(?i)foreign key"):
        connection.execute(
            text(
                "INSERT INTO membership_right (school_id, membership_id, \"right\") VALUES (1, 1, 'director')"
            )
        )


def test_a_copy_of_the_file_is_whole(app: Any, tmp_path: Path) -> None:
    if db.engine.dialect.name != "sqlite":
        return
    schema.upgrade()
    copy = schema.copy_sqlite(tmp_path / "regtrack.db")
    assert copy.parent == tmp_path
    assert copy.stat().st_size > 100_000
