"""`flask demo`: the sample city."""

from __future__ import annotations

import click
from flask import current_app
from flask.cli import AppGroup

from commands.opening import with_store
from config import Settings
from models.users import User
from operations import accounts
from operations.actors import SYSTEM
from operations.passwords import temporary
from seeds import accounts as sample_accounts
from seeds import city

demo = AppGroup("demo", help="Sample data, in demo mode only.")


@demo.command("load")
@click.option("--people", default=600, show_default=True, help="How many employees.")
@with_store
def load(people: int) -> None:
    """Load the sample city into an empty store and print its accounts."""
    settings: Settings = current_app.config["JENJANG"]
    if not settings.demo:
        raise click.ClickException("Sample data is for demo mode: set JENJANG_DEMO=1.")
    accounts.ensure_root(settings.city)
    loaded = city.load(people=people, city=settings.city)
    if loaded.is_new:
        click.echo(f"Sample city loaded: {people} employees in {loaded.seconds:.0f} s.")
    if User._get_collection().find_one({}, {"_id": 1}) is not None:
        click.echo("The sample accounts were made before; `flask users reset-password NAME` gives a new password.")
        return
    click.echo("Sample accounts (these passwords are shown once):")
    for each in sample_accounts.accounts():
        password = settings.demo_password or temporary()
        accounts.create_user(SYSTEM, each.values, each.memberships, password)
        roles = ", ".join(role.value for role, _ in each.memberships)
        click.echo(f"  {each.values['username']:22} {password}   {roles}: {each.values['name']}")
