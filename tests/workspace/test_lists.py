"""The first page, my tasks, all tasks and the queue, as each person sees them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from regtrack import clock
from regtrack.evidence import service
from regtrack.extensions import db
from regtrack.people.models import Membership, MembershipRight
from tests.cast import Cast
from tests.evidence.samples import PDF
from tests.evidence.tasks import FOLDER, RECORD, give_file, handed_in, make_task
from tests.page_client import PageClient
from tests.workspace.pages import pieces_of, send, text_of, url
from tests.workspace.plan import make_plan

Clients = Callable[[str], PageClient]


@pytest.mark.parametrize(
    ("who", "place"),
    [
        ("director", "/s/1/overview"),
        ("deputy", "/s/1/overview"),
        ("inspector", "/s/1/overview"),
        ("owner", "/s/1/my"),
        ("registrar", "/s/1/my"),
        ("administrator", "/s/1/people"),
    ],
)
def test_the_first_page(client_as: Clients, who: str, place: str) -> None:
    assert client_as(who).get("/").headers["Location"] == place


def test_who_sets_up_a_new_installation_begins_with_the_schools(cast: Cast, client_as: Clients) -> None:
    cast["administrator"].left_on = date(2026, 11, 1)
    cast["administrator"].account.installation_admin = True
    db.session.commit()
    client = client_as("administrator")
    assert client.get("/").headers["Location"] == "/installation/schools"
    form = {"name": "Новая школа", "short_name": "Новая", "country": "RU", "language": "ru"}
    form |= {"time_zone": "Europe/Moscow", "week": "5", "morning_hour": "8"}
    made = client.post("/installation/schools/new", data=form).headers["Location"]
    assert made.endswith("/calendar")
    assert client.page(made).xpath("//h1")


def test_a_person_of_two_schools_chooses(cast: Cast, client_as: Clients) -> None:
    make_membership(cast, "owner")
    page = client_as("owner").page("/")
    assert [link.get("href") for link in page.xpath("//main//li/a")] == [
        f"/s/{cast.school.id}/my",
        f"/s/{cast.other.id}/my",
    ]


def test_a_person_of_no_school_comes_to_their_account(cast: Cast, client_as: Clients) -> None:
    client = client_as("teacher")
    cast["teacher"].left_on = date(2026, 11, 1)
    db.session.commit()
    assert client.get("/").headers["Location"] == "/account"


def make_membership(cast: Cast, who: str) -> None:
    membership = Membership(
        school_id=cast.other.id, account_id=cast[who].account_id, job_title="учитель", created_at=clock.now()
    )
    db.session.add(membership)
    db.session.flush()
    db.session.add(MembershipRight(school_id=cast.other.id, membership_id=membership.id, right="staff"))
    db.session.commit()


def test_my_tasks_stand_in_their_groups(cast: Cast, client_as: Clients) -> None:
    days = {
        "Просрочено": date(2026, 11, 19),
        "Сегодня": date(2026, 11, 20),
        "На этой неделе": date(2026, 11, 22),
        "Позже": date(2026, 11, 23),
        "Без срока": None,
    }
    for title, day in days.items():
        make_task(cast, title=title, due_on=day)
    make_task(cast, title="До введения", due_on=date(2026, 9, 1), before_start=True)
    make_task(cast, title="Чужое", owner="teacher")
    make_task(cast, title="Помогаю", owner="teacher", helpers=("owner",), due_on=date(2027, 5, 1))
    handed_in(cast, title="Сдано")
    returned = handed_in(cast, title="Возвращено")
    service.send_back(returned, cast.actor("deputy"), "Нет подписи")
    db.session.commit()
    page = client_as("owner").page(f"/s/{cast.school.id}/my")
    groups = {
        section.get("aria-labelledby"): [
            link.text_content() for link in section.xpath(".//a[@class='row-link']")
        ]
        for section in page.xpath("//main//section")
    }
    assert groups == {
        "returned": ["Возвращено"],
        "overdue": ["Просрочено"],
        "today": ["Сегодня"],
        "week": ["На этой неделе"],
        "before": ["До введения"],
        "later": ["Позже"],
        "undated": ["Без срока"],
        "waiting": ["Сдано"],
        "helping": ["Помогаю"],
    }


def test_empty_lists_say_what_is_next(cast: Cast, client_as: Clients) -> None:
    for who, path in (("owner", "my"), ("deputy", "review"), ("director", "tasks"), ("owner", "tasks")):
        page = client_as(who).page(f"/s/{cast.school.id}/{path}")
        assert page.xpath("//div[@class='empty']"), (who, path)
    page = client_as("director").page(f"/s/{cast.school.id}/tasks?q=нет+такого")
    assert page.xpath("//div[@class='empty']//a")


def test_a_row_takes_files_and_keeps_the_note(cast: Cast, client_as: Clients) -> None:
    task = make_task(cast)
    service.set_note(task, cast.actor("owner"), "Была заметка")
    db.session.commit()
    client = client_as("owner")
    form = client.page(f"/s/{cast.school.id}/my").xpath("//td//form")[0]
    answer = client.post(form.get("action"), data=send("скан.pdf"))
    assert answer.headers["Location"] == f"/s/{cast.school.id}/tasks/{task.id}#hand-in"
    assert [piece.file.name for piece in pieces_of(task)] == ["скан.pdf"]
    draft = service.current_draft(task)
    assert draft is not None
    assert draft.note == "Была заметка"


def test_the_list_keeps_its_filters_in_the_address(cast: Cast, client_as: Clients) -> None:
    make_task(cast, title="Собрать согласия", due_on=date(2026, 11, 1))
    make_task(cast, title="Проверить сайт", owner="teacher")
    client = client_as("deputy")
    page = client.page(f"/s/{cast.school.id}/tasks?state=overdue&q=СОГЛАСИЯ&owner={cast['owner'].id}&mine=")
    assert [link.text_content() for link in page.xpath("//a[@class='row-link']")] == ["Собрать согласия"]
    chosen = {
        select.get("name"): select.xpath(".//option[@selected]/@value") for select in page.xpath("//select")
    }
    assert chosen["state"] == ["overdue"]
    assert chosen["owner"] == [str(cast["owner"].id)]
    assert page.xpath("//input[@name='q']/@value") == ["СОГЛАСИЯ"]


@pytest.mark.parametrize("state", ["soon", "four_weeks", "working", "late", "waived", "archived"])
def test_the_filter_shown_is_the_one_in_force(cast: Cast, client_as: Clients, state: str) -> None:
    page = client_as("deputy").page(f"/s/{cast.school.id}/tasks?state={state}")
    assert page.xpath("//select[@name='state']/option[@selected]/@value") == [state]


def test_the_queue_leads_from_one_to_the_next(cast: Cast, client_as: Clients) -> None:
    first, second, third = (handed_in(cast, title=f"Дело {nth}") for nth in range(3))
    handed_in(cast, title="Чужое", reviewer="registrar")
    client = client_as("deputy")
    page = client.page(url(second) + "?queue=1")
    links = {link.get("data-key"): link.get("href") for link in page.xpath("//main//a[@data-key]")}
    assert links == {"p": url(first) + "?queue=1", "n": url(third) + "?queue=1"}
    for task in (first, second, third):
        assert client.get(f"/s/{cast.school.id}/review/next").headers["Location"] == url(task) + "?queue=1"
        client.post(url(task, "accept"), data={"queue": "1"})
    assert client.get(f"/s/{cast.school.id}/review/next").headers["Location"] == f"/s/{cast.school.id}/review"
    everyone = client.page(f"/s/{cast.school.id}/review?whose=all")
    assert [link.text_content() for link in everyone.xpath("//a[@class='row-link']")] == ["Чужое"]


@pytest.fixture
def queries(app: Flask) -> Callable[[PageClient, str], int]:
    """How many statements a page sends to the database."""

    def measure(client: PageClient, path: str) -> int:
        sent: list[str] = []

        def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            sent.append(statement)

        db.session.rollback()
        event.listen(db.engine, "before_cursor_execute", note)
        try:
            client.page(path)
        finally:
            event.remove(db.engine, "before_cursor_execute", note)
        return len(sent)

    return measure


@pytest.mark.parametrize(
    ("who", "path"), [("owner", "my"), ("director", "tasks"), ("deputy", "review"), ("owner", "tasks?mine=1")]
)
def test_lists_ask_as_often_for_many_rows_as_for_few(
    cast: Cast, client_as: Clients, queries: Callable[[PageClient, str], int], who: str, path: str
) -> None:
    items = make_plan(cast, 12)

    def fill(count: int, start: int) -> None:
        for nth in range(start, start + count):
            item = items[nth % len(items)]
            place = {"adoption_id": item.adoption_id, "adoption_item_id": item.id, "title": f"Дело {nth}"}
            owner = ("owner", "teacher")[nth % 2] if path == "tasks" else "owner"
            make_task(
                cast, owner=owner, class_id=cast.classes["5А"].id, due_on=date(2026, 11, 1 + nth), **place
            )
            handed_in(cast, class_id=cast.classes["5Б"].id, **place)

    fill(2, 0)
    client = client_as(who)
    address = f"/s/{cast.school.id}/{path}"
    client.page(address)
    few = queries(client, address)
    fill(10, 2)
    many = queries(client, address)
    assert many == few
    assert many <= 20


def test_the_task_page_asks_as_often_for_a_long_history(
    cast: Cast, client_as: Clients, queries: Callable[[PageClient, str], int]
) -> None:
    item = make_plan(cast)[0]
    task = make_task(
        cast,
        evidence=(FOLDER, RECORD),
        adoption_id=item.adoption_id,
        adoption_item_id=item.id,
        helpers=("helper",),
    )
    owner, deputy = cast.actor("owner"), cast.actor("deputy")

    def go_round(nth: int) -> None:
        give_file(task, owner, PDF + bytes([nth]))
        service.hand_in(task, owner)
        service.send_back(task, deputy, f"Причина {nth}")
        db.session.commit()

    go_round(1)
    client = client_as("deputy")
    client.page(url(task))
    few = queries(client, url(task))
    for nth in range(2, 8):
        go_round(nth)
    assert queries(client, url(task)) == few
    assert few <= 25
    seen = text_of(client.page(url(task)))
    assert "Обязанность 1" in seen
    assert "Бумажный журнал не нужен" in seen
    assert "в октябре" in seen
