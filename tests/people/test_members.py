"""People of a school: joining, rights, supervisors, leaving, coming back; each with its entry in the log."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from lxml import html as parser
from sqlalchemy import select

from regtrack.audit.models import AuditEntry
from regtrack.errors import Invalid, NotFound, Refusal
from regtrack.extensions import db
from regtrack.people import access, accounts, leaving, service, sessions
from regtrack.people.models import Account, Membership
from regtrack.people.service import PersonData
from regtrack.permissions import Right
from tests.cast import Cast, make_member
from tests.page_client import PageClient
from tests.people.counting import queries

Clients = Callable[[str | None], PageClient]
NEW = PersonData(
    full_name="Лисина Ольга Сергеевна",
    login="Lisina",
    email="lisina@school.test",
    gender="f",
    job_title="классный руководитель, учитель",
    rights=("staff",),
)


def last_entry() -> dict[str, Any]:
    body = db.session.scalars(select(AuditEntry.body).order_by(AuditEntry.id.desc()).limit(1)).one()
    found: dict[str, Any] = json.loads(body)
    return found


def test_a_new_person_gets_a_temporary_password_once(cast: Cast) -> None:
    member, password = service.register(cast.school, NEW, actor=cast.actor("administrator"))
    account = member.account
    assert (account.login, account.short_name, account.gender) == ("lisina", "Лисина О. С.", "f")
    assert account.must_change_password
    assert password is not None
    assert account.password_hash is not None
    assert password not in account.password_hash
    assert [row.right for row in member.rights] == ["staff"]
    entry = last_entry()
    assert (entry["tag"], entry["id"], entry["chain"]) == (
        "member.added",
        member.id,
        f"school:{cast.school.id}",
    )
    assert "Лисина" not in json.dumps(entry, ensure_ascii=False)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"login": "ab"}, "login"),
        ({"login": "two words"}, "login"),
        ({"login": "OWNER"}, "login"),
        ({"email": "nowhere"}, "email"),
        ({"email": "a b@c.de"}, "email"),
        ({"full_name": "  "}, "full_name"),
        ({"rights": ("king",)}, "rights"),
        ({"supervisor_id": 987_654}, "supervisor_id"),
    ],
)
def test_what_cannot_be_used_is_refused_at_its_field(cast: Cast, change: dict[str, Any], field: str) -> None:
    data = replace(NEW, **change)
    with pytest.raises(Invalid) as refused:
        service.register(cast.school, data, actor=cast.actor("administrator"))
    assert refused.value.field == field


def test_an_account_of_another_school_is_joined_by_login_and_name_only(cast: Cast) -> None:
    admin = cast.actor("administrator")
    wrong = PersonData(full_name="Иванов Иван", login="stranger")
    with pytest.raises(Invalid) as refused:
        service.register(cast.school, wrong, actor=admin)
    assert "Серік" not in refused.value.message
    right = PersonData(full_name="серікұлы  дәурен", login="STRANGER", rights=("coordinator",))
    member, password = service.register(cast.school, right, actor=admin)
    assert password is None
    assert member.account_id == cast["stranger"].account_id
    assert member.account.full_name == "Серікұлы Дәурен"
    with pytest.raises(Refusal):
        service.register(cast.school, right, actor=admin)


def test_an_account_that_others_share_is_not_taken_over(cast: Cast) -> None:
    """Whoever may join somebody to a school must not be able to sign in as them."""
    admin = cast.actor("administrator")
    data = PersonData(full_name="Серікұлы Дәурен", login="stranger", rights=("staff",))
    member, _password = service.register(cast.school, data, actor=admin)
    with pytest.raises(Refusal):
        service.reset_password(member, actor=admin)
    service.change_member(member, replace(NEW, job_title="гость"), actor=admin)
    assert (member.account.login, member.account.full_name) == ("stranger", "Серікұлы Дәурен")
    assert (member.account.email, member.job_title) == ("stranger@school.test", "гость")


def test_an_installation_administrator_is_not_taken_over(cast: Cast) -> None:
    cast["owner"].account.installation_admin = True
    with pytest.raises(Refusal):
        service.reset_password(cast["owner"], actor=cast.actor("administrator"))


def test_a_reset_password_signs_out_everywhere(cast: Cast) -> None:
    sessions.start(cast["owner"].account, "there")
    password = service.reset_password(cast["owner"], actor=cast.actor("administrator"))
    assert sessions.open_sessions(cast["owner"].account_id) == []
    assert cast["owner"].account.must_change_password
    assert password not in json.dumps(last_entry())
    assert last_entry()["tag"] == "password.changed"


@pytest.mark.parametrize("right", [Right.ADMINISTRATOR, Right.DIRECTOR])
@pytest.mark.parametrize("how", ["rights", "leave", "change", "term"])
def test_the_last_one_of_those_who_run_a_school_stays(cast: Cast, right: Right, how: str) -> None:
    last, admin = cast[right.value], cast.actor("administrator")
    same = PersonData(
        full_name=last.account.full_name, login=last.account.login, rights=(right,), job_title=last.job_title
    )
    steps: dict[str, Callable[[], object]] = {
        "rights": lambda: service.set_rights(last, [Right.STAFF], actor=admin),
        "leave": lambda: service.leave(last, date(2027, 5, 31), actor=admin),
        "change": lambda: service.change_member(last, replace(same, rights=("staff",)), actor=admin),
        "term": lambda: service.change_member(last, replace(same, valid_until=date(2027, 1, 1)), actor=admin),
    }
    with pytest.raises(Refusal):
        steps[how]()
    service.set_rights(cast["owner"], [right], actor=admin)
    steps[how]()
    assert last_entry()["tag"] in {"member.changed", "member.left"}


def test_somebody_who_will_leave_does_not_count_as_the_other_one(cast: Cast) -> None:
    admin = cast.actor("administrator")
    service.set_rights(cast["owner"], [Right.DIRECTOR], actor=admin)
    service.leave(cast["owner"], date(2026, 12, 31), actor=admin)
    with pytest.raises(Refusal):
        service.leave(cast["director"], date(2026, 12, 31), actor=admin)


def test_supervisors_make_no_ring_and_are_of_the_same_school(cast: Cast) -> None:
    admin = cast.actor("administrator")

    def under(who: str, supervisor_id: int | None) -> None:
        row = cast[who]
        data = PersonData(
            full_name=row.account.full_name,
            login=row.account.login,
            rights=tuple(held.right for held in row.rights),
            supervisor_id=supervisor_id,
        )
        service.change_member(row, data, actor=admin)

    under("owner", cast["deputy"].id)
    under("deputy", cast["director"].id)
    for wrong in (cast["owner"].id, cast["director"].id, cast["stranger"].id):
        with pytest.raises(Invalid):
            under("director", wrong)
    assert cast["director"].supervisor_id is None


def test_leaving_ends_access_after_the_last_day_and_can_be_taken_back(cast: Cast) -> None:
    admin, owner = cast.actor("administrator"), cast["owner"]
    service.leave(owner, date(2026, 11, 20), actor=admin)
    assert last_entry()["data"] == {"left_on": "2026-11-20"}
    assert access.enter(owner.account_id, cast.school.id) is not None
    owner.left_on = date(2026, 11, 19)
    db.session.flush()
    assert access.enter(owner.account_id, cast.school.id) is None
    assert access.schools_of(owner.account_id) == []
    assert owner not in service.members(cast.school.id)
    with pytest.raises(Refusal):
        service.leave(owner, date(2026, 11, 20), actor=admin)
    service.come_back(owner, actor=admin)
    assert owner in service.members(cast.school.id)
    with pytest.raises(Refusal):
        service.come_back(owner, actor=admin)


def test_what_somebody_holds_is_said_also_by_rooms_above(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    cast["owner"].supervisor_id = cast["deputy"].id
    db.session.flush()

    def tasks(_member: Membership) -> list[leaving.Holding]:
        return [leaving.Holding("3 open tasks", "/there")]

    monkeypatch.setattr(leaving, "checks", [*leaving.checks, tasks])
    found = leaving.holdings(cast["deputy"])
    assert len(found) == 3
    assert found[-1] == leaving.Holding("3 open tasks", "/there")
    assert "5А" in leaving.holdings(cast["owner"])[0].text


def test_members_are_in_the_order_of_the_alphabet(cast: Cast) -> None:
    names = [row.account.full_name.split()[0] for row in service.members(cast.school.id)]
    assert names == ["Әлиева", "Громов", "Ёлкин", "Зуев", "Ким", "Орлова", "Петрова", "Седова", "Щукина"]


def test_somebody_of_another_school_is_not_found(cast: Cast) -> None:
    with pytest.raises(NotFound):
        service.get_member(cast.school.id, cast["stranger"].id)


def test_schools_of_a_person_are_read_in_a_fixed_number_of_queries(cast: Cast) -> None:
    account = cast["owner"].account_id
    with queries() as few:
        assert access.schools_of(account) == [cast.school]
    service.add_member(cast.other, db.session.get_one(Account, account), actor=None)
    with queries() as many:
        assert access.schools_of(account) == [cast.school, cast.other]
    assert len(many) == len(few)


def test_accounts_know_to_whom_they_belong(cast: Cast) -> None:
    owner = cast["owner"].account
    assert accounts.belongs_only_to(owner, cast.school.id)
    service.add_member(cast.other, owner, actor=None)
    assert not accounts.belongs_only_to(owner, cast.school.id)


# Pages


def test_adding_a_person_shows_the_password_once(cast: Cast, client_as: Clients) -> None:
    client = client_as("administrator")
    base = f"/s/{cast.school.id}/people"
    answer = client.post(
        f"{base}/new",
        data={
            "full_name": NEW.full_name,
            "gender": "f",
            "login": NEW.login,
            "email": "",
            "job_title": "ответственный за сайт",
            "rights": ["staff"],
            "supervisor_id": str(cast["deputy"].id),
        },
    )
    assert answer.status_code == 200
    assert "lisina" in answer.get_data(as_text=True)
    assert answer.headers["Cache-Control"] == "no-store"
    member = db.session.scalars(select(Membership).order_by(Membership.id.desc()).limit(1)).one()
    page = client.page(f"{base}/{member.id}")
    assert page.xpath("//form[contains(@action, 'roles/proposed')]")
    client.post(f"{base}/{member.id}/roles/proposed")
    assert not client.page(f"{base}/{member.id}").xpath("//form[contains(@action, 'roles/proposed')]")


def test_faults_stand_at_the_field_and_nothing_is_written(cast: Cast, client_as: Clients) -> None:
    client = client_as("administrator")
    answer = client.post(
        f"/s/{cast.school.id}/people/new",
        data={"full_name": "Новый Человек", "gender": "", "login": "owner", "rights": ["inspector"]},
    )
    assert answer.status_code == 422
    page = parser.fromstring(answer.get_data(as_text=True))
    assert page.xpath("//input[@id='valid_until']/@aria-invalid") == ["true"]
    assert page.xpath("//input[@id='full_name']/@value") == ["Новый Человек"]
    answer = client.post(
        f"/s/{cast.school.id}/people/new",
        data={"full_name": "Новый Человек", "gender": "", "login": "owner", "rights": ["staff"]},
    )
    page = parser.fromstring(answer.get_data(as_text=True))
    assert page.xpath("//input[@id='login']/@aria-invalid") == ["true"]
    assert not db.session.scalar(select(Account).where(Account.full_name == "Новый Человек"))


def test_a_person_is_changed_and_leaves_and_returns(cast: Cast, client_as: Clients) -> None:
    client, owner = client_as("administrator"), cast["owner"]
    base = f"/s/{cast.school.id}/people/{owner.id}"
    page = client.page(f"{base}/edit")
    assert page.xpath("//input[@name='rights'][@value='staff'][@checked]")
    changed = {
        "full_name": "Сидорова Мария Ивановна",
        "gender": "f",
        "login": "owner",
        "email": "",
        "job_title": "завуч",
        "rights": ["staff", "deputy"],
        "supervisor_id": "",
    }
    assert client.post(f"{base}/edit", data=changed).location == base
    assert "Сидорова" in client.page(base).findtext(".//h1")
    assert db.session.get_one(Account, owner.account_id).short_name == "Сидорова М. И."
    assert client.page(f"{base}/leave").xpath("//li[contains(., '5А')]")
    assert client.post(f"{base}/leave", data={"left_on": "2026-11-19"}).location == base
    assert client.page(base).xpath("//form[contains(@action, '/back')]")
    assert client.post(f"{base}/back").location == base
    assert not client.page(base).xpath("//form[contains(@action, '/back')]")


def test_the_last_administrator_reads_why_not(cast: Cast, client_as: Clients) -> None:
    client = client_as("administrator")
    url = f"/s/{cast.school.id}/people/{cast['administrator'].id}/leave"
    answer = client.post(url, data={"left_on": "2026-11-20"})
    assert answer.status_code == 422
    assert "data-error-summary" in answer.get_data(as_text=True)


def test_who_may_only_look_sees_no_logins_and_no_buttons(cast: Cast, client_as: Clients) -> None:
    client = client_as("director")
    page = client.page(f"/s/{cast.school.id}/people/{cast['owner'].id}")
    assert not page.xpath("//main//form")
    assert "owner@school.test" not in page.text_content()
    assert not client.page(f"/s/{cast.school.id}/people").xpath("//a[contains(@href, '/people/new')]")


def test_one_does_not_reset_ones_own_password_here(cast: Cast, client_as: Clients) -> None:
    page = client_as("administrator").page(f"/s/{cast.school.id}/people/{cast['administrator'].id}")
    assert not page.xpath("//form[contains(@action, '/password')]")


def test_a_new_password_is_shown_by_the_page(cast: Cast, client_as: Clients) -> None:
    client = client_as("administrator")
    answer = client.post(f"/s/{cast.school.id}/people/{cast['owner'].id}/password")
    assert answer.status_code == 200
    assert db.session.get_one(Account, cast["owner"].account_id).must_change_password


def test_many_people_do_not_make_more_queries(cast: Cast, client_as: Clients, app: Any) -> None:
    client = client_as("administrator")
    client.page(f"/s/{cast.school.id}/people")
    with queries() as few:
        client.page(f"/s/{cast.school.id}/people")
    for number in range(30):
        make_member(cast.school, f"p{number}", f"Ян Ян{number} Я", "Ян Я.", "m", "учитель", ("staff",))
    db.session.commit()
    with queries() as many:
        client.page(f"/s/{cast.school.id}/people")
    assert len(many) == len(few)
