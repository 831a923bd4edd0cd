"""Values of a data file together with their places."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from regtrack.yaml_nodes.faults import Fault
from regtrack.yaml_nodes.scalars import read_plain


@dataclass(frozen=True, slots=True)
class Mark:
    """A place in the file, counted from 0."""

    line: int
    column: int


@dataclass(slots=True)
class Scalar:
    mark: Mark
    text: str
    plain: bool

    def value(self) -> object:
        return read_plain(self.text) if self.plain else self.text


@dataclass(slots=True)
class Listing:
    mark: Mark
    items: list[Node] = field(default_factory=list)

    def value(self) -> object:
        return tuple(item.value() for item in self.items)


@dataclass(slots=True)
class Mapped:
    """`entries`: key → (place of the key, value); a key that came twice keeps its first value."""

    mark: Mark
    entries: dict[str, tuple[Mark, Node]] = field(default_factory=dict)

    def value(self) -> object:
        return {key: node.value() for key, (_mark, node) in self.entries.items()}

    def get(self, key: str) -> Node | None:
        entry = self.entries.get(key)
        return entry[1] if entry else None


Node = Scalar | Listing | Mapped


@dataclass(slots=True)
class Document:
    """A file as nodes. `root` is None when its structure is broken; `faults` are those met while reading."""

    name: str
    lines: Sequence[str]
    root: Node | None = None
    faults: list[Fault] = field(default_factory=list)

    def line(self, number: int) -> str:
        return self.lines[number] if 0 <= number < len(self.lines) else ""

    def fault(
        self,
        code: str,
        mark: Mark,
        params: Mapping[str, object] | None = None,
        kind: type[Fault] = Fault,
    ) -> Fault:
        """A fault at a place of this file, with the line shown."""
        return kind(self.name, mark.line + 1, mark.column + 1, code, params or {}, self.line(mark.line))

    def locate(self, path: Sequence[str | int], *, key: bool = False) -> Mark:
        """The place of the value at `path`, or of its key; where the path breaks off, the last place."""
        node = self.root
        mark = node.mark if node else Mark(0, 0)
        for step in path:
            key_mark = mark
            if isinstance(node, Mapped) and isinstance(step, str) and step in node.entries:
                key_mark, node = node.entries[step]
            elif isinstance(node, Listing) and isinstance(step, int) and 0 <= step < len(node.items):
                node = node.items[step]
                key_mark = node.mark
            elif isinstance(node, Listing) and isinstance(step, str):
                continue  # a bare list stands for a part that has the list under a name
            else:
                break
            mark = key_mark if key and step == path[-1] else node.mark
        return mark
