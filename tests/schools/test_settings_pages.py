"""The pages of a school's settings, and of the schools of an installation."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select

from regtrack.extensions import db
from regtrack.people.models import Membership
from regtrack.schools.models import School
from tests.cast import Cast
from tests.page_client import PageClient

Client = Callable[[str], PageClient]
SETTINGS = {
    "name": "МБОУ «Школа № 5»",
    "short_name": "Школа № 5",
    "country": "RU",
    "language": "ru",
    "time_zone": "Asia/Krasnoyarsk",
    "week": "5",
    "place": "г. Канск",
    "address": "",
    "site_url": "",
    "morning_hour": "8",
}


def url(cast: Cast, tail: str) -> str:
    return f"/s/{cast.school.id}/{tail}"


def test_settings_are_changed_and_what_that_changes_is_said(cast: Cast, client_as: Client) -> None:
    client = client_as("administrator")
    answer = client.post(
        url(cast, "settings"),
        data={**SETTINGS, "time_zone": "Asia/Omsk", "week": "6", "site_url": "https://school.test/"},
    )
    assert answer.status_code == 302
    school = db.session.get_one(School, cast.school.id)
    assert (school.time_zone, school.week, school.site_url) == ("Asia/Omsk", 6, "https://school.test/")
    notes = client.page(url(cast, "settings")).xpath("//div[@role='status']/div")
    assert [note.get("class").split()[-1] for note in notes] == ["success", "warning", "warning"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("short_name", "   "),
        ("time_zone", "Europe/Paris"),
        ("country", "FR"),
        ("week", "4"),
        ("morning_hour", "25"),
        ("site_url", "javascript:alert(1)"),
        ("site_url", "school"),
        ("site_url", "ftp://school.test/"),
    ],
)
def test_wrong_settings_are_kept_on_the_page_with_the_fault_at_the_field(
    cast: Cast, client_as: Client, field: str, value: str
) -> None:
    answer = client_as("administrator").post(url(cast, "settings"), data={**SETTINGS, field: value})
    assert answer.status_code == 422
    text = answer.get_data(as_text=True)
    assert f'id="{field}-error"' in text
    assert "data-error-summary" in text
    assert db.session.get_one(School, cast.school.id).morning_hour == 8


def test_a_zone_that_is_not_listed_can_be_kept(cast: Cast, client_as: Client) -> None:
    cast.school.time_zone = "Asia/Bishkek"
    db.session.commit()
    answer = client_as("administrator").post(
        url(cast, "settings"), data={**SETTINGS, "time_zone": "Asia/Bishkek"}
    )
    assert answer.status_code == 302


@pytest.fixture
def installer(cast: Cast, client_as: Client) -> PageClient:
    cast["administrator"].account.installation_admin = True
    db.session.commit()
    return client_as("administrator")


def test_a_school_is_created_by_an_administrator_of_the_installation(
    cast: Cast, installer: PageClient
) -> None:
    data = {**SETTINGS, "name": "МБОУ «Лицей»", "short_name": "Лицей № 9"}
    assert installer.post("/installation/schools/new", data=data).status_code == 302
    school = db.session.scalars(select(School).where(School.short_name == "Лицей № 9")).one()
    joined = db.session.scalars(select(Membership).where(Membership.school_id == school.id)).all()
    assert [(one.account_id, [row.right for row in one.rights]) for one in joined] == [
        (cast["administrator"].account_id, ["administrator"])
    ]
    assert installer.get(f"/s/{school.id}/settings").status_code == 200
    assert installer.post("/installation/schools/new", data={**data, "name": ""}).status_code == 422


@pytest.mark.parametrize(
    ("query", "found"), [("", 2), ("?q=ШКОЛА", 1), ("?q=мектеп", 1), ("?q=%25", 0), ("?q=лицей", 0)]
)
def test_schools_are_listed_and_searched(installer: PageClient, query: str, found: int) -> None:
    page = installer.page(f"/installation/schools{query}")
    assert len(page.xpath("//tbody/tr")) == found


@pytest.mark.parametrize(
    "path", ["/installation/schools", "/installation/schools/new", "/installation/audit"]
)
def test_the_installation_is_closed_to_others(client_as: Client, path: str) -> None:
    assert client_as("director").get(path).status_code == 403
