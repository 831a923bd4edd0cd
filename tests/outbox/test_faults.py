"""Short forms of the promises: real processes, a real server; nothing lost, nothing doubled."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from regtrack import clock
from regtrack.extensions import db
from regtrack.outbox import claiming
from regtrack.outbox.models import OutboxMessage
from regtrack.outbox.sending import send_due
from tests.outbox.conftest import Put
from tests.outbox.servers import Inbox, smtp_server

UseSmtp = Callable[..., None]


def states() -> dict[str, int]:
    db.session.rollback()
    rows = db.session.execute(select(OutboxMessage.state, func.count()).group_by(OutboxMessage.state))
    found = {row[0]: row[1] for row in rows}
    db.session.rollback()
    return found


def send_in_threads(app: Any, senders: int, at: datetime) -> None:
    faults: list[BaseException] = []

    def work() -> None:
        try:
            with app.app_context(), clock.at(at):
                while send_due(limit=3):
                    pass
        except BaseException as fault:
            faults.append(fault)

    threads = [threading.Thread(target=work) for _ in range(senders)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not faults, faults


def test_two_senders_double_nothing(app: Any, put: Put, use_smtp: UseSmtp) -> None:
    for number in range(40):
        put(number)
    with smtp_server() as (port, inbox):
        use_smtp(port)
        send_in_threads(app, 2, clock.now())
    assert states() == {"accepted": 40}
    assert len(inbox.ids()) == len(set(inbox.ids())) == 40


class SlowInbox(Inbox):
    """Answers late, so that a kill falls before, while and after it takes a letter."""

    def __init__(self, kill_at: int) -> None:
        super().__init__()
        self.kill_at = kill_at
        self.reached = threading.Event()

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        answer = await super().handle_DATA(server, session, envelope)
        if len(self.taken) >= self.kill_at:
            # The letter is taken; the sender dies before it hears so.
            self.reached.set()
            await asyncio.sleep(0.3)
        return answer


def test_a_sender_killed_while_sending_loses_nothing(app: Any, put: Put, use_smtp: UseSmtp) -> None:
    total, kills, now = 24, 3, clock.now()
    wanted = {put(number).message_id for number in range(total)}
    inbox = SlowInbox(kill_at=4)
    with smtp_server(inbox=inbox) as (port, _inbox):
        for kill in range(kills):
            inbox.kill_at = len(inbox.taken) + 2 + kill
            inbox.reached.clear()
            sender = subprocess.Popen(
                [
                    sys.executable,
                    "-m",
                    "tests.outbox.sender_process",
                    str(app.settings.instance),
                    db.engine.url.render_as_string(hide_password=False),
                    str(port),
                    now.isoformat(),
                ],
                stdout=subprocess.DEVNULL,
            )
            assert inbox.reached.wait(timeout=30)
            sender.kill()
            sender.wait()
        assert states()["sending"] == kills, "each killed sender leaves the letter it had in hand"
        inbox.kill_at = 10**6
        use_smtp(port)
        send_in_threads(app, 1, now)
        assert states()["sending"] == kills, "a lease holds until it has run out"
        send_in_threads(app, 1, now + claiming.LEASE + timedelta(seconds=1))
    assert states() == {"accepted": total}
    counted = Counter(inbox.ids())
    assert set(counted) == wanted, "a letter was lost, or has another Message-ID"
    # Only where the server's answer was never heard, and under the same Message-ID.
    assert sum(counted.values()) - total == kills
    bodies = {content for _address, content in inbox.taken}
    assert len(bodies) == total, "a repeat differs from the first"
