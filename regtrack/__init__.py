"""RegTrack: regulations of a school as checklists with owners, deadlines and proof."""

from __future__ import annotations

from typing import TYPE_CHECKING

__version__ = "0.1.0"

if TYPE_CHECKING:
    from regtrack.config import Settings
    from regtrack.web import RegTrackApp


def create_app(settings: Settings | None = None) -> RegTrackApp:
    """Assemble the application; starts no scheduler, opens no database, writes no file but its key."""
    from regtrack.config import load_settings
    from regtrack.web import assemble

    return assemble(settings or load_settings())
