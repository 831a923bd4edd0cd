"""`regtrack packs`: exit codes, words that say what to do, JSON that programs read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from regtrack.catalogue.commands import packs
from tests.catalogue.pack_sample import PACK, broken

CODES = ["kz-school-site", "ru-ediary", "ru-ediary-plan", "ru-internet-presence", "ru-network-community"]


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(packs, [str(argument) for argument in arguments])


def test_all_shipped_packs_are_whole() -> None:
    done = run("check", "--lang", "en")
    assert done.exit_code == 0, done.output
    assert all(f"{code} " in done.output for code in CODES)


def test_check_counts_what_a_pack_holds(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(PACK, encoding="utf-8")
    done = run("check", path, "--lang", "en")
    assert done.exit_code == 0
    assert done.output.strip() == "ru-sample 2020-01-01: clauses: 3, items: 2, duties: 1"


def test_check_names_every_fault_of_every_file(tmp_path: Path) -> None:
    one, two = tmp_path / "one.yaml", tmp_path / "two.yaml"
    one.write_text(broken("lead: director", "lead: directr"), encoding="utf-8")
    two.write_text(broken("kind: plan\n", "kind: paln\n"), encoding="utf-8")
    done = run("check", tmp_path, "--lang", "en")
    assert done.exit_code == 1
    assert f"{one}:21:20: " in done.output
    assert f"{two}:4:7: " in done.output
    assert "did you mean director?" in done.output


def test_the_place_of_a_pack_must_agree_with_it(tmp_path: Path) -> None:
    roles = "schema: 1\nroles:\n" + "".join(
        f"  {code}: {{title: {{ru: а, kk: а, en: a}}, job_titles: {{}}}}\n"
        for code in ("director", "deputy_academic", "class_teacher")
    )
    (tmp_path / "roles.yaml").write_text(roles, encoding="utf-8")
    for folder, name, status in (
        ("ru-sample", "2020-01-01", 0),
        ("other", "2020-01-01", 1),
        ("ru-sample", "2021", 1),
    ):
        path = tmp_path / folder / f"{name}.yaml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(PACK, encoding="utf-8")
        assert run("check", path, "--lang", "en").exit_code == status


def test_check_of_nothing_says_so(tmp_path: Path) -> None:
    done = run("check", tmp_path / "none.yaml", "--lang", "en")
    assert done.exit_code == 2
    assert "none.yaml" in done.output
    assert run("check", tmp_path, "--lang", "en").exit_code == 2


def test_list_names_the_packs() -> None:
    assert [row["code"] for row in json.loads(run("list", "--json").output)] == CODES
    shown = run("list", "--lang", "kk").output
    assert all(code in shown for code in CODES)


@pytest.mark.parametrize("code", CODES)
def test_every_pack_is_traced(code: str) -> None:
    done = run("trace", code, "--school-year", "2026", "--json")
    assert done.exit_code == 0, done.output
    said = json.loads(done.output)
    assert said["code"] == code
    assert said["clauses"]
    for language in ("ru", "kk", "en"):
        table = run("trace", code, "--school-year", "2026", "--lang", language)
        assert table.exit_code == 0, table.output
        assert said["title"][language].split()[0] in table.output


def test_a_file_can_be_traced_with_the_schools_calendar(tmp_path: Path) -> None:
    path, calendar = tmp_path / "mine.yaml", tmp_path / "calendar.yaml"
    path.write_text(broken("rule: {month: 10}", "rule: {each: quarter, at: end}"), encoding="utf-8")
    calendar.write_text(
        "quarters:\n  - [2026-09-01, 2026-10-24]\n  - [2026-11-05, 2026-12-29]\n"
        "  - [2027-01-11, 2027-03-20]\n  - [2027-03-29, 2027-05-26]\n",
        encoding="utf-8",
    )
    arguments = ("trace", path, "--school-year", "2026", "--json")
    bare = json.loads(run(*arguments).output)["items"][0]
    five = json.loads(run(*arguments, "--calendar", calendar).output)["items"][0]
    six = json.loads(run(*arguments, "--calendar", calendar, "--week", "6").output)["items"][0]
    assert (bare["first_due"], five["first_due"], six["first_due"]) == (None, "2026-10-23", "2026-10-24")


def test_the_country_decides_which_days_are_worked(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(broken("rule: {month: 10}", "rule: {by: 11-04}"), encoding="utf-8")
    arguments = ("trace", path, "--school-year", "2026", "--json")
    russian = json.loads(run(*arguments).output)["items"][0]
    kazakh = json.loads(run(*arguments, "--country", "KZ").output)["items"][0]
    assert (russian["first_due"], kazakh["first_due"]) == ("2026-11-03", "2026-11-04")


def test_an_unknown_code_names_the_near_one() -> None:
    done = run("trace", "ru-ediary-pln", "--school-year", "2026", "--lang", "en")
    assert done.exit_code == 2
    assert "Did you mean ru-ediary-plan?" in done.output


def test_an_unknown_edition_names_those_that_exist() -> None:
    done = run("trace", "ru-ediary-plan", "--edition", "1999", "--school-year", "2026", "--lang", "en")
    assert done.exit_code == 2
    assert "2010-10-25" in done.output


@pytest.mark.parametrize("content", ["quarters: 5\n", "quartrs: []\n", "a: [", b"\xff\xfe\xff"])
def test_a_broken_calendar_is_refused(tmp_path: Path, content: str | bytes) -> None:
    path = tmp_path / "calendar.yaml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    done = run("trace", "ru-ediary-plan", "--school-year", "2026", "--calendar", path, "--lang", "en")
    assert done.exit_code == 2
    assert "calendar.yaml" in done.output


def test_a_broken_pack_is_not_traced(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(broken("lead: director", "lead: directr"), encoding="utf-8")
    done = run("trace", path, "--school-year", "2026")
    assert done.exit_code == 1
    assert ":21:20: " in done.output


@pytest.mark.parametrize("command", [[], ["check"], ["list"], ["trace"]])
def test_every_command_has_help(command: list[str]) -> None:
    assert run(*command, "--help").exit_code == 0
