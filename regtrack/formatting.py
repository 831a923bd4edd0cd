"""How values are shown and keyed: dates in words, sizes, search and sort keys."""

from __future__ import annotations

import unicodedata
from datetime import date, datetime

from babel.dates import format_date as babel_date
from babel.dates import format_datetime as babel_datetime
from flask import g
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _

from regtrack import clock

# The letters that Unicode puts outside the alphabet are given a place inside it.
_AFTER = {
    "ё": "е\uffff",
    "ә": "а\uffff",
    "ғ": "г\uffff",
    "қ": "к\uffff",
    "ң": "н\uffff",
    "ө": "о\uffff",
    "ұ": "у\ufffe",
    "ү": "у\uffff",
    "һ": "х\uffff",
    "і": "ы\uffff",
}
# A search finds what is typed on a keyboard without these letters, too.
_TYPED_AS = str.maketrans("ёәғқңөұүһі", "еагкноуухи")
_NARROW_SPACES = str.maketrans({"\u202f": "\u00a0"})


def search_key(*parts: str | None) -> str:
    """Lower-case text where a search finds its words, «ё» as «е», «ұ» as «у»; the same on every database."""
    text = " ".join(part for part in parts if part)
    return " ".join(unicodedata.normalize("NFC", text).casefold().translate(_TYPED_AS).split())


def sort_key(text: str | None) -> str:
    """A key whose code points stand in the order of the Russian and Kazakh alphabets."""
    folded = unicodedata.normalize("NFC", text or "").casefold()
    return "".join(_AFTER.get(letter, letter) for letter in folded)


def language() -> str:
    locale = get_locale()
    return str(locale.language) if locale else "ru"


def text_in(texts: dict[str, str] | None, lang: str | None = None) -> str:
    """One language of a text map; falls back to the others in a fixed order."""
    if not texts:
        return ""
    order = (lang or language(), "ru", "kk", "en")
    return next((texts[code] for code in order if texts.get(code)), next(iter(texts.values()), ""))


def school_today() -> date:
    """The day in the school of this page; UTC's where the page belongs to no school."""
    school = g.get("school")
    return clock.today(school.time_zone if school is not None else "UTC")


def format_day(day: date | None, *, today: date | None = None) -> str:
    """«пн, 31 мая»; the year only where it is not the present one."""
    if day is None:
        return _("no date")
    lang = language()
    pattern = "EEE, d MMMM"
    if today is None or today.year != day.year:
        pattern = "EEE, y 'ж.' d MMMM" if lang == "kk" else "EEE, d MMMM y"
    return _text(babel_date(day, pattern, locale=lang))


def format_day_long(day: date | None, lang: str | None = None) -> str:
    """«31 мая 2027 г.» for papers and sentences."""
    if day is None:
        return ""
    locale = lang or language()
    patterns = {"ru": "d MMMM y 'г.'", "kk": "y 'жылғы' d MMMM", "en": "d MMMM y"}
    return _text(babel_date(day, patterns.get(str(locale)[:2], "d MMMM y"), locale=locale))


def format_moment(moment: datetime | None, time_zone: str) -> str:
    """A school-time instant: «20.11.2026 12:04»."""
    if moment is None:
        return ""
    local = clock.local(moment, time_zone)
    return _text(babel_datetime(local, "dd.MM.y HH:mm", locale=language()))


def distance(day: date | None, today: date) -> str:
    """How far a day is, in words: «завтра», «через 3 дня», «3 дня назад»."""
    if day is None:
        return ""
    days = (day - today).days
    if days == 0:
        return _("today")
    if days == 1:
        return _("tomorrow")
    if days == -1:
        return _("yesterday")
    if days > 0:
        return ngettext("in %(num)d day", "in %(num)d days", days)
    return ngettext("%(num)d day ago", "%(num)d days ago", -days)


def format_size(size: int) -> str:
    """Bytes as a person reads them."""
    if size < 1024:
        return ngettext("%(num)d byte", "%(num)d bytes", size)
    if size < 1024 * 1024:
        return _("%(size)s KB", size=size // 1024)
    if size < 1024**3:
        return _("%(size)s MB", size=_decimal(size / 1024**2))
    return _("%(size)s GB", size=_decimal(size / 1024**3))


def _decimal(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0").replace(".", "," if language() != "en" else ".")


def school_year_name(first_year: int) -> str:
    return f"{first_year}/{(first_year + 1) % 100:02d}"


def _text(value: str) -> str:
    # Babel puts narrow no-break spaces which many school PCs draw as boxes.
    return value.translate(_NARROW_SPACES)
