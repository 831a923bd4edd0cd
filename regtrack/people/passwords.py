"""Passwords: what is refused, how they are kept, how a temporary one is made."""

from __future__ import annotations

import secrets
from functools import lru_cache

from flask_babel import gettext as _
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from regtrack.errors import Invalid
from regtrack.people.common_passwords import is_common

SHORTEST, LONGEST = 10, 128
# No letters or digits that are mistaken for each other on paper.
_PLAIN_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


@lru_cache(maxsize=1)
def _hasher() -> PasswordHash:
    return PasswordHash((Argon2Hasher(),))


@lru_cache(maxsize=1)
def _nobody() -> str:
    """A hash of a password that nobody has: checking it takes as long as checking a real one."""
    return _hasher().hash(secrets.token_urlsafe(24))


def hash_password(password: str) -> str:
    """An argon2id hash; slow on purpose (about a tenth of a second)."""
    return _hasher().hash(password)


def matches(password: str, password_hash: str | None) -> bool:
    """Whether the password is right; equally slow when there is no account or no password."""
    right = _hasher().verify(password[: LONGEST * 4], password_hash or _nobody())
    return right and password_hash is not None


def check_policy(password: str, *, login: str, field: str = "new") -> None:
    """Raises Invalid for a password that would be guessed first; no kind of character is demanded."""
    if len(password) < SHORTEST:
        raise Invalid(
            _("The password is too short: use at least %(num)s characters.", num=SHORTEST), field=field
        )
    if len(password) > LONGEST:
        raise Invalid(
            _("The password is too long: use at most %(num)s characters.", num=LONGEST), field=field
        )
    folded = password.casefold()
    name = login.casefold()
    if folded in {name, name.partition("@")[0], name * 2, name[::-1]}:
        raise Invalid(_("The password repeats the login. Choose another one."), field=field)
    if is_common(password):
        raise Invalid(
            _("This password is among those that are tried first. Choose another one, such as three words."),
            field=field,
        )


def temporary_password() -> str:
    """A password to hand over on paper: three groups of four, about 59 bits."""
    return "-".join("".join(secrets.choice(_PLAIN_LETTERS) for _n in range(4)) for _m in range(3))
