"""A broken file among the regulations when the program starts."""

from __future__ import annotations

import shutil
from pathlib import Path

import click
import pytest

from regtrack import paths
from regtrack.catalogue.service import load_shipped
from regtrack.program import in_words
from regtrack.yaml_nodes.faults import FileFaults


@pytest.fixture
def root(tmp_path: Path) -> Path:
    found = tmp_path / "regulations"
    shutil.copytree(paths.regulations(), found)
    next((found / "ru-ediary").glob("*.yaml")).write_text("schema: 1\n\tcode: x\n", encoding="utf-8")
    return found


def test_the_others_are_kept_and_the_broken_one_is_named(app: object, root: Path) -> None:
    said: list[FileFaults] = []
    editions = load_shipped(root=root, broken=said.append)
    assert {row.code for row in editions} >= {"ru-ediary-plan", "kz-school-site"}
    assert "ru-ediary" not in {row.code for row in editions}
    assert len(said) == 1
    assert "ru-ediary" in str(said[0])
    assert ".yaml:2:1:" in str(said[0])


def test_where_nothing_may_be_passed_over_it_is_said_without_a_traceback(app: object, root: Path) -> None:
    with pytest.raises(click.ClickException, match=r"\.yaml:2:1:") as refused, in_words():
        load_shipped(root=root)
    assert refused.value.exit_code == 1
