"""Putting a draft in force: version, records and history in one transaction, so that it holds whole or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bson import ObjectId
from mongoengine.connection import get_connection
from pymongo import DeleteOne, InsertOne, UpdateOne
from pymongo.client_session import ClientSession
from pymongo.errors import OperationFailure

from models.audit import Act, AuditEntry
from models.base import now
from models.configurations import ConfigurationDraft, ConfigurationVersion, Conversion
from models.departments import Department
from models.settings import State
from models.wording import N_, Message
from operations import configuration, configuring
from operations.actors import Actor
from operations.audit import Origin, entry
from operations.commits import can_write
from operations.errors import Full, Missing, WrongState
from operations.policy import Action
from operations.rehearsal import Rehearsal, Tally, rehearse
from operations.walks import WRITTEN, Outcome, Walk

BATCH = 1_000
TAKEN = 11000  # the server's code: a unique value stands already
CHANGED = N_("Records or the draft have changed since this rehearsal. Look at the new one and apply that.")
OVERTAKEN = N_("Version %(number)s was applied meanwhile. Discard this draft, or bring the changes into a new one.")


def preview(actor: Actor, unit: ObjectId) -> Rehearsal:
    """What applying the unit's draft would do. Raises Missing, Denied, and Invalid for one that cannot be applied."""
    configuring.path_for(actor, unit)
    draft = configuring.draft_of(unit)
    configuring.require_sound(unit, draft.layer)
    return rehearse(draft, configuration.current())


def apply(actor: Actor, unit: ObjectId, digest: str, note: str = "", origin: Origin = Origin()) -> ConfigurationVersion:  # noqa: B008
    """Put the unit's draft in force, if it still does what the rehearsal with `digest` said.

    Raises Missing, Denied, Invalid, Full, and WrongState where it was overtaken, changed, or still needs a decision.
    """
    configuring.path_for(actor, unit, Action.CHANGE)
    draft = configuring.stored_draft(unit)
    if draft is None:
        raise Missing(Message(N_("There is no draft to apply.")))
    configuring.require_sound(unit, draft.layer)
    if not can_write():
        raise Full()
    step = _Step(actor, draft, digest, note, origin)
    with get_connection().start_session() as session:
        made: ConfigurationVersion = session.with_transaction(step.write)
    configuration.pin_newest()
    return made


