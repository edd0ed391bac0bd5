"""`flask …` commands, thin over the operations. docs: README.md, "Commands"."""

from __future__ import annotations

from flask import Flask

from commands import configuration, demo, imports, maintenance, store, users, worker


def init_app(app: Flask) -> None:
    """Register every group."""
    groups = (users.users, imports.imports, configuration.config, store.store, maintenance.maintenance, demo.demo)
    for group in groups:
        app.cli.add_command(group)
    app.cli.add_command(worker.worker)
