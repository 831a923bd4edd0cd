"""The pages of the outbox: found, read, downloaded, and closed to everybody else."""

from __future__ import annotations

from collections.abc import Callable
from email import message_from_bytes
from email.policy import default
from typing import Any

import pytest
from sqlalchemy import event, select

from regtrack.extensions import db
from regtrack.outbox.models import DeliveryAttempt
from regtrack.outbox.sending import send_due
from tests.cast import Cast
from tests.outbox.conftest import Put
from tests.outbox.servers import free_port
from tests.page_client import PageClient

ClientAs = Callable[[str], PageClient]
MAIL = "/installation/mail"


@pytest.fixture
def admin(client_as: ClientAs, cast: Cast) -> PageClient:
    cast["administrator"].account.installation_admin = True
    db.session.commit()
    return client_as("administrator")


def rows(page: Any) -> list[str]:
    return [" ".join(row.text_content().split()) for row in page.xpath("//table//tbody/tr")]


def test_an_empty_outbox_says_what_will_come(admin: PageClient) -> None:
    page = admin.page(MAIL)
    assert page.xpath("//div[@class='empty']")
    assert not page.xpath("//table")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"Один", "Два", "Три"}),
        ("?state=accepted", {"Один", "Два"}),
        ("?state=queued", {"Три"}),
        ("?state=nonsense", {"Один", "Два", "Три"}),
        ("?kind=reminder", {"Один", "Три"}),
        ("?q=ДВА", {"Два"}),
        ("?q=person3", {"Три"}),
        ("?q=петрова+три", {"Три"}),
        ("?q=100%25", set()),
        ("?page=99", {"Один", "Два", "Три"}),
    ],
)
def test_filters_show_exactly_their_rows(admin: PageClient, put: Put, query: str, found: set[str]) -> None:
    put(1, subject="Один")
    put(2, subject="Два", kind="other")
    send_due()
    put(3, subject="Три")
    shown = rows(admin.page(MAIL + query))
    assert len(shown) == len(found)
    assert all(any(subject in row for row in shown) for subject in found)


def test_a_letter_can_be_read_and_downloaded(admin: PageClient, put: Put) -> None:
    message = put(text="Собрать согласия <b>сегодня</b>\n", html="<p>Собрать <script>alert(1)</script></p>")
    send_due()
    page = admin.page(f"{MAIL}/{message.id}")
    assert "Собрать согласия <b>сегодня</b>" in page.xpath("//pre")[0].text_content()
    assert message.message_id in page.text_content()
    assert len(rows(page)) == 1
    response = admin.get(page.xpath("//div[@class='actions']/a/@href")[0])
    assert response.content_type == "message/rfc822"
    assert response.headers["Content-Disposition"].startswith("attachment")
    mail = message_from_bytes(response.data, policy=default)
    assert mail["Message-ID"] == message.message_id


def test_a_letter_that_cannot_be_made_a_mail_says_so(admin: PageClient, put: Put) -> None:
    message = put(headers={"X-Bad": "a\nb"})
    send_due()
    assert admin.get(f"{MAIL}/{message.id}/letter.eml").status_code == 409
    assert "cannot be made a mail" in admin.page(f"{MAIL}/{message.id}").text_content()


def test_a_paused_queue_is_said_in_red(admin: PageClient, put: Put, use_smtp: Callable[..., None]) -> None:
    put()
    use_smtp(free_port(), smtp_host="")
    send_due()
    page = admin.page(MAIL)
    assert "REGTRACK_SMTP_HOST" in page.xpath("//div[contains(@class, 'danger')]")[0].text_content()


@pytest.mark.parametrize("address", [f"{MAIL}/999", f"{MAIL}/999/letter.eml"])
def test_no_such_letter(admin: PageClient, address: str) -> None:
    admin.page(address, status=404)


@pytest.mark.parametrize("who", ["director", "administrator", "inspector", "stranger"])
def test_letters_are_closed_to_everybody_else(client_as: ClientAs, put: Put, who: str) -> None:
    message = put()
    for address in (MAIL, f"{MAIL}/{message.id}", f"{MAIL}/{message.id}/letter.eml"):
        assert client_as(who).get(address).status_code == 403


def test_the_list_makes_as_many_queries_for_forty_letters_as_for_two(admin: PageClient, put: Put) -> None:
    counts = []
    for total in (2, 40):
        for number in range(total):
            put(1000 * total + number)
        seen: list[str] = []

        def note(*args: Any, into: list[str] = seen) -> None:
            into.append(args[2])

        event.listen(db.engine, "before_cursor_execute", note)
        assert admin.get(MAIL).status_code == 200
        event.remove(db.engine, "before_cursor_execute", note)
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_without_a_server_nothing_is_said_to_be_accepted_by_one(admin: PageClient, put: Put) -> None:
    put(1, subject="Один")
    send_due()
    words = admin.page(MAIL).text_content()
    assert "Записано в файл" in words
    assert "Принято сервером" not in words


def test_a_letter_keeps_its_word_whatever_the_settings(admin: Any, put: Put) -> None:
    first, second = put(1, subject="Один").id, put(2, subject="Два").id
    send_due()
    attempt = db.session.scalars(select(DeliveryAttempt).where(DeliveryAttempt.message_id == second)).one()
    attempt.detail = "250 OK"
    db.session.commit()
    app = admin.application
    for mail in ("files", "smtp"):
        app.settings = app.settings.model_copy(update={"mail": mail})
        newest, oldest = rows(admin.page(MAIL))
        assert ("Принято сервером" in newest, "Записано в файл" in newest) == (True, False), mail
        assert ("Принято сервером" in oldest, "Записано в файл" in oldest) == (False, True), mail
        page = admin.page(f"{MAIL}/{first}").text_content()
        assert "записано в файл" in page
        assert "ринято сервером" not in page
        page = admin.page(f"{MAIL}/{second}").text_content()
        assert "принято сервером" in page
        assert "аписано в файл" not in page
