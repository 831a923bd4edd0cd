"""Addresses of mail: which can be used at all, and how they are written on the wire; pure."""

from __future__ import annotations

import re
from email.headerregistry import Address
from email.utils import parseaddr
from functools import lru_cache

_LOCAL = re.compile(r"[^\s@<>()\[\],;:\\\"\x00-\x1f\x7f]{1,64}")
_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?", re.IGNORECASE)


def on_the_wire(address: str) -> str | None:
    """The address with its domain in ASCII; None when no mail can be sent there."""
    local, at, domain = address.strip().rpartition("@")
    if not at or not _LOCAL.fullmatch(local) or local.startswith(".") or local.endswith("."):
        return None
    try:
        ascii_domain = domain.encode("idna").decode("ascii")
    except UnicodeError:
        return None
    labels = ascii_domain.split(".")
    return f"{local}@{ascii_domain}" if all(_LABEL.fullmatch(label) for label in labels) else None


@lru_cache(maxsize=8)
def sender(setting: str) -> Address:
    """The sender as set: `RegTrack <regtrack@school.example>` or the bare address.

    Raises:
        ValueError: no mail can be sent in this name.
    """
    name, address = parseaddr(setting)
    usable = on_the_wire(address)
    if usable is None or not usable.isascii():
        raise ValueError(f"no mail can be sent in the name of {setting!r}")
    return Address(name or "RegTrack", addr_spec=usable)
