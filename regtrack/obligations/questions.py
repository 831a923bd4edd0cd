"""Pure: what the source leaves open or we propose, item by item, and what holds once it is answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from regtrack.obligations.models import Decision

FIELDS = ("deadline", "owners", "evidence", "reviewer")
UNDECIDED: dict[str, Any] = {"undecided": True}
Json = dict[str, Any]


@dataclass(frozen=True)
class Question:
    """`proposal`: what we propose (None: nothing); `source`: what holds when it is left open.

    deadline: a rule; owners: {lead, with, each, per} of role codes; evidence: a list of requirements;
    reviewer: a role code.
    """

    field: str
    proposal: Any
    source: Any


@dataclass(frozen=True)
class Answer:
    """`value` of a DECIDED answer — deadline: a rule; owners, reviewer: a membership; evidence: kinds."""

    how: Decision
    reason: str = ""
    value: Any = None


@dataclass(frozen=True)
class ItemAnswers:
    """An item that is not `applicable` needs a `reason` and no other answer."""

    applicable: bool = True
    reason: str = ""
    fields: Mapping[str, Answer] = field(default_factory=dict)


@dataclass(frozen=True)
class Resolved:
    """What holds for an item. `owners`: {lead, with, each, per} of roles, a membership, or None."""

    rule: Json
    owners: Json | int | None
    evidence: list[Json]
    reviewer: str | int | None
    decisions: Json


def questions(spec: Mapping[str, Any]) -> list[Question]:
    """What adoption must ask about an item, in the order of FIELDS; `spec` is Item.spec."""
    found = [_deadline(spec["deadline"]), _owners(spec["owners"]), _evidence(spec["evidence"])]
    return [one for one in (*found, _reviewer(spec["reviewer"])) if one is not None]


def resolve(spec: Mapping[str, Any], answers: ItemAnswers) -> Resolved:
    """The values in force. A question without an answer counts as left open (faults() names it)."""
    values: dict[str, Any] = {
        "deadline": spec["deadline"]["rule"],
        "owners": owner_roles(spec["owners"]),
        "evidence": spec["evidence"]["kinds"],
        "reviewer": spec["reviewer"]["role"],
    }
    decisions: Json = {name: {"how": str(Decision.SOURCE), "reason": ""} for name in FIELDS}
    for question in questions(spec):
        answer = answers.fields.get(question.field, Answer(Decision.LEFT_OPEN))
        values[question.field] = _answered(question, answer)
        decisions[question.field] = {"how": str(answer.how), "reason": answer.reason}
    if not answers.applicable:
        decisions["applicable"] = {"how": str(Decision.DECIDED), "reason": answers.reason}
    return Resolved(
        dict(values["deadline"] or UNDECIDED),
        values["owners"],
        [requirement(one) for one in values["evidence"]],
        values["reviewer"],
        decisions,
    )


def requirement(said: Mapping[str, Any]) -> Json:
    """A requirement of a pack as an adopted item keeps it."""
    return {key: said.get(key) for key in ("kind", "title", "required", "document", "register", "answered")}


def owner_roles(owners: Mapping[str, Any]) -> Json | None:
    lead = owners["lead"]["role"] if owners["lead"] else None
    if lead is None:
        return None
    return {"lead": lead, "with": list(owners["with"]), "each": owners["each"], "per": owners["per"]}


def _answered(question: Question, answer: Answer) -> Any:
    match answer.how:
        case Decision.CONFIRMED:
            return question.proposal
        case Decision.DECIDED if question.field == "evidence":
            return [{"kind": kind, "required": True} for kind in answer.value]
        case Decision.DECIDED:
            return answer.value
        case _:
            return question.source


def _deadline(said: Mapping[str, Any]) -> Question | None:
    if said["proposal"] is not None or said["rule"].get("undecided"):
        return Question("deadline", said["proposal"], said["rule"])
    return Question("deadline", said["rule"], UNDECIDED) if said["proposed"] else None


def _owners(said: Mapping[str, Any]) -> Question | None:
    if said["undecided"] or (said["lead"] and said["lead"]["undecided"]):
        return Question("owners", said["proposal"], None)
    if said["proposed"] or said["lead"]["proposed"]:
        return Question("owners", owner_roles(said), None)
    return None


def _evidence(said: Mapping[str, Any]) -> Question | None:
    kinds = list(said["kinds"])
    if said["undecided"]:
        return Question("evidence", list(said["proposal"]) or None, kinds)
    if any(one["proposed"] for one in kinds):
        return Question("evidence", kinds, [one for one in kinds if not one["proposed"]])
    return None


def _reviewer(said: Mapping[str, Any]) -> Question | None:
    if said["undecided"] or said["proposed"]:
        return Question("reviewer", said["role"], None)
    return None
