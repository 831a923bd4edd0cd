"""One's own account."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from regtrack.audit.models import AuditEntry
from regtrack.extensions import db
from regtrack.people import passwords, sessions
from regtrack.people.models import Account, LoginSession
from tests.cast import PASSWORD, Cast
from tests.page_client import PageClient

Clients = Callable[[str | None], PageClient]
NEW = {"current": PASSWORD, "new": "корова ест сено", "again": "корова ест сено"}


@pytest.fixture
def owner(cast: Cast) -> Cast:
    cast["owner"].account.password_hash = passwords.hash_password(PASSWORD)
    db.session.commit()
    return cast


def test_a_changed_password_ends_the_other_sessions_and_renews_this_one(
    owner: Cast, client_as: Clients
) -> None:
    client, other, thief = client_as("owner"), client_as("owner"), client_as(None)
    cookie = client.get_cookie("regtrack")
    assert cookie is not None
    thief.set_cookie("regtrack", cookie.value)
    assert client.post("/account/password", data=NEW).location == "/"
    assert client.get("/account").status_code == 200
    assert other.get("/account").location == "/login"
    assert thief.get("/account").location == "/login"
    tags = db.session.scalars(select(AuditEntry.tag)).all()
    assert tags == ["password.changed"]


@pytest.mark.parametrize(
    "change",
    [
        {"current": "not the password"},
        {"current": ""},
        {"again": "корова ест мясо"},
        {"new": "короткий", "again": "короткий"},
        {"new": "qwertyuiop", "again": "qwertyuiop"},
        {"new": PASSWORD, "again": PASSWORD},
    ],
)
def test_what_does_not_change_a_password(owner: Cast, client_as: Clients, change: dict[str, str]) -> None:
    client, other = client_as("owner"), client_as("owner")
    before = owner["owner"].account.password_hash
    answer = client.post("/account/password", data={**NEW, **change})
    assert answer.status_code == 422
    for word in (PASSWORD, NEW["new"]):
        assert word not in answer.get_data(as_text=True)
    assert other.get("/account").status_code == 200
    assert db.session.get_one(Account, owner["owner"].account_id).password_hash == before


def test_language_and_look_are_kept(cast: Cast, client_as: Clients) -> None:
    client = client_as("owner")
    client.get("/language/en")
    done = client.post("/account", data={"email": "new@school.test", "language": "kk", "theme": "dark"})
    assert done.location == "/account"
    page = client.page("/account")
    assert (page.get("lang"), page.get("data-theme")) == ("kk", "dark")
    assert page.xpath("//input[@name='email']/@value") == ["new@school.test"]
    assert db.session.scalars(select(AuditEntry.tag)).all() == ["account.changed"]


@pytest.mark.parametrize("change", [{"email": "nowhere"}, {"language": "tlh"}, {"theme": "neon"}])
def test_impossible_settings_are_refused(cast: Cast, client_as: Clients, change: dict[str, str]) -> None:
    data = {"email": "", "language": "", "theme": "auto", **change}
    assert client_as("owner").post("/account", data=data).status_code == 422


def test_a_device_is_signed_out_from_the_list(cast: Cast, client_as: Clients) -> None:
    client, other = client_as("owner"), client_as("owner")
    page = client.page("/account")
    actions = page.xpath("//form[contains(@action, '/sessions/')]/@action")
    assert len(actions) == 2  # the other device, and all others at once
    assert client.post(actions[0]).location == "/account"
    assert other.get("/account").location == "/login"
    assert client.get("/account").status_code == 200


def test_all_other_devices_are_signed_out_at_once(cast: Cast, client_as: Clients) -> None:
    client, others = client_as("owner"), [client_as("owner"), client_as("owner")]
    client.post("/account/sessions/end")
    assert [other.get("/account").location for other in others] == ["/login", "/login"]
    assert db.session.scalar(select(func.count()).select_from(LoginSession)) == 1


def test_a_token_is_kept_only_as_a_hash(cast: Cast) -> None:
    holder = sessions.start(cast["owner"].account, "there")
    row = db.session.scalars(select(LoginSession)).one()
    assert holder.get_id() not in (row.token_hash, row.device)
    assert sessions.load(holder.get_id()) is not None
    assert sessions.load(row.token_hash) is None
