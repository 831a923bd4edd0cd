"""Adoptions for tests: a stored edition with chosen items, and people from the fixed cast."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

from regtrack import clock
from regtrack.catalogue import service as catalogue
from regtrack.catalogue.loader import find_packs, load_pack
from regtrack.catalogue.models import Clause, Edition, Item, ItemClause
from regtrack.catalogue.schema import Pack
from regtrack.extensions import db
from regtrack.obligations.models import Adoption, AdoptionItem, ItemOwner
from tests.cast import Cast

Rule = dict[str, Any]


@cache
def _pack(code: str) -> Pack:
    return load_pack(next(path for path in find_packs() if path.parent.name == code))


def shipped(code: str) -> Edition:
    """A regulation that comes with the program, stored."""
    return catalogue.store(_pack(code), None)


def words(text: str) -> dict[str, str]:
    return {"ru": text, "kk": text, "en": text}


def edition(rules: list[Rule], code: str = "ru-sample") -> Edition:
    """An edition with one clause and one item for each rule."""
    row = Edition(
        code=code,
        edition="1",
        kind="plan",
        jurisdiction="RU",
        language="ru",
        title=words("Образец"),
        content_hash="0" * 64,
        document={},
        loaded_at=clock.now(),
    )
    db.session.add(row)
    db.session.flush()
    for n, _rule in enumerate(rules, 1):
        clause = Clause(edition_id=row.id, locator=str(n), kind="duty", title=words(f"Пункт {n}"), position=n)
        item = Item(edition_id=row.id, key=f"item-{n}", title=words(f"Дело {n}"), spec={}, position=n)
        db.session.add_all([clause, item])
        db.session.flush()
        db.session.add(ItemClause(item_id=item.id, clause_id=clause.id))
    db.session.flush()
    return row


def adopt_plainly(
    cast: Cast,
    rules: list[Rule],
    *,
    code: str = "ru-sample",
    year: int = 2026,
    starts_on: date | None = None,
    owner: str = "owner",
    late: dict[str, Any] | None = None,
) -> Adoption:
    """The edition adopted, one lead and the deputy as reviewer for each item; no tasks yet."""
    row = edition(rules, code)
    adoption = Adoption(
        school_id=cast.school.id,
        edition_id=row.id,
        school_year=year,
        starts_on=starts_on or date(year, 9, 1),
        adopted_at=clock.now(),
        adopted_by_id=cast["director"].id,
        acknowledged=[],
    )
    db.session.add(adoption)
    db.session.flush()
    for n, (item, rule) in enumerate(zip(row.items, rules, strict=True), 1):
        adopted = AdoptionItem(
            school_id=cast.school.id,
            adoption_id=adoption.id,
            item_id=item.id,
            key=item.key,
            position=n,
            title=item.title,
            rule=rule,
            evidence=[{"kind": "report", "title": None, "required": True}],
            reviewer_id=cast["deputy"].id,
            decisions={},
            late_start=late or {},
        )
        db.session.add(adopted)
        db.session.flush()
        add_owner(adopted, cast[owner].id)
    db.session.flush()
    return adoption


def add_owner(item: AdoptionItem, member: int, part: str = "lead", class_id: int | None = None) -> None:
    db.session.add(
        ItemOwner(
            school_id=item.school_id,
            adoption_item_id=item.id,
            part=part,
            membership_id=member,
            class_id=class_id,
        )
    )
    db.session.flush()
