"""The page of a task: proof handed in, returned, accepted, as each person sees it."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import pytest
from sqlalchemy import select

from regtrack.evidence import service
from regtrack.evidence.models import StoredFile
from regtrack.extensions import db
from regtrack.formatting import sort_key
from regtrack.obligations.models import TaskState
from tests.cast import Cast
from tests.evidence.samples import PDF
from tests.evidence.tasks import FOLDER, REPORT, give_file, handed_in, make_task
from tests.page_client import PageClient
from tests.workspace.pages import pieces_of, send, state_of, text_of, url

Clients = Callable[[str], PageClient]


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
            "url": "наша школа",
            "statement": "Собрано",
            "evidence_date": "2027-01-01",
            "note": "Заметка",
        },
    )
    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    assert "плохо.exe" in page
    assert 'value="наша школа"' in page
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


def test_helpers_stand_in_the_order_of_the_alphabet(cast: Cast, client_as: Clients) -> None:
    task = make_task(cast, helpers=("deputy", "teacher", "helper"))
    said = text_of(client_as("owner").page(url(task)))
    names = [cast[who].account.short_name for who in ("deputy", "teacher", "helper")]
    assert ", ".join(sorted(names, key=sort_key)) in said
    assert sorted(names, key=sort_key) != sorted(names)
