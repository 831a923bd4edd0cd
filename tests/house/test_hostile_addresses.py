"""Addresses that nobody types by mistake: numbers that no id can be, words that mean something to us."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from regtrack.addresses import id_in
from regtrack.extensions import db
from regtrack.people.service import add_member, create_account
from tests.cast import Cast
from tests.page_client import PageClient

HUGE = "1" + "0" * 30


@pytest.mark.parametrize("number", [HUGE, "9" * 5000, "9223372036854775808", "2147483648", "0", "-1"])
@pytest.mark.parametrize(
    "address",
    [
        "/s/{n}/tasks",
        "/s/{school}/tasks/{n}",
        "/s/{school}/files/{n}",
        "/s/{school}/regulations/{n}",
        "/s/{school}/regulations/adopt/{n}",
        "/s/{school}/people/{n}",
        "/installation/mail/{n}",
    ],
)
def test_a_number_that_is_no_id_is_no_page(
    client_as: Callable[[str], PageClient], cast: Cast, address: str, number: str
) -> None:
    answer = client_as("director").get(address.format(n=number, school=cast.school.id))
    assert answer.status_code == (403 if "mail" in address and number == "0" else 404)


@pytest.mark.parametrize(
    "query",
    [
        "_external=1&_scheme=javascript",
        "endpoint=x",
        "_method=POST",
        "school_id=2",
        "school_id=abc",
        "values=1",
        "_anchor=x",
        "page=-1",
    ],
)
def test_a_query_does_not_lead_links_elsewhere(
    client_as: Callable[[str], PageClient], cast: Cast, query: str
) -> None:
    """The links of the list keep the reader's query, but go to the same page."""
    path = f"/s/{cast.school.id}/people"
    _people(cast, 51)  # so that there is a second page
    page = client_as("administrator").page(f"{path}?state=all&{query}")
    following = page.xpath("//a[@rel='next']/@href")
    assert [link.partition("?")[0] for link in following] == [path]


@pytest.mark.parametrize("page", ["people", "tasks", "review", "audit", "my"])
@pytest.mark.parametrize("query", ["q=%00", "subject=a%00b", "%00=1", "q=\0"])
def test_a_null_in_the_query_is_refused_in_words(
    client_as: Callable[[str], PageClient], cast: Cast, page: str, query: str
) -> None:
    """PostgreSQL cannot even be asked for it."""
    answer = client_as("director").get(f"/s/{cast.school.id}/{page}?{query}")
    assert answer.status_code == 400


@pytest.mark.parametrize("number", [HUGE, "-1", "999999999999"])
def test_a_page_that_is_not_there_shows_one_that_is(
    client_as: Callable[[str], PageClient], cast: Cast, number: str
) -> None:
    for page in ("people", "tasks", "review", "audit"):
        client_as("director").page(f"/s/{cast.school.id}/{page}?page={number}")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("7", 7),
        ("2147483647", 2147483647),
        ("2147483648", None),
        ("9" * 5000, None),
        ("-1", None),
        ("٣", None),
        ("²", None),
        ("", None),
        (None, None),
        (" 7", None),
    ],
)
def test_ids_in_fields(text: str | None, number: int | None) -> None:
    assert id_in(text) == number


def _people(cast: Cast, many: int) -> None:
    for nth in range(many):
        account = create_account(full_name=f"Many {nth:03d}", login=f"many{nth:03d}", actor=None)
        add_member(cast.school, account, actor=None)
    db.session.commit()
