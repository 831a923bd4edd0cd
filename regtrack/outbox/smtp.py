"""Handing a mail to an SMTP server, and reading its answers honestly."""

from __future__ import annotations

import smtplib
import ssl
from contextlib import suppress
from email.generator import BytesGenerator
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from io import BytesIO

from regtrack.config import Settings
from regtrack.outbox.models import Outcome
from regtrack.outbox.transports import LOST, Mail, Result, StillMine

# Answers to MAIL or RCPT that speak of us, not of the recipient: authentication is missing or refused.
ABOUT_US = frozenset({530, 534, 535, 538})
TOO_LARGE = 552
OK = (250, 251)


class Refused(Exception):
    """The server said no; carries what that means for the message."""

    def __init__(self, result: Result) -> None:
        super().__init__(result.detail)
        self.result = result


class SmtpTransport:
    """One connection, kept open from mail to mail as long as it answers."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._server: smtplib.SMTP | None = None

    def deliver(self, mail: Mail, still_mine: StillMine) -> Result:
        try:
            return self._transaction(self._connected(), mail, still_mine)
        except Refused as refused:
            if refused.result.outcome is not Outcome.BOUNCED:
                self.close()
            return refused.result
        except (OSError, smtplib.SMTPException) as error:
            self.close()
            return read_error(error)

    def close(self) -> None:
        server, self._server = self._server, None
        if server is not None:
            with suppress(OSError, smtplib.SMTPException):
                server.quit()

    def _connected(self) -> smtplib.SMTP:
        if self._server is not None:
            if _alive(self._server):
                return self._server
            self._server.close()
        self._server = None
        self._server = connect(self.settings)
        return self._server

    @staticmethod
    def _transaction(server: smtplib.SMTP, mail: Mail, still_mine: StillMine) -> Result:
        wide = not mail.recipient.isascii()
        if wide and not server.has_extn("smtputf8"):
            raise Refused(Result(Outcome.FAILED, "the server takes no letters beyond Latin in an address"))
        content = _bytes(mail.content, wide)
        options = [f"size={len(content)}"] if server.has_extn("size") else []
        code, text = server.mail(mail.sender, [*options, "SMTPUTF8", "BODY=8BITMIME"] if wide else options)
        if code != OK[0]:
            raise Refused(_about_sender(code, text))
        code, text = server.rcpt(mail.recipient)
        if code not in OK:
            _reset(server)
            raise Refused(_about_recipient(code, text))
        if not still_mine():
            _reset(server)
            return LOST
        code, text = server.data(content)
        if code != OK[0]:
            _reset(server)
            raise Refused(_about_recipient(code, text))
        return Result(Outcome.ACCEPTED, said(code, text))


def connect(settings: Settings) -> smtplib.SMTP:
    """A connection that is greeted, encrypted and signed in, as the settings ask.

    Raises:
        Refused: the settings cannot work.
        OSError, smtplib.SMTPException: see `read_error`.
    """
    if not settings.smtp_host:
        raise Refused(Result(Outcome.PAUSED, "REGTRACK_SMTP_HOST is not set"))
    context = ssl.create_default_context()
    host, port, timeout = settings.smtp_host, settings.smtp_port, settings.smtp_timeout
    server: smtplib.SMTP
    if settings.smtp_security == "tls":
        server = smtplib.SMTP_SSL(host, port, timeout=timeout, context=context)
    else:
        server = smtplib.SMTP(host, port, timeout=timeout)
    try:
        server.ehlo_or_helo_if_needed()
        if settings.smtp_security == "starttls":
            server.starttls(context=context)
            server.ehlo()
        if settings.smtp_user:
            server.login(settings.smtp_user, settings.smtp_password)
    except BaseException:
        server.close()
        raise
    return server


def read_error(error: OSError | smtplib.SMTPException) -> Result:
    """What a failed connection or a cut talk means: try later, or stop until somebody mends the settings."""
    if isinstance(error, ssl.SSLError) and not isinstance(error, ssl.SSLEOFError | ssl.SSLZeroReturnError):
        return Result(Outcome.PAUSED, f"no secure connection: {error.reason or error}")
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return Result(Outcome.PAUSED, str(error))
    if isinstance(error, smtplib.SMTPResponseException):
        detail = said(error.smtp_code, error.smtp_error)
        return Result(Outcome.PAUSED if error.smtp_code >= 500 else Outcome.DEFERRED, detail)
    if isinstance(error, smtplib.SMTPException) and not isinstance(error, smtplib.SMTPServerDisconnected):
        # No common way to sign in, an answer out of order: waiting does not mend it.
        return Result(Outcome.PAUSED, str(error))
    return Result(Outcome.DEFERRED, f"{type(error).__name__}: {error}")


def said(code: int, text: bytes | str) -> str:
    words = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return f"{code} {words}"[:500]


def _about_sender(code: int, text: bytes) -> Result:
    if code == TOO_LARGE:
        return Result(Outcome.BOUNCED, said(code, text))
    return Result(Outcome.PAUSED if code >= 500 else Outcome.DEFERRED, said(code, text))


def _about_recipient(code: int, text: bytes) -> Result:
    if code in ABOUT_US:
        return Result(Outcome.PAUSED, said(code, text))
    return Result(Outcome.BOUNCED if code >= 500 else Outcome.DEFERRED, said(code, text))


def _reset(server: smtplib.SMTP) -> None:
    with suppress(OSError, smtplib.SMTPException):
        server.rset()


def _alive(server: smtplib.SMTP) -> bool:
    try:
        return server.noop()[0] == OK[0]
    except (OSError, smtplib.SMTPException):
        return False


def _bytes(content: EmailMessage, wide: bool) -> bytes:
    out = BytesIO()
    BytesGenerator(out, policy=SMTPUTF8 if wide else SMTP).flatten(content)
    return out.getvalue()
