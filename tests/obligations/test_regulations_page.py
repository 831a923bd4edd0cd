"""The page of regulations: what is in force and what was last year; its queries do not grow."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import event

from regtrack.extensions import db
from regtrack.obligations.making import make_tasks
from tests.cast import Cast
from tests.obligations.population import adopt_plainly
from tests.page_client import PageClient

Browser = Callable[[str], PageClient]


def test_last_years_regulation_without_successor_is_said(client_as: Browser, cast: Cast) -> None:
    old = adopt_plainly(cast, [{"month": 12}], year=2025)
    db.session.commit()
    page = client_as("director").page(f"/s/{cast.school.id}/regulations")
    assert page.xpath(f"//main//a[@href='/s/{cast.school.id}/regulations/adopt/{old.edition_id}?year=2026']")
    before = client_as("director").page(f"/s/{cast.school.id}/regulations?year=2025")
    assert before.xpath(f"//a[@href='/s/{cast.school.id}/regulations/{old.id}']")


def test_the_page_of_regulations_asks_the_same_number_of_queries(client_as: Browser, cast: Cast) -> None:
    client = client_as("director")

    def counted() -> int:
        seen: list[str] = []
        listener = lambda *args: seen.append(args[2])  # noqa: E731
        event.listen(db.engine, "before_cursor_execute", listener)
        client.page(f"/s/{cast.school.id}/regulations")
        event.remove(db.engine, "before_cursor_execute", listener)
        return len(seen)

    make_tasks(adopt_plainly(cast, [{"month": 12}], code="ru-a"))
    db.session.commit()
    client.page(f"/s/{cast.school.id}/regulations")
    one = counted()
    for code in "bcd":
        make_tasks(adopt_plainly(cast, [{"month": 12}] * 5, code=f"ru-{code}"))
    db.session.commit()
    assert counted() == one
