"""Putting a draft in force in steps, where more records change than one transaction holds.

While it goes on the State says so, and whoever asks for the configuration is told to wait: nobody sees or writes half
of it. What each step did is kept as conversions, so that a run that broke off is taken back whole by whoever comes
next; only the last step makes the new version hold.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from bson import ObjectId
from mongoengine.connection import get_connection
from pymongo.client_session import ClientSession
from pymongo.errors import PyMongoError

from models.base import Record
from models.configurations import Conversion
from models.moments import now
from models.settings import State
from operations import configuration
from operations.outcome_writes import write
from operations.outcomes import Outcome
from operations.registers import kind_named
from operations.runs import is_dead, new_run, release
from operations.walks import Walk

BATCH = 200
TRIES = 3
SILENCE = timedelta(seconds=30)
"""After so long without a sign of life a run counts as broken off, where its process cannot be seen to be gone."""
Mark = dict[str, Any]
Named = tuple[type[Record], ObjectId]


def begin(unit: ObjectId, number: int, value: Mapping[str, Any] | None) -> Mark:
    """Say that this version is being applied, if nothing else holds or is applied meanwhile. Raises Applying."""
    mark = {"unit": unit, "number": number, "run": new_run(), "at": now()}
    held = {**(value or {"heads": {}}), "revision": ObjectId(), "applying": mark}
    wanted: dict[str, Any] = {"_id": configuration.NAME, "value.revision": (value or {}).get("revision")}
    states = State._get_collection()
    if value is None:
        states.update_one({"_id": configuration.NAME}, {"$setOnInsert": {"value": {"heads": {}}}}, upsert=True)
    if not states.update_one(wanted, {"$set": {"value": held}}).matched_count:
        raise configuration.Applying()
    return mark


class Plan:
    """Which records change, in the order that no unique value is taken before it is free.

    First those that only give up a unique value, then at once all that give up one for another, then the rest.
    """

    def __init__(self) -> None:
        self._freeing: list[Named] = []
        self._trading: list[Named] = []
        self._rest: list[Named] = []

    def add(self, outcome: Outcome) -> None:
        """Note one record by its id alone: there may be more than memory holds."""
        if not outcome.is_written:
            return
        before, after = (set(side.get("unique_keys") or ()) for side in (outcome.raw, outcome.after))
        place = self._rest if before <= after else self._freeing if after < before else self._trading
        place.append((outcome.kind, outcome.raw["_id"]))

    def batches(self) -> Iterator[tuple[type[Record], list[ObjectId]]]:
        """The records a transaction each, of one kind."""
        for named, size in ((self._freeing, BATCH), (self._trading, len(self._trading)), (self._rest, BATCH)):
            for kind in dict.fromkeys(kind for kind, _ in named):
                ids = iter([id for each, id in named if each is kind])
                while batch := list(islice(ids, size)):
                    yield kind, batch


def run(mark: Mark, plan: Plan, walk: Walk, keep: Callable[[list[Outcome], ClientSession], None]) -> None:
    """Write what is planned, a transaction a batch; `keep` writes each batch and what takes it back."""
    for kind, ids in plan.batches():

        def batch(session: ClientSession, kind: type[Record] = kind, ids: list[ObjectId] = ids) -> None:
            keep([outcome for outcome in walk.again(kind, ids, session) if outcome.is_written], session)

        _in_transaction(mark, batch)


def _in_transaction(mark: Mark, work: Callable[[ClientSession], None]) -> None:
    def once(session: ClientSession) -> None:
        alive(mark, session)
        work(session)

    with get_connection().start_session() as session:
        session.with_transaction(once)


def alive(mark: Mark, session: ClientSession | None = None) -> None:
    """Give a sign of life, if this is still the run that may write. Raises Applying."""
    mine = {"_id": configuration.NAME, "value.applying.run": mark["run"]}
    update = {"$set": {"value.applying.at": now()}}
    if not State._get_collection().update_one(mine, update, session=session).matched_count:
        raise configuration.Applying()


def give_up(mark: Mark) -> None:
    """Take back a run that breaks off. Where the store is away, each try waits for it as long as the driver does; if it
    stays away, whoever comes after the silence takes the run back."""
    for _ in range(TRIES):
        with suppress(PyMongoError):
            take_back(mark)
            return


def take_back(mark: Mark) -> None:
    """Undo what the steps of a run have written, then let what held before hold again."""
    wanted = {"unit": mark["unit"], "number": mark["number"]}
    conversions = Conversion._get_collection()
    plain, unique = {**wanted, "names": {"$ne": "unique_keys"}}, {**wanted, "names": "unique_keys"}
    while found := list(conversions.find(plain).limit(BATCH).batch_size(BATCH)) or list(conversions.find(unique)):
        ids = [each["_id"] for each in found]

        def undo(session: ClientSession, found: list[Mark] = found, ids: list[ObjectId] = ids) -> None:
            write(list(_undone(found)), session)
            conversions.delete_many({"_id": {"$in": ids}}, session=session)

        _in_transaction(mark, undo)
    mine = {"_id": configuration.NAME, "value.applying.run": mark["run"]}
    update = {"$set": {"value.revision": ObjectId()}, "$unset": {"value.applying": ""}}
    State._get_collection().update_one(mine, update)


def _undone(conversions: Iterable[Mapping[str, Any]]) -> Iterator[Outcome]:
    for each in conversions:
        kind = kind_named(str(each["document"]))
        raw = kind._get_collection().find_one({"_id": each["record"]}) if kind else None
        if kind is not None and raw is not None:
            before = each.get("before") or {}
            after = {name: raw[name] for name in raw if name not in each["names"]} | before
            yield Outcome(kind, raw, after, [], True)


def recover(state: Mapping[str, Any] | None) -> bool:
    """Take back a run that broke off, if the State tells of one: its process is gone, or it has been silent for long.

    Returns whether the State is another one now.
    """
    mark = ((state or {}).get("value") or {}).get("applying")
    if not mark or not (is_dead(str(mark["run"])) or _is_silent(mark, now())):
        return False
    release()
    mine = {**mark, "run": new_run(), "at": now()}
    theirs = {"_id": configuration.NAME, "value.applying.run": mark["run"]}
    if State._get_collection().update_one(theirs, {"$set": {"value.applying": mine}}).matched_count:
        take_back(mine)
    return True


def _is_silent(mark: Mapping[str, Any], moment: datetime) -> bool:
    return bool(moment - mark["at"] > SILENCE)
