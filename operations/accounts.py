"""Accounts: making them, their passwords, and the first HR admin of an empty panel."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from typing import Any

from bson import ObjectId
from pymongo import DeleteOne

from models.departments import Department
from models.moments import now
from models.settings import State
from models.users import Membership, Role, User
from models.wording import N_, Message
from operations import policy, records
from operations.actors import SYSTEM, Actor
from operations.audit import Origin, Source
from operations.changes import load
from operations.commits import Stale, Taken, commit
from operations.errors import Denied, Invalid, Missing, WrongState
from operations.passwords import check_new, hash_password, temporary, verify

COMMAND = Origin(Source.COMMAND)
SETUP = "setup_link"


def create_user(
    actor: Actor,
    values: dict[str, Any],
    memberships: Iterable[tuple[Role, ObjectId]],
    password: str | None = None,
    origin: Origin = COMMAND,
) -> tuple[User, str]:
    """A new account and its password; without one a temporary password that must be changed is made."""
    rows = [Membership(role=role.value, unit=unit) for role, unit in memberships]
    return create_account(actor, {**values, "memberships": rows}, origin, password)


def create_account(actor: Actor, values: dict[str, Any], origin: Origin, password: str | None) -> tuple[User, str]:
    """A new account from whole values, and its password; raises Invalid on a weak one."""
    known = password or temporary()
    check_new(known, str(values.get("username") or ""))
    whole = {**values, "must_change_password": password is None, "password_hash": hash_password(known)}
    made = records.create(actor, User, whole, origin)
    assert isinstance(made, User)
    return made, known


def reset_password(actor: Actor, user_id: ObjectId, origin: Origin) -> str:
    """Give a user a temporary password, which is returned and must be changed; all their sessions end."""
    stored = records.read(User, user_id)
    policy.require(actor, policy.Action.CHANGE, "User", stored)
    password = temporary()
    values = {"password_hash": hash_password(password), "must_change_password": True}
    records.change(actor, User, user_id, values, stored["version"], origin)
    return password


def change_password(actor: Actor, current: str, new: str, origin: Origin) -> None:
    """Change one's own password; all one's sessions end, this one too. Raises Invalid."""
    if actor.id is None:
        raise Denied()
    stored = records.read(User, actor.id)
    if not verify(stored.get("password_hash"), current):
        raise Invalid({"current": Message(N_("This is not your current password."))})
    check_new(new, actor.username)
    if verify(stored.get("password_hash"), new):
        raise Invalid({"password": Message(N_("The new password is the old one. Choose another."))})
    change_own(actor, stored, {"password_hash": hash_password(new), "must_change_password": False}, origin)


def change_own(actor: Actor, stored: dict[str, Any], values: dict[str, Any], origin: Origin) -> None:
    """Change what one may change of one's own account, whatever one's roles. Raises WrongState when it just changed."""
    _written(actor, stored, values, origin, N_("Your account was just changed elsewhere. Try again."))


def change_for(actor: Actor, stored: dict[str, Any], values: dict[str, Any], origin: Origin) -> None:
    """Change an account in the name of an actor who may do just that with it, and was judged before. Raises WrongState
    when it just changed."""
    _written(actor, stored, values, origin, N_("This account was just changed elsewhere. Try again."))


def _written(actor: Actor, stored: dict[str, Any], values: dict[str, Any], origin: Origin, late: str) -> None:
    made = records.plan_change(SYSTEM, User, stored, values, origin)
    if not made.entry.get("changes"):
        return
    made.entry.update(actor=actor.id, actor_name=actor.name)
    try:
        commit([made])
    except Stale:
        raise WrongState(Message(late)) from None


def new_setup_link() -> str | None:
    """A fresh token for the page that makes the first HR admin, or None once there is any account."""
    if User._get_collection().find_one({}, {"_id": 1}) is not None:
        return None
    token = secrets.token_urlsafe(24)
    State._get_collection().update_one(
        {"_id": SETUP}, {"$set": {"value": _hash(token), "updated_at": now()}}, upsert=True
    )
    return token


def is_setup_link(token: str) -> bool:
    """Whether the token is the open one-time link."""
    stored = State._get_collection().find_one({"_id": SETUP})
    return stored is not None and secrets.compare_digest(str(stored.get("value", "")), _hash(token))


def first_admin(token: str, username: str, name: str, password: str) -> User:
    """Make the first HR admin and use up the link, in one transaction. Raises Missing for any other token."""
    root = Department._get_collection().find_one({"parent": {"$exists": False}})
    used_up = Missing(Message(N_("This link has been used or replaced. Start the panel again for a new one.")))
    if root is None or not is_setup_link(token):
        raise used_up
    check_new(password, username)
    row = Membership(role=Role.HR_ADMIN.value, unit=root["_id"])
    values = {"username": username, "name": name, "memberships": [row], "must_change_password": False}
    made = records.plan_create(SYSTEM, User, {**values, "password_hash": hash_password(password)}, Origin())
    made.guard = {"collection": "state", "id": SETUP, "match": {"value": _hash(token)}}
    made.others = [("state", [DeleteOne({"_id": SETUP, "value": _hash(token)})])]
    try:
        commit([made])
    except Stale:
        raise used_up from None
    except Taken:
        raise Invalid({"username": Message(records.TAKEN)}) from None
    assert isinstance(made.record, User)
    return made.record


def seat(username: str, row: Membership, is_gone: bool, origin: Origin = COMMAND) -> None:
    """Give an account a role in a unit with these days, in place of the one it has of its own there; or take it away.

    For the command line. Raises Missing, Invalid, and what a change raises.
    """
    stored = User._get_collection().find_one({"username": username})
    if stored is None:
        raise Missing(Message(N_("There is no such account.")))
    held = list(load(User, stored).memberships)
    kept = [each for each in held if each.handed_by or (each.role, each.unit) != (row.role, row.unit)]
    values = {"memberships": kept if is_gone else [*kept, row]}
    records.change(SYSTEM, User, stored["_id"], values, stored["version"], origin)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def ensure_root(name: str) -> ObjectId:
    """The root unit's id; made on an empty panel."""
    root = Department._get_collection().find_one({"parent": {"$exists": False}}, {"_id": 1})
    if root is None:
        return records.create(SYSTEM, Department, {"name": name, "kind": "city", "code": "KOTA"}, COMMAND).id
    return root["_id"]
