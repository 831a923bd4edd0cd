"""The trace of a pack for a terminal: columns where there is room, blocks where there is not."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from flask_babel import gettext as _

from regtrack.catalogue.labels import clause_kind, evidence_kind
from regtrack.deadlines.wording import describe
from regtrack.formatting import format_day_long, language, school_year_name, text_in
from regtrack.people.job_roles import JobRole

NARROWEST, WIDE = 40, 100
_SHARES = (8, 30, 26, 18, 18)

Json = dict[str, Any]


def render_trace(said: Json, roles: Mapping[str, JobRole], width: int) -> str:
    """The table of a trace, at most `width` signs wide, in the reader's language."""
    width = max(width, NARROWEST)
    items = {item["key"]: item for item in said["items"]}
    year = school_year_name(said["school_year"])
    head = [text_in(said["title"]), f"{said['code']} · {said['edition']} · {year}"]
    lines = [line for text in head for line in textwrap.wrap(text, width)] + [""]
    warned: set[str] = set()
    rows = [_clause_rows(clause, items, roles, warned) for clause in said["clauses"]]
    if width >= WIDE:
        lines.extend(_columns(rows, width))
    else:
        lines.extend(_blocks(rows, width))
    return "\n".join(line.rstrip() for line in lines)


def _headings() -> tuple[str, ...]:
    return (_("Clause"), _("Item"), _("Deadline"), _("Responsible"), _("Evidence"))


def _clause_rows(
    clause: Json, items: Json, roles: Mapping[str, JobRole], warned: set[str]
) -> list[tuple[str, ...]]:
    """The clause, then its items; the cautions of an item that serves several clauses stand once."""
    title = f"{text_in(clause['title'])} ({clause_kind(clause['kind'])})"
    rows: list[tuple[str, ...]] = [(clause["id"], title, "", "", "")]
    if clause["no_item"]:
        rows.append(("", "→ " + _("No item: %(reason)s", reason=text_in(clause["no_item"])), "", "", ""))
    for key in clause["items"]:
        item = items[key]
        cells = ("→ " + text_in(item["title"]), _term(item), _people(item["owners"], roles), _proof(item))
        rows.append(("", *cells))
        for caution in item["cautions"] if key not in warned else ():
            rows.append(("", _caution(caution), "", "", ""))
        warned.add(key)
    return rows


def _caution(caution: Json) -> str:
    law = f"{caution['law']} [{caution['mark']}]"
    return "  ! " + _("Caution: %(text)s (%(law)s)", text=text_in(caution["text"]), law=law)


def _term(item: Json) -> str:
    said = [f"«{item['wording']}»"] if item["wording"] else []
    if item["undecided"]:
        said.append(_("nobody has said"))
    else:
        text = describe(item["rule"], language())
        said.append(_("%(value)s (proposed)", value=text) if item["deadline_proposed"] else text)
    if item["first_due"]:
        said.append(_("first due %(day)s", day=format_day_long(date.fromisoformat(item["first_due"]))))
    if item["proposal"]:
        said.append(_("proposed: %(value)s", value=describe(item["proposal"], language())))
    return "; ".join(said)


def _people(owners: Json, roles: Mapping[str, JobRole]) -> str:
    if owners["lead_undecided"]:
        proposal = owners["proposal"]
        said = [_("nobody has said")]
        if proposal:
            said.append(_("proposed: %(value)s", value=_named(proposal, roles)))
        return "; ".join(said)
    text = _named(owners, roles)
    return _("%(value)s (proposed)", value=text) if owners["lead_proposed"] else text


def _named(owners: Json, roles: Mapping[str, JobRole]) -> str:
    codes = [owners["lead"], *owners["with"]]
    if owners["each"]:
        codes.append(owners["each"])
    return ", ".join(_role(code, roles) for code in dict.fromkeys(codes))


def _role(code: str, roles: Mapping[str, JobRole]) -> str:
    return text_in(dict(roles[code].title)) if code in roles else code


def _proof(item: Json) -> str:
    said = [_("nobody has said")] if item["evidence_undecided"] else []
    for one in item["evidence"]:
        name = evidence_kind(one["kind"])
        said.append(_("%(value)s (proposed)", value=name) if one["proposed"] else name)
    return "; ".join(said)


def _columns(rows: list[list[tuple[str, ...]]], width: int) -> Iterator[str]:
    room = width - 2 * (len(_SHARES) - 1)
    widths = [room * share // sum(_SHARES) for share in _SHARES]
    yield from _row(_headings(), widths)
    yield "─" * width
    for clause in rows:
        first, *rest = clause
        title = textwrap.wrap(first[1], room - widths[0])
        yield f"{first[0]:<{widths[0]}}  {title[0]}"
        yield from (" " * (widths[0] + 2) + line for line in title[1:])
        for cells in rest:
            if any(cells[2:]):
                yield from _row(cells, widths)
            else:
                indent = " " * (widths[0] + 2)
                yield from textwrap.wrap(
                    cells[1], width, initial_indent=indent, subsequent_indent=indent + "    "
                )


def _row(cells: tuple[str, ...], widths: list[int]) -> Iterator[str]:
    wrapped = [textwrap.wrap(cell, width) for cell, width in zip(cells, widths, strict=True)]
    for number in range(max(len(lines) for lines in wrapped)):
        parts = (lines[number] if number < len(lines) else "" for lines in wrapped)
        yield "  ".join(f"{part:<{width}}" for part, width in zip(parts, widths, strict=True))


def _blocks(rows: list[list[tuple[str, ...]]], width: int) -> Iterator[str]:
    labels = _headings()
    for clause in rows:
        first, *rest = clause
        yield from textwrap.wrap(f"{first[0]}  {first[1]}", width, subsequent_indent="    ")
        for cells in rest:
            yield from textwrap.wrap(cells[1], width, initial_indent="  ", subsequent_indent="    ")
            for label, cell in zip(labels[2:], cells[2:], strict=True):
                if cell:
                    text = f"{label}: {cell}"
                    yield from textwrap.wrap(text, width, initial_indent="    ", subsequent_indent="      ")
        yield ""
