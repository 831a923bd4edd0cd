"""Reading a backup that anyone may have touched: everything is checked before anything is used."""

from __future__ import annotations

import hashlib
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from flask_babel import gettext as _

from regtrack.audit.chain import digest, genesis
from regtrack.upkeep import manifest, schema
from regtrack.upkeep.backup import CHUNK
from regtrack.upkeep.manifest import BackupRefused, Content, FileFacts, Manifest
from regtrack.upkeep.rows import read_rows

MOST_MEMBERS = 2_000_000


class Archive:
    """An opened backup; `manifest` is what it says of itself, `check` proves it."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self._tar = tar
        self._members = _members(tar)
        content = self._members.get(manifest.NAME)
        if content is None:
            raise BackupRefused(_("The backup has no list of contents; it is not whole."))
        if content.size > manifest.LARGEST:
            raise BackupRefused(_("The list of contents of the backup is damaged."))
        data = self._open(manifest.NAME).read()
        self.sha256 = hashlib.sha256(data).hexdigest()
        self.manifest: Manifest = manifest.read_manifest(data)

    def check(self) -> None:
        """Prove sizes, hashes, counts, the audit chains and that each file of a row is there.

        Raises:
            BackupRefused: names the first thing that is wrong.
        """
        if not schema.knows(self.manifest.revision):
            raise BackupRefused(
                _(
                    "The backup was made by a newer program, %(version)s. Update RegTrack, then restore.",
                    version=self.manifest.program[:40],
                )
            )
        self._check_names()
        for part in self.manifest.contents:
            self._check_content(part)
        for table in self.manifest.tables:
            if sum(1 for _line in self.rows(table.name)) != table.rows:
                raise BackupRefused(_("The number of rows in %(name)s is wrong.", name=table.member))
        self._check_chains()
        self._check_files_of_rows()

    def rows(self, table: str) -> Iterator[dict[str, Any]]:
        member = f"tables/{table}.jsonl"
        if member not in self._members:
            raise BackupRefused(_("The backup has no %(name)s.", name=member))
        try:
            yield from read_rows(self._open(member))
        except (ValueError, RecursionError):
            raise BackupRefused(_("%(name)s in the backup cannot be read.", name=member)) from None

    def copy(self, file: FileFacts, target: Path) -> None:
        """Write one file of evidence; what was checked and what is written are the same bytes."""
        target.parent.mkdir(parents=True, exist_ok=True)
        sha = hashlib.sha256()
        with self._open(file.member) as source, target.open("xb") as out:
            while data := source.read(CHUNK):
                sha.update(data)
                out.write(data)
        if sha.hexdigest() != file.sha256:
            raise BackupRefused(_("%(name)s in the backup was altered.", name=file.member))

    def _open(self, name: str) -> IO[bytes]:
        found = self._tar.extractfile(self._members[name])
        if found is None:
            raise BackupRefused(_("%(name)s in the backup cannot be read.", name=name))
        return found

    def _check_names(self) -> None:
        listed = {part.member for part in self.manifest.contents} | {manifest.NAME}
        for name in sorted(listed - self._members.keys()):
            raise BackupRefused(_("The backup has no %(name)s.", name=name))
        for name in sorted(self._members.keys() - listed):
            raise BackupRefused(_("The backup has %(name)s, which does not belong to it.", name=name[:200]))

    def _check_content(self, part: Content) -> None:
        altered = BackupRefused(_("%(name)s in the backup was altered.", name=part.member))
        if self._members[part.member].size != part.size:
            raise altered
        sha = hashlib.sha256()
        with self._open(part.member) as source:
            while data := source.read(CHUNK):
                sha.update(data)
        if sha.hexdigest() != part.sha256:
            raise altered

    def _check_chains(self) -> None:
        broken = BackupRefused(_("The audit log in the backup is broken; the backup was altered."))
        try:
            chains = {
                row["id"]: (row["name"], row["length"], row["head"]) for row in self.rows("audit_chain")
            }
            stood = {key: (0, genesis(name)) for key, (name, _length, _head) in chains.items()}
            for row in self.rows("audit_entry"):
                length, head = stood[row["chain_id"]]
                if row["seq"] != length + 1 or row["previous"] != head:
                    raise broken
                if digest(head, row["body"]) != row["digest"]:
                    raise broken
                stood[row["chain_id"]] = (length + 1, row["digest"])
        except (KeyError, TypeError, AttributeError):
            raise broken from None
        told = {head.name: (head.length, head.head) for head in self.manifest.heads}
        held = {name: (length, head) for name, length, head in chains.values()}
        walked = {name: stood[key] for key, (name, _length, _head) in chains.items()}
        if not told == held == walked:
            raise broken

    def _check_files_of_rows(self) -> None:
        copied = {file.path: file.sha256 for file in self.manifest.files}
        known = {damage.path for damage in self.manifest.damaged}
        named = set()
        for row in self.rows("stored_file"):
            path = row.get("path")
            named.add(path)
            if path not in known and copied.get(str(path)) != row.get("sha256"):
                raise BackupRefused(_("The backup has no %(name)s.", name=f"evidence/{path}"[:200]))
        for path in sorted(copied.keys() - named):
            raise BackupRefused(
                _("The backup has %(name)s, which does not belong to it.", name=f"evidence/{path}")
            )


@contextmanager
def open_backup(path: Path) -> Iterator[Archive]:
    """Open a backup for reading.

    Raises:
        BackupRefused: there is none, or it is not whole or not ours.
    """
    if not path.is_file():
        raise BackupRefused(_("There is no file %(path)s.", path=path))
    broken = BackupRefused(_("%(path)s is not a whole backup of RegTrack.", path=path))
    with path.open("rb") as file:
        try:
            archive = Archive(tarfile.open(fileobj=file, mode="r:"))  # noqa: SIM115 - the file is closed
        except (tarfile.TarError, EOFError, OSError, UnicodeError, OverflowError):
            raise broken from None
        try:
            yield archive
        except tarfile.TarError:
            raise broken from None


def _members(tar: tarfile.TarFile) -> dict[str, tarfile.TarInfo]:
    """Every member by its name: plain files only, no name twice."""
    found: dict[str, tarfile.TarInfo] = {}
    for member in tar:
        plain = member.type in {tarfile.REGTYPE, tarfile.AREGTYPE} and not member.issparse()
        if not plain or member.size < 0 or member.name in found or len(found) > MOST_MEMBERS:
            raise BackupRefused(
                _("The backup has %(name)s, which does not belong to it.", name=member.name[:200])
            )
        found[member.name] = member
    return found
