"""What must agree inside a pack: locators, keys, roles, channels, rules.

It works on nodes, so that a pack that is broken in other ways too is checked as far as it can be read.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping

from regtrack.catalogue.faults import PackFault
from regtrack.deadlines.rules import RuleFault, parse_rule
from regtrack.people.job_roles import JobRole
from regtrack.yaml_nodes.faults import Fault, Later, near, shown
from regtrack.yaml_nodes.nodes import Document, Listing, Mapped, Mark, Node, Scalar
from regtrack.yaml_nodes.shapes import plain

_OF_KEYS = ("unknown_key", "unknown_key_near", "not_with")


def cross_faults(document: Document, roles: Mapping[str, JobRole]) -> Iterator[Fault]:
    """Every disagreement inside the pack, each at its place."""
    if not isinstance(document.root, Mapped):
        return
    checks = Checks(document, document.root, roles)
    yield from checks.unique_keys()
    yield from checks.clauses()
    yield from checks.items()
    yield from checks.places()
    yield from checks.role_list()
    yield from checks.languages()
    yield from checks.dates()


def at(node: Node | None, *path: str) -> Node | None:
    """The node under a chain of keys, or None."""
    for key in path:
        node = node.get(key) if isinstance(node, Mapped) else None
    return node


def members(node: Node | None, *path: str) -> list[Node]:
    """The items of the list under a chain of keys; nothing where there is no list."""
    found = at(node, *path)
    return found.items if isinstance(found, Listing) else []


def word(node: Node | None) -> str | None:
    """The text of a scalar, whether quoted or not."""
    return node.text if isinstance(node, Scalar) and node.text else None


class Checks:
    """The checks of one pack over its nodes."""

    def __init__(self, document: Document, root: Mapped, roles: Mapping[str, JobRole]) -> None:
        self._document = document
        self._root = root
        self._roles = roles
        self._listed = {text for node in members(root, "roles") if (text := word(node))}
        self._clauses = {text: node for node in members(root, "clauses") if (text := word(at(node, "id")))}
        self._channels = {text for node in members(root, "channels") if (text := word(at(node, "key")))}
        self._cited = {
            text
            for item in members(root, "items")
            for node in members(item, "clauses")
            if (text := word(node))
        }

    def _fault(self, code: str, mark: Mark, **params: object) -> Fault:
        return self._document.fault(code, mark, params, PackFault)

    def unique_keys(self) -> Iterator[Fault]:
        places = (
            ("clauses", "id"),
            ("items", "key"),
            ("channels", "key"),
            ("sections", "key"),
            ("prohibited", "key"),
        )
        for group, key in places:
            first: dict[str, int] = {}
            for node in members(self._root, group):
                name_node = at(node, key)
                name = word(name_node)
                if name is None or name_node is None:
                    continue
                if name in first:
                    yield self._fault("same_key", name_node.mark, name=shown(name), first=first[name])
                first.setdefault(name, name_node.mark.line + 1)

    def clauses(self) -> Iterator[Fault]:
        for name, node in self._clauses.items():
            kind, no_item = word(at(node, "kind")), at(node, "no_item")
            if name in self._cited and no_item is not None:
                yield self._fault("item_and_no_item", no_item.mark, name=shown(name))
            elif kind == "duty" and name not in self._cited and no_item is None:
                yield self._fault("duty_without_item", node.mark, name=shown(name))
            elif kind == "ban" and name not in self._cited and no_item is None:
                yield self._fault("ban_without_item", node.mark, name=shown(name))

    def items(self) -> Iterator[Fault]:
        for item in members(self._root, "items"):
            seen: set[str] = set()
            for node in members(item, "clauses"):
                yield from self._clause(node)
                name = word(node)
                if name in seen:
                    yield self._fault("clause_twice", node.mark, name=shown(name))
                seen.add(name or "")
            yield from self._people(item)
            yield from self._deadline(at(item, "deadline"))

    def _clause(self, node: Node | None) -> Iterator[Fault]:
        name = word(node)
        # without any clause the fault is in the list of clauses, not in each place that names one
        if node and name and self._clauses and name not in self._clauses:
            yield self._fault("unknown_clause", node.mark, name=shown(name), near=near(name, self._clauses))

    def _people(self, item: Node) -> Iterator[Fault]:
        owners = at(item, "owners")
        leads: set[str] = set()
        for part in (owners, at(owners, "proposal")):
            lead = at(part, "lead", "role") or at(part, "lead")
            leads.add(word(lead) or "")
            for node in (lead, *members(part, "with"), at(part, "each")):
                yield from self._role(node, owns=True)
        reviewer = at(item, "reviewer", "role") or at(item, "reviewer")
        yield from self._role(reviewer, owns=True)
        name = word(reviewer)
        if reviewer and name in leads and name:
            yield self._fault("reviewer_is_lead", reviewer.mark, name=shown(name))

    def _role(self, node: Node | None, *, owns: bool = False) -> Iterator[Fault]:
        name = word(node)
        if node is None or name is None:
            return
        if name not in self._roles:
            yield self._fault("unknown_role", node.mark, name=shown(name), near=near(name, self._roles))
        elif name not in self._listed:
            yield self._fault("role_not_listed", node.mark, name=name)
        elif owns and self._roles[name].group:
            yield self._fault("group_owns", node.mark, name=name)

    def role_list(self) -> Iterator[Fault]:
        seen: set[str] = set()
        for node in members(self._root, "roles"):
            name = word(node)
            if name in seen:
                yield self._fault("role_twice", node.mark, name=shown(name))
            elif name and name not in self._roles:
                yield self._fault("unknown_role", node.mark, name=shown(name), near=near(name, self._roles))
            seen.add(name or "")

    def places(self) -> Iterator[Fault]:
        """Channels, sections and prohibited content point to roles, clauses and channels that exist."""
        for node in members(self._root, "channels"):
            yield from self._clause(at(node, "clause"))
            for owner in members(node, "owners"):
                yield from self._role(owner)
        for node in (*members(self._root, "sections"), *members(self._root, "prohibited")):
            yield from self._clause(at(node, "clause"))
            yield from self._role(at(node, "owner", "role") or at(node, "owner"))
            channel = at(node, "channel")
            name = word(channel)
            if channel and name and name not in self._channels:
                params = {"name": shown(name), "near": near(name, self._channels)}
                yield self._fault("unknown_channel", channel.mark, **params)

    def _deadline(self, deadline: Node | None) -> Iterator[Fault]:
        rule, proposal = at(deadline, "rule"), at(deadline, "proposal")
        for node in (rule, proposal):
            if isinstance(node, Mapped):
                yield from self._rule(node)
        if isinstance(proposal, Mapped) and proposal.get("undecided"):
            yield self._fault("proposal_undecided", proposal.mark)
        if isinstance(rule, Mapped) and proposal is not None and not _open_rule(rule):
            yield self._fault("proposal_not_needed", proposal.mark)

    def _rule(self, node: Mapped) -> Iterator[Fault]:
        try:
            parse_rule(plain(node.value()))
        except RuleFault as fault:
            steps = [step for step in fault.path if isinstance(step, (str, int))]
            spot = Document(self._document.name, self._document.lines, node).locate(
                steps, key=fault.code in _OF_KEYS
            )
            yield self._fault("rule", spot, reason=Later(fault.message))

    def languages(self) -> Iterator[Fault]:
        """A text in several languages has that of the source; a title has all, which its shape asks for."""
        language = word(self._root.get("language"))
        for item in (*members(self._root, "items"), *members(self._root, "clauses")):
            texts = [at(item, "no_item"), *(at(caution, "text") for caution in members(item, "cautions"))]
            for text in texts:
                if isinstance(text, Mapped) and language in ("ru", "kk", "en") and text.get(language) is None:
                    yield self._fault("missing_language", text.mark, name=language)

    def dates(self) -> Iterator[Fault]:
        checked = _day(at(self._root, "checked", "on"))
        act = at(self._root, "source", "act", "date")
        day = _day(act)
        if act and checked and day and day > checked:
            yield self._fault("date_after_check", act.mark, name=checked.isoformat())


def _day(node: Node | None) -> datetime.date | None:
    value = node.value() if isinstance(node, Scalar) else None
    return value if isinstance(value, datetime.date) else None


def _open_rule(rule: Mapped) -> bool:
    """Whether a rule leaves a date or a rhythm open: undecided, bare `from`, bare `throughout`."""
    keys = set(rule.entries)
    return "undecided" in keys or keys == {"from"} or keys == {"throughout"}


def place_faults(document: Document, folder: str, stem: str) -> Iterator[Fault]:
    """The code of a pack is the name of its folder, the edition that of its file."""
    for key, expected, code in (("code", folder, "code_not_folder"), ("edition", stem, "edition_not_file")):
        node = at(document.root, key)
        name = word(node)
        if node and name and name != expected:
            yield document.fault(code, node.mark, {"name": shown(name), "expected": expected}, PackFault)
