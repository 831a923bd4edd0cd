"""Settings from REGTRACK_* or instance/config.toml; a bad value is refused with its name."""

from __future__ import annotations

import os
import secrets
import tomllib
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator
from sqlalchemy.engine import make_url

from regtrack import paths
from regtrack.database import engine_options, normalise_url, sqlite_url

PREFIX = "REGTRACK_"


class ConfigError(Exception):
    """A setting cannot be used; the message names each and where it was read."""


# How many files of the largest size one request may bring.
FILES_AT_ONCE = 4
MOST_FILES = 100  # in one hand-in


class Settings(BaseModel):
    """Everything that may be set; the names in the environment are REGTRACK_ + the upper-case name."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    instance: Path
    database_url: str = ""
    secret_key: str = Field(default="", min_length=0, repr=False)
    host: str = "127.0.0.1"
    port: int = Field(default=8080, ge=0, le=65535)
    base_url: str = ""  # as people reach it, for links in mails: https://regtrack.school.example
    threads: int = Field(default=8, ge=1, le=64)
    trusted_proxies: int = Field(default=0, ge=0, le=3)
    language: Literal["ru", "kk", "en"] = "ru"
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    max_upload_mb: int = Field(default=50, ge=1, le=500)
    session_hours: int = Field(default=12, ge=1, le=720)
    session_idle_minutes: int = Field(default=120, ge=5, le=10080)
    horizon_days: int = Field(default=400, ge=30, le=1000)
    mail: Literal["files", "smtp"] = "files"
    mail_from: str = "regtrack@localhost"
    smtp_host: str = ""
    smtp_port: int = Field(default=587, ge=1, le=65535)
    smtp_security: Literal["starttls", "tls", "none"] = "starttls"
    smtp_user: str = ""
    smtp_password: str = Field(default="", repr=False)
    smtp_timeout: int = Field(default=60, ge=1, le=300)

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, value: str) -> str:
        if not value:
            return value
        url = normalise_url(value)
        if make_url(url).get_backend_name() not in {"sqlite", "postgresql"}:
            raise ValueError("use sqlite:///… or postgresql://…")
        return url

    @field_validator("base_url")
    @classmethod
    def _web_address(cls, value: str) -> str:
        if value and not value.startswith(("http://", "https://")):
            raise ValueError("begin with http:// or https://")
        return value.rstrip("/")

    @property
    def url(self) -> str:
        return self.database_url or sqlite_url(self.instance / "regtrack.db")

    @property
    def sqlite(self) -> bool:
        return make_url(self.url).get_backend_name() == "sqlite"

    @property
    def database_file(self) -> Path | None:
        """The file of an SQLite database."""
        return Path(make_url(self.url).database or "") if self.sqlite else None

    @property
    def lock_file(self) -> Path:
        """Held by the one process that serves, migrates or restores."""
        return (self.database_file or self.instance / "regtrack.db").with_suffix(".lock")

    @property
    def store(self) -> Path:
        return self.instance / "evidence"

    @property
    def mail_folder(self) -> Path:
        return self.instance / "mail"

    @property
    def address(self) -> str:
        """Where people reach the program."""
        return self.base_url or f"http://{self.host}:{self.port}"


def load_settings(environ: Mapping[str, str] | None = None, **overrides: Any) -> Settings:
    """Read the settings: overrides, then the environment, then instance/config.toml.

    Raises:
        ConfigError: names every bad or unknown setting and where it stands.
    """
    environ = os.environ if environ is None else environ
    given = {k[len(PREFIX) :].lower(): v for k, v in environ.items() if k.startswith(PREFIX)}
    instance = Path(overrides.get("instance") or given.get("instance") or paths.default_instance())
    file = instance / "config.toml"
    values = _read_file(file)
    unknown = sorted(set(given) - set(Settings.model_fields))
    if unknown:
        names = ", ".join(PREFIX + name.upper() for name in unknown)
        raise ConfigError(f"{names}: no such setting; see docs/server.md for the list")
    values.update({k: v for k, v in given.items() if v != ""})
    values.update(overrides)
    values["instance"] = instance.resolve()
    try:
        return Settings.model_validate(values)
    except ValidationError as error:
        raise ConfigError(_explain(error, given, file)) from None


def _read_file(file: Path) -> dict[str, Any]:
    if not file.is_file():
        return {}
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{file}: {error}") from None


def _explain(error: ValidationError, given: Mapping[str, str], file: Path) -> str:
    lines = []
    for fault in error.errors(include_url=False, include_input=False):
        name = str(fault["loc"][0]) if fault["loc"] else "?"
        where = PREFIX + name.upper() if name in given else f"{name} in {file}"
        lines.append(f"{where}: {fault['msg']}")
    return "\n".join(lines)


def ensure_secret(settings: Settings) -> str:
    """The key that signs cookies: as set, or made once and kept in the instance folder."""
    if settings.secret_key:
        return settings.secret_key
    file = settings.instance / "secret_key"
    if not file.exists():
        settings.instance.mkdir(parents=True, exist_ok=True)
        try:
            handle = os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        except FileExistsError:
            pass
        else:
            with os.fdopen(handle, "w", encoding="ascii") as out:
                out.write(secrets.token_hex(32))
    return file.read_text(encoding="ascii").strip()


def flask_settings(settings: Settings) -> dict[str, Any]:
    """The same settings in the words of the libraries."""
    return {
        "SQLALCHEMY_DATABASE_URI": settings.url,
        "SQLALCHEMY_ENGINE_OPTIONS": engine_options(settings.url),
        "MAX_FILE_LENGTH": settings.max_upload_mb * 1024 * 1024,  # of one file; several may come at once
        "MAX_CONTENT_LENGTH": FILES_AT_ONCE * settings.max_upload_mb * 1024 * 1024 + 1024 * 1024,
        "MAX_FORM_PARTS": 500,
        "MAX_FORM_MEMORY_SIZE": 8 * 1024 * 1024,  # a text that is too long is refused at its field
        "SESSION_COOKIE_NAME": "regtrack",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": settings.base_url.startswith("https://"),
        "PERMANENT_SESSION_LIFETIME": timedelta(hours=settings.session_hours),
        "BABEL_DEFAULT_LOCALE": settings.language,
        "BABEL_DEFAULT_TIMEZONE": "UTC",
        "WTF_CSRF_TIME_LIMIT": None,
        "WTF_I18N_ENABLED": False,
    }
