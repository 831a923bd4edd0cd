"""The workflow of a task as one pure table: state, act and facts give a state or a refusal."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from flask_babel import lazy_gettext as _l

from regtrack.errors import Refusal
from regtrack.obligations.labels import STATES
from regtrack.obligations.models import TaskState


class Act(StrEnum):
    SUBMIT = "submit"
    RECALL = "recall"
    RETURN = "return"
    ACCEPT = "accept"
    WAIVE = "waive"
    UNWAIVE = "unwaive"
    REOPEN = "reopen"
    ARCHIVE = "archive"


S = TaskState
# act: the states that it starts from, and the state that it leads to (None: the one before the waiver)
MOVES: dict[Act, tuple[frozenset[TaskState], TaskState | None]] = {
    Act.SUBMIT: (frozenset({S.OPEN, S.RETURNED}), S.SUBMITTED),
    Act.RECALL: (frozenset({S.SUBMITTED}), S.OPEN),
    Act.RETURN: (frozenset({S.SUBMITTED}), S.RETURNED),
    Act.ACCEPT: (frozenset({S.SUBMITTED}), S.ACCEPTED),
    Act.WAIVE: (frozenset({S.OPEN, S.RETURNED}), S.WAIVED),
    Act.UNWAIVE: (frozenset({S.WAIVED}), None),
    Act.REOPEN: (frozenset({S.ACCEPTED}), S.OPEN),
    Act.ARCHIVE: (frozenset({S.OPEN, S.SUBMITTED, S.RETURNED}), S.ARCHIVED),
}
SENTENCES = {
    "wrong_state": _l("This cannot be done now: the task is in the state “%(state)s”."),
    "not_yours": _l("Only the person responsible for the task, or somebody who helps with it, may do this."),
    "not_reviewer": _l("Only the reviewer of this task or the director may do this."),
    "not_director": _l("Only the director may decide this."),
    "four_eyes": _l("Who handed it in, or acted for that person, may not review it: ask somebody else."),
    "own_task": _l("Nobody reviews a task of their own: ask somebody else."),
    "needs_confirmer": _l("A task of the director is confirmed by a deputy or the registrar."),
    "machine": _l("A program may hand in, but only a person accepts or decides."),
    "needs_reason": _l("Give a reason: the people concerned will read it."),
    "evidence_missing": _l("Required evidence is missing: %(kinds)s. Return the task, or waive it by name."),
    "waiver_needs_reason": _l("Say why the evidence “%(kinds)s” is not needed."),
}


class WorkflowRefusal(Refusal):
    """A move that the table does not allow; `code` is a key of SENTENCES."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(str(SENTENCES[code]) % values if values else str(SENTENCES[code]))
        self.code = code


@dataclass(frozen=True)
class Facts:
    """What the table needs to know of the actor and the evidence.

    `actor_id` and `acted_for_id` are memberships; actor_id None is a program. `submitter_ids`: who handed in
    what stands, with those for whom they acted. `missing_required`: kinds of evidence that are required and
    not there; `waived`: kind → reason, by name. `previous`: the state before a waiver.
    """

    actor_id: int | None = None
    acted_for_id: int | None = None
    is_owner: bool = False
    is_helper: bool = False
    is_reviewer: bool = False
    is_director: bool = False
    is_confirmer: bool = False  # a deputy or the registrar
    owner_is_director: bool = False
    submitter_ids: frozenset[int] = frozenset()
    missing_required: tuple[str, ...] = ()
    waived: tuple[tuple[str, str], ...] = ()
    reason: str = ""
    previous: TaskState = S.OPEN


def decide(state: TaskState, act: Act, facts: Facts) -> TaskState:
    """The state after the act. Raises WorkflowRefusal."""
    starts, leads_to = MOVES[act]
    if state not in starts:
        raise WorkflowRefusal("wrong_state", state=STATES[state])
    _RULES[act](facts)
    return facts.previous if leads_to is None else leads_to


def allowed(state: TaskState, facts: Facts, acts: Iterable[Act] = Act) -> set[Act]:
    """The acts that the table allows now; for showing buttons. A reason still to be typed is assumed."""
    found = set()
    for act in acts:
        try:
            decide(state, act, facts)
        except WorkflowRefusal as refusal:
            if refusal.code not in {"needs_reason", "evidence_missing", "waiver_needs_reason"}:
                continue
        found.add(act)
    return found


def _submit(facts: Facts) -> None:
    if facts.actor_id is not None and not (facts.is_owner or facts.is_helper):
        raise WorkflowRefusal("not_yours")


def _recall(facts: Facts) -> None:
    if not (facts.is_owner or _has_part(facts)):
        raise WorkflowRefusal("not_yours")


def _return(facts: Facts) -> None:
    _may_review(facts)
    _needs_reason(facts)


def _accept(facts: Facts) -> None:
    _may_review(facts)
    waived = dict(facts.waived)
    unexplained = [kind for kind, reason in facts.waived if not reason.strip()]
    if unexplained:
        raise WorkflowRefusal("waiver_needs_reason", kinds=", ".join(unexplained))
    missing = [kind for kind in facts.missing_required if kind not in waived]
    if missing:
        raise WorkflowRefusal("evidence_missing", kinds=", ".join(missing))


def _may_review(facts: Facts) -> None:
    if facts.actor_id is None:
        raise WorkflowRefusal("machine")
    if _has_part(facts):
        raise WorkflowRefusal("four_eyes")
    if facts.is_owner:
        raise WorkflowRefusal("own_task")
    if facts.owner_is_director and not facts.is_confirmer:
        raise WorkflowRefusal("needs_confirmer")
    if not (facts.is_reviewer or facts.is_director or facts.owner_is_director):
        raise WorkflowRefusal("not_reviewer")


def _has_part(facts: Facts) -> bool:
    """Whether the actor, or the person for whom they act, handed in what stands."""
    return facts.actor_id in facts.submitter_ids or facts.acted_for_id in facts.submitter_ids


def _director(facts: Facts) -> None:
    if facts.actor_id is None:
        raise WorkflowRefusal("machine")
    if not facts.is_director:
        raise WorkflowRefusal("not_director")


def _director_with_reason(facts: Facts) -> None:
    _director(facts)
    _needs_reason(facts)


def _archive(facts: Facts) -> None:
    """Done by the program when an edition drops the item, or by the director."""
    if facts.actor_id is not None and not facts.is_director:
        raise WorkflowRefusal("not_director")


def _needs_reason(facts: Facts) -> None:
    if not facts.reason.strip():
        raise WorkflowRefusal("needs_reason")


_RULES: dict[Act, Callable[[Facts], None]] = {
    Act.SUBMIT: _submit,
    Act.RECALL: _recall,
    Act.RETURN: _return,
    Act.ACCEPT: _accept,
    Act.WAIVE: _director_with_reason,
    Act.UNWAIVE: _director,
    Act.REOPEN: _director_with_reason,
    Act.ARCHIVE: _archive,
}
