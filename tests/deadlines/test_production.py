"""Production calendars: known answers of both countries and both weeks."""

from __future__ import annotations

from datetime import date

import pytest

from regtrack.deadlines.calendars import ProductionCalendar

RU, RU6 = ProductionCalendar("RU"), ProductionCalendar("RU", 6)
KZ, KZ6 = ProductionCalendar("KZ"), ProductionCalendar("KZ", 6)


@pytest.mark.parametrize(
    ("event", "tenth"),
    [
        ("2025-10-28", "2025-11-12"),
        ("2025-12-25", "2026-01-20"),
        ("2026-04-28", "2026-05-14"),
        ("2026-12-24", "2027-01-18"),
        ("2027-02-15", "2027-03-02"),
    ],
)
@pytest.mark.parametrize("calendar", [RU, RU6], ids=["five", "six"])
def test_ten_working_days_in_russia(calendar: ProductionCalendar, event: str, tenth: str) -> None:
    """Statutory terms count on the five-day calendar, whatever the school's week is."""
    assert calendar.add_working_days(date.fromisoformat(event), 10) == date.fromisoformat(tenth)


@pytest.mark.parametrize(
    ("event", "days", "due"),
    [
        ("2025-03-19", 3, "2025-03-27"),  # Nauryz 21–23 March and its two days in lieu
        ("2024-12-31", 2, "2025-01-06"),  # 3 January for the worked Sunday 5 January
        ("2024-05-03", 2, "2024-05-06"),  # the worked Saturday 4 May counts
        ("2027-03-12", 1, "2027-03-16"),  # Constitution Day on 15 March since 2027
    ],
)
def test_working_days_in_kazakhstan(event: str, days: int, due: str) -> None:
    assert KZ.add_working_days(date.fromisoformat(event), days) == date.fromisoformat(due)


@pytest.mark.parametrize(
    ("calendar", "day", "working"),
    [
        (RU, "2026-09-01", True),
        (RU, "2026-09-05", False),
        (RU6, "2026-09-05", True),
        (RU6, "2026-09-06", False),
        (RU, "2027-02-20", True),
        (RU, "2027-02-22", False),
        (RU6, "2027-02-22", True),
        (RU6, "2027-02-23", False),
        (RU, "2027-06-14", False),
        (RU6, "2027-06-14", True),
        (RU6, "2026-03-09", False),
        (RU6, "2026-12-31", False),
        (RU, "2010-11-13", True),
        (RU, "2010-11-05", False),
        (KZ, "2026-03-25", False),
        (KZ6, "2026-03-24", False),
        (KZ6, "2026-03-25", True),
        (KZ, "2025-01-05", True),
        (KZ6, "2025-01-05", True),
        (KZ, "2025-01-03", False),
        (KZ, "2013-12-28", True),
    ],
)
def test_a_day_is_worked_or_free(calendar: ProductionCalendar, day: str, working: bool) -> None:
    assert calendar.is_working(date.fromisoformat(day)) is working


def test_years_without_official_transfers_are_provisional() -> None:
    assert [year for year in range(2020, 2030) if RU.provisional(year)] == [2028, 2029]
    assert [year for year in range(2020, 2030) if KZ.provisional(year)] == [2026, 2027, 2028, 2029]


def test_the_schools_changes_win() -> None:
    changes = {date(2026, 9, 1): "off", date(2026, 9, 6): "working", date(2026, 9, 7): "short"}
    calendar = ProductionCalendar("RU", 5, changes)  # type: ignore[arg-type]
    assert not calendar.is_working(date(2026, 9, 1))
    assert calendar.is_working(date(2026, 9, 6))
    assert calendar.is_working(date(2026, 9, 7))
    changes[date(2026, 9, 8)] = "off"
    assert calendar.is_working(date(2026, 9, 8))


def test_next_and_previous() -> None:
    assert RU.next_working_day(date(2026, 12, 30)) == date(2027, 1, 11)
    assert RU.previous_working_day(date(2027, 1, 11)) == date(2026, 12, 30)
    assert RU.add_working_days(date(2027, 1, 11), -2) == date(2026, 12, 29)
    assert RU.add_working_days(date(2027, 1, 3), 0) == date(2027, 1, 3)


def test_only_known_countries_and_weeks() -> None:
    with pytest.raises(ValueError, match="XX"):
        ProductionCalendar("XX")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="7"):
        ProductionCalendar("RU", 7)  # type: ignore[arg-type]


def test_a_calendar_without_working_days_is_refused() -> None:
    days = (date.fromordinal(date(2026, 9, 1).toordinal() + n) for n in range(1200))
    calendar = ProductionCalendar("RU", 5, dict.fromkeys(days, "off"))
    with pytest.raises(ValueError, match="no working day"):
        calendar.next_working_day(date(2026, 9, 1))
