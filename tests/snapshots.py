"""The store's content, kept to be compared and brought back: what a test judges, and not what answers say."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from mongoengine.connection import get_db
from pymongo.errors import DuplicateKeyError

from models.references import DOCUMENTS, RECORDS
from store.indexes import build_indexes
from tests.registering import IZIN

UNJUDGED = frozenset(
    {"jobs", "sessions", "presence", "audit", "throttle_counters", "throttle_windows", "store_health", "statistics"}
)


def stored_by_class() -> dict[str, list[dict[str, Any]]]:
    """Every stored record by its class's name."""
    found = {name: list(kind._get_collection().find()) for name, kind in RECORDS.items()}
    return {**found, IZIN.__name__: list(IZIN._get_collection().find(IZIN.NARROWED))}


def _collections() -> list[str]:
    return sorted(set(get_db().list_collection_names()) - UNJUDGED)


def snapshot() -> dict[str, list[dict[str, Any]]]:
    """The content of every collection that is judged."""
    return {name: list(get_db()[name].find()) for name in _collections()}


def everything() -> dict[str, list[dict[str, Any]]]:
    """The content of every collection, but for sessions: nobody is signed in."""
    names = sorted(set(get_db().list_collection_names()) - {"sessions"})
    return {name: list(get_db()[name].find()) for name in names}


def refill(kept: Mapping[str, list[dict[str, Any]]]) -> None:
    """Make an emptied store hold what `everything` found."""
    for name, rows in kept.items():
        get_db()[name].delete_many({})
        if not rows:
            continue
        try:
            get_db()[name].insert_many(rows)
        except DuplicateKeyError:  # a unique index that kept what odd values left: made anew
            get_db()[name].drop()
            build_indexes(DOCUMENTS)
            get_db()[name].insert_many(rows)


def restore(kept: Mapping[str, list[dict[str, Any]]]) -> None:
    """Bring a snapshot back."""
    for name in _collections():
        now = list(get_db()[name].find())
        if now != kept.get(name, []):
            get_db()[name].delete_many({})
            if kept.get(name):
                get_db()[name].insert_many(kept[name])


def digests() -> dict[str, str]:
    """A hash of every collection that is judged."""
    return {name: _digest(name) for name in _collections()}


def _digest(name: str) -> str:
    parts = sorted(bytes(batch) for batch in get_db()[name].find_raw_batches(sort=[("_id", 1)]))
    return hashlib.sha256(b"".join(parts)).hexdigest()


def digest() -> str:
    """One hash of all of them."""
    return hashlib.sha256(repr(sorted(digests().items())).encode()).hexdigest()
