"""How entries are tied together; pure."""

from __future__ import annotations

import hashlib
import json
from typing import Any

ENTRY = b"regtrack.audit.entry.v1\0"
GENESIS = b"regtrack.audit.genesis.v1\0"


def canonical(body: dict[str, Any]) -> str:
    """One spelling for one content: sorted keys, no spaces, UTF-8 as it is."""
    return json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def genesis(name: str) -> str:
    """The head of an empty chain."""
    return hashlib.sha256(GENESIS + name.encode()).hexdigest()


def digest(previous: str, body: str) -> str:
    """The hash of an entry: over the hash before it and its canonical body."""
    return hashlib.sha256(ENTRY + previous.encode() + b"\0" + body.encode()).hexdigest()
