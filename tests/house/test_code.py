"""Rules of the house that no other tool keeps."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# What Alembic has written is one long function by its nature.
CODE = [path for path in sorted((ROOT / "regtrack").rglob("*.py")) if "versions" not in path.parts]
OURS = ("regtrack", "templates", "regulations", "tests", "docs", ".ci")
TEXTS = [
    path
    for path in (
        *sorted(path for folder in OURS for path in (ROOT / folder).rglob("*")),
        *sorted(ROOT.glob("*.*")),
        ROOT / "Makefile",
        ROOT / ".ci" / "run",
    )
    if path.suffix in {".py", ".html", ".txt", ".yaml", ".md", ".toml", ".lock", ".css", ".cfg", ".ini", ""}
    and path.is_file()
    and "__pycache__" not in path.parts
    and "vendor" not in path.parts
]
CLOCKS = {
    ("datetime", "now"),
    ("datetime", "utcnow"),
    ("datetime", "today"),
    ("date", "today"),
    ("time", "time"),
}
LATER = re.compile(r"\b(?:TO" r"DO|FIX" r"ME|XX" r"X)\b")
# Addresses of package registries; where packages come from is the machine's affair.
REGISTRIES = re.compile(
    r"py" r"pi\.(?:org|python)|python" r"hosted\.org|npm" r"js\.(?:org|com)|--(?:extra-)?index" r"-url"
)


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def test_no_file_is_long() -> None:
    lengths = {name_of(path): len(path.read_text(encoding="utf-8").splitlines()) for path in CODE}
    assert {name: length for name, length in lengths.items() if length > 300} == {}


def test_no_function_is_long() -> None:
    long = [
        f"{name_of(path)}:{node.lineno} {node.name}"
        for path in CODE
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno >= 50
    ]
    assert long == []


def test_time_comes_from_the_clock_alone() -> None:
    found = [
        f"{name_of(path)}:{node.lineno}"
        for path in CODE
        if path.name != "clock.py"
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute) and (_last_word(node.value), node.attr) in CLOCKS
    ]
    assert found == []


def test_services_leave_the_commit_to_the_edge() -> None:
    found = [
        f"{name_of(path)}:{node.lineno}"
        for path in CODE
        if path.name == "service.py"
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "commit"
    ]
    assert found == []


@pytest.mark.parametrize(("what", "pattern"), [("left for later", LATER), ("a registry", REGISTRIES)])
def test_texts_do_not_carry(what: str, pattern: re.Pattern[str]) -> None:
    found = []
    for path in TEXTS:
        for n, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            # The option that keeps addresses out of the lock has the word in its name.
            if pattern.search(line.replace("--no-emit-index-url", "")):
                found.append(f"{name_of(path)}:{n}")
    assert not found, what


def _last_word(node: ast.expr) -> str:
    return getattr(node, "attr", getattr(node, "id", ""))
