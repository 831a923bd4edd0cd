"""Gathering proof, handing it in, taking it back, returning and accepting it."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import func, select

from regtrack import clock
from regtrack.audit.models import AuditEntry
from regtrack.audit.tags import Tag
from regtrack.errors import Forbidden, Invalid, NotFound, Refusal, RegTrackError
from regtrack.evidence import service, store
from regtrack.evidence.drafts import MOST_PIECES
from regtrack.evidence.models import StoredFile, Submission, SubmissionState
from regtrack.extensions import db
from regtrack.obligations.models import TaskEvent, TaskState
from regtrack.obligations.workflow import WorkflowRefusal
from tests.cast import Cast
from tests.evidence.samples import PDF
from tests.evidence.tasks import FOLDER, RECORD, REPORT, give_file, handed_in, make_task

TODAY = date(2026, 11, 20)


def tags() -> list[str]:
    return list(db.session.scalars(select(AuditEntry.tag).order_by(AuditEntry.id)))


def test_the_whole_way(cast: Cast) -> None:
    """Handed in, returned, mended, handed in again, accepted; history and audit tell of each step."""
    owner, deputy = cast.actor("owner"), cast.actor("deputy")
    task = make_task(cast)
    give_file(task, owner)
    service.set_note(task, owner, "27 из 30")
    service.set_evidence_date(task, owner, TODAY - timedelta(days=3))
    first = service.hand_in(task, owner)
    assert (task.state, task.handed_in_on, first.state) == (TaskState.SUBMITTED, TODAY, "handed_in")

    service.send_back(task, deputy, "Нет трёх согласий")
    assert (task.state, task.handed_in_at, first.state) == (TaskState.RETURNED, None, "returned")
    draft = service.current_draft(task)
    assert draft is not None
    assert (draft.number, draft.note, draft.author_id) == (2, "27 из 30", cast["owner"].id)
    assert [piece.file_id for piece in draft.pieces] == [piece.file_id for piece in first.pieces]

    with clock.at(clock.now() + timedelta(days=6)):
        give_file(task, owner, PDF + b"%", "ещё три.pdf")
        second = service.hand_in(task, owner)
        assert task.handed_in_on == TODAY + timedelta(days=6)
        review = service.accept(task, deputy)
    assert (task.state, second.state, review.decision) == (TaskState.ACCEPTED, "accepted", "accepted")
    assert len(second.pieces) == 2
    db.session.commit()
    kinds = list(db.session.scalars(select(TaskEvent.kind).order_by(TaskEvent.seq)))
    assert kinds == ["assigned", "submit", "return", "submit", "accept"]
    assert tags() == [
        Tag.TASK_ASSIGNED,
        Tag.PIECE_ADDED,
        Tag.EVIDENCE_DESCRIBED,
        Tag.EVIDENCE_DESCRIBED,
        Tag.TASK_SUBMITTED,
        Tag.TASK_RETURNED,
        Tag.PIECE_ADDED,
        Tag.TASK_SUBMITTED,
        Tag.TASK_ACCEPTED,
    ]


def test_recall_keeps_everything_in_a_new_draft(cast: Cast) -> None:
    owner = cast.actor("owner")
    task = make_task(cast)
    service.add_paper(task, owner, "Папка 5Б, шкаф 3")
    service.add_statement(task, owner, "Собрано на собрании")
    service.hand_in(task, owner)
    draft = service.recall(task, owner)
    assert (task.state, task.handed_in_at, draft.state) == (TaskState.OPEN, None, SubmissionState.DRAFT)
    assert [piece.text for piece in draft.pieces] == ["Папка 5Б, шкаф 3", "Собрано на собрании"]
    assert service.hand_in(task, owner).number == 2


def test_nothing_is_not_a_hand_in(cast: Cast) -> None:
    owner = cast.actor("owner")
    task = make_task(cast)
    with pytest.raises(Invalid) as refused:
        service.hand_in(task, owner)
    assert refused.value.field == "files"
    piece, _new = give_file(task, owner)
    service.remove_piece(task, piece.id, owner)
    with pytest.raises(Invalid):
        service.hand_in(task, owner)
    service.restore_piece(task, piece.id, owner)
    service.hand_in(task, owner)
    assert Tag.PIECE_REMOVED in tags()
    assert Tag.PIECE_RESTORED in tags()


def test_the_same_content_is_kept_once(cast: Cast) -> None:
    owner = cast.actor("owner")
    task = make_task(cast)
    first, new = give_file(task, owner)
    again, new_again = give_file(task, owner, name="копия.pdf")
    assert (new, new_again, again.id) == (True, False, first.id)
    assert db.session.scalar(select(func.count()).select_from(StoredFile)) == 1
    assert sum(path.is_file() for path in store.root().rglob("*")) == 1


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "ftp://a.test/x",
        "//a.test/x",
        "школа",
        "отчёт готов.",
        "user@a.test",
        "www.school.ru:x/",
        "https://",
        "https:///x",
        "http://[::1",
        "http://a.test:99999/",
        "https://a.test/a b",
        "https://user:secret@a.test/",
        "",
        "https://a.test/" + "x" * 2000,
    ],
)
def test_links_that_are_refused(cast: Cast, url: str) -> None:
    with pytest.raises(Invalid) as refused:
        service.add_link(make_task(cast), cast.actor("owner"), url)
    assert refused.value.field == "url"


@pytest.mark.parametrize(
    "url", ["https://school5.ru/новости?id=1#a", "http://192.168.0.5:8080/x", "HTTPS://A.test"]
)
def test_links_that_are_kept(cast: Cast, url: str) -> None:
    assert service.add_link(make_task(cast), cast.actor("owner"), f" {url} ").url == url


@pytest.mark.parametrize("url", ["www.school.ru", "школа.рф/sveden?id=1", "mon.gov.kz#a"])
def test_a_link_may_lack_its_scheme(cast: Cast, url: str) -> None:
    assert service.add_link(make_task(cast), cast.actor("owner"), url).url == f"https://{url}"


@pytest.mark.parametrize(
    ("day", "good"),
    [
        (TODAY, True),
        (TODAY - timedelta(days=400), True),
        (None, True),
        (TODAY + timedelta(days=1), False),
        (date(26, 11, 20), False),
    ],
)
def test_the_evidence_date_may_precede_but_not_follow(cast: Cast, day: date | None, good: bool) -> None:
    task = make_task(cast)
    if good:
        service.set_evidence_date(task, cast.actor("owner"), day)
        draft = service.current_draft(task)
        assert draft is not None
        assert draft.evidence_date == day
        return
    with pytest.raises(Invalid) as refused:
        service.set_evidence_date(task, cast.actor("owner"), day)
    assert refused.value.field == "evidence_date"


def test_the_future_begins_with_the_schools_day(cast: Cast) -> None:
    """At 20:00 UTC it is the next day in Krasnoyarsk already."""
    with clock.at(datetime(2026, 11, 20, 20, 0, tzinfo=clock.UTC)):
        service.set_evidence_date(make_task(cast), cast.actor("owner"), TODAY + timedelta(days=1))


def test_a_piece_must_prove_something_that_is_asked(cast: Cast) -> None:
    task, owner = make_task(cast, evidence=(FOLDER, RECORD, REPORT)), cast.actor("owner")
    assert give_file(task, owner)[0].asked == FOLDER["key"]
    assert service.add_statement(task, owner, "Сделано").asked == REPORT["key"]
    assert service.add_link(task, owner, "https://a.test", asked=service.OTHER).asked == service.OTHER
    with pytest.raises(Invalid) as refused:
        service.add_link(task, owner, "https://a.test", asked="order-9")
    assert refused.value.field == "asked"


def test_pieces_of_a_hand_in_are_bounded(cast: Cast) -> None:
    task, owner = make_task(cast), cast.actor("owner")
    for nth in range(MOST_PIECES):
        service.add_link(task, owner, f"https://a.test/{nth}")
    with pytest.raises(Invalid):
        service.add_link(task, owner, "https://a.test/more")


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ([], ["consent_folder-1", "report-3"]),
        (["consent_folder-1"], ["report-3"]),
        (["external_record-2"], ["consent_folder-1", "report-3"]),
        (["consent_folder-1", "report-3"], []),
    ],
)
def test_the_gate_names_what_is_missing(cast: Cast, given: list[str], missing: list[str]) -> None:
    task, owner = make_task(cast, evidence=(FOLDER, RECORD, REPORT)), cast.actor("owner")
    for key in given:
        service.add_paper(task, owner, "Шкаф 3, полка 2", asked=key)
    service.set_note(task, owner, "Готово")
    standing = service.hand_in(task, owner)
    assert [one.key for one in service.missing_required(task, standing)] == missing
    if not missing:
        service.accept(task, cast.actor("deputy"))
        return
    with pytest.raises(WorkflowRefusal) as refused:
        service.accept(task, cast.actor("deputy"), waived={missing[0]: " "})
    assert refused.value.code == "evidence_missing"


def test_paper_without_a_place_is_refused(cast: Cast) -> None:
    with pytest.raises(Invalid) as refused:
        service.add_paper(make_task(cast), cast.actor("owner"), " \u200b ")
    assert refused.value.field == "paper"


def test_a_missing_kind_is_waived_by_name_with_a_reason(cast: Cast) -> None:
    task, owner = make_task(cast, evidence=(FOLDER, REPORT)), cast.actor("owner")
    give_file(task, owner)
    service.hand_in(task, owner)
    waived = {REPORT["key"]: "Справку заменяет акт", FOLDER["key"]: "не отсутствует"}
    review = service.accept(task, cast.actor("deputy"), waived=waived)
    assert review.waived == [{"asked": "report-3", "reason": "Справку заменяет акт"}]
    event = db.session.scalars(select(TaskEvent).order_by(TaskEvent.id.desc())).first()
    assert event is not None
    assert event.detail["waived"] == review.waived


def test_a_return_needs_a_reason(cast: Cast) -> None:
    task = handed_in(cast)
    with pytest.raises(WorkflowRefusal) as refused:
        service.send_back(task, cast.actor("deputy"), "  ")
    assert refused.value.code == "needs_reason"
    with pytest.raises(Invalid):
        service.send_back(task, cast.actor("deputy"), "х" * 2001)


@pytest.mark.parametrize(
    ("who", "error"), [("teacher", Forbidden), ("director", Forbidden), ("inspector", Forbidden)]
)
def test_only_the_owner_and_helpers_gather(cast: Cast, who: str, error: type[RegTrackError]) -> None:
    task = make_task(cast, helpers=("helper",))
    with pytest.raises(error):
        service.add_statement(task, cast.actor(who), "Я сделал")
    service.add_statement(task, cast.actor("helper"), "Помогла")
    service.add_statement(task, cast.actor("owner"), "Сделала")
    assert db.session.scalar(select(func.count()).select_from(Submission)) == 1


def test_nothing_is_added_while_it_waits(cast: Cast) -> None:
    task = handed_in(cast)
    with pytest.raises(Refusal):
        give_file(task, cast.actor("owner"), PDF + b"2")
    with pytest.raises(Refusal):
        service.hand_in(task, cast.actor("owner"))


def test_pieces_of_what_was_handed_in_stay(cast: Cast) -> None:
    task, owner = make_task(cast), cast.actor("owner")
    piece, _new = give_file(task, owner)
    service.hand_in(task, owner)
    service.send_back(task, cast.actor("deputy"), "Ещё раз")
    with pytest.raises(NotFound):
        service.remove_piece(task, piece.id, owner)
