"""`regtrack jobs`: the table of jobs, and each of them by hand."""

from __future__ import annotations

import json
from datetime import datetime

import click
from flask_babel import gettext as _
from flask_babel import ngettext

from regtrack import clock
from regtrack import jobs as table
from regtrack.upkeep.models import JobRun


@click.group()
def jobs() -> None:
    """List the jobs of the scheduler, or run one by hand."""


@jobs.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def list_jobs(as_json: bool) -> None:
    """Each job with its last run and its next one (times in UTC)."""
    now, last = clock.now(), table.last_runs()
    rows = [_row(job, last.get(job.name), now) for job in table.JOBS]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    width = max(len(job.name) for job in table.JOBS)
    for row in rows:
        click.echo(f"{row['name']:<{width}}  {row['title']}")
        if row["last_run"] is None:
            last_run = _("never run")
        else:
            last_run = _("last run %(moment)s: %(outcome)s", moment=row["last_run"], outcome=row["outcome"])
        click.echo(f"{'':<{width}}  {last_run}")
        click.echo(f"{'':<{width}}  " + _("next run %(moment)s", moment=row["next_run"]))


@jobs.command("run")
@click.argument("name", metavar="NAME")
@click.option("--dry-run", is_flag=True, help="Say what the job would do, and do nothing.")
def run(name: str, dry_run: bool) -> None:
    """Run the job NAME now. Exit code 1 when it failed, 2 when there is no such job."""
    if name not in table.BY_NAME:
        names = ", ".join(table.BY_NAME)
        raise click.UsageError(_("There is no job %(name)s. The jobs: %(names)s.", name=name, names=names))
    if dry_run:
        click.echo(_would(table.dry_run(name)))
        return
    done = table.run_now(name)
    if done.outcome != "done":
        raise click.ClickException(_("The job failed: %(detail)s", detail=done.detail))
    click.echo(_did(done.did))


def _row(job: table.Job, last: JobRun | None, now: datetime) -> dict[str, str | int | None]:
    return {
        "name": job.name,
        "title": str(job.title),
        "every_seconds": int(job.every.total_seconds()),
        "last_run": _moment(last.started_at) if last else None,
        "outcome": _outcome(last) if last else None,
        "did": last.did if last else None,
        "next_run": _moment(job.next_at(now)),
    }


def _outcome(run: JobRun) -> str:
    if run.outcome is None:
        return _("not finished")
    return _did(run.did) if run.outcome == "done" else _("failed: %(detail)s", detail=run.detail)


def _did(number: int) -> str:
    return ngettext("done, %(num)d piece of work", "done, %(num)d pieces of work", number)


def _would(number: int) -> str:
    return ngettext(
        "Would do %(num)d piece of work. Nothing was changed.",
        "Would do %(num)d pieces of work. Nothing was changed.",
        number,
    )


def _moment(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")
