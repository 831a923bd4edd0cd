"""The names of this room's codes, as people read them."""

from __future__ import annotations

from datetime import date

from babel import Locale
from babel.dates import format_date, get_timezone, get_timezone_location
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from regtrack import clock
from regtrack.formatting import format_day_long, language

COUNTRIES = {"RU": _l("Russia"), "KZ": _l("Kazakhstan")}
WEEKS = {5: _l("Five days, Monday to Friday"), 6: _l("Six days, Monday to Saturday")}
PERIOD_KINDS = {
    "quarter": _l("Quarters"),
    "break": _l("Breaks"),
    "trimester": _l("Trimesters"),
    "half_year": _l("Half-years"),
}
DAY_KINDS = {"off": _l("Day off"), "working": _l("Working day"), "short": _l("Shortened working day")}
EVENT_KINDS = {
    "parents_meeting": _l("Parents’ meeting"),
    "pedagogical_council": _l("Pedagogical council"),
    "methodical_council": _l("Methodical council"),
    "governing_council": _l("Governing council"),
    "staff_meeting": _l("Staff meeting"),
    "order_registered": _l("Order registered"),
    "other": _l("Other event"),
}
# What a school plans; an order is registered, not planned.
PLANNED_KINDS = tuple(kind for kind in EVENT_KINDS if kind != "order_registered")

_ZONES = {
    "RU": [
        "Europe/Kaliningrad",
        "Europe/Moscow",
        "Europe/Kirov",
        "Europe/Volgograd",
        "Europe/Astrakhan",
        "Europe/Saratov",
        "Europe/Ulyanovsk",
        "Europe/Samara",
        "Asia/Yekaterinburg",
        "Asia/Omsk",
        "Asia/Novosibirsk",
        "Asia/Barnaul",
        "Asia/Tomsk",
        "Asia/Novokuznetsk",
        "Asia/Krasnoyarsk",
        "Asia/Irkutsk",
        "Asia/Chita",
        "Asia/Yakutsk",
        "Asia/Vladivostok",
        "Asia/Khandyga",
        "Asia/Magadan",
        "Asia/Sakhalin",
        "Asia/Srednekolymsk",
        "Asia/Kamchatka",
        "Asia/Anadyr",
    ],
    "KZ": [
        "Asia/Almaty",
        "Asia/Aqtau",
        "Asia/Aqtobe",
        "Asia/Atyrau",
        "Asia/Oral",
        "Asia/Qostanay",
        "Asia/Qyzylorda",
    ],
}


def zone_choices(present: str | None = None) -> list[tuple[str, str]]:
    """The time zones of both countries by their cities, and the one in use whatever it is."""
    zones = [*_ZONES["RU"], *_ZONES["KZ"]]
    if present and present not in zones:
        zones.insert(0, present)
    return [(zone, zone_name(zone)) for zone in zones]


def zone_name(zone: str) -> str:
    """«Красноярск (UTC+07:00)»: the offset is the present one."""
    city = get_timezone_location(zone, locale=language(), return_city=True)
    offset = clock.now().astimezone(get_timezone(zone)).strftime("%z")
    return f"{city} (UTC{offset[:3]}:{offset[3:]})"


def period_name(kind: str, nth: int) -> str:
    """«2 четверть»."""
    names = {
        "quarter": _("Quarter %(nth)s", nth=nth),
        "trimester": _("Trimester %(nth)s", nth=nth),
        "half_year": _("Half-year %(nth)s", nth=nth),
        "break": _("Break %(nth)s", nth=nth),
    }
    return str(names[kind])


def stretch(first: date, last: date) -> str:
    """«1 сентября 2026 г. – 25 октября 2026 г.»; one day alone is named once."""
    if first == last:
        return format_day_long(first)
    return f"{format_day_long(first)} – {format_day_long(last)}"


def event_kind(kind: str) -> str:
    """The name of a kind of event; a pack's own kind keeps its code."""
    return str(EVENT_KINDS.get(kind, kind))


def day_kind(kind: str) -> str:
    return str(DAY_KINDS[kind])


def month_name(first: date) -> str:
    """«сентябрь 2026»."""
    return str(format_date(first, "LLLL y", locale=language()))


def weekdays() -> list[tuple[str, str]]:
    """Short and full names of the days of a week, from Monday."""
    locale = Locale.parse(language())
    short, full = (locale.days["stand-alone"][width] for width in ("short", "wide"))
    return [(str(short[n]), str(full[n])) for n in range(7)]
