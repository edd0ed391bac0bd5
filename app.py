"""Jenjang: the panel, wired together. `python app.py` serves it; `gunicorn "app:serving()"` does for many workers."""

from __future__ import annotations

import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click
from flask import Flask
from flask_wtf import CSRFProtect
from pymongo.errors import PyMongoError
from werkzeug.middleware.proxy_fix import ProxyFix

import commands
from admin_views import (
    assets,
    compression,
    controls,
    errors,
    health,
    layout,
    maintenance,
    registration,
    security,
    sending,
    session,
    translations,
)
from commands import first_start
from config import ConfigError, Settings, from_environment, secret_key
from models.layer_checks import Limits
from models.moments import now
from models.references import DOCUMENTS
from operations import commits, configuring, indexes, invitations, jobs, outbox, runs, sessions, smtp
from operations import maintenance as closing
from runtime import access, draining, logs, memory, stopping, tally
from runtime.metrics import Metrics
from store import backup, connection, migrate, nightly
from store.disk import free_bytes, has_room
from store.errors import StoreError
from store.indexes import build_indexes

VERSION = "0.1.0"
ROOT = Path(__file__).resolve().parent


def create_app(settings: Settings | None = None) -> Flask:
    """The panel without its store; `open_store` connects it. Raises ConfigError; a `flask` command ends with it as one
    sentence."""
    try:
        return _made(settings or from_environment())
    except ConfigError as error:
        if click.get_current_context(silent=True) is None:
            raise
        sys.exit(f"Jenjang: {error}")


def _made(settings: Settings) -> Flask:
    logs.configure(settings)
    tally.count_trips()
    app = Flask(__name__, static_url_path=assets.URL)
    app.extensions["stopping"] = threading.Event()
    app.config.update(
        JENJANG=settings,
        SECRET_KEY=secret_key(settings),
        MAX_CONTENT_LENGTH=settings.upload_limit * 2**20,
        MAX_FORM_PARTS=5_000,
        MAX_FORM_MEMORY_SIZE=2 * 2**20,
        SESSION_COOKIE_NAME="jenjang",
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=settings.secure_cookies,
    )
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    compression.init_app(app)
    translations.init_app(app, settings, str(ROOT / "locales"))
    _watch(app, settings)
    maintenance.init_app(app)
    session.init_app(app)
    CSRFProtect(app)
    layout.init_app(app, registration.register(app), VERSION, commits.can_write)
    for part in (assets, controls, errors, security, sending, commands):
        part.init_app(app)
    return app


def _watch(app: Flask, settings: Settings) -> None:
    """Log and count every request; answer who asks how the process does."""
    metrics = Metrics(lambda: _measures(settings))
    access.init_app(app, settings, metrics.see if settings.metrics_token else None)
    if settings.metrics_token:
        commits.tell(metrics.write)
    watched = health.Watched(
        is_well=lambda: connection.is_well(settings),
        can_write=commits.can_write,
        is_stopping=app.extensions["stopping"].is_set,
        metrics=metrics.text,
        token=settings.metrics_token,
    )
    health.init_app(app, watched)


def _measures(settings: Settings) -> Mapping[str, float | None]:
    """The gauges of runtime.metrics, asked of the store and the disk at this moment."""
    is_well = connection.is_well(settings)
    last = None if settings.mongodb_uri else backup.last_backup(settings)
    return {
        "jenjang_store_up": is_well,
        "jenjang_writable": commits.can_write(),
        "jenjang_disk_free_bytes": free_bytes(settings.data_dir),
        "jenjang_backup_age_seconds": (now() - last).total_seconds() if last else None,
        "jenjang_sessions": sessions.count(now()) if is_well else None,
        "jenjang_maintenance": closing.closed() is not None,
    }


def open_store(app: Flask) -> Any:
    """Connect to the store, check it and make its indexes; returns the client. Raises StoreError."""
    settings: Settings = app.config["JENJANG"]
    client = connection.connect(settings)
    connection.check_deployment(settings, client)
    build_indexes(DOCUMENTS)
    migrate.require_current(client[settings.database])
    commits.refuse_unless(lambda: has_room(settings))
    runs.release_with(lambda: connection.release_orphans(settings))
    configuring.limit(
        Limits(settings.most_fields, settings.most_choices, settings.most_columns, settings.most_filterable)
    )
    indexes.name_indexes(not settings.mongodb_uri)
    invitations.mail_as(_mailing(app, settings) if settings.smtp_url else None)
    memory.settle()
    return client


def _mailing(app: Flask, settings: Settings) -> invitations.Mailing:
    sender = smtp.Post.at(settings.smtp_url, settings.mail_from).address
    return invitations.Mailing(sender, settings.address(), str(app.config["SECRET_KEY"]))


def serving() -> Flask:
    """The panel ready to serve, its watchmen running: what a web worker loads."""
    logs.log_crashes()
    try:
        app = create_app()
        client = open_store(app)
        connection.release_orphans(app.config["JENJANG"], client)
        closing.look()
    except (ConfigError, StoreError) as error:
        sys.exit(f"Jenjang: {error}")
    except PyMongoError as error:
        # any other exit than this plain one has gunicorn give up all workers, not start this one anew
        sys.exit(f"Jenjang: the store was lost while the panel started ({type(error).__name__}). Start it again.")
    settings = app.config["JENJANG"]
    stop: threading.Event = app.extensions["stopping"]
    stopping.tell_on_signal(stop)
    stopping.start(
        (
            lambda: connection.watch(settings, stop),
            lambda: nightly.run_nightly(settings, client, stop),
            lambda: closing.follow(stop),
            lambda: jobs.run(stop),
            *(
                [lambda: outbox.run(smtp.Post.at(settings.smtp_url, settings.mail_from), stop)]
                * bool(settings.smtp_url)
            ),
        )
    )
    return app


def main() -> None:
    """Serve on the configured address with waitress until told to stop; the embedded store stays up for other workers.

    What was begun is answered first, for at most 20 seconds.
    """
    app = serving()
    settings: Settings = app.config["JENJANG"]
    first_start.announce(app)
    try:
        server = draining.Server(app, settings, app.extensions["stopping"])
    except OSError as error:
        sys.exit(f"Jenjang: {settings.host}:{settings.port} cannot be served ({error.strerror}). Set JENJANG_PORT.")
    server.run()


if __name__ == "__main__":
    main()
