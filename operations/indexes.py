"""Which index serves a list. MongoDB's planner finds it; the embedded store's must at times be told.

The embedded server uses an index by itself only where it covers every condition; elsewhere it scans, so lists name
one there. Where it does find one, naming it makes it read twenty times as long (6,000 employees by name: 320 ms and
19 ms), so nothing is named then. On MongoDB nothing is ever named: at millions its planner knows the data better
than a rule.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from mongoengine import Document

_named = False


def name_indexes(needed: bool) -> None:
    """Set, once at start-up, whether lists name their index."""
    global _named
    _named = needed


@cache
def index_keys(kind: type[Document]) -> tuple[tuple[tuple[str, int], ...], ...]:
    """The keys of every index the document declares, in stored names."""
    return tuple(
        tuple(("_id" if key == "id" else key, direction) for key, direction in spec["fields"])
        for spec in kind._meta["index_specs"]
    )


def hint(kind: type[Document], query: dict[str, Any], sort: str | None) -> list[tuple[str, int]] | None:
    """The keys of the index to use, or None to leave it to the server.

    Search words narrow most, then the index with the longest run of leading equalities, then one in sort order.
    """
    if not _named or _finds_itself(kind, query, sort):
        return None
    best = best_index(kind, query, sort)
    return list(best) if best else None


def _finds_itself(kind: type[Document], query: dict[str, Any], sort: str | None) -> bool:
    """Whether the embedded server takes an index unasked: one of exactly the conditions, all of them equalities, or
    without any condition one of exactly the order."""
    if any(key.startswith("$") or isinstance(value, dict) for key, value in query.items()):
        return False
    lists = [[key for key, _ in keys] for keys in index_keys(kind)]  # type: ignore[arg-type]
    if not query:
        return [sort, "_id"] in lists
    return any(set(keys[: len(query)]) == query.keys() for keys in lists)


def best_index(kind: type[Document], query: dict[str, Any], sort: str | None) -> tuple[tuple[str, int], ...] | None:
    """The declared index that serves a query best, None where none does (then only `_id` serves)."""
    equal, ranged = _fields(query)
    if "_id" in equal:
        return None
    scored = [(_score(keys, equal, ranged, sort), keys) for keys in index_keys(kind)]  # type: ignore[arg-type]
    score, keys = max(scored, key=lambda pair: pair[0], default=(0.0, ()))
    return keys if score > 0 else None


def _fields(query: dict[str, Any]) -> tuple[set[str], set[str]]:
    equal: set[str] = set()
    ranged: set[str] = set()
    for key, value in query.items():
        if key == "$and":
            for part in value:
                more_equal, more_ranged = _fields(part)
                equal |= more_equal
                ranged |= more_ranged
        elif isinstance(value, dict) and not value.keys() & {"$in", "$all", "$eq"}:
            ranged |= set() if "$ne" in value else {key}
        elif not key.startswith("$"):
            equal.add(key)
    return equal, ranged


def _score(keys: tuple[tuple[str, int], ...], equal: set[str], ranged: set[str], sort: str | None) -> float:
    run = 0
    for key, _ in keys:
        if key not in equal:
            break
        run += 1
    score = float(run)
    following = keys[run][0] if run < len(keys) else None
    if following in ranged:
        score += 0.9
    elif following is not None and following == sort:
        score += 0.5
    narrow = {"search_tokens": 10.0, "employee": 5.0, "attributes": -0.2}  # a unit narrows more than most values
    return score + (narrow.get(keys[0][0], 0.0) if run else 0.0)
