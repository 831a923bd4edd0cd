"""The menu leads each person to pages that open, and every page is guarded."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from lxml import html

from regtrack.extensions import db
from regtrack.navigation import INSTALLATION, MENU, Entry
from regtrack.permissions import RIGHTS, declared
from regtrack.web import POLICY
from tests.cast import PEOPLE, Cast
from tests.page_client import PageClient

ClientAs = Callable[[str | None], PageClient]
GUARDS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
}


def menu_of(page: Any) -> list[str]:
    return [str(href) for href in page.xpath("//nav//a/@href") if href.startswith("/s/")]


@pytest.mark.parametrize("entry", MENU, ids=lambda entry: entry.endpoint)
def test_who_sees_an_entry_may_open_its_page(app: Any, entry: Entry) -> None:
    what = declared(app.view_functions[entry.endpoint])
    seen_by = [granted for granted in RIGHTS.values() if entry.permission in granted]
    assert what is not None
    assert seen_by, "nobody sees it"
    assert all(what.permission in granted for granted in seen_by)


@pytest.mark.parametrize("who", PEOPLE)
def test_every_entry_that_is_seen_opens(client_as: ClientAs, who: str) -> None:
    client = client_as(who)
    first = client.get("/", follow_redirects=True)
    assert first.status_code == 200
    seen = menu_of(html.fromstring(first.get_data(as_text=True)))
    assert seen
    for url in dict.fromkeys(seen):
        assert client.page(url).xpath("//nav//a[@aria-current]"), url


@pytest.mark.parametrize("endpoint", [endpoint for _title, endpoint in INSTALLATION])
def test_the_installations_menu_opens(app: Any, client_as: ClientAs, cast: Cast, endpoint: str) -> None:
    cast["administrator"].account.installation_admin = True
    db.session.commit()
    with app.test_request_context():
        url = app.url_for(endpoint)
    page = client_as("administrator").page(url)
    assert page.xpath("//nav//a[@href=$url]", url=url)


def test_every_page_without_an_object_is_guarded(app: Any, client_as: ClientAs, cast: Cast) -> None:
    client, tried = client_as("director"), 0
    with app.test_request_context():
        urls = [
            app.url_for(rule.endpoint, **({"school_id": cast.school.id} if rule.arguments else {}))
            for rule in app.url_map.iter_rules()
            if "GET" in (rule.methods or ()) and rule.arguments <= {"school_id"}
        ]
    for url in [*urls, "/nowhere", f"/s/{cast.other.id}/tasks"]:
        answer = client.get(url)
        assert {name: answer.headers.get(name) for name in GUARDS} == GUARDS, url
        tried += 1
    assert tried > 20
