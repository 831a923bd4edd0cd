"""The whole table: every state with every act, and every rule of an act."""

from __future__ import annotations

from dataclasses import replace

import pytest

from regtrack.obligations.models import TaskState
from regtrack.obligations.workflow import Act, Facts, WorkflowRefusal, allowed, decide

S = TaskState
OWNER = Facts(actor_id=1, is_owner=True)
REVIEWER = Facts(actor_id=2, is_reviewer=True, submitter_ids=frozenset({1}), reason="because")
DIRECTOR = Facts(actor_id=3, is_director=True, submitter_ids=frozenset({1}), reason="because")
PROGRAM = Facts(actor_id=None, reason="because")

# act: who does it rightly; then state → state; what is not named is refused
TABLE: dict[Act, tuple[Facts, dict[TaskState, TaskState]]] = {
    Act.SUBMIT: (OWNER, {S.OPEN: S.SUBMITTED, S.RETURNED: S.SUBMITTED}),
    Act.RECALL: (OWNER, {S.SUBMITTED: S.OPEN}),
    Act.RETURN: (REVIEWER, {S.SUBMITTED: S.RETURNED}),
    Act.ACCEPT: (REVIEWER, {S.SUBMITTED: S.ACCEPTED}),
    Act.WAIVE: (DIRECTOR, {S.OPEN: S.WAIVED, S.RETURNED: S.WAIVED}),
    Act.UNWAIVE: (replace(DIRECTOR, previous=S.RETURNED), {S.WAIVED: S.RETURNED}),
    Act.REOPEN: (DIRECTOR, {S.ACCEPTED: S.OPEN}),
    Act.ARCHIVE: (PROGRAM, {S.OPEN: S.ARCHIVED, S.RETURNED: S.ARCHIVED, S.SUBMITTED: S.ARCHIVED}),
}


@pytest.mark.parametrize("state", S)
@pytest.mark.parametrize("act", Act)
def test_every_state_with_every_act(state: TaskState, act: Act) -> None:
    facts, moves = TABLE[act]
    if state in moves:
        assert decide(state, act, facts) == moves[state]
    else:
        with pytest.raises(WorkflowRefusal) as refusal:
            decide(state, act, facts)
        assert refusal.value.code == "wrong_state"
        assert str(refusal.value)


@pytest.mark.parametrize(
    ("state", "act", "facts", "code"),
    [
        (S.OPEN, Act.SUBMIT, Facts(actor_id=9), "not_yours"),
        (S.OPEN, Act.SUBMIT, replace(DIRECTOR), "not_yours"),
        (S.SUBMITTED, Act.RECALL, Facts(actor_id=9), "not_yours"),
        (S.SUBMITTED, Act.RECALL, REVIEWER, "not_yours"),
        (S.SUBMITTED, Act.RETURN, replace(REVIEWER, reason=" "), "needs_reason"),
        (S.SUBMITTED, Act.RETURN, PROGRAM, "machine"),
        (S.SUBMITTED, Act.ACCEPT, PROGRAM, "machine"),
        (S.SUBMITTED, Act.ACCEPT, Facts(actor_id=9), "not_reviewer"),
        (S.SUBMITTED, Act.ACCEPT, replace(REVIEWER, submitter_ids=frozenset({2})), "four_eyes"),
        (S.SUBMITTED, Act.ACCEPT, replace(REVIEWER, acted_for_id=1), "four_eyes"),
        (S.SUBMITTED, Act.RETURN, replace(REVIEWER, acted_for_id=1), "four_eyes"),
        (S.SUBMITTED, Act.ACCEPT, replace(DIRECTOR, submitter_ids=frozenset({3})), "four_eyes"),
        (S.SUBMITTED, Act.ACCEPT, replace(REVIEWER, is_owner=True), "own_task"),
        (S.SUBMITTED, Act.ACCEPT, replace(REVIEWER, owner_is_director=True), "needs_confirmer"),
        (S.SUBMITTED, Act.ACCEPT, replace(REVIEWER, missing_required=("order-1",)), "evidence_missing"),
        (
            S.SUBMITTED,
            Act.ACCEPT,
            replace(REVIEWER, missing_required=("order-1", "act-2"), waived=(("order-1", "lost"),)),
            "evidence_missing",
        ),
        (
            S.SUBMITTED,
            Act.ACCEPT,
            replace(REVIEWER, missing_required=("order-1",), waived=(("order-1", " "),)),
            "waiver_needs_reason",
        ),
        (S.OPEN, Act.WAIVE, replace(REVIEWER), "not_director"),
        (S.OPEN, Act.WAIVE, replace(DIRECTOR, reason=""), "needs_reason"),
        (S.OPEN, Act.WAIVE, PROGRAM, "machine"),
        (S.WAIVED, Act.UNWAIVE, REVIEWER, "not_director"),
        (S.ACCEPTED, Act.REOPEN, REVIEWER, "not_director"),
        (S.ACCEPTED, Act.REOPEN, replace(DIRECTOR, reason=""), "needs_reason"),
        (S.OPEN, Act.ARCHIVE, REVIEWER, "not_director"),
    ],
)
def test_refusals(state: TaskState, act: Act, facts: Facts, code: str) -> None:
    with pytest.raises(WorkflowRefusal) as refusal:
        decide(state, act, facts)
    assert refusal.value.code == code


@pytest.mark.parametrize(
    ("state", "act", "facts", "leads_to"),
    [
        (S.OPEN, Act.SUBMIT, Facts(actor_id=5, is_helper=True), S.SUBMITTED),
        (S.OPEN, Act.SUBMIT, PROGRAM, S.SUBMITTED),
        (S.SUBMITTED, Act.RECALL, Facts(actor_id=5, submitter_ids=frozenset({5})), S.OPEN),
        (S.SUBMITTED, Act.ACCEPT, DIRECTOR, S.ACCEPTED),
        # the director's own task: any deputy, or the registrar
        (
            S.SUBMITTED,
            Act.ACCEPT,
            Facts(actor_id=6, is_confirmer=True, owner_is_director=True, submitter_ids=frozenset({3})),
            S.ACCEPTED,
        ),
        (
            S.SUBMITTED,
            Act.ACCEPT,
            replace(REVIEWER, missing_required=("order-1",), waived=(("order-1", "kept in the archive"),)),
            S.ACCEPTED,
        ),
        (S.OPEN, Act.ARCHIVE, DIRECTOR, S.ARCHIVED),
    ],
)
def test_what_is_allowed_beside(state: TaskState, act: Act, facts: Facts, leads_to: TaskState) -> None:
    assert decide(state, act, facts) == leads_to


def test_buttons_are_offered_before_the_reason_is_typed() -> None:
    assert allowed(S.SUBMITTED, replace(REVIEWER, reason="")) == {Act.ACCEPT, Act.RETURN}
    assert allowed(S.OPEN, replace(DIRECTOR, reason="")) == {Act.WAIVE, Act.ARCHIVE}
    assert allowed(S.OPEN, OWNER) == {Act.SUBMIT}
    assert allowed(S.ARCHIVED, DIRECTOR) == set()
