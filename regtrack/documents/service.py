"""Making papers: who signs, in which language, and the record that a paper was made."""

from __future__ import annotations

import hashlib
import re

from flask_babel import gettext as _
from sqlalchemy import select

from regtrack import clock
from regtrack.actor import Actor
from regtrack.audit.service import record
from regtrack.audit.tags import Tag
from regtrack.documents.order import KIND, appoint_responsible
from regtrack.documents.texts import LANGUAGES
from regtrack.errors import NotFound
from regtrack.extensions import db
from regtrack.formatting import school_year_name
from regtrack.obligations.models import Adoption
from regtrack.people.models import Account, Membership, MembershipRight
from regtrack.permissions import Right
from regtrack.schools.models import School


def adoption_of(school_id: int, adoption_id: int) -> Adoption:
    """The adoption in this school; raises NotFound for a foreign or unknown one."""
    found = db.session.scalar(
        select(Adoption).where(Adoption.school_id == school_id, Adoption.id == adoption_id)
    )
    if found is None:
        raise NotFound(_("There is no such adoption in this school."))
    return found


def paper_language(wanted: str | None, school: School) -> str:
    """Papers are in Russian or Kazakh: the wanted one, else the school's own."""
    return wanted if wanted in LANGUAGES else school.language


def director_of(school: School) -> str:
    """Short name of the present director, "" when nobody is."""
    today = clock.today(school.time_zone)
    name = db.session.scalar(
        select(Account.short_name)
        .join(Membership, Membership.account_id == Account.id)
        .join(MembershipRight, MembershipRight.membership_id == Membership.id)
        .where(Membership.school_id == school.id, MembershipRight.right == Right.DIRECTOR)
        .where((Membership.left_on.is_(None)) | (Membership.left_on >= today))
        .order_by(Membership.id)
        .limit(1)
    )
    return name or ""


def draft_order(school: School, adoption: Adoption, lang: str, actor: Actor) -> bytes:
    """The order that appoints the responsible persons, as a draft; recorded with its hash."""
    content = appoint_responsible(school, adoption, director_of(school), lang)
    note_made(KIND, content, adoption, actor, lang)
    return content


def note_made(kind: str, content: bytes, adoption: Adoption, actor: Actor, lang: str) -> None:
    record(
        Tag.DOCUMENT_MADE,
        school_id=adoption.school_id,
        actor=actor,
        subject="adoption",
        subject_id=adoption.id,
        kind=kind,
        language=lang,
        sha256=hashlib.sha256(content).hexdigest(),
    )


def file_name(start: str, adoption: Adoption) -> str:
    """A name that says what the file is: «Приказ ru-ediary-plan 2026-27.docx»."""
    year = school_year_name(adoption.school_year).replace("/", "-")
    return re.sub(r"[^\w .-]", "", f"{start} {adoption.edition.code} {year}") + ".docx"
