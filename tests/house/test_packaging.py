"""The wheel is whole, and what it depends on is bounded and pinned."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

from regtrack import __version__

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
DEV: list[str] = PROJECT["optional-dependencies"]["dev"]
LOCKS = {"requirements.lock": PROJECT["dependencies"], "requirements-dev.lock": PROJECT["dependencies"] + DEV}
# Folder of the checkout → folder of the wheel.
CARRIED = {
    "templates": "regtrack/_templates",
    "regulations": "regtrack/_regulations",
    "regtrack": "regtrack",
}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    folder = tmp_path_factory.mktemp("wheel")
    done = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT,
        env={**os.environ, "PYTHONWARNINGS": "ignore"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    (file,) = folder.glob("*.whl")
    assert file.name == f"regtrack-{__version__}-py3-none-any.whl"
    with zipfile.ZipFile(file) as archive:
        return set(archive.namelist())


def shipped(folder: str) -> set[str]:
    """Files of this folder that git would keep."""
    return {
        f"{CARRIED[folder]}/{path.relative_to(ROOT / folder).as_posix()}"
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


@pytest.mark.parametrize("folder", CARRIED)
def test_the_wheel_carries_every_file(wheel: set[str], folder: str) -> None:
    assert shipped(folder) - wheel == set()


@pytest.mark.parametrize(
    "name",
    [
        "regtrack/_templates/layouts/base.html",
        "regtrack/_regulations/roles.yaml",
        "regtrack/migrations/env.py",
        "regtrack/translations/ru/LC_MESSAGES/messages.mo",
        "regtrack/translations/kk/LC_MESSAGES/messages.mo",
        "regtrack/static/css/app.css",
    ],
)
def test_the_wheel_carries_what_is_no_code(wheel: set[str], name: str) -> None:
    assert name in wheel


def test_the_wheel_carries_nothing_else(wheel: set[str]) -> None:
    tops = {name.split("/")[0] for name in wheel}
    assert tops == {"regtrack", f"regtrack-{__version__}.dist-info"}
    assert not [name for name in wheel if name.endswith((".pyc", ".db", ".eml"))]


@pytest.mark.parametrize("said", PROJECT["dependencies"] + DEV)
def test_a_dependency_has_a_lower_and_an_upper_bound(said: str) -> None:
    assert re.fullmatch(r"[a-z0-9-]+(?:\[[a-z0-9]+\])?>=[0-9.]+,<[0-9.]+", said)


@pytest.mark.parametrize("lock", LOCKS)
def test_the_lock_pins_each_with_a_hash(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    entries = re.split(r"\n(?=[a-z0-9])", text)[1:]
    pinned = {re.split(r"[=\[]", entry)[0]: entry for entry in entries}
    wanted = {re.split(r"[>\[]", said)[0] for said in LOCKS[lock]}
    assert wanted - set(pinned) == set()
    for name, entry in pinned.items():
        assert re.match(r"[a-z0-9._-]+(?:\[[a-z0-9,]+\])?==\S+ ", entry), name
        assert "--hash=sha256:" in entry, name
    assert not re.search(r"https?://", text)


def test_versions_agree() -> None:
    assert PROJECT["version"] == __version__
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.search(rf"^## {re.escape(__version__)}\b", changelog, re.MULTILINE)
