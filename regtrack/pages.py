"""What every page needs: its language, the filters of templates, the words of the layout."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import quote, urlencode

from flask import Flask, g, request, session
from flask_babel import get_locale
from flask_login import current_user

from regtrack import __version__, formatting
from regtrack.catalogue import labels
from regtrack.formatting import school_today
from regtrack.permissions import Permission
from regtrack.schools.service import shared_time_zone

LANGUAGES = {"ru": "Русский", "kk": "Қазақша", "en": "English"}


def choose_language() -> str | None:
    """The person's own choice, then the cookie's, the school's, the browser's; None = the default."""
    if not request:
        return None
    chosen: str | None = session.get("language")
    if chosen in LANGUAGES:
        return chosen
    if current_user and current_user.is_authenticated and current_user.language in LANGUAGES:
        return str(current_user.language)
    if g.get("school") is not None:
        return str(g.school.language)
    return request.accept_languages.best_match(list(LANGUAGES))


def change_query(**changes: Any) -> str:
    """This page's address with some of its query changed; None takes a part out."""
    query: dict[str, Any] = dict(request.args.lists())
    query.update(changes)
    kept = {k: v for k, v in query.items() if v not in (None, "", [""])}
    # Not by url_for: there the reader's words `_scheme` or `school_id` would change where the link leads.
    return f"{quote(request.script_root + request.path)}?{urlencode(kept, doseq=True)}"


def aria(described: list[str], errors: Any) -> dict[str, str]:
    """Attributes that tie a control to its hint and its error."""
    attributes = {"aria-describedby": " ".join(described)} if described else {}
    return {**attributes, "aria-invalid": "true"} if errors else attributes


def prepare(app: Flask) -> None:
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.add_extension("jinja2.ext.do")
    app.jinja_env.filters.update(
        day=lambda value: formatting.format_day(value, today=school_today()),
        day_long=formatting.format_day_long,
        distance=lambda value: formatting.distance(value, school_today()),
        moment=_moment,
        capital=lambda text: str(text)[:1].upper() + str(text)[1:],
        place=labels.place,
        places=labels.places,
        size=formatting.format_size,
        text=formatting.text_in,
        school_year=formatting.school_year_name,
    )
    app.jinja_env.globals.update(
        aria=aria, change_query=change_query, time_zone=time_zone, Permission=Permission
    )
    app.context_processor(_page_facts)


def _moment(value: datetime | None) -> str:
    return formatting.format_moment(value, time_zone())


def time_zone() -> str:
    """The zone of this page's times: its school's; elsewhere the one that all schools share, or UTC."""
    if g.get("school") is not None:
        return str(g.school.time_zone)
    if "time_zone" not in g:
        shared = shared_time_zone()
        g.time_zone = shared or "UTC"
    return str(g.time_zone)


def _page_facts() -> dict[str, Any]:
    locale = get_locale()
    signed_in = bool(current_user and current_user.is_authenticated)
    return {
        "lang": locale.language if locale else "ru",
        "languages": LANGUAGES,
        "theme": (current_user.theme if signed_in else session.get("theme")) or "auto",
        "version": __version__,
        "actor": g.get("actor"),
        "school": g.get("school"),
        "today": school_today(),
        "insecure": request and not request.is_secure and request.host.split(":")[0] not in _LOCAL,
    }


_LOCAL = {"localhost", "127.0.0.1", "[::1]", "::1"}
