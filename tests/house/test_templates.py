"""Templates parse, lead to pages that exist, and carry nothing that the Content-Security-Policy stops."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from flask import Flask
from jinja2 import nodes

from regtrack import paths

TEMPLATES = sorted(path for path in paths.templates().rglob("*") if path.suffix in {".html", ".txt"})
CODE = sorted(path for path in paths.PACKAGE.rglob("*.py") if "migrations" not in path.parts)
ANY = {"_external", "_anchor", "_method", "_scheme"}
JINJA = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", re.DOTALL)
INLINE = {
    "style": re.compile(r"<style\b|\sstyle\s*=", re.IGNORECASE),
    "script": re.compile(r"<script\b(?![^>]*\bsrc\s*=)", re.IGNORECASE),
    "handler": re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "another host": re.compile(r"(?:src|href)\s*=\s*[\"']?(?:https?:)?//", re.IGNORECASE),
}


class Link(NamedTuple):
    """One url_for with its endpoint written out; `names` is None where they are made at run time."""

    place: str
    endpoint: str
    names: frozenset[str] | None


def name_of(path: Path) -> str:
    return path.relative_to(paths.templates()).as_posix()


def links_in_template(app: Flask, path: Path) -> Iterator[Link]:
    tree = app.jinja_env.parse(path.read_text(encoding="utf-8"), filename=str(path))
    for call in tree.find_all(nodes.Call):
        if not isinstance(call.node, nodes.Name) or call.node.name != "url_for" or not call.args:
            continue
        first = call.args[0]
        if isinstance(first, nodes.Const):
            names = None if call.dyn_kwargs else frozenset(word.key for word in call.kwargs)
            yield Link(f"{name_of(path)}:{call.lineno}", str(first.value), names)


def links_in_code(path: Path) -> Iterator[Link]:
    room = path.relative_to(paths.PACKAGE).parts[0]  # what ".page" is short for
    for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(call, ast.Call) or getattr(call.func, "id", None) != "url_for" or not call.args:
            continue
        first = call.args[0]
        if isinstance(first, ast.Constant):
            names = [word.arg for word in call.keywords]
            known = None if None in names else frozenset(name for name in names if name)
            endpoint = f"{room}{first.value}" if str(first.value).startswith(".") else str(first.value)
            yield Link(f"{room}/{path.name}:{call.lineno}", endpoint, known)


def fault(app: Flask, link: Link) -> str | None:
    """What is wrong with a link. Words that an address does not name become its query."""
    rules = list(app.url_map.iter_rules(link.endpoint)) if link.endpoint in app.view_functions else []
    if not rules:
        return f"{link.place}: there is no {link.endpoint}"
    if link.names is None:
        return None
    given = link.names - ANY
    if any(rule.arguments - set(rule.defaults or ()) <= given for rule in rules):
        return None
    return f"{link.place}: {link.endpoint} needs {sorted(rules[0].arguments)}, not {sorted(given)}"


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_it_compiles(app: Any, path: Path) -> None:
    app.jinja_env.get_template(name_of(path))


def test_every_link_of_a_template_leads_somewhere(app: Any) -> None:
    links = [link for path in TEMPLATES for link in links_in_template(app, path)]
    assert len(links) > 50
    assert [said for link in links if (said := fault(app, link))] == []


def test_every_link_of_the_code_leads_somewhere(app: Any) -> None:
    links = [link for path in CODE for link in links_in_code(path)]
    assert len(links) > 30
    assert [said for link in links if (said := fault(app, link))] == []


@pytest.mark.parametrize(
    ("endpoint", "names", "wrong"),
    [
        ("people.member", {"school_id", "member_id"}, False),
        ("people.member", {"school_id"}, True),
        ("people.nobody", {"school_id"}, True),
        ("workspace.tasks", {"school_id", "state"}, False),
    ],
)
def test_a_wrong_link_is_seen(app: Any, endpoint: str, names: set[str], wrong: bool) -> None:
    assert (fault(app, Link("here", endpoint, frozenset(names))) is not None) == wrong


@pytest.mark.parametrize("what", INLINE)
def test_nothing_inline_and_nothing_from_elsewhere(what: str) -> None:
    """Letters are read outside our pages and may carry their own style."""
    pages = [path for path in TEMPLATES if path.suffix == ".html" and "emails" not in path.parts]
    found = [
        name_of(path)
        for path in pages
        if INLINE[what].search(JINJA.sub("x", path.read_text(encoding="utf-8")))
    ]
    assert found == []
