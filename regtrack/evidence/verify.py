"""Is every file of the store what was received? Reads all of it, in pieces, and locks nothing meanwhile."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import Session

from regtrack.database import reading_only
from regtrack.evidence import store
from regtrack.evidence.models import StoredFile
from regtrack.extensions import db

BATCH = 500


class Fault(StrEnum):
    MISSING = "missing"  # a row without its file
    ALTERED = "altered"  # another content than was received
    SWAPPED = "swapped"  # the whole content of another row's file
    STRAY = "stray"  # a file that no row speaks of


@dataclass(frozen=True)
class Finding:
    fault: Fault
    path: str  # relative to the store
    file_id: int | None = None
    school_id: int | None = None


def verify_store() -> list[Finding]:
    """Everything that is wrong with the committed store, rows first; empty when all is well.

    What is being received meanwhile is not a finding: files without a row are looked for first and
    asked about once more at the end.
    """
    candidates = list(_strays())
    faults = list(_rows())
    return [*faults, *(Finding(Fault.STRAY, path) for path in _still_stray(candidates))]


def stray_files() -> list[str]:
    """Whole files that no row speaks of, relative to the store."""
    return list(_still_stray(list(_strays())))


def _ask(query: Select[*tuple[Any, ...]]) -> Sequence[Row[*tuple[Any, ...]]]:
    """One short look of its own: hashing takes long, and a transaction held meanwhile would be old."""
    with reading_only(), Session(db.engine) as session:
        return session.execute(query).all()


def _rows() -> Iterator[Finding]:
    last = 0
    while True:
        rows = _ask(
            select(StoredFile.id, StoredFile.school_id, StoredFile.path, StoredFile.size, StoredFile.sha256)
            .where(StoredFile.id > last)
            .order_by(StoredFile.id)
            .limit(BATCH)
        )
        if not rows:
            return
        for file_id, school_id, path, size, sha256 in rows:
            fault = _fault(file_id, path, (size, sha256))
            if fault is not None:
                yield Finding(fault, path, file_id, school_id)
        last = rows[-1][0]


def _fault(file_id: int, path: str, expected: tuple[int, str]) -> Fault | None:
    try:
        with (store.root() / path).open("rb") as file:
            found = store.hash_of(file)
    except OSError:
        return Fault.MISSING
    if found == expected:
        return None
    twins = _ask(
        select(StoredFile.id)
        .where(StoredFile.size == found[0], StoredFile.sha256 == found[1], StoredFile.id != file_id)
        .limit(1)
    )
    return Fault.SWAPPED if twins else Fault.ALTERED


def _strays() -> Iterator[str]:
    folder = store.root()
    batch: list[str] = []
    for path in _files(folder):
        batch.append(path.relative_to(folder).as_posix())
        if len(batch) >= BATCH:
            yield from _unknown(batch)
            batch = []
    yield from _unknown(batch)


def _still_stray(paths: list[str]) -> Iterator[str]:
    for start in range(0, len(paths), BATCH):
        for path in _unknown(paths[start : start + BATCH]):
            if (store.root() / path).exists():
                yield path


def _unknown(paths: list[str]) -> list[str]:
    if not paths:
        return []
    known = {row[0] for row in _ask(select(StoredFile.path).where(StoredFile.path.in_(paths)))}
    return [path for path in paths if path not in known]


def _files(folder: Path) -> Iterator[Path]:
    """Every file that is not a temporary one; walked, never listed whole."""
    if not folder.is_dir():
        return
    for path in folder.rglob("*"):
        if path.is_file() and not path.name.startswith(store.TEMPORARY):
            yield path
