"""Two drafts of one edition confirmed at one moment: one adoption, and the other person is shown it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from lxml import html as parser
from sqlalchemy import func, select

from regtrack import clock
from regtrack.extensions import db
from regtrack.obligations.adoption import proposed_answers
from regtrack.obligations.answers import to_json
from regtrack.obligations.models import Adoption, AdoptionDraft
from tests.adopted import stored
from tests.cast import Cast
from tests.page_client import PageClient


def test_one_of_two_confirmations_counts(
    app: Any, cast: Cast, client_as: Callable[[str], PageClient]
) -> None:
    edition = stored("ru-ediary-plan")
    answers = proposed_answers(cast.school, edition, 2026)
    said = to_json(answers)
    said["people"] = {code: rows or [[cast["deputy"].id, None]] for code, rows in said["people"].items()}
    drafts = [
        AdoptionDraft(
            school_id=cast.school.id,
            edition_id=edition.id,
            answers=said,
            created_by_id=cast["director"].id,
            updated_at=clock.now(),
        )
        for _nth in range(2)
    ]
    db.session.add_all(drafts)
    db.session.commit()
    base = f"/s/{cast.school.id}/regulations"
    addresses = [f"{base}/adopt/{edition.id}/{draft.id}/check" for draft in drafts]
    clients = [client_as("director") for _nth in range(2)]
    db.session.rollback()
    answers_of = _at_once(clients, addresses)
    assert sorted(answer.status_code for answer in answers_of) == [302, 409]
    assert db.session.scalar(select(func.count()).select_from(Adoption)) == 1
    first = db.session.scalars(select(Adoption.id)).one()
    told = next(answer for answer in answers_of if answer.status_code == 409)
    assert f"{base}/{first}" in parser.fromstring(told.get_data(as_text=True)).xpath("//main//a/@href")


def _at_once(clients: list[PageClient], addresses: list[str]) -> list[Any]:
    together, now = threading.Barrier(2), clock.now()
    found: list[Any] = [None, None]

    def run(nth: int) -> None:
        with clock.at(now), clients[nth].application.app_context():
            together.wait(timeout=20)
            found[nth] = clients[nth].post(addresses[nth])

    threads = [threading.Thread(target=run, args=(nth,)) for nth in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    db.session.rollback()
    return found
