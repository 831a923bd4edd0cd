"""The Kazakh of plans and regulations: its words and its ways to say a deadline."""

from __future__ import annotations

from . import reader_rules as make
from .reader_atoms import Lexicon
from .reader_months import KK_MONTHS
from .reader_rules import Builder, Pattern, compiled, vocabulary
from .reader_text import Atom

_ORDINALS = {"бірінші": 1, "екінші": 2, "үшінші": 3, "төртінші": 4}
_NUMBERS = {
    "бір": 1,
    "екі": 2,
    "үш": 3,
    "төрт": 4,
    "бес": 5,
    "алты": 6,
    "жеті": 7,
    "сегіз": 8,
    "тоғыз": 9,
    "он": 10,
    "жиырма": 20,
    "отыз": 30,
}
_WEEKDAYS = ("дүйсенбі", "сейсенбі", "сәрсенбі", "бейсенбі", "жұма", "сенбі", "жексенбі")
_WEEKDAY_ENDINGS = ("", "де", "да", "ні", "ның", "нің", "сі", "ге", "ға")
_WEEKDAY_FORMS = {
    day + ending: number for number, day in enumerate(_WEEKDAYS, 1) for ending in _WEEKDAY_ENDINGS
}


def _weekday_of(word: str) -> int | None:
    return _WEEKDAY_FORMS.get(word)


def _canonical(word: str) -> tuple[Atom, ...]:
    return (Atom(word, word),)


LEXICON = Lexicon(
    month_of=KK_MONTHS.get,
    year_words=frozenset(["ж", "жыл", "жылы", "жылғы", "жылдың", "жылға", "жылда"]),
    school_words=frozenset({"оқу", "жылының", "жылында"}),
    ordinal_endings=frozenset(["ші", "шы", "нші", "ншы", "інші", "ыншы"]),
    ordinals=_ORDINALS,
    numbers=_NUMBERS,
    weekday_of=_weekday_of,
    canonical=_canonical,
    periods=frozenset(),
)
RHYTHMS = {
    "тоқсан": "quarter",
    "триместр": "trimester",
    "жартыжыл": "half_year",
    "жарты жыл": "half_year",
    "ай": "month",
    "апта": "week",
    "оқу жыл": "school_year",
    "жыл": "school_year",
}
EVENTS = (
    (r"педкеңес|педагогикалық кеңес", "pedagogical_council"),
    (r"жинал", "parents_meeting"),
    (r"өзгер", "change"),
    (r"жариялан|жарияла", "publication"),
    (r"өтініш|сұра", "request"),
    (r"алған|алын|келіп түс", "receipt"),
    (r"бұйры", "order_registered"),
    (r"редакция|бекіт", "edition_adopted"),
)

