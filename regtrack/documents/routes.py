"""Pages of this room."""

from __future__ import annotations

from flask import Blueprint

pages = Blueprint("documents", __name__)
