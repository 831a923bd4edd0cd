"""Two administrators with the same form open: nobody undoes what the other did without seeing it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from lxml import html as parser
from sqlalchemy import select

from regtrack.extensions import db
from regtrack.people import service as people
from regtrack.people.models import MembershipRight
from regtrack.people.service import PersonData
from tests.cast import Cast
from tests.evidence.test_concurrency import at_once
from tests.page_client import PageClient


def _fields(page: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in page.xpath("//main//form")[-1].form_values():
        found.setdefault(name, []).append(value)
    return found


def _rights(cast: Cast) -> set[str]:
    db.session.rollback()
    rows = select(MembershipRight.right).where(MembershipRight.membership_id == cast["owner"].id)
    return set(db.session.scalars(rows))


@pytest.mark.parametrize(
    "change",
    [{"rights": ("staff", "deputy")}, {"job_title": "завуч"}, {"full_name": "Петрова Мария Львовна"}],
    ids=["rights", "title", "name"],
)
def test_the_later_one_is_told(
    cast: Cast, client_as: Callable[[str], PageClient], change: dict[str, Any]
) -> None:
    client, address = client_as("administrator"), f"/s/{cast.school.id}/people/{cast['owner'].id}/edit"
    opened = _fields(client.page(address))
    assert opened["rights"] == ["staff"]
    known: dict[str, Any] = {"full_name": "Петрова Мария Ивановна", "login": "owner", "gender": "f"}
    known["rights"] = ("staff",)
    people.change_member(cast["owner"], PersonData(**{**known, **change}), actor=cast.actor("administrator"))
    db.session.commit()
    before = _rights(cast)
    answer = client.post(address, data={**opened, "job_title": "учитель физики"})
    assert answer.status_code == 422
    assert parser.fromstring(answer.text).xpath("//*[@data-error-summary]")
    assert _rights(cast) == before
    assert cast["owner"].job_title != "учитель физики"
    again = _fields(client.page(address))
    assert client.post(address, data={**again, "job_title": "учитель физики"}).status_code == 302
    assert cast["owner"].job_title == "учитель физики"


def test_at_the_same_moment_one_of_them_saves(app: Any, cast: Cast) -> None:
    member_id, school_id = cast["owner"].id, cast.school.id
    seen, actor = people.state_of(cast["owner"]), cast.actor("administrator")
    db.session.commit()

    def change(rights: tuple[str, ...]) -> Callable[[], object]:
        data = PersonData("Петрова Мария Ивановна", "owner", rights=rights)
        return lambda: people.change_member(
            people.get_member(school_id, member_id), data, actor=actor, seen=seen
        )

    results = at_once(app, change(("staff", "deputy")), change(("staff", "registrar")))
    assert sorted(results) == ["Refusal", "done"]
    assert _rights(cast) == {"staff", "deputy" if results[0] == "done" else "registrar"}
