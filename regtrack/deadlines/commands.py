"""`regtrack deadlines`: try out how a wording is read."""

from __future__ import annotations

import json
from pathlib import Path

import click
from flask_babel import gettext as _

from .calendars import CalendarFault, Country, SchoolCalendar, Week, parse_calendar_file
from .reader import Reading, WordingLanguage, read_wording
from .school_year import EARLIEST, LATEST, SchoolYear
from .wording import describe

NOT_UNDERSTOOD = 1


@click.group()
def deadlines() -> None:
    """Deadlines: read the wording of a plan."""


@deadlines.command(context_settings={"ignore_unknown_options": True})  # a wording may be a dash or three
@click.argument("wording")
@click.option("--lang", type=click.Choice(["ru", "kk"]), default="ru", show_default=True, help="Language.")
@click.option(
    "--school-year",
    type=click.IntRange(EARLIEST, LATEST - 1),
    required=True,
    help="First year of the school year: 2026 is 2026/27.",
)
@click.option(
    "--calendar",
    "calendar_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The school's quarters, breaks and events (YAML or JSON).",
)
@click.option("--country", type=click.Choice(["RU", "KZ"]), help="Calendar; without it KZ for kk, RU for ru.")
@click.option("--week", type=click.Choice(["5", "6"]), default="5", show_default=True, help="Working days.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def read(
    wording: str,
    lang: WordingLanguage,
    school_year: int,
    calendar_file: Path | None,
    country: Country | None,
    week: str,
    as_json: bool,
) -> None:
    """Read WORDING and print the rule and its first dates.

    Exit code 0: understood; 1: not understood; 2: a mistake in the command.
    """
    country = country or ("KZ" if lang == "kk" else "RU")
    calendar = load_calendar(calendar_file, country, 6 if week == "6" else 5)
    reading = read_wording(wording, lang, SchoolYear(school_year), calendar)
    click.echo(_as_json(reading) if as_json else _as_text(reading, lang))
    if not reading.understood:
        raise SystemExit(NOT_UNDERSTOOD)


def load_calendar(file: Path | None, country: Country, week: Week) -> SchoolCalendar:
    """The school calendar of a file, or an empty one. Raises click.BadParameter that names the fault."""
    if file is None:
        return parse_calendar_file("").calendar(country, week)
    try:
        return parse_calendar_file(file.read_text(encoding="utf-8-sig")).calendar(country, week)
    except CalendarFault as fault:
        raise click.BadParameter(f"{file}: {fault}", param_hint="--calendar") from None
    except (OSError, UnicodeDecodeError):
        message = _("The file cannot be read as text: %(file)s.", file=str(file))
        raise click.BadParameter(message, param_hint="--calendar") from None


def _as_json(reading: Reading) -> str:
    body = {
        "wording": reading.wording,
        "understood": reading.understood,
        "rule": reading.rule,
        "window_start": reading.window_start and reading.window_start.isoformat(),
        "first_due": reading.first_due and reading.first_due.isoformat(),
        "note": reading.note,
    }
    return json.dumps(body, ensure_ascii=False)


def _as_text(reading: Reading, lang: str) -> str:
    if reading.rule is None:
        return reading.note or ""
    lines = [describe(reading.rule, lang), json.dumps(reading.rule, ensure_ascii=False)]
    if reading.window_start is not None:
        lines.append(str(_("Begins: %(date)s", date=reading.window_start.isoformat())))
    if reading.first_due is not None:
        lines.append(str(_("First due: %(date)s", date=reading.first_due.isoformat())))
    if reading.note is not None:
        lines.append(reading.note)
    return "\n".join(lines)
