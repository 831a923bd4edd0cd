"""The director's screen: each number is a link to exactly so many rows, and what stands still is said."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, select

from regtrack import clock
from regtrack.extensions import db
from regtrack.obligations.making import make_tasks
from regtrack.obligations.models import Adoption, Task
from regtrack.outbox.models import SenderState
from regtrack.upkeep.health import LEADER
from regtrack.upkeep.models import Lease
from regtrack.workspace.overview import NEXT_ROWS, SHOWN_PEOPLE
from tests.cast import Cast, make_member
from tests.obligations.population import adopt_plainly, make_crowd
from tests.page_client import PageClient
from tests.workspace.pages import text_of

Browser = Callable[[str], PageClient]


@pytest.fixture
def crowd(cast: Cast) -> list[Adoption]:
    found = make_crowd(cast)
    db.session.commit()
    return found


def overview(cast: Cast) -> str:
    return f"/s/{cast.school.id}/overview"


def rows_behind(client: PageClient, url: str) -> int:
    """Rows of a list on all its pages."""
    found = 0
    while url:
        page = client.page(url)
        found += len(page.xpath("//main//table//tbody/tr"))
        url = next(iter(page.xpath("//main//a[@rel='next']/@href")), "")
    return found


@pytest.mark.parametrize("who", ["director", "deputy", "inspector", "coordinator"])
def test_every_number_opens_exactly_its_rows(
    client_as: Browser, cast: Cast, crowd: list[Adoption], who: str
) -> None:
    client = client_as(who)
    page = client.page(overview(cast))
    figures = page.xpath("//main//ul[contains(@class, 'figures')]//a")
    assert len(figures) == (5 if who in ("director", "deputy") else 4)
    people = page.xpath("//main//section[@aria-labelledby='who-is-late']//ul//a")
    assert people
    for link in [*figures, *people]:
        assert rows_behind(client, link.get("href")) == int(link.findtext("strong")), link.get("href")
    counted = page.xpath("//main//table//a[contains(@class, 'num') or contains(@class, 'overdue')]")
    assert len(counted) > 2 * len(crowd)
    for link in counted:
        assert rows_behind(client, link.get("href")) == int(link.text_content()), link.get("href")
    clauses = page.xpath("//main//table//a[contains(@href, '?state=') and contains(@href, '/regulations/')]")
    assert clauses
    for link in clauses:
        number = int(link.text_content().split()[-1])
        assert rows_behind(client, link.get("href")) == number, link.get("href")


def test_who_is_late_and_what_is_next_stay_short(client_as: Browser, cast: Cast) -> None:
    names = ["Аистов", "Белов", "Волков", "Горин", "Дроздов", "Ершов", "Жуков", "Зимин"]
    adoption = adopt_plainly(cast, [{"month": 10}] * len(names) + [{"by": "11-25"}] * (NEXT_ROWS + 2))
    make_tasks(adoption)
    late = db.session.scalars(select(Task).where(Task.due_on < clock.today(cast.school.time_zone))).all()
    for task, name in zip(late, names, strict=True):
        row = make_member(cast.school, f"p{task.id}", f"{name} П. П.", f"{name} П. П.", "m", "", ("staff",))
        task.owner_id, task.before_start = row.id, False
    db.session.commit()
    page = client_as("director").page(overview(cast))
    shown = page.xpath("//main//section[@aria-labelledby='who-is-late']//ul//a/span/text()")
    assert shown == [f"{name} П. П." for name in names[:SHOWN_PEOPLE]]
    more = page.xpath("//main//section[@aria-labelledby='who-is-late']/p/a")
    assert "2" in more[0].text
    assert rows_behind(client_as("director"), more[0].get("href")) == len(names)
    upcoming = page.xpath("//main//section[@aria-labelledby='what-is-next']")[0]
    assert len(upcoming.xpath(".//li")) == NEXT_ROWS
    assert rows_behind(client_as("director"), upcoming.xpath("./p/a/@href")[0]) == NEXT_ROWS + 2


def test_a_school_without_regulations_is_told_the_next_step(client_as: Browser, cast: Cast) -> None:
    page = client_as("director").page(overview(cast))
    assert page.xpath("//div[@class='empty']//a/@href") == [f"/s/{cast.school.id}/regulations"]
    assert not client_as("deputy").page(overview(cast)).xpath("//div[@class='empty']//a")


def test_a_standing_scheduler_or_mail_is_said_in_red(client_as: Browser, cast: Cast) -> None:
    client = client_as("director")

    def alarms() -> list[Any]:
        found: list[Any] = client.page(overview(cast)).xpath("//main//*[@role='alert']")
        return found

    assert len(alarms()) == 1  # no scheduler has ever started
    db.session.add(Lease(name=LEADER, holder="here", until=clock.now() + timedelta(minutes=1)))
    db.session.commit()
    assert alarms() == []
    db.session.add(
        SenderState(
            name="mail",
            last_loop_at=clock.now(),
            paused_at=clock.now(),
            probe_at=None,
            paused_because="535",
            paused_with=None,
        )
    )
    db.session.commit()
    assert len(alarms()) == 1
    db.session.delete(db.session.scalars(select(SenderState)).one())
    db.session.commit()
    with clock.at(clock.now() + timedelta(minutes=6)):
        assert len(alarms()) == 1


def test_the_year_chooses_the_regulations(client_as: Browser, cast: Cast) -> None:
    old = adopt_plainly(cast, [{"month": 12}], code="ru-old", year=2025)
    new = adopt_plainly(cast, [{"month": 12}], code="ru-new")
    db.session.commit()
    client = client_as("director")

    def shown(query: str) -> set[str]:
        return set(client.page(overview(cast) + query).xpath("//main//table//th[@scope='row']//a/@href"))

    home = f"/s/{cast.school.id}/regulations"
    assert shown("") == {f"{home}/{new.id}"}
    assert shown("?year=2025") == {f"{home}/{old.id}"}
    assert shown("?year=1812") == shown("?year=x") == {f"{home}/{new.id}"}
    assert client.page(overview(cast)).xpath("//nav[@class='years']//strong/text()") == ["2026/27"]


def test_the_screen_asks_the_same_number_of_queries(client_as: Browser, cast: Cast) -> None:
    client = client_as("director")

    def counted() -> int:
        seen: list[str] = []
        listener = lambda *args: seen.append(args[2])  # noqa: E731
        event.listen(db.engine, "before_cursor_execute", listener)
        client.page(overview(cast))
        event.remove(db.engine, "before_cursor_execute", listener)
        return len(seen)

    make_tasks(adopt_plainly(cast, [{"month": 10}, {"by": "12-01"}], code="ru-a"))
    db.session.commit()
    client.page(overview(cast))
    one = counted()
    for code, owner in (("b", "helper"), ("c", "teacher"), ("d", "director")):
        make_tasks(adopt_plainly(cast, [{"month": 10}, {"by": "12-01"}] * 5, code=f"ru-{code}", owner=owner))
    db.session.commit()
    assert counted() == one


@pytest.mark.parametrize("who", ["owner", "registrar", "administrator"])
def test_only_those_who_answer_for_the_school_see_it(client_as: Browser, cast: Cast, who: str) -> None:
    assert client_as(who).get(overview(cast)).status_code == 403
    assert "403" in text_of(client_as(who).page(overview(cast), 403))
