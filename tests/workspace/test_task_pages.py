"""The pages on which tasks are seen and done, as each person sees them."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, select

from regtrack.audit.models import AuditEntry
from regtrack.audit.tags import Tag
from regtrack.evidence import service, store
from regtrack.evidence.models import StoredFile, Submission
from regtrack.extensions import db
from regtrack.obligations.models import Task, TaskState
from tests.cast import Cast
from tests.evidence.samples import PDF
from tests.evidence.tasks import FOLDER, RECORD, REPORT, give_file, handed_in, make_task
from tests.page_client import PageClient
from tests.workspace.plan import make_plan

Clients = Callable[[str], PageClient]


def text_of(page: Any, path: str = "//main") -> str:
    return " ".join(page.xpath(path)[0].text_content().split())


def url(task: Task, *parts: str) -> str:
    return "/".join((f"/s/{task.school_id}/tasks/{task.id}", *parts))


def send(*names: str, content: bytes = PDF, **values: str) -> dict[str, Any]:
    return {"files": [(io.BytesIO(content + name.encode()), name) for name in names], **values}


def state_of(task: Task) -> str:
    db.session.rollback()
    return db.session.scalars(select(Task.state).where(Task.id == task.id)).one()


def pieces_of(task: Task) -> list[Any]:
    db.session.rollback()
    draft = service.current_draft(task)
    return service.live_pieces(draft)


@pytest.mark.parametrize(
    ("who", "place"),
    [
        ("director", "/s/1/overview"),
        ("deputy", "/s/1/overview"),
        ("inspector", "/s/1/overview"),
        ("owner", "/s/1/my"),
        ("registrar", "/s/1/my"),
        ("administrator", "/s/1/regulations"),
    ],
)
def test_the_first_page(client_as: Clients, who: str, place: str) -> None:
    assert client_as(who).get("/").headers["Location"] == place


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
        "today": ["До введения", "Сегодня"],
        "week": ["На этой неделе"],
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


def test_a_teacher_is_done_in_three_clicks(cast: Cast, client_as: Clients) -> None:
    """My tasks → the row → files chosen and handed in with one press, without JavaScript."""
    task = make_task(cast)
    client = client_as("owner")
    row = client.page(f"/s/{cast.school.id}/my").xpath("//a[@class='row-link']")[0]
    page = client.page(row.get("href"))
    button = page.xpath("//button[@formaction]")[0]
    answer = client.post(
        button.get("formaction"), data=send("согласия.pdf", asked=FOLDER["key"], note="27 из 30")
    )
    assert answer.headers["Location"] == url(task)
    assert state_of(task) == TaskState.SUBMITTED
    seen = text_of(client.page(url(task)))
    assert "согласия.pdf" in seen
    assert "27 из 30" in seen


def test_the_whole_way_through_the_pages(cast: Cast, client_as: Clients) -> None:
    task = make_task(cast, evidence=(FOLDER, REPORT))
    owner, deputy = client_as("owner"), client_as("deputy")
    owner.post(url(task, "files"), data=send("а.pdf", "б.pdf"))
    owner.post(url(task, "hand-in"), data={"paper": "Шкаф 3, папка 5Б", "asked": FOLDER["key"]})
    assert state_of(task) == TaskState.SUBMITTED

    queue = deputy.page(f"/s/{cast.school.id}/review")
    href = queue.xpath("//a[@class='row-link']")[0].get("href")
    assert deputy.get(f"/s/{cast.school.id}/review/next").headers["Location"] == href
    page = deputy.page(href)
    assert page.xpath("//*[@data-key='a']")
    answer = deputy.post(url(task, "return"), data={"reason": "Нет справки", "queue": "1"})
    assert answer.headers["Location"] == f"/s/{cast.school.id}/review/next"
    assert state_of(task) == TaskState.RETURNED

    page = owner.page(url(task))
    assert "Нет справки" in text_of(page)
    assert len(pieces_of(task)) == 3
    owner.post(url(task, "statements"), data={"statement": "Справка у секретаря", "asked": REPORT["key"]})
    owner.post(url(task, "hand-in"), data={})
    deputy.post(url(task, "accept"), data={})
    assert state_of(task) == TaskState.ACCEPTED
    page = owner.page(url(task))
    history = text_of(page, "//ol[@class='timeline']")
    assert "Нет справки" in history
    assert "Зуев П. И." in history


def test_a_missing_kind_is_waived_on_the_page(cast: Cast, client_as: Clients) -> None:
    task = handed_in(cast, evidence=(FOLDER, REPORT))
    deputy = client_as("deputy")
    page = deputy.page(url(task))
    assert page.xpath("//input[@name='waive-report-3']")
    answer = deputy.post(url(task, "accept"), data={"waive-report-3": ""})
    assert answer.status_code == 422
    assert state_of(task) == TaskState.SUBMITTED
    deputy.post(url(task, "accept"), data={"waive-report-3": "Заменяет акт"})
    assert state_of(task) == TaskState.ACCEPTED
    assert "Заменяет акт" in text_of(deputy.page(url(task)))


def test_what_is_wrong_is_said_and_what_is_right_is_kept(cast: Cast, client_as: Clients) -> None:
    task = make_task(cast)
    answer = client_as("owner").post(
        url(task, "hand-in"),
        data={
            "files": [(io.BytesIO(PDF), "хорошо.pdf"), (io.BytesIO(b"MZ"), "плохо.exe")],
            "url": "школа.рф",
            "statement": "Собрано",
            "evidence_date": "2027-01-01",
            "note": "Заметка",
        },
    )
    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    assert "плохо.exe" in page
    assert 'value="школа.рф"' in page
    assert 'value="2027-01-01"' in page
    assert "data-error-summary" in page
    assert re.search(r"<textarea[^>]*>\s*Заметка", page)
    assert state_of(task) == TaskState.OPEN
    assert {piece.form for piece in pieces_of(task)} == {"file", "statement"}


def test_a_return_without_a_reason_asks_for_it(cast: Cast, client_as: Clients) -> None:
    task = handed_in(cast)
    answer = client_as("deputy").post(url(task, "return"), data={"reason": " "})
    assert answer.status_code == 422
    assert "data-error-summary" in answer.get_data(as_text=True)
    assert state_of(task) == TaskState.SUBMITTED


def test_a_row_takes_files_and_keeps_the_note(cast: Cast, client_as: Clients) -> None:
    task = make_task(cast)
    service.set_note(task, cast.actor("owner"), "Была заметка")
    db.session.commit()
    client = client_as("owner")
    form = client.page(f"/s/{cast.school.id}/my").xpath("//td//form")[0]
    answer = client.post(form.get("action"), data=send("скан.pdf", back="my"))
    assert answer.headers["Location"] == f"/s/{cast.school.id}/my"
    assert [piece.file.name for piece in pieces_of(task)] == ["скан.pdf"]
    draft = service.current_draft(task)
    assert draft is not None
    assert draft.note == "Была заметка"


def test_taken_out_and_put_back(cast: Cast, client_as: Clients) -> None:
    task = make_task(cast)
    piece, _new = give_file(task, cast.actor("owner"))
    db.session.commit()
    client = client_as("owner")
    answer = client.post(url(task, "pieces", str(piece.id), "remove"))
    page = client.page(answer.headers["Location"].partition("#")[0])
    assert pieces_of(task) == []
    back = page.xpath("//form[contains(@action, '/restore')]")[0]
    client.post(back.get("action"))
    assert len(pieces_of(task)) == 1


def test_recall_and_comment(cast: Cast, client_as: Clients) -> None:
    task = handed_in(cast)
    client = client_as("owner")
    client.post(url(task, "comment"), data={"text": "Забыла справку"})
    assert client.page(url(task)).xpath("//form[contains(@action, '/recall')]")
    client.post(url(task, "recall"))
    assert state_of(task) == TaskState.OPEN
    page = client.page(url(task))
    assert "Забыла справку" in text_of(page)
    assert client.post(url(task, "comment"), data={"text": ""}).status_code == 422


def test_a_download_is_the_file_and_nothing_else(cast: Cast, client_as: Clients) -> None:
    task = make_task(cast)
    piece, _new = give_file(task, cast.actor("owner"), name='отчёт "май";\u202e№5.pdf')
    db.session.commit()
    answer = client_as("owner").get(f"/s/{cast.school.id}/files/{piece.file_id}")
    assert answer.get_data() == PDF
    assert answer.content_length == len(PDF)
    assert answer.content_type == "application/pdf"
    disposition = answer.headers["Content-Disposition"]
    assert disposition == (
        f'attachment; filename="evidence-{piece.file_id}.pdf"; '
        "filename*=UTF-8''%D0%BE%D1%82%D1%87%D1%91%D1%82%20_%D0%BC%D0%B0%D0%B9_%3B%E2%84%965.pdf"
    )
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    answer.close()


@pytest.mark.parametrize(
    ("who", "status", "looks"),
    [
        ("owner", 200, 1),
        ("deputy", 200, 1),
        ("inspector", 200, 1),
        ("registrar", 404, 0),
        ("teacher", 404, 0),
    ],
)
def test_looks_at_confidential_files_are_recorded(
    cast: Cast, client_as: Clients, who: str, status: int, looks: int
) -> None:
    task = handed_in(cast, confidential=True)
    row = db.session.scalars(select(StoredFile)).one()
    answer = client_as(who).get(f"/s/{task.school_id}/files/{row.id}")
    assert answer.status_code == status
    answer.close()
    db.session.rollback()
    entries = db.session.scalars(select(AuditEntry).where(AuditEntry.tag == Tag.EVIDENCE_VIEWED)).all()
    assert len(entries) == looks


@pytest.mark.parametrize(
    ("who", "seen", "looks"), [("owner", True, 0), ("director", True, 1), ("registrar", False, 0)]
)
def test_the_page_of_a_confidential_task(
    cast: Cast, client_as: Clients, who: str, seen: bool, looks: int
) -> None:
    task = handed_in(cast, confidential=True)
    page = client_as(who).page(url(task))
    assert ("согласия.pdf" in text_of(page)) is seen
    db.session.rollback()
    entries = db.session.scalars(select(AuditEntry).where(AuditEntry.tag == Tag.EVIDENCE_VIEWED)).all()
    assert len(entries) == looks


def test_an_inspector_reads_with_hashes_and_changes_nothing(cast: Cast, client_as: Clients) -> None:
    task = handed_in(cast)
    row = db.session.scalars(select(StoredFile)).one()
    page = client_as("inspector").page(url(task))
    assert row.sha256 in text_of(page)
    assert page.xpath("//main//form") == []
    for act in ("files", "hand-in", "recall", "accept", "return", "comment"):
        assert client_as("inspector").post(url(task, act)).status_code == 403


def test_who_may_not_review_is_told_why(cast: Cast, client_as: Clients) -> None:
    task = make_task(cast, owner="deputy", reviewer=None)
    give_file(task, cast.actor("deputy"))
    service.hand_in(task, cast.actor("deputy"))
    db.session.commit()
    client = client_as("deputy")
    assert client.page(url(task)).xpath("//p[@class='note']")
    assert client.post(url(task, "accept")).status_code == 409
    assert state_of(task) == TaskState.SUBMITTED


def test_the_director_finds_the_decisions(cast: Cast, client_as: Clients) -> None:
    task = make_task(cast)
    links = client_as("director").page(url(task)).xpath("//main//a/@href")
    assert {url(task, act) for act in ("owner", "date", "waive")} <= set(links)
    assert url(task, "waive") not in client_as("owner").page(url(task)).xpath("//main//a/@href")


@pytest.mark.parametrize("path", ["", "/files", "/hand-in", "/recall", "/accept", "/return", "/comment"])
def test_a_strangers_task_is_unknown(cast: Cast, client_as: Clients, path: str) -> None:
    task = make_task(cast)
    foreign = f"/s/{cast.other.id}/tasks/{task.id}{path}"
    client = client_as("stranger")
    answer = client.post(foreign) if path else client.get(foreign)
    assert answer.status_code == 404


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


def test_a_file_that_was_changed_on_the_disk_is_not_given_out(cast: Cast, client_as: Clients) -> None:
    task = handed_in(cast)
    row = db.session.scalars(select(StoredFile)).one()
    (store.root() / row.path).write_bytes(b"x" * row.size)
    answer = client_as("owner").get(f"/s/{task.school_id}/files/{row.id}")
    assert answer.status_code == 503


def test_files_of_a_refused_command_do_not_stay(cast: Cast, client_as: Clients) -> None:
    task = handed_in(cast)
    before = sum(path.is_file() for path in store.root().rglob("*"))
    answer = client_as("owner").post(url(task, "files"), data=send("поздно.pdf"))
    assert answer.status_code == 409
    assert sum(path.is_file() for path in store.root().rglob("*")) == before
    assert len(db.session.scalars(select(Submission)).all()) == 1
