"""`flask worker`: sending what waits in the outbox, as a process of its own."""

from __future__ import annotations

import signal
import threading

import click
from flask import current_app

from commands.opening import with_store
from config import Settings
from operations import outbox, smtp
from store import connection


@click.command("worker")
@with_store
def worker() -> None:
    """Send the mails that wait, until stopped (SIGTERM or Ctrl-C)."""
    settings: Settings = current_app.config["JENJANG"]
    if not settings.smtp_url:
        raise click.ClickException("JENJANG_SMTP_URL is not set: there is nothing to send through.")
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    threading.Thread(target=connection.watch, args=(settings, stop), daemon=True).start()
    click.echo("Sending the mails that wait.")
    outbox.run(smtp.Post.at(settings.smtp_url, settings.mail_from), stop)
