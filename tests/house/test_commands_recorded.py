"""Every command of the services writes exactly its audit entries; refused or undone it writes none."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date

import pytest
from sqlalchemy import select

from regtrack.audit.models import AuditEntry
from regtrack.audit.tags import Tag
from regtrack.deadlines.calendars import Period
from regtrack.deadlines.school_year import SchoolYear
from regtrack.documents.service import draft_order
from regtrack.errors import RegTrackError
from regtrack.evidence import service as evidence
from regtrack.extensions import db
from regtrack.obligations import service as obligations
from regtrack.obligations.adding import Assignment, OwnItem
from regtrack.obligations.adoption import adopt, proposed_answers
from regtrack.people import accounts, classes, passwords, roles, sessions
from regtrack.people import service as people
from regtrack.people.service import PersonData
from regtrack.reports.service import execution_paper
from regtrack.schools import service as schools
from regtrack.schools.service import SchoolSettings
from tests.adopted import adopted
from tests.cast import Cast
from tests.evidence.samples import PDF
from tests.evidence.tasks import give_file, handed_in, make_task

DAY = date(2026, 12, 1)
REASON = "так надо"
Step = Callable[[], object]
Case = Callable[[Cast], Step]


def entries() -> list[str]:
    return list(db.session.scalars(select(AuditEntry.tag).order_by(AuditEntry.id)))


@contextmanager
def recorded(*expected: Tag) -> Iterator[None]:
    before = len(entries())
    yield
    assert entries()[before:] == [str(tag) for tag in expected]


# Tasks and their evidence: the case prepares and returns the command.


def _accepted(cast: Cast) -> obligations.Task:
    task = handed_in(cast)
    evidence.accept(task, cast.actor("deputy"))
    db.session.commit()
    return task


def _waived(cast: Cast) -> obligations.Task:
    task = make_task(cast)
    obligations.waive(task, cast.actor("director"), REASON)
    db.session.commit()
    return task


def _piece(cast: Cast, *, removed: bool = False) -> tuple[obligations.Task, int]:
    task = make_task(cast)
    piece = evidence.add_statement(task, cast.actor("owner"), "Сделано")
    if removed:
        evidence.remove_piece(task, piece.id, cast.actor("owner"))
    db.session.commit()
    return task, piece.id


def _owner(cast: Cast) -> Step:
    task = make_task(cast)
    return lambda: obligations.change_owner(task, cast["helper"].id, cast.actor("director"), reason=REASON)


def _date(cast: Cast) -> Step:
    task = make_task(cast)
    return lambda: obligations.change_date(task, DAY, cast.actor("director"), reason=REASON)


def _waive(cast: Cast) -> Step:
    task = make_task(cast)
    return lambda: obligations.waive(task, cast.actor("director"), REASON)


def _unwaive(cast: Cast) -> Step:
    task = _waived(cast)
    return lambda: obligations.unwaive(task, cast.actor("director"))


def _reopen(cast: Cast) -> Step:
    task = _accepted(cast)
    return lambda: obligations.reopen(task, cast.actor("director"), REASON)


def _comment(cast: Cast) -> Step:
    task = make_task(cast)
    return lambda: obligations.comment(task, cast.actor("owner"), "Готово")


def _assign(cast: Cast) -> Step:
    asked = Assignment("Провести собрание", cast["owner"].id, DAY)
    return lambda: obligations.assign_once(cast.school, asked, cast.actor("director"))


def _file(cast: Cast) -> Step:
    task = make_task(cast)
    return lambda: give_file(task, cast.actor("owner"), PDF)


def _link(cast: Cast) -> Step:
    task = make_task(cast)
    return lambda: evidence.add_link(task, cast.actor("owner"), "https://example.org/a")


def _paper(cast: Cast) -> Step:
    task = make_task(cast)
    return lambda: evidence.add_paper(task, cast.actor("owner"), "Папка 5")


def _remove(cast: Cast) -> Step:
    task, piece = _piece(cast)
    return lambda: evidence.remove_piece(task, piece, cast.actor("owner"))


def _restore(cast: Cast) -> Step:
    task, piece = _piece(cast, removed=True)
    return lambda: evidence.restore_piece(task, piece, cast.actor("owner"))


def _note(cast: Cast) -> Step:
    task = make_task(cast)
    return lambda: evidence.set_note(task, cast.actor("owner"), "Собрано в двух классах")


def _evidence_date(cast: Cast) -> Step:
    task = make_task(cast)
    return lambda: evidence.set_evidence_date(task, cast.actor("owner"), date(2026, 11, 18))


def _hand_in(cast: Cast) -> Step:
    task, _piece_id = _piece(cast)
    return lambda: evidence.hand_in(task, cast.actor("owner"))


def _recall(cast: Cast) -> Step:
    task = handed_in(cast)
    return lambda: evidence.recall(task, cast.actor("owner"))


def _accept(cast: Cast) -> Step:
    task = handed_in(cast)
    return lambda: evidence.accept(task, cast.actor("deputy"))


def _send_back(cast: Cast) -> Step:
    task = handed_in(cast)
    return lambda: evidence.send_back(task, cast.actor("deputy"), REASON)


def _look(cast: Cast) -> Step:
    task = make_task(cast, confidential=True)
    piece, _new = give_file(task, cast.actor("owner"))
    assert piece.file_id is not None
    file_id = piece.file_id
    return lambda: evidence.open_file(cast.school.id, file_id, cast.actor("inspector"))


# Regulations and papers.


def _adopt(cast: Cast) -> Step:
    edition = adopted(cast).edition
    answers = proposed_answers(cast.school, edition, 2027)
    lead = next(iter(answers.people.values()))
    full = {code: holders or lead for code, holders in answers.people.items()}
    answers = type(answers)(**{**vars(answers), "people": full})
    return lambda: adopt(cast.school, edition, answers, cast.actor("director"))


def _own_item(cast: Cast) -> Step:
    adoption = adopted(cast)
    item = OwnItem("Наш пункт", {"undecided": True}, cast["owner"].id)
    return lambda: obligations.add_own_item(adoption, item, cast.actor("director"))


def _order(cast: Cast) -> Step:
    adoption = adopted(cast)
    return lambda: draft_order(cast.school, adoption, "ru", cast.actor("director"))


def _execution(cast: Cast) -> Step:
    adoption = adopted(cast)
    return lambda: execution_paper(cast.school, adoption, "ru", cast.actor("director"))


# People and their devices.

PERSON = PersonData("Новикова Ольга Львовна", "novikova", rights=("staff",))


def _add_member(cast: Cast) -> Step:
    account = cast["stranger"].account
    return lambda: people.add_member(cast.school, account, actor=cast.actor("administrator"))


def _register(cast: Cast) -> Step:
    return lambda: people.register(cast.school, PERSON, actor=cast.actor("administrator"))


def _change_member(cast: Cast) -> Step:
    data = PersonData("Петрова Мария Ивановна", "owner", rights=("staff", "deputy"))
    return lambda: people.change_member(cast["owner"], data, actor=cast.actor("administrator"))


def _set_rights(cast: Cast) -> Step:
    return lambda: people.set_rights(cast["owner"], ["deputy"], actor=cast.actor("administrator"))


def _leave(cast: Cast) -> Step:
    return lambda: people.leave(cast["owner"], DAY, actor=cast.actor("administrator"))


def _come_back(cast: Cast) -> Step:
    people.leave(cast["owner"], DAY, actor=cast.actor("administrator"))
    return lambda: people.come_back(cast["owner"], actor=cast.actor("administrator"))


def _reset(cast: Cast) -> Step:
    return lambda: people.reset_password(cast["owner"], actor=cast.actor("administrator"))


def _give_role(cast: Cast) -> Step:
    return lambda: roles.give_role(cast["owner"], "site_lead", actor=cast.actor("administrator"))


def _take_role(cast: Cast) -> Step:
    holder = roles.give_role(cast["owner"], "site_lead", actor=None)
    return lambda: roles.take_role(holder, actor=cast.actor("administrator"))


def _add_class(cast: Cast) -> Step:
    actor = cast.actor("administrator")
    return lambda: classes.add_class(cast.school.id, 2026, name="9В", pupils=20, teacher=None, actor=actor)


def _change_class(cast: Cast) -> Step:
    teacher = cast["owner"]
    actor, group = cast.actor("administrator"), cast.classes["5А"]
    return lambda: classes.change_class(group, name="5А", pupils=21, teacher=teacher, actor=actor)


def _remove_class(cast: Cast) -> Step:
    school_id, group_id = cast.school.id, cast.classes["5А"].id
    return lambda: classes.remove_class(
        roles.get_class(school_id, group_id), actor=cast.actor("administrator")
    )


def _settings(cast: Cast) -> Step:
    account, actor = cast["owner"].account, cast.actor("owner")
    return lambda: accounts.change_settings(
        account, email="m@school.test", language="kk", theme="dark", actor=actor
    )


def _password(cast: Cast) -> Step:
    account = cast["owner"].account
    account.password_hash = passwords.hash_password("тихий-паровоз-42")
    return lambda: accounts.change_password(account, "громкий-пароход-17", actor=cast.actor("owner"))


def _device(cast: Cast) -> Step:
    sessions.start(cast["owner"].account, "Firefox")
    device = sessions.open_sessions(cast["owner"].account_id)[0].id
    return lambda: accounts.end_session(cast.actor("owner"), device)


def _devices(cast: Cast) -> Step:
    here = sessions.start(cast["owner"].account, "Firefox")
    sessions.start(cast["owner"].account, "Chrome")
    return lambda: accounts.end_other_sessions(cast.actor("owner"), here.token)


# The school.


def _create_school(cast: Cast) -> Step:
    wanted = SchoolSettings("Школа № 7 города Тест", "Школа № 7")
    return lambda: schools.create_school(wanted, cast.actor("administrator"))


def _school_settings(cast: Cast) -> Step:
    wanted = SchoolSettings("Школа № 7 города Тест", "Школа № 7")
    return lambda: schools.update_settings(cast.school, wanted, cast.actor("administrator"))


def _periods(cast: Cast) -> Step:
    quarter = [Period("quarter", 1, date(2026, 9, 1), date(2026, 10, 25))]
    return lambda: schools.replace_periods(
        cast.school, SchoolYear(2026), ("quarter",), quarter, cast.actor("director")
    )


def _day(cast: Cast) -> Step:
    return lambda: schools.change_day(cast.school, DAY, "off", "", cast.actor("director"))


def _undo_day(cast: Cast) -> Step:
    row = schools.change_day(cast.school, DAY, "off", "", cast.actor("director"))
    db.session.flush()
    return lambda: schools.undo_change(cast.school, row.id, cast.actor("director"))


def _plan_event(cast: Cast) -> Step:
    return lambda: schools.plan_event(cast.school, "council", DAY, "", cast.actor("director"))


def _change_event(cast: Cast) -> Step:
    event = schools.plan_event(cast.school, "council", DAY, "", cast.actor("director"))
    return lambda: schools.change_event(event, "council", DAY, "Итоги", cast.actor("director"))


def _cancel_event(cast: Cast) -> Step:
    event = schools.plan_event(cast.school, "council", DAY, "", cast.actor("director"))
    return lambda: schools.cancel_event(event, cast.actor("director"))


COMMANDS: list[tuple[Case, tuple[Tag, ...]]] = [
    (_owner, (Tag.TASK_OWNER_CHANGED,)),
    (_date, (Tag.TASK_DATE_CHANGED,)),
    (_waive, (Tag.TASK_WAIVED,)),
    (_unwaive, (Tag.TASK_UNWAIVED,)),
    (_reopen, (Tag.TASK_REOPENED,)),
    (_comment, (Tag.TASK_COMMENTED,)),
    (_assign, (Tag.TASK_ASSIGNED,)),
    (_file, (Tag.PIECE_ADDED,)),
    (_link, (Tag.PIECE_ADDED,)),
    (_paper, (Tag.PIECE_ADDED,)),
    (_remove, (Tag.PIECE_REMOVED,)),
    (_restore, (Tag.PIECE_RESTORED,)),
    (_note, (Tag.EVIDENCE_DESCRIBED,)),
    (_evidence_date, (Tag.EVIDENCE_DESCRIBED,)),
    (_hand_in, (Tag.TASK_SUBMITTED,)),
    (_recall, (Tag.TASK_RECALLED,)),
    (_accept, (Tag.TASK_ACCEPTED,)),
    (_send_back, (Tag.TASK_RETURNED,)),
    (_look, (Tag.EVIDENCE_VIEWED,)),
    (_adopt, (Tag.ADOPTED, Tag.TASK_MADE)),
    (_own_item, (Tag.ITEM_ADDED, Tag.TASK_MADE)),
    (_order, (Tag.DOCUMENT_MADE,)),
    (_execution, (Tag.DOCUMENT_MADE,)),
    (_add_member, (Tag.MEMBER_ADDED,)),
    (_register, (Tag.ACCOUNT_CREATED, Tag.PASSWORD_CHANGED, Tag.MEMBER_ADDED)),
    (_change_member, (Tag.MEMBER_CHANGED,)),
    (_set_rights, (Tag.MEMBER_CHANGED,)),
    (_leave, (Tag.MEMBER_LEFT,)),
    (_come_back, (Tag.MEMBER_CHANGED,)),
    (_reset, (Tag.PASSWORD_CHANGED,)),
    (_give_role, (Tag.ROLE_GIVEN,)),
    (_take_role, (Tag.ROLE_TAKEN,)),
    (_add_class, (Tag.CLASS_CHANGED,)),
    (_change_class, (Tag.CLASS_CHANGED,)),
    (_remove_class, (Tag.CLASS_CHANGED,)),
    (_settings, (Tag.ACCOUNT_CHANGED,)),
    (_password, (Tag.PASSWORD_CHANGED,)),
    (_device, (Tag.SESSION_ENDED,)),
    (_devices, (Tag.SESSION_ENDED,)),
    (_create_school, (Tag.SCHOOL_CREATED, Tag.SCHOOL_CREATED, Tag.MEMBER_ADDED)),
    (_school_settings, (Tag.SCHOOL_CHANGED,)),
    (_periods, (Tag.CALENDAR_CHANGED,)),
    (_day, (Tag.CALENDAR_CHANGED,)),
    (_undo_day, (Tag.CALENDAR_CHANGED,)),
    (_plan_event, (Tag.EVENT_PLANNED,)),
    (_change_event, (Tag.EVENT_CHANGED,)),
    (_cancel_event, (Tag.EVENT_CHANGED,)),
]


@pytest.mark.parametrize(("case", "tags"), COMMANDS, ids=[case.__name__ for case, _tags in COMMANDS])
def test_a_command_and_its_entries_are_one_transaction(cast: Cast, case: Case, tags: tuple[Tag, ...]) -> None:
    command = case(cast)
    db.session.commit()
    with recorded():
        command()
        db.session.rollback()
    with recorded(*tags):
        command()
        db.session.commit()


# What may not be said twice, or changes nothing, is not recorded a second time.
AGAIN = [_note, _evidence_date, _school_settings, _periods, _change_event, _cancel_event, _remove, _devices]
REFUSED = [_comment, _hand_in, _recall, _accept, _send_back, _waive, _unwaive, _reopen, _adopt, _own_item]


@pytest.mark.parametrize("case", [*AGAIN, *REFUSED, _add_member, _leave, _come_back, _give_role, _password])
def test_the_same_once_more_records_nothing(cast: Cast, case: Case) -> None:
    command = case(cast)
    command()
    db.session.commit()
    with recorded():
        try:
            command()
        except RegTrackError:
            assert case not in AGAIN
        else:
            assert case in AGAIN
        db.session.commit()


def _is_refused(command: Step) -> bool:
    try:
        command()
    except RegTrackError:
        return True
    return False


def test_a_refusal_records_nothing(cast: Cast) -> None:
    task, owner, admin = make_task(cast), cast.actor("owner"), cast.actor("administrator")
    outsider = cast["stranger"].id
    refused: list[Step] = [
        lambda: obligations.change_owner(task, outsider, cast.actor("director"), reason=REASON),
        lambda: obligations.change_owner(task, cast["helper"].id, owner, reason=REASON),
        lambda: obligations.change_date(task, DAY, cast.actor("director"), reason=" "),
        lambda: obligations.waive(task, owner, REASON),
        lambda: obligations.assign_once(cast.school, Assignment("", cast["owner"].id, DAY), owner),
        lambda: evidence.add_link(task, owner, "javascript:alert(1)"),
        lambda: evidence.set_note(task, owner, "x" * 6000),
        lambda: evidence.set_evidence_date(task, owner, DAY),
        lambda: evidence.hand_in(task, owner),
        lambda: evidence.accept(task, cast.actor("deputy")),
        lambda: people.set_rights(cast["administrator"], [], actor=admin),
        lambda: people.set_rights(cast["owner"], ["emperor"], actor=admin),
        lambda: people.register(cast.school, PersonData("Я", "x"), actor=admin),
        lambda: roles.give_role(cast["owner"], "class_teacher", actor=admin),
        lambda: classes.add_class(cast.school.id, 2026, name="5А", pupils=1, teacher=None, actor=admin),
        lambda: schools.plan_event(cast.school, "Не код!", DAY, "", admin),
        lambda: accounts.change_password(cast["owner"].account, "1", actor=owner),
    ]
    with recorded():
        for nth, command in enumerate(refused):
            assert _is_refused(command), nth
        db.session.commit()
    assert accounts.end_session(owner, 10**6) is False
