"""Names of the kinds that packs use, as people read them."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

CLAUSE_KINDS: dict[str, object] = {
    "duty": _l("duty"),
    "ban": _l("ban"),
    "right": _l("right"),
    "optional": _l("optional"),
    "aim": _l("aim"),
    "definition": _l("definition"),
    "liability": _l("liability"),
    "audience": _l("audience"),
    "resource": _l("information resource"),
    "activity": _l("form of activity"),
    "means": _l("means"),
}
EVIDENCE_KINDS: dict[str, object] = {
    "order": _l("order"),
    "document_set": _l("set of documents"),
    "agreement": _l("agreement"),
    "consent_folder": _l("folder of consents"),
    "minutes": _l("minutes"),
    "report": _l("report"),
    "act": _l("act"),
    "archive_copy": _l("archive copy"),
    "link": _l("link"),
    "screenshot": _l("screenshot"),
    "journal": _l("journal"),
    "external_record": _l("record in another system"),
    "statement": _l("statement"),
    "site_check": _l("site check"),
}
PACK_KINDS: dict[str, object] = {
    "regulation": _l("regulation"),
    "plan": _l("plan"),
    "concept": _l("concept"),
}
