"""The wordings of Kazakh plans, each with the rule that it means."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from regtrack.deadlines.calendars import ProductionCalendar, SchoolCalendar
from regtrack.deadlines.reader import read_wording
from regtrack.deadlines.school_year import SchoolYear

QUARTER = {"each": "quarter", "at": "end"}
MONTH = {"each": "month", "at": "end"}
YEAR = {"each": "school_year", "at": "end"}
THROUGHOUT = {"throughout": True}

TABLE: list[tuple[str, dict[str, Any]]] = [
    ("", {"undecided": True}),
    ("—", {"undecided": True}),
    ("жыл бойы", THROUGHOUT),
    ("Оқу жылы бойы", THROUGHOUT),
    ("2026-2027 оқу жылы бойы", THROUGHOUT),
    ("жыл ішінде", THROUGHOUT),
    ("үнемі", THROUGHOUT),
    ("үнемі, жыл бойы", THROUGHOUT),
    ("тұрақты", THROUGHOUT),
    ("тұрақты түрде", THROUGHOUT),
    ("барлық кезеңде", THROUGHOUT),
    ("жұмыстың барлық кезеңінде", THROUGHOUT),
    ("тоқсан сайын", QUARTER),
    ("ай сайын", MONTH),
    ("апта сайын", {"each": "week", "at": "end"}),
    ("әр апта сайын", {"each": "week", "at": "end"}),
    ("2026-2027 оқу жылының I тоқсаны", {"period": "quarter", "nth": 1}),
    ("жыл сайын", YEAR),
    ("әр тоқсанда", QUARTER),
    ("әр айда", MONTH),
    ("жартыжылдық сайын", {"each": "half_year", "at": "end"}),
    ("ай сайын 5-күніне дейін", {"each": "month", "day": 5}),
    ("ай сайын 5-іне дейін", {"each": "month", "day": 5}),
    ("әр айдың 5-күніне дейін", {"each": "month", "day": 5}),
    ("ай сайын, әр айдың 10-күнінен кешіктірмей", {"each": "month", "day": 10}),
    ("қыркүйек айында", {"month": 9}),
    ("қазан", {"month": 10}),
    ("Қазанда", {"month": 10}),
    ("қазан айының соңына дейін", {"month": 10}),
    ("2027 жылғы мамыр", {"month": 5}),
    ("2027 жылдың мамыр айында", {"month": 5}),
    ("жыл сайын мамыр айында", {"each": "school_year", "month": 5}),
    ("қыркүйек–қазан", {"between": ["09-01", "10-31"]}),
    ("тамыз - қыркүйек айлары", {"between": ["08-01", "09-30"]}),
    ("қыркүйектен мамырға дейін", {"between": ["09-01", "05-31"]}),
    ("1-15 қазан", {"between": ["10-01", "10-15"]}),
    ("1 қазаннан 15 қазанға дейін", {"between": ["10-01", "10-15"]}),
    ("1 қыркүйек пен 15 қыркүйек аралығында", {"between": ["09-01", "09-15"]}),
    ("2027 жылғы 25 мамырға дейін", {"by": "05-25"}),
    ("25.05.2027-ге дейін", {"by": "05-25"}),
    ("15.10.2026-ға дейін", {"by": "10-15"}),
    ("2027 жылдың 25 мамырына дейін", {"by": "05-25"}),
    ("2027 ж. 25 мамыр", {"by": "05-25"}),
    ("1 қыркүйекке дейін", {"by": "09-01"}),
    ("қазан айының 15-не дейін", {"by": "10-15"}),
    ("2026 жылғы қазан айының 15-күніне дейін", {"by": "10-15"}),
    ("1-қыркүйекке дейін", {"by": "09-01"}),
    ("25 мамырдан кешіктірмей", {"by": "05-25"}),
    ("25.05.2027 дейін", {"by": "05-25"}),
    ("25.05.2027 ж. дейін", {"by": "05-25"}),
    ("жыл сайын 1 маусымға дейін", {"by": "06-01"}),
    ("10 жұмыс күні ішінде", {"after": {"event": "named_event", "working_days": 10}}),
    (
        "бұйрық шыққан күннен бастап 10 жұмыс күні ішінде",
        {"after": {"event": "order_registered", "working_days": 10}},
    ),
    ("өтініш түскеннен кейін 3 күн ішінде", {"after": {"event": "request", "days": 3}}),
    ("үш жұмыс күнінен кешіктірмей", {"after": {"event": "named_event", "working_days": 3}}),
    ("I тоқсан", {"period": "quarter", "nth": 1}),
    ("ІІ тоқсан", {"period": "quarter", "nth": 2}),
    ("1-тоқсан", {"period": "quarter", "nth": 1}),
    ("3-ші тоқсан", {"period": "quarter", "nth": 3}),
    ("бірінші тоқсанда", {"period": "quarter", "nth": 1}),
    ("екінші тоқсанның соңына дейін", {"period": "quarter", "nth": 2}),
    ("бірінші жартыжылдық", {"period": "half_year", "nth": 1}),
    ("II жартыжылдықта", {"period": "half_year", "nth": 2}),
    ("жылына 2 рет", {"each": "school_year", "times": 2}),
    ("жылына екі рет", {"each": "school_year", "times": 2}),
    ("тоқсанына 1 рет", QUARTER),
    ("тоқсанына бір рет", QUARTER),
    ("тоқсанына кемінде 1 рет", QUARTER),
    ("тоқсанына 1 реттен кем емес", QUARTER),
    ("айына 1 рет", MONTH),
    ("ақпаннан бастап", {"from": "02-01"}),
    ("2027 жылғы ақпаннан бастап", {"from": "02-01"}),
    ("1 қыркүйектен бастап", {"from": "09-01"}),
    ("ақпан айынан бастап", {"from": "02-01"}),
    ("қазаннан бастап ай сайын", {"from": "10-01", "each": "month"}),
    ("оқу жылының соңында", YEAR),
    ("әр оқу жылының соңында", YEAR),
    ("оқу жылы аяқталғаннан кейін", YEAR),
    ("тоқсан соңында", QUARTER),
    ("оқу жылының басында", {"each": "school_year", "at": "start"}),
    ("апта сайын жұма күні", {"each": "week", "day": 5}),
    ("қажеттілігіне қарай", {"on": {"event": "as_needed"}}),
    ("қажет болған жағдайда", {"on": {"event": "as_needed"}}),
    ("жоспар бойынша", {"on": {"event": "named_event"}}),
    ("кестеге сәйкес", {"on": {"event": "named_event"}}),
    ("ата-аналар жиналысында", {"on": {"event": "parents_meeting"}}),
    ("жалпымектептік және ата-аналар жиналыстары жоспар бойынша", {"on": {"event": "parents_meeting"}}),
    ("педкеңесте", {"on": {"event": "pedagogical_council"}}),
    ("педагогикалық кеңес отырысында", {"on": {"event": "pedagogical_council"}}),
]


def read(wording: str, year: int = 2026) -> Any:
    return read_wording(wording, "kk", SchoolYear(year), SchoolCalendar(ProductionCalendar("KZ")))


@pytest.mark.parametrize(("wording", "rule"), TABLE)
def test_a_wording_becomes_its_rule(wording: str, rule: dict[str, Any]) -> None:
    reading = read(wording)
    assert reading.understood, reading.note
    assert reading.rule == rule


@pytest.mark.parametrize(
    ("wording", "said"),
    [
        ("32 қазан", "32 қазан"),
        ("ақпан айының 29-на дейін", "29.02.2027"),
        ("қазан айының 32-не дейін", "32 қазан"),
        ("2027 жылғы 29 ақпан", "29 ақпан 2027"),
        ("31.02.2027 дейін", "31.02.2027"),
        ("бірдеңе", "бірдеңе"),
        ("ай сайын және тез", "тез"),
        ("қазанға дейін", "together"),
        ("күн сайын", "together"),
        ("6-тоқсан", "6"),
    ],
)
def test_what_is_not_understood_is_named(wording: str, said: str) -> None:
    reading = read(wording)
    assert not reading.understood, reading.rule
    assert said in reading.note


def test_a_date_in_kazakh_is_dated() -> None:
    reading = read("2027 жылғы 25 мамырға дейін")
    assert (reading.first_due, reading.note) == (date(2027, 5, 25), None)
    assert read("қыркүйек айында").first_due == date(2026, 9, 30)
