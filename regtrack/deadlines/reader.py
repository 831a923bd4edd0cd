"""Reading the wording of a deadline in Russian or Kazakh: a rule, or a plain refusal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from flask_babel import gettext as _

from . import reader_kk, reader_ru
from .faults import RuleFault
from .occurrences import first_term, missing_periods, occurrences
from .reader_atoms import Phrase, compose
from .reader_rules import Found, Made
from .reader_text import LONGEST, Atom, ImpossibleDate, says_nothing, tokens
from .rule_parsing import MOST_DAYS
from .rules import Between, By, Rule, parse_rule
from .school_calendar import SchoolCalendar
from .school_year import SchoolYear

WordingLanguage = Literal["ru", "kk"]
_LANGUAGES = {"ru": reader_ru, "kk": reader_kk}


@dataclass(frozen=True)
class Reading:
    """What a wording means.

    `rule` is the mapping of a rule (`parse_rule` takes it) or None when the wording was not understood;
    the dates are those of its first term, None where rule and calendar do not determine them; `note` says
    in the user's language what was taken for granted or what was not understood.
    """

    wording: str
    understood: bool
    rule: dict[str, Any] | None
    window_start: date | None
    first_due: date | None
    note: str | None


class _NotUnderstood(ValueError):
    """Carries what the person is told."""


def read_wording(wording: str, lang: str, year: SchoolYear, calendar: SchoolCalendar) -> Reading:
    """Read one wording, `lang` "ru" or "kk". Never raises on text and never guesses a date.

    Dates without a year are places in the school year asked for; a year in the wording wins, with a note.
    """
    if len(wording) > LONGEST:
        return _refused(wording, str(_("This is too long to be the wording of a deadline.")))
    try:
        return _read(wording, lang, year, calendar)
    except ImpossibleDate as error:
        return _refused(wording, str(_("There is no such date: “%(value)s”.", value=str(error))))
    except RuleFault as error:
        return _refused(wording, error.message())
    except _NotUnderstood as error:
        return _refused(wording, str(error))


def _refused(wording: str, note: str) -> Reading:
    return Reading(wording, False, None, None, None, note)


def _read(wording: str, lang: str, asked: SchoolYear, calendar: SchoolCalendar) -> Reading:
    found = tokens(wording)
    if says_nothing(found):
        return Reading(wording, True, {"undecided": True}, None, None, None)
    phrase = compose(found, _LANGUAGES[lang].LEXICON)
    mapping, note = _matched(phrase, lang)
    rule = parse_rule(mapping)
    year = _year(phrase, asked)
    _check_dates(phrase, rule, year, calendar)
    notes = [note] if note else []
    if year != asked:
        notes.append(
            str(
                _(
                    "The wording names its own year: the school year is %(taken)s, not %(asked)s.",
                    taken=str(year),
                    asked=str(asked),
                )
            )
        )
    if missing_periods(rule, calendar, year):
        notes.append(str(_("The dates follow from the periods of the school, which are not all entered.")))
    window_start, first_due = first_term(rule, year, calendar)
    return Reading(wording, True, mapping, window_start, first_due, " ".join(notes) or None)


def _matched(phrase: Phrase, lang: str) -> Made:
    language = _LANGUAGES[lang]
    text = phrase.text
    for pattern in language.PATTERNS:
        match = pattern.regex.fullmatch(text)
        if match is not None:
            made: Made = pattern.build(Found(phrase, match, language.RHYTHMS, language.EVENTS))
            return made
    unknown = [atom.text for atom in phrase.atoms if not _known(atom, language.VOCABULARY)]
    if unknown:
        words = ", ".join(f"“{word}”" for word in unknown)
        raise _NotUnderstood(_("Not understood: %(words)s.", words=words))
    raise _NotUnderstood(_("The words are known, but not together: this says no deadline that can be read."))


def _known(atom: Atom, vocabulary: frozenset[str]) -> bool:
    if atom.symbol == "N":
        return atom.number <= MOST_DAYS
    if atom.symbol in ("D", "M", "O", "W", "-"):
        return True
    return atom.symbol in vocabulary or any(
        len(stem) > 2 and atom.symbol.startswith(stem) for stem in vocabulary
    )


def _year(phrase: Phrase, asked: SchoolYear) -> SchoolYear:
    """The school year that the wording names: by its last dated part, or as "2026-2027"."""
    dated = [atom for atom in phrase.atoms if atom.year is not None]
    if dated:
        return SchoolYear.of(_first_day(dated[-1]))
    return asked if phrase.school_year is None else SchoolYear(phrase.school_year)


def _first_day(atom: Atom) -> date:
    return date(atom.year or 0, atom.month, atom.number if atom.symbol == "D" else 1)


def _check_dates(phrase: Phrase, rule: Rule, year: SchoolYear, calendar: SchoolCalendar) -> None:
    """Raises when 29 February is not in the year, or the years named do not lie in one term of the rule."""
    leap = year.place("02-29").day == 29
    for atom in phrase.atoms:
        if atom.symbol == "D" and (atom.month, atom.number) == (2, 29) and not leap:
            raise ImpossibleDate(f"{atom.text} ({year.first + 1})" if atom.year is None else atom.text)
    if isinstance(rule, By) and rule.by == "02-29" and not leap:
        raise ImpossibleDate(f"29.02.{year.first + 1}")
    if isinstance(rule, Between) and rule.begins[:2] == rule.ends[:2] and rule.begins > rule.ends:
        raise _NotUnderstood(_("The stretch ends before it begins."))
    dated = [_first_day(atom) for atom in phrase.atoms if atom.year is not None]
    terms = occurrences(rule, year, calendar)
    known = {one.window_start for one in terms} | {one.scheduled_on for one in terms}
    # a stretch whose ends stand the wrong way round is not to be moved into the year before
    anywhere = not isinstance(rule, Between)
    fits = all((anywhere and day in year) or _in_month_of(day, known) for day in dated)
    if not fits or (dated and phrase.school_year is not None and phrase.school_year != year.first):
        raise _NotUnderstood(_("The years in the wording do not fit together."))


def _in_month_of(day: date, known: set[date | None]) -> bool:
    return (day.year, day.month) in {(one.year, one.month) for one in known if one is not None}
