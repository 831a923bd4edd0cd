"""Pages of this room."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from regtrack.permissions import installation_only

pages = Blueprint("upkeep", __name__)


@pages.get("/installation/system")
@installation_only
def system() -> ResponseReturnValue:
    return render_template("upkeep/system.html")
