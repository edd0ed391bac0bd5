"""Putting a draft in force: version, records and history together, so that it holds whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

from bson import ObjectId
from mongoengine.connection import get_connection
from pymongo import InsertOne
from pymongo.client_session import ClientSession

from models.audit import Act, AuditEntry
from models.configurations import ConfigurationDraft, ConfigurationVersion, Conversion, Layer
from models.departments import Department
from models.moments import now
from models.settings import State
from models.wording import N_, Message
from operations import applying_steps as steps
from operations import configuration, configuring, recounting
from operations.actors import Actor
from operations.audit import Origin, entry
from operations.commits import can_write
from operations.errors import Full, Missing, WrongState
from operations.outcome_writes import CHANGED, write
from operations.outcomes import Outcome
from operations.policy import Action, judge
from operations.rehearsal import Rehearsal, Tally, rehearse
from operations.unmasking import require_masked
from operations.walks import Walk

AT_ONCE = 200
"""Records that one transaction changes at most: every index entry of each counts against the store's cache."""
OVERTAKEN = N_("Version %(number)s was applied meanwhile. Discard this draft, or bring the changes into a new one.")


def preview(actor: Actor, unit: ObjectId) -> Rehearsal:
    """What applying the unit's draft would do. Raises Missing, Denied, and Invalid for one that cannot be applied."""
    configuring.path_for(actor, unit)
    draft = configuring.draft_of(unit)
    configuring.require_sound(unit, draft.layer)
    return rehearse(draft, configuration.current(), _told_to(actor))


def _told_to(actor: Actor) -> Callable[[Outcome, bool], bool]:
    """Which records a rehearsal may tell the actor of: it walks over confidential ones and sensitive values too."""
    judges: dict[tuple[str, Action], Callable[[Mapping[str, Any]], bool]] = {}

    def may(outcome: Outcome, name: str, action: Action) -> bool:
        if (name, action) not in judges:
            judges[name, action] = judge(actor, action, name)
        return judges[name, action](outcome.raw)

    def told(outcome: Outcome, is_sensitive: bool) -> bool:
        is_open = not is_sensitive or may(outcome, "Configuration", Action.REVEAL)
        return is_open and may(outcome, outcome.kind.__name__, Action.READ)

    return told


def apply(actor: Actor, unit: ObjectId, digest: str, note: str = "", origin: Origin = Origin()) -> ConfigurationVersion:  # noqa: B008
    """Put the unit's draft in force, if it still does what the rehearsal with `digest` said.

    Raises Missing, Denied, Invalid, Full, and WrongState where it was overtaken, changed, or still needs a decision.
    """
    path = configuring.path_for(actor, unit, Action.CHANGE)
    draft = configuring.stored_draft(unit)
    if draft is None:
        raise Missing(Message(N_("There is no draft to apply.")))
    require_masked(actor, path, draft.layer)
    configuring.require_sound(unit, draft.layer)
    if not can_write():
        raise Full()
    step = Step(actor, draft, digest, note, origin)
    with configuration.pinned():
        made = step.in_steps() if _is_large(draft) else step.at_once()
    configuration.pin_newest()
    return made


def _is_large(draft: ConfigurationDraft) -> bool:
    """Whether more records change than one transaction should hold."""
    walk = Walk(draft, configuration.current())
    return sum(outcome.is_written for outcome in walk.outcomes()) > AT_ONCE


