"""Every figure equals the number of rows behind its link; two ways of counting agree."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import event, select

from regtrack import clock
from regtrack.extensions import db
from regtrack.obligations import counting, history, listing, service
from regtrack.obligations.counting import ClauseCounts, clause_state
from regtrack.obligations.making import make_tasks
from regtrack.obligations.models import Adoption, Task, TaskState
from regtrack.obligations.workflow import Act
from regtrack.paging import paginate
from tests.cast import Cast
from tests.conftest import NOW
from tests.obligations.population import adopt_plainly, make_crowd

TODAY = date(2026, 11, 20)


@pytest.fixture
def crowd(cast: Cast) -> list[Adoption]:
    return make_crowd(cast)


@pytest.mark.parametrize("who", ["director", "deputy", "inspector", "owner"])
def test_a_figure_is_the_number_of_rows_behind_its_link(cast: Cast, crowd: list[Adoption], who: str) -> None:
    actor = cast.actor(who)
    found = counting.figures(actor, TODAY)
    one = counting.figures(actor, TODAY, regulation=crowd[0].id)
    assert sum(figure.count for figure in found.values())
    for figure in [*found.values(), *one.values()]:
        rows = paginate(listing.tasks_query(figure.filters, actor), 1, 1000)
        assert rows.total == len(rows.rows) == figure.count == listing.count(figure.filters, actor), figure


def test_overdue_by_owner(cast: Cast, crowd: list[Adoption]) -> None:
    actor = cast.actor("director")
    held = counting.overdue_by_owner(actor, TODAY)
    assert sum(one.count for one in held) == counting.figures(actor, TODAY)["overdue"].count > 0
    assert [one.count for one in held] == sorted((one.count for one in held), reverse=True)
    for one in held:
        assert listing.count(one.filters, actor) == one.count
    assert sum(part["overdue"] for part in counting.by_regulation(cast.school.id, TODAY).values()) == sum(
        one.count for one in held
    )


def test_sql_judges_clauses_as_the_table_does(cast: Cast, crowd: list[Adoption]) -> None:
    ids = [adoption.id for adoption in crowd]
    counts = counting.clause_counts(cast.school.id, ids, TODAY)
    states = counting.clause_states(cast.school.id, ids, TODAY)
    assert states == {key: clause_state(value) for key, value in counts.items()}
    assert len(states) == 48
    assert set(states.values()) >= {"broken", "at_risk", "not_applicable", "not_assessed", "fulfilled"}
    figures = counting.clause_figures(cast.school.id, ids, TODAY)
    assert Counter((key[0], state) for key, state in states.items()) == Counter(
        {(a, s): f.count for a, found in figures.items() for s, f in found.items() if f.count}
    )


@pytest.mark.parametrize(
    ("counts", "state"),
    [
        (ClauseCounts(), "not_applicable"),
        (ClauseCounts(items=1), "not_assessed"),
        (ClauseCounts(items=1, tasks=2, waived=2), "not_applicable"),
        (ClauseCounts(items=1, tasks=2, broken=1, accepted=1), "broken"),
        (ClauseCounts(items=1, tasks=2, broken=1, at_risk=1, pending=2), "broken"),
        (ClauseCounts(items=1, tasks=2, at_risk=1, pending=1, accepted=1), "at_risk"),
        (ClauseCounts(items=1, tasks=2, accepted=2), "fulfilled"),
        (ClauseCounts(items=1, tasks=2, accepted=1, waived=1), "fulfilled"),
        # the next quarter is far away
        (ClauseCounts(items=1, tasks=2, accepted=1), "fulfilled"),
        # handed in and not reviewed yet, or without a date
        (ClauseCounts(items=1, tasks=2, accepted=1, pending=1), "not_assessed"),
        (ClauseCounts(items=1, tasks=1), "not_assessed"),
    ],
)
def test_states_of_clauses(counts: ClauseCounts, state: str) -> None:
    assert clause_state(counts) == state


@pytest.mark.parametrize(
    ("due", "handed_in", "before", "expected"),
    [
        (TODAY - timedelta(1), None, False, {"overdue", "working"}),
        (TODAY, None, False, {"soon", "four_weeks", "working"}),
        (TODAY + timedelta(14), None, False, {"soon", "four_weeks", "working"}),
        (TODAY + timedelta(15), None, False, {"four_weeks", "working"}),
        (TODAY + timedelta(29), None, False, {"working"}),
        (TODAY - timedelta(1), None, True, {"working"}),
        (TODAY - timedelta(1), TODAY - timedelta(1), False, set()),
        (TODAY - timedelta(1), TODAY, False, {"late"}),
        (TODAY - timedelta(1), TODAY, True, set()),
        (None, None, False, {"working"}),
    ],
)
def test_what_the_clock_makes_of_a_task(
    cast: Cast, due: date | None, handed_in: date | None, before: bool, expected: set[str]
) -> None:
    make_tasks(adopt_plainly(cast, [{"month": 12}]))
    task = db.session.scalars(select(Task)).one()
    task.due_on, task.handed_in_on, task.before_start = due, handed_in, before
    task.state = TaskState.SUBMITTED if handed_in else TaskState.OPEN
    db.session.flush()
    actor = cast.actor("director")
    said = {state for state in listing.STATES if listing.count({"state": state}, actor)}
    assert said - {str(state) for state in TaskState} == expected


def test_overdue_begins_with_the_schools_day(cast: Cast) -> None:
    make_tasks(adopt_plainly(cast, [{"by": "11-20"}]))
    actor = cast.actor("director")
    with clock.at(datetime(2026, 11, 20, 16, 59, tzinfo=UTC)):  # 23:59 in Krasnoyarsk
        assert listing.count({"state": "overdue"}, actor) == 0
    with clock.at(datetime(2026, 11, 20, 17, 0, tzinfo=UTC)):
        assert listing.count({"state": "overdue"}, actor) == 1


def test_filters_of_an_address(cast: Cast, crowd: list[Adoption]) -> None:
    actor = cast.actor("director")
    everything = listing.count({}, actor)
    assert (
        listing.count({"regulation": str(crowd[0].id)}, actor)
        + listing.count({"regulation": str(crowd[1].id)}, actor)
        == everything
    )
    assert listing.count({"regulation": "0"}, actor) == 0
    assert listing.count({"year": "2026"}, actor) == everything
    assert listing.count({"year": "2025"}, actor) == 0
    assert listing.count({"q": "петрова"}, actor) == listing.count({"owner": cast["owner"].id}, actor) > 0
    assert listing.count({"q": "ДЕЛО"}, actor) == everything
    assert listing.count({"q": "100%"}, actor) == 0
    span = {"from": "2026-11-01", "to": "2026-11-30"}
    rows = db.session.scalars(listing.tasks_query(span, actor)).unique().all()
    assert rows
    assert all(row.due_on and row.due_on.month == 11 for row in rows)
    assert listing.count({"owner": "x", "from": "yesterday", "state": "?", "sort": "?"}, actor) == everything


@pytest.mark.parametrize("sort", listing.SORTS)
def test_sorts(cast: Cast, crowd: list[Adoption], sort: str) -> None:
    actor = cast.actor("director")
    rows = db.session.scalars(listing.tasks_query({"sort": sort}, actor)).unique().all()
    assert len(rows) == listing.count({}, actor)
    if sort == "due":
        dated = [row.due_on for row in rows if row.due_on]
        assert dated == sorted(dated)
        assert rows[-1].due_on is None
    if sort == "owner":
        names = [row.owner.account.sort_key for row in rows]
        assert names == sorted(names)


def test_a_list_is_one_query_however_long(cast: Cast, crowd: list[Adoption]) -> None:
    actor = cast.actor("director")
    db.session.expunge_all()
    seen: list[str] = []
    listener = lambda *args: seen.append(args[2])  # noqa: E731
    event.listen(db.engine, "before_cursor_execute", listener)
    rows = paginate(listing.tasks_query({}, actor), 1).rows
    said = [(r.owner.account.short_name, r.school_class, r.adoption.edition.code) for r in rows if r.adoption]
    event.remove(db.engine, "before_cursor_execute", listener)
    assert len(said) > 25
    assert len(seen) <= 5  # school, count, rows, rights of the people, holders


def test_any_past_day_can_be_asked(cast: Cast) -> None:
    make_tasks(adopt_plainly(cast, [{"by": "12-15"}]))
    task = db.session.scalars(select(Task)).one()
    owner, director = cast.actor("owner"), cast.actor("director")
    with clock.at(NOW + timedelta(days=10)):
        service.change_date(task, date(2026, 12, 5), director, reason="раньше")
    with clock.at(NOW + timedelta(days=20)):
        service.perform(task, Act.SUBMIT, owner, service.facts_of(task, owner))
    then = history.task_as_of(task, NOW + timedelta(days=15))
    assert then is not None
    assert (then.state, then.due_on) == (TaskState.OPEN, date(2026, 12, 5))
    assert history.task_as_of(task, NOW - timedelta(seconds=1)) is None
    assert history.counts_as_of(cast.school, NOW + timedelta(days=17))["overdue"] == 1
    assert history.counts_as_of(cast.school, NOW + timedelta(days=9))["overdue"] == 0
    later = history.counts_as_of(cast.school, NOW + timedelta(days=30))
    assert (later["submitted"], later["open"], later["overdue"]) == (1, 0, 0)
    assert sum(history.counts_as_of(cast.school, NOW - timedelta(days=1)).values()) == 0
