"""The letter as a person reads it, in each language; regenerate with REGTRACK_SNAPSHOTS=write."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask_babel import force_locale, gettext
from lxml import html as parser

from regtrack import clock
from regtrack.extensions import db
from regtrack.reminders import letter, service
from tests.cast import Cast
from tests.reminders.conftest import MakeTask

SNAPSHOTS = Path(__file__).parent / "snapshots"


@pytest.mark.parametrize("language", ["ru", "kk", "en"])
def test_the_letter(app: Flask, cast: Cast, make_task: MakeTask, language: str) -> None:
    cast["owner"].account.language = language
    make_task(-5, class_id=cast.classes["5А"].id)
    make_task(-1)
    make_task(0, class_id=cast.classes["10А"].id)
    make_task(12)
    [notice] = service.plan(clock.now())
    assert notice.letter is not None
    found = notice.letter
    written = f"{found.subject}\n\n{found.text}\n\n{found.html}\n"
    file = SNAPSHOTS / f"reminder.{language}.txt"
    if os.environ.get("REGTRACK_SNAPSHOTS") == "write":
        file.parent.mkdir(exist_ok=True)
        file.write_text(written, encoding="utf-8")
    assert written == file.read_text(encoding="utf-8")
    for child in ("%(", "{{", "None"):
        assert child not in written
    if language != "en":
        with force_locale(language):
            assert gettext("Due soon") != "Due soon", "the letter is not translated"


def test_html_says_what_the_text_says(cast: Cast, make_task: MakeTask) -> None:
    make_task(-5)
    make_task(2, title={"ru": "Проверить <сайт> & «разделы»"})
    [notice] = service.plan(clock.now())
    assert notice.letter is not None
    page = parser.fromstring(notice.letter.html)
    links = page.xpath("//a/@href")
    assert len(links) == 3
    assert all(link in notice.letter.text for link in links)
    assert "Проверить <сайт> & «разделы»" in page.text_content()
    assert "Проверить <сайт> & «разделы»" in notice.letter.text


def test_subject_and_references_are_constant(cast: Cast, make_task: MakeTask) -> None:
    task = make_task(7)
    [first] = service.plan(clock.now())
    with clock.at(clock.now() + timedelta(days=7)):
        [second] = service.plan(clock.now())
    assert first.letter is not None
    assert second.letter is not None
    assert first.letter.subject == second.letter.subject
    assert first.letter.headers == second.letter.headers
    assert f"<task-{task.id}@" in first.letter.headers["References"]


def test_a_long_list_is_cut_and_says_so(cast: Cast, make_task: MakeTask) -> None:
    for _number in range(letter.SHOWN + 2):
        make_task(-3)
    [notice] = service.plan(clock.now())
    assert notice.letter is not None
    assert notice.letter.text.count("/tasks/") == letter.SHOWN
    assert f"({letter.SHOWN + 2})" in notice.letter.text
    assert len(notice.rows) == letter.SHOWN + 2, "those that are only counted were told of, too"


def test_links_lead_to_pages_that_exist(app: Flask, cast: Cast, make_task: MakeTask) -> None:
    make_task(0)
    [notice] = service.plan(clock.now())
    assert notice.letter is not None
    base = app.settings.address  # type: ignore[attr-defined]
    known = app.url_map.bind("localhost")
    for link in parser.fromstring(notice.letter.html).xpath("//a/@href"):
        assert link.startswith(base)
        known.match(link.removeprefix(base))


def test_a_base_address_is_kept(
    app: Flask, cast: Cast, make_task: MakeTask, monkeypatch: pytest.MonkeyPatch
) -> None:
    changed = app.settings.model_copy(update={"base_url": "https://reg.school.test/track"})  # type: ignore[attr-defined]
    monkeypatch.setattr(app, "settings", changed)
    make_task(0)
    db.session.commit()
    [notice] = service.plan(clock.now())
    assert notice.letter is not None
    assert "https://reg.school.test/track/s/" in notice.letter.text