class Step:
    """One draft on its way into force; `write` may be called again on a retry."""

    def __init__(self, actor: Actor, draft: ConfigurationDraft, digest: str, note: str, origin: Origin) -> None:
        self.actor, self.draft, self.digest, self.note, self.origin = actor, draft, digest, note, origin
        self.unit: ObjectId = draft.unit

    def at_once(self) -> ConfigurationVersion:
        """Write all in one transaction."""
        with get_connection().start_session() as session:
            made: ConfigurationVersion = session.with_transaction(self.write)
        return made

    def in_steps(self) -> ConfigurationVersion:
        """Write in many transactions, while everybody else waits; what broke off is taken back."""
        state = configuration.stored()
        held, heads = configuration.at(state), self._heads(state)
        mark = steps.begin(self.unit, self.draft.base + 1, (state or {}).get("value"))
        try:
            walk, tally, plan = Walk(self.draft, held, beat=partial(steps.alive, mark)), Tally(), steps.Plan()
            for outcome in self._told(walk, tally):
                plan.add(outcome)
            self._check(tally, walk)
            steps.run(mark, plan, walk, self._records)

            def finish(session: ClientSession) -> ConfigurationVersion:
                steps.alive(mark, session)
                return self._version(heads, walk, session)

            with get_connection().start_session() as session:
                made: ConfigurationVersion = session.with_transaction(finish)
        except BaseException:
            steps.give_up(mark)
            raise
        return made

    def _heads(self, state: Any) -> Mapping[str, int]:
        """The version of each unit that holds. Raises WrongState where this unit's is not the draft's base any more."""
        heads: Mapping[str, int] = ((state or {}).get("value") or {}).get("heads") or {}
        head = heads.get(str(self.unit), 0)
        if head != self.draft.base:
            raise WrongState(Message(OVERTAKEN, number=head))
        return heads

    def _told(self, walk: Walk, tally: Tally) -> Iterator[Outcome]:
        for outcome in walk.outcomes():
            tally.add(outcome, walk)
            yield outcome

    def _check(self, tally: Tally, walk: Walk) -> None:
        """Raise WrongState where it came to something else than was confirmed, or somebody must still decide."""
        told = tally.rehearsal(self.draft, walk)
        if told.digest != self.digest:
            raise WrongState(Message(CHANGED))
        if told.is_open:
            raise WrongState(Message(N_("Decide first what becomes of the values that do not fit.")))

    def write(self, session: ClientSession) -> ConfigurationVersion:
        """All of it, in the session's transaction."""
        state = State._get_collection().find_one({"_id": configuration.NAME}, session=session)
        held, heads = configuration.at(state), self._heads(state)
        walk, tally = Walk(self.draft, held, session), Tally()
        self._records([each for each in self._told(walk, tally) if each.is_written], session)
        self._check(tally, walk)
        return self._version(heads, walk, session)

    def _records(self, outcomes: list[Outcome], session: ClientSession) -> None:
        write(outcomes, session)
        if outcomes:
            kept = [InsertOne(self._conversion(outcome)) for outcome in outcomes]
            Conversion._get_collection().bulk_write(kept, session=session, ordered=False)

    def _conversion(self, outcome: Outcome) -> dict[str, Any]:
        names = outcome.differing()
        before, after = ({name: side[name] for name in names if name in side} for side in (outcome.raw, outcome.after))
        about = {"unit": self.unit, "number": self.draft.base + 1, "document": outcome.kind.__name__}
        return {**about, "record": outcome.raw["_id"], "names": names, "before": before, "after": after}

    def _version(self, heads: Mapping[str, int], walk: Walk, session: ClientSession) -> ConfigurationVersion:
        number = self.draft.base + 1
        made = ConfigurationVersion(
            unit=self.unit, number=number, layer=self.draft.layer, at=now(), by=self.actor.id, by_name=self.actor.name,
            note=self.note[:500] or None, counts=walk.counts.told(), restores=self.draft.restores,
        )  # fmt: skip
        raw = made.to_mongo().to_dict()
        ConfigurationVersion._get_collection().insert_one(raw, session=session)
        made.id = raw["_id"]
        before = walk.held.layers[self.unit][1] if self.unit in walk.held.layers else Layer()
        recounting.ask(self.actor, self.unit, before, self.draft.layer or Layer(), session)
        value = configuration.renewed({**heads, str(self.unit): number})
        named = {"_id": configuration.NAME}
        State._get_collection().update_one(named, {"$set": {"value": value}}, upsert=True, session=session)
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
