"""Sessions: signing in and out, and who a browser's token belongs to."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from bson import ObjectId
from pymongo.errors import OperationFailure

from models.audit import Act
from models.departments import Department
from models.moments import now
from models.shapes import odd_fields
from models.users import Session, User
from models.wording import N_, Message
from operations import configuration
from operations.actors import SYSTEM, Actor
from operations.applying_steps import recover
from operations.audit import Origin, note
from operations.errors import Denied, OperationError
from operations.passwords import verify
from operations.seats import seats_of

TOUCHED = timedelta(minutes=1)
_UNREAD = ("who.search_tokens", "who.password_hash", "who.recovery_codes", "units.search_tokens")


class SignInFailed(OperationError):
    """Unknown name, wrong password or inactive account: one answer for all three."""

    def __init__(self) -> None:
        super().__init__(Message(N_("This user name and password do not match. Check both and try again.")))


@dataclass(frozen=True, slots=True)
class Proven:
    """Somebody whose password was right, at that version of the account. While `lacks_code` no session begins."""

    actor: Actor
    version: int
    last_sign_in_at: datetime | None
    lacks_code: bool
    by_recovery: bool = False


def recognise(username: str, password: str, address: str) -> Proven:
    """Who has this name and password. Raises SignInFailed; starts nothing."""
    user = User._get_collection().find_one({"username": username.strip().lower()[:40]})
    right = verify(user.get("password_hash") if user else None, password)
    if not user or not right or not user.get("is_active"):
        who = {"username": username[:40], "address": address}
        note(SYSTEM, Act.SIGN_IN_FAILED, Origin(), who, document="User", record=user["_id"] if user else None)
        raise SignInFailed()
    return _proven(user)


def recognised(id: ObjectId, version: int) -> Proven | None:
    """Who was recognised a moment ago, or None where the account changed since: a new password asks for itself."""
    user = User._get_collection().find_one({"_id": id, "version": version, "is_active": True})
    return _proven(user) if user else None


def _proven(user: dict[str, Any]) -> Proven:
    actor = _named(user)
    return Proven(actor, user.get("version") or 1, user.get("last_sign_in_at"), actor.has_second_factor)


def enter(who: Proven, lifetime: timedelta, address: str, agent: str) -> str:
    """Start a session of at most `lifetime`; returns the token for the browser's cookie."""
    if who.lacks_code:
        raise Denied()
    values = {"last_sign_in_at": now(), "previous_sign_in_at": who.last_sign_in_at}
    User._get_collection().update_one({"_id": who.actor.id}, {"$set": values})
    act = Act.SIGN_IN_RECOVERY if who.by_recovery else Act.SIGN_IN
    note(who.actor, act, Origin(), {"address": address}, document="User", record=who.actor.id)
    return start(who.actor.id, lifetime, address, agent)


def start(user: Any, lifetime: timedelta, address: str, agent: str) -> str:
    """A new session for a user whose identity has just been proven; returns its token."""
    token = secrets.token_urlsafe(32)
    moment = now()
    Session._get_collection().insert_one(
        {
            "_id": _hash(token),
            "user": user,
            "created_at": moment,
            "seen_at": moment,
            "expires_at": moment + lifetime,
            "address": address[:64],
            "agent": agent[:200],
        }
    )
    return token


