"""A school with hand-ins in its store, its backup, and a second place to restore into."""

from __future__ import annotations

import hashlib
import io
import json
import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from regtrack import clock
from regtrack.audit import service as audit
from regtrack.audit.tags import Tag
from regtrack.catalogue.service import load_shipped
from regtrack.catalogue.speech import speaking
from regtrack.evidence.models import StoredFile
from regtrack.extensions import db
from regtrack.upkeep import schema
from regtrack.upkeep.backup import make_backup
from tests.cast import Cast, gather
from tests.empty_database import empty_database

Members = dict[str, bytes]


@pytest.fixture
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    with empty_database(request, tmp_path) as url:
        yield url


@pytest.fixture
def school(app: Any) -> Cast:
    """The cast on a migrated database, with packs, audit entries and six files of evidence."""
    schema.upgrade()
    cast = gather()
    load_shipped()
    cast["owner"].supervisor_id = cast["deputy"].id
    for nth in range(6):
        content = f"протокол {nth}\n".encode() * (nth * 1000 + 1)
        path = f"{cast.school.id}/a{nth}/file{nth}"
        put(app.settings.store / path, content)
        db.session.add(
            StoredFile(
                school_id=cast.school.id,
                path=path,
                name=f"Протокол {nth}.txt",
                media_type="text/plain",
                size=len(content),
                sha256=hashlib.sha256(content).hexdigest(),
                received_at=clock.now(),
                received_from_id=cast["owner"].id,
            )
        )
        for who in ("owner", "director"):
            audit.record(
                Tag.PIECE_ADDED, school_id=cast.school.id, actor=cast.actor(who), subject="piece", nth=nth
            )
    db.session.commit()
    return cast


@pytest.fixture
def backup_file(app: Any, school: Cast, tmp_path: Path) -> Path:
    target = tmp_path / "backup.tar"
    make_backup(target, app.settings.store)
    return target


_sound: list[bytes] = []


@pytest.fixture
def sound(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Path]:
    """A backup of its own for a test that spoils it; made once, for it takes a whole school."""
    if not _sound:
        _sound.append(request.getfixturevalue("backup_file").read_bytes())
    file = tmp_path / "sound.tar"
    file.write_bytes(_sound[0])
    with speaking("en"):
        yield file


@pytest.fixture
def forge(sound: Path, tmp_path: Path) -> Callable[[Callable[[Members], None]], Path]:
    """Rewrite the backup: the change gets the members by name; the tar itself stays well-formed."""

    def make(change: Callable[[Members], None]) -> Path:
        with tarfile.open(sound) as tar:
            members = {m.name: tar.extractfile(m).read() for m in tar}  # type: ignore[union-attr]
        change(members)
        forged = tmp_path / "forged.tar"
        with tarfile.open(forged, "w") as tar:
            for name, content in members.items():
                info = tarfile.TarInfo(name)
                info.size = len(content)
                tar.addfile(info, io.BytesIO(content))
        return forged

    return make


def put(file: Path, content: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)


def resealed(members: Members, name: str, content: bytes) -> None:
    """Replace a member and make the manifest agree, as a careful forger would."""
    members[name] = content
    manifest = json.loads(members["manifest.json"])
    for part in (*manifest["tables"], *manifest["files"]):
        if name in {f"tables/{part.get('name')}.jsonl", f"evidence/{part.get('path')}"}:
            part["size"], part["sha256"] = len(content), hashlib.sha256(content).hexdigest()
            if "rows" in part:
                part["rows"] = content.count(b"\n")
    members["manifest.json"] = json.dumps(manifest).encode()
