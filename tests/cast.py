"""The fixed cast: the same people in every test."""

from __future__ import annotations

from dataclasses import dataclass, field

from regtrack import clock
from regtrack.actor import Actor
from regtrack.extensions import db
from regtrack.formatting import search_key, sort_key
from regtrack.people.models import Account, Membership, MembershipRight, RoleHolder, SchoolClass
from regtrack.permissions import permissions_of
from regtrack.schools.models import School

PASSWORD = "тихий-паровоз-42"  # the hash is made only by the tests that sign in with it

# who: (full name, short name, gender, job title, rights)
PEOPLE: dict[str, tuple[str, str, str, str, tuple[str, ...]]] = {
    "administrator": ("Ким Олег Иванович", "Ким О. И.", "m", "инженер", ("administrator",)),
    "director": ("Орлова Анна Павловна", "Орлова А. П.", "f", "директор", ("director",)),
    "deputy": ("Зуев Пётр Ильич", "Зуев П. И.", "m", "заместитель директора по УВР", ("deputy",)),
    "owner": ("Петрова Мария Ивановна", "Петрова М. И.", "f", "учитель", ("staff",)),
    "helper": ("Әлиева Қарлығаш Ерланқызы", "Әлиева Қ. Е.", "f", "учитель", ("staff",)),
    "teacher": ("Ёлкин Яков Львович", "Ёлкин Я. Л.", "m", "учитель", ("staff",)),
    "registrar": ("Щукина Вера Олеговна", "Щукина В. О.", "f", "секретарь", ("registrar",)),
    "inspector": ("Громов Иван Ильич", "Громов И. И.", "m", "инспектор", ("inspector",)),
    "coordinator": ("Седова Инна Юрьевна", "Седова И. Ю.", "f", "методист", ("coordinator",)),
}


@dataclass
class Cast:
    school: School
    other: School
    members: dict[str, Membership] = field(default_factory=dict)
    classes: dict[str, SchoolClass] = field(default_factory=dict)

    def __getitem__(self, who: str) -> Membership:
        return self.members[who]

    def actor(self, who: str) -> Actor:
        """The person as services are given them."""
        membership = self.members[who]
        rights = [row.right for row in membership.rights]
        return Actor(
            membership.account_id,
            membership.account.short_name,
            school_id=membership.school_id,
            membership_id=membership.id,
            permissions=permissions_of(rights),
        )


def make_school(name: str, short: str, country: str = "RU", zone: str = "Asia/Krasnoyarsk") -> School:
    school = School(
        name=name,
        short_name=short,
        sort_key=sort_key(short),
        country=country,
        language="ru" if country == "RU" else "kk",
        time_zone=zone,
        week=5,
        place="г. Канск",
        settings={},
        created_at=clock.now(),
    )
    db.session.add(school)
    db.session.flush()
    return school


def make_member(
    school: School, login: str, full: str, short: str, gender: str, title: str, rights: tuple[str, ...]
) -> Membership:
    account = Account(
        login=login,
        email=f"{login}@school.test",
        full_name=full,
        short_name=short,
        gender=gender,
        sort_key=sort_key(full),
        search_key=search_key(full, login, title),
        created_at=clock.now(),
    )
    db.session.add(account)
    db.session.flush()
    membership = Membership(
        school_id=school.id, account_id=account.id, job_title=title, created_at=clock.now()
    )
    db.session.add(membership)
    db.session.flush()
    membership.rights = [
        MembershipRight(school_id=school.id, membership_id=membership.id, right=right) for right in rights
    ]
    db.session.flush()
    return membership


def gather() -> Cast:
    school = make_school("МБОУ «Средняя школа № 5» г. Канска", "Школа № 5")
    other = make_school("«№ 12 жалпы білім беретін мектеп» КММ", "№ 12 мектеп", "KZ", "Asia/Almaty")
    cast = Cast(school, other)
    for who, (full, short, gender, title, rights) in PEOPLE.items():
        cast.members[who] = make_member(school, who, full, short, gender, title, rights)
    cast.members["stranger"] = make_member(
        other, "stranger", "Серікұлы Дәурен", "Серікұлы Д.", "m", "директор", ("director",)
    )
    for nth, (name, who) in enumerate((("5А", "owner"), ("5Б", "helper"), ("10А", "teacher"))):
        grade = int(name[:-1])
        group = SchoolClass(
            school_id=school.id,
            school_year=2026,
            name=name,
            grade=grade,
            pupils=25 + nth,
            sort_key=f"{grade:02d}{sort_key(name[-1])}",
        )
        db.session.add(group)
        db.session.flush()
        cast.classes[name] = group
        db.session.add(
            RoleHolder(
                school_id=school.id, role="class_teacher", membership_id=cast[who].id, class_id=group.id
            )
        )
    for role, who in (
        ("director", "director"),
        ("deputy_academic", "deputy"),
        ("informatization_lead", "teacher"),
        ("site_lead", "helper"),
        ("registrar", "registrar"),
    ):
        db.session.add(RoleHolder(school_id=school.id, role=role, membership_id=cast[who].id))
    db.session.flush()
    return cast
