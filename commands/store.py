"""`flask store`: the database as a process."""

from __future__ import annotations

from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup

from commands.opening import plainly
from config import Settings
from store import backup as backups
from store import connection, embedded, migrate, restore

store = AppGroup("store", help="The store: start, stop, status, backup, restore, migrate.")


def _settings() -> Settings:
    settings: Settings = current_app.config["JENJANG"]
    return settings


@store.command("start")
def start() -> None:
    """Start the embedded store, or join the one that runs."""
    plainly(lambda: embedded.ensure_running(_settings()))
    click.echo("The store is running.")


@store.command("stop")
def stop() -> None:
    """Stop the embedded store."""
    stopped = plainly(lambda: embedded.stop(_settings()))
    click.echo("The store was stopped." if stopped else "The store was not running.")


@store.command("status")
def status() -> None:
    """Say whether the embedded store runs, and where."""
    click.echo(str(plainly(lambda: embedded.status(_settings()))))


@store.command("backup")
def backup() -> None:
    """Write a backup archive now; it also truncates the journal."""
    settings = _settings()
    click.echo(f"Written: {plainly(lambda: backups.backup(settings, connection.connect(settings)))}")


@store.command("restore")
@click.argument("archive", type=click.Path(exists=True, path_type=Path))
@click.confirmation_option(prompt="Replace the present data with the archive's? The old folder is kept aside.")
def restore_archive(archive: Path) -> None:
    """Bring an archive back; the present data is kept aside."""
    kept = plainly(lambda: restore.restore(_settings(), archive))
    click.echo(f"Restored. The former data is in {kept}." if kept else "Restored.")


@store.command("migrate")
def migrate_store() -> None:
    """Run pending migrations, each recorded with its outcome."""
    settings = _settings()

    outcomes = plainly(lambda: migrate.apply(connection.connect(settings)[settings.database]))
    for outcome in outcomes:
        click.echo(str(outcome))
    if any(outcome.state is migrate.State.FAILED for outcome in outcomes):
        raise click.ClickException("A migration failed: mend what it says, then run this again.")
    click.echo("The store is up to date.")
