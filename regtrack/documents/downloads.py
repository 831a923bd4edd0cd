"""How a paper leaves: always as a download, under its own name and one that every program can write."""

from __future__ import annotations

from urllib.parse import quote

from flask import Response

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def as_download(content: bytes, name: str) -> Response:
    """A DOCX under this name; its letters outside ASCII are left out of the plain name."""
    plain = "".join(letter for letter in name if letter.isascii() and letter not in '"\\').strip(" .-_")
    names = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
    return Response(content, mimetype=DOCX, headers={"Content-Disposition": names})
