"""A small plan in force, so that tasks stand in their place: clause, item, adoption."""

from __future__ import annotations

from datetime import date

from regtrack import clock
from regtrack.catalogue.models import Clause, Edition, Item, ItemClause
from regtrack.extensions import db
from regtrack.obligations.models import Adoption, AdoptionItem
from tests.cast import Cast


def make_plan(cast: Cast, items: int = 1) -> list[AdoptionItem]:
    """An adoption of a plan with so many items, each of a clause of its own."""
    edition = Edition(
        code="plan",
        edition="2010-10-25",
        kind="plan",
        jurisdiction="RU",
        language="ru",
        title={"ru": "План внедрения", "en": "Plan to introduce"},
        content_hash="0" * 64,
        document={},
        loaded_at=clock.now(),
    )
    db.session.add(edition)
    db.session.flush()
    adoption = Adoption(
        school_id=cast.school.id,
        edition_id=edition.id,
        school_year=2026,
        starts_on=date(2026, 9, 1),
        adopted_at=clock.now(),
        adopted_by_id=cast["director"].id,
        acknowledged=[],
    )
    db.session.add(adoption)
    db.session.flush()
    return [_item(cast, edition, adoption, nth) for nth in range(1, items + 1)]


def _item(cast: Cast, edition: Edition, adoption: Adoption, nth: int) -> AdoptionItem:
    clause = Clause(
        edition_id=edition.id,
        locator=str(nth),
        kind="duty",
        title={"ru": f"Обязанность {nth}"},
        no_item=None,
        position=nth,
    )
    item = Item(
        edition_id=edition.id,
        key=f"item-{nth}",
        title={"ru": f"Мероприятие {nth}"},
        position=nth,
        spec={
            "deadline": {"wording": "в октябре"},
            "cautions": [{"mark": "S", "text": {"ru": "Бумажный журнал не нужен"}, "law": "273-ФЗ"}],
        },
    )
    db.session.add_all([clause, item])
    db.session.flush()
    db.session.add(ItemClause(item_id=item.id, clause_id=clause.id))
    adopted = AdoptionItem(
        school_id=cast.school.id,
        adoption_id=adoption.id,
        item_id=item.id,
        key=item.key,
        position=nth,
        title=item.title,
        rule={"month": 10},
        evidence=[],
        decisions={},
        late_start={},
    )
    db.session.add(adopted)
    db.session.commit()
    return adopted
