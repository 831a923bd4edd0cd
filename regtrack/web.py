"""The request edge: who is asking, may they, one transaction, safe headers, errors in words."""

from __future__ import annotations

import logging
from collections.abc import Callable
from importlib import import_module
from typing import Any, cast
from urllib.parse import unquote_to_bytes

from flask import Flask, Response, current_app, flash, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.exceptions import BadRequest, Forbidden, NotFound
from werkzeug.middleware.proxy_fix import ProxyFix

from regtrack import addresses, extensions, failures, introductions, jobs, navigation, pages, paths
from regtrack.actor import Actor
from regtrack.arriving import ArrivingRequest
from regtrack.config import Settings, ensure_secret, flask_settings
from regtrack.database import prepare_engine, set_reading_only
from regtrack.extensions import db
from regtrack.people import access, sessions
from regtrack.permissions import declared, public

log = logging.getLogger("regtrack.web")

# Rooms with pages; each has a routes module with one blueprint named `pages`.
ROOMS = (
    "audit",
    "outbox",
    "schools",
    "people",
    "obligations",
    "evidence",
    "documents",
    "reports",
    "upkeep",
    "workspace",
)
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'"
)


class RegTrackApp(Flask):
    """One request, one transaction: committed when a view has answered well, undone otherwise."""

    request_class = ArrivingRequest
    settings: Settings

    def dispatch_request(self) -> ResponseReturnValue:
        response = self.make_response(super().dispatch_request())
        if response.status_code < 400 or g.get("keep_writes", False):
            db.session.commit()
        else:
            db.session.rollback()
        return response


def assemble(settings: Settings) -> RegTrackApp:
    app = RegTrackApp(
        "regtrack",
        template_folder=str(paths.templates()),
        instance_path=str(settings.instance),
    )
    app.settings = settings
    app.url_map.converters["int"] = addresses.IdConverter
    app.config.from_mapping(flask_settings(settings))
    app.secret_key = ensure_secret(settings)
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    _bind_extensions(app)
    for room in ROOMS:
        app.register_blueprint(import_module(f"regtrack.{room}.routes").pages)
    for module in ("reminders.models", "catalogue.models", "outbox.models", "upkeep.models"):
        import_module(f"regtrack.{module}")
    pages.prepare(app)
    navigation.prepare(app)
    failures.prepare(app)
    introductions.introduce()
    app.before_request(_admit)
    app.after_request(_guard_headers)
    app.teardown_request(_after)
    app.extensions["regtrack.jobs"] = jobs.JOBS  # for the system page, whose room lies below the table
    app.add_url_rule("/healthz", view_func=import_module("regtrack.upkeep.health").healthz)
    app.view_functions["static"] = public(app.view_functions["static"])
    return app


def _bind_extensions(app: RegTrackApp) -> None:
    extensions.db.init_app(app)
    extensions.migrate.init_app(
        app, extensions.db, directory=str(paths.PACKAGE / "migrations"), render_as_batch=True
    )
    extensions.csrf.init_app(app)
    extensions.login_manager.init_app(app)
    extensions.login_manager.session_protection = None  # sessions are kept on the server
    extensions.login_manager.user_loader(sessions.load)
    extensions.babel.init_app(  # type: ignore[no-untyped-call]
        app,
        locale_selector=pages.choose_language,
        default_translation_directories=str(paths.PACKAGE / "translations"),
    )
    with app.app_context():
        prepare_engine(db.engine)


def _admit() -> ResponseReturnValue | None:
    """Refuse whoever may not enter, before any view runs; what is not declared is denied."""
    if request.endpoint is None:
        return None  # no such address: the router's own 404
    if b"\0" in unquote_to_bytes(request.query_string):
        raise BadRequest  # no text that a person types; PostgreSQL cannot even be asked for it
    view = _asked_view()
    rule = declared(view) if view else None
    if rule is None:
        log.error("endpoint %s declares no permission", request.endpoint)
        raise Forbidden
    set_reading_only(request.method in SAFE_METHODS and not rule.writes)
    if rule.access == "public":
        return None
    if not current_user.is_authenticated:
        return _ask_to_sign_in()
    account = current_user
    g.actor = Actor(account.id, account.short_name, installation_admin=account.installation_admin)
    if account.must_change_password and request.endpoint not in {"people.password", "people.logout"}:
        return redirect(url_for("people.password"))
    if rule.access == "installation" and not account.installation_admin:
        raise Forbidden
    if rule.access == "school":
        school_id = cast(int, (request.view_args or {})["school_id"])
        found = access.enter(account.id, school_id)
        if found is None:
            raise NotFound
        g.school, g.membership = found
        g.actor = access.actor_of(g.membership)
        if rule.permission is None or not g.actor.can(rule.permission):
            raise Forbidden
    return None


def _asked_view() -> Callable[..., Any] | None:
    return current_app.view_functions.get(request.endpoint or "")


def _ask_to_sign_in() -> ResponseReturnValue:
    session["after_login"] = request.full_path if request.method == "GET" else url_for("workspace.home")
    login = url_for("people.login")
    if request.headers.get("HX-Request"):
        return Response(status=401, headers={"HX-Redirect": login})
    if request.method not in SAFE_METHODS:
        flash(_("Your session has ended. Sign in and repeat the last step."), "warning")
    return redirect(login)


def _guard_headers(response: Response) -> Response:
    response.headers.setdefault("Content-Security-Policy", POLICY)
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "same-origin")
    response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
    response.headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
    if request.endpoint != "static" or response.status_code >= 400:
        response.headers["Cache-Control"] = "no-store"  # papers with names too: send_file says "no-cache"
    if request.is_secure:
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    return response


def _after(_error: BaseException | None) -> None:
    set_reading_only(False)
    sessions.touch()
