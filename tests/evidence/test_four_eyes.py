"""Nobody reviews what they had a part in."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import func, select

from regtrack.evidence import service
from regtrack.evidence.models import Review
from regtrack.extensions import db
from regtrack.obligations.models import TaskState
from regtrack.obligations.workflow import WorkflowRefusal
from tests.cast import Cast
from tests.evidence.tasks import give_file, make_task

# who owns, who gathers, who hands in, who reviews by name, who tries to accept: may they?
FOUR_EYES = [
    ("owner", "owner", "owner", "deputy", "deputy", None),
    ("owner", "owner", "owner", "deputy", "director", None),
    ("owner", "owner", "owner", None, "deputy", None),
    ("owner", "owner", "owner", "deputy", "owner", "four_eyes"),
    ("owner", "owner", "owner", "deputy", "teacher", "not_reviewer"),
    ("owner", "owner", "owner", "deputy", "registrar", "not_reviewer"),
    ("owner", "deputy", "owner", "deputy", "deputy", "four_eyes"),
    ("owner", "owner", "deputy", "deputy", "deputy", "four_eyes"),
    ("deputy", "deputy", "deputy", "deputy", "deputy", "four_eyes"),
    ("deputy", "deputy", "deputy", None, "director", None),
    ("director", "director", "director", None, "director", "four_eyes"),
    ("director", "director", "director", None, "deputy", None),
    ("director", "director", "director", "deputy", "registrar", None),
]


@pytest.mark.parametrize(("owner", "gathers", "submits", "reviewer", "decides", "code"), FOUR_EYES)
def test_four_eyes(
    cast: Cast, owner: str, gathers: str, submits: str, reviewer: str | None, decides: str, code: str | None
) -> None:
    task = make_task(cast, owner=owner, reviewer=reviewer, helpers=tuple({gathers, submits} - {owner}))
    give_file(task, cast.actor(gathers))
    service.hand_in(task, cast.actor(submits))
    if code is None:
        service.accept(task, cast.actor(decides))
        assert task.state == TaskState.ACCEPTED
        return
    for decide in (
        lambda: service.accept(task, cast.actor(decides)),
        lambda: service.send_back(task, cast.actor(decides), "нет"),
    ):
        with pytest.raises(WorkflowRefusal) as refused:
            decide()
        assert refused.value.code == code
    assert task.state == TaskState.SUBMITTED
    assert db.session.scalar(select(func.count()).select_from(Review)) == 0


def test_whoever_was_acted_for_may_not_review(cast: Cast) -> None:
    """A helper hands in for the deputy; neither of the two may then accept."""
    task = make_task(cast, owner="deputy", reviewer=None)
    acting = replace(cast.actor("helper"), acted_for_id=cast["deputy"].id)
    give_file(task, acting)
    submission = service.hand_in(task, acting)
    assert service.submitter_ids(submission) == {cast["helper"].id, cast["deputy"].id}
    for who in ("deputy", "helper"):
        with pytest.raises(WorkflowRefusal):
            service.accept(task, cast.actor(who))
    service.accept(task, cast.actor("director"))
