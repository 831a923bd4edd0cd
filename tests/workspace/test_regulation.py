"""The regulation page: clause, item, task, evidence; nobody is led to a page that they may not open."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import event, select

from regtrack.extensions import db
from regtrack.obligations import service
from regtrack.obligations.making import make_tasks
from regtrack.obligations.models import Adoption, Task
from regtrack.workspace.regulation import SHOWN_TASKS
from tests.cast import Cast
from tests.obligations.population import adopt_plainly, make_crowd
from tests.page_client import PageClient
from tests.workspace.pages import send, text_of, url

Browser = Callable[[str], PageClient]
READERS = ["director", "deputy", "owner", "helper", "registrar", "inspector", "coordinator", "administrator"]


@pytest.fixture
def plan(cast: Cast) -> Adoption:
    """An overdue task, a task of December, an item with twelve tasks; all of the owner."""
    adoption = adopt_plainly(cast, [{"month": 10}, {"month": 12}, {"each": "month", "at": "end"}])
    make_tasks(adoption)
    for task in tasks_of(adoption):
        task.before_start = False
    db.session.commit()
    return adoption


def tasks_of(adoption: Adoption) -> list[Task]:
    return list(
        db.session.scalars(select(Task).where(Task.adoption_id == adoption.id).order_by(Task.due_on, Task.id))
    )


def october(adoption: Adoption) -> Task:
    """The one task of the first item."""
    return next(task for task in tasks_of(adoption) if task.adoption_item_id == adoption.items[0].id)


def home(adoption: Adoption, query: str = "") -> str:
    return f"/s/{adoption.school_id}/regulations/{adoption.id}{query}"


def status(client: PageClient, link: str) -> int:
    with client.get(link) as response:
        return response.status_code


def hand_in(client: PageClient, task: Task) -> None:
    assert client.post(url(task, "files"), data=send("протокол.pdf")).status_code == 302
    assert client.post(url(task, "hand-in"), data={"note": ""}).status_code == 302


@pytest.mark.parametrize("who", READERS)
def test_no_link_leads_to_a_page_that_the_reader_may_not_open(
    client_as: Browser, cast: Cast, plan: Adoption, who: str
) -> None:
    hand_in(client_as("owner"), october(plan))
    client = client_as(who)
    page = client.page(home(plan, "?unfold=1"))
    links = {link for link in page.xpath("//main//a/@href") if not link.startswith("?")}
    assert {link: status(client, link) for link in links} == dict.fromkeys(links, 200)
    shown = [link for link in links if "/tasks/" in link]
    assert bool(shown) == (who not in ("helper", "administrator"))
    files = [link for link in links if "/files/" in link]
    assert bool(files) == (who in ("director", "deputy", "owner", "registrar", "inspector"))
    assert ("протокол.pdf" in text_of(page)) == bool(files)
    assert bool(page.xpath("//main//a[contains(@href, 'item=')]")) == (
        who not in ("owner", "helper", "administrator")
    )


def test_confidential_documents_are_counted_and_not_named(
    client_as: Browser, cast: Cast, plan: Adoption
) -> None:
    task = october(plan)
    task.confidential = True
    db.session.commit()
    hand_in(client_as("owner"), task)
    for who in READERS:
        page = client_as(who).page(home(plan, "?unfold=1"))
        assert "протокол.pdf" not in text_of(page), who
        assert "1 конфиденциальный документ" in text_of(page), who
        assert not page.xpath("//main//a[contains(@href, '/files/')]")


def test_the_filter_shows_the_clauses_that_its_number_counts(client_as: Browser, cast: Cast) -> None:
    adoption = make_crowd(cast)[0]
    db.session.commit()
    client = client_as("director")
    chips = client.page(home(adoption)).xpath("//main//ul[@class='chips']//a")
    assert len(chips) > 4
    assert chips[0].get("aria-current") == "true"
    for chip in chips[1:]:
        page = client.page(chip.get("href"))
        rows = page.xpath("//main//table/tbody/tr")
        assert len(rows) == int(chip.findtext("strong"))
        word = chip.xpath("./span")[0].text_content()
        assert Counter(row.xpath("./td[last()]")[0].text_content().strip() for row in rows) == {
            word: len(rows)
        }
        assert not page.xpath("//main//table//details[not(@open)]")
    assert len(client.page(home(adoption, "?state=unknown")).xpath("//main//table/tbody/tr")) == 24


def test_an_empty_filter_says_the_way_back(client_as: Browser, cast: Cast, plan: Adoption) -> None:
    page = client_as("director").page(home(plan, "?state=fulfilled"))
    assert page.xpath("//div[@class='empty']//a/@href") == [home(plan)]


def test_what_is_red_stands_open_and_the_rest_is_folded(
    client_as: Browser, cast: Cast, plan: Adoption
) -> None:
    def folded(who: str, query: str = "") -> list[bool]:
        rows = client_as(who).page(home(plan, query)).xpath("//main//table/tbody/tr")
        return [bool(row.xpath("./td/details[not(@open)]")) for row in rows]

    # October is overdue; December is far; of the months of the year some are overdue
    assert folded("director") == [False, True, False]
    assert folded("director", "?unfold=1") == [False, False, False]
    assert folded("inspector") == [False, False, False]
    assert folded("inspector", "?unfold=0") == [False, True, False]


def test_many_tasks_are_counted_with_the_overdue_among_them(
    client_as: Browser, cast: Cast, plan: Adoption
) -> None:
    item = plan.items[2]
    mine = [task for task in tasks_of(plan) if task.adoption_item_id == item.id]
    assert len(mine) > SHOWN_TASKS
    late = [task for task in mine if task.due_on and task.due_on < date(2026, 11, 20)]
    client = client_as("director")
    page = client.page(home(plan))
    links = {
        link.get("href"): link.text_content()
        for link in page.xpath(f"//main//a[contains(@href, 'item={item.id}')]")
    }
    assert len(links) == 3
    for address, words in links.items():
        number = len(late) if "overdue" in address else len(mine)
        assert str(number) in words
        assert (
            f"{number} " in text_of(client.page(address))
            or len(client.page(address).xpath("//main//table/tbody/tr")) == number
        )


def test_closed_tasks_are_folded_with_their_proof(client_as: Browser, cast: Cast, plan: Adoption) -> None:
    task = october(plan)
    hand_in(client_as("owner"), task)
    assert client_as("deputy").post(url(task, "accept")).status_code == 302
    page = client_as("director").page(home(plan, "?state=fulfilled"))
    fold = page.xpath("//main//table//details")
    assert len(fold) == 1
    assert fold[0].get("open") is not None
    assert "протокол.pdf" in fold[0].text_content()


def test_items_of_the_school_stand_below_and_not_under_a_filter(
    client_as: Browser, cast: Cast, plan: Adoption
) -> None:
    own = service.OwnItem(
        title="Осмотреть кабинет",
        rule={"month": 12},
        owner_id=cast["owner"].id,
        reviewer_id=None,
        evidence=(),
        confidential=False,
    )
    service.add_own_item(plan, own, cast.actor("director"))
    db.session.commit()
    client = client_as("director")
    assert "Осмотреть кабинет" in text_of(client.page(home(plan)))
    assert "Осмотреть кабинет" not in text_of(client.page(home(plan, "?state=broken")))


def test_the_page_asks_the_same_number_of_queries(client_as: Browser, cast: Cast) -> None:
    client = client_as("director")

    def counted(adoption: Adoption) -> int:
        address = home(adoption)
        client.page(address)
        seen: list[str] = []
        listener = lambda *args: seen.append(args[2])  # noqa: E731
        event.listen(db.engine, "before_cursor_execute", listener)
        client.page(address)
        event.remove(db.engine, "before_cursor_execute", listener)
        return len(seen)

    small = adopt_plainly(cast, [{"month": 12}], code="ru-small")
    large = adopt_plainly(cast, [{"month": 1 + n % 12} for n in range(30)], code="ru-large", owner="helper")
    make_tasks(small)
    make_tasks(large)
    db.session.commit()
    assert counted(large) == counted(small)


def test_another_schools_regulation_is_not_there(client_as: Browser, cast: Cast, plan: Adoption) -> None:
    assert client_as("stranger").get(home(plan)).status_code in (403, 404)
    assert client_as("stranger").get(f"/s/{cast.other.id}/regulations/{plan.id}").status_code == 404
