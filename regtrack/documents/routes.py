"""Downloads of drafted papers."""

from __future__ import annotations

from flask import Blueprint, Response, g, request

from regtrack.documents import service
from regtrack.documents.downloads import as_download
from regtrack.documents.order import KIND
from regtrack.documents.texts import texts
from regtrack.formatting import language
from regtrack.permissions import Permission, requires

pages = Blueprint("documents", __name__)


@pages.get("/s/<int:school_id>/regulations/<int:adoption_id>/order.docx")
@requires(Permission.MAKE_DOCUMENTS, writes=True)
def order(school_id: int, adoption_id: int) -> Response:
    adoption = service.adoption_of(school_id, adoption_id)
    lang = service.paper_language(request.args.get("lang") or language(), g.school)
    content = service.draft_order(g.school, adoption, lang, g.actor)
    start = texts(KIND, lang)["kind"].capitalize()
    name = service.file_name(start, adoption)
    return as_download(content, name)
