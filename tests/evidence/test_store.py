"""The store: whole files only, found damage, honest refusals."""

from __future__ import annotations

import errno
import hashlib
import io
import json
import os
import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from regtrack import clock
from regtrack.errors import Invalid, StorageFull, Unavailable
from regtrack.evidence import janitor, store
from regtrack.evidence.commands import evidence
from regtrack.evidence.models import StoredFile
from regtrack.evidence.verify import Fault, verify_store
from regtrack.extensions import db
from tests.cast import Cast
from tests.evidence.samples import GOOD, PDF

REPOSITORY = Path(__file__).resolve().parents[2]


def put(cast: Cast, content: bytes = PDF, name: str = "акт.pdf") -> StoredFile:
    row = store.put(io.BytesIO(content), name, school_id=cast.school.id, received_from_id=cast["owner"].id)
    db.session.commit()
    return row


def on_disk() -> list[Path]:
    return [path for path in store.root().rglob("*") if path.is_file()]


@pytest.mark.parametrize("name", GOOD)
def test_what_is_kept_is_what_came(cast: Cast, name: str) -> None:
    row = put(cast, GOOD[name], name)
    assert (row.name, row.size) == (name, len(GOOD[name]))
    assert row.sha256 == hashlib.sha256(GOOD[name]).hexdigest()
    assert row.path.startswith(f"{cast.school.id}/")
    assert name.rpartition(".")[0] not in row.path
    with store.open_whole(row) as file:
        assert file.read() == GOOD[name]
    assert verify_store() == []


@pytest.mark.parametrize(
    ("name", "content", "word"),
    [("пусто.pdf", b"", "пусто.pdf"), ("акт.exe", b"MZ", "акт.exe"), ("акт.pdf", b"MZ", "акт.pdf")],
)
def test_a_refused_file_leaves_nothing(cast: Cast, name: str, content: bytes, word: str) -> None:
    with pytest.raises(Invalid, match=word):
        put(cast, content, name)
    assert on_disk() == []


@pytest.mark.parametrize("settings_overrides", [{"max_upload_mb": 1}])
def test_a_file_over_the_limit_is_refused_with_the_limit(cast: Cast) -> None:
    put(cast, PDF.ljust(1024 * 1024, b" "))
    with pytest.raises(Invalid, match="1"):
        put(cast, PDF.ljust(1024 * 1024 + 1, b" "), "большой.pdf")
    assert len(on_disk()) == 1


class FullDisk(io.BytesIO):
    """A stream whose reader meets the end of the disk in the middle."""

    def read(self, size: int | None = -1, /) -> bytes:
        if self.tell():
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return super().read(8)


def test_a_full_disk_is_said_and_leaves_nothing(cast: Cast) -> None:
    with pytest.raises(StorageFull):
        store.put(FullDisk(PDF), "акт.pdf", school_id=cast.school.id, received_from_id=cast["owner"].id)
    assert on_disk() == []
    assert db.session.scalar(select(func.count()).select_from(StoredFile)) == 0
    put(cast)
    assert len(on_disk()) == 1


def test_every_flipped_bit_is_found(cast: Cast) -> None:
    dice = random.Random(5)
    rows = [put(cast, PDF + dice.randbytes(dice.randint(1, 3000))) for _ in range(20)]
    assert verify_store() == []
    for row in rows:
        path = store.root() / row.path
        content = bytearray(path.read_bytes())
        content[dice.randrange(len(content))] ^= 1 << dice.randrange(8)
        path.write_bytes(content)
    found = {(finding.fault, finding.file_id) for finding in verify_store()}
    assert found == {(Fault.ALTERED, row.id) for row in rows}
    with pytest.raises(Unavailable, match="regtrack verify evidence"):
        store.open_whole(rows[0])


def test_missing_swapped_and_stray_files_are_found(cast: Cast) -> None:
    gone, first, second, sound = (put(cast, PDF + bytes([65 + nth])) for nth in range(4))
    place = store.root()
    (place / gone.path).unlink()
    (place / first.path).rename(place / "aside")
    (place / second.path).rename(place / first.path)
    (place / "aside").rename(place / second.path)
    (place / str(cast.school.id) / "чужой").write_bytes(b"x")
    found = {(finding.fault, finding.file_id) for finding in verify_store()}
    assert found == {
        (Fault.MISSING, gone.id),
        (Fault.SWAPPED, first.id),
        (Fault.SWAPPED, second.id),
        (Fault.STRAY, None),
    }
    with pytest.raises(Unavailable):
        store.open_whole(gone)
    with store.open_whole(sound) as file:
        assert file.read() == PDF + b"D"


def test_the_janitor_removes_old_temporaries_only(cast: Cast) -> None:
    kept = put(cast)
    folder = (store.root() / kept.path).parent
    old, fresh, orphan = folder / ".incoming-old", folder / ".incoming-new", folder / "orphan"
    for path in (old, fresh, orphan):
        path.write_bytes(b"x")
    now = clock.now().timestamp()
    for path, age in ((old, 90_000), (fresh, 60), (orphan, 900_000)):
        os.utime(path, (now - age, now - age))
    swept = janitor.sweep()
    assert swept.removed == 1
    assert swept.orphans == (f"{cast.school.id}/{kept.path.split('/')[1]}/orphan",)
    assert (fresh.exists(), orphan.exists(), old.exists()) == (True, True, False)


@pytest.fixture
def run(app: Any) -> Callable[..., Any]:
    runner = app.test_cli_runner()
    return lambda *arguments: runner.invoke(evidence, list(arguments))


def test_the_command_says_what_is_wrong(cast: Cast, run: Any) -> None:
    row = put(cast)
    answer = run("--json")
    assert (answer.exit_code, json.loads(answer.output)) == (0, {"checked": 1, "findings": []})
    (store.root() / row.path).write_bytes(b"other")
    answer = run("--json")
    assert answer.exit_code == 1
    assert json.loads(answer.output)["findings"] == [
        {"fault": "altered", "path": row.path, "file": row.id, "school": cast.school.id}
    ]
    assert row.path in run().output


def test_killed_uploads_leave_no_row_without_its_file(tmp_path: Path) -> None:
    """The quick form of the long one in tests/faults/upload_kills.py: real processes, kill -9."""
    answer = subprocess.run(
        [sys.executable, "-m", "tests.faults.upload_kills", "--kills", "20", "--folder", str(tmp_path)],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert answer.returncode == 0, answer.stderr
    counts = json.loads(answer.stdout)
    assert counts["kills"] == 20
    assert counts["rows"] > 0
    assert counts["temporaries"] > 0
    assert counts["rows_without_whole_file"] == 0
