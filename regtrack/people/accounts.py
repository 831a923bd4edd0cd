"""Accounts: one human being, one login, whatever schools they belong to."""

from __future__ import annotations

import re

from flask_babel import gettext as _
from sqlalchemy import func, select

from regtrack import clock
from regtrack.actor import Actor
from regtrack.audit.service import record
from regtrack.audit.tags import Tag
from regtrack.errors import Invalid
from regtrack.extensions import db
from regtrack.formatting import search_key, sort_key
from regtrack.people import passwords, sessions
from regtrack.people.models import Account, Membership
from regtrack.people.names import fold_login, short_name

_LOGIN = re.compile(r"[\w.@+-]{3,320}")
_EMAIL = re.compile(r"[^@\s<>\"(),:;]+@[^@\s<>\"(),:;.]+(\.[^@\s<>\"(),:;.]+)+")


def by_login(login: str) -> Account | None:
    return db.session.scalar(select(Account).where(Account.login == fold_login(login)))


def create_account(
    *,
    full_name: str,
    login: str,
    actor: Actor | None,
    email: str | None = None,
    gender: str | None = None,
    password: str | None = None,
    password_hash: str | None = None,
    must_change_password: bool = False,
    installation_admin: bool = False,
) -> Account:
    """A new account; without a password or a hash of one nobody can sign in to it.

    Raises Invalid (with the field's name) for a login that is taken or cannot be used, an e-mail address or a
    name that cannot be one, and a password that breaks the policy.
    """
    folded = checked_login(login)
    if password is not None:
        passwords.check_policy(password, login=folded, field="password")
        password_hash = passwords.hash_password(password)
    account = Account(
        login=folded,
        gender=gender,
        password_hash=password_hash,
        must_change_password=must_change_password,
        installation_admin=installation_admin,
        created_at=clock.now(),
    )
    describe(account, full_name=full_name, email=email)
    db.session.add(account)
    db.session.flush()
    record(
        Tag.ACCOUNT_CREATED,
        school_id=None,
        actor=actor,
        subject="account",
        subject_id=account.id,
        installation_admin=installation_admin,
    )
    return account


def checked_login(login: str, *, of: Account | None = None) -> str:
    """The folded login; raises Invalid when it cannot be one or belongs to somebody else."""
    folded = fold_login(login)
    if not _LOGIN.fullmatch(folded):
        raise Invalid(
            _("A login has at least 3 letters or digits and no spaces; an e-mail address may be one."),
            field="login",
        )
    holder = by_login(folded)
    if holder is not None and holder is not of:
        raise Invalid(_("This login is taken. Choose another one."), field="login")
    return folded


def checked_email(email: str | None) -> str | None:
    if not email:
        return None
    if len(email) > 320 or not _EMAIL.fullmatch(email):
        raise Invalid(_("This is not an e-mail address. Write it like name@example.org."), field="email")
    return email


def describe(account: Account, *, full_name: str, email: str | None) -> None:
    """Set the name and the address, with everything that is made from them."""
    name = " ".join(full_name.split())
    if not name or len(name) > 300:
        raise Invalid(_("Write the full name: surname, name, patronymic."), field="full_name")
    email = checked_email(email)
    account.full_name = name
    account.short_name = short_name(name)[:120]
    account.email = email
    account.sort_key = sort_key(name)[:400]
    account.search_key = search_key(name, account.login, email)[:700]


def change_settings(
    account: Account, *, email: str | None, language: str | None, theme: str, actor: Actor
) -> None:
    """What a person sets for themselves."""
    describe(account, full_name=account.full_name, email=email)
    account.language, account.theme = language, theme
    record(Tag.ACCOUNT_CHANGED, school_id=None, actor=actor, subject="account", subject_id=account.id)


def change_password(account: Account, new: str, *, actor: Actor) -> None:
    """Set one's own password and end every session; the caller opens a new one for the present browser."""
    passwords.check_policy(new, login=account.login)
    if passwords.matches(new, account.password_hash):
        raise Invalid(_("This is the password that you have now. Choose another one."), field="new")
    account.password_hash = passwords.hash_password(new)
    account.must_change_password = False
    sessions.end_all(account.id)
    record(Tag.PASSWORD_CHANGED, school_id=None, actor=actor, subject="account", subject_id=account.id)


def give_temporary_password(account: Account, *, actor: Actor | None, school_id: int | None) -> str:
    """A password that must be changed at the first sign-in; whoever was signed in is signed out.

    Returns the only copy of it.
    """
    password = passwords.temporary_password()
    account.password_hash = passwords.hash_password(password)
    account.must_change_password = True
    sessions.end_all(account.id)
    record(
        Tag.PASSWORD_CHANGED,
        school_id=school_id,
        actor=actor,
        subject="account",
        subject_id=account.id,
        temporary=True,
    )
    return password


def end_session(actor: Actor, session_id: int) -> bool:
    """Sign oneself out in one browser; False when it is not one's own."""
    if not sessions.end_one(actor.account_id, session_id):
        return False
    _record_ended(actor, 1)
    return True


def end_other_sessions(actor: Actor, token: str) -> None:
    """Sign oneself out everywhere but in the browser of this token."""
    ended = sessions.end_all(actor.account_id, but=token)
    if ended:
        _record_ended(actor, ended)


def _record_ended(actor: Actor, count: int) -> None:
    record(
        Tag.SESSION_ENDED,
        school_id=None,
        actor=actor,
        subject="account",
        subject_id=actor.account_id,
        devices=count,
    )


def belongs_only_to(account: Account, school_id: int) -> bool:
    """Whether this school's administrator answers for the account: nobody else knows or trusts it."""
    elsewhere = db.session.scalar(
        select(func.count())
        .select_from(Membership)
        .where(Membership.account_id == account.id, Membership.school_id != school_id)
    )
    return not elsewhere and not account.installation_admin
