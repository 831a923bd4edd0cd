"""The day after the last one: a browser that is still signed in opens nothing of the school."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from regtrack import clock
from regtrack.extensions import db
from regtrack.people import accounts, passwords
from tests.cast import Cast
from tests.page_client import PageClient


@pytest.mark.parametrize("field", ["valid_until", "left_on"])
@pytest.mark.parametrize("who", ["inspector", "owner"])
def test_the_last_day_is_the_last(
    cast: Cast, client_as: Callable[[str], PageClient], who: str, field: str
) -> None:
    setattr(cast[who], field, date(2026, 11, 20))
    db.session.commit()
    midnight = datetime(2026, 11, 20, 17, 0, tzinfo=UTC)
    addresses = [f"/s/{cast.school.id}/{place}" for place in ("tasks", "regulations", "calendar")]
    with clock.at(midnight - timedelta(minutes=5)):
        client = client_as(who)
        assert [client.get(address).status_code for address in addresses] == [200] * 3
    with clock.at(midnight + timedelta(minutes=5)):
        assert [client.get(address).status_code for address in addresses] == [404] * 3
        assert cast.school.short_name not in client.get("/account").get_data(as_text=True)


def test_a_cookie_does_not_outlive_a_password_changed_elsewhere(
    cast: Cast, client_as: Callable[[str], PageClient]
) -> None:
    cast["owner"].account.password_hash = passwords.hash_password("тихий-паровоз-42")
    client = client_as("owner")
    assert client.get("/account").status_code == 200
    accounts.change_password(cast["owner"].account, "громкий-пароход-17", actor=cast.actor("owner"))
    db.session.commit()
    answer = client.get("/account")
    assert (answer.status_code, answer.location) == (302, "/login")
