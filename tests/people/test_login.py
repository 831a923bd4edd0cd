"""The door as a browser sees it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from lxml import html as parser
from sqlalchemy import func, select

from regtrack import clock
from regtrack.audit.models import AuditEntry
from regtrack.extensions import db
from regtrack.people import passwords, sessions
from regtrack.people.models import LoginFailure, LoginSession
from tests.cast import PASSWORD, Cast
from tests.page_client import PageClient

Clients = Callable[[str | None], PageClient]


@pytest.fixture(scope="module")
def password_hash() -> str:
    return passwords.hash_password(PASSWORD)


@pytest.fixture
def owner(cast: Cast, password_hash: str) -> Cast:
    cast["owner"].account.password_hash = password_hash
    db.session.commit()
    return cast


def sign_in(client: PageClient, login: str = "owner", password: str = PASSWORD) -> Any:
    return client.post("/login", data={"login": login, "password": password})


def tags() -> list[str]:
    return list(db.session.scalars(select(AuditEntry.tag).order_by(AuditEntry.id)))


def test_the_right_password_opens(owner: Cast, client_as: Clients) -> None:
    client = client_as(None)
    answer = sign_in(client, " OWNER ")
    assert (answer.status_code, answer.location) == (302, "/")
    assert client.get("/account").status_code == 200
    assert "account.signed_in" in tags()


@pytest.mark.parametrize(("login", "password"), [("owner", "wrong password"), ("nobody", PASSWORD)])
def test_a_wrong_login_and_a_wrong_password_read_the_same(
    owner: Cast, client_as: Clients, login: str, password: str
) -> None:
    answer = sign_in(client_as(None), login, password)
    page = parser.fromstring(answer.get_data(as_text=True))
    assert answer.status_code == 422
    summary = page.xpath("//*[@data-error-summary]//li")
    assert [" ".join(part.text_content().split()) for part in summary] != []
    assert page.findtext(".//title").startswith(("Ошибка", "Error", "Қате"))
    assert db.session.scalar(select(func.count()).select_from(LoginFailure)) == 2
    assert tags() == ["account.sign_in_failed"]


def test_an_unknown_login_is_checked_as_long_as_a_known_one(
    owner: Cast, client_as: Clients, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Counted, not timed: each answer costs exactly one check of a hash of the same strength."""
    seen: list[str] = []
    hasher = passwords._hasher()
    verify = hasher.verify

    def counting(password: str, kept: str) -> bool:
        seen.append(kept.rsplit("$", 2)[0])
        return bool(verify(password, kept))

    monkeypatch.setattr(hasher, "verify", counting)
    sign_in(client_as(None), "owner", "wrong password")
    sign_in(client_as(None), "nobody", "wrong password")
    assert len(seen) == 2
    assert seen[0] == seen[1]


def test_a_closed_account_does_not_open(owner: Cast, client_as: Clients) -> None:
    owner["owner"].account.disabled_at = clock.now()
    db.session.commit()
    assert sign_in(client_as(None)).status_code == 422


def test_after_five_wrong_ones_even_the_right_one_waits_some_seconds(owner: Cast, client_as: Clients) -> None:
    client = client_as(None)
    for _n in range(5):
        assert sign_in(client, password="wrong password").status_code == 422
    answer = sign_in(client)
    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == "5"
    assert "5" in parser.fromstring(answer.get_data(as_text=True)).xpath("string(//*[@data-error-summary])")
    with clock.at(clock.now() + timedelta(seconds=5)):
        assert sign_in(client).status_code == 302
    assert db.session.scalar(select(func.count()).select_from(LoginFailure)) == 5  # the address's own


def test_an_owner_in_a_known_browser_is_not_kept_out(owner: Cast, client_as: Clients) -> None:
    known = client_as(None)
    sign_in(known)
    known.post("/logout")
    other = client_as(None)
    for _n in range(6):
        sign_in(other, password="wrong password")
    assert sign_in(other).status_code == 429
    assert sign_in(known).status_code == 302


def test_a_copied_cookie_is_dead_after_signing_out(owner: Cast, client_as: Clients) -> None:
    client, thief = client_as(None), client_as(None)
    sign_in(client)
    cookie = client.get_cookie("regtrack")
    assert cookie is not None
    thief.set_cookie("regtrack", cookie.value)
    assert thief.get("/account").status_code == 200
    assert client.post("/logout").location == "/login"
    assert thief.get("/account").location == "/login"
    assert client.get("/account").location == "/login"
    assert tags()[-1] == "account.signed_out"


