"""Decisions on a task, assignments and own items as a person meets them on pages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from lxml import html as parser
from sqlalchemy import select

from regtrack import clock
from regtrack.extensions import db
from regtrack.obligations.making import make_tasks
from regtrack.obligations.models import AdoptionItem, Task, TaskEvent, TaskState
from regtrack.people.leaving import holdings
from tests.cast import Cast
from tests.obligations.population import adopt_plainly
from tests.page_client import PageClient

Browser = Callable[[str], PageClient]


@pytest.fixture
def task(cast: Cast) -> Task:
    make_tasks(adopt_plainly(cast, [{"by": "12-15"}]))
    db.session.commit()
    return db.session.scalars(select(Task)).one()


def test_decisions_on_a_task(client_as: Browser, cast: Cast, task: Task) -> None:
    client = client_as("director")
    home = f"/s/{cast.school.id}/tasks/{task.id}"
    for change, sent in (
        ("owner", {"owner": str(cast["teacher"].id), "reviewer": "", "reason": "отпуск"}),
        ("date", {"due_on": "2026-12-20", "reason": "перенос"}),
        ("waive", {"reason": "не нужно"}),
        ("unwaive", {}),
    ):
        client.page(f"{home}/{change}")
        response = client.post(f"{home}/{change}", data=sent)
        assert (response.status_code, response.location) == (302, home), change
    db.session.refresh(task)
    assert (task.owner_id, task.reviewer_id) == (cast["teacher"].id, None)
    assert (task.due_on, task.state) == (date(2026, 12, 20), "open")
    kinds = db.session.scalars(select(TaskEvent.kind).order_by(TaskEvent.seq)).all()
    assert list(kinds) == ["made", "owner_changed", "date_changed", "waive", "unwaive"]
    task.state = TaskState.ACCEPTED
    db.session.commit()
    assert client.post(f"{home}/reopen", data={"reason": "не тот файл"}).status_code == 302


def test_a_decision_needs_its_reason_and_a_fitting_state(client_as: Browser, cast: Cast, task: Task) -> None:
    client = client_as("director")
    home = f"/s/{cast.school.id}/tasks/{task.id}"
    response = client.post(f"{home}/waive", data={"reason": " "})
    assert response.status_code == 422
    assert parser.fromstring(response.text).xpath("//*[@data-error-summary]//a/@href") == ["#reason"]
    assert client.post(f"{home}/reopen", data={"reason": "зачем"}).status_code == 422
    assert (
        client.post(f"{home}/owner", data={"owner": str(cast["deputy"].id), "reason": "a"}).status_code == 422
    )
    assert client_as("deputy").get(f"{home}/waive").status_code == 403
    assert client.get(f"/s/{cast.school.id}/tasks/999/waive").status_code == 404


def test_an_assignment_is_given(client_as: Browser, cast: Cast) -> None:
    client = client_as("deputy")
    client.page(f"/s/{cast.school.id}/assign")
    due = (clock.now().date() + timedelta(days=5)).isoformat()
    sent = {
        "title": "Справка о сайте",
        "owner": str(cast["owner"].id),
        "reviewer": str(cast["deputy"].id),
        "due_on": due,
        "evidence": ["report"],
    }
    assert client.post(f"/s/{cast.school.id}/assign", data={**sent, "title": " "}).status_code == 422
    response = client.post(f"/s/{cast.school.id}/assign", data=sent)
    task = db.session.scalars(select(Task)).one()
    assert response.location == f"/s/{cast.school.id}/tasks/{task.id}"
    assert [one["kind"] for one in task.evidence] == ["report"]


@pytest.mark.parametrize(
    ("rule", "stored"),
    [
        ({"form": "by", "day": "2027-03-01"}, {"by": "03-01"}),
        ({"form": "month", "month": "2"}, {"month": 2}),
        ({"form": "each", "rhythm": "month"}, {"each": "month", "at": "end"}),
        ({"form": "throughout", "rhythm": "half_year"}, {"throughout": True, "review": "half_year"}),
        ({"form": "on", "event": "parents_meeting"}, {"on": {"event": "parents_meeting"}}),
        (
            {"form": "after", "event": "order_registered", "number": "10"},
            {"after": {"event": "order_registered", "working_days": 10}},
        ),
        ({"form": "undecided"}, {"undecided": True}),
        ({"form": "by", "day": "tomorrow"}, None),
        ({"form": "each", "rhythm": "decade"}, None),
        ({"form": "month", "month": "13"}, None),
        ({"form": "after", "event": "order_registered", "number": "0"}, None),
        ({}, None),
    ],
)
def test_an_own_item_with_each_form_of_deadline(
    client_as: Browser, cast: Cast, rule: dict[str, str], stored: dict[str, Any] | None
) -> None:
    adoption = adopt_plainly(cast, [{"by": "12-15"}])
    db.session.commit()
    client = client_as("director")
    url = f"/s/{cast.school.id}/regulations/{adoption.id}/items/new"
    client.page(url)
    sent = {"title": "Своё дело", "owner": str(cast["owner"].id), "reviewer": ""}
    response = client.post(url, data={**sent, **{f"rule.{name}": value for name, value in rule.items()}})
    own = db.session.scalars(select(AdoptionItem).where(AdoptionItem.item_id.is_(None))).all()
    if stored is None:
        assert response.status_code == 422
        assert own == []
    else:
        assert response.status_code == 302
        assert [item.rule for item in own] == [stored]


def test_who_leaves_is_told_what_they_hold(app: Any, cast: Cast, task: Task) -> None:
    with app.test_request_context():
        owned = holdings(cast["owner"])
        reviewed = holdings(cast["deputy"])
    assert f"/s/{cast.school.id}/tasks?owner={cast['owner'].id}" in {one.url for one in owned}
    assert f"/s/{cast.school.id}/tasks?reviewer={cast['deputy'].id}" in {one.url for one in reviewed}
