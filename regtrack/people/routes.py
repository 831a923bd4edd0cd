"""The door: signing in and out, and the language of the pages; the others are in the modules named here."""

from __future__ import annotations

from flask import (
    abort,
    current_app,
    flash,
    g,
    make_response,
    redirect,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user, login_user, logout_user

from regtrack.database import reading_only
from regtrack.extensions import db
from regtrack.people import (
    account_routes,
    class_routes,
    devices,
    member_routes,
    role_routes,
    sessions,
    signing_in,
)
from regtrack.people.account_forms import LANGUAGES, LoginForm
from regtrack.people.blueprint import pages
from regtrack.people.form_pages import local_place, show
from regtrack.people.names import fold_login
from regtrack.people.sessions import SignedIn
from regtrack.permissions import RIGHT_NAMES, public, signed_in

__all__ = ["account_routes", "class_routes", "member_routes", "pages", "role_routes"]


@pages.route("/login", methods=["GET", "POST"])
@public
def login() -> ResponseReturnValue:
    if request.method == "GET" and current_user.is_authenticated:
        return redirect(url_for("workspace.home"))
    form = LoginForm()
    if not form.validate_on_submit():
        return _login_page(form)
    address = request.remote_addr or ""
    device = devices.known_device(_secret(), request.cookies.get(devices.COOKIE), fold_login(form.login.data))
    asked = _look_up(form.login.data, address, device)
    if asked.wait:
        form.form_errors.append(_please_wait(asked.wait))
        return _login_page(form, 429, asked.wait)
    if not signing_in.verify(asked, form.password.data):
        signing_in.fail(asked, address, device)
        g.keep_writes = True
        form.form_errors.append(_("The login or the password is wrong."))
        return _login_page(form, 422)
    holder = signing_in.succeed(asked, device, _browser())
    if holder is None:
        form.form_errors.append(_("The login or the password is wrong."))
        return _login_page(form, 422)
    response = make_response(_let_in(holder))
    response.set_cookie(
        devices.COOKIE,
        devices.mark_device(_secret(), asked.login),
        max_age=int(devices.KEPT.total_seconds()),
        httponly=True,
        samesite="Lax",
        secure=request.is_secure,
        path=url_for("people.login"),
    )
    return response


@pages.post("/login/demo/<int:account_id>")
@public
def demo_login(account_id: int) -> ResponseReturnValue:
    """One press signs in as a person of the demo; outside a demo there is no such page."""
    holder = signing_in.enter_demo(account_id, _browser())
    if holder is None:
        abort(404)
    return _let_in(holder)


@pages.post("/logout")
@signed_in
def logout() -> ResponseReturnValue:
    signing_in.sign_out(current_user.account, current_user.token, g.actor)
    theme = current_user.theme
    logout_user()
    _renew_session(theme=theme)
    flash(_("You have signed out."), "success")
    return redirect(url_for("people.login"))


@pages.get("/language/<language>")
@public
def set_language(language: str) -> ResponseReturnValue:
    """The language of this browser until it is changed again, then back to where the reader was."""
    if language not in dict(LANGUAGES):
        abort(404)
    session["language"] = language
    return redirect(local_place(request.args.get("next")) or url_for("workspace.home"))


def _login_page(form: LoginForm, status: int = 0, wait: int = 0) -> ResponseReturnValue:
    body, usual = show(
        "people/login.html", form, demo_people=signing_in.demo_people(), right_names=RIGHT_NAMES
    )
    response = make_response(body, status or usual)
    if wait:
        response.headers["Retry-After"] = str(wait)
    return response


def _look_up(login: str, address: str, device: str) -> signing_in.Asked:
    """Read what is needed and let go of the database: the check that follows is slow on purpose."""
    with reading_only():
        asked = signing_in.look_up(login, address, device)
    db.session.rollback()
    return asked


def _let_in(holder: SignedIn) -> ResponseReturnValue:
    """Open the session of this browser afresh, so that nothing known before signing in is of use after it."""
    before = local_place(session.get("after_login"))
    if current_user.is_authenticated:
        sessions.end(current_user.token)
    _renew_session(keep_language=holder.account.language is None)
    login_user(holder)
    if holder.account.must_change_password:
        session["after_login"] = before
        return redirect(url_for("people.password"))
    return redirect(before or url_for("workspace.home"))


def _renew_session(*, keep_language: bool = True, theme: str | None = None) -> None:
    language = session.get("language") if keep_language else None
    session.clear()
    if language:
        session["language"] = language
    if theme:
        session["theme"] = theme


def _please_wait(seconds: int) -> str:
    return ngettext(
        "Too many wrong attempts. Wait %(num)d second and try again.",
        "Too many wrong attempts. Wait %(num)d seconds and try again.",
        seconds,
    )


def _browser() -> str:
    return devices.device_name(request.user_agent.string)


def _secret() -> str:
    return str(current_app.secret_key)
