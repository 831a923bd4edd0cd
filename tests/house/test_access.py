"""Every address, taken from the table of routes: who is let in, and that no school sees another."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import product
from typing import Any, NamedTuple

import pytest
from sqlalchemy import func, select
from werkzeug.routing import Rule

from regtrack import clock
from regtrack.audit.models import AuditEntry
from regtrack.extensions import db
from regtrack.people.models import LoginSession
from regtrack.permissions import RIGHTS, Permission, Right, declared
from tests.cast import Cast
from tests.house.rows import MARK, Rows, model_named
from tests.page_client import PageClient

# `<name>_id` in an address → its table, where the two have different names.
TABLES = {
    "member": "membership",
    "class": "school_class",
    "holder": "role_holder",
    "session": "login_session",
    "file": "stored_file",
    "event": "school_event",
    "change": "calendar_change",
    "period": "school_period",
    "message": "outbox_message",
    "draft": "adoption_draft",
    "item": "adoption_item",
    "comment": "task_comment",
}
# Shared by all schools: nothing to hide, but an id that nobody has is 404.
SHARED = {"edition"}
# Arguments that are no ids, with a value that the route understands.
WORDS: dict[str, str] = {"language": "kk", "filename": "icon.svg", "step": "people"}
NOBODYS = 987_654
WHO = {
    Right.ADMINISTRATOR: "administrator",
    Right.DIRECTOR: "director",
    Right.DEPUTY: "deputy",
    Right.STAFF: "owner",
    Right.REGISTRAR: "registrar",
    Right.INSPECTOR: "inspector",
    Right.COORDINATOR: "coordinator",
}


class Door(NamedTuple):
    """One method of one address."""

    rule: Rule
    method: str
    access: str
    permission: Permission | None

    @property
    def arguments(self) -> list[str]:
        return sorted(self.rule.arguments - {"school_id"})

    def url(self, app: Any, **values: Any) -> str:
        words = {name: WORDS[name] for name in self.rule.arguments if name in WORDS}
        with app.test_request_context():
            return str(app.url_for(self.rule.endpoint, **{**words, **values}))


def doors(app: Any, *access: str) -> Iterator[Door]:
    for rule in app.url_map.iter_rules():
        what = declared(app.view_functions[rule.endpoint])
        if what is None or (access and what.access not in access):
            continue
        for method in sorted((rule.methods or set()) & {"GET", "POST", "PUT", "PATCH", "DELETE"}):
            yield Door(rule, method, what.access, what.permission)


def ids(door: Door, rows: Rows) -> dict[str, int]:
    """An id of these rows for each argument of the address."""
    found = {}
    for name in door.arguments:
        if name in WORDS:
            continue
        bare = name.removesuffix("_id")
        model = model_named(bare, TABLES)
        if bare in SHARED and not set(door.arguments) - {name} - set(WORDS):
            found[name] = NOBODYS  # alone it hides nothing; beside a foreign object it exists
        elif model is not None:
            found[name] = rows.id_of(model)
    return found


@pytest.fixture
def foreign(cast: Cast) -> Rows:
    return Rows(cast.other.id)


@pytest.fixture
def own(cast: Cast) -> Rows:
    return Rows(cast.school.id)


def test_every_endpoint_says_who_may_enter(app: Any) -> None:
    silent = [name for name, view in app.view_functions.items() if declared(view) is None]
    assert silent == []


def test_an_address_with_a_school_asks_for_a_right_in_it(app: Any) -> None:
    for rule in app.url_map.iter_rules():
        what = declared(app.view_functions[rule.endpoint])
        assert what is not None
        assert ("school_id" in rule.arguments) == (what.access == "school"), rule.rule
        assert (what.permission is not None) == (what.access == "school"), rule.rule


def test_every_argument_of_an_address_is_known(app: Any) -> None:
    unknown = {
        (door.rule.rule, name)
        for door in doors(app)
        for name in door.arguments
        if name not in WORDS
        and name.removesuffix("_id") not in SHARED
        and model_named(name.removesuffix("_id"), TABLES) is None
    }
    assert unknown == set(), "tell TABLES, SHARED or WORDS what these are"


def test_every_right_is_tried(cast: Cast) -> None:
    assert set(WHO) == set(RIGHTS) == set(Right)
    for right, who in WHO.items():
        assert [row.right for row in cast[who].rights] == [right]


def test_who_is_signed_out_is_asked_to_sign_in(
    app: Any, client_as: Callable[[str | None], PageClient], foreign: Rows, cast: Cast
) -> None:
    client = client_as(None)
    tried = 0
    for door in doors(app, "school", "account", "installation"):
        values = ids(door, foreign)
        if door.access == "school":
            values["school_id"] = cast.other.id
        db.session.commit()
        answer = client.open(door.url(app, **values), method=door.method)
        assert answer.status_code == 302, (door.method, door.rule.rule)
        assert answer.location == "/login", door.rule.rule
        tried += 1
    assert tried > 10


@pytest.mark.parametrize("right", list(WHO))
def test_another_school_is_not_there(
    app: Any, client_as: Callable[[str | None], PageClient], cast: Cast, foreign: Rows, right: Right
) -> None:
    """A foreign school in the address is 404 for every right, on every route, whatever the objects are."""
    client, tried = client_as(WHO[right]), 0
    chosen = list(doors(app, "school"))
    values = [ids(door, foreign) for door in chosen]
    db.session.commit()
    before = _entries()
    for door, objects in zip(chosen, values, strict=True):
        answer = client.open(door.url(app, school_id=cast.other.id, **objects), method=door.method)
        _not_there(door, answer)
        tried += 1
    assert tried > 10
    assert _entries() == before


@pytest.mark.parametrize("right", list(WHO))
def test_foreign_objects_are_not_there(
    app: Any,
    client_as: Callable[[str | None], PageClient],
    cast: Cast,
    foreign: Rows,
    own: Rows,
    right: Right,
) -> None:
    """In one's own school: 403 without the permission, 404 for objects of another, no mixture opens."""
    client = client_as(WHO[right])
    for door in doors(app, "school"):
        theirs, ours = ids(door, foreign), ids(door, own)
        db.session.commit()
        for mixture in _mixtures(theirs, ours):
            url = door.url(app, school_id=cast.school.id, **mixture)
            before = _entries()
            answer = client.open(url, method=door.method)
            if door.permission not in RIGHTS[right]:
                assert answer.status_code == 403, (door.method, url, right)
            elif mixture == theirs:
                _not_there(door, answer)
            else:
                # An own object on the way may be refused before the foreign one is even looked for.
                assert answer.status_code in {403, 404}, (door.method, url, answer.status_code)
            assert MARK not in answer.get_data(as_text=True), url
            assert _entries() == before, url