def actor_of(token: str, idle: timedelta, touches: bool = True) -> Actor | None:
    """Who the token belongs to, or None where the session is over. One round trip, and once a minute another that
    `touches` the session, so that it is not idle; a save in the room leaves that to the polls of its page.

    The first trip learns which configuration holds, and pins it for this request.
    """
    pipeline = [
        {"$match": {"_id": _hash(token)}},
        {"$lookup": {"from": "users", "localField": "user", "foreignField": "_id", "as": "who"}},
        {"$unwind": "$who"},
        {
            "$lookup": {
                "from": "departments",
                "localField": "who.scope",
                "foreignField": "_id",
                "as": "units",
            }
        },
        {"$addFields": {"configured": configuration.NAME}},
        {"$lookup": {"from": "state", "localField": "configured", "foreignField": "_id", "as": "configured"}},
        {"$project": dict.fromkeys(_UNREAD, 0)},
    ]
    try:
        found = next(iter(Session._get_collection().aggregate(pipeline)), None)
    except OperationFailure:
        return None  # an account whose scope is no list cannot be joined with its units
    if found is None or not found["who"].get("is_active"):
        return None
    if found.get("seen_at") is None or found.get("expires_at") is None or any(odd_fields(Session, found)):
        Session._get_collection().delete_one({"_id": found["_id"]})
        return None
    moment = now()
    if moment >= found["expires_at"] or moment - found["seen_at"] > idle:
        Session._get_collection().delete_one({"_id": found["_id"]})
        return None
    if touches and moment - found["seen_at"] > TOUCHED:
        Session._get_collection().update_one({"_id": found["_id"]}, {"$set": {"seen_at": moment}})
    state = next(iter(found["configured"]), None)
    if recover(state):
        state = configuration.stored()
    configuration.pin(state)
    return replace(_named(found["who"]), seats=seats_of(found["who"], found["units"]), session=found["_id"])


def actor_for(query: dict[str, Any]) -> Actor | None:
    """Who the account of this query is now, for what they hold without a session; None where it is not active."""
    user = User._get_collection().find_one({**query, "is_active": True})
    if user is None:
        return None
    scope = user.get("scope")
    units = Department._get_collection().find({"_id": {"$in": scope if isinstance(scope, list) else []}})
    return replace(_named(user), seats=seats_of(user, units))


def _named(user: dict[str, Any]) -> Actor:
    """The actor of a stored account; what was written past the panel in another type counts as not there."""
    employee, columns = user.get("employee"), user.get("columns")
    return Actor(
        id=user["_id"],
        name=str(user.get("name", "")),
        username=str(user.get("username", "")),
        employee=employee if isinstance(employee, ObjectId) else None,
        must_change_password=bool(user.get("must_change_password")),
        has_second_factor=bool(user.get("second_factor_seed")),
        locale=user.get("locale"),
        theme=user.get("theme") or "auto",
        density=str(user.get("density") or "compact"),
        page_size=user.get("page_size"),
        columns=columns if isinstance(columns, dict) else {},
        last_sign_in_at=user.get("previous_sign_in_at"),
    )


def sign_out(actor: Actor) -> None:
    """End this session on the server too."""
    Session._get_collection().delete_one({"_id": actor.session})
    note(actor, Act.SIGN_OUT, Origin(), document="User", record=actor.id)


def of_user(actor: Actor) -> list[dict[str, Any]]:
    """The actor's open sessions, newest first."""
    return list(Session._get_collection().find({"user": actor.id}).sort("created_at", -1))


def end_others(actor: Actor) -> int:
    """End every session of the actor but this one; returns how many."""
    done = Session._get_collection().delete_many({"user": actor.id, "_id": {"$ne": actor.session}})
    return int(done.deleted_count)


def handle(session: str) -> str:
    """What an account page calls a session by: too little of its hash to be of use elsewhere."""
    return session[:16]


def end_other(actor: Actor, called: str) -> bool:
    """End the one session of the actor that `handle` calls so, unless it is this one; whether there was one."""
    found = [each["_id"] for each in of_user(actor) if handle(each["_id"]) == called and each["_id"] != actor.session]
    return bool(Session._get_collection().delete_many({"_id": {"$in": found}}).deleted_count)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def count(moment: datetime) -> int:
    """How many sessions have not ended."""
    return int(Session._get_collection().count_documents({"expires_at": {"$gte": moment}}))


def sweep(moment: datetime) -> int:
    """Delete sessions past their end (the embedded store has no TTL thread); returns how many."""
    return int(Session._get_collection().delete_many({"expires_at": {"$lt": moment}}).deleted_count)
