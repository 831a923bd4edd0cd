"""The plan-execution table as a page and as a paper."""

from __future__ import annotations

from flask import Blueprint, Response, g, render_template, request
from flask_babel import gettext as _

from regtrack.documents.downloads import as_download
from regtrack.documents.service import adoption_of, file_name, paper_language
from regtrack.formatting import language
from regtrack.obligations.labels import STATES
from regtrack.permissions import Permission, requires
from regtrack.reports import service
from regtrack.reports.execution import execution_rows

pages = Blueprint("reports", __name__)


@pages.get("/s/<int:school_id>/regulations/<int:adoption_id>/execution")
@requires(Permission.VIEW_REPORTS)
def execution(school_id: int, adoption_id: int) -> str:
    adoption = adoption_of(school_id, adoption_id)
    rows = execution_rows(g.school, adoption, language())
    return render_template("reports/execution.html", adoption=adoption, rows=rows, states=STATES)


@pages.get("/s/<int:school_id>/regulations/<int:adoption_id>/execution.docx")
@requires(Permission.VIEW_REPORTS, writes=True)
def execution_docx(school_id: int, adoption_id: int) -> Response:
    adoption = adoption_of(school_id, adoption_id)
    lang = paper_language(request.args.get("lang") or language(), g.school)
    content = service.execution_paper(g.school, adoption, lang, g.actor)
    name = file_name(_("Execution"), adoption)
    return as_download(content, name)
