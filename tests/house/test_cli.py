"""The command line as a person meets it: help, exit codes, sentences instead of tracebacks."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result
from filelock import FileLock

from regtrack import __version__
from regtrack.cli import PARTS, VERIFY, _load, regtrack

DATABASELESS = [
    ["packs", "list"],
    ["packs", "check"],
    ["packs", "trace", "ru-ediary-plan", "--school-year", "2026", "--json"],
    ["deadlines", "read", "до 1 сентября", "--lang", "ru", "--school-year", "2026", "--json"],
]


def run(*arguments: str, **environ: str) -> Result:
    return CliRunner().invoke(regtrack, list(arguments), env=environ)


def _all_commands() -> list[list[str]]:
    found: list[list[str]] = [[]]
    for name, part in PARTS.items():
        found.append([name])
        command = _load(part.path)
        below = VERIFY if name == "verify" else getattr(command, "commands", {})
        found += [[name, other] for other in below]
    return found


@pytest.mark.parametrize("command", _all_commands(), ids=" ".join)
def test_every_command_has_help_and_makes_nothing(command: list[str], tmp_path: Path) -> None:
    done = run(*command, "--help", REGTRACK_INSTANCE=str(tmp_path / "instance"))
    assert done.exit_code == 0, done.output
    assert "Usage: regtrack" in done.output.replace("Usage: root", "Usage: regtrack")
    assert len(done.output.splitlines()) > 4
    assert not (tmp_path / "instance").exists()


def test_the_table_says_of_each_command_what_its_help_says() -> None:

    for part in (*PARTS.values(), *VERIFY.values()):
        assert isinstance(_load(part.path), click.Command)
        assert part.help.endswith(".")


def test_version() -> None:
    assert run("--version").output.strip() == f"RegTrack, version {__version__}"


@pytest.mark.parametrize("command", DATABASELESS, ids=lambda command: " ".join(command[:2]))
def test_some_need_no_database_and_make_no_file(command: list[str], tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "regtrack.cli", *command],
        cwd=tmp_path,
        env={
            **os.environ,
            "REGTRACK_INSTANCE": str(tmp_path / "instance"),
            "REGTRACK_DATABASE_URL": "postgresql://nobody@localhost:1/nothing",
            "PYTHONIOENCODING": "utf-8",
        },
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    assert list(tmp_path.iterdir()) == []
    if "--json" in command:
        json.loads(done.stdout)


@pytest.mark.parametrize(
    ("arguments", "environ", "russian"),
    [
        ([], {}, True),
        ([], {"LC_ALL": "C"}, True),
        ([], {"LC_ALL": "en_US.UTF-8"}, False),
        ([], {"LC_ALL": "en_US.UTF-8", "REGTRACK_LANGUAGE": "ru"}, True),
        (["--lang", "ru"], {"REGTRACK_LANGUAGE": "en"}, True),
    ],
)
def test_the_language_is_chosen(arguments: list[str], environ: dict[str, str], russian: bool) -> None:
    unset = {"LC_ALL": "", "REGTRACK_LANGUAGE": ""}
    output = run(*arguments, "packs", "list", **(unset | environ)).output
    assert ("Положение о ведении электронного дневника" in output) == russian


@pytest.mark.parametrize(
    "command",
    [
        ["backup", "x.tar"],
        ["verify", "audit"],
        ["verify", "evidence"],
        ["jobs", "list"],
        ["jobs", "run", "sweep"],
    ],
    ids=" ".join,
)
def test_without_a_database_the_remedy_is_named(command: list[str], tmp_path: Path) -> None:
    done = run("--lang", "en", *command, REGTRACK_INSTANCE=str(tmp_path / "instance"))
    assert (done.exit_code, "regtrack init" in done.output) == (4, True), done.output
    assert not (tmp_path / "instance").exists()


def test_a_file_that_is_no_database_is_said(tmp_path: Path) -> None:
    (tmp_path / "regtrack.db").write_bytes(b"these are words " * 100)
    done = run("--lang", "en", "verify", "audit", REGTRACK_INSTANCE=str(tmp_path))
    assert (done.exit_code, "damaged" in done.output) == (4, True), done.output


def test_a_database_of_another_program_is_left_alone(tmp_path: Path) -> None:
    import sqlite3

    other = sqlite3.connect(tmp_path / "regtrack.db")
    other.execute("CREATE TABLE theirs (id INTEGER)")
    other.close()
    done = run("--lang", "en", "init", REGTRACK_INSTANCE=str(tmp_path))
    assert (done.exit_code, "another program" in done.output) == (4, True), done.output


def test_a_server_that_does_not_answer_is_said(tmp_path: Path) -> None:
    done = run(
        "--lang", "en", "verify", "audit",
        REGTRACK_INSTANCE=str(tmp_path),
        REGTRACK_DATABASE_URL="postgresql://nobody@127.0.0.1:1/nothing",
    )  # fmt: skip
    assert (done.exit_code, "REGTRACK_DATABASE_URL" in done.output) == (4, True), done.output


@pytest.mark.parametrize(
    ("name", "value"),
    [("REGTRACK_PORT", "eighty"), ("REGTRACK_HORIZON", "1"), ("REGTRACK_DATABASE_URL", "mysql://x/y")],
)
def test_a_bad_setting_is_named(name: str, value: str, tmp_path: Path) -> None:
    done = run("init", REGTRACK_INSTANCE=str(tmp_path / "i"), **{name: value})
    assert (done.exit_code, name in done.output) == (2, True), done.output
    assert not (tmp_path / "i").exists()


@pytest.mark.parametrize(
    "command", [["sevre"], ["packs", "chek"], ["serve", "--port", "99999"]], ids=" ".join
)
def test_a_mistake_in_the_command_is_told_from_a_refusal(command: list[str]) -> None:
    assert run(*command).exit_code == 2


def test_init_twice_and_then_the_others(tmp_path: Path) -> None:
    environ = {"REGTRACK_INSTANCE": str(tmp_path / "папка с пробелом")}
    first = run("--lang", "en", "init", **environ)
    assert (first.exit_code, "create-admin" in first.output) == (0, True), first.output
    second = run("--lang", "en", "init", **environ)
    assert (second.exit_code, "up to date" in second.output) == (0, True), second.output
    for command in (["verify", "audit"], ["verify", "evidence"], ["jobs", "list"]):
        done = run("--lang", "en", *command, **environ)
        assert done.exit_code == 0, done.output


def test_a_second_process_on_the_database_says_so(tmp_path: Path) -> None:
    assert run("init", REGTRACK_INSTANCE=str(tmp_path)).exit_code == 0
    with FileLock(tmp_path / "regtrack.lock"):
        for command in (["serve"], ["init"], ["demo"]):
            done = run("--lang", "en", *command, REGTRACK_INSTANCE=str(tmp_path))
            assert (done.exit_code, "already runs" in done.output) == (3, True), done.output
