"""Who is told what and when: chosen by state, once each, however often and whenever the job runs."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import event, select

from regtrack import clock
from regtrack.audit.models import AuditEntry
from regtrack.extensions import db
from regtrack.outbox.models import OutboxMessage
from regtrack.reminders import service
from regtrack.reminders.models import ReminderSlot
from regtrack.schools.models import CalendarChange
from tests.cast import Cast
from tests.reminders.conftest import TODAY, MakeTask

KRASNOYARSK = ZoneInfo("Asia/Krasnoyarsk")


def at(day: date, hour: int = 9, zone: ZoneInfo = KRASNOYARSK) -> Any:
    return clock.at(datetime(day.year, day.month, day.day, hour, tzinfo=zone))


def run(day: date = TODAY, hour: int = 9) -> int:
    """The job at an hour of a school day."""
    with at(day, hour):
        made = service.queue_due(clock.now())
        db.session.commit()
    return made


def letters() -> list[OutboxMessage]:
    return list(db.session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)))


def slots() -> list[tuple[str, str, str]]:
    rows = db.session.scalars(select(ReminderSlot).order_by(ReminderSlot.task_id, ReminderSlot.slot))
    return [(row.kind, row.slot.isoformat(), row.outcome) for row in rows]


def test_one_letter_for_a_person_and_a_morning_however_often_the_job_runs(
    cast: Cast, make_task: MakeTask
) -> None:
    make_task(0)
    make_task(7)
    make_task(-5)
    made = [run(hour=8 + n // 3) for n in range(20)]
    assert made == [1] + [0] * 19
    [letter] = letters()
    assert letter.to_address == "owner@school.test"
    assert letter.recipient_id == cast["owner"].account_id
    assert letter.text.count("/tasks/") == 3


@pytest.mark.parametrize(
    ("due_in", "told"),
    [(17, 0), (15, 1), (14, 1), (10, 1), (7, 1), (1, 1), (0, 1), (-1, 1), (-60, 1), (None, 0)],
)
def test_a_task_that_nobody_was_told_of(make_task: MakeTask, due_in: int | None, told: int) -> None:
    make_task(due_in)
    assert run() == told


@pytest.mark.parametrize("state", ["submitted", "accepted", "waived", "archived"])
def test_nobody_is_told_of_what_does_not_wait_for_them(make_task: MakeTask, state: str) -> None:
    make_task(-5, state=state)
    make_task(1, state=state)
    assert run() == 0
    assert slots() == []


def test_a_returned_task_waits_for_its_owner_again(make_task: MakeTask) -> None:
    make_task(2, state="returned")
    assert run() == 1


def test_what_had_passed_before_a_late_start_is_left_alone(make_task: MakeTask) -> None:
    make_task(-30, before_start=True)
    assert run() == 0


def test_slots_of_a_month_each_once(make_task: MakeTask) -> None:
    make_task(14)  # due on Friday 4 December
    mailed = [day for n in range(40) if run(day := TODAY + timedelta(days=n))]
    assert [day.isoformat() for day in mailed] == [
        "2026-11-20",  # 14 days before
        "2026-11-27",  # 7
        "2026-12-01",  # 3
        "2026-12-03",  # 1
        "2026-12-04",  # on the day
        "2026-12-09",  # every third working day while overdue
        "2026-12-14",
        "2026-12-17",
        "2026-12-22",
        "2026-12-25",
    ]
    assert {outcome for _kind, _slot, outcome in slots()} == {"mailed"}
    assert len(slots()) == len(mailed) == len(letters())


def test_a_machine_that_was_off_tells_all_at_once_and_loses_no_slot(make_task: MakeTask) -> None:
    make_task(14)
    assert run() == 1
    # Off for two weeks over four slots.
    assert run(TODAY + timedelta(days=17)) == 1
    assert slots() == [
        ("before", "2026-11-20", "mailed"),
        ("before", "2026-11-27", "merged"),
        ("before", "2026-12-01", "merged"),
        ("before", "2026-12-03", "merged"),
        ("due", "2026-12-04", "mailed"),
    ]
    assert len(letters()) == 2


def test_nothing_goes_before_the_morning_hour_or_on_a_day_off(cast: Cast, make_task: MakeTask) -> None:
    make_task(0)
    assert run(hour=7) == 0
    assert run(TODAY + timedelta(days=1)) == 0, "a Saturday"
    assert run(hour=8) == 1


def test_a_slot_on_a_day_off_goes_on_the_working_day_before_and_keeps_its_day(make_task: MakeTask) -> None:
    make_task(1, created_at=clock.now())  # due on Saturday
    assert run() == 1
    assert slots()[-1] == ("due", "2026-11-21", "mailed")
    assert run(TODAY + timedelta(days=3)) == 0, "Monday has nothing new to tell"


def test_a_schools_own_day_off_is_kept_free(cast: Cast, make_task: MakeTask) -> None:
    make_task(0)
    db.session.add(CalendarChange(school_id=cast.school.id, day=TODAY, kind="off"))
    db.session.commit()
    assert run() == 0


def test_each_school_has_its_own_morning(cast: Cast, make_task: MakeTask) -> None:
    make_task(0)
    make_task(0, "stranger")
    # 8 in Krasnoyarsk is 6 in Almaty.
    assert run(hour=8) == 1
    assert run(hour=9) == 0
    assert run(hour=10) == 1
    assert [letter.to_address for letter in letters()] == ["owner@school.test", "stranger@school.test"]
    assert [letter.language for letter in letters()] == ["ru", "kk"]


def test_letters_hold_only_what_is_the_readers(cast: Cast, make_task: MakeTask) -> None:
    mine, other = make_task(0), make_task(0, "helper")
    assert run() == 2
    first, second = sorted(letters(), key=lambda letter: letter.to_address, reverse=True)
    assert f"/tasks/{mine.id}" in first.text
    assert f"/tasks/{other.id}" not in first.text
    assert f"/tasks/{other.id}" in second.text
    assert "Мария Ивановна" in first.text
    assert "Қарлығаш Ерланқызы" in second.text


def test_a_letter_lists_everything_due_soon_once_anything_is_new(make_task: MakeTask) -> None:
    make_task(10)
    assert run() == 1
    make_task(9)
    make_task(30)
    assert run(TODAY + timedelta(days=3)) == 1, "7 days before the first, and the new one"
    assert letters()[-1].text.count("/tasks/") == 2


@pytest.mark.parametrize("email", [None, "", "nobody", "two@at@signs", "a@b\nBcc: c@d.test"])
def test_a_person_without_an_address_stops_nobody(cast: Cast, make_task: MakeTask, email: str | None) -> None:
    cast["owner"].account.email = email
    make_task(0)
    make_task(0, "helper")
    assert [run(), run()] == [1, 0]
    assert [letter.to_address for letter in letters()] == ["helper@school.test"]
    assert "unreachable" in {outcome for _kind, _slot, outcome in slots()}


def test_who_has_left_or_is_closed_is_not_written_to(cast: Cast, make_task: MakeTask) -> None:
    cast["owner"].left_on = TODAY - timedelta(days=1)
    cast["helper"].account.disabled_at = clock.now()
    make_task(0)
    make_task(0, "helper")
    assert run() == 0


def test_a_new_owner_is_told_from_the_start(cast: Cast, make_task: MakeTask) -> None:
    task = make_task(0)
    run()
    task.owner_id = cast["helper"].id
    db.session.commit()
    assert run() == 1
    assert letters()[-1].to_address == "helper@school.test"


def test_planning_writes_nothing(make_task: MakeTask) -> None:
    make_task(0)
    with at(TODAY):
        assert len(service.plan(clock.now())) == 1
    assert not db.session.new
    assert letters() == []
    assert slots() == []


def test_the_school_keeps_one_entry_of_the_morning(cast: Cast, make_task: MakeTask) -> None:
    make_task(0)
    make_task(0, "helper")
    run()
    run()
    [entry] = db.session.scalars(select(AuditEntry).where(AuditEntry.tag == "reminder.queued"))
    assert '"letters":2' in entry.body
    assert "Петрова" not in entry.body


def test_two_jobs_at_once_double_nothing(app: Any, cast: Cast, make_task: MakeTask) -> None:
    for who in ("owner", "helper", "teacher", "deputy", "registrar"):
        make_task(0, who)
        make_task(3, who)
    db.session.rollback()
    made: list[int] = []
    together = threading.Barrier(3)

    def work() -> None:
        with app.app_context(), at(TODAY):
            notices = service.plan(clock.now())
            db.session.rollback()
            together.wait()
            made.append(service.store(notices))
            db.session.commit()

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(made) == 5
    assert len(letters()) == 5
    rows = list(db.session.scalars(select(ReminderSlot)))
    assert len({(row.task_id, row.kind, row.slot) for row in rows}) == len(rows)
    assert all(row.message_id is not None for row in rows)


def queries_of(work: Callable[[], object]) -> int:
    seen: list[str] = []

    def note(*args: Any) -> None:
        seen.append(args[2])

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        work()
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    return len(seen)


def test_the_number_of_queries_does_not_grow(cast: Cast, make_task: MakeTask) -> None:
    counts = []
    people = ("owner", "helper", "teacher", "deputy")
    # The first morning makes the audit chain of the school besides.
    for morning, number in enumerate((1, 1, 30)):
        day = TODAY + timedelta(days=7 * morning)
        for n in range(number):
            for who in people[: number + 1]:
                make_task((day - TODAY).days - n, who)
        db.session.rollback()
        counts.append(queries_of(lambda day=day: run(day)))  # type: ignore[misc]
    assert counts[1] == counts[2]
    assert len(letters()) == 2 + 2 + len(people)
