"""`regtrack packs`: check, list and trace regulation packs without a database."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar, cast

import click
from flask_babel import gettext as _

from regtrack.catalogue.labels import pack_kind
from regtrack.catalogue.loader import find_packs, load_pack
from regtrack.catalogue.schema import Pack
from regtrack.catalogue.speech import LANGUAGES, speaking
from regtrack.catalogue.table import render_trace
from regtrack.catalogue.trace import trace
from regtrack.deadlines.calendar_file import CalendarFile, parse_calendar_file
from regtrack.deadlines.calendars import Country, Week
from regtrack.deadlines.faults import CalendarFault
from regtrack.deadlines.school_year import SchoolYear
from regtrack.formatting import text_in
from regtrack.people.job_roles import load_roles
from regtrack.yaml_nodes.faults import FileFaults, near

WRONG, MISUSED = 1, 2
PIPED_WIDTH = 120
UNDATED = "undated"

Command = TypeVar("Command", bound=Callable[..., Any])


def _language(command: Command) -> Command:
    return click.option(
        "--lang",
        type=click.Choice(LANGUAGES),
        default=lambda: os.environ.get("REGTRACK_LANG", "ru"),
        show_default="ru",
        help="Language of the answer.",
    )(command)


class Misuse(click.ClickException):
    """The command was asked for something that is not there; the sentence says what is."""

    exit_code = MISUSED

    def show(self, file: Any = None) -> None:
        click.echo(self.message, err=True, file=file)


@click.group()
def packs() -> None:
    """Check, list and trace regulation packs."""


@packs.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@_language
def check(paths: tuple[Path, ...], lang: str) -> None:
    """Name every fault of the packs at PATHS (all shipped packs without PATHS).

    A folder stands for all packs in it. Exit code 1 when there are faults.
    """
    with speaking(lang):
        broken = 0
        for path in _files(paths):
            try:
                pack = load_pack(path)
            except FileFaults as refused:
                broken += 1
                click.echo(str(refused))
                continue
            duties = sum(1 for clause in pack.clauses if clause.kind == "duty")
            counts = {"clauses": len(pack.clauses), "items": len(pack.items), "duties": duties}
            name = f"{pack.code} {pack.edition}"
            text = _(
                "%(name)s: clauses: %(clauses)s, items: %(items)s, duties: %(duties)s", name=name, **counts
            )
            click.echo(text)
        if broken:
            raise SystemExit(WRONG)


@packs.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@_language
def list_packs(as_json: bool, lang: str) -> None:
    """List the shipped packs."""
    with speaking(lang):
        shipped = [_loaded(path) for path in find_packs()]
        if as_json:
            rows = [
                {"code": p.code, "edition": p.edition, "kind": p.kind, "jurisdiction": p.jurisdiction}
                | {"language": p.language, "title": p.title.model_dump()}
                for p in shipped
            ]
            click.echo(_json(rows))
            return
        for pack in shipped:
            title = text_in(pack.title.model_dump())
            click.echo(f"{pack.code:<24}{pack.edition:<12}{pack_kind(pack.kind):<12}{title}")


@packs.command("trace")
@click.argument("code")
@click.option("--edition", help="Edition; the newest without it.")
@click.option("--school-year", type=click.IntRange(1990, 2199), required=True, help="2026 means 2026/27.")
@click.option(
    "--calendar", "calendar_path", type=click.Path(path_type=Path), help="The school's calendar, YAML."
)
@click.option(
    "--country", type=click.Choice(["RU", "KZ"]), help="Production calendar; that of the pack without it."
)
@click.option(
    "--week", type=click.Choice(["5", "6"]), default="5", show_default=True, help="Working days a week."
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@_language
def trace_pack(
    code: str,
    edition: str | None,
    school_year: int,
    calendar_path: Path | None,
    country: str | None,
    week: str,
    as_json: bool,
    lang: str,
) -> None:
    """Print clause → items → deadline → owner → evidence of the pack CODE (or of the file CODE)."""
    with speaking(lang):
        pack = _loaded(_find(code, edition))
        own = _calendar_file(calendar_path) if calendar_path else CalendarFile()
        chosen = cast(Country, country or pack.jurisdiction)
        calendar = own.calendar(chosen, cast(Week, int(week)))
        said = trace(pack, SchoolYear(school_year), calendar)
        if as_json:
            click.echo(_json(said))
            return
        width = shutil.get_terminal_size((PIPED_WIDTH, 24)).columns
        click.echo(render_trace(said, load_roles(), width))


def _files(given: tuple[Path, ...]) -> Iterator[Path]:
    for path in given or (None,):
        if path is None or path.is_dir():
            found = find_packs(path) or (sorted(path.glob("*.yaml")) if path else [])
            if not found:
                raise Misuse(_("There are no packs in %(path)s.", path=path or ""))
            yield from found
        elif path.exists():
            yield path
        else:
            raise Misuse(_("There is no file %(path)s.", path=path))


def _find(code: str, edition: str | None) -> Path:
    """The file of a code and edition, or the file that CODE itself names."""
    as_path = Path(code)
    if as_path.is_file():
        return as_path
    shipped = find_packs()
    editions = [path for path in shipped if path.parent.name == code]
    if not editions:
        codes = sorted({path.parent.name for path in shipped})
        text = _("There is no pack %(code)s. The packs are: %(known)s.", code=code, known=", ".join(codes))
        close = near(code, codes)
        raise Misuse(text + (" " + _("Did you mean %(name)s?", name=close) if close else ""))
    if edition is None:
        return max(editions, key=lambda path: (path.stem != UNDATED, path.stem))
    for path in editions:
        if path.stem == edition:
            return path
    known = ", ".join(path.stem for path in editions)
    raise Misuse(
        _(
            "There is no edition %(edition)s of %(code)s; there is %(known)s.",
            edition=edition,
            code=code,
            known=known,
        )
    )


def _loaded(path: Path) -> Pack:
    try:
        return load_pack(path)
    except FileFaults as refused:
        click.echo(str(refused), err=True)
        raise SystemExit(WRONG) from None


def _calendar_file(path: Path) -> CalendarFile:
    try:
        return parse_calendar_file(path.read_text(encoding="utf-8-sig"))
    except OSError:
        raise Misuse(_("There is no file %(path)s.", path=path)) from None
    except UnicodeDecodeError:
        raise Misuse(_("The file %(path)s is not in UTF-8; save it in UTF-8.", path=path)) from None
    except CalendarFault as fault:
        raise Misuse(f"{path}: {fault}") from None


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)
