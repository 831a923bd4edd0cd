"""The database's schema: which revision it stands at, and bringing it to ours."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect

from regtrack import clock, paths
from regtrack.extensions import db

MIGRATIONS = paths.PACKAGE / "migrations"


def head() -> str:
    """The newest revision that this program knows."""
    return str(_scripts().get_current_head())


def knows(revision: str) -> bool:
    """Is it a revision of this program, not of a newer one?"""
    return revision in {script.revision for script in _scripts().walk_revisions()}


def current() -> str | None:
    """The revision of the database; None when it has none (empty, or not made by migrations)."""
    with db.engine.connect() as connection:
        found: str | None = MigrationContext.configure(connection).get_current_revision()
        return found


def is_empty() -> bool:
    """There is not one table in the database (a migration taken back leaves only its own)."""
    return set(inspect(db.engine).get_table_names()) <= {"alembic_version"}


def upgrade(revision: str = "head") -> None:
    """Bring the database of the present application up to a revision."""
    command.upgrade(_config(), revision)


def downgrade(revision: str = "base") -> None:
    command.downgrade(_config(), revision)


def copy_sqlite(file: Path) -> Path:
    """A whole copy beside an SQLite file, before its schema changes; returns where it is."""
    stamp = clock.now().strftime("%Y%m%d-%H%M%S")
    copy = file.with_name(f"{file.name}.before-{head()}.{stamp}")
    source, target = sqlite3.connect(file), sqlite3.connect(copy)
    try:
        source.backup(target)
    finally:
        source.close()
        target.close()
    return copy


def _config() -> Config:
    config = Config()
    # The value passes through a reader for which % is a sign of its own.
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config())
