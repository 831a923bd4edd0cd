"""What holds for every rule, every calendar and every text."""

from __future__ import annotations

import time
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regtrack.deadlines import reader_kk, reader_ru
from regtrack.deadlines.calendars import Period, ProductionCalendar, SchoolCalendar, SchoolEvent
from regtrack.deadlines.occurrences import first_term, occurrences
from regtrack.deadlines.reader import read_wording
from regtrack.deadlines.rules import OnDates, OnEvent, parse_rule, rule_to_dict
from regtrack.deadlines.school_year import SchoolYear
from regtrack.deadlines.wording import describe

days = st.dates(date(2024, 9, 1), date(2030, 8, 31))
places = st.dates(date(2000, 1, 1), date(2000, 12, 31)).map(lambda day: day.strftime("%m-%d"))
rhythms = st.sampled_from(["week", "month", "quarter", "trimester", "half_year", "school_year"])
rolls = st.fixed_dictionaries({}, optional={"roll": st.sampled_from(["before", "after", "none"])})
events = st.sampled_from(["parents_meeting", "order_registered", "change"])
counts = st.integers(1, 30)


def with_roll(form: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[dict[str, Any]]:
    return st.builds(lambda one, roll: {**one, **roll}, form, rolls)


def form(**parts: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({name.rstrip("_"): part for name, part in parts.items()})


shifts = st.integers(-15, 15).filter(bool)
rule_dicts = st.one_of(
    with_roll(form(by=places)),
    with_roll(form(month=st.integers(1, 12))),
    with_roll(form(between=st.lists(places, min_size=2, max_size=2))),
    with_roll(form(period=st.sampled_from(["quarter", "half_year"]), nth=st.integers(1, 2))),
    form(from_=places),
    with_roll(form(from_=places, each=rhythms)),
    st.just({"throughout": True}),
    with_roll(form(throughout=st.just(True), review=rhythms)),
    with_roll(form(each=rhythms, at=st.sampled_from(["start", "end"]))),
    form(each=rhythms, at=st.sampled_from(["start", "end"]), working_days=shifts),
    with_roll(form(each=st.just("month"), day=st.integers(1, 31))),
    with_roll(form(each=st.just("week"), day=st.integers(1, 7))),
    with_roll(form(each=st.just("school_year"), month=st.integers(1, 12))),
    with_roll(form(each=rhythms, times=st.integers(1, 10))),
    form(after=form(event=events, working_days=counts)),
    with_roll(form(after=form(event=events, days=counts))),
    form(on=form(event=events)),
    with_roll(form(dates=st.lists(days.map(date.isoformat), min_size=1, max_size=4, unique=True))),
    st.just({"undecided": True}),
)
productions = st.builds(
    ProductionCalendar,
    st.sampled_from(["RU", "KZ"]),
    st.sampled_from([5, 6]),
    st.dictionaries(days, st.sampled_from(["off", "working", "short"]), max_size=8),
)


@st.composite
def calendars(draw: st.DrawFn) -> SchoolCalendar:
    """A school with or without its quarters and half-years, and with a few events."""
    first = draw(st.integers(2025, 2028))
    quarters = (
        Period("quarter", 1, date(first, 9, 1), date(first, 10, 25)),
        Period("quarter", 2, date(first, 11, 5), date(first, 12, 29)),
        Period("half_year", 1, date(first, 9, 1), date(first, 12, 29)),
        Period("quarter", 3, date(first + 1, 1, 11), date(first + 1, 3, 21)),
    )
    happened = draw(st.lists(st.tuples(events, days), max_size=5))
    made = tuple(SchoolEvent(f"e{n}", kind, on) for n, (kind, on) in enumerate(happened))
    return SchoolCalendar(draw(productions), quarters[: draw(st.integers(0, 4))], made)


years = st.integers(2025, 2028).map(SchoolYear)


@given(rule_dicts)
def test_a_rule_survives_the_round_trip(mapping: dict[str, Any]) -> None:
    rule = parse_rule(mapping)
    assert rule_to_dict(rule) == mapping
    assert parse_rule(rule_to_dict(rule)) == rule
    for lang in ("ru", "kk", "en"):
        said = describe(mapping, lang)
        assert said
        assert "{" not in said


@given(rule_dicts, years, calendars())
@settings(deadline=None)
def test_terms_fall_on_working_days_where_the_rule_says_so(
    mapping: dict[str, Any], year: SchoolYear, calendar: SchoolCalendar
) -> None:
    rule = parse_rule(mapping)
    exact = isinstance(rule, OnEvent) or (isinstance(rule, OnDates) and rule.roll is None)
    for one in occurrences(rule, year, calendar):
        assert one.window_start is None or one.due_on is None or one.window_start <= one.due_on
        if one.due_on is None or exact or mapping.get("roll") == "none":
            continue
        if "after" in mapping and "working_days" in mapping["after"]:
            assert calendar.production.is_working(one.due_on, 5)
        else:
            assert calendar.production.is_working(one.due_on)


@given(rule_dicts, years, calendars(), st.permutations([0, 1, 2]), days)
@settings(deadline=None)
def test_the_same_occurrences_however_often_and_in_whichever_order(
    mapping: dict[str, Any], year: SchoolYear, calendar: SchoolCalendar, order: list[int], until: date
) -> None:
    rule = parse_rule(mapping)
    all_years = [SchoolYear(year.first + n) for n in order]
    once = {one_year: occurrences(rule, one_year, calendar) for one_year in all_years}
    for one_year in reversed(all_years):
        again = occurrences(rule, one_year, calendar)
        assert again == once[one_year]
        assert len({one.key for one in again}) == len(again)
        due = [one.due_on for one in again if one.due_on]
        assert due == sorted(due)
        early = occurrences(rule, one_year, calendar, until=until)
        later = occurrences(rule, one_year, calendar, until=until + timedelta(days=30))
        assert later[: len(early)] == early
        assert again[: len(later)] == later
    first_term(rule, year, calendar)


@given(productions, days, days, st.integers(0, 40), st.integers(0, 40))
@settings(deadline=None)
def test_counting_working_days_is_monotone(
    calendar: ProductionCalendar, one: date, other: date, n: int, m: int
) -> None:
    earlier, later = sorted((one, other))
    assert calendar.add_working_days(earlier, n) <= calendar.add_working_days(later, n)
    assert (calendar.add_working_days(one, n) < calendar.add_working_days(one, n + m)) is (m > 0)
    if n:
        assert calendar.is_working(calendar.add_working_days(one, n), 5)


@given(years, productions, places, places)
@settings(deadline=None)
def test_a_later_place_is_never_due_earlier(
    year: SchoolYear, production: ProductionCalendar, one: str, other: str
) -> None:
    earlier, later = sorted((one, other), key=year.place)
    calendar = SchoolCalendar(production)
    first = first_term(parse_rule({"by": earlier}), year, calendar)[1]
    second = first_term(parse_rule({"by": later}), year, calendar)[1]
    assert first is not None
    assert second is not None
    assert first <= second


words = sorted(
    {"1", "2", "31", "2027", "2026-2027", "-", ".", ",", "г.", "сентября", "мамырға", "II", "29.02.2027"}
    | reader_ru.VOCABULARY
    | reader_kk.VOCABULARY
)
texts = st.one_of(st.text(max_size=80), st.lists(st.sampled_from(words), max_size=10).map(" ".join))


@given(texts, st.sampled_from(["ru", "kk"]), years)
@settings(deadline=None, max_examples=300)
def test_the_reader_never_raises(wording: str, lang: str, year: SchoolYear) -> None:
    reading = read_wording(wording, lang, year, SchoolCalendar())
    if reading.understood:
        assert reading.rule is not None
        parse_rule(reading.rule)
    else:
        assert reading.rule is None
        assert reading.note


@pytest.mark.parametrize("lang", ["ru", "kk"])
@pytest.mark.parametrize(
    "part",
    ["до ", "1 ", "-", " ", "2027 ", "1.", "с октября по ", "күн ", "бастап ", "а", "ё", "(", "\u00ad"],
)
def test_the_reader_is_fast_on_long_text(part: str, lang: str) -> None:
    started = time.perf_counter()
    for length in (100_000, 500):
        reading = read_wording((part * length)[:length], lang, SchoolYear(2026), SchoolCalendar())
        assert reading.wording
    assert time.perf_counter() - started < 1
