"""Roles that regulations name, and which of them a job title suggests (regulations/roles.yaml)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError

from regtrack import paths
from regtrack.yaml_nodes.faults import FileFaults
from regtrack.yaml_nodes.reading import read_file
from regtrack.yaml_nodes.shapes import Code, Filled, Part, Title, shape_faults

# «ответственная за сайт» is the same post as «ответственный за сайт»
_ADJECTIVE = re.compile(r"\b(\w{4,})(?:ый|ий|ая)\b")


class _JobTitles(Part):
    ru: tuple[Filled, ...] = ()
    kk: tuple[Filled, ...] = ()


class _Role(Part):
    title: Title
    job_titles: _JobTitles
    per_class: bool = False
    group: bool = False


class _RoleFile(Part):
    schema_: Literal[1] = Field(alias="schema")
    roles: dict[Code, _Role]


@dataclass(frozen=True, slots=True)
class JobRole:
    """A role of a regulation. `title`: {ru, kk, en}; `job_titles`: lower-case fragments by language.

    `per_class`: every class has its own holder. `group`: readers outside the staff, who own no tasks.
    """

    code: str
    title: Mapping[str, str]
    job_titles: Mapping[str, tuple[str, ...]]
    per_class: bool = False
    group: bool = False


def load_roles(path: Path | None = None) -> dict[str, JobRole]:
    """All roles by code, in the order of the file; raises FileFaults with all that is wrong in it."""
    return dict(_load(path or paths.regulations() / "roles.yaml"))


@lru_cache(maxsize=4)
def _load_unchanged(path: Path, _changed: int, _size: int) -> Mapping[str, JobRole]:
    document = read_file(path)
    if document.root is None:
        raise FileFaults(document.faults)
    try:
        read = _RoleFile.model_validate(document.root.value())
    except ValidationError as error:
        raise FileFaults((*document.faults, *shape_faults(document, error, _RoleFile))) from None
    if document.faults:
        raise FileFaults(document.faults)
    return {code: _job_role(code, role) for code, role in read.roles.items()}


def _load(path: Path) -> Mapping[str, JobRole]:
    try:
        status = path.stat()
    except OSError:
        return _load_unchanged.__wrapped__(path, 0, 0)
    return _load_unchanged(path, status.st_mtime_ns, status.st_size)


def _job_role(code: str, role: _Role) -> JobRole:
    fragments = {"ru": tuple(map(_folded, role.job_titles.ru)), "kk": tuple(map(_folded, role.job_titles.kk))}
    title = {"ru": role.title.ru, "kk": role.title.kk, "en": role.title.en}
    return JobRole(code, title, fragments, role.per_class, role.group)


def _folded(text: str) -> str:
    return _ADJECTIVE.sub(r"\1", " ".join(text.casefold().replace("ё", "е").split()))


def propose(job_title: str, roles: Mapping[str, JobRole] | None = None) -> list[str]:
    """Codes of the roles that a job title suggests, in the order of the file.

    A role fits when one of its fragments begins a word of the title. A fragment inside a longer one does not
    count: «заместитель директора по УВР» suggests the deputy and not the head. Feminine forms fit too.
    """
    title = _folded(job_title)
    found: list[tuple[int, int, str]] = []
    for code, role in (load_roles() if roles is None else roles).items():
        for fragment in (*role.job_titles.get("ru", ()), *role.job_titles.get("kk", ())):
            for match in re.finditer(rf"(?<!\w){re.escape(fragment)}", title):
                found.append((match.start(), match.end(), code))
    kept = {code for start, end, code in found if not _inside(start, end, found)}
    return [code for code in (load_roles() if roles is None else roles) if code in kept]


def _inside(start: int, end: int, spans: list[tuple[int, int, str]]) -> bool:
    return any(s <= start and end <= e and e - s > end - start for s, e, _code in spans)
