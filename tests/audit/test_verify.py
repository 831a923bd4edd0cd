"""History cannot be rewritten unnoticed: each tampering is found and the first bad entry named."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import text

from regtrack.audit.service import head_of, record
from regtrack.audit.tags import Tag
from regtrack.audit.verify import verify
from regtrack.extensions import db
from tests.audit import tamper
from tests.audit.tamper import LENGTH, Tampering
from tests.cast import Cast

OTHER_HASH = "ab" * 32
EDITS: dict[str, Any] = {
    "seq": 77,
    "recorded_at": datetime(2020, 1, 1, tzinfo=UTC),
    "tag": "task.accepted",
    "actor_id": 4711,
    "acted_for_id": 4711,
    "subject": "task",
    "subject_id": 4711,
    "body": '{"v":1}',
    "previous": OTHER_HASH,
    "digest": OTHER_HASH,
}
PLACES = (1, 6, LENGTH)
TAMPERINGS: list[Tampering] = [
    *(tamper.edited(seq, name, EDITS[name]) for name in EDITS if name != "seq" for seq in PLACES),
    *(tamper.deleted(seq) for seq in PLACES),
    *(tamper.deleted_closed_up(seq) for seq in (1, 6)),
    *(tamper.inserted(seq) for seq in (1, 2, 7)),
    tamper.inserted(LENGTH + 1, at_end=True),
    tamper.swapped(1, 2),
    tamper.swapped(4, 9),
    tamper.swapped(LENGTH - 1, LENGTH),
    tamper.bodies_swapped(3, 4),
    tamper.bodies_swapped(5, 11),
    *(tamper.truncated(kept) for kept in (0, 5, LENGTH - 1)),
    tamper.truncated_half_hidden(7),
    tamper.moved_to_other_chain(6),
    tamper.chain_changed("head", OTHER_HASH, LENGTH, "head"),
    tamper.chain_changed("length", LENGTH + 1, LENGTH + 1, "truncated"),
    tamper.chain_changed("length", 3, 4, "surplus"),
    tamper.chain_changed("epoch", 0, 1, "epoch"),
    tamper.chain_changed("name", "school:999", None, "chain_name"),
    tamper.chain_changed("school_id", 999, None, "chain_name"),
]


def test_there_are_enough_tamperings() -> None:
    assert len(TAMPERINGS) >= 50
    assert len({one.name for one in TAMPERINGS}) >= 50


@pytest.mark.parametrize("tampering", TAMPERINGS, ids=lambda one: one.name)
def test_each_tampering_is_found_and_the_first_bad_entry_named(cast: Cast, tampering: Tampering) -> None:
    tamper.fill(cast)
    assert verify().fine
    tampering.act()
    db.session.commit()
    report = verify()
    assert not report.fine
    first = report.faults[0]
    assert (first.seq, first.code in tampering.codes) == (tampering.seq, True), first
    assert "%" not in first.message()


@pytest.mark.parametrize("seq", [1, 6, LENGTH])
def test_history_written_anew_shows_only_through_a_printed_head(cast: Cast, seq: int) -> None:
    tamper.fill(cast)
    length, head = head_of(cast.school.id)
    assert verify(head=head).fine
    tamper.rehash_forward(seq)
    db.session.commit()
    assert verify().fine
    assert [fault.code for fault in verify(head=head).faults] == ["head_unknown"]
    numbered = verify(head=f"{length}:{head}").faults
    assert [(fault.code, fault.seq) for fault in numbered] == [("head_moved", length)]


def test_a_tail_cut_off_with_the_row_of_the_chain_shows_only_through_a_printed_head(cast: Cast) -> None:
    tamper.fill(cast)
    length, head = head_of(cast.school.id)
    tamper.rehash_forward(7, keep=8)
    db.session.commit()
    assert verify().fine
    assert not verify(head=head).fine
    assert not verify(head=f"{length}:{head}").fine


@pytest.mark.parametrize(
    ("cut", "fine"),
    [(slice(0, 16), True), (slice(0, 64), True), (slice(0, 15), False), (slice(1, 33), False)],
)
def test_the_beginning_of_a_printed_head_is_enough(cast: Cast, cut: slice, fine: bool) -> None:
    tamper.fill(cast)
    _, head = head_of(cast.school.id)
    tamper.fill(cast, 4)
    assert verify(head=f"  {head[cut].upper()} ").fine is fine


@pytest.mark.parametrize("head", ["", "xyz", "12:", "12:zz", "g" * 64, "a" * 65, "-1:" + "a" * 64])
def test_what_is_no_head_is_refused(cast: Cast, head: str) -> None:
    tamper.fill(cast)
    assert [fault.code for fault in verify(head=head).faults] == ["head_bad"]


@pytest.mark.parametrize(
    "body",
    ["", "{", "[]", "null", "nonsense", '{"a":' * 3000, '{"seq":' + "9" * 5000 + "}", "x", '"x"'],
)
def test_broken_content_never_raises_even_with_a_good_hash(cast: Cast, body: str) -> None:
    from regtrack.audit.chain import digest

    tamper.fill(cast)
    entry = tamper.row(5)
    entry.body, entry.digest = body, digest(entry.previous, body)
    db.session.commit()
    fault = verify().faults[0]
    assert (fault.code, fault.seq) == ("body", 5)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entry SET recorded_at = 'not a day' WHERE id = 5",
        "UPDATE audit_entry SET body = X'80FF00' WHERE id = 5",
        "UPDATE audit_entry SET body = CAST(X'80FF' AS TEXT) WHERE id = 5",
        "UPDATE audit_entry SET digest = 5 WHERE id = 5",
        "UPDATE audit_entry SET previous = X'00' WHERE id = 5",
        "UPDATE audit_entry SET tag = X'00', subject = 3 WHERE id = 5",
        "UPDATE audit_entry SET actor_id = 'somebody' WHERE id = 5",
    ],
)
def test_sqlite_may_hold_anything_in_any_column(cast: Cast, app: Any, statement: str) -> None:
    tamper.fill(cast)
    if db.engine.dialect.name != "sqlite":
        statement = "UPDATE audit_entry SET actor_id = 987654 WHERE id = 5"
    tamper.raw(statement)
    db.session.commit()
    assert verify().faults[0].seq == 5


def test_entries_without_a_number_or_a_chain_are_found(cast: Cast, app: Any) -> None:
    tamper.fill(cast)
    sqlite = db.engine.dialect.name == "sqlite"
    db.session.commit()
    if sqlite:
        with db.engine.connect() as connection:
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
            connection.exec_driver_sql("UPDATE audit_entry SET chain_id = 55 WHERE id = 3")
            connection.exec_driver_sql("PRAGMA foreign_keys=ON")
            connection.exec_driver_sql("BEGIN")
    else:
        name = "fk_audit_entry_chain_id"
        db.session.execute(text(f"ALTER TABLE audit_entry DROP CONSTRAINT {name}"))
        tamper.raw("UPDATE audit_entry SET chain_id = 55 WHERE id = 3")
        db.session.commit()
    report = verify()
    tamper.raw(f"UPDATE audit_entry SET chain_id = {tamper.chain_row().id} WHERE id = 3")
    if not sqlite:
        db.session.execute(
            text(
                f"ALTER TABLE audit_entry ADD CONSTRAINT {name} FOREIGN KEY (chain_id) REFERENCES audit_chain"
            )
        )
    db.session.commit()
    assert [(fault.code, fault.seq) for fault in report.faults] == [("deleted", 3), ("no_chain", 3)]
    assert verify().fine


def test_a_chain_that_vanished_as_a_whole_is_missed(cast: Cast) -> None:
    for chain in (None, cast.school.id):
        record(Tag.SCHOOL_CREATED, school_id=chain, actor=None, subject="school", subject_id=cast.school.id)
    db.session.commit()
    assert verify().fine
    tamper.raw("DELETE FROM audit_entry WHERE tag = 'school.created' AND chain_id = 2")
    tamper.raw("DELETE FROM audit_chain WHERE id = 2")
    db.session.commit()
    assert [(fault.code, fault.chain) for fault in verify().faults] == [("lost", f"school:{cast.school.id}")]


def test_one_chain_alone_is_checked_by_its_name(cast: Cast) -> None:
    tamper.fill(cast)
    tamper.edited(6, "tag", "task.accepted").act()
    db.session.commit()
    assert verify(chain=f"school:{cast.other.id}").fine
    assert not verify(chain=f"school:{cast.school.id}").fine
    assert verify(chain="school:12345").chains == ()


def test_an_honest_log_of_two_epochs_is_whole(cast: Cast) -> None:
    tamper.fill(cast)
    tamper.chain_row().epoch = 2
    db.session.commit()
    record(Tag.RESTORED, school_id=cast.school.id, actor=None, subject="backup")
    db.session.commit()
    report = verify()
    assert report.fine
    assert (report.entries, [one.entries for one in report.chains]) == (LENGTH + 4, [LENGTH + 1, 3])


def test_what_is_not_committed_is_not_looked_at(cast: Cast) -> None:
    tamper.fill(cast)
    tamper.edited(6, "tag", "task.accepted").act()
    db.session.flush()
    assert verify().fine
    db.session.rollback()
