"""A backup that is not whole, not ours or newer is refused with the reason, and nothing is touched."""

from __future__ import annotations

import io
import json
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from regtrack.upkeep.archive import open_backup
from regtrack.upkeep.manifest import BackupRefused, safe_path
from tests.upkeep.conftest import Members, resealed

Forge = Callable[[Callable[[Members], None]], Path]


def refusal(path: Path) -> str:
    with pytest.raises(BackupRefused) as refused, open_backup(path) as archive:
        archive.check()
    return refused.value.message


def _manifest(**changes: Any) -> Callable[[Members], None]:
    def change(members: Members) -> None:
        members["manifest.json"] = json.dumps(json.loads(members["manifest.json"]) | changes).encode()

    return change


def _files(members: Members) -> list[str]:
    return sorted(name for name in members if name.startswith("evidence/"))


def _alter_a_file(members: Members) -> None:
    name = _files(members)[1]
    members[name] = members[name][:-1] + b"\x00"


def _alter_a_row(members: Members) -> None:
    rows = members["tables/account.jsonl"]
    members["tables/account.jsonl"] = rows.replace("Орлова".encode(), "Козлов".encode(), 1)


def _swap_two_files(members: Members) -> None:
    one, two = _files(members)[:2]
    members[one], members[two] = members[two], members[one]


def _swap_two_tables(members: Members) -> None:
    one, two = "tables/account.jsonl", "tables/school.jsonl"
    members[one], members[two] = members[two], members[one]


def _lose_a_file(members: Members) -> None:
    del members[_files(members)[0]]


def _lose_a_table(members: Members) -> None:
    del members["tables/membership.jsonl"]


def _bring_a_stranger(members: Members) -> None:
    members["evidence/1/a9/stranger"] = b"!"


def _lose_the_manifest(members: Members) -> None:
    del members["manifest.json"]


def _spoil_the_manifest(members: Members) -> None:
    members["manifest.json"] = members["manifest.json"][:-20]


def _nest_the_manifest(members: Members) -> None:
    members["manifest.json"] = b"[" * 200_000


def _climb(members: Members) -> None:
    manifest = json.loads(members["manifest.json"])
    name = _files(members)[0]
    manifest["files"][0]["path"] = "../../outside"
    members["evidence/../../outside"] = members.pop(name)
    members["manifest.json"] = json.dumps(manifest).encode()


def _rewrite_history(members: Members) -> None:
    """A careful forger: the hashes of the manifest are right again."""
    entries = members["tables/audit_entry.jsonl"].replace(b'\\"seq\\":2', b'\\"seq\\":7', 1)
    resealed(members, "tables/audit_entry.jsonl", entries)


def _cut_history(members: Members) -> None:
    lines = members["tables/audit_entry.jsonl"].splitlines(keepends=True)
    resealed(members, "tables/audit_entry.jsonl", b"".join(lines[:-1]))


def _forge_a_file(members: Members) -> None:
    resealed(members, _files(members)[0], b"another proof")


def _spoil_a_row(members: Members) -> None:
    resealed(members, "tables/school.jsonl", members["tables/school.jsonl"] + b"{not json\n")


def _miscount(members: Members) -> None:
    manifest = json.loads(members["manifest.json"])
    manifest["tables"][0]["rows"] += 1
    members["manifest.json"] = json.dumps(manifest).encode()


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (_alter_a_file, "evidence/"),
        (_alter_a_row, "tables/account.jsonl"),
        (_swap_two_files, "evidence/"),
        (_swap_two_tables, "tables/account.jsonl"),
        (_lose_a_file, "evidence/"),
        (_lose_a_table, "tables/membership.jsonl"),
        (_bring_a_stranger, "evidence/1/a9/stranger"),
        (_lose_the_manifest, ""),
        (_spoil_the_manifest, ""),
        (_nest_the_manifest, ""),
        (_manifest(format=2, program="9.9"), "9.9"),
        (_manifest(revision="9999", program="8.8"), "8.8"),
        (_manifest(format="1"), ""),
        (_manifest(made_at="yesterday"), ""),
        (_manifest(made_at="2026-11-20T12:00:00"), ""),
        (_manifest(heads=[]), ""),
        (_manifest(surprise=1), ""),
        (_climb, ""),
        (_rewrite_history, ""),
        (_cut_history, ""),
        (_forge_a_file, "evidence/"),
        (_spoil_a_row, "tables/school.jsonl"),
        (_miscount, "tables/"),
    ],
)
def test_refused(forge: Forge, change: Callable[[Members], None], reason: str) -> None:
    assert reason in refusal(forge(change))


@pytest.mark.parametrize("kept", [0, 100, 512, 10_000, 0.5, 0.9, 0.999])
def test_a_truncated_one_is_refused(sound: Path, kept: float) -> None:
    content = sound.read_bytes()
    # The end of a tar is padding, so a cut of a few bytes there loses nothing.
    whole = content.rstrip(b"\0")
    size = int(kept * len(whole)) if isinstance(kept, float) else kept
    sound.write_bytes(whole[:size])
    assert refusal(sound)


@pytest.mark.parametrize("name", ["no such file.tar", "folder", "words.txt", "packed.tar.gz"])
def test_what_is_no_backup_is_refused(sound: Path, tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    if name == "folder":
        path.mkdir()
    elif name == "words.txt":
        path.write_text("слова\n" * 1000, encoding="utf-8")
    elif name == "packed.tar.gz":
        with tarfile.open(path, "w:gz") as tar:
            tar.addfile(tarfile.TarInfo("manifest.json"))
    assert str(path) in refusal(path)


def _link(kind: bytes) -> tarfile.TarInfo:
    info = tarfile.TarInfo("evidence/1/a0/file0")
    info.type, info.linkname = kind, "/etc/passwd"
    return info


@pytest.mark.parametrize(
    "kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.DIRTYPE, tarfile.FIFOTYPE, tarfile.CHRTYPE]
)
def test_only_plain_files_are_taken(sound: Path, kind: bytes) -> None:
    with tarfile.open(sound, "a") as tar:
        tar.addfile(_link(kind))
    assert "evidence/1/a0/file0" in refusal(sound)


def test_a_sound_one_is_not_refused(sound: Path, forge: Forge) -> None:
    for path in (sound, forge(lambda _members: None)):
        with open_backup(path) as archive:
            archive.check()


def test_a_name_that_comes_twice_is_refused(sound: Path) -> None:
    with tarfile.open(sound, "a") as tar:
        info = tarfile.TarInfo("manifest.json")
        info.size = 2
        tar.addfile(info, io.BytesIO(b"{}"))
    assert "manifest.json" in refusal(sound)


def test_a_size_that_is_only_claimed_is_refused(sound: Path, tmp_path: Path) -> None:
    """A header that promises an exabyte, with nothing behind it."""
    info = tarfile.TarInfo("evidence/huge")
    info.size = 2**60
    with tarfile.open(sound) as tar:
        end = tar.getmembers()[-1]
        cut = end.offset_data + (end.size + 511) // 512 * 512
    forged = tmp_path / "huge.tar"
    forged.write_bytes(sound.read_bytes()[:cut] + info.tobuf(tarfile.GNU_FORMAT) + b"\0" * 1024)
    assert refusal(forged)


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/etc/passwd",
        "../x",
        "a/../../x",
        "a//b",
        "a\\b",
        "C:/x",
        "a/./b",
        "~",
        "a/\x00",
        "a/b ",
        "a" * 201,
    ],
)
def test_paths_lead_nowhere_else(path: str) -> None:
    with pytest.raises(ValueError, match="store"):
        safe_path(path)
