"""Bringing a backup back into an empty place; a new epoch of the audit log begins."""

from __future__ import annotations

import shutil
from pathlib import Path

from flask_babel import gettext as _
from sqlalchemy import select

from regtrack.audit import service as audit
from regtrack.audit.models import AuditChain
from regtrack.audit.tags import Tag
from regtrack.errors import Refusal, StorageFull
from regtrack.extensions import db
from regtrack.formatting import format_size
from regtrack.upkeep import schema
from regtrack.upkeep.archive import Archive
from regtrack.upkeep.manifest import BackupRefused
from regtrack.upkeep.rows import insert_rows, reflected

# Rows need more room in a database than in a file: indexes.
ROOM = 3


def refuse_unless_empty(store: Path, database: Path | None) -> None:
    """A restore never touches what is there.

    Raises:
        Refusal: there is a database or a file of evidence.
    """
    for place in (store, database):
        if place is not None and (any(place.iterdir()) if place.is_dir() else place.exists()):
            raise Refusal(
                _(
                    "%(path)s is not empty. Restore into a new folder: regtrack restore FILE --into FOLDER",
                    path=place,
                )
            )


def refuse_without_room(archive: Archive, folder: Path) -> None:
    """Say before anything is written that the disk is too small.

    Raises:
        StorageFull: it is.
    """
    while not folder.is_dir():
        folder = folder.parent
    rows = sum(table.size for table in archive.manifest.tables)
    needed = archive.manifest.size + ROOM * rows
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise StorageFull(
            _(
                "The disk has %(free)s of free space; the restore needs %(needed)s.",
                free=format_size(free),
                needed=format_size(needed),
            )
        )


def bring_rows(archive: Archive) -> None:
    """Fill the present application's empty database; commits, for the new schema needs it.

    Raises:
        BackupRefused: rows do not fit the tables or each other; the database is empty again.
    """
    schema.upgrade(archive.manifest.revision)
    try:
        with db.engine.begin() as connection:
            tables = reflected(connection)
            wanted = {facts.name: facts for facts in archive.manifest.tables}
            for table in tables.sorted_tables:
                facts = wanted.pop(table.name, None)
                if facts and insert_rows(connection, table, archive.rows(table.name)) != facts.rows:
                    raise ValueError(table.name)
            if wanted:
                raise ValueError(f"no table {', '.join(wanted)}")
    except Exception as error:
        schema.downgrade()
        raise BackupRefused(
            _("The rows of the backup do not fit the database: %(error)s", error=str(error)[:300])
        ) from error
    schema.upgrade()
    _begin_epoch(archive)
    db.session.commit()


def bring_files(archive: Archive, store: Path) -> None:
    """Write the files of evidence below `store`, which must not exist yet."""
    store.mkdir(parents=True)
    for file in archive.manifest.files:
        archive.copy(file, store / file.path)


def _begin_epoch(archive: Archive) -> None:
    """Each chain tells that it goes on from a backup, and from where."""
    chains = db.session.scalars(select(AuditChain).order_by(AuditChain.id)).all()
    for chain in chains:
        length, head = chain.length, chain.head
        chain.epoch += 1
        audit.record(
            Tag.RESTORED,
            school_id=chain.school_id,
            actor=None,
            subject="backup",
            made_at=archive.manifest.moment,
            manifest=archive.sha256,
            length=length,
            head=head,
        )
