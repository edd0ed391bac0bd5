"""`flask users`: accounts from the command line."""

from __future__ import annotations

import click
from flask import current_app
from flask.cli import AppGroup

from commands import first_start
from commands.opening import with_store
from models.departments import Department
from models.users import Role, User
from operations import accounts, records, second_factor
from operations.accounts import COMMAND
from operations.actors import SYSTEM

users = AppGroup("users", help="Accounts: list, add, reset a password, switch off.")


def _user(username: str) -> dict[str, object]:
    found = User._get_collection().find_one({"username": username})
    if found is None:
        raise click.ClickException(f"There is no account {username}.")
    return dict(found)


@users.command("list")
@with_store
def list_users() -> None:
    """List accounts with their roles."""
    units = {raw["_id"]: raw["name"] for raw in Department._get_collection().find({}, {"name": 1})}
    for user in User.objects.order_by("username"):
        roles = ", ".join(f"{row.role} of {units.get(row.unit, '?')}" for row in user.memberships)
        click.echo(f"{user.username:20} {'active' if user.is_active else 'off':7} {user.name}: {roles}")


@users.command("setup-link")
@with_store
def setup_link() -> None:
    """Print the one-time link that makes the first HR admin of an empty panel (`python app.py` prints it too)."""
    first_start.announce(current_app)


@users.command("add")
@click.argument("username")
@click.argument("name")
@click.option("--role", type=click.Choice([role.value for role in Role]), required=True)
@click.option("--unit", default="KOTA", show_default=True, help="Code of the unit.")
@with_store
def add_user(username: str, name: str, role: str, unit: str) -> None:
    """Add an account and print its temporary password."""
    found = Department._get_collection().find_one({"code": unit})
    if found is None:
        raise click.ClickException(f"There is no unit with the code {unit}.")
    _, password = accounts.create_user(SYSTEM, {"username": username, "name": name}, [(Role(role), found["_id"])])
    click.echo(f"{username}: {password} (temporary: must be changed at the first sign-in)")


@users.command("reset-password")
@click.argument("username")
@with_store
def reset_password(username: str) -> None:
    """Print a new temporary password; all sign-ins of the account end."""
    password = accounts.reset_password(SYSTEM, _user(username)["_id"], COMMAND)  # type: ignore[arg-type]
    click.echo(f"{username}: {password} (temporary: must be changed at the first sign-in)")


@users.command("remove-second-factor")
@click.argument("username")
@with_store
def remove_second_factor(username: str) -> None:
    """Take an account's second factor away (lost phone and codes); its sign-ins end."""
    second_factor.remove(SYSTEM, _user(username)["_id"], COMMAND)  # type: ignore[arg-type]
    click.echo(f"{username} has no second factor any more.")


@users.command("switch")
@click.argument("username")
@click.argument("state", type=click.Choice(["on", "off"]))
@with_store
def switch(username: str, state: str) -> None:
    """Switch an account on or off; off ends its sign-ins at once."""
    raw = _user(username)
    values = {"is_active": state == "on"}
    records.change(SYSTEM, User, raw["_id"], values, raw["version"], COMMAND)  # type: ignore[arg-type]
    click.echo(f"{username} is {state}.")
