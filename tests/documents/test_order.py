"""The draft of the order that appoints the responsible persons."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select

from regtrack.audit.models import AuditEntry
from regtrack.documents import service
from regtrack.documents.texts import kinds, texts
from regtrack.extensions import db
from regtrack.obligations.models import Adoption
from tests.adopted import adopted
from tests.cast import Cast
from tests.page_client import PageClient
from tests.papers import as_pdf, faults_of, text_of


@pytest.fixture
def adoption(cast: Cast) -> Adoption:
    made = adopted(cast)
    db.session.commit()
    return made


def drafted(cast: Cast, adoption: Adoption, lang: str, folder: Path) -> Path:
    file = folder / f"order-{lang}.docx"
    file.write_bytes(service.draft_order(cast.school, adoption, lang, cast.actor("director")))
    return file


def test_a_draft_says_that_it_is_one(cast: Cast, adoption: Adoption, tmp_path: Path) -> None:
    said = text_of(drafted(cast, adoption, "ru", tmp_path))
    assert "ПРОЕКТ" in said
    assert "№ ________" in said
    assert "ПРИКАЗЫВАЮ:" in said
    assert "План внедрения электронных дневников и журналов" in said
    assert "от 25 октября 2010 г. № 175" in said
    assert "2026/27" in said
    assert "А. П. Орлова" in said  # initials first at a signature


def test_everybody_named_is_in_the_sheet_and_every_item_in_the_annex(
    cast: Cast, adoption: Adoption, tmp_path: Path
) -> None:
    said = text_of(drafted(cast, adoption, "ru", tmp_path))
    for who in ("director", "deputy", "owner", "helper", "teacher"):
        assert cast[who].account.full_name in said
    assert cast["coordinator"].account.full_name not in said
    for item in adoption.items:
        assert item.title["ru"] in said
    assert "Петрова М. И. (5А)" in said
    places = [line.split("\t")[0] for line in said.split("\n") if line.count("\t") == 5][1:]
    assert [p for p in places if p != "—"] == sorted(places, key=lambda p: [int(n) for n in p.split(".")])


def test_kazakh_is_its_own_text(cast: Cast, adoption: Adoption, tmp_path: Path) -> None:
    said = text_of(drafted(cast, adoption, "kk", tmp_path))
    assert "БҰЙРЫҚ" in said
    assert "БҰЙЫРАМЫН:" in said
    assert "ЖОБА" in said
    assert "ПРИКАЗ" not in said


@pytest.mark.parametrize("lang", ["ru", "kk"])
def test_it_opens_clean(cast: Cast, adoption: Adoption, lang: str, tmp_path: Path) -> None:
    file = drafted(cast, adoption, lang, tmp_path)
    assert faults_of(file) == []
    assert as_pdf(file, tmp_path).stat().st_size > 10_000


def test_making_it_is_recorded_with_its_hash(
    cast: Cast, adoption: Adoption, client_as: Callable[[str], PageClient]
) -> None:
    url = f"/s/{cast.school.id}/regulations/{adoption.id}/order.docx"
    response = client_as("director").get(url)
    assert response.status_code == 200
    assert "filename*=UTF-8''" in response.headers["Content-Disposition"]
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.tag == "document.made")).one()
    assert json.loads(entry.body)["data"]["sha256"] == hashlib.sha256(response.data).hexdigest()


def test_who_may_not_make_papers_does_not(
    cast: Cast, adoption: Adoption, client_as: Callable[[str], PageClient]
) -> None:
    url = f"/s/{cast.school.id}/regulations/{adoption.id}/order.docx"
    assert client_as("owner").get(url).status_code == 403
    assert client_as("stranger").get(url).status_code == 404


@pytest.mark.parametrize("kind", kinds())
def test_both_languages_say_the_same_things(kind: str) -> None:
    russian, kazakh = texts(kind, "ru"), texts(kind, "kk")
    assert russian.keys() == kazakh.keys()
    for key, value in russian.items():
        assert type(kazakh[key]) is type(value), key
        if isinstance(value, list):
            assert len(kazakh[key]) == len(value), key


def test_every_document_that_a_pack_names_exists() -> None:
    from regtrack.catalogue.loader import find_packs, load_pack

    named = {
        asked.document
        for path in find_packs()
        for item in load_pack(path).items
        for asked in (*item.evidence.kinds, *(item.evidence.proposal or ()))
        if asked.document
    }
    assert named
    assert named <= set(kinds())
