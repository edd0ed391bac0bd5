"""Sign-in throttle: failures counted by account and by address, in the store, so that all workers count together."""

from __future__ import annotations

import hashlib
import math
import time
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from limits import RateLimitItem, parse
from limits.storage import MongoDBStorage
from limits.strategies import FixedWindowRateLimiter
from mongoengine.connection import get_connection, get_db

from models.wording import N_, Message
from operations.errors import Throttled

TOO_MANY = N_("Too many failed sign-ins. Wait a quarter of an hour, or ask an HR admin for a new password.")


class _Counters(MongoDBStorage):
    """The counters in the panel's own database, through its own connection."""

    def _init_mongo_client(self, uri: str | None, **options: Any) -> Any:
        return get_connection()

    def __del__(self) -> None:
        """The connection is the panel's to close."""


def _limiter() -> FixedWindowRateLimiter:
    return _limiter_on(id(get_connection()), get_db().name)


@lru_cache(maxsize=1)
def _limiter_on(connection: int, database: str) -> FixedWindowRateLimiter:
    """Made once a connection, as making it asks the store for its indexes; told by its identity, for two clients of
    one address are equal, and one of them may be closed."""
    storage = _Counters("mongodb://", database, "throttle_counters", "throttle_windows")
    return FixedWindowRateLimiter(storage)


@dataclass(frozen=True, slots=True)
class Throttle:
    """Limits such as `10 per 15 minutes`; only failures count."""

    by_account: str
    by_address: str

    def refuse_when_exhausted(self, username: str, address: str) -> None:
        """Raise Throttled where this account or address failed too often. Ask before looking at a password."""
        shut = [(limit, key) for limit, key in self._limits(username, address) if not _limiter().test(limit, key)]
        if shut:
            opens = max(_limiter().get_window_stats(limit, key).reset_time for limit, key in shut)
            raise Throttled(Message(TOO_MANY), max(1, math.ceil(opens - time.time())))

    def count_failure(self, username: str, address: str) -> None:
        """Count a failed sign-in against both."""
        for limit, key in self._limits(username, address):
            _limiter().hit(limit, key)

    def _limits(self, username: str, address: str) -> list[tuple[RateLimitItem, str]]:
        name = username.strip().lower().encode("utf-8", "surrogatepass")
        account = hashlib.sha256(name).hexdigest()[:32]
        return [(parse(self.by_account), f"account:{account}"), (parse(self.by_address), f"address:{address}")]


def refuse_above(limit: str, key: str, message: Message) -> None:
    """Count a try of `key`; raise Throttled once there are more than `limit` (such as `20 per hour`)."""
    item = parse(limit)
    if not _limiter().hit(item, key):
        opens = _limiter().get_window_stats(item, key).reset_time
        raise Throttled(message, max(1, math.ceil(opens - time.time())))
