"""One's own account: e-mail, language, look, password, signed-in devices."""

from __future__ import annotations

from flask import abort, flash, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, login_user

from regtrack.errors import Invalid
from regtrack.formatting import format_moment
from regtrack.people import access, accounts, devices, passwords, sessions
from regtrack.people.account_forms import AccountForm, PasswordForm
from regtrack.people.blueprint import pages
from regtrack.people.form_pages import blame, local_place, show
from regtrack.people.models import Account
from regtrack.permissions import signed_in


def _me() -> Account:
    found: Account = current_user.account
    return found


@pages.route("/account", methods=["GET", "POST"])
@signed_in
def account() -> ResponseReturnValue:
    me = _me()
    form = AccountForm(data={"email": me.email, "language": me.language or "", "theme": me.theme})
    if form.validate_on_submit():
        try:
            accounts.change_settings(
                me,
                email=form.email.data or None,
                language=form.language.data or None,
                theme=form.theme.data,
                actor=g.actor,
            )
        except Invalid as error:
            blame(form, error)
        else:
            session.pop("language", None)
            flash(_("Saved."), "success")
            return redirect(url_for("people.account"))
    schools = access.schools_of(me.id)
    zone = schools[0].time_zone if schools else "UTC"
    return show(
        "people/account.html",
        form,
        account=me,
        schools=schools,
        moment=lambda value: format_moment(value, zone),
        sessions=sessions.open_sessions(me.id),
        here=sessions.hash_token(current_user.token),
    )


@pages.post("/account/sessions/<int:session_id>/end")
@signed_in
def end_session(session_id: int) -> ResponseReturnValue:
    if not accounts.end_session(g.actor, session_id):
        abort(404)
    flash(_("That device is signed out."), "success")
    return redirect(url_for("people.account"))


@pages.post("/account/sessions/end")
@signed_in
def end_other_sessions() -> ResponseReturnValue:
    accounts.end_other_sessions(g.actor, current_user.token)
    flash(_("All other devices are signed out."), "success")
    return redirect(url_for("people.account"))


@pages.route("/account/password", methods=["GET", "POST"])
@signed_in
def password() -> ResponseReturnValue:
    me = _me()
    form = PasswordForm()
    if me.must_change_password:
        # They have typed the temporary one a moment ago.
        del form.current
    if form.validate_on_submit() and _change_password(me, form):
        session.pop("_flashes", None)
        flash(_("The password is changed. All other devices are signed out."), "success")
        return redirect(local_place(session.pop("after_login", None)) or url_for("workspace.home"))
    return show("people/password.html", form, first=me.must_change_password)


def _change_password(me: Account, form: PasswordForm) -> bool:
    current = form.current.data if "current" in form else None
    if current is not None and not passwords.matches(current, me.password_hash):
        form.current.errors = [_("This is not your present password.")]
        return False
    try:
        accounts.change_password(me, form.new.data, actor=g.actor)
    except Invalid as error:
        blame(form, error)
        return False
    # A new session also for this browser: whoever has copied its cookie is out.
    login_user(sessions.start(me, devices.device_name(request.user_agent.string)))
    return True