class _Step:
    """One draft on its way into force; `write` may be called again on a retry."""

    def __init__(self, actor: Actor, draft: ConfigurationDraft, digest: str, note: str, origin: Origin) -> None:
        self.actor, self.draft, self.digest, self.note, self.origin = actor, draft, digest, note, origin
        self.unit: ObjectId = draft.unit

    def write(self, session: ClientSession) -> ConfigurationVersion:
        state = State._get_collection().find_one({"_id": configuration.NAME}, session=session)
        held = configuration.at(state)
        heads: Mapping[str, int] = ((state or {}).get("value") or {}).get("heads") or {}
        head = heads.get(str(self.unit), 0)
        if head != self.draft.base:
            raise WrongState(Message(OVERTAKEN, number=head))
        walk, tally = Walk(self.draft, held, session), Tally()
        batch: list[Outcome] = []
        for outcome in walk.outcomes():
            tally.add(outcome, walk)
            if outcome.is_written:
                batch.append(outcome)
            if len(batch) == BATCH:
                self._records(batch, head + 1, session)
                batch = []
        self._records(batch, head + 1, session)
        told = tally.rehearsal(self.draft, walk)
        if told.digest != self.digest:
            raise WrongState(Message(CHANGED))
        if told.is_open:
            raise WrongState(Message(N_("Decide first what becomes of the values that do not fit.")))
        return self._version(head + 1, heads, state, walk, session)

    def _records(self, outcomes: list[Outcome], number: int, session: ClientSession) -> None:
        for kind in {outcome.kind for outcome in outcomes}:
            mine = [outcome for outcome in outcomes if outcome.kind is kind]
            anew = [outcome for outcome in mine if _moves_unique(outcome)]
            updates = [_update(outcome) for outcome in mine if not _moves_unique(outcome)]
            writes = [*(DeleteOne(_at(each)) for each in anew), *(InsertOne(_whole(each)) for each in anew), *updates]
            try:
                done = kind._get_collection().bulk_write(writes, session=session, ordered=True)
            except OperationFailure as error:
                failed = (error.details or {}).get("writeErrors") or ({"code": error.code},)
                if {each.get("code") for each in failed} == {TAKEN}:
                    raise WrongState(Message(CHANGED)) from None
                raise
            if done.matched_count != len(updates) or done.deleted_count != len(anew):
                raise WrongState(Message(CHANGED))
        if outcomes:
            kept = [InsertOne(self._conversion(outcome, number)) for outcome in outcomes]
            Conversion._get_collection().bulk_write(kept, session=session, ordered=False)

    def _conversion(self, outcome: Outcome, number: int) -> dict[str, Any]:
        before = {name: outcome.raw[name] for name in WRITTEN if name in outcome.raw}
        about = {"unit": self.unit, "number": number, "document": outcome.kind.__name__, "record": outcome.raw["_id"]}
        return {**about, "before": before, "after": outcome.after}

    def _version(
        self, number: int, heads: Mapping[str, int], state: Any, walk: Walk, session: ClientSession
    ) -> ConfigurationVersion:
        made = ConfigurationVersion(
            unit=self.unit, number=number, layer=self.draft.layer, at=now(), by=self.actor.id, by_name=self.actor.name,
            note=self.note[:500] or None, counts=walk.counts.told(), restores=self.draft.restores,
        )  # fmt: skip
        raw = made.to_mongo().to_dict()
        ConfigurationVersion._get_collection().insert_one(raw, session=session)
        made.id = raw["_id"]
        value = configuration.renewed({**heads, str(self.unit): number})
        states = State._get_collection()
        if state is None:
            states.insert_one({"_id": configuration.NAME, "value": value}, session=session)
        else:
            states.update_one({"_id": configuration.NAME}, {"$set": {"value": value}}, session=session)
        seen = {"_id": self.unit, "version": self.draft.version}
        if not ConfigurationDraft._get_collection().delete_one(seen, session=session).deleted_count:
            raise WrongState(Message(CHANGED))
        AuditEntry._get_collection().insert_one(self._entry(number, walk, session), session=session)
        return made

    def _entry(self, number: int, walk: Walk, session: ClientSession) -> dict[str, Any]:
        unit = Department._get_collection().find_one({"_id": self.unit}, {"name": 1, "scope": 1}, session=session) or {}
        detail = {"version": number, **walk.counts.told(), "note": self.note[:500]}
        return entry(
            self.actor, Act.CONFIGURE, self.origin, document="Configuration", record=self.unit,
            label=str(unit.get("name", "")), scope=unit.get("scope"), detail=detail,
        )  # fmt: skip


def _at(outcome: Outcome) -> dict[str, Any]:
    return {"_id": outcome.raw["_id"], "version": outcome.raw.get("version")}


def _moves_unique(outcome: Outcome) -> bool:
    """Whether unique values stood there and change: the embedded server frees even one that stays only as the whole
    record goes (see commits)."""
    held = outcome.raw.get("unique_keys") or []
    return bool(held) and held != outcome.after.get("unique_keys")


def _whole(outcome: Outcome) -> dict[str, Any]:
    sets, gone = _changes(outcome)
    return {name: value for name, value in {**outcome.raw, **sets}.items() if name not in gone}


def _update(outcome: Outcome) -> UpdateOne:
    sets, gone = _changes(outcome)
    update = {**({"$set": sets} if sets else {}), **({"$unset": dict.fromkeys(gone, "")} if gone else {})}
    return UpdateOne(_at(outcome), update)


def _changes(outcome: Outcome) -> tuple[dict[str, Any], list[str]]:
    """(what to set, what to drop). A list that stood there stays, emptied, so that taking it back finds its place:
    the order of a document's fields is part of it. Only what is taken back goes as it came."""
    after = outcome.after
    sets = {name: after[name] for name in outcome.differing() if name in after}
    gone = [name for name in outcome.differing() if name not in after]
    if not outcome.is_exact:
        sets |= {name: {} if name == "custom" else [] for name in gone}
        gone = []
    return sets, gone
