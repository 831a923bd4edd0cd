"""Forms of one's own account: signing in, the password, language and look."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import PasswordField, RadioField, StringField
from wtforms.validators import EqualTo, InputRequired, Length, Optional

from regtrack.forms import Form, clean_line
from regtrack.people.form_pages import options
from regtrack.people.passwords import LONGEST

LANGUAGES = (("ru", "Русский"), ("kk", "Қазақша"), ("en", "English"))
THEMES = (("auto", _l("as the device")), ("light", _l("light")), ("dark", _l("dark")))


class LoginForm(Form):
    login = StringField(
        _l("Login"),
        filters=[clean_line],
        validators=[InputRequired(), Length(max=320)],
        render_kw={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"},
    )
    password = PasswordField(
        _l("Password"),
        validators=[InputRequired(), Length(max=4 * LONGEST)],
        render_kw={"autocomplete": "current-password"},
    )


class PasswordForm(Form):
    current = PasswordField(
        _l("Present password"),
        validators=[InputRequired(), Length(max=4 * LONGEST)],
        render_kw={"autocomplete": "current-password"},
    )
    new = PasswordField(
        _l("New password"),
        validators=[InputRequired()],
        description=_l(
            "At least 10 characters. Three words are easy to remember and hard to guess; pasting is welcome."
        ),
        render_kw={"autocomplete": "new-password"},
    )
    again = PasswordField(
        _l("New password once more"),
        validators=[
            InputRequired(),
            EqualTo("new", message=_l("The two passwords differ. Type them again.")),
        ],
        render_kw={"autocomplete": "new-password"},
    )


class AccountForm(Form):
    email = StringField(
        _l("E-mail"),
        filters=[clean_line],
        validators=[Optional(), Length(max=320)],
        description=_l("Your reminders go there."),
        render_kw={"autocomplete": "email", "inputmode": "email", "spellcheck": "false"},
    )
    language = RadioField(
        _l("Language"),
        choices=options([("", _l("as the school")), *LANGUAGES]),
        default="",
    )
    theme = RadioField(
        _l("Look"),
        choices=options(THEMES),
        default="auto",
    )
