"""Who may open evidence, and what a look at confidential evidence leaves behind."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from regtrack.audit.models import AuditEntry
from regtrack.audit.tags import Tag
from regtrack.errors import NotFound
from regtrack.evidence import service
from regtrack.evidence.models import StoredFile
from regtrack.extensions import db
from regtrack.obligations.models import Task
from tests.cast import Cast
from tests.evidence.tasks import give_file, make_task


def kept(cast: Cast, *, confidential: bool) -> tuple[Task, StoredFile]:
    task = make_task(cast, helpers=("helper",), confidential=confidential)
    piece, _new = give_file(task, cast.actor("owner"))
    service.hand_in(task, cast.actor("owner"))
    db.session.commit()
    row = db.session.get(StoredFile, piece.file_id)
    assert row is not None
    assert row.confidential == confidential
    return task, row


# who: opens an ordinary file, opens a confidential one
WHO = {
    "owner": (True, True),
    "helper": (True, True),
    "deputy": (True, True),  # reviews it
    "director": (True, True),
    "inspector": (True, True),
    "registrar": (True, False),
    "teacher": (False, False),
    "coordinator": (False, False),
    "administrator": (False, False),
    "stranger": (False, False),
}


@pytest.mark.parametrize("confidential", [False, True])
@pytest.mark.parametrize("who", WHO)
def test_who_opens_a_file(cast: Cast, who: str, confidential: bool) -> None:
    task, row = kept(cast, confidential=confidential)
    expected = WHO[who][confidential]
    actor = cast.actor(who)
    assert service.may_open(row, actor) == expected
    assert service.may_read(task, actor) == expected
    if not expected:
        with pytest.raises(NotFound):
            service.open_file(cast.school.id, row.id, actor)
        return
    assert service.open_file(cast.school.id, row.id, actor).id == row.id
    looks = db.session.scalars(select(AuditEntry).where(AuditEntry.tag == Tag.EVIDENCE_VIEWED)).all()
    assert [(look.actor_id, look.subject_id) for look in looks] == (
        [(actor.account_id, row.id)] if confidential else []
    )


def test_a_deputy_who_does_not_review_it_may_not_open_it(cast: Cast) -> None:
    task = make_task(cast, reviewer="registrar", confidential=True)
    piece, _new = give_file(task, cast.actor("owner"))
    row = db.session.get(StoredFile, piece.file_id)
    assert row is not None
    assert not service.may_open(row, cast.actor("deputy"))
    assert service.may_open(row, cast.actor("registrar"))


def test_a_file_is_unknown_in_another_school(cast: Cast) -> None:
    _task, row = kept(cast, confidential=False)
    with pytest.raises(NotFound):
        service.open_file(cast.other.id, row.id, cast.actor("stranger"))


def test_a_task_that_becomes_confidential_covers_its_old_files(cast: Cast) -> None:
    task, row = kept(cast, confidential=False)
    assert service.may_open(row, cast.actor("registrar"))
    task.confidential = True
    db.session.flush()
    assert not service.may_open(row, cast.actor("registrar"))
