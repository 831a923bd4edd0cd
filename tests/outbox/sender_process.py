"""A sender of its own process, to be killed; takes the instance, the database, the port and the moment."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

from regtrack import clock, create_app
from regtrack.config import load_settings
from regtrack.outbox.sending import send_due


def main() -> None:
    instance, url, port, moment = sys.argv[1:]
    settings = load_settings(
        {},
        instance=Path(instance),
        database_url=url,
        mail="smtp",
        mail_from="regtrack@school.test",
        smtp_host="127.0.0.1",
        smtp_port=int(port),
        smtp_security="none",
        smtp_timeout=5,
    )
    app = create_app(settings)
    with app.app_context(), clock.at(datetime.fromisoformat(moment)):
        print("ready", flush=True)
        print(send_due(), flush=True)


if __name__ == "__main__":
    main()
