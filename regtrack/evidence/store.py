"""Files of evidence on the disk, written so that a crash at any moment leaves no row without a whole file.

The order: temporary file in the same folder → write and hash → fsync → rename → fsync folder → row.
"""

from __future__ import annotations

import errno
import hashlib
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

from flask import current_app
from flask_babel import gettext as _

from regtrack import clock
from regtrack.config import Settings
from regtrack.errors import Invalid, StorageFull, Unavailable
from regtrack.evidence import kinds
from regtrack.evidence.models import StoredFile
from regtrack.evidence.names import clean_name
from regtrack.extensions import db
from regtrack.formatting import format_size

CHUNK = 1024 * 1024
TEMPORARY = ".incoming-"
_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


@dataclass(frozen=True)
class Received:
    """A whole file on the disk that no row speaks of yet. `path` is relative to the store."""

    path: str
    name: str
    media_type: str
    size: int
    sha256: str


def root() -> Path:
    """The folder of the store."""
    return _settings().store


def put(
    stream: IO[bytes], name: str, *, school_id: int, received_from_id: int, confidential: bool = False
) -> StoredFile:
    """Receive a file and write its row (flushed, not committed). Errors as of `receive`."""
    return keep(
        receive(stream, name, school_id=school_id),
        school_id=school_id,
        received_from_id=received_from_id,
        confidential=confidential,
    )


def receive(stream: IO[bytes], name: str, *, school_id: int) -> Received:
    """Bring a file whole onto the disk; touches no database.

    Raises:
        Invalid: empty, too large, of a kind that is not taken, or not what its name says.
        StorageFull: no room; nothing is left behind.
    """
    name = clean_name(name)
    kinds.require_extension(name)
    token = secrets.token_hex(20)
    relative = f"{school_id}/{token[:2]}/{token}"
    final = root() / relative
    with _room_on_disk():
        _make_folder(final.parent)
        temporary = final.parent / f"{TEMPORARY}{token}"
        try:
            with temporary.open("xb+") as out:
                size, sha256 = _copy(stream, out, name)
                media_type = kinds.require_content(name, out)
                os.fsync(out.fileno())
            temporary.replace(final)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
        _sync_folder(final.parent)
    return Received(relative, name, media_type, size, sha256)


def keep(
    received: Received, *, school_id: int, received_from_id: int, confidential: bool = False
) -> StoredFile:
    """Write the row of a received file (flushed, not committed)."""
    row = StoredFile(
        school_id=school_id,
        path=received.path,
        name=received.name,
        media_type=received.media_type,
        size=received.size,
        sha256=received.sha256,
        confidential=confidential,
        received_at=clock.now(),
        received_from_id=received_from_id,
    )
    db.session.add(row)
    db.session.flush()
    return row


def discard(received: Received) -> None:
    """Take a received file back that no row will speak of."""
    (root() / received.path).unlink(missing_ok=True)


def open_whole(row: StoredFile) -> IO[bytes]:
    """The file of a row, opened at its beginning, after its hash was found right.

    Raises:
        Unavailable: it is missing or is not what was received.
    """
    try:
        file = (root() / row.path).open("rb")
    except FileNotFoundError:
        raise _damaged(row) from None
    if hash_of(file) != (row.size, row.sha256):
        file.close()
        raise _damaged(row)
    file.seek(0)
    return file


def hash_of(file: IO[bytes]) -> tuple[int, str]:
    """Size in bytes and SHA-256 of a stream from where it stands, read in pieces."""
    digest, size = hashlib.sha256(), 0
    while chunk := file.read(CHUNK):
        digest.update(chunk)
        size += len(chunk)
    return size, digest.hexdigest()


def _copy(stream: IO[bytes], out: IO[bytes], name: str) -> tuple[int, str]:
    limit = _settings().max_upload_mb * 1024 * 1024
    digest, size = hashlib.sha256(), 0
    while chunk := stream.read(CHUNK):
        size += len(chunk)
        if size > limit:
            raise Invalid(
                _(
                    "“%(name)s” was not taken: it is larger than %(limit)s. "
                    "Make it smaller, or split it into parts.",
                    name=name,
                    limit=format_size(limit),
                ),
                field="files",
            )
        digest.update(chunk)
        out.write(chunk)
    if not size:
        raise Invalid(
            _("“%(name)s” was not taken: it is empty. Choose the file again.", name=name), field="files"
        )
    out.flush()
    return size, digest.hexdigest()


def _make_folder(folder: Path) -> None:
    """Make the folder and put each new name in it safely on the disk."""
    missing = [part for part in (folder, *folder.parents) if not part.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    for part in reversed(missing):
        _sync_folder(part.parent)


def _sync_folder(folder: Path) -> None:
    """Windows cannot open a folder; there a rename is durable by itself."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _room_on_disk() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in _NO_ROOM:
            raise StorageFull(
                _("The disk is full: the file was not saved. Tell the administrator, then add it again.")
            ) from error
        raise


def _damaged(row: StoredFile) -> Unavailable:
    return Unavailable(
        _(
            "“%(name)s” is missing from the store or is not what was received. "
            "Tell the administrator: the command “regtrack verify evidence” names what is wrong.",
            name=row.name,
        )
    )


def _settings() -> Settings:
    return cast(Settings, current_app.settings)  # type: ignore[attr-defined]
