"""What is wrong in a data file, and where: `file:line:column: what, what is allowed, a near name`."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

MAX_FAULTS = 200
_WINDOW = 100
_LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault at one place; `line` and `column` count from 1, `params` fill the message of `code`."""

    file: str
    line: int
    column: int
    code: str
    params: Mapping[str, object] = field(default_factory=dict)
    excerpt: str = ""

    messages: ClassVar[Mapping[str, object]] = {
        "unreadable": _l("the file cannot be read: %(reason)s"),
        "not_a_file": _l("this is not an ordinary file"),
        "empty": _l("the file is empty; a mapping of keys and values is expected"),
        "too_big": _l("the file has %(size)s bytes; at most %(limit)s are allowed"),
        "too_deep": _l("values are nested deeper than %(limit)s levels"),
        "too_many": _l("the file has more than %(limit)s values"),
        "too_many_faults": _l("more faults follow; only the first %(limit)s are shown"),
        "encoding": _l("the file is not in UTF-8; save it in UTF-8"),
        "encoding_cp1251": _l("the file seems to be saved in Windows-1251; save it in UTF-8"),
        "encoding_utf16": _l("the file seems to be saved in UTF-16; save it in UTF-8"),
        "control_character": _l("an invisible control character (code %(number)s) stands here; delete it"),
        "tab": _l("a tab stands in the indentation; use spaces"),
        "stray_colon": _l(
            "a colon stands where a value goes on; put the value in quotes or mend the line before"
        ),
        "list_open": _l("a comma or the closing ] of the list is missing before this place"),
        "mapping_open": _l("a comma or the closing } is missing before this place"),
        "quotes_open": _l("the quotes that open here are never closed"),
        "bad_first_sign": _l("a value cannot begin with this sign; put the value in quotes"),
        "bad_indentation": _l(
            "the indentation differs from that of the lines before, or quotes closed too early"
        ),
        "stray_dash": _l("a list cannot begin in this line; put it in the next one"),
        "bad_escape": _l("this sign cannot follow a backslash in quotes; double the backslash"),
        "syntax": _l("this is not valid YAML: %(problem)s"),
        "several_documents": _l("a second document begins here; one file holds one document"),
        "alias": _l("anchors (&) and aliases (*) are not allowed; write the value out or put it in quotes"),
        "tag": _l("the tag %(tag)s is not allowed; write the value without it"),
        "merge_key": _l("the merge key << is not allowed; write the keys out"),
        "key_not_text": _l("a key must be one plain word"),
        "duplicate_key": _l("the key %(name)s is here a second time; the first is in line %(first)s"),
        "not_a_mapping": _l("keys with values are expected here"),
        "not_a_list": _l("a list is expected here"),
        "unknown_key": _l("the key %(name)s is not known here; allowed: %(allowed)s"),
        "missing_key": _l("the key %(name)s is missing"),
        "ambiguous": _l("%(value)s without quotes may be read as something else; put it in quotes"),
        "not_text": _l("text is expected here; put %(value)s in quotes"),
        "text_expected": _l("text is expected here"),
        "blank_text": _l("the text is empty"),
        "long_text": _l("the text is longer than %(limit)s characters"),
        "bad_pattern": _l("%(value)s is not allowed here; only small Latin letters, digits and %(marks)s"),
        "not_boolean": _l("true or false is expected here"),
        "not_whole_number": _l("a whole number is expected here"),
        "not_number": _l("a number is expected here"),
        "too_low": _l("the number must be at least %(limit)s"),
        "not_above": _l("the number must be more than %(limit)s"),
        "too_high": _l("the number must be at most %(limit)s"),
        "not_date": _l("a date such as 2026-09-01 is expected here"),
        "no_such_day": _l("there is no such day: %(value)s"),
        "unknown_value": _l("%(value)s is not allowed here; allowed: %(allowed)s"),
        "few_values": _l("at least one value is expected here"),
        "other": _l("the value is not allowed here: %(reason)s"),
    }

    def message(self) -> str:
        """What is wrong and what is allowed, in the language of the reader."""
        text = str(self.messages[self.code]) % {name: str(value) for name, value in self.params.items()}
        near = self.params.get("near")
        return _("%(fault)s; did you mean %(name)s?", fault=text, name=near) if near else text

    def render(self) -> str:
        """`file:line:column: message`, the line itself and a caret under the place."""
        head = f"{self.file}:{self.line}:{self.column}: {self.message()}"
        if not self.excerpt.strip():
            return head
        start = max(0, self.column - 1 - _WINDOW // 2) if len(self.excerpt) > _WINDOW else 0
        shown = self.excerpt[start : start + _WINDOW]
        lead = "".join("\t" if sign == "\t" else " " for sign in shown[: self.column - 1 - start])
        return f"{head}\n    {shown}\n    {lead}^"


class Later:
    """A message that is made when it is read, in the language of that moment."""

    def __init__(self, make: Callable[[], object]) -> None:
        self._make = make

    def __str__(self) -> str:
        return str(self._make())


class FileFaults(ValueError):
    """A data file was refused; `faults` holds all of them, in the order of the file."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = in_order(faults)
        super().__init__(f"{len(self.faults)} faults")

    def __str__(self) -> str:
        return "\n".join(fault.render() for fault in self.faults)


def in_order(faults: Iterable[Fault]) -> tuple[Fault, ...]:
    """Faults by place, each once, at most MAX_FAULTS of them and then one that says so."""
    unique = {(f.line, f.column, f.code, str(f.params.get("name", ""))): f for f in faults}
    ordered = [unique[key] for key in sorted(unique)]
    if len(ordered) <= MAX_FAULTS:
        return tuple(ordered)
    last = ordered[MAX_FAULTS]
    cut = type(last)(last.file, last.line, last.column, "too_many_faults", {"limit": MAX_FAULTS})
    return (*ordered[:MAX_FAULTS], cut)


def near(word: str, known: Iterable[str]) -> str:
    """The known name that looks most like `word`, or an empty text."""
    if len(word) > _LONGEST_NAME:
        return ""
    return next(iter(difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)), "")


def shown(value: object) -> str:
    """A value as it may stand in a message: short and on one line."""
    text = " ".join(str(value).split())
    return text if len(text) <= _LONGEST_NAME else text[: _LONGEST_NAME - 1] + "…"


def listed(names: Iterable[str], limit: int = 24) -> str:
    """Allowed names for a message, at most `limit` of them."""
    every = list(names)
    return ", ".join(every[:limit]) + (", …" if len(every) > limit else "")
