"""`regtrack serve`: the web server and the scheduler in one process."""

from __future__ import annotations

import logging
import signal
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from types import FrameType
from typing import Any

import click
from flask_babel import gettext as _
from waitress.server import create_server

from regtrack.config import FILES_AT_ONCE, Settings
from regtrack.program import BUSY, Program, Trouble
from regtrack.starting import alone, build_demo, demo_logins, prepare_database
from regtrack.web import RegTrackApp

ANY = {"0.0.0.0", "::", "*", ""}  # noqa: S104 - recognised, not bound to
GRACE = 30  # seconds for requests in flight when the program is told to stop


@click.command()
@click.option("--host", help="Address to listen on; 127.0.0.1 without it, 0.0.0.0 for the whole network.")
@click.option("--port", type=click.IntRange(0, 65535), help="Port; 8080 without it, 0 for any that is free.")
@click.option("--no-scheduler", is_flag=True, help="Only the web: another process runs the jobs.")
@click.option("--demo", is_flag=True, help="Make a demo school when the database is empty.")
@click.pass_obj
def serve(program: Program, host: str | None, port: int | None, no_scheduler: bool, demo: bool) -> None:
    """Start the web server and the scheduler. Stops at Ctrl+C and SIGTERM when requests are answered."""
    given = {"host": host, "port": port}
    settings = program.settings(**{name: value for name, value in given.items() if value is not None})
    logging.basicConfig(
        level=settings.log_level.upper(), format="%(asctime)s %(levelname)s %(name)s: %(message)s"
    )
    logging.getLogger("alembic").setLevel(logging.WARNING)  # what it does is told in words
    with ExitStack() as held:
        held.enter_context(alone(settings))
        with program.open(settings) as app:
            _prepare(app, settings, demo)
            server = listen(app, settings)
            held.callback(server.close)
            for line in (_address_line(settings, port_of(server)), *demo_logins(), _("Stop: Ctrl+C")):
                click.echo(line)
        if not no_scheduler:
            held.enter_context(_scheduling(app))
        run(server)


def _prepare(app: RegTrackApp, settings: Settings, demo: bool) -> None:
    if done := prepare_database(settings, broken=lambda faults: click.echo(str(faults), err=True)):
        click.echo(done)
    if demo:
        build_demo(app)


def listen(app: Any, settings: Settings) -> Any:
    """A server that holds its port and answers nothing yet. Raises Trouble when the port is taken."""
    try:
        return create_server(
            app,
            host=settings.host,
            port=settings.port,
            threads=settings.threads,
            ident="RegTrack",
            # Beyond the limit of the application, so that it is the one who refuses, in words.
            max_request_body_size=2 * FILES_AT_ONCE * settings.max_upload_mb * 1024 * 1024,
            clear_untrusted_proxy_headers=settings.trusted_proxies == 0,
        )
    except (OSError, ValueError) as error:
        raise Trouble(
            _(
                "RegTrack cannot listen on %(host)s, port %(port)s: %(said)s. "
                "Another program may hold the port: choose one with --port.",
                host=settings.host,
                port=settings.port,
                said=getattr(error, "strerror", None) or error,
            ),
            BUSY,
        ) from None


def run(server: Any) -> None:
    """Answer until told to stop, then finish what is being answered."""

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise SystemExit(0)

    # waitress knows only SystemExit and Ctrl+C; without this a SIGTERM drops the requests in flight.
    signal.signal(signal.SIGTERM, stop)
    if hasattr(signal, "SIGBREAK"):
        signal.signal(signal.SIGBREAK, stop)
    dispatcher = server.task_dispatcher
    dispatcher.shutdown = partial(dispatcher.shutdown, timeout=GRACE)
    server.run()


def port_of(server: Any) -> int:
    """The port that is held, also where any free one was asked for."""
    single = getattr(server, "effective_port", None)
    return int(single if single is not None else server.effective_listen[0][1])


def _address_line(settings: Settings, port: int) -> str:
    if settings.base_url:
        address = settings.base_url
    else:
        host = socket.gethostname() if settings.host in ANY else settings.host
        address = f"http://{f'[{host}]' if ':' in host else host}:{port}"
    return _("RegTrack is ready: %(address)s", address=address)


@contextmanager
def _scheduling(app: RegTrackApp) -> Iterator[None]:
    from regtrack.scheduler import Scheduler

    scheduler = Scheduler(app)
    scheduler.start()
    try:
        yield
    finally:
        scheduler.stop()
