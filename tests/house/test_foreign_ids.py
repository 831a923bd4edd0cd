"""Ids of another school, and of people who may not do the work, in the bodies of forms: refused in words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from regtrack import clock
from regtrack.errors import Invalid
from regtrack.evidence import service as evidence
from regtrack.extensions import db
from regtrack.obligations.adding import Assignment, OwnItem, add_own_item, assign_once
from regtrack.obligations.changes import change_owner
from regtrack.obligations.making import make_tasks
from regtrack.obligations.models import AdoptionDraft, AdoptionItem, Task
from regtrack.people.models import Membership, MembershipRight, RoleHolder, SchoolClass
from tests.cast import Cast, make_member
from tests.evidence.tasks import make_task
from tests.obligations.population import adopt_plainly, shipped
from tests.obligations.test_pages import go, people_of, start
from tests.page_client import PageClient

Browser = Callable[[str], PageClient]
OUTSIDE = ("stranger", "inspector", "coordinator", "administrator", "gone", "expired")


@pytest.fixture
def crowd(cast: Cast) -> Cast:
    """The cast, and two teachers whose time here is over."""
    for who in ("gone", "expired"):
        cast.members[who] = make_member(
            cast.school, who, f"Бывший {who}", f"Бывший {who}", "m", "учитель", ("staff", "deputy")
        )
    yesterday = date(2026, 11, 19)
    cast["gone"].left_on = yesterday
    cast["expired"].valid_until = yesterday
    db.session.commit()
    return cast


def _rows() -> dict[str, int]:
    """What must not grow."""
    return {
        table.__tablename__: db.session.scalar(select(func.count()).select_from(table)) or 0
        for table in (Task, AdoptionItem, RoleHolder, Membership, MembershipRight, SchoolClass)
    }


def _task(cast: Cast) -> str:
    return f"tasks/{make_task(cast).id}/owner"


def _item(cast: Cast) -> str:
    adoption = adopt_plainly(cast, [{"month": 12}])
    make_tasks(adoption)
    db.session.commit()
    return f"regulations/{adoption.id}/items/new"


WHOLE: dict[str, Any] = {"title": "Дело", "due_on": "2026-12-01", "rule.form": "month", "rule.month": "12"}


@pytest.mark.parametrize("who", OUTSIDE)
@pytest.mark.parametrize("field", ["owner", "reviewer"])
@pytest.mark.parametrize("form", [_task, _item, lambda _cast: "assign"], ids=["change", "item", "assign"])
def test_tasks_go_only_to_those_who_may(
    client_as: Browser, crowd: Cast, form: Callable[[Cast], str], field: str, who: str
) -> None:
    address = form(crowd)
    people = {"owner": str(crowd["helper"].id), "reviewer": str(crowd["deputy"].id)}
    data = {**WHOLE, "reason": "так надо", **people, field: str(crowd[who].id)}
    before = _rows()
    client = client_as("director")
    assert client.post(f"/s/{crowd.school.id}/{address}", data=data).status_code == 422
    assert _rows() == before
    assert crowd[who].id not in {*db.session.scalars(select(Task.owner_id))}
    assert crowd[who].id not in {*db.session.scalars(select(Task.reviewer_id))}
    assert client.post(f"/s/{crowd.school.id}/{address}", data={**data, **people}).status_code == 302


@pytest.mark.parametrize("who", OUTSIDE)
@pytest.mark.parametrize("part", ["owner_id", "reviewer_id"])
def test_services_refuse_them_too(crowd: Cast, part: str, who: str) -> None:
    director, adoption = crowd.actor("director"), adopt_plainly(crowd, [{"month": 12}])
    task = make_task(crowd)
    people = {"owner_id": crowd["helper"].id, "reviewer_id": crowd["deputy"].id, part: crowd[who].id}
    for command in (
        lambda: assign_once(crowd.school, Assignment("Дело", due_on=None, **people), director),
        lambda: add_own_item(adoption, OwnItem("Дело", {"month": 12}, **people), director),
        lambda: change_owner(task, actor=director, reason="так надо", **people),
    ):
        with pytest.raises(Invalid) as refused:
            command()
        assert refused.value.field == part.removesuffix("_id")


def test_a_teacher_reviews_nothing(crowd: Cast) -> None:
    asked = Assignment("Дело", crowd["helper"].id, None, reviewer_id=crowd["teacher"].id)
    with pytest.raises(Invalid):
        assign_once(crowd.school, asked, crowd.actor("director"))


def test_a_reviewer_changes_though_the_owner_has_left(crowd: Cast) -> None:
    """What stands already is not asked about again."""
    task = make_task(crowd, owner="gone")
    change_owner(
        task, crowd["gone"].id, crowd.actor("director"), reason="отпуск", reviewer_id=crowd["director"].id
    )
    assert task.reviewer_id == crowd["director"].id


def test_people_of_the_school_only(client_as: Browser, crowd: Cast) -> None:
    """Supervisors, class teachers, roles and classes of the administrator's forms."""
    foreign = SchoolClass(school_id=crowd.other.id, school_year=2026, name="7А", grade=7, sort_key="07a")
    db.session.add(foreign)
    db.session.commit()
    stranger, member = str(crowd["stranger"].id), crowd["owner"].id
    person = {"full_name": "Петрова Мария Ивановна", "login": "owner", "rights": ["staff"]}
    client, school = client_as("administrator"), f"/s/{crowd.school.id}"
    held = _role_of(crowd)
    before = _rows()
    for address, data in (
        (f"people/{member}/edit", {**person, "supervisor_id": stranger}),
        ("people/new", {**person, "login": "novaya", "supervisor_id": stranger}),
        ("classes/new", {"name": "9А", "pupils": "20", "teacher_id": stranger}),
        (f"classes/{crowd.classes['5А'].id}", {"name": "5А", "pupils": "20", "teacher_id": stranger}),
        (f"people/{member}/roles", {"role": "class_teacher", "class_id": str(foreign.id)}),
        (f"people/{member}/roles", {"role": "emperor"}),
    ):
        assert client.post(f"{school}/{address}", data=data).status_code == 422, address
    for address in (
        f"people/{stranger}/roles",
        f"people/{stranger}/edit",
        f"people/{member}/roles/{held}/take",
        f"classes/{foreign.id}",
        f"classes/{foreign.id}/remove",
    ):
        assert client.post(f"{school}/{address}", data=person).status_code == 404, address
    assert _rows() == before
    assert db.session.get_one(Membership, member).supervisor_id is None


