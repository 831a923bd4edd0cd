"""A rule in plain words, in three languages."""

from __future__ import annotations

from typing import Any

import pytest

from regtrack.deadlines.phrases import KNOWN_EVENTS, Phrases
from regtrack.deadlines.phrases_en import PHRASES as EN
from regtrack.deadlines.phrases_kk import PHRASES as KK
from regtrack.deadlines.phrases_ru import PHRASES as RU
from regtrack.deadlines.rules import RHYTHMS, RuleFault
from regtrack.deadlines.wording import describe


@pytest.mark.parametrize(
    ("rule", "ru", "kk", "en"),
    [
        ({"by": "05-31"}, "до 31 мая", "31 мамырға дейін", "by 31 May"),
        ({"month": 10}, "в октябре", "қазан айында", "in October"),
        (
            {"between": ["08-01", "09-30"]},
            "с 1 августа по 30 сентября",
            "1 тамыздан 30 қыркүйекке дейін",
            "from 1 August to 30 September",
        ),
        (
            {"period": "quarter", "nth": 2},
            "в течение II четверти",
            "II тоқсан ішінде",
            "during quarter II",
        ),
        (
            {"from": "02-01"},
            "с 1 февраля, как часто — не решено",
            "1 ақпаннан бастап, жиілігі шешілмеген",
            "from 1 February, how often is undecided",
        ),
        (
            {"from": "02-01", "each": "month"},
            "с 1 февраля, каждый месяц",
            "1 ақпаннан бастап, ай сайын",
            "from 1 February, every month",
        ),
        ({"throughout": True}, "постоянно", "үнемі", "all the time"),
        (
            {"throughout": True, "review": "quarter"},
            "постоянно, с проверкой в конце каждой четверти",
            "үнемі, әр тоқсанның соңында тексеріледі",
            "all the time, reviewed at the end of each quarter",
        ),
        ({"each": "week"}, "каждую неделю", "апта сайын", "every week"),
        (
            {"each": "school_year", "at": "end"},
            "в конце каждого учебного года",
            "әр оқу жылының соңында",
            "at the end of each school year",
        ),
        (
            {"each": "half_year", "at": "start"},
            "в начале каждого полугодия",
            "әр жартыжылдықтың басында",
            "at the start of each half-year",
        ),
        (
            {"each": "month", "day": 5},
            "каждый месяц до 5 числа",
            "ай сайын 5-күніне дейін",
            "every month by day 5",
        ),
        (
            {"each": "week", "day": 5},
            "каждую неделю до пятницы",
            "апта сайын жұмаға дейін",
            "every week by Friday",
        ),
        (
            {"each": "school_year", "month": 5},
            "ежегодно в мае",
            "жыл сайын мамыр айында",
            "every year in May",
        ),
        (
            {"each": "school_year", "times": 2},
            "2 раза в учебный год",
            "оқу жылына 2 рет",
            "2 times in each school year",
        ),
        (
            {"each": "quarter", "times": 11},
            "11 раз в четверть",
            "тоқсанына 11 рет",
            "11 times in each quarter",
        ),
        (
            {"each": "quarter", "at": "end", "working_days": -3},
            "в конце каждой четверти, за 3 рабочих дня до этого",
            "әр тоқсанның соңында, одан 3 жұмыс күні бұрын",
            "at the end of each quarter, 3 working days before that",
        ),
        (
            {"each": "month", "at": "end", "working_days": 1},
            "в конце каждого месяца, через 1 рабочий день после этого",
            "әр айдың соңында, одан 1 жұмыс күні кейін",
            "at the end of each month, 1 working day after that",
        ),
        (
            {"after": {"event": "order_registered", "working_days": 10}},
            "в течение 10 рабочих дней после регистрации приказа",
            "бұйрық тіркелгеннен кейін 10 жұмыс күні ішінде",
            "within 10 working days after an order is registered",
        ),
        (
            {"after": {"event": "site_down", "days": 21}},
            "в течение 21 дня после события «site_down»",
            "«site_down» оқиғасынан кейін 21 күн ішінде",
            "within 21 days after the event “site_down”",
        ),
        (
            {"on": {"event": "parents_meeting"}},
            "на каждом родительском собрании",
            "әр ата-аналар жиналысында",
            "at each parents’ meeting",
        ),
        ({"on": {"event": "as_needed"}}, "по мере необходимости", "қажеттілігіне қарай", "as needed"),
        (
            {"dates": ["2027-05-31", "2027-06-01"]},
            "31 мая 2027 года; 1 июня 2027 года",
            "2027 жылғы 31 мамыр; 2027 жылғы 1 маусым",
            "31 May 2027; 1 June 2027",
        ),
        ({"undecided": True}, "срок не определён", "мерзімі белгіленбеген", "no deadline decided"),
        (
            {"by": "05-31", "roll": "none"},
            "до 31 мая (даже если день нерабочий)",
            "31 мамырға дейін (жұмыс күні болмаса да)",
            "by 31 May (even if not a working day)",
        ),
    ],
    ids=str,
)
def test_a_rule_in_three_languages(rule: dict[str, Any], ru: str, kk: str, en: str) -> None:
    assert (describe(rule, "ru"), describe(rule, "kk"), describe(rule, "en")) == (ru, kk, en)


@pytest.mark.parametrize("phrases", [RU, KK, EN], ids=["ru", "kk", "en"])
def test_every_language_has_words_for_every_known_event(phrases: Phrases) -> None:
    assert set(phrases.after_event) == set(phrases.on_event) == {*KNOWN_EVENTS, ""}
    for table in (phrases.every, phrases.end_of, phrases.start_of, phrases.times):
        assert set(table) == set(RHYTHMS)


def test_what_is_no_rule_is_refused() -> None:
    with pytest.raises(RuleFault):
        describe({"by": "02-30"}, "ru")
