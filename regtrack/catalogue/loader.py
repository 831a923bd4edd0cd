"""From a file to a Pack, or to everything that is wrong with it. Never half a pack."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

from pydantic import ValidationError

from regtrack import paths
from regtrack.catalogue.checks import cross_faults, place_faults
from regtrack.catalogue.faults import PackFault, PackFaults
from regtrack.catalogue.schema import Pack
from regtrack.people.job_roles import JobRole, load_roles
from regtrack.yaml_nodes.faults import Fault
from regtrack.yaml_nodes.nodes import Document
from regtrack.yaml_nodes.reading import read_file, read_yaml
from regtrack.yaml_nodes.shapes import frozen, shape_faults

ROLES = "roles.yaml"


def find_packs(root: Path | None = None) -> list[Path]:
    """The files `<code>/<edition>.yaml` under `root` (the shipped regulations by default), sorted by name."""
    return sorted((root or paths.regulations()).glob("*/*.yaml"))


def load_pack(path: Path, name: str | None = None) -> Pack:
    """The pack in a file; raises PackFaults with all faults.

    Below a folder with a roles.yaml that file counts, and the path must be `<code>/<edition>.yaml`; a file
    anywhere else is checked against the shipped roles.
    """
    path = path.absolute()
    root = path.parent.parent
    placed = (root / ROLES).is_file()
    document = read_file(path, name or _short(path))
    faults = list(place_faults(document, path.parent.name, path.stem)) if placed else []
    return _checked(document, load_roles(root / ROLES) if placed else load_roles(), faults)


def load_text(text: bytes | str, name: str, roles: Mapping[str, JobRole] | None = None) -> Pack:
    """The pack in a text; `name` is what faults call it. Raises PackFaults with all faults."""
    return _checked(read_yaml(text, name), load_roles() if roles is None else roles, [])


def content_hash(pack: Pack) -> str:
    """SHA-256 of what a pack says, whatever its layout, comments or order of keys: 64 hex digits."""
    said = json.dumps(dump(pack), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(b"regtrack pack 1\n" + said.encode()).hexdigest()


def dump(pack: Pack) -> dict[str, object]:
    """The pack as JSON values under the names of the pack file; `undump` reads it back."""
    return pack.model_dump(mode="json", by_alias=True)


def undump(document: Mapping[str, object]) -> Pack:
    """The pack that `dump` was made of; raises pydantic's ValidationError for anything else."""
    return Pack.model_validate(frozen(document))


def _checked(document: Document, roles: Mapping[str, JobRole], faults: list[Fault]) -> Pack:
    faults.extend(document.faults)
    if document.root is None:
        raise PackFaults(faults)
    faults.extend(cross_faults(document, roles))
    pack = None
    try:
        pack = Pack.model_validate(document.root.value())
    except ValidationError as error:
        faults.extend(shape_faults(document, error, Pack, PackFault))
    if faults or pack is None:
        raise PackFaults(faults)
    return pack


def _short(path: Path) -> str:
    """The path as it is seen from here, when the file lies below the current folder."""
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else str(path)
