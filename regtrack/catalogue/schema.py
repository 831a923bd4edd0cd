"""The shape of a regulation pack. A bare value is the source's, `proposed` is ours, `undecided` nobody's."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from regtrack.catalogue.values import Days, Role, Undecided, bare
from regtrack.yaml_nodes.shapes import Code, Filled, Part, Text, Title, TrueDate, Words, plain, refuse

Kind = Literal["regulation", "plan", "concept"]
Language = Literal["ru", "kk", "en"]
ClauseKind = Literal[
    "duty",
    "ban",
    "right",
    "optional",
    "aim",
    "definition",
    "liability",
    "audience",
    "resource",
    "activity",
    "means",
]
EvidenceKind = Literal[
    "order",
    "document_set",
    "agreement",
    "consent_folder",
    "minutes",
    "report",
    "act",
    "archive_copy",
    "link",
    "screenshot",
    "journal",
    "external_record",
    "statement",
    "site_check",
]
Audience = Literal["authorities", "parents", "pupils", "staff", "public", "alumni"]
Locator = Annotated[Filled, Field(max_length=64)]


class OwnersProposal(Part):
    """Whom we propose where the source names nobody who can hold a task."""

    lead: Code
    with_: tuple[Code, ...] = Field(default=(), alias="with")
    each: Code | None = None
    per: Literal["class"] | None = None


class Owners(Undecided):
    """`lead` answers, `with` help; `each`: a task per holder of a role, `per`: per class."""

    lead: Role | None = None
    with_: tuple[Code, ...] = Field(default=(), alias="with")
    each: Code | None = None
    per: Literal["class"] | None = None
    proposal: OwnersProposal | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Owners:
        if self.lead is None and not self.undecided:
            raise refuse("missing_key", name="lead")
        return self


class Deadline(Part):
    """`wording`: the source's phrase; `rule`: its meaning; `proposal`: ours where that is open."""

    wording: Text = ""
    rule: dict[str, Any]
    proposal: dict[str, Any] | None = None
    proposed: bool = False

    @model_validator(mode="before")
    @classmethod
    def _plain_rules(cls, value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        return {key: plain(part) if key in ("rule", "proposal") else part for key, part in value.items()}

    @property
    def undecided(self) -> bool:
        return self.rule.get("undecided") is True


class EvidenceRequirement(Part):
    """One kind of proof; of the people in `register` the share `answered` must have answered."""

    kind: EvidenceKind
    title: Title | None = None
    required: bool = False
    proposed: bool = False
    document: Code | None = None
    register_: Code | None = Field(default=None, alias="register")
    answered: Annotated[float, Field(gt=0, le=1)] | None = None


def _evidence(value: Any) -> Any:
    """A bare list is what the source or we name; {undecided, proposal} says that the source names nothing."""
    return {"kinds": value} if isinstance(value, tuple) else value


class Evidence(Undecided):
    """What proves an item: `kinds` (the source's or ours), or undecided with our `proposal`."""

    kinds: tuple[EvidenceRequirement, ...] = ()
    proposal: tuple[EvidenceRequirement, ...] = ()

    @model_validator(mode="after")
    def _says_something(self) -> Evidence:
        if not self.kinds and not self.undecided:
            raise refuse("few_values")
        return self


class Caution(Part):
    """Where today's law contradicts the source; `mark`: V read in the act, S seen quoted, R recalled."""

    since: TrueDate | None = None
    mark: Literal["V", "S", "R"]
    text: Words
    law: Filled


class Clause(Part):
    """A numbered place of the source; `no_item` says why nothing is to be done for it."""

    id: Locator
    kind: ClauseKind
    title: Title
    no_item: Annotated[Words, bare("en")] | None = None
    cautions: tuple[Caution, ...] = ()
    note: Text | None = None


class Item(Part):
    """What somebody must do, when, and what proves it; `key` is stable for ever."""

    key: Code
    clauses: Annotated[tuple[Locator, ...], Field(min_length=1)]
    title: Title
    owners: Owners
    reviewer: Role
    deadline: Deadline
    evidence: Annotated[Evidence, BeforeValidator(_evidence)]
    confidential: bool = False
    cautions: tuple[Caution, ...] = ()
    note: Text | None = None


class ChannelOwners(Undecided):
    """Roles that answer for a channel; pupils and alumni may stand here, they hold no tasks."""

    roles: tuple[Code, ...] = ()


class Channel(Part):
    """An information resource that the source names."""

    key: Code
    title: Title
    space: Literal["open", "closed"] | None = None
    clause: Locator | None = None
    owners: Annotated[ChannelOwners, BeforeValidator(lambda v: {"roles": v} if isinstance(v, tuple) else v)]
    audience: tuple[Audience, ...] = ()
    max_age_days: Days | None = None


class Section(Part):
    """What a site must (`required`) or may carry."""

    key: Code
    channel: Code
    clause: Locator
    required: bool
    title: Title
    owner: Role | None = None
    look_for: tuple[Text, ...] = ()
    max_age_days: Days | None = None


class Prohibited(Part):
    """What a channel must not carry: a list to review, never an automatic verdict."""

    key: Code
    channel: Code
    clause: Locator
    title: Title


class Act(Part):
    """The act that the source is or belongs to."""

    kind: Filled
    number: Filled | None = None
    date: TrueDate | None = None


class Source(Part):
    file: Filled
    act: Act | None = None
    note: Text | None = None


class InForce(Undecided):
    from_: TrueDate | None = Field(default=None, alias="from")

    @model_validator(mode="after")
    def _says_something(self) -> InForce:
        if self.from_ is None and not self.undecided:
            raise refuse("missing_key", name="from")
        return self


class Checked(Part):
    """When and how the pack was compared with its source."""

    on: TrueDate
    how: Filled


class Translations(Part):
    """State of the languages that are not the source's; a draft is marked on the screen."""

    ru: Literal["draft", "reviewed"] | None = None
    kk: Literal["draft", "reviewed"] | None = None
    en: Literal["draft", "reviewed"] | None = None


class Pack(Part):
    """One immutable edition of a regulation."""

    schema_: Literal[1] = Field(alias="schema")
    code: Code
    edition: Filled
    kind: Kind
    jurisdiction: Literal["RU", "KZ"]
    language: Language
    translations: Translations = Translations()
    title: Title
    source: Source
    in_force: InForce
    checked: Checked
    roles: tuple[Code, ...]
    clauses: Annotated[tuple[Clause, ...], Field(min_length=1)]
    items: tuple[Item, ...] = ()
    channels: tuple[Channel, ...] = ()
    sections: tuple[Section, ...] = ()
    prohibited: tuple[Prohibited, ...] = ()
