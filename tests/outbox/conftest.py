"""Letters, and an application that sends them to a given port."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from regtrack.extensions import db
from regtrack.outbox import service
from regtrack.outbox.models import DeliveryAttempt, OutboxMessage

Put = Callable[..., OutboxMessage]


@pytest.fixture
def put(app: Any) -> Put:
    """Queue one committed letter; a number makes its key and address."""

    def make(number: int = 1, **changes: Any) -> OutboxMessage:
        values: dict[str, Any] = {
            "kind": "reminder",
            "dedupe_key": f"key-{number}",
            "to": f"person{number}@school.test",
            "to_name": "Петрова Мария Ивановна",
            "recipient_id": None,
            "school_id": None,
            "language": "ru",
            "subject": "Напоминание о задачах",
            "text": "Здравствуйте!\n",
            "html": "<p>Здравствуйте!</p>",
            **changes,
        }
        message = service.enqueue(**values)
        assert message is not None
        db.session.commit()
        # Cut loose: an open transaction of the test would keep the senders waiting.
        db.session.refresh(message)
        db.session.expunge(message)
        db.session.rollback()
        return message

    return make


@pytest.fixture
def use(app: Any, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Give the running application other settings; what is not named is as at its start."""
    first = app.settings

    def change(**settings: Any) -> None:
        monkeypatch.setattr(app, "settings", first.model_copy(update=settings))

    return change


@pytest.fixture
def use_smtp(use: Callable[..., None]) -> Callable[..., None]:
    def change(port: int, **settings: Any) -> None:
        smtp: dict[str, Any] = {
            "mail": "smtp",
            "mail_from": "RegTrack <regtrack@school.test>",
            "smtp_host": "127.0.0.1",
            "smtp_port": port,
            "smtp_security": "none",
            "smtp_timeout": 5,
        }
        use(**{**smtp, **settings})

    return change


def read(message: OutboxMessage) -> OutboxMessage:
    """The message as it stands in the database now."""
    db.session.rollback()
    found = db.session.get_one(OutboxMessage, message.id, populate_existing=True)
    db.session.expunge(found)
    db.session.rollback()
    return found


def outcomes(message: OutboxMessage) -> list[str | None]:
    rows = db.session.query(DeliveryAttempt).filter_by(message_id=message.id)
    found = [row.outcome for row in rows.order_by(DeliveryAttempt.number)]
    db.session.rollback()
    return found
