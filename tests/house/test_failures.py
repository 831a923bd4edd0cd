"""When the database or the disk fails: a page in words for whoever asked, and afterwards all is as before."""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from regtrack import clock
from regtrack.extensions import db
from tests.cast import Cast
from tests.page_client import PageClient, check_page

Clients = Callable[[str | None], PageClient]


class Silent:
    """A database that answers nothing while `down` is set."""

    down = False

    def __call__(self, *_statement: Any) -> None:
        if self.down:
            raise OperationalError("", None, OSError("server closed the connection"))


@pytest.fixture
def database() -> Iterator[Silent]:
    silent = Silent()
    event.listen(db.engine, "before_cursor_execute", silent)
    yield silent
    event.remove(db.engine, "before_cursor_execute", silent)


@pytest.mark.parametrize("who", ["director", "owner", None])
@pytest.mark.parametrize("address", ["/", "/s/1/tasks", "/s/1/overview", "/account", "/nowhere"])
def test_a_dead_database_is_said_and_comes_back(
    client_as: Clients, cast: Cast, database: Silent, who: str | None, address: str
) -> None:
    client = client_as(who)
    before = client.get(address).status_code
    database.down = True
    answer = client.get(address)
    if who is not None:
        assert answer.status_code == 503
        check_page(answer.get_data(as_text=True))
        assert "<h1" in answer.get_data(as_text=True)
    assert "Traceback" not in answer.get_data(as_text=True)
    database.down = False
    assert client.get(address).status_code == before


def test_a_sent_form_finds_a_dead_database(client_as: Clients, cast: Cast, database: Silent) -> None:
    client = client_as("director")
    database.down = True
    answer = client.post("/s/1/assign", data={"title": "x"})
    assert answer.status_code == 503
    assert "<h1" in answer.get_data(as_text=True)


def test_a_session_that_cannot_be_noted_is_no_failure(
    client_as: Clients, cast: Cast, database: Silent, app: Any
) -> None:
    """Whoever comes back after a while is noted after the answer; that note may fail without harm."""
    client = client_as("director")

    def fall(_sender: object, **_more: object) -> None:
        database.down = True

    from flask import request_finished

    with clock.at(clock.now() + timedelta(minutes=10)), request_finished.connected_to(fall, app):
        assert client.get(f"/s/{cast.school.id}/tasks").status_code == 200
    database.down = False


@pytest.mark.parametrize(
    ("number", "status"),
    [(errno.ENOSPC, 507), (errno.EFBIG, 507), (errno.EROFS, 503), (errno.EACCES, 503), (errno.EIO, 503)],
)
def test_a_disk_that_does_not_take_is_said(app: Any, client_as: Clients, number: int, status: int) -> None:
    def fails() -> str:
        raise OSError(number, "said by the system")

    client = client_as("director")
    answer = _answer_of(app, client, fails)
    assert answer.status_code == status
    assert "said by the system" not in answer.get_data(as_text=True)


def _answer_of(app: Any, client: PageClient, view: Callable[[], str]) -> Any:
    """What a page answers whose view is this one."""
    whole = app.view_functions["workspace.home"]
    try:
        view.__dict__.update(whole.__dict__)
        app.view_functions["workspace.home"] = view
        return client.get("/")
    finally:
        app.view_functions["workspace.home"] = whole
