"""Every kind of fault is named, at its own line and column."""

from __future__ import annotations

import re

import pytest

from regtrack.catalogue.loader import content_hash, dump, load_text, undump
from regtrack.yaml_nodes.faults import MAX_FAULTS, Fault, FileFaults
from tests.catalogue.pack_sample import PACK, ROLES, TITLE, broken

END = "prohibited:\n"


def faults_of(text: str | bytes) -> tuple[Fault, ...]:
    with pytest.raises(FileFaults) as refused:
        load_text(text, "sample.yaml", ROLES)
    return refused.value.faults


def places(text: str | bytes) -> list[tuple[int, int, str]]:
    return [(fault.line, fault.column, fault.code) for fault in faults_of(text)]


def test_the_whole_pack_is_accepted() -> None:
    pack = load_text(PACK, "sample.yaml", ROLES)
    assert [item.key for item in pack.items] == ["first-thing", "ban-review"]
    assert pack.items[0].owners.lead is not None
    assert pack.items[0].owners.lead.role == "director"
    assert pack.items[1].deadline.undecided
    assert pack.clauses[1].no_item is not None


def test_line_ends_and_a_byte_order_mark_do_not_matter() -> None:
    windows = b"\xef\xbb\xbf" + PACK.replace("\n", "\r\n").encode()
    assert load_text(windows, "x", ROLES) == load_text(PACK, "x", ROLES)


def test_the_hash_is_of_what_is_said() -> None:
    pack = load_text(PACK, "x", ROLES)
    commented = load_text(
        "# a comment\n" + PACK.replace("kind: plan\njurisdiction: RU", "jurisdiction: RU\nkind: plan"),
        "x",
        ROLES,
    )
    other = load_text(broken("Октябрь", "Ноябрь"), "x", ROLES)
    assert content_hash(pack) == content_hash(commented)
    assert content_hash(pack) != content_hash(other)
    assert re.fullmatch("[0-9a-f]{64}", content_hash(pack))


def test_a_stored_pack_is_read_back() -> None:
    pack = load_text(PACK, "x", ROLES)
    assert undump(dump(pack)) == pack


