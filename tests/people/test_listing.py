from __future__ import annotations

from datetime import date

import pytest

from regtrack import clock
from regtrack.extensions import db
from regtrack.paging import paginate
from regtrack.people.listing import Filters, members_query
from tests.cast import Cast


@pytest.mark.parametrize(
    ("query", "who"),
    [
        ({}, 9),
        ({"q": "елкин"}, ["Ёлкин Я. Л."]),
        ({"q": "ПЕТРОВА мария"}, ["Петрова М. И."]),
        ({"q": "қарлығаш"}, ["Әлиева Қ. Е."]),
        ({"q": "Карлыгаш"}, ["Әлиева Қ. Е."]),
        ({"q": "алиева"}, ["Әлиева Қ. Е."]),
        ({"q": "УВР"}, ["Зуев П. И."]),
        ({"q": "учитель", "sort": "name"}, ["Әлиева Қ. Е.", "Ёлкин Я. Л.", "Петрова М. И."]),
        ({"q": "%"}, []),
        ({"q": "нет такого"}, []),
        ({"right": "deputy"}, ["Зуев П. И."]),
        ({"right": "king"}, []),
        ({"role": "site_lead"}, ["Әлиева Қ. Е."]),
        ({"role": "class_teacher", "q": "иван"}, ["Петрова М. И."]),
        ({"state": "left"}, ["Громов И. И."]),
        ({"state": "all"}, 10),
        ({"state": "nonsense", "sort": "nonsense"}, 9),
    ],
)
def test_filters(cast: Cast, query: dict[str, str], who: list[str] | int) -> None:
    cast["inspector"].left_on = date(2026, 11, 1)
    service_member = cast["coordinator"]
    service_member.valid_until = date(2026, 11, 20)
    extra = cast["registrar"]
    db.session.flush()
    today = clock.today(cast.school.time_zone)
    rows = [
        row.account.short_name
        for row in paginate(members_query(cast.school.id, Filters.read(query), today), 1).rows
    ]
    if isinstance(who, int):
        assert len(rows) == who - 1 == len(set(rows))
    else:
        assert rows == who
    assert extra.account.short_name == "Щукина В. О."


def test_sorted_by_job_title_and_cut(cast: Cast) -> None:
    today = clock.today(cast.school.time_zone)
    query = members_query(cast.school.id, Filters.read({"sort": "title"}), today)
    titles = [row.job_title for row in paginate(query, 1, per_page=4).rows]
    assert titles == ["директор", "заместитель директора по УВР", "инженер", "инспектор"]
    last = paginate(query, 99, per_page=4)
    assert (last.number, last.total, len(last.rows)) == (3, 9, 1)
