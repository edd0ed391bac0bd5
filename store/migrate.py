"""Changes of stored documents, each run once and recorded with its outcome.

A migration is a module of store/migrations named YYYY_MM_DD_what_changes.py with a docstring that says why and a
function `run(database)`. It works on the raw database (documents of today know nothing of yesterday's fields), in
batches, and may be run again after it was cut short: each write asks for the old shape first.

A database without documents has nothing to change, as its documents will be born in today's shape. So there every
migration is recorded as unneeded, unrun: old ones need not be kept working on collections that they never met.
What a fresh panel must contain is put there by seeds, not by migrations.
"""

from __future__ import annotations

import importlib
import logging
import pkgutil
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from pymongo.database import Database

from store.errors import StoreError
from store.lease import Lease, leased

PACKAGE = "store.migrations"
COMMAND = "flask store migrate"
_OWN = "store_"
"""Collections that the store keeps for itself; they don't make a database a used one."""
_NAME = re.compile(r"\d{4}_\d{2}_\d{2}_[a-z0-9_]+")
_log = logging.getLogger(__name__)


class State(StrEnum):
    """How a migration ended; RUNNING is left by a process that was killed."""

    RUNNING = "running"
    APPLIED = "applied"
    FAILED = "failed"
    UNNEEDED = "unneeded"


_SETTLED = {State.APPLIED, State.UNNEEDED}


@dataclass(frozen=True, slots=True)
class Migration:
    name: str
    why: str
    run: Callable[[Database[dict[str, Any]]], None]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one migration; `error` is empty unless it failed."""

    name: str
    state: State
    started: datetime
    seconds: float = 0.0
    error: str = ""

    def __str__(self) -> str:
        """A line for the operator."""
        told = f"{self.name}: {self.state.value}" + (f" in {self.seconds:.1f} s" if self.seconds >= 0.05 else "")
        return f"{told}: {self.error}" if self.error else told


def discover(package: str = PACKAGE) -> list[Migration]:
    """All migrations of the code, in order of their names."""
    modules = pkgutil.iter_modules(importlib.import_module(package).__path__)
    return [_load(package, name) for name in sorted(module.name for module in modules)]


def pending(database: Database[dict[str, Any]], package: str = PACKAGE) -> list[Migration]:
    """Those that must still run, a failed and a cut-short one among them."""
    states = _states(database)
    return [each for each in discover(package) if states.get(each.name) not in _SETTLED]


def apply(database: Database[dict[str, Any]], package: str = PACKAGE, *, patience: float = 600.0) -> list[Outcome]:
    """Run what is pending, in order; a failure is recorded and ends the run, so look at the last outcome.

    One process at a time: another waits up to `patience` seconds, then finds nothing left to do, or raises
    LeaseHeld.
    """
    with leased(database, "migrations", patience=patience) as lease:
        if _is_fresh(database):
            return [_record(database, Outcome(each.name, State.UNNEEDED, _now())) for each in discover(package)]
        return _run_in_order(database, pending(database, package), lease)


def require_current(database: Database[dict[str, Any]], package: str = PACKAGE) -> None:
    """Raise StoreError where code and database differ: for the start of the web process.

    A database without documents is no one's yet: there is nothing to ask for.
    """
    if _is_fresh(database):
        apply(database, package)
    if waiting := pending(database, package):
        names = ", ".join(each.name for each in waiting)
        raise StoreError(f"The database waits for {len(waiting)} migration(s) ({names}): run `{COMMAND}` first.")
    if unknown := sorted(set(_states(database)) - {each.name for each in discover(package)}):
        raise StoreError(
            f"The database was changed by a newer version of the panel ({unknown[-1]}): "
            "start that version, or restore a backup taken before it."
        )


def _load(package: str, name: str) -> Migration:
    if not _NAME.fullmatch(name):
        raise StoreError(f"{package}.{name} is not a migration's name: rename it to YYYY_MM_DD_what_changes.py.")
    module = importlib.import_module(f"{package}.{name}")
    run, why = getattr(module, "run", None), (module.__doc__ or "").strip()
    if not callable(run) or not why:
        raise StoreError(f"The migration {name} needs a docstring that says why, and a function run(database).")
    return Migration(name, why, run)


def _states(database: Database[dict[str, Any]]) -> dict[str, State]:
    return {record["_id"]: State(record["outcome"]) for record in database["store_migrations"].find()}


def _is_fresh(database: Database[dict[str, Any]]) -> bool:
    if _states(database):
        return False
    names = [name for name in database.list_collection_names() if not name.startswith((_OWN, "system."))]
    return all(database[name].find_one({}, {"_id": 1}) is None for name in names)


def _run_in_order(database: Database[dict[str, Any]], waiting: list[Migration], lease: Lease) -> list[Outcome]:
    outcomes: list[Outcome] = []
    for migration in waiting:
        lease.check()
        outcomes.append(_run(database, migration))
        if outcomes[-1].state is State.FAILED:
            break
    return outcomes


def _run(database: Database[dict[str, Any]], migration: Migration) -> Outcome:
    started, clock = _now(), time.monotonic()
    _record(database, Outcome(migration.name, State.RUNNING, started))
    try:
        migration.run(database)
    except Exception as error:  # noqa: BLE001 - a migration may raise anything, and all of it is recorded
        _log.exception("migration %s failed", migration.name)
        state, reason = State.FAILED, f"{type(error).__name__}: {error}"
    else:
        state, reason = State.APPLIED, ""
    return _record(database, Outcome(migration.name, state, started, time.monotonic() - clock, reason))


def _record(database: Database[dict[str, Any]], outcome: Outcome) -> Outcome:
    document = {
        "outcome": outcome.state.value,
        "started": outcome.started,
        "seconds": outcome.seconds,
        "error": outcome.error,
    }
    database["store_migrations"].replace_one({"_id": outcome.name}, document, upsert=True)
    return outcome


def _now() -> datetime:
    return datetime.now(UTC)
