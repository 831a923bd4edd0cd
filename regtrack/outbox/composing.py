"""From a row of the outbox to the bytes that go over the wire; the same row gives the same bytes."""

from __future__ import annotations

from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

from regtrack.outbox import addresses
from regtrack.outbox.models import OutboxMessage

# Set by us alone: a room cannot give a message another sender or identity.
OURS = frozenset(
    {
        "from",
        "to",
        "subject",
        "date",
        "message-id",
        "auto-submitted",
        "x-auto-response-suppress",
        "mime-version",
    }
)


def compose(message: OutboxMessage, mail_from: str) -> EmailMessage:
    """The mail with its text and HTML.

    Raises:
        ValueError: the row cannot be made a mail (a line break in a header, a header that is ours).
    """
    mail = EmailMessage(policy=SMTP)
    mail["From"] = addresses.sender(mail_from)
    local, _at, domain = message.to_address.rpartition("@")
    mail["To"] = Address(message.to_name, local, domain)
    mail["Subject"] = message.subject
    mail["Date"] = message.created_at
    mail["Message-ID"] = message.message_id
    mail["Auto-Submitted"] = "auto-generated"
    mail["X-Auto-Response-Suppress"] = "All"
    for name, value in message.headers.items():
        if name.lower() in OURS:
            raise ValueError(f"header {name} is set by the outbox")
        mail[name] = value
    mail.set_content(message.text)
    mail.add_alternative(message.html, subtype="html")
    mail["Content-Language"] = message.language
    # Boundaries are made by chance; a repeat of a message must not differ from the first.
    mail.set_boundary("=_" + message.message_id.strip("<>").partition("@")[0])
    return mail
