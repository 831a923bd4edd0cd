"""From a phrase as somebody typed it to atoms: dates, months, numbers, ordinals, weekdays and words."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from .school_year import EARLIEST, LATEST

LONGEST = 500
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−"), "-")
_TOKEN = re.compile(r"[0-9]+|[^\W\d_]+|\S")
_QUOTES = frozenset("«»\"“”„'`")
_BRACKETS = frozenset("()[]{}")
_SILENT = _BRACKETS | frozenset(".,;:")
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}


@dataclass(frozen=True)
class Atom:
    """One unit of a phrase. `symbol` is what patterns see: D M N O W Y, or the word itself."""

    symbol: str
    text: str
    number: int = 0
    month: int = 0
    year: int | None = None
    leaving: bool = False


class ImpossibleDate(ValueError):
    """The phrase names a date that does not exist; the argument is its text."""


def tokens(wording: str) -> list[str]:
    """The words, numbers and signs of the phrase in small letters, with one kind of dash and no quotes."""
    plain = unicodedata.normalize("NFKC", wording).translate(_DASHES)
    plain = "".join(sign for sign in plain if unicodedata.category(sign) != "Cf")
    found = _TOKEN.findall(plain.casefold().replace("ё", "е"))
    return [one for one in found if one not in _QUOTES]


def says_nothing(found: list[str]) -> bool:
    """An empty cell, or one with nothing but dashes in it."""
    return all(one == "-" or one in _BRACKETS for one in found)


def is_silent(token: str) -> bool:
    return token in _SILENT


def is_number(token: str) -> bool:
    return token.isascii() and token.isdigit() and len(token) <= 4


def is_year(token: str) -> bool:
    return is_number(token) and len(token) == 4 and EARLIEST < int(token) <= LATEST


def roman(token: str) -> int | None:
    """I–IV, also when typed with the Cyrillic letter that looks like it."""
    return _ROMAN.get(token.replace("\u0456", "i"))


def dated(text: str, day: int, month: int, year: int | None, *, leaving: bool = False) -> Atom:
    """A date atom. Raises ImpossibleDate; 29 February without a year is possible."""
    try:
        date(2000 if year is None else year, month, day)
    except ValueError:
        raise ImpossibleDate(text) from None
    if year is not None and not EARLIEST < year <= LATEST:
        raise ImpossibleDate(text)
    return Atom("D", text, day, month, year, leaving)


def numeric_date(found: list[str], at: int) -> tuple[Atom, int] | None:
    """A date in digits that begins at the token: 25.05.2027, 31. 05. 11, 15.10, 25/05/2027, 2027-05-25."""
    head = found[at : at + 5]
    if len(head) == 5 and head[1] == head[3] == "-" and is_year(head[0]):
        if all(is_number(one) and len(one) == 2 for one in (head[2], head[4])):
            return dated("-".join(head[::2]), int(head[4]), int(head[2]), int(head[0])), 5
        return None
    if len(head) < 3 or head[1] not in "./" or not _short(head[0]) or not _short(head[2]):
        return None
    if len(head) == 5 and head[3] == head[1] and is_number(head[4]) and len(head[4]) in (2, 4):
        year = int(head[4]) if len(head[4]) == 4 else 2000 + int(head[4])
        return dated("".join(head), int(head[0]), int(head[2]), year), 5
    if head[1] == "/":
        return None
    return dated("".join(head[:3]), int(head[0]), int(head[2]), None), 3


def _short(token: str) -> bool:
    return is_number(token) and len(token) <= 2
