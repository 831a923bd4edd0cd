from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import select

from regtrack.audit.models import AuditEntry
from regtrack.errors import Invalid, NotFound, Refusal
from regtrack.extensions import db
from regtrack.people import classes, roles
from regtrack.people.models import RoleHolder, SchoolClass
from tests.cast import Cast
from tests.page_client import PageClient

Clients = Callable[[str | None], PageClient]


def tags() -> list[str]:
    return list(db.session.scalars(select(AuditEntry.tag).order_by(AuditEntry.id)))


def test_several_people_hold_one_role_sorted(cast: Cast) -> None:
    roles.give_role(cast["teacher"], "site_lead", actor=cast.actor("administrator"))
    assert [row.membership.account.short_name for row in roles.holders(cast.school.id, "site_lead")] == [
        "Әлиева Қ. Е.",
        "Ёлкин Я. Л.",
    ]
    assert tags() == ["role.given"]


def test_class_teachers_come_by_class_in_its_school_year(cast: Cast) -> None:
    found = roles.holders(cast.school.id, "class_teacher")
    assert [row.school_class.name for row in found if row.school_class] == ["5А", "5Б", "10А"]
    assert roles.holders(cast.school.id, "class_teacher", 2027) == []
    classes.copy_to_next_year(cast.school.id, 2026, actor=cast.actor("administrator"))
    assert len(roles.holders(cast.school.id, "class_teacher")) == 3
    later = roles.holders(cast.school.id, "class_teacher", 2027)
    assert [row.school_class.name for row in later if row.school_class] == ["6А", "6Б", "11А"]


def test_who_has_left_holds_nothing(cast: Cast) -> None:
    cast["helper"].left_on = date(2026, 11, 19)
    db.session.flush()
    assert roles.holders(cast.school.id, "site_lead") == []


@pytest.mark.parametrize(
    ("role", "class_name", "error"),
    [
        ("nobody", None, Invalid),
        ("parent", None, Invalid),  # readers, not staff
        ("class_teacher", None, Invalid),
        ("site_lead", None, Refusal),  # held already
        ("class_teacher", "5Б", Refusal),
    ],
)
def test_what_cannot_be_given(cast: Cast, role: str, class_name: str | None, error: type[Exception]) -> None:
    class_id = cast.classes[class_name].id if class_name else None
    with pytest.raises(error):
        roles.give_role(cast["helper"], role, class_id=class_id, actor=cast.actor("administrator"))


def test_a_class_of_another_school_is_not_there(cast: Cast) -> None:
    actor = cast.actor("administrator")
    foreign = classes.add_class(cast.other.id, 2026, name="7 А", pupils=20, teacher=None, actor=None)
    with pytest.raises(NotFound):
        roles.give_role(cast["helper"], "class_teacher", class_id=foreign.id, actor=actor)


def test_the_job_title_suggests_what_is_not_held_yet(cast: Cast) -> None:
    held = roles.roles_of(cast.school.id, [cast["deputy"].id], 2026)[cast["deputy"].id]
    assert "deputy_academic" not in roles.proposed(cast["deputy"], held)
    assert "deputy_academic" in roles.proposed(cast["deputy"], [])


@pytest.mark.parametrize(
    ("typed", "name", "grade"),
    [
        ("5б", "5Б", 5),
        (" 11 «А» ", "11А", 11),
        ("0а", "0А", 0),
        ("7", "7", 7),
        ("9-В", "9В", 9),
        ("1ә", "1Ә", 1),
    ],
)
def test_class_names_are_read(typed: str, name: str, grade: int) -> None:
    assert classes.read_name(typed) == (name, grade)


@pytest.mark.parametrize("typed", ["", "Б", "13А", "пятый"])
def test_names_without_a_grade_are_refused(cast: Cast, typed: str) -> None:
    with pytest.raises(Invalid):
        classes.read_name(typed)


def test_moving_up_takes_size_and_teacher_and_is_done_once(cast: Cast) -> None:
    actor = cast.actor("administrator")
    classes.add_class(cast.school.id, 2026, name="11А", pupils=20, teacher=cast["owner"], actor=actor)
    assert classes.copy_to_next_year(cast.school.id, 2026, actor=actor) == 3
    assert classes.copy_to_next_year(cast.school.id, 2026, actor=actor) == 0
    rows = classes.classes_of(cast.school.id, 2027)
    assert [(row.school_class.name, row.school_class.pupils) for row in rows] == [
        ("6А", 25),
        ("6Б", 26),
        ("11А", 27),
    ]
    assert [row.teachers[0].id for row in rows] == [cast[who].id for who in ("owner", "helper", "teacher")]


