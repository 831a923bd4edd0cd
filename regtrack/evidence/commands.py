"""`regtrack verify evidence`: every file of the store against the hash of its receipt."""

from __future__ import annotations

import json

import click
from flask.cli import with_appcontext
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import func, select

from regtrack.evidence.models import StoredFile
from regtrack.evidence.verify import Fault, Finding, verify_store
from regtrack.extensions import db

FOUND = 1


@click.command("evidence")
@click.option("--json", "as_json", is_flag=True, help="Print what was found as JSON.")
@with_appcontext
def evidence(as_json: bool) -> None:
    """Check every file of evidence against the SHA-256 of its receipt.

    Exit code 0: every file is whole. 1: something is missing, altered, swapped or stray.
    """
    findings = verify_store()
    checked = db.session.scalar(select(func.count()).select_from(StoredFile)) or 0
    if as_json:
        rows = [
            {"fault": f.fault, "path": f.path, "file": f.file_id, "school": f.school_id} for f in findings
        ]
        click.echo(json.dumps({"checked": checked, "findings": rows}))
    else:
        for finding in findings:
            click.echo(_sentence(finding))
        click.echo(_sum(checked, len(findings)))
    if findings:
        raise SystemExit(FOUND)


def _sentence(finding: Finding) -> str:
    sentences = {
        Fault.MISSING: _("%(path)s: the file is missing; take it from a backup", path=finding.path),
        Fault.ALTERED: _("%(path)s: the content was changed; take it from a backup", path=finding.path),
        Fault.SWAPPED: _(
            "%(path)s: the content of another file stands here; take it from a backup", path=finding.path
        ),
        Fault.STRAY: _(
            "%(path)s: no hand-in knows of this file; look at it before removing", path=finding.path
        ),
    }
    return sentences[finding.fault]


def _sum(checked: int, found: int) -> str:
    whole = ngettext("%(num)d file checked", "%(num)d files checked", checked)
    if not found:
        return _("%(checked)s: all are whole.", checked=whole)
    faults = ngettext("%(num)d fault", "%(num)d faults", found)
    return _("%(checked)s: %(faults)s.", checked=whole, faults=faults)
