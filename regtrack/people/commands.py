"""Commands for the administrator of the installation: the first account, a new password."""

from __future__ import annotations

import sys

import click
from flask_babel import gettext as _
from sqlalchemy import select

from regtrack.errors import Invalid
from regtrack.extensions import db
from regtrack.people import accounts, service
from regtrack.people.models import Account, Membership
from regtrack.permissions import Right
from regtrack.schools.models import School


@click.command("create-admin")
@click.option("--login", required=True, help="What the administrator types to sign in.")
@click.option("--name", required=True, help="Full name: surname, name, patronymic.")
@click.option("--email", default="", help="Where messages go.")
@click.option("--school", type=int, help="Number of a school to administer as well.")
@click.option("--password-stdin", is_flag=True, help="Read the password from the input instead of asking.")
def create_admin(login: str, name: str, email: str, school: int | None, password_stdin: bool) -> None:
    """Make an account that administers the installation.

    With --school it also becomes an administrator of that school.
    """
    place = _school(school) if school is not None else None
    if accounts.by_login(login) is not None:
        raise Invalid(_("The login “%(login)s” is taken. Choose another one.", login=login))
    account = service.create_account(
        full_name=name,
        login=login,
        email=email or None,
        password=_password(password_stdin),
        installation_admin=True,
        actor=None,
    )
    if place is not None:
        service.add_member(place, account, rights=[Right.ADMINISTRATOR], actor=None)
    db.session.commit()
    click.echo(_("Administrator “%(login)s” is ready to sign in.", login=account.login))


@click.command("reset-password")
@click.option("--login", required=True, help="The login of the account.")
def reset_password(login: str) -> None:
    """Give any account a temporary password, which is changed at the next sign-in."""
    account = accounts.by_login(login)
    if account is None:
        raise Invalid(_("There is no account “%(login)s”.", login=login))
    password = accounts.give_temporary_password(account, actor=None, school_id=_only_school(account))
    db.session.commit()
    click.echo(_("Temporary password: %(password)s", password=password))


def _school(school_id: int) -> School:
    school = db.session.get(School, school_id)
    if school is None:
        known = db.session.scalars(select(School).order_by(School.id)).all()
        names = "; ".join(f"{row.id}: {row.short_name}" for row in known) or "—"
        raise Invalid(_("There is no school %(id)s. The schools are: %(names)s", id=school_id, names=names))
    return school


def _only_school(account: Account) -> int | None:
    """The chain of the one school that the account belongs to, or the installation's."""
    found = db.session.scalars(select(Membership.school_id).where(Membership.account_id == account.id)).all()
    return found[0] if len(found) == 1 else None


def _password(from_input: bool) -> str:
    if from_input:
        return sys.stdin.readline().rstrip("\r\n")
    return str(click.prompt(_("Password"), hide_input=True, confirmation_prompt=_("The password once more")))
