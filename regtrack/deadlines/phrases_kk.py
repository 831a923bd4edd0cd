"""Deadlines in Kazakh."""

from .phrases import Phrases


def _plural(n: int) -> int:
    return 0


_MONTHS = tuple(
    [
        "қаңтар",
        "ақпан",
        "наурыз",
        "сәуір",
        "мамыр",
        "маусым",
        "шілде",
        "тамыз",
        "қыркүйек",
        "қазан",
        "қараша",
        "желтоқсан",
    ]
)

PHRASES = Phrases(
    plural=_plural,
    until=tuple(
        [
            "қаңтарға",
            "ақпанға",
            "наурызға",
            "сәуірге",
            "мамырға",
            "маусымға",
            "шілдеге",
            "тамызға",
            "қыркүйекке",
            "қазанға",
            "қарашаға",
            "желтоқсанға",
        ]
    ),
    since=tuple(
        [
            "қаңтардан",
            "ақпаннан",
            "наурыздан",
            "сәуірден",
            "мамырдан",
            "маусымнан",
            "шілдеден",
            "тамыздан",
            "қыркүйектен",
            "қазаннан",
            "қарашадан",
            "желтоқсаннан",
        ]
    ),
    inside=tuple(f"{month} айында" for month in _MONTHS),
    named=_MONTHS,
    weekdays=tuple(
        ["дүйсенбіге", "сейсенбіге", "сәрсенбіге", "бейсенбіге", "жұмаға", "сенбіге", "жексенбіге"]
    ),
    every={
        "week": "апта сайын",
        "month": "ай сайын",
        "quarter": "тоқсан сайын",
        "trimester": "триместр сайын",
        "half_year": "жартыжылдық сайын",
        "school_year": "оқу жылы сайын",
    },
    end_of={
        "week": "әр аптаның соңында",
        "month": "әр айдың соңында",
        "quarter": "әр тоқсанның соңында",
        "trimester": "әр триместрдің соңында",
        "half_year": "әр жартыжылдықтың соңында",
        "school_year": "әр оқу жылының соңында",
    },
    start_of={
        "week": "әр аптаның басында",
        "month": "әр айдың басында",
        "quarter": "әр тоқсанның басында",
        "trimester": "әр триместрдің басында",
        "half_year": "әр жартыжылдықтың басында",
        "school_year": "әр оқу жылының басында",
    },
    times={
        "week": ("аптасына {n} рет",),
        "month": ("айына {n} рет",),
        "quarter": ("тоқсанына {n} рет",),
        "trimester": ("триместріне {n} рет",),
        "half_year": ("жартыжылдығына {n} рет",),
        "school_year": ("оқу жылына {n} рет",),
    },
    within={
        "quarter": "{nth} тоқсан ішінде",
        "trimester": "{nth} триместр ішінде",
        "half_year": "{nth} жартыжылдық ішінде",
    },
    working_days_after=("{event} {n} жұмыс күні ішінде",),
    days_after=("{event} {n} күн ішінде",),
    earlier=("{term}, одан {n} жұмыс күні бұрын",),
    later=("{term}, одан {n} жұмыс күні кейін",),
    after_event={
        "order_registered": "бұйрық тіркелгеннен кейін",
        "edition_adopted": "редакция қолданысқа енгізілгеннен кейін",
        "publication": "жарияланғаннан кейін",
        "change": "өзгерістен кейін",
        "receipt": "алынғаннан кейін",
        "request": "өтініштен кейін",
        "named_event": "аталған оқиғадан кейін",
        "parents_meeting": "ата-аналар жиналысынан кейін",
        "pedagogical_council": "педагогикалық кеңестен кейін",
        "as_needed": "қажеттілік туындағаннан кейін",
        "": "«{event}» оқиғасынан кейін",
    },
    on_event={
        "order_registered": "әр бұйрық тіркелгенде",
        "edition_adopted": "әр редакция қолданысқа енгізілгенде",
        "publication": "әр жарияланымда",
        "change": "әр өзгерісте",
        "receipt": "әр алынған кезде",
        "request": "әр өтініште",
        "named_event": "аталған әр оқиғада",
        "parents_meeting": "әр ата-аналар жиналысында",
        "pedagogical_council": "әр педагогикалық кеңесте",
        "as_needed": "қажеттілігіне қарай",
        "": "әр «{event}» оқиғасында",
    },
    rolls={
        "before": "{term} (жұмыс күні болмаса, алдыңғы жұмыс күні)",
        "after": "{term} (жұмыс күні болмаса, келесі жұмыс күні)",
        "none": "{term} (жұмыс күні болмаса да)",
    },
    by="{day} {month} дейін",
    between="{first_day} {first_month} {day} {month} дейін",
    starting="{day} {month} бастап",
    starting_open="{term}, жиілігі шешілмеген",
    starting_each="{term}, {every}",
    throughout="үнемі",
    reviewed="үнемі, {end} тексеріледі",
    month_day="ай сайын {n}-күніне дейін",
    week_day="апта сайын {weekday} дейін",
    month_each_year="жыл сайын {month}",
    full_date="{year} жылғы {day} {month}",
    undecided="мерзімі белгіленбеген",
)