def test_signing_in_begins_a_new_session_and_ends_the_one_before(owner: Cast, client_as: Clients) -> None:
    client, watcher = client_as(None), client_as(None)
    with client.session_transaction() as session:
        session["csrf_token"] = "known before"
    sign_in(client)
    first = client.get_cookie("regtrack")
    assert first is not None
    with client.session_transaction() as session:
        assert session.get("csrf_token") != "known before"
    sign_in(client)
    watcher.set_cookie("regtrack", first.value)
    assert watcher.get("/account").location == "/login"
    assert db.session.scalar(select(func.count()).select_from(LoginSession)) == 1


def test_after_signing_in_one_is_where_one_wanted_to_be(owner: Cast, client_as: Clients) -> None:
    client = client_as(None)
    assert client.get("/account?from=mail").location == "/login"
    assert sign_in(client).location == "/account?from=mail"


def test_a_planted_place_is_not_gone_to(owner: Cast, client_as: Clients) -> None:
    client = client_as(None)
    with client.session_transaction() as session:
        session["after_login"] = "//evil.example/"
    assert sign_in(client).location == "/"


def test_a_temporary_password_must_be_changed_first(owner: Cast, client_as: Clients) -> None:
    owner["owner"].account.must_change_password = True
    db.session.commit()
    client = client_as(None)
    client.get("/account?a=1")
    assert sign_in(client).location == "/account/password"
    assert client.get("/account").location == "/account/password"
    page = client.page("/account/password")
    assert not page.xpath("//input[@name='current']")
    new = {"new": "корова ест сено", "again": "корова ест сено"}
    assert client.post("/account/password", data={"new": PASSWORD, "again": PASSWORD}).status_code == 422
    assert client.post("/account/password", data=new).location == "/account?a=1"
    assert client.get("/account").status_code == 200


@pytest.mark.parametrize(
    ("target", "location"),
    [("/login?x=1", "/login?x=1"), ("//evil.example", "/"), ("https://evil.example", "/"), ("", "/")],
)
def test_the_language_is_switched_and_leads_back(
    cast: Cast, client_as: Clients, target: str, location: str
) -> None:
    client = client_as(None)
    answer = client.get("/language/kk", query_string={"next": target})
    assert answer.location == location
    assert client.page("/login").get("lang") == "kk"
    client.get("/language/en")
    assert client.page("/login").get("lang") == "en"


def test_an_unknown_language_is_not_there(cast: Cast, client_as: Clients) -> None:
    assert client_as(None).get("/language/tlh").status_code == 404


def test_outside_a_demo_nobody_enters_without_a_password(cast: Cast, client_as: Clients) -> None:
    client = client_as(None)
    assert not client.page("/login").xpath("//form[contains(@action, 'demo')]")
    assert client.post(f"/login/demo/{cast['owner'].account_id}").status_code == 404
    cast.school.demo = True  # one real school in the database, and it is no demo any more
    db.session.commit()
    assert client.post(f"/login/demo/{cast['owner'].account_id}").status_code == 404
    assert db.session.scalar(select(func.count()).select_from(LoginSession)) == 0


def test_in_a_demo_one_press_signs_in(cast: Cast, client_as: Clients) -> None:
    cast.school.demo = cast.other.demo = True
    db.session.commit()
    client = client_as(None)
    actions = client.page("/login").xpath("//form[contains(@action, 'demo')]/@action")
    assert f"/login/demo/{cast['director'].account_id}" in actions
    assert len(actions) == len(set(actions)) == len(cast.members)
    assert client.post(actions[0]).status_code == 302
    assert client.get("/account").status_code == 200
    assert client.post("/login/demo/987654").status_code == 404


def test_an_idle_session_ends(owner: Cast, client_as: Clients) -> None:
    client = client_as("owner")
    with clock.at(clock.now() + timedelta(minutes=100)):
        assert client.get("/account").status_code == 200
    with clock.at(clock.now() + timedelta(minutes=230)):
        assert client.get("/account").location == "/login"
    assert sessions.open_sessions(owner["owner"].account_id) != []