_PARTS = {
    "{P}": r"(?P<p>оқу жыл|жарты ?жыл|тоқсан|триместр|ай|апта|жыл)\w*",
    "{EDGE}": r"(?P<p>оқу жыл|жарты ?жыл|тоқсан|триместр|ай|апта|(?<=әр )жыл)\w*",
    "{SCHOOL}": r"(?P<p>жарты ?жыл|тоқсан|триместр)\w*",
    "{DUE}": r"(?:дейін(?:гі мерзімде)?|шейін|кешіктір\w*|қалдырмай|қарай)",
    "{LATEST}": r"(?:соңы\w*(?: (?:дейін|қарай))?|аяғы\w*(?: (?:дейін|қарай))?)",
    "{OVER}": r"аяқтал\w*(?: (?:кейін|соң))?",
    "{LEAST}": r"(?:кемінде |кем дегенде )?",
    "{MONTHLY}": r"(?:ай сайын(?: (?:әр )?айдың)?|әр айдың)",
    "{MONTH}": r"M<?(?: ай\w*)?",
    "{PLANNED}": r"(?: (?:жоспар|кесте)\w* (?:бойынша|сәйкес))?",
    "{SINCE}": r"(?:күн\w* |сәт\w* )?(?:бастап|кейін|соң)",
    "{X}": r"(?P<x>[^DMY]+?)",
    "{ENDING}": r"(?: (?:- )?(?:не|на|ге|ға|ке|қа|іне|ына|сіне|сына|і|ы))?",
    "{ENDED}": r"(?:не|на|ге|ға|ке|қа|іне|ына|сіне|сына|і|ы|күн\w*)",
}
_TABLE: tuple[tuple[str, Builder], ...] = (
    (r"(?:мерзімі )?D<?(?: - (?:ге|ға|ке|қа|не|на))?(?: күні\w*)?(?: {DUE})?", make.by),
    (r"M ай\w* (?:N - {ENDED}|O)(?: күн\w*)?(?: {DUE})?", make.by_day_of_month),
    (r"(?:жыл сайын|әр жыл\w*) D<?(?: {DUE})?", make.by_each_year),
    (r"{MONTH}(?: ішінде| бойы)?|{MONTH} {LATEST}", make.in_month),
    (r"(?:жыл сайын|әр жыл\w*) {MONTH}", make.month_each_year),
    (r"(?:[DM]<? - [DM]<?|N - D<?)(?: ай\w*)?(?: аралы\w*)?(?: дейін)?", make.between),
    (r"[DM]<?(?: ай\w*)? (?:мен|бен|пен) [DM](?: ай\w*)? аралы\w*", make.between),
    (r"(?:[DM]<(?: ай\w*)?(?: бастап)?|[DM](?: ай\w*)? бастап) [DM](?: ай\w*)? дейін", make.between),
    (r"[DM]<?(?: ай\w*)? бастап", make.starting),
    (r"оқу жылының басынан бастап", make.starting_with_the_year),
    (r"[DM]<?(?: ай\w*)? бастап (?:{P} сайын)", make.starting_each),
    (r"(?:әр )?{P} сайын", make.each_end),
    (r"(?:әрбір|әр) {P}", make.each_end),
    (r"{LEAST}(?:әр )?{P} {LEAST}N рет\w*(?: (?:кем|сирек) емес)?", make.times),
    (r"{LEAST}N рет\w* {P}", make.times),
    (r"(?:жыл сайын )?(?:(?:әрбір|әр) )?{EDGE} (?:{LATEST}|{OVER}|қорытындысы бойынша)", make.each_end),
    (r"(?:жыл сайын )?(?:(?:әрбір|әр) )?{EDGE} басы(?:нда)?", make.each_start),
    (r"(?:[NO]|N -) {SCHOOL}(?: ішінде| бойы| {LATEST}| {OVER})?", make.in_period),
    (r"{MONTHLY} [NO]{ENDING}(?: (?:- )?күн\w*)?(?: {DUE})?", make.month_day),
    (r"(?:апта сайын|әр) W(?: күн\w*)?|W сайын", make.week_day),
    (r"үнемі|тұрақты(?: түрде)?|ұдайы|үздіксіз", make.throughout),
    (r"(?:үнемі )?(?:бүкіл |барлық )?(?:оқу )?жыл\w* (?:бойы|ішінде)", make.throughout),
    (
        r"(?:(?:барлық |бүкіл )?жұмыс(?:тың)? )?(?:барлық |бүкіл )?кезең\w*(?: бойы| ішінде)?",
        make.throughout,
    ),
    (r"қажеттіл\w* қарай|қажеттілік (?:туында\w*|болған\w*)(?: жағдайда| кезде)?", make.as_needed),
    (r"қажет (?:бол\w*(?: жағдайда| кезде)?|кезде)|қажетінше", make.as_needed),
    (r"(?:жұмыс )?(?:жоспар|кесте)\w* (?:бойынша|сәйкес)", make.as_planned),
    (
        r"(?:жалпы ?мектеп\w* )?(?:және )?ата - ана\w* жинал\w*{PLANNED}",
        make.parents_meeting,
    ),
    (r"(?:пед ?кеңес|педагогикалық кеңес)\w*(?: отырыс\w*)?{PLANNED}", make.council),
    (
        r"(?:{X} {SINCE} )?N (?:(?P<w>жұмыс) |күнтізбелік )?күн\w*"
        r" (?:ішінде|кешіктір\w*|мерзімде|қалдырмай|кейін)",
        make.after,
    ),
    (r"(?:{X} {SINCE} )?N апта ішінде", make.week_after),
)

PATTERNS = tuple(Pattern(compiled(template, _PARTS), build) for template, build in _TABLE)
VOCABULARY = vocabulary(PATTERNS)