# what is changed, into what, and the one fault: line, column, code
ONE_FAULT = [
    ("schema: 1", "schema: 2", 1, 9, "unknown_value"),
    ("code: ru-sample", "code: Ru Sample", 2, 7, "bad_pattern"),
    ('edition: "2020-01-01"', "edition: 2020-01-01", 3, 10, "not_text"),
    ('edition: "2020-01-01"', "edition: 2020", 3, 10, "not_text"),
    ('edition: "2020-01-01"', 'edition: ""', 3, 10, "blank_text"),
    ("kind: plan\n", "kind: paln\n", 4, 7, "unknown_value"),
    ("kind: plan\n", "", 1, 1, "missing_key"),
    ("kind: plan\n", "kind: plan\nkind: concept\n", 5, 1, "duplicate_key"),
    ("kind: plan\n", "kind: plan\nkinds: plan\n", 5, 1, "unknown_key"),
    ("jurisdiction: RU", "jurisdiction: NO", 5, 15, "unknown_value"),
    ("note: made up", "note: NO", 9, 87, "ambiguous"),
    ("note: made up", "note: on", 9, 87, "ambiguous"),
    ("note: made up", "note: 010", 9, 87, "ambiguous"),
    ("note: made up", "note: 12:30", 9, 87, "ambiguous"),
    ("note: made up", "note: 2026-02-30", 9, 87, "ambiguous"),
    ("note: made up", "note: true", 9, 87, "not_text"),
    ("note: made up", "note: 1.50", 9, 87, "not_text"),
    ("note: made up", 'note: "a\\0b"', 9, 87, "control_character"),
    ("note: made up", "note: made \u202epu", 9, 87, "control_character"),
    ("note: made up", "note: [a]", 9, 87, "text_expected"),
    ("note: made up", "note: !!str made", 9, 87, "tag"),
    ("note: made up", "note: &made up", 9, 87, "alias"),
    ('number: "175"', "number: 175", 9, 55, "not_text"),
    ("date: 2010-10-25", "date: 2010-02-30", 9, 68, "no_such_day"),
    ("date: 2010-10-25", "date: yesterday", 9, 68, "not_date"),
    ("date: 2010-10-25", "date: 2027-01-01", 9, 68, "date_after_check"),
    ("{from: 2010-10-25}", "{from: 2010-10-25, undecided: true}", 10, 11, "undecided_and_value"),
    ("{from: 2010-10-25}", "{}", 10, 11, "missing_key"),
    ("roles: [director,", "roles: [director, director,", 12, 19, "role_twice"),
    ("roles: [director,", "roles: [director, directr,", 12, 19, "unknown_role"),
    ('- {id: "1", kind: duty', "- {id: 1, kind: duty", 14, 10, "not_text"),
    ('- {id: "2", kind: liability', '- {id: "2", kind: liabilty', 15, 21, "unknown_value"),
    (", no_item: nothing to hand in", ", kind: duty", 15, 77, "duplicate_key"),
    (
        f"kind: liability, title: {TITLE}, no_item: nothing to hand in",
        f"kind: duty, title: {TITLE}",
        15,
        5,
        "duty_without_item",
    ),
    ('clauses: ["3"]', 'clauses: ["1"]', 16, 5, "ban_without_item"),
    ('clauses: ["3"]', 'clauses: ["3", "2"]', 15, 86, "item_and_no_item"),
    ("owners: [director]", "owners: [directo]", 36, 84, "unknown_role"),
    ("audience: [parents]", "audience: [parents, aliens]", 36, 115, "unknown_value"),
    (
        "owners: {undecided: true, proposal: {lead: class_teacher}}",
        "owners: {lead: pupil}",
        31,
        20,
        "role_not_listed",
    ),
    ("key: first-thing", "key: ban-review", 28, 10, "same_key"),
    ("key: first-thing", "key: first thing", 18, 10, "bad_pattern"),
    ("lead: director", "lead: directr", 21, 20, "unknown_role"),
    ("lead: director", "lead: registrar", 21, 20, "role_not_listed"),
    ("lead: director", "lead: {role: director, undecided: true}", 21, 20, "undecided_and_value"),
    ("lead: director", "lead: deputy_academic", 22, 22, "reviewer_is_lead"),
    ("lead: director, ", "", 21, 13, "missing_key"),
    ("{month: 10}", "{month: 13}", 23, 48, "rule"),
    ("{month: 10}", "{mnth: 10}", 23, 41, "rule"),
    ("{month: 10}", "month 10", 23, 40, "not_a_mapping"),
    ("{month: 10}", "{month: 10}, proposal: {month: 9}", 23, 63, "proposal_not_needed"),
    ("kind: order, title", "kind: ordr, title", 25, 16, "unknown_value"),
    ("required: true}\n    cautions", "required: yes}\n    cautions", 25, 78, "not_boolean"),
    ("mark: S", "mark: X", 27, 35, "unknown_value"),
    ("text: {ru: Осторожно}", "text: {en: Careful}", 27, 44, "missing_language"),
    ("proposal: {each: quarter, at: end}", "proposal: {undecided: true}", 33, 64, "proposal_undecided"),
    ("proposal: [{kind: report", "proposals: [{kind: report", 34, 33, "unknown_key"),
    ("evidence: {undecided: true, ", "evidence: {", 34, 15, "few_values"),
    ("max_age_days: 14", "max_age_days: 0", 36, 130, "too_low"),
    ('channel: site, clause: "1"', 'channel: sit, clause: "1"', 38, 30, "unknown_channel"),
    ('channel: site, clause: "1"', 'channel: site, clause: "9"', 38, 44, "unknown_clause"),
    ('clauses: ["1"]', 'clauses: ["1", "1"]', 19, 20, "clause_twice"),
]


@pytest.mark.parametrize(("old", "new", "line", "column", "code"), ONE_FAULT)
def test_one_fault_at_its_place(old: str, new: str, line: int, column: int, code: str) -> None:
    assert places(broken(old, new)) == [(line, column, code)]


def test_faults_of_all_kinds_come_at_once_in_the_order_of_the_file() -> None:
    text = (
        PACK.replace("kind: plan\n", "kind: paln\n")
        .replace("language: ru\n", "language: ru\nlanguage: kk\n")
        .replace("lead: director", "lead: directr")
        .replace("{month: 10}", "{month: 13}")
        .replace('channel: site, clause: "3"', 'channel: site, clause: "7"')
    )
    found = faults_of(text)
    codes = ["unknown_value", "duplicate_key", "unknown_role", "rule", "unknown_clause"]
    assert [fault.code for fault in found] == codes
    assert [fault.line for fault in found] == sorted(fault.line for fault in found)


