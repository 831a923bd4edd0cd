"""The answers of an adoption, as the wizard's draft keeps them (JSON) and as the service takes them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from regtrack.obligations.models import Decision
from regtrack.obligations.questions import Answer, ItemAnswers

Json = dict[str, Any]


@dataclass(frozen=True)
class Holder:
    """Who holds a role; roles of classes name the class."""

    member_id: int
    class_id: int | None = None


@dataclass(frozen=True)
class LateAnswer:
    """What became of a date that had passed: planning.LATE_ANSWERS; `day` for a new date."""

    answer: str
    day: date | None = None
    reason: str = ""


@dataclass(frozen=True)
class AdoptionAnswers:
    """`people`: role → holders, the first one leads. `acknowledged`: caution keys ("item-key:0").
    `late`: item key → occurrence key → answer."""

    school_year: int
    starts_on: date
    order_number: str = ""
    order_date: date | None = None
    people: Mapping[str, tuple[Holder, ...]] = field(default_factory=dict)
    items: Mapping[str, ItemAnswers] = field(default_factory=dict)
    acknowledged: frozenset[str] = frozenset()
    late: Mapping[str, Mapping[str, LateAnswer]] = field(default_factory=dict)

    def of(self, key: str) -> ItemAnswers:
        return self.items.get(key, ItemAnswers())


def from_json(said: Mapping[str, Any]) -> AdoptionAnswers:
    """Reads what to_json() wrote, and the part of it that a draft has so far."""
    return AdoptionAnswers(
        school_year=said["school_year"],
        starts_on=date.fromisoformat(said["starts_on"]),
        order_number=said.get("order_number", ""),
        order_date=_day(said.get("order_date")),
        people={
            role: tuple(Holder(one[0], one[1]) for one in rows)
            for role, rows in said.get("people", {}).items()
        },
        items={key: item_from_json(one) for key, one in said.get("items", {}).items()},
        acknowledged=frozenset(said.get("acknowledged", ())),
        late={
            key: {
                occurrence: LateAnswer(one["answer"], _day(one.get("date")), one.get("reason", ""))
                for occurrence, one in found.items()
            }
            for key, found in said.get("late", {}).items()
        },
    )


def to_json(answers: AdoptionAnswers) -> Json:
    return {
        "school_year": answers.school_year,
        "starts_on": answers.starts_on.isoformat(),
        "order_number": answers.order_number,
        "order_date": _text(answers.order_date),
        "people": {
            role: [[one.member_id, one.class_id] for one in rows] for role, rows in answers.people.items()
        },
        "items": {key: item_to_json(one) for key, one in answers.items.items()},
        "acknowledged": sorted(answers.acknowledged),
        "late": {
            key: {occurrence: late_to_json(one) for occurrence, one in found.items()}
            for key, found in answers.late.items()
        },
    }


def item_from_json(said: Mapping[str, Any]) -> ItemAnswers:
    return ItemAnswers(
        said.get("applicable", True),
        said.get("reason", ""),
        {
            name: Answer(Decision(one["how"]), one.get("reason", ""), one.get("value"))
            for name, one in said.get("fields", {}).items()
        },
    )


def item_to_json(item: ItemAnswers) -> Json:
    return {
        "applicable": item.applicable,
        "reason": item.reason,
        "fields": {
            name: {"how": str(one.how), "reason": one.reason, "value": one.value}
            for name, one in item.fields.items()
        },
    }


def late_to_json(answer: LateAnswer) -> Json:
    return {"answer": answer.answer, "date": _text(answer.day), "reason": answer.reason}


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _text(day: date | None) -> str | None:
    return day.isoformat() if day else None
