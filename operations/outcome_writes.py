"""Writing what a walk over records came to: field by field, at the version that was read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pymongo import DeleteOne, InsertOne, UpdateOne
from pymongo.client_session import ClientSession
from pymongo.errors import OperationFailure

from models.wording import N_, Message
from operations.errors import WrongState
from operations.outcomes import Outcome

TAKEN = 11000  # the server's code: a unique value stands already
CHANGED = N_("Records or the draft have changed since this rehearsal. Look at the new one and apply that.")


def write(outcomes: Sequence[Outcome], session: ClientSession) -> None:
    """Write them all in the session's transaction. Raises WrongState where one was changed meanwhile."""
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
