"""The base of every form: protected, in the reader's language, text cleaned at the door."""

from __future__ import annotations

import unicodedata
from typing import Any

from flask_babel import get_translations, gettext, lazy_ngettext
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import SelectMultipleField
from wtforms.widgets import CheckboxInput, ListWidget

# The library's own sentences, named here so that they stand in our catalogues.
LIBRARY_SENTENCES = (
    _l("This field is required."),
    _l("Not a valid choice."),
    _l("Not a valid integer value."),
    _l("Not a valid date value."),
    _l("Invalid email address."),
    _l("Invalid URL."),
    _l("Invalid Choice: could not coerce."),
    _l("Field must be equal to %(other_name)s."),
    _l("Number must be at least %(min)s."),
    _l("Number must be at most %(max)s."),
    _l("Number must be between %(min)s and %(max)s."),
    _l("Field must be between %(min)d and %(max)d characters long."),
    lazy_ngettext(
        "Field must be at least %(min)d character long.",
        "Field must be at least %(min)d characters long.",
        1,
    ),
    lazy_ngettext(
        "Field cannot be longer than %(max)d character.",
        "Field cannot be longer than %(max)d characters.",
        1,
    ),
    lazy_ngettext(
        "'%(value)s' is not a valid choice for this field.",
        "'%(value)s' are not valid choices for this field.",
        1,
    ),
)

_INVISIBLE = {"Cc", "Cf", "Cs", "Co"}
_KEPT = {"\n", "\t", "\u200d"}


class _Words:
    """WTForms asks for its translations here."""

    # Neither through %-formatting: the library fills its own places in afterwards.

    @staticmethod
    def gettext(text: str) -> str:
        return gettext(text) if "%(" not in text else str(get_translations().ugettext(text))

    @staticmethod
    def ngettext(singular: str, plural: str, number: int) -> str:
        return str(get_translations().ungettext(singular, plural, number))


class Form(FlaskForm):  # type: ignore[misc]
    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        def get_translations(self, _form: Any) -> _Words:
            return _Words()


class CheckboxesField(SelectMultipleField):  # type: ignore[misc]
    """Several of a list, as boxes to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


def clean_text(value: str | None) -> str:
    """Typed text without control and direction characters, NFC, outer spaces stripped (a WTForms filter)."""
    text = unicodedata.normalize("NFC", value or "").replace("\r\n", "\n")
    return "".join(c for c in text if c in _KEPT or unicodedata.category(c) not in _INVISIBLE).strip()


def clean_line(value: str | None) -> str:
    """The same on one line."""
    return " ".join(clean_text(value).split())
