"""The five shipped packs hold every place of their sources under the agreed locators."""

from __future__ import annotations

import re

import pytest

from regtrack import paths
from regtrack.catalogue.loader import find_packs, load_pack
from regtrack.catalogue.schema import Pack
from regtrack.people.job_roles import load_roles

PACKS = {pack.code: pack for pack in map(load_pack, find_packs())}


def numbered(*groups: tuple[str, int]) -> set[str]:
    return {f"{name}.{number}" for name, count in groups for number in range(1, count + 1)}


LOCATORS = {
    "ru-internet-presence": numbered(("goals", 3), ("tasks", 5), ("audiences", 6), ("resources", 8)),
    "ru-network-community": numbered(
        ("general", 5), ("goals", 3), ("tasks", 3), ("forms", 5), ("means", 4), ("direction", 1), ("admin", 4)
    ),
    "kz-school-site": numbered(
        ("1", 4), ("2", 1), ("2.2", 6), ("3.1", 8), ("3.2", 7), ("3.3", 6), ("4", 2), ("5", 7)
    )
    - {"3.3.3"},
    "ru-ediary-plan": {str(row) for row in range(1, 20)} | {"1.1", "1.2", "1.3"},
    "ru-ediary": numbered(("1", 10), ("2", 2), ("2.2", 6), ("3", 3)),
}
CYRILLIC = re.compile("[А-Яа-яЁё]")
EVERY = pytest.mark.parametrize("code", sorted(LOCATORS))


def kinds(pack: Pack, kind: str, prefix: str = "") -> set[str]:
    return {clause.id for clause in pack.clauses if clause.kind == kind and clause.id.startswith(prefix)}


def test_exactly_the_five_sources_are_there() -> None:
    assert set(PACKS) == set(LOCATORS)


@EVERY
def test_every_place_of_the_source_is_in_its_pack(code: str) -> None:
    missing = LOCATORS[code] - {clause.id for clause in PACKS[code].clauses}
    assert not missing


@EVERY
def test_no_place_is_invented(code: str) -> None:
    headings = {"2.2", "3.1", "3.2", "3.3"} if code == "kz-school-site" else set()
    assert {clause.id for clause in PACKS[code].clauses} <= LOCATORS[code] | headings


@EVERY
def test_every_duty_has_an_item_or_says_why_not(code: str) -> None:
    pack = PACKS[code]
    cited = {clause for item in pack.items for clause in item.clauses}
    bare = [c.id for c in pack.clauses if c.kind == "duty" and c.id not in cited and c.no_item is None]
    assert not bare


@EVERY
def test_every_ban_is_reviewed_in_a_proposed_rhythm(code: str) -> None:
    pack = PACKS[code]
    for ban in kinds(pack, "ban"):
        reviews = [item.deadline for item in pack.items if ban in item.clauses]
        assert reviews, ban
        assert any(one.proposed or one.proposal for one in reviews), ban


@EVERY
def test_titles_stand_in_three_languages(code: str) -> None:
    pack = PACKS[code]
    named = [*pack.clauses, *pack.items, *pack.channels, *pack.sections, *pack.prohibited]
    for one in named:
        assert CYRILLIC.search(one.title.ru), one.title.ru
        assert CYRILLIC.search(one.title.kk), one.title.kk
        assert not CYRILLIC.search(re.sub("«.*?»", "", one.title.en)), one.title.en


@EVERY
def test_every_item_names_someone_a_term_and_a_proof(code: str) -> None:
    roles = load_roles()
    for item in PACKS[code].items:
        lead = item.owners.lead.role if item.owners.lead else None
        proposed = item.owners.proposal.lead if item.owners.proposal else None
        assert (lead or proposed) in roles, item.key
        assert item.evidence.kinds or item.evidence.proposal, item.key
        assert not item.deadline.undecided or item.deadline.proposal, item.key
        assert item.reviewer.role in roles, item.key
        assert any(one.required for one in (*item.evidence.kinds, *item.evidence.proposal)), item.key


@EVERY
def test_the_pack_lies_where_its_name_says(code: str) -> None:
    pack = PACKS[code]
    assert (paths.regulations() / code / f"{pack.edition}.yaml").is_file()
    assert pack.jurisdiction == code[:2].upper()
    assert pack.language == ("kk" if code == "kz-school-site" else "ru")


