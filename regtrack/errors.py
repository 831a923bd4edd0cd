"""What a service says instead of doing something it must not do."""

from __future__ import annotations


class RegTrackError(Exception):
    """Carries a sentence in the reader's language that names the place and the remedy."""

    status = 400

    def __init__(self, message: object, *, link: str | None = None) -> None:
        super().__init__(str(message))
        self.message = str(message)
        self.link = link


class Refusal(RegTrackError):
    """A rule of the field forbids it now (state, four eyes, evidence gate, a duplicate)."""

    status = 409


class Invalid(RegTrackError):
    """What was sent cannot be used as it is; `field` names the place."""

    status = 422

    def __init__(self, message: object, *, field: str | None = None, link: str | None = None) -> None:
        super().__init__(message, link=link)
        self.field = field


class NotFound(RegTrackError):
    """No such thing in this school (a foreign one looks the same)."""

    status = 404


class Forbidden(RegTrackError):
    """The thing may be seen, but not changed, by this person."""

    status = 403


class StorageFull(RegTrackError):
    """The disk has no room; nothing was stored."""

    status = 507


class Unavailable(RegTrackError):
    """A part that is needed (database, store) does not answer."""

    status = 503
