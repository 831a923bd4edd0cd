"""Adopting the shipped regulations: dates of the source, people, refusals."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import event, select

from regtrack import clock
from regtrack.audit.models import AuditEntry
from regtrack.audit.tags import Tag
from regtrack.catalogue.models import Edition
from regtrack.errors import Forbidden
from regtrack.extensions import db
from regtrack.obligations import adoption
from regtrack.obligations.answers import AdoptionAnswers, Holder, LateAnswer, from_json, to_json
from regtrack.obligations.making import make_due_tasks
from regtrack.obligations.models import Adoption, AdoptionItem, Decision, ItemOwner, Task
from regtrack.obligations.questions import Answer, ItemAnswers
from regtrack.schools.models import SchoolPeriod
from tests.cast import Cast
from tests.obligations.population import shipped

QUARTERS = {
    2010: [((9, 1), (10, 31)), ((11, 8), (12, 29)), ((1, 12), (3, 23)), ((4, 1), (5, 31))],
    2026: [((9, 1), (10, 23)), ((11, 2), (12, 29)), ((1, 11), (3, 19)), ((3, 29), (5, 28))],
}


@pytest.fixture
def plan(cast: Cast) -> Edition:
    return shipped("ru-ediary-plan")


def give_quarters(cast: Cast, year: int) -> None:
    for nth, (starts, ends) in enumerate(QUARTERS[year], 1):
        db.session.add(
            SchoolPeriod(
                school_id=cast.school.id,
                school_year=year,
                kind="quarter",
                nth=nth,
                starts_on=date(year + (starts[0] < 9), *starts),
                ends_on=date(year + (ends[0] < 9), *ends),
            )
        )
    db.session.flush()


def all_answers(cast: Cast, edition: Edition, year: int = 2026, **more: Any) -> AdoptionAnswers:
    """The proposals, and the people whom the cast has for the remaining roles."""
    answers = adoption.proposed_answers(cast.school, edition, year, **more)
    people = {
        **answers.people,
        "deputy_informatization": (Holder(cast["teacher"].id),),
        "method_association_head": (Holder(cast["helper"].id),),
        "subject_teacher": (Holder(cast["helper"].id), Holder(cast["teacher"].id)),
        "class_teacher": tuple(
            Holder(cast[who].id, cast.classes[name].id) for who, name in (("owner", "5А"), ("helper", "5Б"))
        ),
    }
    return replace(answers, people=people)


def of_row(number: str) -> list[Task]:
    """The tasks of a row of the plan."""
    rows = db.session.scalars(select(Task).order_by(Task.due_on, Task.id)).all()
    return [
        task
        for task in rows
        if task.adoption_item
        and task.adoption_item.item
        and number in {clause.locator for clause in task.adoption_item.item.clauses}
    ]


def days(number: str) -> set[date | None]:
    return {task.due_on for task in of_row(number)}


@pytest.mark.parametrize(
    ("year", "now", "expected"),
    [
        (
            2010,
            datetime(2010, 10, 26, 5, tzinfo=UTC),
            {
                "3": {date(2010, 10, 29)},  # the 31st is a Sunday
                "8": {date(2011, 5, 31)},
                "11": {date(2011, 1, 31)},
                "18": {date(2011, 5, 31)},
                "19": {date(2011, 5, 31)},
                "16": {date(2010, 10, 29), date(2010, 12, 29), date(2011, 3, 23), date(2011, 5, 31)},
            },
        ),
        (
            2026,
            datetime(2026, 9, 1, 5, tzinfo=UTC),
            {
                "3": {date(2026, 10, 30)},
                "8": {date(2027, 5, 31)},
                "11": {date(2027, 1, 29)},
                "18": {date(2027, 5, 31)},
                "19": {date(2027, 5, 31)},
                "16": {date(2026, 10, 23), date(2026, 12, 29), date(2027, 3, 19), date(2027, 5, 28)},
            },
        ),
    ],
)
def test_the_plan_gives_the_sources_own_dates(
    cast: Cast, plan: Edition, year: int, now: datetime, expected: dict[str, set[date | None]]
) -> None:
    give_quarters(cast, year)
    with clock.at(now):
        adoption.adopt(cast.school, plan, all_answers(cast, plan, year), cast.actor("director"))
        assert make_due_tasks() == 0
    for number, wanted in expected.items():
        assert days(number) == wanted, number
    assert len(of_row("16")) == 4
    # row 15: from the first of February; the monthly rhythm is our proposal
    fifteen = of_row("15")
    assert min(task.window_start for task in fifteen if task.window_start) == date(year + 1, 2, 1)
    assert {task.due_on.month for task in fifteen if task.due_on} == {2, 3, 4, 5, 6, 7, 8}


def test_left_as_the_source_says_row_15_has_no_date(cast: Cast, plan: Edition) -> None:
    answers = all_answers(cast, plan)
    said = answers.items["marks-entered"]
    left = replace(said, fields={**said.fields, "deadline": Answer(Decision.LEFT_OPEN, "решим в январе")})
    answers = replace(answers, items={**answers.items, "marks-entered": left})
    adoption.adopt(cast.school, plan, answers, cast.actor("director"))
    assert days("15") == {None}
    assert {task.window_start for task in of_row("15")} == {date(2027, 2, 1)}


@pytest.mark.parametrize("code", ["ru-ediary-plan", "ru-ediary", "ru-internet-presence", "kz-school-site"])
def test_every_regulation_can_be_adopted(cast: Cast, code: str) -> None:
    edition = shipped(code)
    answers = all_answers(cast, edition)
    people = dict(answers.people)
    for fault in adoption.adoption_faults(cast.school, edition, answers):
        assert fault.step == "people", fault
        people[fault.anchor.removeprefix("role-")] = (Holder(cast["deputy"].id),)
    done = adoption.adopt(cast.school, edition, replace(answers, people=people), cast.actor("director"))
    assert len(done.items) == len(edition.items)
    assert all(item.owners for item in done.items)


def test_who_answers_for_what(cast: Cast, plan: Edition) -> None:
    adoption.adopt(cast.school, plan, all_answers(cast, plan), cast.actor("director"))
    consents = of_row("10")
    assert {task.unit for task in consents} == {
        f"class:{cast.classes['5А'].id}",
        f"class:{cast.classes['5Б'].id}",
    }
    assert all(task.confidential and task.reviewer_id == cast["deputy"].id for task in consents)
    helpers = db.session.scalars(select(ItemOwner).where(ItemOwner.part == "with")).all()
    assert {row.role for row in helpers} >= {"informatization_lead", "subject_teacher"}


def test_what_was_decided_is_kept(cast: Cast, plan: Edition) -> None:
    answers = all_answers(cast, plan)
    said = answers.items["local-acts"]
    decided = replace(
        said,
        fields={
            **said.fields,
            "deadline": Answer(Decision.DECIDED, "", {"by": "12-10"}),
            "reviewer": Answer(Decision.LEFT_OPEN, "кто свободен"),
        },
    )
    dropped = ItemAnswers(applicable=False, reason="закон запрещает бумагу")
    items = {**answers.items, "local-acts": decided, "journals-printed": dropped}
    answers = replace(answers, items=items, order_number="175", order_date=date(2026, 11, 19))
    done = adoption.adopt(cast.school, plan, answers, cast.actor("director"))
    rows = {row.key: row for row in db.session.scalars(select(AdoptionItem))}
    assert rows["local-acts"].rule == {"by": "12-10"}
    assert rows["local-acts"].decisions["deadline"]["how"] == "decided"
    assert rows["local-acts"].decisions["owners"]["how"] == "source"
    assert (rows["local-acts"].reviewer_id, rows["local-acts"].decisions["reviewer"]["reason"]) == (
        None,
        "кто свободен",
    )
    assert not rows["journals-printed"].applicable
    assert rows["journals-printed"].decisions["applicable"]["reason"] == "закон запрещает бумагу"
    assert of_row("19") == []
    assert (done.order_number, done.order_date) == ("175", date(2026, 11, 19))
    tags = db.session.scalars(select(AuditEntry.tag)).all()
    assert Tag.ADOPTED in tags


def test_a_late_start_asks_and_obeys(cast: Cast, plan: Edition) -> None:
    answers = all_answers(cast, plan)
    asked = {(one.item_key, one.occurrence) for one in adoption.late_dates(cast.school, plan, answers)}
    assert ("working-group", "2026") in asked
    assert ("yearly-report", "2026") not in asked
    late = {key: dict(found) for key, found in answers.late.items()}
    late["working-group"] = {"2026": LateAnswer("new_date", date(2026, 12, 1))}
    late["readiness-analysis"] = {"2026": LateAnswer("not_applicable")}
    adoption.adopt(cast.school, plan, replace(answers, late=late), cast.actor("director"))
    (group,) = of_row("3")
    assert (group.due_on, group.scheduled_on, group.before_start) == (
        date(2026, 12, 1),
        date(2026, 10, 31),
        False,
    )
    (analysis,) = of_row("1")
    assert (analysis.state, analysis.before_start) == ("waived", True)


def test_a_second_adoption_is_refused_with_the_first(cast: Cast, plan: Edition) -> None:
    answers = all_answers(cast, plan)
    first = adoption.adopt(cast.school, plan, answers, cast.actor("director"))
    with pytest.raises(adoption.AlreadyAdopted) as refusal:
        adoption.adopt(cast.school, plan, answers, cast.actor("director"))
    assert refusal.value.adoption_id == first.id
    with pytest.raises(Forbidden):
        adoption.adopt(cast.school, plan, replace(answers, school_year=2027), cast.actor("deputy"))


def test_all_that_is_missing_is_said_at_once(cast: Cast, plan: Edition) -> None:
    answers = AdoptionAnswers(2026, date(2026, 8, 31))
    with pytest.raises(adoption.AdoptionIncomplete) as refusal:
        adoption.adopt(cast.school, plan, answers, cast.actor("director"))
    steps = {fault.step for fault in refusal.value.faults}
    assert steps == {"basics", "people", "values", "cautions", "late"}
    assert db.session.scalars(select(Adoption)).all() == []


def faults_of(cast: Cast, plan: Edition, answers: AdoptionAnswers) -> list[str]:
    return [fault.anchor for fault in adoption.adoption_faults(cast.school, plan, answers)]


def test_each_fault_has_its_place(cast: Cast, plan: Edition) -> None:
    good = all_answers(cast, plan)
    assert faults_of(cast, plan, good) == []

    def with_deadline(answer: Answer) -> AdoptionAnswers:
        said = good.items["local-acts"]
        item = replace(said, fields={**said.fields, "deadline": answer})
        return replace(good, items={**good.items, "local-acts": item})

    assert faults_of(cast, plan, with_deadline(Answer(Decision.LEFT_OPEN, " "))) == ["local-acts-deadline"]
    assert faults_of(cast, plan, with_deadline(Answer(Decision.DECIDED))) == ["local-acts-deadline"]
    people = {**good.people, "deputy_academic": (Holder(cast["teacher"].id),)}
    assert faults_of(cast, plan, replace(good, people=people)) == ["role-deputy_academic"]
    people = {**good.people, "site_lead": (Holder(cast["stranger"].id),)}
    assert faults_of(cast, plan, replace(good, people=people)) == ["role-site_lead"]
    late = {**good.late, "working-group": {"2026": LateAnswer("new_date", date(2026, 11, 1))}}
    assert faults_of(cast, plan, replace(good, late=late)) == ["late-working-group-2026"]
    items = {**good.items, "journals-printed": ItemAnswers(applicable=False)}
    assert faults_of(cast, plan, replace(good, items=items)) == ["item-journals-printed"]


def test_the_preview_is_what_is_made(cast: Cast, plan: Edition) -> None:
    answers = all_answers(cast, plan)
    seen = [
        (one.item.key, one.occurrence.key, one.unit.key, one.due_on, str(one.state))
        for one in adoption.preview(cast.school, plan, answers)
    ]
    assert db.session.scalars(select(AdoptionItem)).all() == []
    adoption.adopt(cast.school, plan, answers, cast.actor("director"))
    made = [
        (task.adoption_item.key, task.occurrence, task.unit, task.due_on, task.state)
        for task in db.session.scalars(select(Task))
        if task.adoption_item
    ]
    assert sorted(map(str, seen)) == sorted(map(str, made))


def test_a_draft_gives_back_what_it_was_given(cast: Cast, plan: Edition) -> None:
    answers = replace(all_answers(cast, plan), order_number="12", order_date=date(2026, 9, 1))
    assert from_json(to_json(answers)) == answers


def test_adopting_asks_few_queries(cast: Cast, plan: Edition) -> None:
    answers = all_answers(cast, plan)
    seen: list[str] = []
    listener = lambda *args: seen.append(args[2])  # noqa: E731
    event.listen(db.engine, "before_cursor_execute", listener)
    adoption.adopt(cast.school, plan, answers, cast.actor("director"))
    event.remove(db.engine, "before_cursor_execute", listener)
    assert len(seen) - len(plan.items) < 40  # rows of items are stored one by one on SQLite
