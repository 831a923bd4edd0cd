"""A backup: one consistent picture of the rows, then the files that these rows name, in one tar file.

It works while people work. What opens doors stays out of it: the key that signs cookies and the settings
with the mail password (they lie in the instance folder), sessions, failed sign-ins and leases.
"""

from __future__ import annotations

import hashlib
import io
import os
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from flask_babel import gettext as _
from sqlalchemy import Connection, Table, select, text

from regtrack import __version__, clock
from regtrack.audit.models import AuditChain
from regtrack.database import reading_only
from regtrack.errors import Refusal
from regtrack.evidence.models import StoredFile
from regtrack.extensions import db
from regtrack.upkeep import manifest, schema, tables
from regtrack.upkeep.manifest import Damage, FileFacts, Head, Manifest, TableFacts
from regtrack.upkeep.rows import write_rows

LEFT_OUT = frozenset({"login_session", "login_failure", "lease"})
CHUNK = 1024 * 1024


class Hashing:
    """A file that is hashed while it is read."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self._sha = file, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        data = self._file.read(size)
        self._sha.update(data)
        return data

    @property
    def sha256(self) -> str:
        return self._sha.hexdigest()


def target_file(target: Path) -> Path:
    """The file to write: TARGET itself, or a dated name in the folder TARGET.

    Raises:
        Refusal: there is such a file already, or no such folder.
    """
    if target.is_dir():
        target = target / f"regtrack-{clock.now():%Y%m%d-%H%M%S}.tar"
    if target.exists():
        raise Refusal(_("There is already a file %(path)s. Give another name.", path=target))
    if not target.parent.is_dir():
        raise Refusal(_("There is no folder %(path)s. Make it first.", path=target.parent))
    return target


def make_backup(target: Path, store: Path) -> Manifest:
    """Write a backup of the present database and the store; the file appears whole or not at all.

    Raises:
        Refusal: the database was not made by this program's migrations.
        OSError: the disk refused.
    """
    with (
        _appearing_whole(target) as out,
        tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as tar,
    ):
        with _one_picture() as connection:
            facts = [
                _add_table(tar, connection, table)
                for table in tables.in_order()
                if table.name not in LEFT_OUT
            ]
            rows = connection.execute(
                select(StoredFile.path, StoredFile.sha256).order_by(StoredFile.path)
            ).all()
            heads = [
                Head(name=name, length=length, head=head, epoch=epoch)
                for name, length, head, epoch in connection.execute(
                    select(AuditChain.name, AuditChain.length, AuditChain.head, AuditChain.epoch).order_by(
                        AuditChain.name
                    )
                )
            ]
        files, damaged = _add_files(tar, store, [(path, sha256) for path, sha256 in rows])
        made = Manifest(
            format=manifest.FORMAT,
            program=__version__,
            revision=_revision(),
            made_at=clock.now().isoformat(),
            tables=facts,
            files=files,
            damaged=damaged,
            heads=heads,
        )
        content = made.to_bytes()
        tar.addfile(_member(manifest.NAME, len(content)), io.BytesIO(content))
    return made


def _revision() -> str:
    found = schema.current()
    if found is None:
        raise Refusal(_("The database is not set up. Run: regtrack init"))
    return found


@contextmanager
def _one_picture() -> Iterator[Connection]:
    """A connection on which every query sees the same moment, while others write."""
    with reading_only(), db.engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            connection.execute(text("SET LOCAL statement_timeout = 0"))
        yield connection


def _add_table(tar: tarfile.TarFile, connection: Connection, table: Table) -> TableFacts:
    with tempfile.TemporaryFile() as lines:
        rows = write_rows(connection, table, lines)
        size = lines.tell()
        lines.seek(0)
        read = Hashing(lines)
        tar.addfile(_member(f"tables/{table.name}.jsonl", size), read)
    return TableFacts(name=table.name, rows=rows, size=size, sha256=read.sha256)


def _add_files(
    tar: tarfile.TarFile, store: Path, rows: list[tuple[str, str]]
) -> tuple[list[FileFacts], list[Damage]]:
    """Copy the files that rows name. A damaged one is copied as it is and reported: a store with one
    bad file must not stay without backups."""
    files: list[FileFacts] = []
    damaged: list[Damage] = []
    for path, sha256 in rows:
        try:
            source = (store / manifest.safe_path(path)).open("rb")
        except (FileNotFoundError, ValueError):
            damaged.append(Damage(path=path, reason="missing"))
            continue
        with source:
            size = os.fstat(source.fileno()).st_size
            read = Hashing(source)
            tar.addfile(_member(f"evidence/{path}", size), read)
        files.append(FileFacts(path=path, size=size, sha256=read.sha256))
        if read.sha256 != sha256:
            damaged.append(Damage(path=path, reason="altered"))
    return files, damaged


def _member(name: str, size: int) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.size, info.mode, info.mtime = size, 0o600, int(clock.now().timestamp())
    return info


@contextmanager
def _appearing_whole(target: Path) -> Iterator[IO[bytes]]:
    """A file that only its owner reads, beside the target until it is complete and on the disk."""
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".part", dir=target.parent)
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as out:
            yield out
            out.flush()
            os.fsync(out.fileno())
        part.replace(target)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    settle(target.parent)


def settle(folder: Path) -> None:
    """Make a rename durable, on systems where folders can be synced."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
