"""Roles come from one file, and a job title suggests those whose longest fragment it holds."""

from __future__ import annotations

from pathlib import Path

import pytest

from regtrack.people.job_roles import load_roles, propose
from regtrack.yaml_nodes.faults import FileFaults

SHIPPED = load_roles()


@pytest.mark.parametrize(
    ("job_title", "code"),
    [
        ("Директор", "director"),
        ("директор школы", "director"),
        ("Заместитель директора по УВР", "deputy_academic"),
        ("заместитель  директора по воспитательной работе", "deputy_educational"),
        ("Зам. директора по ИТ", "deputy_informatization"),
        ("Ответственный за сайт", "site_lead"),
        ("Ответственная за сайт", "site_lead"),
        ("Классный руководитель 5Б", "class_teacher"),
        ("Классная руководительница", "class_teacher"),
        ("Учитель математики", "subject_teacher"),
        ("Администратор сайта", "site_admin"),
        ("Сынып жетекшісі", "class_teacher"),
        ("Мектеп директоры", "director"),
        ("Оқу ісінің меңгерушісі", "deputy_academic"),
    ],
)
def test_a_title_suggests_its_role(job_title: str, code: str) -> None:
    assert code in propose(job_title)


@pytest.mark.parametrize("job_title", ["Заместитель директора по УВР", "Зам. директора по ВР", "Завуч"])
def test_a_deputy_is_not_taken_for_the_head(job_title: str) -> None:
    assert "director" not in propose(job_title)


@pytest.mark.parametrize("job_title", ["", "   ", "Повар", "содиректор", "Водитель"])
def test_other_titles_suggest_nothing(job_title: str) -> None:
    assert propose(job_title) == []


def test_every_shipped_role_has_three_titles_and_a_way_to_be_found() -> None:
    for role in SHIPPED.values():
        assert set(role.title) == {"ru", "kk", "en"}
        assert all(role.title.values())
        assert role.group or (role.job_titles["ru"] and role.job_titles["kk"]), role.code
    assert SHIPPED["class_teacher"].per_class


def test_a_changed_file_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "roles.yaml"
    path.write_text(_roles("cook"), encoding="utf-8")
    assert list(load_roles(path)) == ["cook"]
    path.write_text(_roles("gardener"), encoding="utf-8")
    assert list(load_roles(path)) == ["gardener"]


@pytest.mark.parametrize(
    ("old", "new", "line", "column", "code"),
    [
        ("schema: 1", "schema: 3", 1, 9, "unknown_value"),
        ("kk: Аспаз, ", "", 4, 12, "missing_key"),
        ("job_titles", "job_title", 5, 5, "unknown_key"),
        ("ru: [повар]", "ru: [NO]", 5, 23, "ambiguous"),
        ("cook:", "Cook:", 3, 3, "bad_pattern"),
    ],
)
def test_a_broken_file_is_refused_at_its_place(
    tmp_path: Path, old: str, new: str, line: int, column: int, code: str
) -> None:
    path = tmp_path / "roles.yaml"
    assert old in _roles("cook")
    path.write_text(_roles("cook").replace(old, new), encoding="utf-8")
    with pytest.raises(FileFaults) as refused:
        load_roles(path)
    assert (line, column, code) in [(f.line, f.column, f.code) for f in refused.value.faults]


def test_a_missing_file_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(FileFaults) as refused:
        load_roles(tmp_path / "none.yaml")
    assert [fault.code for fault in refused.value.faults] == ["unreadable"]


def _roles(code: str) -> str:
    return (
        "schema: 1\nroles:\n"
        f"  {code}:\n"
        "    title: {ru: Повар, kk: Аспаз, en: Cook}\n"
        "    job_titles: {ru: [повар], kk: [аспаз]}\n"
    )


def test_a_mistyped_key_of_a_role_is_answered_with_those_that_it_may_have(tmp_path: Path) -> None:
    path = tmp_path / "roles.yaml"
    path.write_text(_roles("cook").replace("title:", "titel:", 1), encoding="utf-8")
    with pytest.raises(FileFaults) as refused:
        load_roles(path)
    unknown = next(fault for fault in refused.value.faults if fault.code == "unknown_key")
    assert unknown.params["near"] == "title"
    assert "job_titles" in str(unknown.params["allowed"])
