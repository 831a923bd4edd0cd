"""What README and docs say exists."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from regtrack.cli import regtrack
from regtrack.config import Settings

ROOT = Path(__file__).resolve().parents[2]
PAPERS = [ROOT / "README.md", ROOT / "README.ru.md", *sorted((ROOT / "docs").glob("*.md"))]
COMMAND = re.compile(r"^(?:\S+=\S+ )*regtrack ([a-z-]+)(?: ([a-z-]+))?", re.MULTILINE)
INLINE = re.compile(r"`(?:regtrack )([a-z-]+)(?: ([a-z-]+))?[^`]*`")
MAKE = re.compile(r"(?:`|^)make ([a-z-]+)", re.MULTILINE)
LINK = re.compile(r"\]\(([^)#]+)\)")


def said(paper: Path) -> set[tuple[str, str]]:
    text = paper.read_text(encoding="utf-8")
    blocks = "\n".join(re.findall(r"```[a-z]*\n(.*?)```", text, re.DOTALL))
    return set(COMMAND.findall(blocks)) | set(INLINE.findall(text))


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: paper.name)
def test_commands_exist(paper: Path) -> None:
    context = click.Context(regtrack)
    for name, part in said(paper):
        command = regtrack.get_command(context, name)
        assert command is not None, f"regtrack {name}"
        if isinstance(command, click.Group):
            assert not part or command.get_command(context, part) is not None, f"regtrack {name} {part}"


def test_every_command_is_documented() -> None:
    together = {name for paper in PAPERS for name, _part in said(paper)}
    assert set(regtrack.list_commands(click.Context(regtrack))) <= together


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: paper.name)
def test_links_lead_somewhere(paper: Path) -> None:
    for target in LINK.findall(paper.read_text(encoding="utf-8")):
        if not target.startswith(("http:", "https:")):
            assert (paper.parent / target).exists(), target


def test_settings_are_all_documented() -> None:
    text = (ROOT / "docs" / "server.md").read_text(encoding="utf-8")
    for name in Settings.model_fields:
        assert f"REGTRACK_{name.upper()}" in text, name


def test_make_targets_exist() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for paper in PAPERS:
        for target in MAKE.findall(paper.read_text(encoding="utf-8")):
            assert re.search(rf"^{target}:", makefile, re.MULTILINE), target
