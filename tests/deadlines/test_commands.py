"""`regtrack deadlines read` from the command line, without an application."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from regtrack.deadlines.commands import deadlines


def run(*arguments: str) -> Result:
    return CliRunner().invoke(deadlines, ["read", *arguments])


@pytest.mark.parametrize(
    ("wording", "lang", "expected"),
    [
        ("до 1 сентября", "ru", {"rule": {"by": "09-01"}, "window_start": None, "first_due": "2026-09-01"}),
        ("–", "ru", {"rule": {"undecided": True}, "window_start": None, "first_due": None, "note": None}),
        ("", "kk", {"rule": {"undecided": True}, "first_due": None}),
        ("қыркүйек айында", "kk", {"rule": {"month": 9}, "first_due": "2026-09-30"}),
        ("тоқсан сайын", "kk", {"rule": {"each": "quarter", "at": "end"}, "first_due": None}),
    ],
)
def test_what_is_understood(wording: str, lang: str, expected: dict[str, object]) -> None:
    result = run(wording, "--lang", lang, "--school-year", "2026", "--json")
    body = json.loads(result.output)
    assert result.exit_code == 0
    assert list(body) == ["wording", "understood", "rule", "window_start", "first_due", "note"]
    assert {"wording": wording, "understood": True, **expected}.items() <= body.items()


@pytest.mark.parametrize("wording", ["32 октября", "29.02.2027", "абракадабра"])
def test_what_is_not_understood(wording: str) -> None:
    result = run(wording, "--school-year", "2026", "--json")
    body = json.loads(result.output)
    assert result.exit_code == 1
    assert (body["understood"], body["rule"], body["first_due"]) == (False, None, None)
    assert wording in body["note"]


def test_letters_are_printed_as_letters() -> None:
    assert "Октябрь 2010г." in run("Октябрь 2010г.", "--school-year", "2026", "--json").output


def test_a_calendar_gives_the_dates_of_quarters(tmp_path: Path) -> None:
    file = tmp_path / "calendar.yaml"
    file.write_text("quarters: [[2026-09-01, 2026-10-25]]\n", encoding="utf-8")
    result = run("раз в четверть", "--school-year", "2026", "--calendar", str(file), "--week", "6", "--json")
    assert json.loads(result.output)["first_due"] == "2026-10-24"


@pytest.mark.parametrize("content", [b"quaters: []", b"\xff\xfe\x00", b"["])
def test_a_broken_calendar_is_a_mistake_in_the_command(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "calendar.yaml"
    file.write_bytes(content)
    result = run("октябрь", "--school-year", "2026", "--calendar", str(file))
    assert result.exit_code == 2
    assert "calendar.yaml" in result.output


@pytest.mark.parametrize(
    "arguments",
    [
        ["октябрь"],
        ["октябрь", "--school-year", "soon"],
        ["октябрь", "--school-year", "2026", "--lang", "en"],
        ["октябрь", "--school-year", "2026", "--week", "7"],
        ["октябрь", "--school-year", "2026", "--calendar", "nowhere.yaml"],
    ],
)
def test_a_mistake_in_the_command(arguments: list[str]) -> None:
    assert run(*arguments).exit_code == 2


def test_text_to_read() -> None:
    result = run("С февраля 2027г.", "--school-year", "2026")
    assert result.exit_code == 0
    assert "с 1 февраля" in result.output
    assert "2027-02-01" in result.output
    month = run("октябрь", "--school-year", "2026", "--country", "KZ")
    assert "2026-10-30" in month.output
    assert "32 октября" in run("32 октября", "--school-year", "2026").output


def test_a_kazakh_plan_is_dated_by_the_calendar_of_kazakhstan() -> None:
    def due(*arguments: str) -> object:
        result = run("23 ақпанға дейін", "--lang", "kk", "--school-year", "2026", "--json", *arguments)
        return json.loads(result.output)["first_due"]

    assert due() == due("--country", "KZ") == "2027-02-23"
    assert due("--country", "RU") == "2027-02-20"  # a Saturday that is worked for the 22nd


@pytest.mark.parametrize("wording", ["-", "—", "- - -", "---"])
def test_dashes_are_a_wording_and_not_an_option(wording: str) -> None:
    result = run(wording, "--school-year", "2026", "--json")
    assert result.exit_code == 0, result.output
    assert json.loads(result.output)["rule"] == {"undecided": True}
