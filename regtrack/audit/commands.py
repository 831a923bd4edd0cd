"""`regtrack verify audit`: has the recorded history been touched?"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict

import click
from flask_babel import gettext as _
from flask_babel import ngettext

from regtrack.audit.faults import chain_title
from regtrack.audit.verify import Report
from regtrack.audit.verify import verify as verify_chains

DAMAGED, MISUSED = 1, 2


@click.group()
def verify() -> None:
    """Check that what was recorded and handed in is unchanged."""


@verify.command()
@click.option("--head", help="A head that was printed earlier: HASH or NUMBER:HASH. It must occur.")
@click.option("--chain", help="Only this chain: installation, or school:ID.")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable answer.")
def audit(head: str | None, chain: str | None, as_json: bool) -> None:
    """Check the audit chains. Exit code 0: whole, 1: damaged, 2: no such chain, or not a head."""
    report = verify_chains(head=head, chain=chain)
    # a slip of the pen in the question says nothing of the history
    for fault in report.others:
        if fault.code == "head_bad":
            click.echo(fault.message(), err=True)
            sys.exit(MISUSED)
    if chain is not None and not report.chains:
        click.echo(_("There is no chain “%(name)s”. Name installation, or school:ID.", name=chain), err=True)
        sys.exit(MISUSED)
    click.echo(_as_json(report) if as_json else "\n".join(_lines(report)))
    sys.exit(0 if report.fine else DAMAGED)


def _lines(report: Report) -> list[str]:
    lines = []
    for one in report.chains:
        state = one.fault.message() if one.fault else _("the chain is whole")
        size = ngettext("%(num)d entry", "%(num)d entries", one.entries)
        lines.append(f"{chain_title(one.name)}: {size}, {state}")
        lines.append(f"  {one.entries}:{one.head}")
    for fault in report.others:
        lines.append(f"{chain_title(fault.chain)}: {fault.message()}" if fault.chain else fault.message())
    if report.fine:
        lines.append(_("The recorded history is whole."))
    else:
        lines.append(
            _(
                "The recorded history was touched. "
                "Keep the database as it is, make a copy of it, and compare it with the last good backup."
            )
        )
    return lines


def _as_json(report: Report) -> str:
    return json.dumps(
        {
            "fine": report.fine,
            "entries": report.entries,
            "chains": [asdict(one) for one in report.chains],
            "others": [asdict(one) for one in report.others],
        },
        ensure_ascii=False,
        indent=2,
    )
