"""What somebody with the database in their hands could do to the log."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from sqlalchemy import select, text

from regtrack.audit import chain as links
from regtrack.audit.models import AuditChain, AuditEntry
from regtrack.audit.service import record
from regtrack.audit.tags import Tag
from regtrack.extensions import db
from tests.cast import Cast

LENGTH = 12


def fill(cast: Cast, entries: int = LENGTH) -> None:
    """That many honest entries in the school's chain, and some in the other school's."""
    for school, count in ((cast.school, entries), (cast.other, 3)):
        for nth in range(1, count + 1):
            record(
                Tag.CALENDAR_CHANGED if nth % 2 else Tag.EVENT_PLANNED,
                school_id=school.id,
                actor=cast.actor("director") if nth % 3 else None,
                subject="school",
                subject_id=nth,
                note=f"ключ{nth}",
            )
    db.session.commit()


def row(seq: int) -> AuditEntry:
    """The entry of that number in the first school's chain."""
    return db.session.scalars(
        select(AuditEntry)
        .join(AuditChain, AuditChain.id == AuditEntry.chain_id)
        .where(AuditEntry.seq == seq)
        .order_by(AuditChain.id)
    ).first() or _absent(seq)


def chain_row() -> AuditChain:
    return db.session.scalars(select(AuditChain).order_by(AuditChain.id)).first() or _absent(0)


def _absent(seq: int) -> Any:
    raise LookupError(seq)


class Tampering(NamedTuple):
    name: str
    act: Callable[[], None]
    seq: int | None  # the number of the first bad entry
    codes: tuple[str, ...]


def edited(seq: int, column: str, value: Any) -> Tampering:
    def act() -> None:
        entry = row(seq)
        assert getattr(entry, column) != value
        setattr(entry, column, value)

    codes = ("column",) if column not in {"body", "previous", "digest"} else ("digest", "link")
    return Tampering(f"{column} of {seq}", act, seq, codes)


def deleted(seq: int) -> Tampering:
    return Tampering(f"delete {seq}", lambda: db.session.delete(row(seq)), seq, ("deleted", "truncated"))


def deleted_closed_up(seq: int) -> Tampering:
    """Deleted, and those behind it moved up."""

    def act() -> None:
        chain_id = row(seq).chain_id
        db.session.delete(row(seq))
        db.session.flush()
        for later in range(seq + 1, LENGTH + 1):
            row(later).seq = later - 1
            db.session.flush()
        chain = db.session.get_one(AuditChain, chain_id)
        chain.length -= 1

    return Tampering(f"delete {seq} and close up", act, seq, ("link", "head"))


def inserted(seq: int, *, at_end: bool = False) -> Tampering:
    """A forged entry with a good hash of its own pushed in."""

    def act() -> None:
        for later in range(LENGTH, seq - 1, -1):
            row(later).seq = later + 1
            db.session.flush()
        before = row(seq - 1) if seq > 1 else None
        previous = before.digest if before else links.genesis(chain_row().name)
        first = row(1 if seq > 1 else 2)
        body = first.body.replace('"seq":1,', f'"seq":{seq},').replace("ключ", "чужой")
        db.session.add(
            AuditEntry(
                chain_id=first.chain_id,
                seq=seq,
                recorded_at=first.recorded_at,
                tag=first.tag,
                actor_id=first.actor_id,
                subject=first.subject,
                subject_id=first.subject_id,
                body=body,
                previous=previous,
                digest=links.digest(previous, body),
            )
        )

    # The forged entry itself fits; the first that does not follow is the one behind it.
    bad, code = (seq, "surplus") if at_end else (seq + 1, "link")
    return Tampering(f"insert at {seq}", act, bad, (code,))


def swapped(first: int, second: int) -> Tampering:
    def act() -> None:
        one, other = row(first), row(second)
        one.seq = 900
        db.session.flush()
        other.seq = first
        db.session.flush()
        one.seq = second

    return Tampering(f"swap {first} and {second}", act, first, ("link",))


def bodies_swapped(first: int, second: int) -> Tampering:
    def act() -> None:
        one, other = row(first), row(second)
        one.body, other.body = other.body, one.body

    return Tampering(f"swap bodies of {first} and {second}", act, first, ("digest",))


def truncated(kept: int) -> Tampering:
    def act() -> None:
        for seq in range(kept + 1, LENGTH + 1):
            db.session.delete(row(seq))

    return Tampering(f"cut off after {kept}", act, kept + 1, ("truncated",))


def truncated_half_hidden(kept: int) -> Tampering:
    """Cut off, and the length of the chain's row put right, but not its head."""

    def act() -> None:
        truncated(kept).act()
        chain_row().length = kept

    return Tampering(f"cut off after {kept}, length put right", act, kept, ("head",))


def moved_to_other_chain(seq: int) -> Tampering:
    def act() -> None:
        entry = row(seq)
        entry.chain_id, entry.seq = entry.chain_id + 1, 4
        db.session.flush()

    return Tampering(f"{seq} moved to another chain", act, seq, ("deleted", "truncated"))


def chain_changed(column: str, value: Any, seq: int | None, code: str) -> Tampering:
    return Tampering(f"{column} of the chain", lambda: setattr(chain_row(), column, value), seq, (code,))


def rehash_forward(seq: int, keep: int = LENGTH) -> None:
    """The clever way: change an entry, then write every hash behind it anew, and the chain's row."""
    entry = row(seq)
    entry.body = entry.body.replace("ключ", "подлог")
    running = entry.previous
    for later in range(seq, keep + 1):
        one = row(later)
        one.previous, one.digest = running, links.digest(running, one.body)
        running = one.digest
    for gone in range(keep + 1, LENGTH + 1):
        db.session.delete(row(gone))
    chain = chain_row()
    chain.head, chain.length = running, keep


def raw(statement: str) -> None:
    db.session.execute(text(statement))
