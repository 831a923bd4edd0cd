"""Tasks are made once each, however often and whenever the job runs."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from sqlalchemy import event, func, select

from regtrack import clock
from regtrack.errors import Refusal
from regtrack.extensions import db
from regtrack.obligations import making, service
from regtrack.obligations.models import AdoptionItem, Task, TaskEvent, TaskHelper, TaskState
from regtrack.schools.models import SchoolEvent, SchoolPeriod
from tests.cast import Cast
from tests.conftest import NOW
from tests.obligations.population import Rule, add_owner, adopt_plainly

MONTHLY: Rule = {"each": "month", "at": "end"}


def tasks() -> list[Task]:
    return list(db.session.scalars(select(Task).order_by(Task.due_on, Task.id)))


def test_again_makes_nothing_new(cast: Cast) -> None:
    adoption = adopt_plainly(cast, [MONTHLY, {"by": "05-31"}])
    assert making.make_tasks(adoption) == 13
    assert making.make_tasks(adoption) == 0
    assert making.make_due_tasks() == 0
    assert db.session.scalar(select(func.count()).select_from(TaskEvent)) == 13


def test_the_same_tasks_whenever_the_job_ran(cast: Cast) -> None:
    adoption = adopt_plainly(cast, [MONTHLY])
    made = 0
    for day in range(0, 330, 11):
        with clock.at(datetime(2026, 11, 20, tzinfo=UTC) + timedelta(days=day)):
            made += making.make_tasks(adoption, until=clock.today("UTC") + timedelta(days=30))
    assert made == 12
    assert [task.occurrence for task in tasks()] == [
        *[f"2026-{month:02d}" for month in range(9, 13)],
        *[f"2027-{month:02d}" for month in range(1, 9)],
    ]


def test_two_makers_at_once_never_double(cast: Cast) -> None:
    adoption = adopt_plainly(cast, [MONTHLY])
    school = cast.school
    absent = making.planned(adoption, school)
    assert making._store(adoption, absent, clock.now()) == 12
    assert making._store(adoption, absent, clock.now()) == 0  # what the second maker had planned, too
    assert len(tasks()) == 12


def test_one_task_for_each_holder_and_class(cast: Cast) -> None:
    adoption = adopt_plainly(cast, [{"by": "12-15"}])
    item = db.session.scalars(select(AdoptionItem)).one()
    add_owner(item, cast["owner"].id, "each", cast.classes["5А"].id)
    add_owner(item, cast["helper"].id, "each", cast.classes["5Б"].id)
    add_owner(item, cast["teacher"].id, "each")
    add_owner(item, cast["registrar"].id, "with")
    making.make_tasks(adoption)
    assert {(task.unit, task.owner_id) for task in tasks()} == {
        (f"class:{cast.classes['5А'].id}", cast["owner"].id),
        (f"class:{cast.classes['5Б'].id}", cast["helper"].id),
        (f"holder:{cast['teacher'].id}", cast["teacher"].id),
    }
    helpers = db.session.scalars(select(TaskHelper.membership_id)).all()
    lead, beside = cast["owner"].id, cast["registrar"].id
    assert sorted(helpers) == sorted([lead] * 2 + [beside] * 3)  # the lead's own class needs no helper


def test_quarters_appear_once_the_school_enters_them(cast: Cast) -> None:
    adoption = adopt_plainly(cast, [{"each": "quarter", "at": "end"}])
    assert making.make_tasks(adoption) == 0
    for nth, starts, ends in (
        (1, date(2026, 9, 1), date(2026, 10, 23)),
        (2, date(2026, 11, 2), date(2026, 12, 29)),
        (3, date(2027, 1, 11), date(2027, 3, 19)),
        (4, date(2027, 3, 29), date(2027, 5, 28)),
    ):
        db.session.add(
            SchoolPeriod(
                school_id=cast.school.id,
                school_year=2026,
                kind="quarter",
                nth=nth,
                starts_on=starts,
                ends_on=ends,
            )
        )
        db.session.flush()
        assert making.make_due_tasks() == 1
    first, second, *_ = tasks()
    assert (first.due_on, first.before_start) == (date(2026, 10, 23), True)
    assert (second.due_on, second.before_start) == (date(2026, 12, 29), False)


def test_a_task_with_each_planned_event(cast: Cast) -> None:
    adoption = adopt_plainly(cast, [{"on": {"event": "parents_meeting"}}])
    assert making.make_tasks(adoption) == 0
    db.session.add(SchoolEvent(school_id=cast.school.id, kind="parents_meeting", on=date(2026, 12, 10)))
    db.session.flush()
    assert making.make_tasks(adoption) == 1
    assert tasks()[0].due_on == date(2026, 12, 10)


def test_a_task_follows_its_event_until_a_person_decides(cast: Cast) -> None:
    adoption = adopt_plainly(cast, [{"on": {"event": "parents_meeting"}}])
    meeting = SchoolEvent(school_id=cast.school.id, kind="parents_meeting", on=date(2026, 12, 10))
    db.session.add(meeting)
    db.session.flush()
    making.make_tasks(adoption)
    (task,) = tasks()
    for day in (date(2026, 12, 17), date(2026, 12, 24)):
        meeting.on = day
        db.session.flush()
        assert making.make_tasks(adoption) == 0
        assert (task.due_on, task.scheduled_on) == (day, date(2026, 12, 10))
    service.change_date(task, date(2026, 12, 28), cast.actor("director"), reason="после праздника")
    meeting.on = date(2026, 12, 25)
    db.session.flush()
    making.make_tasks(adoption)
    assert task.due_on == date(2026, 12, 28)
    kinds = db.session.scalars(select(TaskEvent.kind).order_by(TaskEvent.seq)).all()
    assert list(kinds) == ["made", "date_changed", "date_changed", "date_changed"]


@pytest.mark.parametrize("rule", [{"undecided": True}, {"throughout": True}, {"from": "02-01"}])
def test_without_a_date_one_task_without_date(cast: Cast, rule: Rule) -> None:
    making.make_tasks(adopt_plainly(cast, [rule]))
    (task,) = tasks()
    assert (task.due_on, task.scheduled_on, task.before_start) == (None, None, False)


@pytest.mark.parametrize(
    ("answer", "state", "due", "before"),
    [
        (None, "open", date(2026, 9, 30), True),
        ({"answer": "done"}, "open", date(2026, 9, 30), True),
        ({"answer": "new_date", "date": "2026-12-01"}, "open", date(2026, 12, 1), False),
        (
            {"answer": "not_applicable", "reason": "год начался без нас", "by": 1},
            "waived",
            date(2026, 9, 30),
            True,
        ),
    ],
)
def test_a_late_start(cast: Cast, answer: dict[str, Any] | None, state: str, due: date, before: bool) -> None:
    late = {"2026": answer} if answer else {}
    making.make_tasks(adopt_plainly(cast, [{"month": 9}], late=late))
    (task,) = tasks()
    assert (task.state, task.due_on, task.before_start) == (state, due, before)
    assert task.scheduled_on == date(2026, 9, 30)
    made = db.session.scalars(select(TaskEvent)).one()
    assert made.state == state
    if state == TaskState.WAIVED:
        assert made.reason == "год начался без нас"


def test_nobody_reviews_their_own(cast: Cast) -> None:
    making.make_tasks(adopt_plainly(cast, [{"month": 12}], owner="deputy"))
    assert tasks()[0].reviewer_id is None


def test_too_many_tasks_are_refused(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(making, "MOST_TASKS", 11)
    adoption = adopt_plainly(cast, [MONTHLY])
    with pytest.raises(Refusal, match="11"):
        making.make_tasks(adoption)
    assert making.make_due_tasks() == 0  # one bad adoption does not stop the job


def test_queries_do_not_grow_with_the_tasks(cast: Cast) -> None:
    def counted(code: str, rules: list[Rule]) -> int:
        adoption = adopt_plainly(cast, rules, code=code)
        db.session.flush()
        seen: list[str] = []
        listener = lambda *args: seen.append(args[2])  # noqa: E731
        event.listen(db.engine, "before_cursor_execute", listener)
        making.make_tasks(adoption)
        event.remove(db.engine, "before_cursor_execute", listener)
        return len(seen)

    counted("warm", [MONTHLY])
    assert counted("few", [{"month": 12}]) == counted("many", [MONTHLY] * 20)


def test_two_makers_in_two_threads(app: Any, cast: Cast) -> None:
    adopt_plainly(cast, [MONTHLY] * 5)
    db.session.commit()
    gate, made = Barrier(2), []

    def run() -> None:
        with app.app_context(), clock.at(NOW):
            gate.wait()
            number = making.make_due_tasks()
            db.session.commit()
            made.append(number)
            db.session.remove()

    threads = [Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(made) == [0, 60]
    assert len(tasks()) == 60
    assert db.session.scalar(select(func.count()).select_from(TaskEvent)) == 60
