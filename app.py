"""Jenjang: the panel, wired together. `python app.py` serves it; `gunicorn "app:serving()"` does for many workers."""

from __future__ import annotations

import logging
import sys
import threading
from pathlib import Path
from typing import Any

from flask import Flask
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

import commands
from admin_views import (
    assets,
    compression,
    controls,
    errors,
    health,
    layout,
    registration,
    security,
    sending,
    session,
    translations,
)
from commands import first_start
from config import ConfigError, Settings, from_environment, secret_key
from models.references import DOCUMENTS
from operations import commits, indexes
from store import connection, migrate, nightly
from store.disk import has_room
from store.errors import StoreError
from store.indexes import build_indexes

VERSION = "0.1.0"
ROOT = Path(__file__).resolve().parent


def create_app(settings: Settings | None = None) -> Flask:
    """The panel without its store; `open_store` connects it. Raises ConfigError."""
    settings = settings or from_environment()
    logging.basicConfig(level=settings.log_level, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    app = Flask(__name__, static_url_path=assets.URL)
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
    session.init_app(app)
    CSRFProtect(app)
    layout.init_app(app, registration.register(app), VERSION, commits.can_write)
    health.init_app(app, lambda: connection.is_well(settings), commits.can_write)
    for part in (assets, controls, errors, security, sending, commands):
        part.init_app(app)
    return app


def open_store(app: Flask) -> Any:
    """Connect to the store, check it and make its indexes; returns the client. Raises StoreError."""
    settings: Settings = app.config["JENJANG"]
    client = connection.connect(settings)
    connection.check_deployment(settings, client)
    build_indexes(DOCUMENTS)
    migrate.require_current(client[settings.database])
    commits.refuse_unless(lambda: has_room(settings))
    indexes.name_indexes(not settings.mongodb_uri)
    return client


def serving() -> Flask:
    """The panel ready to serve, its watchmen running: what a web worker loads."""
    try:
        app = create_app()
        client = open_store(app)
        connection.release_orphans(app.config["JENJANG"], client)
    except (ConfigError, StoreError) as error:
        sys.exit(f"Jenjang: {error}")
    settings = app.config["JENJANG"]
    stop = threading.Event()
    for task in (lambda: connection.watch(settings, stop), lambda: nightly.run_nightly(settings, client, stop)):
        threading.Thread(target=task, daemon=True).start()
    return app


def main() -> None:
    """Serve on the configured address with waitress; the embedded store stays up for other workers."""
    from waitress import serve

    app = serving()
    settings: Settings = app.config["JENJANG"]
    first_start.announce(app)
    try:
        serve(app, host=settings.host, port=settings.port, threads=settings.threads, ident=None)
    except OSError as error:
        sys.exit(f"Jenjang: {settings.host}:{settings.port} cannot be served ({error.strerror}). Set JENJANG_PORT.")


if __name__ == "__main__":
    main()