def test_an_item_without_clauses_leaves_its_duty_bare() -> None:
    assert places(broken('clauses: ["1"]', "clauses: []")) == [
        (14, 5, "duty_without_item"),
        (19, 14, "few_values"),
    ]


def test_a_fault_shows_its_line_with_a_caret_and_a_near_name() -> None:
    (fault,) = faults_of(broken("lead: director", "lead: directr"))
    head, line, caret = fault.render().split("\n")
    assert head.startswith("sample.yaml:21:20: ")
    assert "directr" in head
    assert head.endswith("did you mean director?")
    assert line[caret.index("^") :].startswith("directr")


def test_an_unknown_key_names_the_allowed_and_the_near_one() -> None:
    (fault,) = faults_of(broken("wording: Октябрь", "wordin: Октябрь"))
    assert fault.params["allowed"] == "wording, rule, proposal, proposed"
    assert fault.params["near"] == "wording"


def test_a_long_line_is_cut_around_the_caret() -> None:
    (fault,) = faults_of(broken("note: made up", "note: made up, nota: " + "а" * 900 + ", x: y") + "\n")[:1]
    rows = fault.render().split("\n")
    assert len(rows[1]) <= 110
    assert rows[1][rows[2].index("^") :].startswith("nota")


@pytest.mark.parametrize(
    ("text", "line", "column", "code"),
    [
        ("", 1, 1, "empty"),
        ("# only a comment\n", 1, 1, "empty"),
        ("~", 1, 1, "not_a_mapping"),
        ("just words", 1, 1, "not_a_mapping"),
        ("- a\n- b\n", 1, 1, "not_a_mapping"),
        ("a: 1\n---\nb: 2\n", 2, 1, "several_documents"),
        ("a:\n\tb: 1\n", 2, 1, "tab"),
        ("a: [1, 2\nb: 3\n", 2, 2, "list_open"),
        ("a: {x: 1\nb: 3\n", 2, 2, "mapping_open"),
        ("a: b: c\n", 1, 5, "stray_colon"),
        ("a: 'open\n", 1, 4, "quotes_open"),
        ("a: @x\n", 1, 4, "bad_first_sign"),
        ("a:\n  - 1\n - 2\n", 3, 2, "bad_indentation"),
        ("a: - b\n", 1, 4, "stray_dash"),
        ("a: *\n", 1, 5, "alias"),
        ('a: "\\q"\n', 1, 5, "bad_escape"),
        ("%YAML 9.1\n---\na: 1\n", 1, 1, "syntax"),
        ("a: \x00\n", 1, 4, "control_character"),
        ("a: b\u200b\x07\n", 1, 6, "control_character"),
        ("a: &x 1\nb: *x\n", 1, 4, "alias"),
        ("<<: {a: 1}\n", 1, 1, "merge_key"),
        ("? {a: 1}\n: b\n", 1, 3, "key_not_text"),
        ("a: !!python/object:os.system {}\n", 1, 4, "tag"),
        ("код: имя\n".encode("cp1251"), 1, 1, "encoding_cp1251"),
        ("a: 1\nтитул: да\n".encode("cp1251"), 2, 1, "encoding_cp1251"),
        ("a: 1\n".encode("utf-16"), 1, 1, "encoding_utf16"),
        (b"a: \x89\xff\x81\x98\xa0\n", 1, 4, "encoding"),
    ],
)
def test_broken_files(text: str | bytes, line: int, column: int, code: str) -> None:
    assert (line, column, code) in places(text)


def test_a_mistyped_list_of_clauses_is_one_fault_and_not_one_for_each_item() -> None:
    codes = [fault.code for fault in faults_of(PACK.replace("clauses:\n", "clauzes:\n", 1))]
    assert (codes.count("unknown_key"), codes.count("unknown_clause")) == (1, 0)


def test_both_tabs_are_named() -> None:
    assert places("a:\n\tb: 1\n\tc: 2\n") == [(2, 1, "tab"), (3, 1, "tab")]


def test_a_flood_of_faults_is_cut() -> None:
    text = PACK + "".join(f"extra{number}: 1\n" for number in range(400))
    found = faults_of(text)
    assert len(found) == MAX_FAULTS + 1
    assert found[-1].code == "too_many_faults"
