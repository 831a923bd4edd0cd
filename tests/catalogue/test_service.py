"""Editions are stored once, whole, and never change."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select

from regtrack.audit.models import AuditEntry
from regtrack.audit.tags import Tag
from regtrack.catalogue import service
from regtrack.catalogue.loader import find_packs, load_pack, undump
from regtrack.catalogue.models import Clause, Edition, Item
from regtrack.errors import NotFound, Refusal
from regtrack.extensions import db
from tests.cast import Cast


def test_all_shipped_packs_are_stored_whole(app: Any) -> None:
    editions = service.load_shipped()
    packs = [load_pack(path) for path in find_packs()]
    assert [row.code for row in editions] == [pack.code for pack in packs]
    for row, pack in zip(editions, packs, strict=True):
        assert [clause.locator for clause in row.clauses] == [clause.id for clause in pack.clauses]
        assert [item.key for item in row.items] == [item.key for item in pack.items]
        for item, said in zip(row.items, pack.items, strict=True):
            assert {clause.locator for clause in item.clauses} == set(said.clauses)
        assert undump(row.document) == pack
    entries = db.session.scalars(select(AuditEntry).where(AuditEntry.tag == Tag.EDITION_LOADED)).all()
    assert len(entries) == len(packs)


def test_again_stores_nothing(app: Any) -> None:
    first = [row.id for row in service.load_shipped()]
    counts = [db.session.scalar(select(func.count()).select_from(t)) for t in (Edition, Clause, Item)]
    assert [row.id for row in service.load_shipped()] == first
    assert counts == [db.session.scalar(select(func.count()).select_from(t)) for t in (Edition, Clause, Item)]


def test_an_edition_never_changes(app: Any) -> None:
    pack = load_pack(find_packs()[0])
    service.store(pack, None)
    other = pack.model_copy(update={"clauses": pack.clauses[:-1]})
    with pytest.raises(Refusal, match=pack.code):
        service.store(other, None)


def test_the_schools_own_country_comes_first(cast: Cast) -> None:
    service.load_shipped()
    for school in (cast.school, cast.other):
        countries = [row.jurisdiction for row in service.editions_for(school)]
        assert countries[0] == school.country
        own = countries.count(school.country)
        assert set(countries[:own]) == {school.country}
    with pytest.raises(NotFound):
        service.edition(10**6)
