"""What a backup says of itself, and how that is read from a file that anyone may have touched."""

from __future__ import annotations

import json
import re
from abc import abstractmethod
from datetime import datetime
from typing import Annotated, Any

from flask_babel import gettext as _
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from regtrack.errors import Refusal

FORMAT = 1
NAME = "manifest.json"
LARGEST = 64 * 1024 * 1024  # bytes; a list of half a million files is shorter

_PART = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,99}")
_TABLE = re.compile(r"[a-z][a-z0-9_]{0,62}")


class BackupRefused(Refusal):
    """The backup cannot be used; the sentence says why. Nothing was changed."""


def safe_path(path: str) -> str:
    """A path below the store that leads nowhere else, on any system.

    Raises:
        ValueError: it climbs, is absolute, or has signs that no path of ours has.
    """
    if len(path) > 200 or not all(_PART.fullmatch(part) for part in path.split("/")):
        raise ValueError("not a path of the store")
    return path


def _table_name(name: str) -> str:
    if not _TABLE.fullmatch(name):
        raise ValueError("not a table's name")
    return name


Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Count = Annotated[int, Field(ge=0)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Content(_Part):
    """Bytes in the backup under the name `member`."""

    size: Count
    sha256: Sha256

    @property
    @abstractmethod
    def member(self) -> str:
        """The name in the archive."""


class TableFacts(Content):
    """The rows of one table."""

    name: Annotated[str, AfterValidator(_table_name)]
    rows: Count

    @property
    def member(self) -> str:
        return f"tables/{self.name}.jsonl"


class FileFacts(Content):
    """One file of the evidence store as it was copied."""

    path: Annotated[str, AfterValidator(safe_path)]

    @property
    def member(self) -> str:
        return f"evidence/{self.path}"


class Damage(_Part):
    """A file that was already missing or altered in the store when the backup was made."""

    path: str
    reason: str  # missing, altered


class Head(_Part):
    """Where a chain of the audit log stood."""

    name: str
    length: Count
    head: Sha256
    epoch: int


class Manifest(_Part):
    format: int
    program: str
    revision: str
    made_at: str  # ISO 8601, UTC
    tables: list[TableFacts]
    files: list[FileFacts]
    damaged: list[Damage]
    heads: list[Head]

    @property
    def rows(self) -> int:
        return sum(table.rows for table in self.tables)

    @property
    def size(self) -> int:
        """Bytes of all tables and files."""
        return sum(part.size for part in self.contents)

    @property
    def contents(self) -> list[Content]:
        return [*self.tables, *self.files]

    @property
    def moment(self) -> datetime:
        return datetime.fromisoformat(self.made_at)

    def to_bytes(self) -> bytes:
        return json.dumps(self.model_dump(), ensure_ascii=False, indent=1).encode()


def read_manifest(content: bytes) -> Manifest:
    """Understand a manifest.

    Raises:
        BackupRefused: it is no manifest of ours, or a newer program wrote it.
    """
    try:
        raw: Any = json.loads(content)
    except (ValueError, RecursionError):
        raise BackupRefused(_("The list of contents of the backup cannot be read.")) from None
    written = raw.get("format") if isinstance(raw, dict) else None
    if isinstance(written, int) and written > FORMAT:
        raise BackupRefused(
            _(
                "The backup was made by a newer program, %(version)s. Update RegTrack, then restore.",
                version=str(raw.get("program", "?"))[:40],
            )
        )
    try:
        manifest = Manifest.model_validate(raw)
        aware = manifest.moment.tzinfo is not None
    except (ValidationError, ValueError):
        raise BackupRefused(_("The list of contents of the backup is damaged.")) from None
    members = [part.member.casefold() for part in manifest.contents]
    if manifest.format != FORMAT or not aware or len(members) != len(set(members)):
        raise BackupRefused(_("The list of contents of the backup is damaged."))
    return manifest
