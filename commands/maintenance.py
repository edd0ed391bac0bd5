"""`flask maintenance`: the panel closed to all but HR admins."""

from __future__ import annotations

from datetime import timedelta

import click
from flask.cli import AppGroup

from commands.opening import with_store
from operations import maintenance as closing

maintenance = AppGroup("maintenance", help="Close the panel to all but HR admins, and open it again.")


@maintenance.command("on")
@click.option("--minutes", type=click.IntRange(1, 7 * 24 * 60), default=30, show_default=True, help="How long, about.")
@with_store
def on(minutes: int) -> None:
    """Close the panel: within seconds everyone but HR admins sees a maintenance page, until `off`."""
    until = closing.close(timedelta(minutes=minutes)).until
    click.echo(f"Closed within seconds; visitors are told {until:%Y-%m-%d %H:%M} UTC.")
    click.echo("`flask maintenance off` opens it.")


@maintenance.command("off")
@with_store
def off() -> None:
    """Open the panel again, within seconds."""
    click.echo("Open within seconds." if closing.open_again() else "The panel was not closed.")
