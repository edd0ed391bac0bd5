"""Sign-in throttle: failures counted by account and by address, in the store, so that all workers count together."""

from __future__ import annotations

import hashlib

from flask import Flask, current_app, request
from limits import RateLimitItem, parse
from limits.storage import MongoDBStorage
from limits.strategies import FixedWindowRateLimiter

from models.wording import N_, Message
from operations.errors import Throttled

TOO_MANY = N_("Too many failed sign-ins. Wait a quarter of an hour, or ask an HR admin for a new password.")


def init_app(app: Flask, uri: str, database: str) -> None:
    """Count in the panel's own database, by fixed windows."""
    storage = MongoDBStorage(
        uri,
        database_name=database,
        counter_collection_name="throttle_counters",
        window_collection_name="throttle_windows",
    )
    app.extensions["throttle"] = FixedWindowRateLimiter(storage)


def _limits(username: str) -> list[tuple[RateLimitItem, str]]:
    settings = current_app.config["JENJANG"]
    account = hashlib.sha256(username.strip().lower().encode("utf-8", "surrogatepass")).hexdigest()[:32]
    return [
        (parse(settings.signin_limit_account), f"account:{account}"),
        (parse(settings.signin_limit_address), f"address:{request.remote_addr}"),
    ]


def refuse_when_exhausted(username: str) -> None:
    """Raise Throttled when this account or this address has failed too often. Before any password is looked at."""
    limiter = current_app.extensions["throttle"]
    if not all(limiter.test(limit, key) for limit, key in _limits(username)):
        raise Throttled(Message(TOO_MANY))


def count_failure(username: str) -> None:
    """Count a failed sign-in against both."""
    limiter = current_app.extensions["throttle"]
    for limit, key in _limits(username):
        limiter.hit(limit, key)
