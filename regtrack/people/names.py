"""Names of people as a school writes them: «Петрова Мария Ивановна» and «Петрова М. И.»."""

from __future__ import annotations

import unicodedata

# Written apart from the father's name in older Kazakh, Azerbaijani and Kyrgyz documents.
_PATRONYMIC_ENDINGS = {"ұлы", "қызы", "улы", "кызы", "оглы", "гызы", "уулу", "тегін"}


def short_name(full_name: str) -> str:
    """Surname and initials.

    The surname comes first. A name without a patronymic gives one initial («Серікұлы Дәурен» → «Серікұлы
    Д.»), a patronymic in two words gives one («Мамедов Али Гасан оглы» → «Мамедов А. Г.»), a double name
    keeps its hyphen («Ким Анна-Мария» → «Ким А.-М.»). Small words before a surname belong to it.
    """
    words = full_name.split()
    surname: list[str] = []
    while len(words) > 1 and words[0][:1].islower():
        surname.append(words.pop(0))
    if not words:
        return ""
    surname.append(words.pop(0))
    given = [word for word in words if word.casefold() not in _PATRONYMIC_ENDINGS]
    return " ".join([*surname, *(_initials(word) for word in given)])


def _initials(word: str) -> str:
    parts = [part for part in word.split("-") if part]
    return "-".join(f"{part[0].upper()}." for part in parts)


def fold_login(text: str) -> str:
    """One spelling for a login, however it was typed."""
    return unicodedata.normalize("NFKC", text).strip().casefold()
