"""Editions are stored once, whole, and never change."""

from __future__ import annotations

import shutil
from pathlib import Path
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
from tests.adopted import adopted
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


@pytest.fixture
def reworded(tmp_path: Path) -> Path:
    """The shipped packs as a newer program would bring them, one title better."""
    root = tmp_path / "regulations"
    shutil.copytree(find_packs()[0].parents[1], root)
    file = root / "ru-ediary-plan" / "2010-10-25.yaml"
    text = file.read_text(encoding="utf-8")
    assert text.count("en: Plan to introduce e-diaries and e-journals") == 1
    file.write_text(
        text.replace("en: Plan to introduce e-diaries", "en: A plan to introduce e-diaries"), "utf-8"
    )
    return root


def plan() -> Edition:
    return db.session.scalars(select(Edition).where(Edition.code == "ru-ediary-plan")).one()


def test_a_newer_program_words_what_nobody_has_adopted(app: Any, reworded: Path) -> None:
    service.load_shipped()
    service.load_shipped(root=reworded)
    assert plan().title["en"].startswith("A plan")
    assert len(plan().items) == 23


def test_a_newer_program_leaves_what_is_in_force(cast: Cast, reworded: Path) -> None:
    service.load_shipped()
    adoption = adopted(cast)
    before = plan().content_hash
    assert [row.code for row in service.load_shipped(root=reworded)] == [
        path.parent.name for path in find_packs()
    ]
    assert plan().content_hash == before
    assert plan().title["en"].startswith("Plan")
    assert adoption.edition_id == plan().id


def test_the_schools_own_country_comes_first(cast: Cast) -> None:
    service.load_shipped()
    for school in (cast.school, cast.other):
        countries = [row.jurisdiction for row in service.editions_for(school)]
        assert countries[0] == school.country
        own = countries.count(school.country)
        assert set(countries[:own]) == {school.country}
    with pytest.raises(NotFound):
        service.edition(10**6)
