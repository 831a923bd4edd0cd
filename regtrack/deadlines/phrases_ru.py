"""Deadlines in Russian."""

from .phrases import Phrases


def _plural(n: int) -> int:
    if n % 10 == 1 and n % 100 != 11:
        return 0
    return 1 if n % 10 in (2, 3, 4) and n % 100 not in (12, 13, 14) else 2


_GENITIVE = (
    "января",
    "февраля",
    "марта",
    "апреля",
    "мая",
    "июня",
    "июля",
    "августа",
    "сентября",
    "октября",
    "ноября",
    "декабря",
)

PHRASES = Phrases(
    plural=_plural,
    until=_GENITIVE,
    since=_GENITIVE,
    inside=(
        "в январе",
        "в феврале",
        "в марте",
        "в апреле",
        "в мае",
        "в июне",
        "в июле",
        "в августе",
        "в сентябре",
        "в октябре",
        "в ноябре",
        "в декабре",
    ),
    named=_GENITIVE,
    weekdays=("понедельника", "вторника", "среды", "четверга", "пятницы", "субботы", "воскресенья"),
    every={
        "week": "каждую неделю",
        "month": "каждый месяц",
        "quarter": "каждую четверть",
        "trimester": "каждый триместр",
        "half_year": "каждое полугодие",
        "school_year": "каждый учебный год",
    },
    end_of={
        "week": "в конце каждой недели",
        "month": "в конце каждого месяца",
        "quarter": "в конце каждой четверти",
        "trimester": "в конце каждого триместра",
        "half_year": "в конце каждого полугодия",
        "school_year": "в конце каждого учебного года",
    },
    start_of={
        "week": "в начале каждой недели",
        "month": "в начале каждого месяца",
        "quarter": "в начале каждой четверти",
        "trimester": "в начале каждого триместра",
        "half_year": "в начале каждого полугодия",
        "school_year": "в начале каждого учебного года",
    },
    times={
        rhythm: tuple(f"{{n}} {word} {place}" for word in ("раз", "раза", "раз"))
        for rhythm, place in {
            "week": "в неделю",
            "month": "в месяц",
            "quarter": "в четверть",
            "trimester": "в триместр",
            "half_year": "в полугодие",
            "school_year": "в учебный год",
        }.items()
    },
    within={
        "quarter": "в течение {nth} четверти",
        "trimester": "в течение {nth} триместра",
        "half_year": "в течение {nth} полугодия",
    },
    working_days_after=(
        "в течение {n} рабочего дня {event}",
        "в течение {n} рабочих дней {event}",
        "в течение {n} рабочих дней {event}",
    ),
    days_after=(
        "в течение {n} дня {event}",
        "в течение {n} дней {event}",
        "в течение {n} дней {event}",
    ),
    earlier=(
        "{term}, за {n} рабочий день до этого",
        "{term}, за {n} рабочих дня до этого",
        "{term}, за {n} рабочих дней до этого",
    ),
    later=(
        "{term}, через {n} рабочий день после этого",
        "{term}, через {n} рабочих дня после этого",
        "{term}, через {n} рабочих дней после этого",
    ),
    after_event={
        "order_registered": "после регистрации приказа",
        "edition_adopted": "после введения редакции в действие",
        "publication": "после публикации",
        "change": "после изменения",
        "receipt": "после получения",
        "request": "после обращения",
        "named_event": "после названного события",
        "parents_meeting": "после родительского собрания",
        "pedagogical_council": "после педсовета",
        "as_needed": "после того, как возникла необходимость",
        "": "после события «{event}»",
    },
    on_event={
        "order_registered": "при регистрации каждого приказа",
        "edition_adopted": "при введении каждой редакции в действие",
        "publication": "при каждой публикации",
        "change": "при каждом изменении",
        "receipt": "при каждом получении",
        "request": "при каждом обращении",
        "named_event": "при каждом названном событии",
        "parents_meeting": "на каждом родительском собрании",
        "pedagogical_council": "на каждом педсовете",
        "as_needed": "по мере необходимости",
        "": "при каждом событии «{event}»",
    },
    rolls={
        "before": "{term} (если день нерабочий, то в рабочий день перед ним)",
        "after": "{term} (если день нерабочий, то в рабочий день после него)",
        "none": "{term} (даже если день нерабочий)",
    },
    by="до {day} {month}",
    between="с {first_day} {first_month} по {day} {month}",
    starting="с {day} {month}",
    starting_open="{term}, как часто — не решено",
    starting_each="{term}, {every}",
    throughout="постоянно",
    reviewed="постоянно, с проверкой {end}",
    month_day="каждый месяц до {n} числа",
    week_day="каждую неделю до {weekday}",
    month_each_year="ежегодно {month}",
    full_date="{day} {month} {year} года",
    undecided="срок не определён",
)
