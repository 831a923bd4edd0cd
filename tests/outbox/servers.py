"""A real SMTP server on loopback that answers as a test wants."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import Message
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult

HERE = Path(__file__).parent
CERTIFICATE = HERE / "localhost.crt"


class Inbox:
    """What the server took; `refuse` maps a recipient or a command to the answer it gets instead."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, bytes]] = []
        self.refuse: dict[str, str] = {}
        self.lock = threading.Lock()

    async def handle_MAIL(
        self, _server: Any, _session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        if "MAIL" in self.refuse:
            return self.refuse["MAIL"]
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        if address in self.refuse:
            return self.refuse[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        if "DATA" in self.refuse:
            return self.refuse["DATA"]
        with self.lock:
            self.taken += [(address, envelope.content) for address in envelope.rcpt_tos]
        return "250 taken"

    def mails(self) -> list[Message]:
        with self.lock:
            return [message_from_bytes(content) for _address, content in self.taken]

    def ids(self) -> list[str]:
        return [str(mail["Message-ID"]) for mail in self.mails()]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def tls_context() -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(CERTIFICATE, HERE / "localhost.key")
    return context


def check_password(_server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any) -> AuthResult:
    return AuthResult(success=data.password == b"right", handled=False)


class _Running(Controller):
    def factory(self) -> SMTP:
        return SMTP(self.handler, hostname="test.example", **self.SMTP_kwargs)


@contextmanager
def smtp_server(port: int = 0, inbox: Inbox | None = None, **options: Any) -> Iterator[tuple[int, Inbox]]:
    """`(port, inbox)` of a running server; options are those of aiosmtpd."""
    inbox = inbox or Inbox()
    port = port or free_port()
    server = _Running(inbox, hostname="127.0.0.1", port=port, **options)
    server.start()
    try:
        yield port, inbox
    finally:
        server.stop()


@contextmanager
def silent_server() -> Iterator[int]:
    """Takes connections and never says a word."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield int(listener.getsockname()[1])
