"""Editions in the database: stored once, never changed."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

from flask_babel import gettext as _
from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from regtrack import clock
from regtrack.actor import Actor
from regtrack.audit import service as audit
from regtrack.audit.tags import Tag
from regtrack.catalogue.loader import content_hash, dump, find_packs, load_pack
from regtrack.catalogue.models import Clause, Edition, Item, ItemClause
from regtrack.catalogue.schema import Pack
from regtrack.errors import NotFound, Refusal
from regtrack.extensions import db
from regtrack.schools.models import School
from regtrack.yaml_nodes.faults import FileFaults

log = logging.getLogger("regtrack.catalogue")


def store(pack: Pack, actor: Actor | None) -> Edition:
    """Keep an edition; the same one again is the same row.

    Raises Refusal when this code and edition are stored with another content.
    """
    digest = content_hash(pack)
    known = db.session.scalar(
        select(Edition).where(Edition.code == pack.code, Edition.edition == pack.edition)
    )
    if known is not None:
        if known.content_hash != digest:
            raise Refusal(
                _(
                    "Edition %(edition)s of %(code)s is stored with another content. An edition never "
                    "changes: give the new text an edition of its own.",
                    edition=pack.edition,
                    code=pack.code,
                )
            )
        return known
    row = _edition(pack, digest)
    db.session.add(row)
    db.session.flush()
    clauses = {clause.id: _clause(row, clause.id, n, pack) for n, clause in enumerate(pack.clauses, 1)}
    items = [_item(row, n, pack) for n in range(len(pack.items))]
    db.session.add_all([*clauses.values(), *items])
    db.session.flush()
    db.session.add_all(
        ItemClause(item_id=item.id, clause_id=clauses[locator].id)
        for item, said in zip(items, pack.items, strict=True)
        for locator in dict.fromkeys(said.clauses)
    )
    audit.record(
        Tag.EDITION_LOADED,
        school_id=None,
        actor=actor,
        subject="edition",
        subject_id=row.id,
        code=pack.code,
        edition=pack.edition,
        hash=digest,
    )
    db.session.refresh(row)
    return row


def load_shipped(
    actor: Actor | None = None,
    root: Path | None = None,
    *,
    broken: Callable[[FileFaults], None] | None = None,
) -> list[Edition]:
    """Store every pack that comes with the program.

    A new program may word a pack better: an edition that nobody has adopted yet is replaced; one that is in
    force stays exactly as it was adopted, and the log says so. Starting is never refused for it.
    A file with faults is given to `broken` and passed over; without `broken` its FileFaults are raised.
    """
    found = []
    for path in find_packs(root):
        try:
            pack = load_pack(path)
        except FileFaults as faults:
            if broken is None:
                raise
            broken(faults)
            continue
        found.append(_keep_shipped(pack, actor))
    return found


def _keep_shipped(pack: Pack, actor: Actor | None) -> Edition:
    known = db.session.scalar(
        select(Edition).where(Edition.code == pack.code, Edition.edition == pack.edition)
    )
    if known is None or known.content_hash == content_hash(pack):
        return store(pack, actor)
    try:
        with db.session.begin_nested():
            _remove(known.id)
    except IntegrityError:
        log.warning("%s %s is in force and stays as it was adopted", pack.code, pack.edition)
        return known
    db.session.expunge(known)
    return store(pack, actor)


def _remove(edition_id: int) -> None:
    """Take an edition out; the database refuses where an adoption or a draft of one stands on it."""
    items = select(Item.id).where(Item.edition_id == edition_id)
    db.session.execute(delete(ItemClause).where(ItemClause.item_id.in_(items)))
    for table in (Item, Clause):
        db.session.execute(delete(table).where(table.edition_id == edition_id))
    db.session.execute(delete(Edition).where(Edition.id == edition_id))


def editions_for(school: School) -> list[Edition]:
    """All editions, those of the school's own country first, then by code, the newest edition first."""
    rows = db.session.scalars(select(Edition).order_by(Edition.code, Edition.edition.desc())).all()
    return sorted(rows, key=lambda row: row.jurisdiction != school.country)


def edition(edition_id: int) -> Edition:
    """Raises NotFound."""
    row = db.session.get(Edition, edition_id)
    if row is None:
        raise NotFound(_("There is no such regulation."))
    return row


def _edition(pack: Pack, digest: str) -> Edition:
    return Edition(
        code=pack.code,
        edition=pack.edition,
        kind=pack.kind,
        jurisdiction=pack.jurisdiction,
        language=pack.language,
        title=pack.title.model_dump(),
        in_force_from=pack.in_force.from_,
        content_hash=digest,
        document=dump(pack),
        loaded_at=clock.now(),
    )


def _clause(row: Edition, locator: str, position: int, pack: Pack) -> Clause:
    said = pack.clauses[position - 1]
    return Clause(
        edition_id=row.id,
        locator=locator,
        kind=said.kind,
        title=said.title.model_dump(),
        no_item=said.no_item.model_dump(exclude_none=True) if said.no_item else None,
        position=position,
    )


def _item(row: Edition, n: int, pack: Pack) -> Item:
    said = pack.items[n]
    return Item(
        edition_id=row.id,
        key=said.key,
        title=said.title.model_dump(),
        spec=said.model_dump(mode="json", by_alias=True),
        position=n + 1,
    )
