"""`flask …` commands, thin over the operations. docs: README.md, "Commands"."""

from __future__ import annotations

from flask import Flask

from commands import demo, imports, maintenance, store, users


def init_app(app: Flask) -> None:
    """Register every group."""
    for group in (users.users, imports.imports, store.store, maintenance.maintenance, demo.demo):
        app.cli.add_command(group)
