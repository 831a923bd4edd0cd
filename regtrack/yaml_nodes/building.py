"""From parser events to nodes, without recursion and within limits."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from yaml import events

from regtrack.yaml_nodes.faults import MAX_FAULTS, shown
from regtrack.yaml_nodes.nodes import Document, Listing, Mapped, Mark, Node, Scalar

MAX_DEPTH = 50
MAX_NODES = 100_000


class Stopped(Exception):
    """The structure cannot be followed any further."""


@dataclass(slots=True)
class _Open:
    """A list or mapping whose end has not come; a mapping waits for a value when it has a key."""

    node: Listing | Mapped
    key: str | None = None
    key_mark: Mark | None = None
    dropped: bool = False


class Builder:
    """Follows the events of one document; faults go to the document, a hopeless one raises Stopped."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._open: list[_Open] = []
        self._root: Node | None = None
        self._count = 0
        self._documents = 0

    def build(self, stream: Iterable[events.Event]) -> Node | None:
        for event in stream:
            if isinstance(event, events.DocumentStartEvent):
                self._start_document(event)
            elif isinstance(event, (events.NodeEvent, events.CollectionEndEvent)):
                self._step(event)
        if self._root is None or (isinstance(self._root, Scalar) and not self._root.text.strip()):
            self._stop("empty", Mark(0, 0))
        return self._root

    def _start_document(self, event: events.Event) -> None:
        self._documents += 1
        if self._documents > 1:
            self._stop("several_documents", _mark(event))

    def _step(self, event: events.Event) -> None:
        if isinstance(event, events.CollectionEndEvent):
            self._open.pop()
            return
        self._check(event)
        mark = _mark(event)
        if isinstance(event, events.ScalarEvent):
            plain = event.implicit[0] and event.style in (None, "")
            self._place(Scalar(mark, event.value, plain), mark)
        elif isinstance(event, events.AliasEvent):
            self._place(Scalar(mark, "", plain=False), mark)
        else:
            node = Mapped(mark) if isinstance(event, events.MappingStartEvent) else Listing(mark)
            self._place(node, mark)
            self._open.append(_Open(node))

    def _check(self, event: events.Event) -> None:
        self._count += 1
        mark = _mark(event)
        if self._count > MAX_NODES:
            self._stop("too_many", mark, limit=MAX_NODES)
        if len(self._open) > MAX_DEPTH:
            self._stop("too_deep", mark, limit=MAX_DEPTH)
        if getattr(event, "anchor", None) is not None:
            self._fault("alias", mark)
        tag = getattr(event, "tag", None)
        if tag is not None:
            self._fault("tag", mark, tag=shown(tag))

    def _place(self, node: Node, mark: Mark) -> None:
        if not self._open:
            self._root = node
            return
        top = self._open[-1]
        if isinstance(top.node, Listing):
            top.node.items.append(node)
        elif top.key_mark is None:
            self._take_key(top, node, mark)
        else:
            if top.key is not None and not top.dropped:
                top.node.entries[top.key] = (top.key_mark, node)
            top.key, top.key_mark, top.dropped = None, None, False

    def _take_key(self, top: _Open, node: Node, mark: Mark) -> None:
        top.key_mark = mark
        if not isinstance(node, Scalar):
            self._fault("key_not_text", mark)
            return
        if node.plain and node.text == "<<":
            self._fault("merge_key", mark)
            return
        top.key = node.text
        first = top.node.entries.get(node.text) if isinstance(top.node, Mapped) else None
        if first:
            top.dropped = True
            self._fault("duplicate_key", mark, name=shown(node.text), first=first[0].line + 1)

    def _fault(self, code: str, mark: Mark, **params: object) -> None:
        self._document.faults.append(self._document.fault(code, mark, params))
        if len(self._document.faults) > MAX_FAULTS:
            raise Stopped

    def _stop(self, code: str, mark: Mark, **params: object) -> None:
        self._fault(code, mark, **params)
        raise Stopped


def _mark(event: events.Event) -> Mark:
    start = event.start_mark
    return Mark(start.line, start.column) if start else Mark(0, 0)
