"""Pages of this room."""

from __future__ import annotations

from regtrack.schools import calendar_routes, event_routes, settings_routes
from regtrack.schools.blueprint import pages

__all__ = ["calendar_routes", "event_routes", "pages", "settings_routes"]
