"""From bytes to nodes. Limits hold while the events arrive: a hostile file is refused before it grows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import yaml

from regtrack.yaml_nodes.building import Builder, Stopped
from regtrack.yaml_nodes.faults import Fault
from regtrack.yaml_nodes.nodes import Document, Mark

MAX_BYTES = 1_000_000
_BREAKS = re.compile("\r\n|[\r\n\x85\u2028\u2029]")
_INVISIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufeff\ufffe\uffff]")
_LEADING_TAB = re.compile(r" *\t")
_CYRILLIC = re.compile("[А-Яа-яЁё]")
# What the parser says in English, and the fault that says it in the reader's language.
_PROBLEMS = {
    "mapping values are not allowed in this context": "stray_colon",
    "did not find expected ',' or ']'": "list_open",
    "did not find expected ',' or '}'": "mapping_open",
    "found unexpected end of stream": "quotes_open",
    "found character that cannot start any token": "bad_first_sign",
    "did not find expected key": "bad_indentation",
    "did not find expected '-' indicator": "bad_indentation",
    "block sequence entries are not allowed in this context": "stray_dash",
    "did not find expected alphabetic or numeric character": "alias",
    "found unknown escape character": "bad_escape",
}
_Loader: type[yaml.Loader] = getattr(yaml, "CLoader", yaml.Loader)


def read_file(path: Path, name: str | None = None) -> Document:
    """The nodes of a file; a file that cannot be opened is a fault like any other."""
    shown = name or str(path)
    try:
        size = path.stat().st_size
        if not path.is_file():  # a folder, a pipe or a device: reading it would fail or never end
            return _refused(shown, "not_a_file")
        if size > MAX_BYTES:
            return _refused(shown, "too_big", size=size, limit=MAX_BYTES)
        return read_yaml(path.read_bytes(), shown)
    except OSError as error:
        return _refused(shown, "unreadable", reason=error.strerror or str(error))


def read_yaml(content: bytes | str, name: str) -> Document:
    """The nodes of a YAML text of at most 1 MB; never raises for what stands in it."""
    data = content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content
    if len(data) > MAX_BYTES:
        return _refused(name, "too_big", size=len(data), limit=MAX_BYTES)
    try:
        text = data.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        return _wrong_encoding(data, name, error.start)
    document = Document(name, _BREAKS.split(text))
    document.faults.extend(_invisible(document))
    if not document.faults:
        _build(document, text)
    return document


def _refused(name: str, code: str, **params: object) -> Document:
    return Document(name, (), None, [Fault(name, 1, 1, code, params)])


def _wrong_encoding(data: bytes, name: str, place: int) -> Document:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return _refused(name, "encoding_utf16")
    guess = data.decode("cp1251", "replace")
    foreign = [sign for sign in guess if ord(sign) > 127]
    cyrillic = sum(1 for sign in foreign if _CYRILLIC.match(sign))
    code = "encoding_cp1251" if cyrillic * 10 >= len(foreign) * 8 else "encoding"
    lines = _BREAKS.split(guess)
    before = _BREAKS.split(data[:place].decode("cp1251", "replace"))
    document = Document(name, lines)
    document.faults.append(document.fault(code, Mark(len(before) - 1, len(before[-1]))))
    return document


def _invisible(document: Document) -> Iterator[Fault]:
    for number, line in enumerate(document.lines):
        found = _INVISIBLE.search(line)
        if found:
            code = f"U+{ord(found.group()):04X}"
            yield document.fault("control_character", Mark(number, found.start()), {"number": code})


def _build(document: Document, text: str) -> None:
    builder = Builder(document)
    try:
        document.root = builder.build(yaml.parse(text, Loader=_Loader))
    except Stopped:
        document.root = None
    except yaml.MarkedYAMLError as error:
        document.faults.extend(_syntax(document, error))
    except (yaml.YAMLError, ValueError) as error:
        document.faults.append(document.fault("syntax", Mark(0, 0), {"problem": str(error)}))


def _syntax(document: Document, error: yaml.MarkedYAMLError) -> Iterator[Fault]:
    """What the parser says, unless tabs in the indentation before that place explain it."""
    problem = error.problem or error.context or ""
    code = _PROBLEMS.get(problem, "syntax")
    spot = error.problem_mark or error.context_mark
    if code == "quotes_open":
        spot = error.context_mark or spot
    mark = Mark(spot.line, spot.column) if spot else Mark(0, 0)
    tabs = [n for n, line in enumerate(document.lines) if _LEADING_TAB.match(line)]
    if tabs and tabs[0] <= mark.line:
        for number in tabs:
            yield document.fault("tab", Mark(number, document.lines[number].index("\t")))
        return
    yield document.fault(code, mark, {"problem": problem})
