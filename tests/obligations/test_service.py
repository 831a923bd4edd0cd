"""Commands on tasks: state, event and audit entry together; who may."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm.exc import StaleDataError

from regtrack import clock
from regtrack.audit.models import AuditEntry
from regtrack.audit.tags import Tag
from regtrack.errors import Forbidden, Invalid, NotFound, Refusal
from regtrack.extensions import db
from regtrack.obligations import service
from regtrack.obligations.making import make_tasks
from regtrack.obligations.models import Task, TaskEvent, TaskState
from regtrack.obligations.workflow import Act, WorkflowRefusal
from tests.cast import Cast
from tests.conftest import NOW
from tests.obligations.population import adopt_plainly


@pytest.fixture
def task(cast: Cast) -> Task:
    make_tasks(adopt_plainly(cast, [{"by": "12-15"}]))
    return db.session.scalars(select(Task)).one()


def do(cast: Cast, task: Task, act: Act, who: str, **facts: Any) -> TaskEvent:
    actor = cast.actor(who)
    return service.perform(task, act, actor, service.facts_of(task, actor, **facts))


def hand_in(cast: Cast, task: Task) -> None:
    do(cast, task, Act.SUBMIT, "owner")


def last_tag() -> str:
    return db.session.scalars(select(AuditEntry.tag).order_by(AuditEntry.id.desc())).first() or ""


def test_the_way_of_a_task_is_recorded(cast: Cast, task: Task) -> None:
    hand_in(cast, task)
    assert (task.state, task.handed_in_on) == (TaskState.SUBMITTED, date(2026, 11, 20))
    submitter = [cast["owner"].id]
    do(cast, task, Act.RETURN, "deputy", submitter_ids=submitter, reason="нет подписи")
    assert (task.state, task.handed_in_on) == (TaskState.RETURNED, None)
    hand_in(cast, task)
    do(cast, task, Act.ACCEPT, "deputy", submitter_ids=submitter)
    assert task.accepted_at == NOW
    events = db.session.scalars(select(TaskEvent).order_by(TaskEvent.seq)).all()
    assert [(e.seq, e.kind, e.state) for e in events] == [
        (1, "made", "open"),
        (2, "submit", "submitted"),
        (3, "return", "returned"),
        (4, "submit", "submitted"),
        (5, "accept", "accepted"),
    ]
    assert events[2].reason == "нет подписи"
    assert events[2].actor_id == cast["deputy"].id
    tags = db.session.scalars(select(AuditEntry.tag).order_by(AuditEntry.seq)).all()
    assert list(tags) == [
        Tag.TASK_MADE,
        Tag.TASK_SUBMITTED,
        Tag.TASK_RETURNED,
        Tag.TASK_SUBMITTED,
        Tag.TASK_ACCEPTED,
    ]


def test_reopening_takes_the_hand_in_away(cast: Cast, task: Task) -> None:
    hand_in(cast, task)
    do(cast, task, Act.ACCEPT, "deputy", submitter_ids=[cast["owner"].id])
    service.reopen(task, cast.actor("director"), "акт подписан не тем")
    assert (task.state, task.accepted_at, task.handed_in_at) == (TaskState.OPEN, None, None)


@pytest.mark.parametrize("who", ["teacher", "registrar", "inspector"])
def test_only_the_reviewer_or_the_director_accepts(cast: Cast, task: Task, who: str) -> None:
    hand_in(cast, task)
    with pytest.raises(WorkflowRefusal) as refusal:
        do(cast, task, Act.ACCEPT, who, submitter_ids=[cast["owner"].id])
    assert refusal.value.code == "not_reviewer"
    assert task.state == TaskState.SUBMITTED


def test_the_directors_task_is_confirmed_by_registrar_or_deputy(cast: Cast) -> None:
    make_tasks(adopt_plainly(cast, [{"by": "12-15"}], owner="director"))
    task = db.session.scalars(select(Task)).one()
    do(cast, task, Act.SUBMIT, "director")
    with pytest.raises(WorkflowRefusal) as refusal:
        do(cast, task, Act.ACCEPT, "director", submitter_ids=[cast["director"].id])
    assert refusal.value.code == "four_eyes"
    do(cast, task, Act.ACCEPT, "registrar", submitter_ids=[cast["director"].id])
    assert task.state == TaskState.ACCEPTED


def test_a_waiver_goes_back_to_the_state_it_had(cast: Cast, task: Task) -> None:
    hand_in(cast, task)
    do(cast, task, Act.RETURN, "deputy", submitter_ids=[cast["owner"].id], reason="не то")
    service.waive(task, cast.actor("director"), "мероприятие отменено")
    assert task.state == TaskState.WAIVED
    service.unwaive(task, cast.actor("director"))
    assert task.state == TaskState.RETURNED
    assert last_tag() == Tag.TASK_UNWAIVED


def test_owner_and_date_change_with_a_reason(cast: Cast, task: Task) -> None:
    director = cast.actor("director")
    event = service.change_owner(task, cast["teacher"].id, director, reason="отпуск")
    assert (event.kind, event.detail["from"], event.detail["to"]) == (
        "owner_changed",
        cast["owner"].id,
        cast["teacher"].id,
    )
    assert task.owner.id == cast["teacher"].id
    event = service.change_date(task, date(2026, 12, 25), director, reason="перенесли совет")
    assert (task.scheduled_on, task.due_on) == (date(2026, 12, 15), date(2026, 12, 25))
    assert event.detail == {"from": "2026-12-15", "to": "2026-12-25"}
    assert last_tag() == Tag.TASK_DATE_CHANGED


def test_changes_that_are_refused(cast: Cast, task: Task) -> None:
    director = cast.actor("director")
    with pytest.raises(WorkflowRefusal):
        service.change_date(task, date(2026, 12, 25), director, reason=" ")
    with pytest.raises(Forbidden):
        service.change_date(task, date(2026, 12, 25), cast.actor("deputy"), reason="так")
    with pytest.raises(Invalid) as own:
        service.change_owner(task, cast["deputy"].id, director, reason="так")
    assert own.value.field == "owner"
    with pytest.raises(Invalid):
        service.change_owner(task, cast["stranger"].id, director, reason="чужой")
    service.waive(task, director, "не нужно")
    with pytest.raises(Refusal):
        service.change_date(task, date(2026, 12, 25), director, reason="поздно")


def test_who_sees_a_task(cast: Cast, task: Task) -> None:
    for who in ("owner", "deputy", "director", "registrar", "inspector", "coordinator"):
        assert service.get_task(cast.school.id, task.id, cast.actor(who)).id == task.id
    for who in ("teacher", "helper", "administrator", "stranger"):
        with pytest.raises(NotFound):
            service.get_task(cast.school.id, task.id, cast.actor(who))
    with pytest.raises(NotFound):
        service.get_task(cast.other.id, task.id, cast.actor("stranger"))


def test_two_at_once_do_not_overwrite_each_other(cast: Cast, task: Task) -> None:
    assert task.version == 1
    db.session.execute(update(Task).values(version=2).execution_options(synchronize_session=False))
    with pytest.raises(StaleDataError):
        hand_in(cast, task)
    db.session.rollback()


def test_comments_are_kept_and_recorded(cast: Cast, task: Task) -> None:
    said = service.comment(task, cast.actor("owner"), "  Жду подпись.  ")
    assert said.text == "Жду подпись."
    assert last_tag() == Tag.TASK_COMMENTED
    with pytest.raises(Invalid):
        service.comment(task, cast.actor("owner"), " \n")


def test_an_item_of_the_schools_own(cast: Cast) -> None:
    adoption = adopt_plainly(cast, [{"by": "12-15"}])
    item = service.add_own_item(
        adoption,
        service.OwnItem(
            "Родительское собрание по ЭД", {"month": 2}, cast["owner"].id, cast["deputy"].id, ["minutes"]
        ),
        cast.actor("director"),
    )
    task = db.session.scalars(select(Task).where(Task.adoption_item_id == item.id)).one()
    assert (item.item_id, item.position, task.due_on) == (None, 2, date(2027, 2, 26))
    assert [one["key"] for one in task.evidence] == ["minutes-1"]
    with pytest.raises(Forbidden):
        service.add_own_item(
            adoption, service.OwnItem("Ещё", {"month": 2}, cast["owner"].id), cast.actor("deputy")
        )


def test_an_own_item_asks_nothing_of_the_time_before(cast: Cast) -> None:
    with clock.at(NOW - timedelta(days=80)):
        adoption = adopt_plainly(cast, [{"by": "12-15"}])
    service.add_own_item(
        adoption,
        service.OwnItem("Сверка", {"each": "month", "at": "end"}, cast["owner"].id),
        cast.actor("director"),
    )
    made = db.session.scalars(select(Task.due_on).where(Task.occurrence.like("202_-__"))).all()
    assert min(day for day in made if day) == date(2026, 11, 30)
    assert len(made) == 10


def test_an_assignment_of_no_regulation(cast: Cast) -> None:
    due = clock.today("Asia/Krasnoyarsk") + timedelta(days=7)
    asked = service.Assignment("Справка для управления", cast["owner"].id, due, "к среде", cast["deputy"].id)
    task = service.assign_once(cast.school, asked, cast.actor("deputy"))
    assert (task.adoption_id, task.due_on, task.state) == (None, due, "open")
    assert last_tag() == Tag.TASK_ASSIGNED
    with pytest.raises(Forbidden):
        service.assign_once(cast.school, asked, cast.actor("owner"))
    with pytest.raises(Invalid) as nameless:
        service.assign_once(
            cast.school, service.Assignment("  ", cast["owner"].id, due), cast.actor("director")
        )
    assert nameless.value.field == "title"