def test_a_class_with_another_role_on_it_stays(cast: Cast) -> None:
    group = cast.classes["5А"]
    db.session.add(
        RoleHolder(
            school_id=cast.school.id, role="somebody", membership_id=cast["owner"].id, class_id=group.id
        )
    )
    db.session.flush()
    with pytest.raises(Refusal):
        classes.remove_class(group, actor=cast.actor("administrator"))
    assert classes.teachers_of(group) == [cast["owner"]]


def test_an_unused_class_goes_with_its_teacher(cast: Cast, client_as: Clients) -> None:
    group = cast.classes["5А"].id
    client = client_as("administrator")
    url = f"/s/{cast.school.id}/classes/{group}"
    assert client.post(f"{url}/remove").location == f"/s/{cast.school.id}/classes?year=2026"
    assert db.session.get(SchoolClass, group) is None
    assert client.get(url).status_code == 404
    assert tags()[-1] == "class.changed"


def test_classes_are_added_and_changed_on_pages(cast: Cast, client_as: Clients) -> None:
    client = client_as("administrator")
    base = f"/s/{cast.school.id}/classes"
    new = {"name": "7 в", "pupils": "24", "teacher_id": str(cast["deputy"].id)}
    assert client.post(f"{base}/new?year=2026", data=new).status_code == 302
    assert client.post(f"{base}/new?year=2026", data=new).status_code == 422
    rows = classes.classes_of(cast.school.id, 2026)
    assert [row.school_class.name for row in rows] == ["5А", "5Б", "7В", "10А"]
    made = rows[2]
    assert made.teachers == [cast["deputy"]]
    url = f"{base}/{made.school_class.id}"
    assert client.page(url).xpath(f"//option[@selected][@value='{cast['deputy'].id}']")
    changed = {"name": "7В", "pupils": "61", "teacher_id": str(cast["owner"].id)}
    assert client.post(url, data=changed).status_code == 422
    assert client.post(url, data={**changed, "pupils": "23"}).status_code == 302
    made = classes.classes_of(cast.school.id, 2026)[2]
    assert (made.school_class.pupils, made.teachers) == (23, [cast["owner"]])
    foreign = {**changed, "pupils": "23", "teacher_id": str(cast["stranger"].id)}
    assert client.post(url, data=foreign).status_code == 422


def test_the_list_of_classes_has_years_and_an_empty_state(cast: Cast, client_as: Clients) -> None:
    page = client_as("director").page(f"/s/{cast.school.id}/classes")
    assert page.xpath("//table//th[@scope='row']")
    assert not page.xpath("//main//form")
    client = client_as("administrator")
    assert client.page(f"/s/{cast.school.id}/classes?year=2030").xpath("//*[@class='empty']")
    assert client.post(f"/s/{cast.school.id}/classes/copy?year=2026").location.endswith("year=2027")
    assert client.page(f"/s/{cast.school.id}/classes?year=2027").xpath("//table")


def test_roles_are_given_and_taken_on_the_page(cast: Cast, client_as: Clients) -> None:
    client, owner = client_as("administrator"), cast["owner"]
    base = f"/s/{cast.school.id}/people/{owner.id}"
    assert client.post(f"{base}/roles", data={"role": "class_teacher", "class_id": ""}).status_code == 422
    assert client.post(f"{base}/roles", data={"role": "", "class_id": ""}).status_code == 422
    done = client.post(
        f"{base}/roles", data={"role": "class_teacher", "class_id": str(cast.classes["10А"].id)}
    )
    assert done.location == base
    actions = client.page(base).xpath("//form[contains(@action, '/take')]/@action")
    assert len(actions) == 2
    assert client.post(actions[1]).location == base
    assert len(client.page(base).xpath("//form[contains(@action, '/take')]")) == 1
    assert tags()[-2:] == ["role.given", "role.taken"]
    other = client.page(f"/s/{cast.school.id}/people/{cast['helper'].id}")
    theirs = other.xpath("//form[contains(@action, '/take')]/@action")[0].split("/")[-2]
    assert client.post(f"{base}/roles/{theirs}/take").status_code == 404