@pytest.mark.parametrize("right", list(WHO))
def test_what_is_not_allowed_is_refused(
    app: Any, client_as: Callable[[str | None], PageClient], cast: Cast, own: Rows, right: Right
) -> None:
    """Also with objects of one's own school; what is allowed does not answer 403."""
    client = client_as(WHO[right])
    for door in doors(app, "school"):
        allowed = door.permission in RIGHTS[right]
        if allowed and (door.method != "GET" or ids(door, own)):
            continue
        url = door.url(app, school_id=cast.school.id, **ids(door, own))
        db.session.commit()
        answer = client.open(url, method=door.method)
        assert (answer.status_code == 403) != allowed, (door.method, url, answer.status_code)


def test_the_installation_is_closed_to_people_of_schools(
    app: Any, client_as: Callable[[str | None], PageClient], foreign: Rows
) -> None:
    for who in WHO.values():
        client = client_as(who)
        for door in doors(app, "installation"):
            values = ids(door, foreign)
            db.session.commit()
            answer = client.open(door.url(app, **values), method=door.method)
            assert answer.status_code == 403, (who, door.rule.rule)


def test_things_of_another_account_are_not_there(
    app: Any, client_as: Callable[[str | None], PageClient], cast: Cast, foreign: Rows
) -> None:
    client = client_as("owner")
    client_as("stranger")
    theirs = db.session.scalars(
        select(LoginSession.id).where(LoginSession.account_id == cast["stranger"].account_id)
    ).one()
    for door in doors(app, "account"):
        if not ids(door, foreign):
            continue
        assert set(door.arguments) <= {"session_id"}, "say here whose things these are"
        db.session.commit()
        answer = client.open(door.url(app, session_id=theirs), method=door.method)
        assert answer.status_code == 404, door.rule.rule
    assert db.session.get(LoginSession, theirs) is not None


@pytest.mark.parametrize("how", ["left", "expired"])
def test_who_has_left_finds_no_school(
    app: Any, client_as: Callable[[str | None], PageClient], cast: Cast, own: Rows, how: str
) -> None:
    yesterday = clock.today(cast.school.time_zone).replace(day=19)
    if how == "left":
        cast["director"].left_on = yesterday
    else:
        cast["director"].valid_until = yesterday
    db.session.commit()
    client = client_as("director")
    for door in doors(app, "school"):
        url = door.url(app, school_id=cast.school.id, **ids(door, own))
        db.session.commit()
        assert client.open(url, method=door.method).status_code == 404, url


def _mixtures(theirs: dict[str, int], ours: dict[str, int]) -> Iterator[dict[str, int]]:
    """Every choice of own and foreign ids with at least one foreign id."""
    names = list(theirs)
    for choice in product((False, True), repeat=len(names)):
        if any(choice):
            yield {
                name: theirs[name] if foreign else ours[name]
                for name, foreign in zip(names, choice, strict=True)
            }


def _not_there(door: Door, answer: Any) -> None:
    text = answer.get_data(as_text=True)
    assert answer.status_code == 404, (door.method, door.rule.rule, answer.status_code)
    assert not re.search(re.escape(MARK), text), door.rule.rule


def _entries() -> int:
    return db.session.scalar(select(func.count()).select_from(AuditEntry)) or 0
