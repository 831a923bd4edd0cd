"""Classes of a school year: their names, sizes and class teachers. No child is ever named."""

from __future__ import annotations

import re
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from regtrack.actor import Actor
from regtrack.audit.service import record
from regtrack.audit.tags import Tag
from regtrack.errors import Invalid, Refusal
from regtrack.extensions import db
from regtrack.formatting import sort_key
from regtrack.people.models import Membership, RoleHolder, SchoolClass
from regtrack.people.roles import give_role, take_role

TEACHER = "class_teacher"
LAST_GRADE = 11
LARGEST = 60
_NAME = re.compile(r"(\d{1,2})(.*)")


@dataclass(frozen=True)
class ClassRow:
    """A class with its class teachers."""

    school_class: SchoolClass
    teachers: list[Membership]


def read_name(text: str) -> tuple[str, int]:
    """«5 „б“» → («5Б», 5). Raises Invalid when it does not begin with the number of a grade from 0 to 12."""
    bare = re.sub(r"[\s«»„“”\"'-]", "", text).upper()
    match = _NAME.fullmatch(bare)
    if match is None or int(match[1]) > 12 or len(bare) > 20:
        raise Invalid(_("Begin with the number of the grade: 5А, 10Б."), field="name")
    return bare, int(match[1])


def _letter(name: str) -> str:
    return name.lstrip("0123456789")


def classes_of(school_id: int, school_year: int) -> list[ClassRow]:
    """The classes of a school year (its first calendar year) in their order, in two queries."""
    rows = db.session.scalars(
        select(SchoolClass)
        .where(SchoolClass.school_id == school_id, SchoolClass.school_year == school_year)
        .order_by(SchoolClass.sort_key, SchoolClass.id)
    ).all()
    teachers = _teachers(school_id, [row.id for row in rows])
    return [ClassRow(row, teachers.get(row.id, [])) for row in rows]


def _teachers(school_id: int, class_ids: list[int]) -> dict[int, list[Membership]]:
    found: dict[int, list[Membership]] = {}
    rows = db.session.execute(
        select(RoleHolder, Membership)
        .join(Membership, Membership.id == RoleHolder.membership_id)
        .where(
            RoleHolder.school_id == school_id,
            RoleHolder.role == TEACHER,
            RoleHolder.class_id.in_(class_ids),
        )
        .order_by(RoleHolder.id)
    )
    for holder, member in rows:
        if holder.class_id is not None:
            found.setdefault(holder.class_id, []).append(member)
    return found


def teachers_of(group: SchoolClass) -> list[Membership]:
    return _teachers(group.school_id, [group.id]).get(group.id, [])


def add_class(
    school_id: int,
    school_year: int,
    *,
    name: str,
    pupils: int,
    teacher: Membership | None,
    actor: Actor | None,
) -> SchoolClass:
    """Raises Invalid for a name that cannot be read or is there already in this school year."""
    group = SchoolClass(school_id=school_id, school_year=school_year)
    _describe(group, name, pupils)
    db.session.add(group)
    db.session.flush()
    _record(group, actor, "added")
    _set_teacher(group, teacher, actor)
    return group


def change_class(
    group: SchoolClass, *, name: str, pupils: int, teacher: Membership | None, actor: Actor
) -> None:
    _describe(group, name, pupils)
    db.session.flush()
    _record(group, actor, "changed")
    _set_teacher(group, teacher, actor)


def remove_class(group: SchoolClass, *, actor: Actor) -> None:
    """Raises Refusal when tasks or roles other than the class teacher's stand on the class."""
    _record(group, actor, "removed")
    try:
        with db.session.begin_nested():
            db.session.execute(
                delete(RoleHolder).where(RoleHolder.class_id == group.id, RoleHolder.role == TEACHER)
            )
            db.session.execute(delete(SchoolClass).where(SchoolClass.id == group.id))
    except IntegrityError:
        raise Refusal(
            _("Class %(name)s is used in tasks or roles and stays in the records.", name=group.name)
        ) from None
    db.session.expunge(group)


def copy_to_next_year(school_id: int, school_year: int, *, actor: Actor) -> int:
    """Move every class up by one grade into the next school year with its size and teachers.

    The last grade leaves; names that the next year has already stay as they are. Returns how many were made.
    """
    there = {row.school_class.name for row in classes_of(school_id, school_year + 1)}
    made = 0
    for row in classes_of(school_id, school_year):
        group = row.school_class
        name = f"{group.grade + 1}{_letter(group.name)}"
        if group.grade >= LAST_GRADE or name in there:
            continue
        new = add_class(school_id, school_year + 1, name=name, pupils=group.pupils, teacher=None, actor=actor)
        for teacher in row.teachers:
            if teacher.left_on is None:
                give_role(teacher, TEACHER, class_id=new.id, actor=actor)
        made += 1
    return made


def _describe(group: SchoolClass, name: str, pupils: int) -> None:
    group_name, grade = read_name(name)
    if not 0 <= pupils <= LARGEST:
        raise Invalid(_("A class has from 0 to %(num)s pupils.", num=LARGEST), field="pupils")
    with db.session.no_autoflush:
        same = db.session.scalar(
            select(SchoolClass.id).where(
                SchoolClass.school_id == group.school_id,
                SchoolClass.school_year == group.school_year,
                SchoolClass.name == group_name,
            )
        )
    if same is not None and same != group.id:
        raise Invalid(_("This school year has a class %(name)s already.", name=group_name), field="name")
    group.name, group.grade, group.pupils = group_name, grade, pupils
    group.sort_key = f"{grade:02d}{sort_key(_letter(group_name))}"


def _set_teacher(group: SchoolClass, teacher: Membership | None, actor: Actor | None) -> None:
    """Leave exactly this class teacher."""
    rows = db.session.scalars(
        select(RoleHolder).where(
            RoleHolder.school_id == group.school_id,
            RoleHolder.class_id == group.id,
            RoleHolder.role == TEACHER,
        )
    ).all()
    for row in rows:
        if teacher is None or row.membership_id != teacher.id:
            take_role(row, actor=actor)
    if teacher is not None and all(row.membership_id != teacher.id for row in rows):
        give_role(teacher, TEACHER, class_id=group.id, actor=actor)


def _record(group: SchoolClass, actor: Actor | None, what: str) -> None:
    record(
        Tag.CLASS_CHANGED,
        school_id=group.school_id,
        actor=actor,
        subject="class",
        subject_id=group.id,
        what=what,
        school_year=group.school_year,
        pupils=group.pupils,
    )
