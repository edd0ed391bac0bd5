"""The secret address of one's own calendar feed: made and shown once, kept as its SHA-256, revoked at any time."""

from __future__ import annotations

import hashlib
import secrets

from models.users import User
from operations import calendars, records, sessions
from operations.accounts import change_own
from operations.actors import Actor
from operations.audit import Origin
from operations.errors import Denied, Missing


def make(actor: Actor, origin: Origin) -> str:
    """A new token in place of the one before, which ends; it is told here and never again."""
    token = secrets.token_urlsafe(32)
    _keep(actor, _hash(token), origin)
    return token


def revoke(actor: Actor, origin: Origin) -> None:
    """End the feed."""
    _keep(actor, None, origin)


def has_one(actor: Actor) -> bool:
    """Whether the actor's meetings are told to whoever has a secret address."""
    return User._get_collection().find_one({"_id": actor.id, "calendar_token": {"$gt": ""}}, {"_id": 1}) is not None


def read(token: str) -> bytes:
    """The feed behind a token, with what its holder may see now. Raises Missing where it ended or never was."""
    actor = sessions.actor_for({"calendar_token": _hash(token)})
    if actor is None:
        raise Missing()
    try:
        return calendars.feed(actor)
    except Denied:
        raise Missing() from None  # their roles show no meetings any more


def _keep(actor: Actor, hashed: str | None, origin: Origin) -> None:
    if actor.id is None:
        raise Denied()
    change_own(actor, records.read(User, actor.id), {"calendar_token": hashed}, origin)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
