from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from regtrack import clock
from regtrack.extensions import db
from regtrack.people import devices, throttle
from regtrack.people.models import LoginFailure

HERE, THERE = "192.0.2.1", "198.51.100.7"


def fail(times: int, login: str = "owner", address: str = HERE, device: str = "") -> None:
    for _n in range(times):
        throttle.note_failure(login, address, device)


@pytest.mark.parametrize(
    ("failures", "seconds"), [(0, 0), (4, 0), (5, 5), (6, 10), (7, 20), (10, 160), (11, 300), (40, 300)]
)
def test_the_wait_grows_and_stays_bounded(app: Any, failures: int, seconds: int) -> None:
    fail(failures)
    assert throttle.seconds_to_wait("owner", HERE) == seconds


def test_the_wait_follows_the_login_to_other_addresses(app: Any) -> None:
    fail(6)
    assert throttle.seconds_to_wait("owner", THERE) == 10
    assert throttle.seconds_to_wait("helper", HERE) == 0


def test_the_wait_runs_out(app: Any) -> None:
    fail(6)
    with clock.at(clock.now() + timedelta(seconds=9)):
        assert throttle.seconds_to_wait("owner", HERE) == 1
    with clock.at(clock.now() + timedelta(seconds=10)):
        assert throttle.seconds_to_wait("owner", HERE) == 0


def test_one_address_that_tries_many_logins_is_slowed(app: Any) -> None:
    for number in range(51):
        fail(1, login=f"person{number}")
    assert throttle.seconds_to_wait("somebody", HERE) == 10
    assert throttle.seconds_to_wait("somebody", THERE) == 0


def test_neighbours_in_one_ipv6_network_count_together(app: Any) -> None:
    assert throttle.address_key("2001:db8::1") == throttle.address_key("2001:db8::ffff")
    assert throttle.address_key("2001:db8::1") != throttle.address_key("2001:db8:0:1::1")


def test_a_known_browser_is_not_kept_out_by_others(app: Any) -> None:
    mark = devices.mark_device("secret", "owner")
    device = devices.known_device("secret", mark, "owner")
    fail(30)
    assert throttle.seconds_to_wait("owner", HERE) == 300
    assert device == mark
    assert throttle.seconds_to_wait("owner", THERE, device) == 0
    fail(5, device=device)
    assert throttle.seconds_to_wait("owner", THERE, device) == 5


@pytest.mark.parametrize("cookie", [None, "", "rubbish", "W10.rubbish", "signed elsewhere"])
def test_a_mark_that_is_not_ours_counts_for_nothing(app: Any, cookie: str | None) -> None:
    if cookie == "signed elsewhere":
        cookie = devices.mark_device("other secret", "owner")
    assert devices.known_device("secret", cookie, "owner") == ""


def test_a_mark_belongs_to_one_login_and_ages(app: Any) -> None:
    mark = devices.mark_device("secret", "owner")
    assert devices.known_device("secret", mark, "helper") == ""
    with clock.at(clock.now() + timedelta(days=181)):
        assert devices.known_device("secret", mark, "owner") == ""


def test_the_right_password_clears_the_login_but_not_the_address(app: Any) -> None:
    fail(60)
    throttle.forget("owner")
    assert throttle.seconds_to_wait("owner", THERE) == 0
    assert throttle.seconds_to_wait("owner", HERE) == 60


def test_old_failures_are_thrown_away_and_no_login_is_kept_in_clear(app: Any) -> None:
    fail(3)
    assert all("owner" not in row.key for row in db.session.scalars(select(LoginFailure)))
    with clock.at(clock.now() + timedelta(days=2)):
        fail(1)
        assert db.session.scalar(select(func.count()).select_from(LoginFailure)) == 2
