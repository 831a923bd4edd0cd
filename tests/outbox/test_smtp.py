"""A real SMTP server: what it answers is what the state says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from email.header import decode_header, make_header
from typing import Any

import pytest

from regtrack import clock
from regtrack.outbox import service
from regtrack.outbox.pausing import PROBE_EVERY
from regtrack.outbox.sending import send_due
from tests.outbox.conftest import Put, outcomes, read
from tests.outbox.servers import (
    CERTIFICATE,
    check_password,
    free_port,
    silent_server,
    smtp_server,
    tls_context,
)

UseSmtp = Callable[..., None]


def later(minutes: float) -> Any:
    return clock.at(clock.now() + timedelta(minutes=minutes))


def test_letters_reach_the_server_over_one_connection(put: Put, use_smtp: UseSmtp) -> None:
    messages = [put(number) for number in range(5)]
    with smtp_server() as (port, inbox):
        use_smtp(port)
        assert send_due() == 5
    assert inbox.ids() == [message.message_id for message in messages]
    assert str(make_header(decode_header(inbox.mails()[0]["Subject"]))) == "Напоминание о задачах"
    assert {read(message).state for message in messages} == {"accepted"}
    assert read(messages[0]).reason is None


@pytest.mark.parametrize(
    ("where", "answer", "state", "outcome"),
    [
        ("person1@school.test", "550 no such mailbox", "bounced", "bounced"),
        ("person1@school.test", "451 come later", "queued", "deferred"),
        ("person1@school.test", "530 sign in first", "queued", "paused"),
        ("DATA", "554 looks like spam", "bounced", "bounced"),
        ("DATA", "452 no room", "queued", "deferred"),
        ("MAIL", "451 come later", "queued", "deferred"),
        ("MAIL", "550 not your address", "queued", "paused"),
        ("MAIL", "552 too large", "bounced", "bounced"),
    ],
)
def test_an_answer_becomes_an_honest_state(
    put: Put, use_smtp: UseSmtp, where: str, answer: str, state: str, outcome: str
) -> None:
    message = put()
    with smtp_server() as (port, inbox):
        inbox.refuse[where] = answer
        use_smtp(port)
        assert send_due() == 1
        assert (read(message).state, outcomes(message)) == (state, [outcome])
        assert answer in str(read(message).reason)
        assert (service.health().paused_at is not None) == (outcome == "paused")
        inbox.refuse.clear()
        with later(16):
            send_due()
    assert len(inbox.taken) == (0 if state == "bounced" else 1)
    assert service.health().paused_at is None


def test_a_refused_recipient_hurts_no_other(put: Put, use_smtp: UseSmtp) -> None:
    bad, good = put(1), put(2)
    with smtp_server() as (port, inbox):
        inbox.refuse["person1@school.test"] = "550 no such mailbox"
        use_smtp(port)
        assert send_due() == 2
    assert (read(bad).state, read(good).state) == ("bounced", "accepted")
    assert inbox.ids() == [good.message_id]


def test_a_server_that_is_down_and_comes_back(put: Put, use_smtp: UseSmtp) -> None:
    message, port = put(), free_port()
    use_smtp(port)
    moments = [0, 1, 6, 21, 81, 81 + 67]
    start = clock.now()
    for minutes in moments:
        with clock.at(start + timedelta(minutes=minutes)):
            assert send_due() == 1, minutes
            assert send_due() == 0, "tried again without waiting"
    assert (read(message).state, read(message).attempts) == ("queued", len(moments))
    assert service.health().paused_at is None
    with smtp_server(port) as (_port, inbox), clock.at(start + timedelta(hours=4)):
        assert send_due() == 1
    assert inbox.ids() == [message.message_id]
    assert outcomes(message) == ["deferred"] * len(moments) + ["accepted"]


def test_a_server_that_stays_down_for_days_ends_in_expired(put: Put, use_smtp: UseSmtp) -> None:
    message = put()
    use_smtp(free_port())
    send_due()
    with clock.at(clock.now() + timedelta(days=5)):
        assert send_due() == 0
    assert read(message).state == "expired"


def test_a_server_that_never_answers_is_given_up(put: Put, use_smtp: UseSmtp) -> None:
    message = put()
    with silent_server() as port:
        use_smtp(port, smtp_timeout=1)
        assert send_due() == 1
    assert outcomes(message) == ["deferred"]
    assert "timed out" in str(read(message).reason)


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
def test_wrong_credentials_stop_the_queue_until_they_are_right(put: Put, use_smtp: UseSmtp) -> None:
    messages = [put(number) for number in range(3)]
    signing_in: dict[str, Any] = {
        "authenticator": check_password,
        "auth_require_tls": False,
        "auth_required": True,
    }
    with smtp_server(**signing_in) as (port, inbox):
        use_smtp(port, smtp_user="regtrack", smtp_password="wrong")
        assert send_due() == 1
        assert "535" in str(service.health().paused_because)
        assert {read(message).state for message in messages} == {"queued"}
        assert send_due() == 0, "a paused queue tries nothing"
        with clock.at(clock.now() + PROBE_EVERY):
            assert send_due() == 1, "one letter is tried now and then"
        # Longer than letters live: none of them is lost by it.
        with clock.at(clock.now() + timedelta(days=9)):
            use_smtp(port, smtp_user="regtrack", smtp_password="right")
            assert send_due() == 3
    assert {read(message).state for message in messages} == {"accepted"}
    assert sorted(inbox.ids()) == sorted(message.message_id for message in messages)
    assert service.health().paused_at is None


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"smtp_host": ""}, "REGTRACK_SMTP_HOST"),
        ({"mail_from": "nobody"}, "REGTRACK_MAIL_FROM"),
        ({"smtp_security": "starttls"}, "STARTTLS"),
        ({"smtp_user": "regtrack", "smtp_password": "x"}, "AUTH"),
    ],
)
def test_settings_that_cannot_work_stop_the_queue_and_are_named(
    put: Put, use_smtp: UseSmtp, settings: dict[str, str], said: str
) -> None:
    message = put()
    with smtp_server() as (port, inbox):
        use_smtp(port, **settings)
        assert send_due() == 1
        assert said in str(service.health().paused_because)
        assert read(message).state == "queued"
        use_smtp(port)
        assert send_due() == 1
    assert inbox.ids() == [message.message_id]


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_a_secure_connection_is_checked(
    put: Put, use_smtp: UseSmtp, monkeypatch: pytest.MonkeyPatch, security: str
) -> None:
    message = put()
    options: dict[str, Any] = {"ssl_context" if security == "tls" else "tls_context": tls_context()}
    with smtp_server(**options) as (port, inbox):
        use_smtp(port, smtp_security=security, smtp_host="localhost")
        assert send_due() == 1
        assert "certificate" in str(service.health().paused_because).lower()
        assert not inbox.taken
        monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
        with clock.at(clock.now() + PROBE_EVERY):
            assert send_due() == 1
    assert inbox.ids() == [message.message_id]


def test_letters_of_other_alphabets_in_an_address(put: Put, use_smtp: UseSmtp) -> None:
    message = put(to="петрова@школа.рф")
    with smtp_server(enable_SMTPUTF8=True) as (port, inbox):
        use_smtp(port, smtp_host="127.0.0.1")
        assert send_due() == 1
    assert inbox.taken[0][0] == "петрова@xn--80atdl2c.xn--p1ai"
    assert read(message).state == "accepted"


def test_a_server_of_latin_addresses_fails_such_a_letter_alone(put: Put, use_smtp: UseSmtp) -> None:
    strange, plain = put(1, to="петрова@школа.рф"), put(2)
    with smtp_server(enable_SMTPUTF8=False) as (port, inbox):
        use_smtp(port)
        assert send_due() == 2
    assert (read(strange).state, read(plain).state) == ("failed", "accepted")
    assert len(inbox.taken) == 1
