"""The log as people read it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from flask_babel import force_locale
from sqlalchemy import event

from regtrack import clock
from regtrack.audit.service import head_of, record
from regtrack.audit.tags import Tag
from regtrack.audit.titles import GROUPS, TAGS, group_of, subject_title, tag_title, tags_of
from regtrack.extensions import db
from tests.audit import tamper
from tests.cast import Cast
from tests.page_client import PageClient

Client = Callable[[str], PageClient]


@pytest.mark.parametrize("tag", list(Tag))
def test_every_tag_has_words_and_a_group(app: Any, tag: Tag) -> None:
    assert tag in TAGS, f"{tag!r} needs a title in audit/titles.py"
    assert str(TAGS[tag]) != tag.value
    assert tag in tags_of(group_of(tag))


def test_titles_are_not_used_twice(app: Any) -> None:
    titles = [str(title) for title in TAGS.values()]
    assert len(set(titles)) == len(titles)
    assert sum(len(tags_of(code)) for code in GROUPS) == len(Tag)


def test_codes_of_another_version_are_shown_as_they_are(app: Any) -> None:
    assert (tag_title("moon.landed"), subject_title("moon")) == ("moon.landed", "moon")


@pytest.fixture
def life(cast: Cast) -> Cast:
    """Entries of two days by two people and by the program."""
    director, owner = cast.actor("director"), cast.actor("owner")
    with clock.at(datetime(2026, 11, 18, 20, 0, tzinfo=UTC)):  # the 19th in Krasnoyarsk
        record(Tag.TASK_RETURNED, school_id=cast.school.id, actor=director, subject="task", subject_id=7)
        record(Tag.JOB_RUN, school_id=cast.school.id, actor=None, subject="job", made=3)
    record(Tag.TASK_SUBMITTED, school_id=cast.school.id, actor=owner, subject="task", subject_id=7)
    record(Tag.CLASS_CHANGED, school_id=cast.school.id, actor=director, subject="class", subject_id=2)
    record(Tag.TASK_ACCEPTED, school_id=cast.other.id, actor=None, subject="task", subject_id=9)
    db.session.commit()
    return cast


def rows(client: PageClient, cast: Cast, query: str = "") -> list[str]:
    page = client.page(f"/s/{cast.school.id}/audit{query}")
    return [" ".join(row.xpath("./td[2]")[0].text_content().split()) for row in page.xpath("//tbody/tr")]


ALL = [Tag.CLASS_CHANGED, Tag.TASK_SUBMITTED, Tag.JOB_RUN, Tag.TASK_RETURNED]


@pytest.mark.parametrize(
    ("query", "tags"),
    [
        ("", ALL),
        ("?what=task.returned", [Tag.TASK_RETURNED]),
        ("?what=group:tasks", [Tag.TASK_SUBMITTED, Tag.TASK_RETURNED]),
        ("?what=group:evidence", []),
        ("?what=nonsense", ALL),
        ("?who=program", [Tag.JOB_RUN]),
        ("?who={director}", [Tag.CLASS_CHANGED, Tag.TASK_RETURNED]),
        ("?who=999999999999999", []),
        ("?subject=task&number=7", [Tag.TASK_SUBMITTED, Tag.TASK_RETURNED]),
        ("?subject=task&number=8", []),
        ("?from=2026-11-20", [Tag.CLASS_CHANGED, Tag.TASK_SUBMITTED]),
        ("?to=2026-11-19", [Tag.JOB_RUN, Tag.TASK_RETURNED]),
        ("?from=2026-11-19&to=2026-11-19", [Tag.JOB_RUN, Tag.TASK_RETURNED]),
        ("?to=2026-11-18", []),
        ("?from=0001-01-01&to=9999-12-31", ALL),
        ("?from=tomorrow", ALL),
        ("?page=999", ALL),
    ],
)  # fmt: skip
def test_the_address_filters_the_log(life: Cast, client_as: Client, query: str, tags: list[Tag]) -> None:
    client = client_as("director")
    asked = query.format(director=life["director"].account_id)
    page_language = client.page(f"/s/{life.school.id}/audit").get("lang")
    found = rows(client, life, asked)
    with client.application.test_request_context(), force_locale(page_language):
        assert found == [tag_title(tag) for tag in tags]


def test_names_and_hashes_are_shown(life: Cast, client_as: Client) -> None:
    text = client_as("director").page(f"/s/{life.school.id}/audit").text_content()
    length, head = head_of(life.school.id)
    assert f"{length}:{head}" in text
    assert life["director"].account.short_name in text
    assert life["owner"].account.short_name in text
    assert "№ 7" in text


def test_somebody_who_acted_for_another_is_shown_with_both_names(cast: Cast, client_as: Client) -> None:
    actor = replace(cast.actor("deputy"), acted_for_id=cast["director"].id)
    record(Tag.TASK_ACCEPTED, school_id=cast.school.id, actor=actor, subject="task", subject_id=7)
    db.session.commit()
    cell = client_as("inspector").page(f"/s/{cast.school.id}/audit").xpath("//tbody/tr/td[3]")[0]
    assert cast["deputy"].account.short_name in cell.text_content()
    assert cast["director"].account.short_name in cell.text_content()


@pytest.mark.parametrize(
    ("who", "status"),
    [("director", 200), ("administrator", 200), ("inspector", 200), ("owner", 403), ("deputy", 403),
     ("stranger", 404)],
)  # fmt: skip
def test_who_may_read_the_log(cast: Cast, client_as: Client, who: str, status: int) -> None:
    assert client_as(who).get(f"/s/{cast.school.id}/audit").status_code == status


def test_a_long_log_has_pages_and_asks_no_more_for_more_rows(cast: Cast, client_as: Client) -> None:
    client = client_as("director")
    url = f"/s/{cast.school.id}/audit"
    asked: list[str] = []

    def count(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        asked.append(statement)

    numbers = []
    for entries in (2, 60):
        tamper.fill(cast, entries)
        client.page(url)
        asked.clear()
        event.listen(db.engine, "before_cursor_execute", count)
        page = client.page(url)
        event.remove(db.engine, "before_cursor_execute", count)
        numbers.append(len(asked))
    assert len(page.xpath("//tbody/tr")) == 50
    assert page.xpath("//a[@rel='next']")
    assert numbers[0] == numbers[1]


def test_the_check_says_that_all_is_whole(life: Cast, client_as: Client) -> None:
    client = client_as("director")
    assert client.post(f"/s/{life.school.id}/audit/check").status_code == 302
    page = client.page(f"/s/{life.school.id}/audit")
    assert page.xpath("//div[@role='status']/div[contains(@class, 'success')]")


def test_the_check_names_the_bad_entry(cast: Cast, client_as: Client) -> None:
    tamper.fill(cast)
    tamper.edited(6, "subject_id", 99).act()
    db.session.commit()
    client = client_as("director")
    client.post(f"/s/{cast.school.id}/audit/check")
    notes = client.page(f"/s/{cast.school.id}/audit").xpath("//div[contains(@class, 'danger')]")
    assert len(notes) == 2
    assert "6" in notes[0].text_content()


def test_the_installations_log_is_for_its_administrators(cast: Cast, client_as: Client) -> None:
    record(Tag.BACKUP_MADE, school_id=None, actor=None, subject="backup")
    cast["administrator"].account.installation_admin = True
    db.session.commit()
    client = client_as("administrator")
    assert len(client.page("/installation/audit").xpath("//tbody/tr")) == 1
    assert client.post("/installation/audit/check").status_code == 302
    assert client.page("/installation/audit").xpath("//div[contains(@class, 'success')]")
    assert client_as("director").post("/installation/audit/check").status_code == 403


def test_an_unreadable_entry_does_not_break_the_page(cast: Cast, client_as: Client) -> None:
    tamper.fill(cast)
    tamper.row(5).body = "{"
    tamper.row(6).body = '{"data": 5}'
    tamper.row(7).tag = "moon.landed"
    db.session.commit()
    assert len(client_as("director").page(f"/s/{cast.school.id}/audit").xpath("//tbody/tr")) == 12
