"""Putting the tokens of a phrase together into atoms, with what the two languages do differently."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from .reader_text import Atom, dated, is_number, is_silent, is_year, numeric_date, roman

MonthOf = Callable[[str], tuple[int, bool] | None]


@dataclass(frozen=True)
class Lexicon:
    """The words of a language that are more than themselves."""

    month_of: MonthOf
    year_words: frozenset[str]
    school_words: frozenset[str]
    ordinal_endings: frozenset[str]
    ordinals: Mapping[str, int]
    numbers: Mapping[str, int]
    weekday_of: Callable[[str], int | None]
    canonical: Callable[[str], tuple[Atom, ...]]
    periods: frozenset[str]
    """Words after which a school year belongs to what was said: I полугодие 2026-2027 учебного года."""


@dataclass(frozen=True)
class Phrase:
    """The atoms of a phrase and the school year that it names itself ("2026-2027")."""

    atoms: tuple[Atom, ...]
    school_year: int | None

    @property
    def text(self) -> str:
        """What patterns are matched against: symbols and words with one space between them."""
        return " ".join(f"{atom.symbol}<" if atom.leaving else atom.symbol for atom in self.atoms)

    @property
    def values(self) -> list[Atom]:
        return [atom for atom in self.atoms if atom.symbol in ("D", "M", "N", "O", "W")]


def compose(found: list[str], lexicon: Lexicon) -> Phrase:
    """The phrase of the tokens. Raises ImpossibleDate."""
    return _Composer(found, lexicon).phrase()


class _Composer:
    def __init__(self, found: list[str], lexicon: Lexicon) -> None:
        self.found = found
        self.lexicon = lexicon
        self.at = 0
        self.atoms: list[Atom] = []
        self.pending_year: int | None = None
        self.school_year: int | None = None

    def phrase(self) -> Phrase:
        while self.at < len(self.found):
            if not (self._school_year() or self._date() or self._month() or self._number()):
                self._word()
        self._spend_year()
        return Phrase(tuple(self.atoms), self.school_year)

    def _peek(self, ahead: int = 0) -> str:
        index = self.at + ahead
        return self.found[index] if index < len(self.found) else ""

    def _skip_silent(self) -> None:
        while self._peek() and is_silent(self._peek()):
            self.at += 1

    def _spend_year(self) -> None:
        """A year that no date took is a word of its own, which no pattern knows."""
        if self.pending_year is not None:
            self.atoms.append(Atom("Y", str(self.pending_year)))
            self.pending_year = None

    def _school_year(self) -> bool:
        if not self._school_year_at(0):
            return False
        self.school_year = int(self._peek())
        self.at += 3
        self._skip_silent()
        beside = bool(self.atoms) and self.atoms[-1].symbol in ("D", "M", *self.lexicon.periods)
        words_at = self.at
        while self._peek() in self.lexicon.school_words or self._peek() in self.lexicon.year_words:
            self.at += 1
            self._skip_silent()
        if not beside and not self._place_follows():
            self.at = words_at
        return True

    def _school_year_at(self, ahead: int) -> bool:
        """Whether two years in a row stand there: 2026-2027, 2026/27."""
        first, sign, second = (self._peek(ahead + n) for n in range(3))
        if not (is_year(first) and sign in ("-", "/") and is_number(second)):
            return False
        following = int(first) + 1
        return int(second) in (following, following % 100) and self._peek(ahead + 3) != "-"

    def _place_follows(self) -> bool:
        """Whether a month, a day with its month or a numbered period comes next."""
        following = self._peek()
        if roman(following) or following in self.lexicon.ordinals:
            return True
        return any(self.lexicon.month_of(self._peek(ahead)) for ahead in (0, 1))

    def _date(self) -> bool:
        made = numeric_date(self.found, self.at)
        if made is None:
            return False
        atom, taken = made
        self.at += taken
        self._put(atom)
        return True

    def _month(self) -> bool:
        """A month, with the day before it."""
        day = self._peek() if is_number(self._peek()) and len(self._peek()) <= 2 else None
        ahead = self._after_day() if day else 0
        known = self.lexicon.month_of(self._peek(ahead))
        if known is None:
            return False
        month, leaving = known
        word = self._peek(ahead)
        if day is None:
            atom = Atom("M", word, month=month, leaving=leaving)
        else:
            atom = dated(f"{day} {word}", int(day), month, None, leaving=leaving)
        self.at += ahead + 1
        self._put(atom)
        return True

    def _after_day(self) -> int:
        """How far the month stands from the day: 1 мая, 1-го мая, 25-мамыр."""
        ahead = 2 if self._peek(1) == "-" else 1
        return ahead + 1 if self._peek(ahead) in self.lexicon.ordinal_endings else ahead

    def _put(self, atom: Atom) -> None:
        """Add a date or month with the year that stands before it or after it."""
        if atom.year is not None:
            self._spend_year()
        year, self.pending_year = self.pending_year, None
        if atom.year is None and year is None:
            dots = 1 if is_silent(self._peek()) and self._peek() == "." else 0
            after = self._peek(dots)
            if is_year(after) and not self._school_year_at(dots):
                year = int(after)
                self.at += dots + 1
        if atom.year is None and year is not None:
            atom = self._with_year(atom, year)
        if atom.year is not None and self._peek() in self.lexicon.year_words:
            self.at += 1
        self.atoms.append(atom)

    @staticmethod
    def _with_year(atom: Atom, year: int) -> Atom:
        if atom.symbol == "D":
            return dated(f"{atom.text} {year}", atom.number, atom.month, year, leaving=atom.leaving)
        return replace(atom, text=f"{atom.text} {year}", year=year)

    def _number(self) -> bool:
        token = self._peek()
        if is_year(token):
            self._spend_year()
            self.pending_year = int(token)
            self.at += 1
            if self._peek() in self.lexicon.year_words:
                self.at += 1
            self._skip_silent()
            return True
        value = int(token) if is_number(token) else self.lexicon.numbers.get(token)
        ordinal = roman(token) or self.lexicon.ordinals.get(token)
        if value is None and ordinal is None:
            return False
        self._spend_year()
        self.at += 1
        if self._repeats(value):
            return True
        if ordinal is None:
            ordinal = self._ordinal_ending(value)
        self.atoms.append(Atom("N", token, value or 0) if ordinal is None else Atom("O", token, ordinal))
        return True

    def _repeats(self, value: int | None) -> bool:
        """Whether the number only says in brackets what stands before them: 10 (десяти)."""
        before = self.found[self.at - 2] if self.at > 1 else ""
        return before == "(" and bool(self.atoms) and self.atoms[-1].number == value

    def _ordinal_ending(self, value: int | None) -> int | None:
        ahead = 1 if self._peek() == "-" else 0
        if self._peek(ahead) in self.lexicon.ordinal_endings:
            self.at += ahead + 1
            return value
        return None

    def _word(self) -> None:
        token = self._peek()
        self.at += 1
        if is_silent(token):
            return
        self._spend_year()
        weekday = self.lexicon.weekday_of(token)
        if weekday is not None:
            self.atoms.append(Atom("W", token, weekday))
        else:
            self.atoms.extend(self.lexicon.canonical(token))
