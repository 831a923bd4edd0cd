"""The walk from clause to proof as data: clause → items → deadline → owner → evidence."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from regtrack.catalogue.schema import (
    Caution,
    Channel,
    Clause,
    Deadline,
    EvidenceRequirement,
    Item,
    Owners,
    Pack,
    Section,
)
from regtrack.catalogue.values import RoleValue
from regtrack.deadlines.calendars import SchoolCalendar
from regtrack.deadlines.occurrences import first_term
from regtrack.deadlines.rules import parse_rule
from regtrack.deadlines.school_year import SchoolYear

Json = dict[str, Any]


def trace(pack: Pack, school_year: SchoolYear, calendar: SchoolCalendar) -> Json:
    """The pack as JSON values with the first term of each item in that school year.

    Dates are ISO texts; a date that the rule leaves open or that needs periods that the calendar lacks is
    None. Every key is always present. The shape is fixed: other programs read it.
    """
    return {
        "code": pack.code,
        "edition": pack.edition,
        "kind": pack.kind,
        "jurisdiction": pack.jurisdiction,
        "language": pack.language,
        "translations": pack.translations.model_dump(),
        "title": pack.title.model_dump(),
        "source": pack.source.model_dump(mode="json"),
        "in_force": {"from": _iso(pack.in_force.from_), "undecided": pack.in_force.undecided},
        "school_year": school_year.first,
        "roles": list(pack.roles),
        "clauses": [_clause(clause, pack) for clause in pack.clauses],
        "items": [_item(item, school_year, calendar) for item in pack.items],
        "channels": [_channel(channel) for channel in pack.channels],
        "sections": [_section(section) for section in pack.sections],
        "prohibited": [one.model_dump(mode="json") for one in pack.prohibited],
    }


def _clause(clause: Clause, pack: Pack) -> Json:
    return {
        "id": clause.id,
        "kind": clause.kind,
        "title": clause.title.model_dump(),
        "items": [item.key for item in pack.items if clause.id in item.clauses],
        "no_item": clause.no_item.model_dump() if clause.no_item else None,
        "cautions": [_caution(caution) for caution in clause.cautions],
        "note": clause.note,
    }


def _item(item: Item, year: SchoolYear, calendar: SchoolCalendar) -> Json:
    evidence = item.evidence
    return {
        "key": item.key,
        "clauses": list(item.clauses),
        "title": item.title.model_dump(),
        "owners": _owners(item.owners),
        "reviewer": _role(item.reviewer),
        **_deadline(item.deadline, year, calendar),
        "evidence": [_evidence(one, proposed=False) for one in evidence.kinds]
        + [_evidence(one, proposed=True) for one in evidence.proposal],
        "evidence_undecided": evidence.undecided,
        "confidential": item.confidential,
        "cautions": [_caution(caution) for caution in item.cautions],
        "note": item.note,
    }


def _owners(owners: Owners) -> Json:
    lead, proposal = owners.lead, owners.proposal
    return {
        "lead": lead.role if lead else None,
        "lead_proposed": bool(owners.proposed or (lead and lead.proposed)),
        "lead_undecided": bool(owners.undecided or (lead and lead.undecided)),
        "with": list(owners.with_),
        "each": owners.each,
        "per": owners.per,
        "proposal": proposal.model_dump(mode="json", by_alias=True) if proposal else None,
    }


def _deadline(deadline: Deadline, year: SchoolYear, calendar: SchoolCalendar) -> Json:
    start, due = _term(deadline.rule, year, calendar)
    proposed_start, proposed_due = _term(deadline.proposal, year, calendar)
    return {
        "wording": deadline.wording,
        "rule": deadline.rule,
        "proposal": deadline.proposal,
        "undecided": deadline.undecided,
        "deadline_proposed": deadline.proposed,
        "window_start": start,
        "first_due": due,
        "proposal_window_start": proposed_start,
        "proposal_first_due": proposed_due,
    }


def _term(
    rule: Mapping[str, Any] | None, year: SchoolYear, calendar: SchoolCalendar
) -> tuple[str | None, str | None]:
    if rule is None:
        return None, None
    start, due = first_term(parse_rule(rule), year, calendar)
    return _iso(start), _iso(due)


def _evidence(one: EvidenceRequirement, *, proposed: bool) -> Json:
    said = one.model_dump(mode="json", by_alias=True)
    return {**said, "proposed": one.proposed or proposed}


def _caution(caution: Caution) -> Json:
    return caution.model_dump(mode="json")


def _channel(channel: Channel) -> Json:
    return {
        **channel.model_dump(mode="json", exclude={"owners"}),
        "owners": list(channel.owners.roles),
        "owners_proposed": channel.owners.proposed,
        "owners_undecided": channel.owners.undecided,
    }


def _section(section: Section) -> Json:
    return {**section.model_dump(mode="json", exclude={"owner"}), "owner": _role(section.owner)}


def _role(value: RoleValue | None) -> Json | None:
    return value.model_dump() if value else None


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
