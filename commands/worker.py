"""`flask worker`: doing the jobs that wait and sending the mails, as a process of its own."""

from __future__ import annotations

import signal
import threading

import click
from flask import current_app

from commands.opening import with_store
from config import Settings
from operations import jobs, outbox, smtp
from store import connection


@click.command("worker")
@with_store
def worker() -> None:
    """Do the jobs and send the mails that wait, until stopped (SIGTERM or Ctrl-C)."""
    settings: Settings = current_app.config["JENJANG"]
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    threading.Thread(target=connection.watch, args=(settings, stop), daemon=True).start()
    if settings.smtp_url:
        post = smtp.Post.at(settings.smtp_url, settings.mail_from)
        threading.Thread(target=outbox.run, args=(post, stop), daemon=True).start()
        click.echo("Doing the jobs and sending the mails that wait.")
    else:
        click.echo("Doing the jobs that wait. JENJANG_SMTP_URL is not set: no mail is sent.")
    jobs.run(stop)
