"""What can be wrong with a rule or a calendar file: a place, a code and what a person is told."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from difflib import get_close_matches

from flask_babel import gettext as _

Path = tuple[str | int, ...]

_TEXTS: dict[str, Callable[..., str]] = {
    "not_a_mapping": lambda **p: _("A mapping of names to values is expected here."),
    "not_a_list": lambda **p: _("A list is expected here."),
    "unknown_key": lambda **p: _("“%(key)s” is not known here. Allowed: %(allowed)s.", **p),
    "unknown_key_near": lambda **p: _("“%(key)s” is not known here. Did you mean “%(near)s”?", **p),
    "no_form": lambda **p: _("This says no deadline. One of these is needed: %(allowed)s.", **p),
    "two_forms": lambda **p: _("“%(first)s” and “%(second)s” cannot stand together in one rule.", **p),
    "missing_key": lambda **p: _("“%(key)s” is missing.", **p),
    "one_of": lambda **p: _("“%(value)s” is not possible here. Allowed: %(allowed)s.", **p),
    "not_a_number": lambda **p: _(
        "A whole number from %(low)s to %(high)s is expected, not “%(value)s”.", **p
    ),
    "only_true": lambda **p: _("Only “true” can stand here."),
    "bad_place": lambda **p: _(
        "A day of the year such as 05-31 (month-day) is expected, not “%(value)s”.", **p
    ),
    "impossible_date": lambda **p: _("There is no such date: “%(value)s”.", **p),
    "bad_date": lambda **p: _("A date such as 2027-05-31 is expected, not “%(value)s”.", **p),
    "bad_event": lambda **p: _(
        "The name of an event is written in small Latin letters, digits and underscores, not “%(value)s”.",
        **p,
    ),
    "not_with": lambda **p: _("“%(key)s” cannot be used together with “%(other)s”.", **p),
    "empty": lambda **p: _("The list is empty."),
    "twice": lambda **p: _("“%(value)s” stands here twice.", **p),
    "unreadable": lambda **p: _("The file cannot be read as YAML or JSON: line %(line)s.", **p),
    "too_big": lambda **p: _("The file is too big for a calendar."),
    "bad_pair": lambda **p: _("A start and an end are expected here, such as [2026-09-01, 2026-10-25]."),
    "ends_first": lambda **p: _("The end %(ends)s is before the start %(starts)s.", **p),
    "overlap": lambda **p: _("The period from %(starts)s begins before the one before it has ended.", **p),
}


class Fault(ValueError):
    """One fault at one place. `message()` speaks the language of the user."""

    def __init__(self, path: Path, code: str, params: dict[str, object] | None = None) -> None:
        super().__init__(path, code, params)
        self.path = path
        self.code = code
        self.params = params or {}

    def message(self) -> str:
        return str(_TEXTS[self.code](**self.params))

    def __str__(self) -> str:
        place = ".".join(str(part) for part in self.path)
        return f"{place}: {self.message()}" if place else self.message()


class RuleFault(Fault):
    """A deadline rule that cannot be used."""


class CalendarFault(Fault):
    """A calendar file that cannot be used."""


def unknown_key(key: object, allowed: Iterable[str]) -> tuple[str, dict[str, object]]:
    """Code and parameters for a key that nobody knows, with a near name where there is one."""
    names = sorted(allowed)
    near = get_close_matches(str(key)[:50], names, 1, 0.6)
    if near:
        return "unknown_key_near", {"key": str(key)[:50], "near": near[0]}
    return "unknown_key", {"key": str(key)[:50], "allowed": ", ".join(names)}
