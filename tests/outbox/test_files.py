"""The default way out: .eml files, whole and once each."""

from __future__ import annotations

import os
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

import pytest

from regtrack import clock
from regtrack.extensions import db
from regtrack.outbox import claiming, service
from regtrack.outbox.composing import compose
from regtrack.outbox.models import Outcome
from regtrack.outbox.sending import send_due
from regtrack.outbox.transports import FileTransport, Mail, Result, remove_leftovers
from tests.outbox.conftest import Put, outcomes, read


def eml_files(app: Any) -> list[Path]:
    return sorted(app.settings.mail_folder.glob("*"))


def test_a_letter_becomes_one_file_and_is_accepted(app: Any, put: Put) -> None:
    message = put(headers={"References": "<task-1@school.test>"})
    assert send_due() == 1
    [file] = eml_files(app)
    assert file.name == message.message_id.strip("<>") + ".eml"
    mail = message_from_bytes(file.read_bytes(), policy=default)
    assert mail["Subject"] == "Напоминание о задачах"
    assert mail["To"].addresses[0].display_name == "Петрова Мария Ивановна"
    assert mail["To"].addresses[0].addr_spec == "person1@school.test"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["References"] == "<task-1@school.test>"
    assert mail["Message-ID"] == message.message_id
    assert mail["Content-Language"] == "ru"
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]
    assert mail.get_body(("plain",)).get_content().strip() == "Здравствуйте!"
    assert b"\r\n" in file.read_bytes()
    assert max(len(line) for line in file.read_bytes().split(b"\r\n")) <= 998
    now = read(message)
    assert (now.state, now.attempts, now.leased_by) == ("accepted", 1, None)
    assert outcomes(message) == ["accepted"]
    assert send_due() == 0


def test_the_same_row_gives_the_same_bytes(app: Any, put: Put) -> None:
    message = put()
    first = compose(message, "a@b.test").as_bytes()
    assert compose(message, "a@b.test").as_bytes() == first


def test_a_key_is_queued_once(app: Any, put: Put) -> None:
    put(1)
    again = service.enqueue(
        kind="reminder",
        dedupe_key="key-1",
        to="other@school.test",
        recipient_id=None,
        school_id=None,
        language="ru",
        subject="",
        text="",
        html="",
    )
    assert again is None
    assert service.already_queued(["key-1", "key-2"]) == {"key-1"}


def test_an_unusable_address_is_refused_at_the_door(app: Any, put: Put) -> None:
    with pytest.raises(ValueError, match="nobody"):
        put(to="nobody")


def test_a_letter_for_later_waits(app: Any, put: Put) -> None:
    message = put(not_before=clock.now() + timedelta(hours=1))
    assert send_due() == 0
    with clock.at(clock.now() + timedelta(hours=1)):
        assert send_due() == 1
    assert read(message).state == "accepted"


def test_what_was_not_sent_in_time_expires_and_says_so(app: Any, put: Put) -> None:
    message = put(expires_at=clock.now() + timedelta(hours=1))
    with clock.at(clock.now() + timedelta(hours=2)):
        assert send_due() == 0
    assert (read(message).state, read(message).reason) == ("expired", "not sent in time")
    assert not eml_files(app)


@pytest.mark.parametrize(
    "poison",
    [
        {"headers": {"X-Bad": "a\r\nBcc: someone@else.test"}},
        {"headers": {"From": "director@school.test"}},
        {"subject": "first\nsecond"},
        {"to_name": "a\nb"},
    ],
    ids=["line-break", "our-header", "subject", "name"],
)
def test_a_poisoned_row_fails_alone(app: Any, put: Put, poison: dict[str, Any]) -> None:
    bad, good = put(1, **poison), put(2)
    assert send_due() == 2
    assert (read(bad).state, read(good).state) == ("failed", "accepted")
    assert "cannot be made a mail" in str(read(bad).reason)
    assert len(eml_files(app)) == 1


def test_a_folder_that_takes_nothing_puts_letters_off(app: Any, put: Put) -> None:
    app.settings.mail_folder.write_text("a file where the folder should be")
    message = put()
    assert send_due() == 1
    assert (read(message).state, outcomes(message)) == ("queued", ["deferred"])
    app.settings.mail_folder.unlink()
    with clock.at(clock.now() + timedelta(minutes=1)):
        assert send_due() == 1
    assert read(message).state == "accepted"


def test_a_sender_whose_lease_has_run_out_holds_back(app: Any, put: Put) -> None:
    message = put()
    late = claiming.claim_next()
    assert late is not None
    assert claiming.claim_next() is None
    with clock.at(clock.now() + claiming.LEASE):
        assert not claiming.still_holds(late)
        other = claiming.claim_next()
        assert other is not None
        assert claiming.still_holds(other)
        mail = Mail(message.message_id, "a@b.test", "c@d.test", compose(late.message, "a@b.test"))
        transport = FileTransport(app.settings.mail_folder)
        result = transport.deliver(mail, lambda: claiming.still_holds(late))
        assert result.outcome is Outcome.LEASE_LOST
        assert not eml_files(app)
        # What the late one writes down does not touch the message of the other.
        claiming.finish(late, result)
        assert read(message).leased_by == other.token
        claiming.finish(other, Result(Outcome.ACCEPTED))
    assert read(message).state == "accepted"
    assert outcomes(message) == ["lease_lost", "accepted"]


def test_a_repeat_after_a_cut_writes_the_same_file(app: Any, put: Put) -> None:
    message = put()
    lost = claiming.claim_next()
    assert lost is not None
    mail = Mail(message.message_id, "a@b.test", "c@d.test", compose(lost.message, app.settings.mail_from))
    FileTransport(app.settings.mail_folder).deliver(mail, lambda: True)
    # The process dies here: the file is there, the row does not know.
    with clock.at(clock.now() + claiming.LEASE):
        assert send_due() == 1
    assert len(eml_files(app)) == 1
    assert outcomes(message) == [None, "accepted"]


def test_the_queue_stops_between_two_letters(app: Any, put: Put) -> None:
    for number in range(3):
        put(number)
    asked = iter([True, False])
    assert send_due(keep_going=lambda: next(asked)) == 1
    assert send_due(limit=1) == 1
    assert service.health().waiting == 1


def test_health_tells_what_waits_and_when_the_sender_looked(app: Any, put: Put) -> None:
    assert service.health().last_loop_at is None
    put()
    db.session.commit()
    health = service.health()
    assert (health.waiting, health.oldest_due) == (1, clock.now())
    send_due()
    health = service.health()
    assert (health.waiting, health.last_loop_at, health.paused_at) == (0, clock.now(), None)


def test_what_a_killed_sender_left_is_no_letter_and_is_taken_away(app: Any, put: Put) -> None:
    folder = app.settings.mail_folder
    folder.mkdir()
    ages = {".killed@school.test.eml.1.part": 2, ".young@school.test.eml.2.part": 0}
    for name, days in ages.items():
        (folder / name).write_bytes(b"half a letter")
        moment = (clock.now() - timedelta(days=days)).timestamp()
        os.utime(folder / name, (moment, moment))
    put()
    send_due()
    assert remove_leftovers(folder, clock.now() - timedelta(days=1)) == 1
    assert sorted(path.suffix for path in folder.iterdir()) == [".eml", ".part"]
    assert remove_leftovers(folder / "nowhere", clock.now()) == 0