def _role_of(cast: Cast) -> int:
    """A role that is held in the other school."""
    row = RoleHolder(school_id=cast.other.id, role="director", membership_id=cast["stranger"].id)
    db.session.add(row)
    db.session.commit()
    return row.id


@pytest.mark.parametrize("who", OUTSIDE)
@pytest.mark.parametrize(
    "role", ["role.site_lead", "role.subject_teacher", "role.class_teacher.{class_id}"], ids=str
)
def test_the_wizard_takes_no_outsider_for_a_role(
    client_as: Browser, crowd: Cast, role: str, who: str
) -> None:
    client, plan = client_as("director"), shipped("ru-ediary-plan")
    db.session.commit()
    base = start(client, crowd, plan)
    name = role.format(class_id=crowd.classes["5А"].id)
    before = _rows()
    answer = go(client, f"{base}/people", {**people_of(crowd), name: str(crowd[who].id)})
    assert answer.status_code == 422
    assert _rows() == before
    kept = db.session.scalars(select(AdoptionDraft)).one().answers["people"]
    assert crowd[who].id not in {holder for rows in kept.values() for holder, _class in rows}


@pytest.mark.parametrize("who", OUTSIDE)
@pytest.mark.parametrize("field", ["owners", "reviewer"])
def test_the_wizard_takes_no_outsider_for_an_item(
    client_as: Browser, crowd: Cast, field: str, who: str
) -> None:
    client, plan = client_as("director"), shipped("ru-internet-presence")
    db.session.commit()
    base = start(client, crowd, plan)
    key = _item_that_asks(client, base, field)
    typed = {f"{key}.{field}": "decided", f"{key}.{field}.member": str(crowd[who].id)}
    answer = go(client, f"{base}/values", typed)
    assert answer.status_code == 422
    value = db.session.scalars(select(AdoptionDraft)).one().answers["items"][key]["fields"][field]["value"]
    assert value is None


def _item_that_asks(client: PageClient, base: str, field: str) -> str:
    names = client.page(f"{base}/values").xpath(f"//select[contains(@name, '.{field}.member')]/@name")
    return str(names[0]).removesuffix(f".{field}.member")


def test_who_left_after_the_answer_is_named_at_the_end(client_as: Browser, crowd: Cast) -> None:
    client, plan = client_as("director"), shipped("ru-ediary-plan")
    db.session.commit()
    base = start(client, crowd, plan)
    key = _item_that_asks(client, base, "reviewer")
    chosen = {f"{key}.reviewer": "decided", f"{key}.reviewer.member": str(crowd["registrar"].id)}
    assert go(client, f"{base}/values", chosen).status_code == 302
    db.session.execute(
        update(Membership)
        .where(Membership.id == crowd["registrar"].id)
        .values(left_on=clock.today("Asia/Krasnoyarsk") - timedelta(days=1))
    )
    db.session.commit()
    links = client.page(f"{base}/check").xpath("//*[@data-error-summary]//a/@href")
    assert f"{base}/values#{key}-reviewer" in links


def test_drafts_and_pieces_of_others_are_not_there(client_as: Browser, crowd: Cast) -> None:
    plan = shipped("ru-ediary-plan")
    mine, theirs = make_task(crowd), make_task(crowd, owner="helper", title="Чужое дело")
    piece = evidence.add_statement(theirs, crowd.actor("helper"), "Сделано")
    draft = AdoptionDraft(
        school_id=crowd.other.id,
        edition_id=plan.id,
        answers={"school_year": 2026, "starts_on": "2026-09-01"},
        created_by_id=crowd["stranger"].id,
        updated_at=clock.now(),
    )
    db.session.add(draft)
    db.session.commit()
    school, draft_id = f"/s/{crowd.school.id}", draft.id
    owner, director = client_as("owner"), client_as("director")
    for step in ("remove", "restore"):
        assert owner.post(f"{school}/tasks/{mine.id}/pieces/{piece.id}/{step}").status_code == 404
    for step in ("basics", "people", "values", "cautions", "late", "check", "discard"):
        address = f"{school}/regulations/adopt/{plan.id}/{draft_id}/{step}"
        assert director.post(address).status_code == 404, step
    assert piece.removed_at is None
    assert db.session.get(AdoptionDraft, draft_id) is not None
