"""The history of a task in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _

from regtrack.formatting import format_day_long
from regtrack.obligations.models import TaskEvent
from regtrack.reminders.models import ReminderSlot

Names = dict[int, str]


@dataclass(frozen=True)
class Moment:
    """`who` is empty for what the program did by itself."""

    at: datetime
    who: str
    what: str
    reason: str = ""


def moments(events: list[TaskEvent], slots: list[ReminderSlot], names: Names) -> list[Moment]:
    """Everything that happened to the task, the oldest first; comments stand in their own list."""
    found = [
        Moment(event.recorded_at, _who(event, names), _sentence(event, names), event.reason)
        for event in events
        if event.kind != "comment"
    ]
    found += [
        Moment(
            slot.created_at, "", _("A reminder was written to %(name)s", name=_name(slot.recipient_id, names))
        )
        for slot in slots
        if slot.outcome == "mailed"
    ]
    return sorted(found, key=lambda moment: moment.at)


def _who(event: TaskEvent, names: Names) -> str:
    if event.actor_id is None:
        return ""
    if event.acted_for_id is not None and event.acted_for_id != event.actor_id:
        return _(
            "%(name)s for %(other)s",
            name=_name(event.actor_id, names),
            other=_name(event.acted_for_id, names),
        )
    return _name(event.actor_id, names)


def _sentence(event: TaskEvent, names: Names) -> str:
    detail: dict[str, Any] = event.detail or {}
    match event.kind:
        case "owner_changed":
            return _(
                "The person responsible was changed: %(before)s → %(after)s",
                before=_name(detail.get("from"), names),
                after=_name(detail.get("to"), names),
            )
        case "date_changed":
            return _(
                "The date was moved: %(before)s → %(after)s",
                before=_day(detail.get("from")),
                after=_day(detail.get("to")),
            )
        case "submit":
            return _("Handed in, number %(number)s", number=detail.get("number", 1))
        case "accept" if detail.get("waived"):
            return _("Accepted without some of the evidence")
    plain = {
        "made": _("The task was made"),
        "assigned": _("The task was assigned"),
        "recall": _("Taken back by the person responsible"),
        "return": _("Returned"),
        "accept": _("Accepted"),
        "waive": _("Waived"),
        "unwaive": _("The waiver was taken back"),
        "reopen": _("Reopened"),
        "archive": _("Archived: the new edition does not ask for it"),
    }
    return plain[event.kind]


def _name(member_id: int | None, names: Names) -> str:
    return names.get(member_id or 0, "—")


def _day(text: str | None) -> str:
    return format_day_long(date.fromisoformat(text)) if text else _("no date")
