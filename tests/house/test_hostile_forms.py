"""What no person types: each is answered in words at its field, and never by a mistake of the program."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from wtforms import StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length

from regtrack.forms import CheckboxesField, Form
from tests.cast import Cast
from tests.page_client import PageClient


class SomeForm(Form):
    short = StringField("short", validators=[Length(min=3, max=5)])
    long = StringField("long", validators=[Length(max=5)])
    least = StringField("least", validators=[Length(min=21)])
    some = CheckboxesField("some", choices=[SelectChoice("a", "A")])


@pytest.mark.parametrize("language", ["ru", "kk", "en"])
def test_sentences_of_the_library_are_whole(app: object, language: str) -> None:
    from flask import current_app

    data = {"short": "1234567", "long": "1234567", "least": "1", "some": ["b", "%(x)s"]}
    with current_app.test_request_context(
        "/", method="POST", data=data, headers={"Accept-Language": language}
    ):
        form = SomeForm()
        assert not form.validate()
        said = [str(sentence) for sentences in form.errors.values() for sentence in sentences]
    assert len(said) == 4
    assert not [sentence for sentence in said if "%(m" in sentence or "%(v" in sentence]
    assert "5" in said[0]
    assert "5" in said[1]
    assert "21" in said[2]
    if language != "en":
        assert not [sentence for sentence in said if "Field" in sentence or "choice" in sentence]


LONG = "x" * 400_000


@pytest.mark.parametrize(
    ("who", "address", "field", "text"),
    [
        ("director", "assign", "title", LONG),
        ("director", "assign", "evidence", "999999"),
        ("director", "assign", "owner", "9" * 5000),
        ("director", "calendar/days", "note", LONG),
        ("director", "calendar/events/new", "title", LONG),
        ("administrator", "settings", "full_name", LONG),
        ("administrator", "classes/new", "name", LONG),
        ("administrator", "people/new", "full_name", LONG),
        ("administrator", "people/new", "rights", "emperor"),
    ],
)
def test_what_is_too_much_is_said_at_its_field(
    client_as: Callable[[str], PageClient], cast: Cast, who: str, address: str, field: str, text: str
) -> None:
    answer = client_as(who).post(f"/s/{cast.school.id}/{address}", data={field: text})
    assert answer.status_code == 422


@pytest.mark.parametrize(
    "text", ["a\0b", "\u202eabc", "😀", "\udcff", "'; drop table task;--", "{{7*7}}%(x)s"]
)
def test_odd_words_are_no_mistake(client_as: Callable[[str | None], PageClient], text: str) -> None:
    sent = text.encode("utf-8", "surrogatepass")
    answer = client_as(None).post("/login", data={"login": sent, "password": sent})
    assert answer.status_code in {400, 422}
