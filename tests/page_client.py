"""A browser for tests that reads each page as a careful person would."""

from __future__ import annotations

import re
from typing import Any

from flask import g
from flask.testing import FlaskClient
from lxml import html as parser
from werkzeug.test import TestResponse

from regtrack.extensions import db
from regtrack.people import sessions
from tests.cast import Cast


class PageClient(FlaskClient):
    def sign_in(self, cast: Cast, who: str) -> None:
        holder = sessions.start(cast[who].account, "tests")
        token = holder.get_id()
        db.session.commit()
        with self.session_transaction() as session:
            session["_user_id"] = token
            session["_fresh"] = True

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        # Tests stand in one application context; what a request has put there must not reach the next.
        for name in list(g):
            g.pop(name)
        response = super().open(*args, **kwargs)
        for name in list(g):
            g.pop(name)
        # A large body is sent from a temporary file, which the library's client leaves open.
        response.request.environ["wsgi.input"].close()
        kind = response.content_type or ""
        if response.request.method == "GET" and kind.startswith("text/html") and response.status_code != 302:
            check_page(response.get_data(as_text=True))
        return response

    def page(self, url: str, status: int = 200) -> Any:
        """The parsed page at a URL; fails when the status is another."""
        response = self.get(url)
        assert response.status_code == status, f"{url}: {response.status_code}"
        return parser.fromstring(response.get_data(as_text=True))


def check_page(text: str) -> None:
    """One h1 that is also the document title, a language, no id twice, a label for every control,
    no inline script or style, forms that are protected."""
    if "<html" not in text:
        return
    page = parser.fromstring(text)
    assert page.get("lang") in {"ru", "kk", "en"}
    heads = page.xpath("//h1")
    assert len(heads) == 1, f"{len(heads)} h1"
    head = " ".join(heads[0].text_content().split())
    assert head, "the h1 is empty"
    title = " ".join(page.findtext(".//title").split())
    assert head in title, f"title {title!r} does not carry {head!r}"
    ids = page.xpath("//@id")
    twice = {name for name in ids if ids.count(name) > 1}
    assert not twice, f"ids twice: {twice}"
    for control in page.xpath("//input[not(@type='hidden' or @type='submit')] | //select | //textarea"):
        name = control.get("id")
        labelled = control.get("aria-label") or control.get("aria-labelledby")
        if not labelled and name:
            labelled = page.xpath("//label[@for=$name]", name=name)
        assert labelled or control.xpath("ancestor::label"), f"no label: {control.attrib}"
    assert not page.xpath("//*[@style]"), "inline style"
    assert not page.xpath("//script[not(@src)]"), "inline script"
    assert not page.xpath("//@*[starts-with(name(), 'on')]"), "inline handler"
    for form in page.xpath("//form[translate(@method, 'POST', 'post')='post']"):
        assert form.xpath(".//input[@name='csrf_token']"), f"unprotected form {form.get('action')}"
    assert not re.search(r"%\(\w+\)s|\{\{|\bNone\b(?![^<]*</script>)", page.text_content()), "raw text"
