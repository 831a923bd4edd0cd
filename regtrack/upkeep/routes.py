"""Pages of this room."""

from __future__ import annotations

from flask import Blueprint, current_app, render_template
from flask.typing import ResponseReturnValue

from regtrack import clock
from regtrack.config import Settings
from regtrack.permissions import installation_only
from regtrack.upkeep import service
from regtrack.upkeep.health import SCARCE

pages = Blueprint("upkeep", __name__)


@pages.get("/installation/system")
@installation_only
def system() -> ResponseReturnValue:
    now = clock.now()
    settings: Settings = current_app.settings  # type: ignore[attr-defined]
    return render_template(
        "upkeep/system.html",
        facts=service.system_facts(settings),
        board=service.job_board(now),
        heads=service.chain_heads(),
        settings=settings,
        scarce=SCARCE,
        now=now,
    )
