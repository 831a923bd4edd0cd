"""What an unquoted scalar means. Only what nobody can misread gets a type."""

from __future__ import annotations

import datetime
import re

_WHOLE = re.compile(r"-?(0|[1-9][0-9]{0,17})\Z")
_DECIMAL = re.compile(r"-?(0|[1-9][0-9]{0,17})\.[0-9]{1,18}\Z")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
_WORDS: dict[str, object] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
# What YAML 1.1 readers turn into booleans, octal, sexagesimal or exponent numbers, infinities and instants.
_DOUBTFUL = re.compile(
    r"""(?: yes | no | on | off
      | [-+]?0[0-7_]+ | [-+]?0o[0-7]+ | [-+]?0x[0-9a-f_]+ | [-+]?0b[01_]+
      | [-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?
      | [-+]?[0-9][0-9_]*(?:\.[0-9_]*)?(?:e[-+]?[0-9]+)? | [-+]?\.[0-9][0-9_]*(?:e[-+]?[0-9]+)?
      | [-+]?\.inf | \.nan | [0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[t\s].*)?
    )\Z""",
    re.VERBOSE | re.IGNORECASE,
)


class Doubtful(str):
    """An unquoted scalar that YAML readers understand differently: NO, on, 010, 1:30, 1e3."""

    __slots__ = ()


class NoSuchDay(str):
    """An unquoted date that no calendar has: 2026-02-30."""

    __slots__ = ()


def read_plain(text: str) -> object:
    """None, bool, int, float, date or text of an unquoted scalar; Doubtful or NoSuchDay when in doubt."""
    if text in _WORDS:
        return _WORDS[text]
    if _WHOLE.match(text):
        return int(text)
    if _DECIMAL.match(text):
        return float(text)
    if _DATE.match(text):
        try:
            return datetime.date.fromisoformat(text)
        except ValueError:
            return NoSuchDay(text)
    return Doubtful(text) if len(text) < 80 and _DOUBTFUL.match(text) else text
