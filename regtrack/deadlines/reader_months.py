"""Names of months in Russian and Kazakh, in every case and in the usual abbreviations."""

from __future__ import annotations

_RU_STEMS = (
    ("январ", "soft", "янв"),
    ("феврал", "soft", "фев февр"),
    ("март", "hard", "мар"),
    ("апрел", "soft", "апр"),
    ("ма", "may", ""),
    ("июн", "soft", ""),
    ("июл", "soft", ""),
    ("август", "hard", "авг"),
    ("сентябр", "soft", "сен сент"),
    ("октябр", "soft", "окт"),
    ("ноябр", "soft", "ноя нояб"),
    ("декабр", "soft", "дек"),
)
_RU_ENDINGS = {"soft": "ь я ю ем е", "hard": " а у ом е", "may": "й я ю ем е"}

_KK_STEMS = (
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
)
_KK_CASES = "ның нің дың дің тың тің ға ге қа ке на не ны ні ды ді ты ті да де та те мен бен пен ы і сы сі"
_KK_POSSESSED = "на не нда нде ның нің н"
_KK_ADJECTIVES = "ғы гі дағы дегі тағы тегі"
_KK_FROM = "дан ден тан тен нан нен"


def _russian() -> dict[str, int]:
    forms: dict[str, int] = {}
    for number, (stem, declension, short) in enumerate(_RU_STEMS, 1):
        forms.update({stem + ending: number for ending in _RU_ENDINGS[declension].split(" ")})
        forms.update(dict.fromkeys(short.split(), number))
    return forms


def _kazakh() -> dict[str, tuple[int, bool]]:
    forms: dict[str, tuple[int, bool]] = {}
    for number, stem in enumerate(_KK_STEMS, 1):
        # к becomes г before a vowel: қыркүйек, қыркүйегі
        owned = stem[:-1] + "г" if stem.endswith("к") else stem
        possessed = [owned + vowel for vowel in ("ы", "і", "сы", "сі")]
        plain = [stem + ending for ending in ("", *_KK_CASES.split(), *_KK_ADJECTIVES.split())]
        plain += possessed + [one + ending for one in possessed for ending in _KK_POSSESSED.split()]
        forms.update(dict.fromkeys(plain, (number, False)))
        leaving = [stem + ending for ending in _KK_FROM.split()]
        leaving += [one + ending for one in possessed for ending in ("нан", "нен")]
        forms.update(dict.fromkeys(leaving, (number, True)))
    return forms


RU_MONTHS: dict[str, int] = _russian()
KK_MONTHS: dict[str, tuple[int, bool]] = _kazakh()
"""Each form with its month and whether it says "from" (the ablative)."""
