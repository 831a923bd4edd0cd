"""The wizard as a director walks it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from lxml import html as parser
from sqlalchemy import select

from regtrack.catalogue.models import Edition
from regtrack.extensions import db
from regtrack.obligations.models import Adoption, AdoptionDraft, Task
from regtrack.people.models import RoleHolder
from tests.cast import Cast
from tests.obligations.population import adopt_plainly, shipped
from tests.page_client import PageClient
from tests.workspace.pages import text_of

Browser = Callable[[str], PageClient]


@pytest.fixture
def plan(cast: Cast) -> Edition:
    edition = shipped("ru-ediary-plan")
    db.session.commit()
    return edition


def fields_of(page: Any) -> dict[str, Any]:
    """What a browser would send of the page's last form, as it stands."""
    form = page.xpath("//main//form[.//*[@type='submit']]")[0]
    return dict(form.form_values()) if not form.xpath(".//input[@type='checkbox']") else multi(form)


def multi(form: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in form.form_values():
        found.setdefault(name, []).append(value)
    return found


def go(client: PageClient, url: str, changes: dict[str, Any] | None = None, button: str = "next") -> Any:
    """Fill a step as it is proposed, with changes, and send it."""
    sent = {**fields_of(client.page(url)), **(changes or {}), "go": button}
    return client.post(url, data=sent)


def start(client: PageClient, cast: Cast, plan: Edition) -> str:
    """The first step; the address of the draft without its step."""
    url = f"/s/{cast.school.id}/regulations/adopt/{plan.id}"
    response = go(client, url)
    assert response.status_code == 302, parser.fromstring(response.text).text_content()
    found = re.match(r"(.*)/people$", response.location)
    assert found
    return found[1]


def people_of(cast: Cast) -> dict[str, str]:
    return {
        "role.deputy_informatization": str(cast["teacher"].id),
        "role.method_association_head": str(cast["helper"].id),
        "role.subject_teacher": str(cast["teacher"].id),
    }


def test_a_regulation_is_put_in_force_with_the_proposals(
    client_as: Browser, cast: Cast, plan: Edition
) -> None:
    client = client_as("director")
    base = start(client, cast, plan)
    assert go(client, f"{base}/people", people_of(cast)).location.endswith("/values")
    held = db.session.scalars(select(RoleHolder.role).where(RoleHolder.membership_id == cast["teacher"].id))
    assert "deputy_informatization" in held.all()
    assert go(client, f"{base}/values", button="confirm_all").location.endswith("/cautions")
    cautions = client.page(f"{base}/cautions").xpath("//main//input[@type='checkbox']/@name")
    assert cautions
    assert go(client, f"{base}/cautions", dict.fromkeys(cautions, "1")).location.endswith("/late")
    assert go(client, f"{base}/late").location.endswith("/check")
    page = client.page(f"{base}/check")
    assert not page.xpath("//*[@data-error-summary]")
    deputy = page.xpath("//dt[.='Заместитель директора по информатизации']/following-sibling::dd[1]")[0]
    assert deputy.text_content() == cast["teacher"].account.short_name
    waiting = {item.key for item in plan.items if item.title["ru"] in page.xpath("//main//li/text()")}
    assert waiting >= {"quarterly-backup", "parent-training"}  # no quarters, no meetings yet
    response = client.post(f"{base}/check")
    assert response.status_code == 302, parser.fromstring(response.text).text_content()
    adoption = db.session.scalars(select(Adoption)).one()
    assert response.location == f"/s/{cast.school.id}/regulations/{adoption.id}"
    assert db.session.scalars(select(AdoptionDraft)).all() == []
    assert len(db.session.scalars(select(Task)).all()) > 40
    page = client.page(f"/s/{cast.school.id}/regulations")
    assert page.xpath(f"//a[@href='/s/{cast.school.id}/regulations/{adoption.id}']")


def test_each_page_of_values_is_kept(client_as: Browser, cast: Cast, plan: Edition) -> None:
    client = client_as("director")
    base = start(client, cast, plan)
    go(client, f"{base}/people", people_of(cast))
    assert go(
        client,
        f"{base}/values",
        {
            "readiness-analysis.deadline": "decided",
            "readiness-analysis.deadline.rule.form": "by",
            "readiness-analysis.deadline.rule.day": "2026-12-10",
            "staff-skills.deadline": "left_open",
            "staff-skills.deadline.reason": "как в плане",
            "computer-access.skip": "1",
            "computer-access.skip.reason": "кабинетов нет",
        },
    ).location.endswith("/values?page=2")
    assert go(client, f"{base}/values?page=2").location.endswith("/values?page=3")
    assert go(client, f"{base}/values?page=3").location.endswith("/cautions")
    kept = db.session.scalars(select(AdoptionDraft)).one().answers["items"]
    assert kept["readiness-analysis"]["fields"]["deadline"]["value"] == {"by": "12-10"}
    assert kept["staff-skills"]["fields"]["deadline"]["reason"] == "как в плане"
    assert kept["computer-access"]["applicable"] is False
    page = client.page(f"{base}/values")
    assert page.xpath("//input[@id='readiness-analysis-deadline-own']/@checked")
    assert page.xpath("//input[@id='readiness-analysis-deadline-day']/@value") == ["2026-12-10"]


def test_a_decision_counts_though_the_proposal_was_left_chosen(
    client_as: Browser, cast: Cast, plan: Edition
) -> None:
    client = client_as("director")
    base = start(client, cast, plan)
    typed = {
        "readiness-analysis.deadline.rule.form": "month",
        "readiness-analysis.deadline.rule.month": "12",
        "readiness-analysis.reviewer.member": str(cast["registrar"].id),
        "staff-skills.deadline.reason": "как в плане",
    }
    assert go(client, f"{base}/values", typed).status_code == 302

    def said(key: str, field: str) -> tuple[str, Any]:
        one = db.session.scalars(select(AdoptionDraft)).one().answers["items"][key]["fields"][field]
        return one["how"], one["value"]

    assert said("readiness-analysis", "deadline") == ("decided", {"month": 12})
    assert said("readiness-analysis", "reviewer") == ("decided", cast["registrar"].id)
    assert said("readiness-analysis", "evidence") == ("confirmed", None)
    assert said("staff-skills", "deadline") == ("left_open", None)
    # and back to the proposal, with what was typed still standing in the fields
    assert go(client, f"{base}/values", {"readiness-analysis.deadline": "confirmed"}).status_code == 302
    assert said("readiness-analysis", "deadline") == ("confirmed", None)


def test_what_is_missing_is_named_and_nothing_is_lost(client_as: Browser, cast: Cast, plan: Edition) -> None:
    client = client_as("director")
    base = start(client, cast, plan)
    response = go(client, f"{base}/people", {**people_of(cast), "role.site_lead": ""})
    assert response.status_code == 422
    page = parser.fromstring(response.text)
    assert page.xpath("//*[@data-error-summary]//a/@href") == ["#role-site_lead"]
    assert page.xpath(
        f"//select[@id='role-deputy_informatization']/option[@value={cast['teacher'].id}]/@selected"
    )
    response = go(client, f"{base}/values", {"readiness-analysis.deadline": "decided"})
    assert response.status_code == 422
    assert parser.fromstring(response.text).xpath("//*[@data-error-summary]//a/@href") == [
        "#readiness-analysis-deadline"
    ]
    assert "readiness-analysis" in db.session.scalars(select(AdoptionDraft)).one().answers["items"]
    page = client.page(f"{base}/check")
    links = page.xpath("//*[@data-error-summary]//a/@href")
    assert f"{base}/people#role-site_lead" in links
    assert f"{base}/values#readiness-analysis-deadline" in links
    assert any(link.startswith(f"{base}/values?page=3#") for link in links)
    assert client.post(f"{base}/check").status_code == 422
    assert db.session.scalars(select(Adoption)).all() == []


def test_going_back_keeps_answers_too(client_as: Browser, cast: Cast, plan: Edition) -> None:
    client = client_as("director")
    base = start(client, cast, plan)
    response = go(client, f"{base}/people", {"role.site_lead": str(cast["owner"].id)}, button="back")
    assert response.location == f"{base}/basics"
    kept = db.session.scalars(select(AdoptionDraft)).one().answers["people"]["site_lead"]
    assert kept == [[cast["owner"].id, None]]
    assert go(client, f"{base}/basics", {"order_number": "175"}).location == f"{base}/people"
    assert db.session.scalars(select(AdoptionDraft)).one().answers["order_number"] == "175"


def test_passed_dates_can_be_answered_at_once(client_as: Browser, cast: Cast, plan: Edition) -> None:
    client = client_as("director")
    base = start(client, cast, plan)
    go(client, f"{base}/people", people_of(cast))
    go(client, f"{base}/values", button="confirm_all")
    past = {"late.working-group.2026": "new_date", "late.working-group.2026.day": "2026-11-01"}
    response = go(client, f"{base}/late", past)
    assert response.status_code == 422
    assert parser.fromstring(response.text).xpath("//*[@data-error-summary]//a/@href") == [
        "#late-working-group-2026"
    ]
    assert go(client, f"{base}/late", {**past, "bulk": "not_applicable"}).status_code == 302
    kept = db.session.scalars(select(AdoptionDraft)).one().answers["late"]
    assert kept
    assert {one["answer"] for found in kept.values() for one in found.values()} == {"not_applicable"}


def test_a_second_adoption_is_refused_with_a_link(client_as: Browser, cast: Cast) -> None:
    first = adopt_plainly(cast, [{"month": 12}])
    db.session.commit()
    client = client_as("director")
    response = go(client, f"/s/{cast.school.id}/regulations/adopt/{first.edition_id}")
    assert response.status_code == 409
    assert f'href="/s/{cast.school.id}/regulations/{first.id}"' in response.text


def test_drafts_are_continued_or_given_up(client_as: Browser, cast: Cast, plan: Edition) -> None:
    client = client_as("director")
    base = start(client, cast, plan)
    page = client.page(f"/s/{cast.school.id}/regulations")
    assert page.xpath(f"//a[@href='{base}']")
    assert client.page(f"/s/{cast.school.id}/regulations/adopt/{plan.id}").xpath(f"//a[@href='{base}']")
    assert not client_as("owner").page(f"/s/{cast.school.id}/regulations").xpath(f"//a[@href='{base}']")
    assert client.get(base).location == f"{base}/people#role-deputy_informatization"
    go(client, f"{base}/people", people_of(cast))
    assert client.get(base).location == f"{base}/values#readiness-analysis-deadline"
    assert client.post(f"{base}/discard").status_code == 302
    assert client.get(f"{base}/people").status_code == 404


@pytest.mark.parametrize("who", ["deputy", "owner", "inspector", "administrator"])
def test_only_the_director_adopts(client_as: Browser, cast: Cast, plan: Edition, who: str) -> None:
    client = client_as(who)
    assert client.get(f"/s/{cast.school.id}/regulations/adopt/{plan.id}").status_code == 403
    assert client.get(f"/s/{cast.school.id}/regulations").status_code == 200


def test_a_draft_of_another_school_is_not_there(client_as: Browser, cast: Cast, plan: Edition) -> None:
    base = start(client_as("director"), cast, plan)
    foreign = base.replace(f"/s/{cast.school.id}/", f"/s/{cast.other.id}/")
    assert client_as("stranger").get(f"{foreign}/people").status_code == 404


def test_another_school_year_has_its_own_classes(client_as: Browser, cast: Cast, plan: Edition) -> None:
    client = client_as("director")
    base = start(client, cast, plan)
    assert db.session.scalars(select(AdoptionDraft)).one().answers["people"]["class_teacher"]
    go(client, f"{base}/basics", {"school_year": "2027", "starts_on": "2027-09-01"})
    kept = db.session.scalars(select(AdoptionDraft)).one().answers
    assert (kept["school_year"], kept["people"]["class_teacher"]) == (2027, [])


def test_the_year_for_which_a_plan_was_written_can_be_chosen(
    client_as: Browser, cast: Cast, plan: Edition
) -> None:
    page = client_as("director").page(f"/s/{cast.school.id}/regulations/adopt/{plan.id}?year=2010")
    assert page.xpath("//select[@name='school_year']/option[@selected]/@value") == ["2010"]
    assert page.xpath("//input[@name='starts_on']/@value") == ["2010-09-01"]


def test_steps_that_ask_nothing_are_left_out(client_as: Browser, cast: Cast, plan: Edition) -> None:
    client = client_as("director")
    base = start(client, cast, plan)

    def shown() -> list[str]:
        page = client.page(f"{base}/basics")
        links = page.xpath("//main//nav//a/@href")
        return [link.rpartition("/")[2] for link in links if link.startswith(base)]

    assert shown() == ["people", "values", "cautions", "late", "check"]
    go(client, f"{base}/basics", {"school_year": "2027", "starts_on": "2027-09-01"})
    assert shown() == ["people", "values", "cautions", "check"]  # nothing of next year has passed
    sent = go(client, f"{base}/values", button="confirm_all")
    assert sent.location == f"{base}/cautions"
    cautions = client.page(f"{base}/cautions").xpath("//main//input[@type='checkbox']/@name")
    assert go(client, f"{base}/cautions", dict.fromkeys(cautions, "1")).location == f"{base}/check"
    words = text_of(client.page(f"{base}/check"))
    assert "Шаг 5 из 5" in words
    assert "25 декабря 2027" in words  # further tasks follow when their time comes nearer
