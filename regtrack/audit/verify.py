"""The check of the audit chains: what was edited, deleted, inserted, swapped or cut off."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection

from regtrack.audit import stored
from regtrack.audit.chain import digest, genesis
from regtrack.audit.faults import ChainFault
from regtrack.audit.service import INSTALLATION, chain_name
from regtrack.audit.stored import StoredChain, StoredEntry
from regtrack.audit.tags import Tag

_HEAD = re.compile(r"(?:(\d{1,9}):)?([0-9a-f]{16,64})", re.ASCII)


@dataclass(frozen=True)
class CheckedChain:
    """One chain as it was found: number of entries, hash of the last one, the first fault."""

    name: str
    entries: int
    head: str
    fault: ChainFault | None = None


@dataclass(frozen=True)
class Report:
    chains: tuple[CheckedChain, ...] = ()
    # What belongs to no chain's row: lost chains, entries without a chain, a head that is nowhere.
    others: tuple[ChainFault, ...] = ()

    @property
    def faults(self) -> list[ChainFault]:
        return [*(one.fault for one in self.chains if one.fault), *self.others]

    @property
    def fine(self) -> bool:
        return not self.faults

    @property
    def entries(self) -> int:
        return sum(one.entries for one in self.chains)


@dataclass
class _Walk:
    """What is known while a chain is walked."""

    chain: StoredChain
    seq: int = 0
    running: str = ""
    epoch: int = 1
    fault: ChainFault | None = None
    created: set[int] = field(default_factory=set)

    def blame(self, code: str, seq: int | None, column: str | None = None) -> None:
        self.fault = self.fault or ChainFault(str(self.chain.name), code, seq, column)


def verify(head: str | None = None, chain: str | None = None) -> Report:
    """Check all chains, or the one of that name, as they are committed; reads only, never raises for content.

    `head` is one that was printed earlier, whole or its first 16 digits at least, also as «number:hash»: it
    must occur. Without it nobody can see that a chain was written anew from some entry on or that its tail
    was cut off together with the chain's own row. Memory does not grow with the number of entries.
    """
    wanted = _HEAD.fullmatch(head.strip().lower()) if head is not None else None
    seen = _Seen(wanted[2] if wanted else None)
    checked: list[CheckedChain] = []
    created: set[int] = set()
    with stored.still_picture() as connection:
        for row in stored.chains(connection, chain):
            walk = _walk(connection, row, seen)
            checked.append(CheckedChain(str(row.name), walk.seq, walk.running, walk.fault))
            created |= walk.created
        others = _strays(connection) if chain is None else []
    if chain is None:
        kept = {one.name for one in checked if one.entries}
        lost = sorted(chain_name(one) for one in created if chain_name(one) not in kept)
        named = {one.name for one in checked if one.fault}
        others += [ChainFault(name, "lost") for name in lost if name not in named]
    if head is not None:
        others += _head_faults(wanted, seen)
    return Report(tuple(checked), tuple(others))


class _Seen:
    """Where the head that was printed earlier has been met."""

    def __init__(self, head: str | None) -> None:
        self.head = head
        self.numbers: set[int] = set()

    def look(self, found: Any, seq: int) -> None:
        if self.head is not None and isinstance(found, str) and found.startswith(self.head):
            self.numbers.add(seq)


def _head_faults(wanted: re.Match[str] | None, seen: _Seen) -> list[ChainFault]:
    if wanted is None:
        return [ChainFault("", "head_bad")]
    number = int(wanted[1]) if wanted[1] else None
    if number is not None and number not in seen.numbers:
        return [ChainFault("", "head_moved", number)]
    return [] if seen.numbers else [ChainFault("", "head_unknown")]


def _strays(connection: Connection) -> list[ChainFault]:
    return [
        ChainFault(f"№ {chain_id}", "no_chain", first if isinstance(first, int) else None)
        for chain_id, first in stored.strays(connection)
    ]


def _walk(connection: Connection, chain: StoredChain, seen: _Seen) -> _Walk:
    walk = _Walk(chain, running=genesis(str(chain.name)))
    if chain.name != chain_name(chain.school_id):
        walk.blame("chain_name", None)
    seen.look(walk.running, 0)
    for entry in stored.entries(connection, chain.id):
        _step(walk, entry)
        seen.look(entry.digest, walk.seq)
    _end(walk)
    return walk


def _step(walk: _Walk, entry: StoredEntry) -> None:
    expected = walk.seq + 1
    if not isinstance(entry.seq, int):
        walk.blame("number", walk.seq)
    elif entry.seq > expected:
        walk.blame("deleted", expected)
    elif entry.seq < expected:
        walk.blame("inserted", entry.seq)
    seq = entry.seq if isinstance(entry.seq, int) else expected
    if digest(str(entry.previous), str(entry.body)) != entry.digest:
        walk.blame("digest", seq)
    elif entry.previous != walk.running:
        walk.blame("link", seq)
    else:
        _compare(walk, entry, seq)
    walk.seq, walk.running = seq, str(entry.digest)


def _compare(walk: _Walk, entry: StoredEntry, seq: int) -> None:
    """An entry whose hash fits: its columns must say what its body says."""
    body = _read(entry.body)
    if body is None:
        walk.blame("body", seq)
        return
    if body.get("chain") != walk.chain.name:
        walk.blame("chain", seq)
    for column, value in _columns(entry):
        if body.get(column, _Absent) != value:
            walk.blame("column", seq, column)
    epoch = body.get("epoch")
    if not isinstance(epoch, int) or not walk.epoch <= epoch <= _number(walk.chain.epoch):
        walk.blame("epoch", seq)
    else:
        walk.epoch = epoch
    if body.get("tag") == Tag.SCHOOL_CREATED and walk.chain.name == INSTALLATION:
        walk.created.add(_number(body.get("id")))


class _Absent:
    """Stands for what a body does not say: None is something that it may say."""


def _columns(entry: StoredEntry) -> Iterator[tuple[str, Any]]:
    """The columns beside the body by the names that the body uses."""
    yield "seq", entry.seq
    yield "at", stored.instant(entry.recorded_at)
    yield "tag", entry.tag
    yield "actor", entry.actor_id
    yield "for", entry.acted_for_id
    yield "subject", entry.subject
    yield "id", entry.subject_id


def _read(body: Any) -> dict[str, Any] | None:
    if not isinstance(body, str):
        return None
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _end(walk: _Walk) -> None:
    length, head = walk.chain.length, walk.chain.head
    if not isinstance(length, int):
        walk.blame("head", walk.seq)
    elif length > walk.seq:
        walk.blame("truncated", walk.seq + 1)
    elif length < walk.seq:
        walk.blame("surplus", length + 1)
    elif head != walk.running:
        walk.blame("head", walk.seq)


def _number(value: Any) -> int:
    return value if isinstance(value, int) else -1
