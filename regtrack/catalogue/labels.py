"""Names of the kinds that packs use, as people read them."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import ngettext, pgettext


def clause_kind(kind: str) -> str:
    """The name of a clause kind; raises KeyError for a kind that no pack can have."""
    names = {
        "duty": pgettext("clause kind", "duty"),
        "ban": pgettext("clause kind", "ban"),
        "right": pgettext("clause kind", "right"),
        "optional": pgettext("clause kind", "optional"),
        "aim": pgettext("clause kind", "aim"),
        "definition": pgettext("clause kind", "definition"),
        "liability": pgettext("clause kind", "liability"),
        "audience": pgettext("clause kind", "audience"),
        "resource": pgettext("clause kind", "information resource"),
        "activity": pgettext("clause kind", "form of activity"),
        "means": pgettext("clause kind", "means"),
    }
    return str(names[kind])


def evidence_kind(kind: str) -> str:
    """The name of an evidence kind; raises KeyError for a kind that no pack can have."""
    names = {
        "order": pgettext("evidence kind", "order"),
        "document_set": pgettext("evidence kind", "set of documents"),
        "agreement": pgettext("evidence kind", "agreement"),
        "consent_folder": pgettext("evidence kind", "folder of consents"),
        "minutes": pgettext("evidence kind", "minutes"),
        "report": pgettext("evidence kind", "report"),
        "act": pgettext("evidence kind", "act"),
        "archive_copy": pgettext("evidence kind", "archive copy"),
        "link": pgettext("evidence kind", "link"),
        "screenshot": pgettext("evidence kind", "screenshot"),
        "journal": pgettext("evidence kind", "journal"),
        "external_record": pgettext("evidence kind", "record in another system"),
        "statement": pgettext("evidence kind", "statement"),
        "site_check": pgettext("evidence kind", "site check"),
    }
    return str(names[kind])


def pack_kind(kind: str) -> str:
    """The name of a kind of regulation; raises KeyError for another."""
    names = {
        "regulation": pgettext("pack kind", "regulation"),
        "plan": pgettext("pack kind", "plan"),
        "concept": pgettext("pack kind", "concept"),
    }
    return str(names[kind])


def place(locator: str) -> str:
    """Where a clause stands, as people say it: «3.1.1» as it is, «goals.2» as «цель 2»."""
    section, _dot, number = locator.rpartition(".")
    names = {
        "goals": pgettext("place", "aim %(number)s", number=number),
        "tasks": pgettext("place", "objective %(number)s", number=number),
        "audiences": pgettext("place", "audience %(number)s", number=number),
        "resources": pgettext("place", "resource %(number)s", number=number),
        "general": pgettext("place", "general provision %(number)s", number=number),
        "forms": pgettext("place", "form %(number)s", number=number),
        "means": pgettext("place", "means %(number)s", number=number),
        "direction": pgettext("place", "direction %(number)s", number=number),
        "admin": pgettext("place", "administrator, item %(number)s", number=number),
    }
    return str(names.get(section, locator))


def places(locators: Sequence[str]) -> str:
    """Several places in one phrase: «пункты 1.4, 3.1», «цель 2, задача 3»."""
    numbered = [locator for locator in locators if place(locator) == locator]
    named = [place(locator) for locator in locators if locator not in numbered]
    if numbered:
        numbers = ", ".join(numbered)
        # The number of them is not said, so 21 places are «пункты» and not, as after a number, «пункт».
        many = min(len(numbered), 2)
        named.insert(0, ngettext("clause %(numbers)s", "clauses %(numbers)s", many, numbers=numbers))
    return ", ".join(named)
