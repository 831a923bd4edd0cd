"""Waits, addresses and file names, as tables."""

from __future__ import annotations

from datetime import timedelta

import pytest

from regtrack.outbox import addresses
from regtrack.outbox.backoff import wait_after
from regtrack.outbox.transports import file_name


@pytest.mark.parametrize(("attempt", "minutes"), [(1, 1), (2, 5), (3, 15), (4, 60), (5, 60), (100, 60)])
def test_the_waits_between_attempts(attempt: int, minutes: int) -> None:
    assert wait_after(attempt, 0.5) == timedelta(minutes=minutes)


def test_hourly_waits_are_spread_by_a_tenth_and_first_ones_are_not() -> None:
    assert (wait_after(7, 0.0), wait_after(7, 1.0)) == (timedelta(minutes=54), timedelta(minutes=66))
    assert wait_after(2, 0.0) == wait_after(2, 1.0)


@pytest.mark.parametrize(
    ("address", "wire"),
    [
        ("a@b.ru", "a@b.ru"),
        (" a@b.ru ", "a@b.ru"),
        ("имя@школа.рф", "имя@xn--80atdl2c.xn--p1ai"),
        ("a.b+c@localhost", "a.b+c@localhost"),
        ("", None),
        ("nobody", None),
        ("@b.ru", None),
        ("a@", None),
        ("a@b..ru", None),
        ("a@-b.ru", None),
        ("a b@c.ru", None),
        ("a@b.ru\nBcc: c@d.ru", None),
        ("a@b@c.ru", None),
        ("<a@b.ru>", None),
        ("a@" + "b" * 64 + ".ru", None),
    ],
)
def test_addresses_that_can_be_written_to(address: str, wire: str | None) -> None:
    assert addresses.on_the_wire(address) == wire


@pytest.mark.parametrize("setting", ["", "nobody", "a@b..ru", "школа@b.ru", "RegTrack <>"])
def test_a_sender_that_is_none_is_refused(setting: str) -> None:
    with pytest.raises(ValueError, match="in the name of"):
        addresses.sender(setting)


def test_the_senders_name_is_kept() -> None:
    found = addresses.sender("Школа № 5 <regtrack@school.test>")
    assert (found.display_name, found.addr_spec) == ("Школа № 5", "regtrack@school.test")
    assert addresses.sender("regtrack@school.test").display_name == "RegTrack"


def test_a_file_name_cannot_leave_its_folder() -> None:
    assert file_name("<abc@school.test>") == "abc@school.test.eml"
    assert "/" not in file_name("<../../etc/passwd@x>")
    assert "\\" not in file_name("<..\\x@y>")
