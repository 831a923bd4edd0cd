"""The trace has one fixed shape, and its dates are the source's own."""

from __future__ import annotations

import json
from datetime import date

import pytest

from regtrack import paths
from regtrack.catalogue.loader import load_pack, load_text
from regtrack.catalogue.table import render_trace
from regtrack.catalogue.trace import Json, trace
from regtrack.deadlines.calendar_file import CalendarFile, parse_calendar_file
from regtrack.deadlines.occurrences import occurrences
from regtrack.deadlines.rules import parse_rule
from regtrack.deadlines.school_year import SchoolYear
from regtrack.people.job_roles import load_roles
from tests.catalogue.pack_sample import PACK, ROLES

ITEM_KEYS = {
    *("key", "clauses", "title", "owners", "wording", "rule", "proposal", "undecided", "window_start"),
    *("first_due", "evidence", "evidence_undecided", "cautions", "reviewer", "confidential", "note"),
    *("deadline_proposed", "proposal_window_start", "proposal_first_due"),
}
OWNER_KEYS = {"lead", "lead_proposed", "lead_undecided", "with", "each", "per", "proposal"}
PLAN = load_pack(paths.regulations() / "ru-ediary-plan" / "2010-10-25.yaml")
QUARTERS = {
    2010: (
        "2010-09-01, 2010-10-31",
        "2010-11-08, 2010-12-30",
        "2011-01-11, 2011-03-25",
        "2011-04-04, 2011-05-31",
    ),
    2026: (
        "2026-09-01, 2026-10-25",
        "2026-11-05, 2026-12-29",
        "2027-01-11, 2027-03-21",
        "2027-03-29, 2027-05-26",
    ),
}


def calendar_file(year: int) -> CalendarFile:
    return parse_calendar_file("quarters:\n" + "".join(f"  - [{pair}]\n" for pair in QUARTERS[year]))


def sample(year: int = 2026) -> Json:
    return trace(load_text(PACK, "x", ROLES), SchoolYear(year), CalendarFile().calendar("RU", 5))


def rows(year: int, own: CalendarFile | None = None) -> dict[str, Json]:
    said = trace(PLAN, SchoolYear(year), (own or CalendarFile()).calendar("RU", 5))
    return {
        clause["id"]: item
        for clause in said["clauses"]
        for item in said["items"]
        if item["key"] in clause["items"]
    }


def test_every_key_is_there_and_the_whole_is_json() -> None:
    said = sample()
    assert json.loads(json.dumps(said)) == said
    assert {"code", "edition", "clauses", "items", "channels", "sections", "prohibited"} <= set(said)
    for clause in said["clauses"]:
        assert {"id", "kind", "title", "items", "no_item"} <= set(clause)
        assert set(clause["title"]) == {"ru", "kk", "en"}
    for item in said["items"]:
        assert set(item) == ITEM_KEYS
        assert set(item["owners"]) == OWNER_KEYS
        assert all({"kind", "required", "proposed"} <= set(one) for one in item["evidence"])


def test_the_word_of_the_source_ours_and_nobodys_are_told_apart() -> None:
    first, second = sample()["items"]
    assert first["owners"]["lead"] == "director"
    assert (first["owners"]["with"], first["owners"]["each"]) == (["class_teacher"], "class_teacher")
    assert not first["owners"]["lead_proposed"]
    assert not first["undecided"]
    assert first["reviewer"] == {"role": "deputy_academic", "proposed": True, "undecided": False}
    assert [one["proposed"] for one in first["evidence"]] == [False]
    assert first["cautions"][0]["since"] == "2025-09-01"
    assert second["owners"]["lead"] is None
    assert second["owners"]["lead_undecided"]
    assert second["owners"]["proposal"]["lead"] == "class_teacher"
    assert second["undecided"]
    assert second["rule"] == {"undecided": True}
    assert second["proposal"] == {"each": "quarter", "at": "end"}
    assert second["evidence_undecided"]
    assert [one["proposed"] for one in second["evidence"]] == [True]


def test_a_date_that_needs_the_schools_quarters_is_null_without_them() -> None:
    assert rows(2026)["16"]["first_due"] is None
    assert rows(2026, calendar_file(2026))["16"]["first_due"] == "2026-10-23"


@pytest.mark.parametrize(
    ("row", "year", "window_start", "first_due"),
    [
        ("3", 2010, "2010-10-01", "2010-10-29"),
        ("8", 2010, None, "2011-05-31"),
        ("11", 2010, "2011-01-01", "2011-01-31"),
        ("15", 2010, "2011-02-01", None),
        ("18", 2010, "2011-05-01", "2011-05-31"),
        ("19", 2010, "2011-05-01", "2011-05-31"),
        ("3", 2026, "2026-10-01", "2026-10-30"),
        ("8", 2026, None, "2027-05-31"),
        ("11", 2026, "2027-01-01", "2027-01-29"),
        ("15", 2026, "2027-02-01", None),
        ("18", 2026, "2027-05-01", "2027-05-31"),
        ("19", 2026, "2027-05-01", "2027-05-31"),
    ],
)
def test_the_plan_keeps_its_own_dates(
    row: str, year: int, window_start: str | None, first_due: str | None
) -> None:
    item = rows(year)[row]
    assert (item["window_start"], item["first_due"]) == (window_start, first_due)


@pytest.mark.parametrize("year", [2010, 2026])
def test_the_backup_comes_once_in_each_of_four_quarters(year: int) -> None:
    calendar = calendar_file(year).calendar("RU", 5)
    found = occurrences(parse_rule(rows(year)["16"]["rule"]), SchoolYear(year), calendar)
    quarters = calendar.periods_of("quarter", SchoolYear(year))
    assert len(found) == len(quarters) == 4
    for one, quarter in zip(found, quarters, strict=True):
        assert one.due_on is not None
        assert quarter.starts <= one.due_on <= quarter.ends


@pytest.mark.parametrize("row", ["1", "4", "5", "6", "7", "9", "10", "12", "13"])
def test_empty_cells_of_the_plan_stay_open(row: str) -> None:
    item = rows(2026)[row]
    assert item["undecided"]
    assert item["first_due"] is None
    assert date.fromisoformat(item["proposal_first_due"]) in SchoolYear(2026)


@pytest.mark.parametrize("width", [20, 40, 80, 99, 100, 120, 200])
def test_the_table_keeps_to_its_width_and_loses_nothing(width: int) -> None:
    said = trace(PLAN, SchoolYear(2026), calendar_file(2026).calendar("RU", 5))
    text = render_trace(said, load_roles(), width)
    assert max(len(line) for line in text.splitlines()) <= max(width, 40)
    squeezed = "".join(text.split())
    for clause in said["clauses"]:
        assert clause["id"] in squeezed
    if width < 100:
        assert all("".join(item["title"]["ru"].split()) in squeezed for item in said["items"])
