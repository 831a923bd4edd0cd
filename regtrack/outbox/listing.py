"""The outbox as a list to read: filters in the URL, counted and cut in SQL."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, select

from regtrack.extensions import db
from regtrack.formatting import search_key
from regtrack.outbox.models import DeliveryAttempt, MessageState, OutboxMessage, Outcome
from regtrack.outbox.transports import file_name

STATES: dict[str, Any] = {
    MessageState.QUEUED: _l("Waiting to be sent"),
    MessageState.SENDING: _l("Being sent"),
    MessageState.ACCEPTED: _l("Accepted by the server"),
    MessageState.BOUNCED: _l("Refused by the server"),
    MessageState.FAILED: _l("Could not be sent"),
    MessageState.EXPIRED: _l("Not sent in time"),
    MessageState.SUPPRESSED: _l("No longer needed"),
}
KINDS: dict[str, Any] = {"reminder": _l("Reminder")}
OUTCOMES: dict[str, Any] = {
    Outcome.ACCEPTED: _l("accepted by the server"),
    Outcome.BOUNCED: _l("refused by the server"),
    Outcome.DEFERRED: _l("put off, tried again later"),
    Outcome.FAILED: _l("could not be sent"),
    Outcome.PAUSED: _l("the server refused our settings, sending stopped"),
    Outcome.LEASE_LOST: _l("took too long, left to another sender"),
}


def in_words(names: dict[str, Any], *, files: bool) -> dict[str, Any]:
    """STATES or OUTCOMES as they are true where a letter is written to a file."""
    if not files:
        return names
    written = _l("Written to a file") if names is STATES else _l("written to a file")
    return {**names, MessageState.ACCEPTED: written}


def in_files(messages: Sequence[OutboxMessage]) -> set[int]:
    """The letters that became files and met no server, whatever is set today."""
    names = {message.id: file_name(message.message_id) for message in messages}
    rows = db.session.execute(
        select(DeliveryAttempt.message_id, DeliveryAttempt.detail).where(
            DeliveryAttempt.message_id.in_(names), DeliveryAttempt.outcome == Outcome.ACCEPTED
        )
    )
    return {message_id for message_id, detail in rows if detail == names[message_id]}


# The colour of a state repeats its word; the classes are those of tasks.
MARKS = {
    MessageState.QUEUED: "open",
    MessageState.SENDING: "submitted",
    MessageState.ACCEPTED: "accepted",
    MessageState.BOUNCED: "broken",
    MessageState.FAILED: "broken",
    MessageState.EXPIRED: "at_risk",
    MessageState.SUPPRESSED: "archived",
}


@dataclass(frozen=True)
class Filters:
    """What the list shows; an unknown state or kind is as none."""

    state: str = ""
    kind: str = ""
    q: str = ""

    @property
    def empty(self) -> bool:
        return not (self.state or self.kind or self.q)


def read_filters(args: Any) -> Filters:
    state, kind = args.get("state", ""), args.get("kind", "")
    return Filters(
        state if state in STATES else "", kind if kind in KINDS else "", args.get("q", "").strip()[:200]
    )


def messages_query(filters: Filters) -> Select[OutboxMessage]:
    """The newest first."""
    query = select(OutboxMessage).order_by(OutboxMessage.id.desc())
    if filters.state:
        query = query.where(OutboxMessage.state == filters.state)
    if filters.kind:
        query = query.where(OutboxMessage.kind == filters.kind)
    for word in search_key(filters.q).split():
        query = query.where(OutboxMessage.search_key.contains(word, autoescape=True))
    return query


def attempts_of(message: OutboxMessage) -> list[DeliveryAttempt]:
    return list(
        db.session.scalars(
            select(DeliveryAttempt)
            .where(DeliveryAttempt.message_id == message.id)
            .order_by(DeliveryAttempt.number)
        )
    )