def test_internet_presence_has_eight_resources_with_owners_and_readers() -> None:
    channels = PACKS["ru-internet-presence"].channels
    assert len(channels) == 8
    assert [channel.space for channel in channels] == ["open"] * 3 + ["closed"] * 5
    assert all(channel.owners.roles and channel.audience for channel in channels)
    assert channels[0].owners.roles == ("site_head", "site_admin")
    assert set(channels[0].audience) == {"authorities", "parents", "pupils", "staff", "public"}
    assert set(channels[2].owners.roles) == {"alumni", "pupil"}


def test_network_community_has_its_forms_means_and_duties() -> None:
    pack = PACKS["ru-network-community"]
    assert len(kinds(pack, "activity", "forms.")) == 5
    assert len(kinds(pack, "means", "means.")) == 4
    assert len([clause for clause in pack.clauses if clause.id.startswith("admin.")]) == 4
    appointing = [item for item in pack.items if "general.5" in item.clauses]
    assert any(one.kind == "order" for item in appointing for one in item.evidence.kinds)
    for number in range(1, 5):
        (item,) = (item for item in pack.items if f"admin.{number}" in item.clauses)
        assert item.owners.lead is not None
        assert item.owners.lead.role == "network_admin"


def test_the_school_site_has_its_sections_and_bans() -> None:
    pack = PACKS["kz-school-site"]
    assert {one.clause for one in pack.sections if one.required} == numbered(("3.1", 8))
    assert {one.clause for one in pack.sections if not one.required} == numbered(("3.2", 7))
    assert {one.clause for one in pack.prohibited} == numbered(("3.3", 6)) - {"3.3.3"}
    assert "3.3.3" not in {clause.id for clause in pack.clauses}


PLAN_OWNERS = {
    "1": ("director", {"informatization_lead"}),
    "1.1": ("director", {"deputy_academic", "informatization_lead"}),
    "1.2": ("director", set()),
    "1.3": ("director", set()),
    "2": ("director", {"informatization_lead"}),
    "3": ("director", set()),
    "4": ("informatization_lead", set()),
    "5": ("director", set()),
    "6": ("deputy_academic", {"method_association_head", "informatization_lead"}),
    "7": ("director", {"deputy_academic"}),
    "8": ("site_lead", set()),
    "9": ("informatization_lead", set()),
    "10": ("informatization_lead", {"class_teacher"}),
    "11": ("deputy_informatization", {"class_teacher"}),
    "12": ("deputy_informatization", set()),
    "13": ("deputy_informatization", {"class_teacher"}),
    "14": ("deputy_informatization", {"class_teacher"}),
    "15": ("class_teacher", {"subject_teacher"}),
    "16": ("informatization_lead", set()),
    "17": ("informatization_lead", set()),
    "18": ("informatization_lead", set()),
    "19": ("informatization_lead", {"class_teacher"}),
}


@pytest.mark.parametrize("row", PLAN_OWNERS)
def test_the_plan_names_the_persons_of_its_source(row: str) -> None:
    lead, others = PLAN_OWNERS[row]
    for item in PACKS["ru-ediary-plan"].items:
        if row in item.clauses:
            assert item.owners.lead is not None
            assert (item.owners.lead.role, item.owners.lead.proposed) == (lead, False)
            assert {*item.owners.with_, item.owners.each} - {None, lead} == others


def test_the_plan_warns_of_paper_journals_and_of_consents() -> None:
    items = {clause: item for item in PACKS["ru-ediary-plan"].items for clause in item.clauses}
    assert [caution.since.isoformat() for caution in items["19"].cautions if caution.since] == ["2023-09-01"]
    assert "2025-09-01" in [caution.since.isoformat() for caution in items["10"].cautions if caution.since]
    assert all(not one.proposed for one in items["10"].evidence.kinds)
    assert {one.kind for one in items["10"].evidence.kinds} == {"consent_folder", "external_record"}
    assert items["10"].confidential


def test_the_ediary_has_its_21_clauses() -> None:
    assert len(PACKS["ru-ediary"].clauses) == 21
