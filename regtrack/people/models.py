"""Accounts (one person, one login), memberships in schools, roles, classes and sessions."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, ForeignKeyConstraint, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from regtrack.db_types import Id
from regtrack.extensions import Model
from regtrack.formatting import search_key


class Account(Model):
    """One human being, whatever schools they belong to."""

    __tablename__ = "account"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    login: Mapped[str] = mapped_column(String(320), unique=True)  # folded: an e-mail address or a name
    email: Mapped[str | None] = mapped_column(String(320))
    full_name: Mapped[str] = mapped_column(String(300))  # «Петрова Мария Ивановна»
    short_name: Mapped[str] = mapped_column(String(120))  # «Петрова М. И.»
    gender: Mapped[str | None] = mapped_column(String(1))  # f, m, None = not known
    sort_key: Mapped[str] = mapped_column(String(400))
    search_key: Mapped[str] = mapped_column(String(700))
    password_hash: Mapped[str | None] = mapped_column(String(300))  # None: no password set yet
    must_change_password: Mapped[bool] = mapped_column(default=False)
    language: Mapped[str | None] = mapped_column(String(2))  # None: as the school
    theme: Mapped[str] = mapped_column(String(8), default="auto")  # auto, light, dark
    installation_admin: Mapped[bool] = mapped_column(default=False)
    disabled_at: Mapped[datetime | None]
    created_at: Mapped[datetime]

    memberships: Mapped[list[Membership]] = relationship(back_populates="account", viewonly=True)


class Membership(Model):
    """A person in a school: job title, rights, supervisor, term."""

    __tablename__ = "membership"
    __table_args__ = (
        UniqueConstraint("school_id", "account_id"),
        UniqueConstraint("school_id", "id"),
        ForeignKeyConstraint(["school_id", "supervisor_id"], ["membership.school_id", "membership.id"]),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    school_id: Mapped[int] = mapped_column(Id, ForeignKey("school.id"))
    account_id: Mapped[int] = mapped_column(Id, ForeignKey("account.id"), index=True)
    job_title: Mapped[str] = mapped_column(String(200), default="")
    title_key: Mapped[str] = mapped_column(String(250), default="")  # the job title as it is searched
    supervisor_id: Mapped[int | None] = mapped_column(Id)
    valid_until: Mapped[date | None] = mapped_column(Date)  # an inspector reads for a limited time
    left_on: Mapped[date | None] = mapped_column(Date)
    created_at: Mapped[datetime]

    account: Mapped[Account] = relationship(back_populates="memberships", lazy="joined", innerjoin=True)
    rights: Mapped[list[MembershipRight]] = relationship(
        lazy="selectin", cascade="all, delete-orphan", order_by="MembershipRight.right"
    )

    @validates("job_title")
    def _key_of_title(self, _name: str, job_title: str) -> str:
        self.title_key = search_key(job_title)
        return job_title


class MembershipRight(Model):
    __tablename__ = "membership_right"
    __table_args__ = (
        ForeignKeyConstraint(["school_id", "membership_id"], ["membership.school_id", "membership.id"]),
    )

    membership_id: Mapped[int] = mapped_column(Id, primary_key=True)
    right: Mapped[str] = mapped_column(String(20), primary_key=True)
    school_id: Mapped[int] = mapped_column(Id)


class SchoolClass(Model):
    """A class of pupils in one school year; only its size is kept, no child's name."""

    __tablename__ = "school_class"
    __table_args__ = (
        UniqueConstraint("school_id", "school_year", "name"),
        UniqueConstraint("school_id", "id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    school_id: Mapped[int] = mapped_column(Id, ForeignKey("school.id"))
    school_year: Mapped[int] = mapped_column(Integer)
    name: Mapped[str] = mapped_column(String(20))  # «5Б»
    grade: Mapped[int] = mapped_column(Integer)
    pupils: Mapped[int] = mapped_column(Integer, default=0)
    sort_key: Mapped[str] = mapped_column(String(60))


class RoleHolder(Model):
    """Who holds a role of roles.yaml in the school; class roles name their class."""

    __tablename__ = "role_holder"
    __table_args__ = (
        UniqueConstraint("school_id", "id"),
        ForeignKeyConstraint(["school_id", "membership_id"], ["membership.school_id", "membership.id"]),
        ForeignKeyConstraint(["school_id", "class_id"], ["school_class.school_id", "school_class.id"]),
        Index("ix_role_holder_role", "school_id", "role"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    school_id: Mapped[int] = mapped_column(Id, ForeignKey("school.id"))
    role: Mapped[str] = mapped_column(String(60))
    membership_id: Mapped[int] = mapped_column(Id)
    class_id: Mapped[int | None] = mapped_column(Id)

    membership: Mapped[Membership] = relationship(
        viewonly=True, primaryjoin="RoleHolder.membership_id == foreign(Membership.id)", uselist=False
    )
    school_class: Mapped[SchoolClass | None] = relationship(
        viewonly=True, primaryjoin="RoleHolder.class_id == foreign(SchoolClass.id)", uselist=False
    )


class LoginSession(Model):
    """A signed-in browser; the cookie holds a token of which only the hash is kept."""

    __tablename__ = "login_session"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    account_id: Mapped[int] = mapped_column(Id, ForeignKey("account.id"), index=True)
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    device: Mapped[str] = mapped_column(String(200), default="")


class LoginFailure(Model):
    """A wrong password, remembered to slow the next try down; nobody is ever locked out."""

    __tablename__ = "login_failure"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    key: Mapped[str] = mapped_column(String(64), index=True)  # hash of login, or of address
    failed_at: Mapped[datetime] = mapped_column(index=True)
