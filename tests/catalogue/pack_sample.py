"""A small whole pack, and ways to break it at a known place."""

from __future__ import annotations

from regtrack.people.job_roles import JobRole

TITLE = "{ru: Название, kk: Атауы, en: Title}"

PACK = f"""\
schema: 1
code: ru-sample
edition: "2020-01-01"
kind: plan
jurisdiction: RU
language: ru
translations: {{kk: draft, en: draft}}
title: {TITLE}
source: {{file: sample.txt, act: {{kind: order, number: "175", date: 2010-10-25}}, note: made up}}
in_force: {{from: 2010-10-25}}
checked: {{on: 2026-11-20, how: read in the source}}
roles: [director, deputy_academic, class_teacher]
clauses:
  - {{id: "1", kind: duty, title: {TITLE}}}
  - {{id: "2", kind: liability, title: {TITLE}, no_item: nothing to hand in}}
  - {{id: "3", kind: ban, title: {TITLE}}}
items:
  - key: first-thing
    clauses: ["1"]
    title: {TITLE}
    owners: {{lead: director, with: [class_teacher], each: class_teacher}}
    reviewer: {{role: deputy_academic, proposed: true}}
    deadline: {{wording: Октябрь, rule: {{month: 10}}}}
    evidence:
      - {{kind: order, title: {TITLE}, required: true}}
    cautions:
      - {{since: 2025-09-01, mark: S, text: {{ru: Осторожно}}, law: 152-ФЗ}}
  - key: ban-review
    clauses: ["3"]
    title: {TITLE}
    owners: {{undecided: true, proposal: {{lead: class_teacher}}}}
    reviewer: {{role: deputy_academic, proposed: true}}
    deadline: {{wording: "", rule: {{undecided: true}}, proposal: {{each: quarter, at: end}}}}
    evidence: {{undecided: true, proposal: [{{kind: report, proposed: true}}]}}
channels:
  - {{key: site, title: {TITLE}, space: open, owners: [director], audience: [parents], max_age_days: 14}}
sections:
  - {{key: contacts, channel: site, clause: "1", required: true, title: {TITLE}, owner: {{undecided: true}}}}
prohibited:
  - {{key: advertising, channel: site, clause: "3", title: {TITLE}}}
"""

ROLES = {
    code: JobRole(code, {"ru": code, "kk": code, "en": code}, {}, group=code == "pupil")
    for code in ("director", "deputy_academic", "class_teacher", "registrar", "pupil")
}


def broken(old: str, new: str) -> str:
    """The pack with one place changed; the place must be there."""
    assert old in PACK, old
    return PACK.replace(old, new, 1)
