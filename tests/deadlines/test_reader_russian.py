"""The wordings of Russian plans, each with the rule that it means."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from regtrack.deadlines.calendars import SchoolCalendar
from regtrack.deadlines.reader import read_wording
from regtrack.deadlines.school_year import SchoolYear

QUARTER = {"each": "quarter", "at": "end"}
MONTH = {"each": "month", "at": "end"}
WEEK = {"each": "week", "at": "end"}
YEAR = {"each": "school_year", "at": "end"}
THROUGHOUT = {"throughout": True}

TABLE: list[tuple[str, dict[str, Any]]] = [
    ("", {"undecided": True}),
    ("   \n\u00a0", {"undecided": True}),
    ("–", {"undecided": True}),
    ("—", {"undecided": True}),
    ("-", {"undecided": True}),
    ("«—»", {"undecided": True}),
    ("до 1 сентября", {"by": "09-01"}),
    ("До «01» сентября 2026 г.", {"by": "09-01"}),
    ("До 1-го сентября", {"by": "09-01"}),
    (" До 31. 05. 2027 г.", {"by": "05-31"}),
    ("до 31.05.27", {"by": "05-31"}),
    ("не позднее 15.10", {"by": "10-15"}),
    ("не позже 15 октября", {"by": "10-15"}),
    ("к 1 октября", {"by": "10-01"}),
    ("25 мая 2027 года", {"by": "05-25"}),
    ("25.05.2027", {"by": "05-25"}),
    ("2027-05-25", {"by": "05-25"}),
    ("25/05/2027", {"by": "05-25"}),
    ("в срок до 10 декабря", {"by": "12-10"}),
    ("Срок: до 10 дек. 2026 г.", {"by": "12-10"}),
    ("до 1 сентября включительно", {"by": "09-01"}),
    ("ежегодно до 1 июня", {"by": "06-01"}),
    ("ежегодно, не позднее 1 июня", {"by": "06-01"}),
    ("до 1 июня каждого года", {"by": "06-01"}),
    ("октябрь", {"month": 10}),
    ("ОКТЯБРЬ", {"month": 10}),
    ("в октябре", {"month": 10}),
    ("в октябре месяце", {"month": 10}),
    ("в течение октября", {"month": 10}),
    ("до конца октября", {"month": 10}),
    ("конец октября", {"month": 10}),
    ("не позднее октября", {"month": 10}),
    ("Январь 2027г.", {"month": 1}),
    ("Май\u00a02027 г.", {"month": 5}),
    ("май 2026-2027 уч. года", {"month": 5}),
    ("ежегодно в мае", {"each": "school_year", "month": 5}),
    ("май, ежегодно", {"each": "school_year", "month": 5}),
    ("август–сентябрь", {"between": ["08-01", "09-30"]}),
    ("Август —\nсентябрь", {"between": ["08-01", "09-30"]}),
    ("сентябрь - май", {"between": ["09-01", "05-31"]}),
    ("в течение октября-ноября", {"between": ["10-01", "11-30"]}),
    ("с сентября по май", {"between": ["09-01", "05-31"]}),
    ("с 1 по 15 октября", {"between": ["10-01", "10-15"]}),
    ("1–15 октября", {"between": ["10-01", "10-15"]}),
    ("с 01.10 по 15.10.2026", {"between": ["10-01", "10-15"]}),
    ("01.10.2026-15.10.2026", {"between": ["10-01", "10-15"]}),
    ("в период с 20 декабря по 10 января", {"between": ["12-20", "01-10"]}),
    ("май-июнь 2027", {"between": ["05-01", "06-30"]}),
    ("октябрь 2026 – май 2027", {"between": ["10-01", "05-31"]}),
    ("январь-февраль", {"between": ["01-01", "02-29"]}),
    ("С февраля 2027г.", {"from": "02-01"}),
    ("с 1 сентября", {"from": "09-01"}),
    ("начиная с 1 сентября", {"from": "09-01"}),
    ("с начала учебного года", {"from": "09-01"}),
    ("с октября ежемесячно", {"from": "10-01", "each": "month"}),
    ("ежемесячно с октября", {"from": "10-01", "each": "month"}),
    ("ежемесячно", MONTH),
    ("еженедельно", WEEK),
    ("ежеквартально", QUARTER),
    ("ежегодно", YEAR),
    ("каждую четверть", QUARTER),
    ("каждый месяц", MONTH),
    ("каждое полугодие", {"each": "half_year", "at": "end"}),
    ("раз в четверть", QUARTER),
    ("1 раз в четверть", QUARTER),
    ("один раз в четверть", QUARTER),
    ("не реже 1 раза в четверть", QUARTER),
    ("не реже одного раза в четверть", QUARTER),
    ("Не реже, чем 1 раз в четверть.", QUARTER),
    ("1 раз в полугодие", {"each": "half_year", "at": "end"}),
    ("1 раз в триместр", {"each": "trimester", "at": "end"}),
    ("1 раз в год", YEAR),
    ("1 раз в месяц", MONTH),
    ("1 раз в неделю", WEEK),
    ("2 раза в год", {"each": "school_year", "times": 2}),
    ("дважды в год", {"each": "school_year", "times": 2}),
    ("не менее двух раз в учебный год", {"each": "school_year", "times": 2}),
    ("3 раза в четверть", {"each": "quarter", "times": 3}),
    ("в конце четверти", QUARTER),
    ("по окончании каждой четверти", QUARTER),
    ("по итогам четверти", QUARTER),
    ("По окончании каждого учебного года", YEAR),
    ("в конце учебного года", YEAR),
    ("в конце каждого года", YEAR),
    ("ежегодно по окончании учебного года", YEAR),
    ("в начале учебного года", {"each": "school_year", "at": "start"}),
    ("в начале каждой четверти", {"each": "quarter", "at": "start"}),
    ("I четверть", {"period": "quarter", "nth": 1}),
    ("І четверть", {"period": "quarter", "nth": 1}),
    ("Ⅳ четверть", {"period": "quarter", "nth": 4}),
    ("2-я четверть", {"period": "quarter", "nth": 2}),
    ("3 четверть", {"period": "quarter", "nth": 3}),
    ("первая четверть", {"period": "quarter", "nth": 1}),
    ("в первой четверти", {"period": "quarter", "nth": 1}),
    ("в течение III четверти", {"period": "quarter", "nth": 3}),
    ("до конца II четверти", {"period": "quarter", "nth": 2}),
    ("I полугодие", {"period": "half_year", "nth": 1}),
    ("1 полугодие 2026-2027 учебного года", {"period": "half_year", "nth": 1}),
    ("во втором полугодии", {"period": "half_year", "nth": 2}),
    ("2 триместр", {"period": "trimester", "nth": 2}),
    ("ежемесячно до 5 числа", {"each": "month", "day": 5}),
    ("ежемесячно, до 5-го числа", {"each": "month", "day": 5}),
    ("до 5 числа каждого месяца", {"each": "month", "day": 5}),
    ("5 числа ежемесячно", {"each": "month", "day": 5}),
    ("еженедельно по пятницам", {"each": "week", "day": 5}),
    ("каждый понедельник", {"each": "week", "day": 1}),
    ("постоянно", THROUGHOUT),
    ("в течение года", THROUGHOUT),
    ("В течение всего учебного года", THROUGHOUT),
    ("в течение 2026-2027 учебного года", THROUGHOUT),
    (" Весь период работы", THROUGHOUT),
    ("Весь период работы.", THROUGHOUT),
    ("весь учебный год", THROUGHOUT),
    ("постоянно, в течение года", THROUGHOUT),
    ("по мере необходимости", {"on": {"event": "as_needed"}}),
    ("при необходимости", {"on": {"event": "as_needed"}}),
    ("по плану", {"on": {"event": "named_event"}}),
    ("по графику", {"on": {"event": "named_event"}}),
    ("согласно плану работы школы", {"on": {"event": "named_event"}}),
    ("Общешкольные и родительские собрания по плану", {"on": {"event": "parents_meeting"}}),
    ("на родительском собрании", {"on": {"event": "parents_meeting"}}),
    ("на педсовете", {"on": {"event": "pedagogical_council"}}),
    ("на заседании педагогического совета", {"on": {"event": "pedagogical_council"}}),
    (
        "в течение 10 рабочих дней со дня издания приказа",
        {"after": {"event": "order_registered", "working_days": 10}},
    ),
    ("в течение 10 (десяти) рабочих дней", {"after": {"event": "named_event", "working_days": 10}}),
    ("в течение десяти рабочих дней", {"after": {"event": "named_event", "working_days": 10}}),
    ("не позднее 3 дней после изменений", {"after": {"event": "change", "days": 3}}),
    (
        "в течение 5 календарных дней с момента получения запроса",
        {"after": {"event": "receipt", "days": 5}},
    ),
    ("в 3-дневный срок после", {"after": {"event": "named_event", "days": 3}}),
    ("в трёхдневный срок после публикации", {"after": {"event": "publication", "days": 3}}),
    ("в 3-х дневный срок со дня обращения", {"after": {"event": "request", "days": 3}}),
    ("через 2 рабочих дня после педсовета", {"after": {"event": "pedagogical_council", "working_days": 2}}),
    ("в течение 2 недель со дня выпуска", {"after": {"event": "named_event", "days": 14}}),
]

REFUSED = [
    ("32 октября", "32 октября"),
    ("до 32 октября", "32 октября"),
    ("29.02.2027", "29.02.2027"),
    ("29 февраля", "29 февраля"),
    ("31 июня", "31 июня"),
    ("01.01.1990", "01.01.1990"),
    ("01.01.9999", "01.01.9999"),
    ("10.15", "10.15"),
    ("до 0 мая", "0 мая"),
    ("абракадабра", "абракадабра"),
    ("до 1 сентября или раньше", "раньше"),
    ("ежемесячно и бодро", "бодро"),
    ("до октября", "together"),
    ("ежедневно", "ежедневно"),
    ("до 15 сентября, до 15 января", "together"),
    ("по мере необходимости, но не реже 1 раза в четверть", "но"),
    ("1-2 раза в год", "together"),
    ("за 3 дня до 1 сентября", "together"),
    ("1 раз в 2 месяца", "together"),
    ("ежемесячно до 45 числа", "45"),
    ("V четверть", "v"),
    ("5 четверть", "5"),
    ("в конце года", "together"),
    ("сентябрь 2026 – май 2029", "years"),
    ("с 15 января 2027 по 20 декабря 2026", "years"),
    ("с 15.01.2027 по 20.12.2026", "years"),
    ("май 2027 – сентябрь 2026", "years"),
    ("с 15 января 2027 по 20 декабря", "years"),
    ("20.10.2026–10.10.2026", "ends before"),
    ("с 25 октября по 5 октября", "ends before"),
    ("10–1 октября", "ends before"),
    ("5", "together"),
    ("2027", "2027"),
    ("октябрь май", "together"),
    ("?", "?"),
    ("до 1 сентября 3000 года", "3000"),
]


def read(wording: str, year: int = 2026) -> Any:
    return read_wording(wording, "ru", SchoolYear(year), SchoolCalendar())


@pytest.mark.parametrize(("wording", "rule"), TABLE)
def test_a_wording_becomes_its_rule(wording: str, rule: dict[str, Any]) -> None:
    reading = read(wording)
    assert reading.understood, reading.note
    assert reading.rule == rule
    assert reading.wording == wording


@pytest.mark.parametrize(("wording", "said"), REFUSED)
def test_what_is_not_understood_is_named(wording: str, said: str) -> None:
    reading = read(wording)
    assert not reading.understood, reading.rule
    assert (reading.rule, reading.window_start, reading.first_due) == (None, None, None)
    assert said in reading.note


@pytest.mark.parametrize(
    ("wording", "window", "due"),
    [
        ("Октябрь 2010г.", date(2010, 10, 1), date(2010, 10, 29)),
        ("До 31. 05. 2011 г.", None, date(2011, 5, 31)),
        ("Январь 2011г.", date(2011, 1, 1), date(2011, 1, 31)),
        ("С февраля 2011г.", date(2011, 2, 1), None),
        ("Май 2011г.", date(2011, 5, 1), date(2011, 5, 31)),
        ("до 31.08.2026", None, date(2026, 8, 31)),
        ("октябрь 2010-2011 уч. года", date(2010, 10, 1), date(2010, 10, 29)),
    ],
)
def test_a_year_in_the_wording_wins_with_a_note(wording: str, window: date | None, due: date | None) -> None:
    reading = read(wording)
    assert (reading.window_start, reading.first_due) == (window, due)
    assert "names its own year" in reading.note


def test_the_year_asked_for_needs_no_note() -> None:
    assert read("Октябрь 2010г.", 2010).note is None


def test_29_february_is_a_date_in_a_leap_year() -> None:
    assert read("до 29 февраля", 2027).first_due == date(2028, 2, 29)
    assert read("29.02.2028").first_due == date(2028, 2, 29)


def test_the_event_is_named_in_the_note() -> None:
    reading = read("в течение 10 рабочих дней со дня выхода Положения")
    assert reading.rule == {"after": {"event": "named_event", "working_days": 10}}
    assert "выхода положения" in reading.note


def test_a_summer_stretch_begins_before_the_school_year() -> None:
    reading = read("август–сентябрь")
    assert (reading.window_start, reading.first_due) == (date(2026, 8, 1), date(2026, 9, 30))


def test_several_times_a_year_are_not_dated() -> None:
    reading = read("2 раза в год")
    assert (reading.window_start, reading.first_due) == (date(2026, 9, 1), None)


def test_quarters_that_are_not_entered_give_no_date() -> None:
    reading = read("в конце четверти")
    assert (reading.window_start, reading.first_due) == (None, None)
    assert "not all entered" in reading.note
