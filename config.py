"""Settings of one running panel, read once from the environment.

Every setting is an environment variable with a default; README.md lists them all (a test compares the
two). A malformed value raises ConfigError, which names the variable and says what it should be.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from email.utils import parseaddr
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

ROLES = ("hr_admin", "head", "secretary", "auditor", "leadership")  # those of models.users, which is not imported


class ConfigError(ValueError):
    """A setting cannot be used; the message names the variable and the mend."""


def _text(raw: str) -> str:
    return raw.strip()


def _flag(raw: str) -> bool:
    words = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False, "": False}
    if raw.strip().lower() not in words:
        raise ValueError("use 1 or 0")
    return words[raw.strip().lower()]


def _number(low: int, high: int) -> Callable[[str], int]:
    def parse(raw: str) -> int:
        if not raw.strip().isascii() or not raw.strip().isdigit() or not low <= int(raw) <= high:
            raise ValueError(f"use a whole number from {low} to {high}")
        return int(raw)

    return parse


def _one_of(*choices: str) -> Callable[[str], str]:
    def parse(raw: str) -> str:
        if raw.strip() not in choices:
            raise ValueError(f"use one of: {', '.join(choices)}")
        return raw.strip()

    return parse


def _some_of(*choices: str) -> Callable[[str], frozenset[str]]:
    def parse(raw: str) -> frozenset[str]:
        found = frozenset(part.strip() for part in raw.split(",") if part.strip())
        if not found <= set(choices):
            raise ValueError(f"use any of these, separated by commas: {', '.join(choices)}")
        return found

    return parse


def _folder(raw: str) -> Path:
    if not raw.strip() or "\0" in raw:
        raise ValueError("name a folder")
    return Path(raw.strip()).expanduser().resolve()


def _timezone(raw: str) -> str:
    try:
        ZoneInfo(raw.strip())
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError("use a name of the time zone database, such as Asia/Jakarta") from None
    return raw.strip()


def _mongodb_uri(raw: str) -> str:
    if raw.strip() and not raw.strip().startswith(("mongodb://", "mongodb+srv://")):
        raise ValueError("use mongodb://… or mongodb+srv://…, or leave it empty for the embedded store")
    return raw.strip()


def _url(*schemes: str) -> Callable[[str], str]:
    def parse(raw: str) -> str:
        parts, told = urlsplit(raw.strip()), " or ".join(f"{each}://" for each in schemes)
        if raw.strip() and (parts.scheme not in schemes or not parts.hostname or parts.port == 0):  # port: ValueError
            raise ValueError(f"use an address that begins with {told}, or leave it empty")
        return raw.strip().rstrip("/")

    return parse


def _sender(raw: str) -> str:
    if raw.strip() and "@" not in parseaddr(raw)[1].strip("@"):
        raise ValueError("use an e-mail address, or a name with the address in <>")
    return raw.strip()


def _token(raw: str) -> str:
    if raw.strip() and (len(raw.strip()) < 16 or not raw.strip().isascii() or not raw.strip().isprintable()):
        raise ValueError("use at least 16 plain characters, or leave it empty")
    return raw.strip()


def _setting(variable: str, default: str, parse: Callable[[str], Any], says: str) -> Any:
    return field(metadata={"variable": variable, "default": default, "parse": parse, "says": says})


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings, parsed; immutable, so that no request can change them for another."""

    mongodb_uri: str = _setting("MONGODB_URI", "", _mongodb_uri, "replica set to use; empty: the embedded store")
    database: str = _setting("JENJANG_DATABASE", "jenjang", _text, "name of the database")
    data_dir: Path = _setting("JENJANG_DATA_DIR", "var", _folder, "folder for the embedded store, keys and backups")
    host: str = _setting("JENJANG_HOST", "127.0.0.1", _text, "address to serve on")
    port: int = _setting("JENJANG_PORT", "5000", _number(1, 65535), "port to serve on")
    threads: int = _setting("JENJANG_THREADS", "8", _number(1, 256), "threads of `python app.py`")
    secret_key: str = _setting("JENJANG_SECRET_KEY", "", _text, "signs cookies; empty: the key file")
    secret_key_file: str = _setting(
        "JENJANG_SECRET_KEY_FILE", "", _text, "file with that key; empty: made once in the data folder, mode 0600"
    )
    locale: str = _setting("JENJANG_LOCALE", "id", _one_of("id", "en"), "language of a visitor who chose none")
    timezone: str = _setting("JENJANG_TIMEZONE", "Asia/Jakarta", _timezone, "time zone of all shown times")
    demo: bool = _setting("JENJANG_DEMO", "0", _flag, "1: sample data allowed, banner shown, loopback only")
    demo_password: str = _setting(
        "JENJANG_DEMO_PASSWORD", "", _text, "password of all demo accounts; empty: random, printed once"
    )
    city: str = _setting("JENJANG_CITY", "Kota Salatiga", _text, "name of the root unit of an empty store")
    store_port: int = _setting("JENJANG_STORE_PORT", "0", _number(0, 65535), "embedded store's port; 0: a free one")
    store_cache: str = _setting("JENJANG_STORE_CACHE", "256M", _text, "embedded store's cache, such as 256M")
    free_space_floor: int = _setting(
        "JENJANG_FREE_SPACE_FLOOR_MB", "512", _number(0, 1_000_000), "MiB below which writes are refused"
    )
    backup_hour: int = _setting("JENJANG_BACKUP_HOUR", "2", _number(0, 23), "hour of the nightly backup")
    backup_keep: int = _setting("JENJANG_BACKUP_KEEP", "14", _number(1, 3650), "how many backups are kept")
    session_idle: int = _setting(
        "JENJANG_SESSION_IDLE_MINUTES", "60", _number(1, 10_080), "minutes without a request that end a session"
    )
    session_lifetime: int = _setting(
        "JENJANG_SESSION_HOURS", "12", _number(1, 720), "hours after which a session ends in any case"
    )
    secure_cookies: bool = _setting(
        "JENJANG_SECURE_COOKIES", "0", _flag, "1: cookies over HTTPS alone; set it behind a TLS proxy"
    )
    trusted_proxies: int = _setting(
        "JENJANG_TRUSTED_PROXIES", "0", _number(0, 10), "proxies in front whose X-Forwarded-* is believed"
    )
    signin_limit_account: str = _setting(
        "JENJANG_SIGNIN_LIMIT_ACCOUNT", "10 per 15 minutes", _text, "failed sign-ins an account"
    )
    signin_limit_address: str = _setting(
        "JENJANG_SIGNIN_LIMIT_ADDRESS", "100 per 15 minutes", _text, "failed sign-ins an address"
    )
    second_factor_roles: frozenset[str] = _setting(
        "JENJANG_SECOND_FACTOR_ROLES",
        "",
        _some_of(*ROLES),
        "roles that must have a second factor, of `hr_admin`, `head`, `secretary`, `auditor`, `leadership`; "
        "separated by commas",
    )
    longest_handover: int = _setting(
        "JENJANG_LONGEST_HANDOVER_DAYS", "90", _number(1, 366), "days for which a head may hand over their seat"
    )
    upload_limit: int = _setting("JENJANG_UPLOAD_LIMIT_MB", "16", _number(1, 512), "largest request, in MiB")
    most_fields: int = _setting(
        "JENJANG_MOST_FIELDS", "80", _number(1, 500), "fields a unit may define for a type, those inherited included"
    )
    most_filterable: int = _setting(
        "JENJANG_MOST_FILTERABLE", "20", _number(0, 200), "of these, how many may be filtered: each costs index entries"
    )
    most_choices: int = _setting("JENJANG_MOST_CHOICES", "200", _number(1, 5_000), "choices of one field")
    most_columns: int = _setting("JENJANG_MOST_COLUMNS", "12", _number(1, 50), "columns of a table field")
    public_url: str = _setting(
        "JENJANG_PUBLIC_URL", "", _url("https", "http"), "the panel's address in mails; empty: host and port"
    )
    smtp_url: str = _setting("JENJANG_SMTP_URL", "", _url("smtp", "smtps"), "sends mails; empty: none are written")
    mail_from: str = _setting("JENJANG_MAIL_FROM", "", _sender, "whom mails are from")
    log_level: str = _setting("JENJANG_LOG_LEVEL", "INFO", _one_of("DEBUG", "INFO", "WARNING", "ERROR"), "log detail")
    log_format: str = _setting(
        "JENJANG_LOG_FORMAT", "auto", _one_of("auto", "json", "text"), "auto: text at a terminal and in demo mode"
    )
    metrics_token: str = _setting("JENJANG_METRICS_TOKEN", "", _token, "opens /metrics to its bearer; empty: off")

    def address(self) -> str:
        """The panel's address as people reach it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return self.public_url or f"http://{host}:{self.port}"

    def is_loopback(self) -> bool:
        return self.host in {"127.0.0.1", "localhost", "::1"}


def from_environment(environment: Mapping[str, str] = os.environ) -> Settings:
    """Read all settings; raises ConfigError naming the first variable that cannot be used."""
    values: dict[str, Any] = {}
    for each in fields(Settings):
        variable = each.metadata["variable"]
        try:
            values[each.name] = each.metadata["parse"](environment.get(variable, each.metadata["default"]))
        except ValueError as error:
            raise ConfigError(f"{variable}: {error}") from None
    settings = Settings(**values)
    if settings.smtp_url and not settings.mail_from:
        raise ConfigError("JENJANG_MAIL_FROM: say whom mails are from, as JENJANG_SMTP_URL is set")
    if settings.demo and not settings.is_loopback():
        raise ConfigError("JENJANG_HOST: demo mode serves on 127.0.0.1, localhost or ::1 only")
    return settings


def secret_key(settings: Settings) -> str:
    """The key that signs cookies: the setting, else its file, else one made once in the data folder."""
    if settings.secret_key:
        if len(settings.secret_key) < 32:
            raise ConfigError("JENJANG_SECRET_KEY: use at least 32 characters")
        return settings.secret_key
    path = Path(settings.secret_key_file) if settings.secret_key_file else settings.data_dir / "secret.key"
    try:
        if not settings.secret_key_file:
            _create_once(path)
        key = path.read_text().strip()
    except OSError as error:
        raise ConfigError(f"JENJANG_SECRET_KEY_FILE: {path} cannot be read ({error.strerror})") from None
    if len(key) < 32:
        raise ConfigError(f"JENJANG_SECRET_KEY_FILE: {path} holds fewer than 32 characters")
    return key


def _create_once(path: Path) -> None:
    """Make the key file unless it stands; two starts at once end up with one key (link is atomic)."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_urlsafe(48))
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
