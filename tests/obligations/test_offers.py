"""Whom the forms offer as responsible, and what they say when all is left empty."""

from __future__ import annotations

from collections.abc import Callable

from lxml import html as parser
from sqlalchemy import select

from regtrack.extensions import db
from regtrack.obligations.making import make_tasks
from regtrack.obligations.models import Task
from tests.cast import Cast
from tests.obligations.population import adopt_plainly, shipped
from tests.obligations.test_pages import start
from tests.page_client import PageClient

Browser = Callable[[str], PageClient]


def test_readers_from_outside_are_not_offered_tasks(client_as: Browser, cast: Cast) -> None:
    client = client_as("director")
    plan = shipped("ru-ediary-plan")
    db.session.commit()
    base = start(client, cast, plan)
    adoption = adopt_plainly(cast, [{"month": 12}])
    make_tasks(adoption)
    db.session.commit()
    task = db.session.scalars(select(Task)).first()
    assert task is not None
    school = f"/s/{cast.school.id}"
    outside = {str(cast[who].id) for who in ("inspector", "coordinator", "administrator")}
    for address, name in (
        (f"{base}/people", "role.site_lead"),
        (f"{school}/assign", "owner"),
        (f"{school}/regulations/{adoption.id}/items/new", "owner"),
        (f"{school}/tasks/{task.id}/owner", "owner"),
    ):
        offered = set(client.page(address).xpath(f"//main//select[@name='{name}']/option/@value"))
        assert str(cast["owner"].id) in offered, address
        assert not offered & outside, address


def test_an_own_item_names_all_that_is_missing_at_once(client_as: Browser, cast: Cast) -> None:
    adoption = adopt_plainly(cast, [{"month": 12}])
    db.session.commit()
    response = client_as("director").post(f"/s/{cast.school.id}/regulations/{adoption.id}/items/new", data={})
    assert response.status_code == 422
    page = parser.fromstring(response.text)
    assert len(page.xpath("//*[@data-error-summary]//li")) == 3  # what, who, by when
    assert len(page.xpath("//main//*[contains(@class, 'has-error')]")) == 3
