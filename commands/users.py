"""`flask users`: accounts from the command line."""

from __future__ import annotations

from datetime import date
from typing import Any

import click
from bson import ObjectId
from flask import current_app
from flask.cli import AppGroup

from commands import first_start
from commands.opening import with_store
from models.dates import DateError, parse_day
from models.departments import Department
from models.users import ACTING, SHORT, Membership, Role, User
from operations import accounts, records, second_factor
from operations.accounts import COMMAND
from operations.actors import SYSTEM

users = AppGroup("users", help="Accounts: list, add, give roles, reset a password, switch off.")


def _user(username: str) -> dict[str, object]:
    found = User._get_collection().find_one({"username": username})
    if found is None:
        raise click.ClickException(f"There is no account {username}.")
    return dict(found)


def _unit(code: str) -> ObjectId:
    found = Department._get_collection().find_one({"code": code}, {"_id": 1})
    if found is None:
        raise click.ClickException(f"There is no unit with the code {code}.")
    return ObjectId(found["_id"])


def _told(row: Membership, units: dict[ObjectId, str]) -> str:
    """`head of Dinas Sosial (plh, from 2026-12-01, until 2026-12-05)`."""
    days = [f"{word} {day}" for word, day in (("from", row.begins), ("until", row.until)) if day]
    told = ", ".join([row.acting] * (row.acting in SHORT) + days)
    return f"{row.role} of {units.get(row.unit, '?')}" + (f" ({told})" if told else "")


class Day(click.ParamType):
    """A day as people write it."""

    name = "day"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The day; a usage error where it is none."""
        try:
            return parse_day(value)
        except DateError as error:
            self.fail(str(error.message), param, ctx)


@users.command("list")
@with_store
def list_users() -> None:
    """List accounts with their roles."""
    units = {raw["_id"]: raw["name"] for raw in Department._get_collection().find({}, {"name": 1})}
    for user in User.objects.order_by("username"):
        roles = ", ".join(_told(row, units) for row in user.memberships)
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
    _, password = accounts.create_user(SYSTEM, {"username": username, "name": name}, [(Role(role), _unit(unit))])
    click.echo(f"{username}: {password} (temporary: must be changed at the first sign-in)")


@users.command("seat")
@click.argument("username")
@click.option("--role", type=click.Choice([role.value for role in Role]), required=True)
@click.option("--unit", default="KOTA", show_default=True, help="Code of the unit.")
@click.option("--as", "acting", type=click.Choice([code for code, _ in ACTING]), help="Definitive if not told.")
@click.option("--from", "begins", type=Day(), help="Its first day.")
@click.option("--until", type=Day(), help="Its last day.")
@click.option("--remove", is_flag=True, help="Take it away.")
@with_store
def seat(username: str, role: str, unit: str, remove: bool, **values: Any) -> None:
    """Give an account a role in a unit, for a time if wanted; or change its days, or take it away."""
    row = Membership(role=role, unit=_unit(unit), **{name: value for name, value in values.items() if value})
    accounts.seat(username, row, remove)
    click.echo(f"{username}: {_told(row, {row.unit: unit})}{' taken away' if remove else ''}")


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
