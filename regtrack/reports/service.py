"""Reports on how an adopted document is carried out."""

from __future__ import annotations

from regtrack.actor import Actor
from regtrack.documents.service import director_of, note_made
from regtrack.obligations.models import Adoption
from regtrack.reports.execution import KIND, execution_table
from regtrack.schools.models import School


def execution_paper(school: School, adoption: Adoption, lang: str, actor: Actor) -> bytes:
    """The plan-execution table as DOCX; recorded with its hash."""
    content = execution_table(school, adoption, director_of(school), lang)
    note_made(KIND, content, adoption, actor, lang)
    return content
