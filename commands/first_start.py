"""The first start of an empty panel: its root unit, and the one-time link that makes the first HR admin."""

from __future__ import annotations

import click
from flask import Flask

from config import Settings
from operations import accounts


def announce(app: Flask) -> None:
    """Print where the panel is, and on an empty store the set-up link (the newest one alone works)."""
    settings: Settings = app.config["JENJANG"]
    accounts.ensure_root(settings.city)
    address = settings.address()
    click.echo(f"Jenjang: {address}")
    token = accounts.new_setup_link()
    if token:
        click.echo(f"No account yet. Make the first HR admin, once: {address}/account/setup/{token}/")
