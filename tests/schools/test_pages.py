"""The pages of a school's calendar as people use them."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select

from regtrack.extensions import db
from regtrack.schools.calendar import as_period, changes_of, events_of, periods_of
from regtrack.schools.models import CalendarChange, SchoolEvent, SchoolPeriod
from regtrack.schools.service import plan_event, record_event
from tests.cast import Cast
from tests.page_client import PageClient

Client = Callable[[str], PageClient]
FILE = """
quarters:
  - [2026-09-01, 2026-10-25]
  - [2026-11-05, 2026-12-29]
breaks:
  - [2026-10-26, 2026-11-04]
changes: {2026-12-28: off}
events:
  - {kind: parents_meeting, on: 2026-10-14}
"""


def url(cast: Cast, tail: str) -> str:
    return f"/s/{cast.school.id}/{tail}"


def count(model: type[Any]) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


@pytest.mark.parametrize(
    ("who", "tail", "status"),
    [
        ("administrator", "settings", 200),
        ("director", "settings", 403),
        ("owner", "settings", 403),
        ("owner", "calendar", 200),
        ("inspector", "calendar", 200),
        ("owner", "calendar/periods", 403),
        ("inspector", "calendar/import", 403),
        ("deputy", "calendar/periods", 200),
        ("deputy", "calendar/import", 200),
        ("deputy", "calendar/days", 200),
        ("deputy", "calendar/events/new", 200),
        ("stranger", "calendar", 404),
        ("director", "calendar/events/999", 404),
        ("director", "calendar?year=abc", 200),
        ("director", "calendar?year=99999", 200),
        ("director", "calendar?year=1990", 200),
        ("director", "calendar?year=2200", 200),
        ("director", "calendar/periods?year=1990&copy=1", 200),
    ],
)
def test_who_may_open_what(cast: Cast, client_as: Client, who: str, tail: str, status: int) -> None:
    assert client_as(who).get(url(cast, tail)).status_code == status


def test_only_those_who_may_change_see_how(cast: Cast, client_as: Client) -> None:
    plan_event(cast.school, "parents_meeting", date(2026, 10, 14), "", cast.actor("director"))
    db.session.commit()
    paths = {
        who: client_as(who).page(url(cast, "calendar")).xpath("//main//a/@href")
        for who in ("owner", "director")
    }
    assert not paths["owner"]
    assert len(paths["director"]) >= 4


def test_periods_are_typed_in(cast: Cast, client_as: Client) -> None:
    client = client_as("director")
    answer = client.post(
        url(cast, "calendar/periods?year=2026"),
        data={
            "quarter_1_starts": "2026-09-01",
            "quarter_1_ends": "2026-10-25",
            "quarter_2_starts": "2026-11-05",
            "quarter_2_ends": "2026-12-29",
        },
    )
    assert answer.status_code == 302
    assert len(periods_of(cast.school, 2026)) == 2
    page = client.page(url(cast, "calendar?year=2026"))
    assert len(page.xpath("//p[@class='note warning']")) >= 1
    assert client.page(url(cast, "calendar/periods?year=2026")).xpath(
        "//input[@name='quarter_2_ends']/@value"
    ) == ["2026-12-29"]


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"quarter_1_starts": "2026-09-01"}, "quarter_1_ends"),
        ({"break_2_ends": "2026-09-01"}, "break_2_starts"),
        ({"quarter_1_starts": "2026-09-02", "quarter_1_ends": "2026-09-01"}, "quarter_1_ends"),
        ({"quarter_1_starts": "2026-02-30", "quarter_1_ends": "2026-09-01"}, "quarter_1_starts"),
        ({"half_year_1_starts": "2026-08-01", "half_year_1_ends": "2026-12-01"}, "half_year_1_starts"),
        (
            {
                "trimester_1_starts": "2026-09-01",
                "trimester_1_ends": "2026-11-20",
                "trimester_2_starts": "2026-11-20",
                "trimester_2_ends": "2027-02-20",
            },
            "trimester_2_starts",
        ),
    ],
)
def test_wrong_periods_are_refused_at_the_field(
    cast: Cast, client_as: Client, data: dict[str, str], field: str
) -> None:
    answer = client_as("director").post(url(cast, "calendar/periods?year=2026"), data=data)
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.get_data(as_text=True)
    assert count(SchoolPeriod) == 0


def test_last_year_is_proposed_and_not_saved(cast: Cast, client_as: Client) -> None:
    client = client_as("director")
    data = {"quarter_1_starts": "2026-09-01", "quarter_1_ends": "2026-10-25"}
    client.post(url(cast, "calendar/periods?year=2026"), data=data)
    page = client.page(url(cast, "calendar/periods?year=2027&copy=1"))
    assert page.xpath("//input[@name='quarter_1_ends']/@value") == ["2027-10-24"]
    assert periods_of(cast.school, 2027) == []


def test_a_file_is_shown_first_and_applied_then(cast: Cast, client_as: Client) -> None:
    client = client_as("director")
    shown = client.post(
        url(cast, "calendar/import"),
        data={"file": (io.BytesIO(FILE.encode()), "calendar.yaml")},
        content_type="multipart/form-data",
    )
    assert shown.status_code == 200
    assert shown.get_data(as_text=True).count('<th scope="row">') == 5
    assert (count(SchoolPeriod), count(CalendarChange), count(SchoolEvent)) == (0, 0, 0)
    done = client.post(url(cast, "calendar/import"), data={"text": FILE, "apply": "1"})
    assert (done.status_code, done.location.endswith("year=2026")) == (302, True)
    assert [as_period(row).kind for row in periods_of(cast.school, 2026)] == ["break", "quarter", "quarter"]
    assert [row.kind for row in changes_of(cast.school, 2026)] == ["off"]
    assert [row.kind for row in events_of(cast.school, 2026)] == ["parents_meeting"]
    again = client.post(url(cast, "calendar/import"), data={"text": FILE})
    assert '<th scope="row">' not in again.get_data(as_text=True)
    client.post(url(cast, "calendar/import"), data={"text": FILE, "apply": "1"})
    assert (count(SchoolPeriod), count(CalendarChange), count(SchoolEvent)) == (3, 1, 1)


@pytest.mark.parametrize(
    "data",
    [
        {"text": ""},
        {"text": "quarters: [[2026-09-01"},
        {"text": "quarters: [[2026-09-01, 2026-13-01]]"},
        {"text": "nonsense: 1"},
        {"text": "periods: [{kind: quarter, nth: 9, start: 2026-09-01, end: 2026-10-01}]"},
        {"text": "quarters: [[2026-07-01, 2026-10-01]]"},
        {"file": (io.BytesIO("қыркүйек".encode("cp1251", "ignore") + b"\xff\xfe"), "a.yaml")},
        {"file": (io.BytesIO(b"x" * 200_001), "a.yaml")},
    ],
)
def test_a_file_that_cannot_be_used_is_refused_with_the_reason(
    cast: Cast, client_as: Client, data: dict[str, Any]
) -> None:
    answer = client_as("director").post(
        url(cast, "calendar/import"), data=data, content_type="multipart/form-data"
    )
    assert answer.status_code == 422
    assert 'id="text-error"' in answer.get_data(as_text=True)


def test_a_day_is_changed_and_taken_back(cast: Cast, client_as: Client) -> None:
    client = client_as("director")
    day = {"day": "2026-12-28", "kind": "off", "note": "мороз\u202e"}
    assert client.post(url(cast, "calendar/days"), data=day).status_code == 302
    row = changes_of(cast.school, 2026)[0]
    assert row.note == "мороз"
    page = client.page(url(cast, "calendar?year=2026"))
    own = page.xpath("//td[contains(concat(' ', @class, ' '), ' own ')]")
    assert [cell.text for cell in own] == ["28"]
    assert own[0].xpath("./span[@class='visually-hidden']/text()")
    assert client.post(url(cast, f"calendar/days/{row.id}/undo")).status_code == 302
    assert changes_of(cast.school, 2026) == []
    assert client.post(url(cast, f"calendar/days/{row.id}/undo")).status_code == 404


@pytest.mark.parametrize(
    "data",
    [
        {"day": "", "kind": "off"},
        {"day": "2026-12-28", "kind": "perhaps"},
        {"day": "28.12.2026", "kind": "off"},
        {"day": "0001-01-01", "kind": "off"},
    ],
)
def test_a_day_that_cannot_be_is_refused(cast: Cast, client_as: Client, data: dict[str, str]) -> None:
    assert client_as("director").post(url(cast, "calendar/days"), data=data).status_code == 422
    assert count(CalendarChange) == 0


def test_an_event_is_planned_moved_cancelled_and_taken_back(cast: Cast, client_as: Client) -> None:
    client = client_as("deputy")
    data = {"kind": "parents_meeting", "on": "2026-10-14", "title": "Итоги"}
    assert client.post(url(cast, "calendar/events/new"), data=data).status_code == 302
    event = db.session.scalars(select(SchoolEvent)).one()
    page = url(cast, f"calendar/events/{event.id}")
    assert client.post(page, data={**data, "on": "2026-10-21"}).status_code == 302
    assert client.post(page, data={**data, "on": "9999-12-31"}).status_code == 422
    client.post(page + "/cancel")
    assert (event.on, event.cancelled) == (date(2026, 10, 21), True)
    assert client.page(page).xpath("//form[contains(@action, '/restore')]")
    assert client.page(url(cast, "calendar")).xpath("//span[@class='tag']")
    client.post(page + "/restore")
    assert not db.session.get_one(SchoolEvent, event.id).cancelled


def test_what_has_happened_is_shown_and_cannot_be_changed(cast: Cast, client_as: Client) -> None:
    order = record_event(cast.school, "order_registered", date(2026, 9, 3), "Приказ № 3-од")
    db.session.commit()
    client = client_as("director")
    assert "Приказ № 3-од" in client.page(url(cast, "calendar")).text_content()
    page = url(cast, f"calendar/events/{order.id}")
    assert not client.page(page).xpath("//main//form")
    data = {"kind": "order_registered", "on": "2026-09-04", "title": ""}
    assert client.post(page, data=data).status_code == 409
    assert client.post(page + "/cancel").status_code == 409


@pytest.mark.parametrize(("year", "provisional"), [(2024, False), (2045, True)])
def test_a_year_whose_transfers_are_not_known_says_so(
    cast: Cast, client_as: Client, year: int, provisional: bool
) -> None:
    page = client_as("owner").page(url(cast, f"calendar?year={year}"))
    notes = [note.text_content() for note in page.xpath("//p[@class='note warning']")]
    assert any(str(year) in note for note in notes) is provisional
