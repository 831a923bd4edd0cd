"""`regtrack backup` and `regtrack restore`."""

from __future__ import annotations

import shutil
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Protocol

import click
from filelock import FileLock, Timeout
from flask import current_app
from flask_babel import gettext as _
from flask_babel import ngettext

from regtrack.audit import service as audit
from regtrack.audit.tags import Tag
from regtrack.config import Settings
from regtrack.database import sqlite_url
from regtrack.errors import Refusal
from regtrack.extensions import db
from regtrack.formatting import format_size
from regtrack.upkeep import schema
from regtrack.upkeep.archive import Archive, open_backup
from regtrack.upkeep.backup import make_backup, settle, target_file
from regtrack.upkeep.manifest import Manifest
from regtrack.upkeep.restore import bring_files, bring_rows, refuse_unless_empty, refuse_without_room

FILE = click.Path(path_type=Path)
DAMAGED = 1


class Host(Protocol):
    """What the program hands to a command."""

    def settings(self, **overrides: Any) -> Settings: ...

    def open(self, settings: Settings) -> AbstractContextManager[Any]: ...


@click.command()
@click.argument("target", type=FILE)
def backup(target: Path) -> None:
    """Write a backup to TARGET, a file or a folder, while people work.

    Inside are all rows and all files of evidence. The key that signs cookies and the settings are not:
    keep a copy of instance/config.toml yourself. The backup holds personal data; keep it as safe as the
    database. Exit code 1: the backup is made, but files of evidence were already damaged.
    """
    settings: Settings = current_app.settings  # type: ignore[attr-defined]
    file = target_file(target)
    made = make_backup(file, settings.store)
    audit.record(
        Tag.BACKUP_MADE,
        school_id=None,
        actor=None,
        subject="backup",
        rows=made.rows,
        files=len(made.files),
        damaged=len(made.damaged),
    )
    db.session.commit()
    click.echo(_("The backup is made: %(path)s (%(size)s)", path=file, size=format_size(file.stat().st_size)))
    _tell(made)
    if made.damaged:
        raise SystemExit(DAMAGED)


@click.command()
@click.argument("file", metavar="BACKUP", type=FILE)
@click.option("--into", type=FILE, help="Instance folder to make; the one of the settings without it.")
@click.option("--check", is_flag=True, help="Only prove that the backup is whole; nothing is written.")
@click.pass_obj
def restore(program: Host, file: Path, into: Path | None, check: bool) -> None:
    """Bring BACKUP back into an empty place.

    Everything in the backup is proved first: hashes, numbers of rows, the audit log. A place that is not
    empty is never touched.
    """
    settings = program.settings(**({"instance": into} if into else {}))
    with open_backup(file) as archive:
        if not check:
            refuse_unless_empty(settings.store, settings.database_file)
        archive.check()
        if check:
            click.echo(_("The backup is whole."))
        else:
            refuse_without_room(archive, settings.instance)
            _bring_back(program, archive, settings)
            click.echo(_("The backup is restored into %(path)s.", path=settings.instance))
            click.echo(_("Everyone signs in again. Next: regtrack serve"))
        _tell(archive.manifest)


def _bring_back(program: Host, archive: Archive, settings: Settings) -> None:
    settings.instance.mkdir(parents=True, exist_ok=True, mode=0o700)
    rows = settings.lock_file.with_suffix(".restoring")
    rows.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    lock = FileLock(settings.lock_file)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise Refusal(_("RegTrack runs in %(path)s. Stop it first.", path=settings.instance)) from None
    files = settings.instance / "evidence.restoring"
    try:
        _clear(files, rows)  # what an interrupted restore left
        if settings.database_file is None:
            _into_server(program, archive, settings, files)
        else:
            _into_file(program, archive, settings, files, rows)
    finally:
        _clear(files, rows)
        lock.release()


def _into_server(program: Host, archive: Archive, settings: Settings, files: Path) -> None:
    with program.open(settings):
        if not schema.is_empty():
            raise Refusal(_("The database is not empty. Restore into an empty database."))
        bring_files(archive, files)
        bring_rows(archive)
    _put(files, settings.store)


def _into_file(program: Host, archive: Archive, settings: Settings, files: Path, rows: Path) -> None:
    """The database appears last and whole: until then there is nothing that could be served."""
    with program.open(settings.model_copy(update={"database_url": sqlite_url(rows)})):
        bring_files(archive, files)
        bring_rows(archive)
        db.session.remove()
        db.engine.dispose()
    _put(files, settings.store)
    assert settings.database_file is not None
    _put(rows, settings.database_file)


def _clear(files: Path, rows: Path) -> None:
    shutil.rmtree(files, ignore_errors=True)
    for name in (rows.name, f"{rows.name}-wal", f"{rows.name}-shm"):
        rows.with_name(name).unlink(missing_ok=True)


def _put(unfinished: Path, target: Path) -> None:
    if target.is_dir():
        target.rmdir()  # an empty folder, as was checked
    unfinished.replace(target)
    settle(target.parent)


def _tell(made: Manifest) -> None:
    rows = ngettext("%(num)d row", "%(num)d rows", made.rows)
    files = ngettext("%(num)d file", "%(num)d files", len(made.files))
    click.echo(_("Contents: %(rows)s, %(files)s", rows=rows, files=files))
    click.echo(_("Where the audit log stood; write it down to compare later:"))
    for head in made.heads:
        click.echo(f"  {head.name}  {head.length}:{head.head}")
    for damage in made.damaged:
        if damage.reason == "missing":
            click.echo(_("Missing in the store: %(path)s", path=damage.path), err=True)
        else:
            click.echo(_("Altered in the store: %(path)s", path=damage.path), err=True)
