"""Changing what a unit has configured: always a draft first, which holds nowhere until it is applied.

Each verb changes the newest draft in one step, so that two people at one draft change different things without losing
either's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from bson import ObjectId
from pymongo.errors import DuplicateKeyError

from models.configurations import ConfigurationDraft, ConfigurationVersion, Layer
from models.departments import Department
from models.layer_changes import LayerChange, changes, is_same
from models.layer_checks import Limits, Problem, layer_problems
from models.moments import now
from models.register_checks import entry_fields, register_problems
from models.wording import N_, Message
from operations import configuration, policy
from operations.actors import Actor
from operations.commits import can_write
from operations.errors import Denied, Full, Invalid, Missing, WrongState
from operations.policy import Action
from operations.register_use import in_use
from operations.runs import is_dead, release
from operations.unmasking import require_masked
from operations.walks import configurable

TRIES = 20
_FINDING = re.compile(r"[A-Za-z][A-Za-z0-9_]*/[a-z0-9_]+:[a-z]+(:[a-z0-9_]+)?")
_limits = Limits()


def limit(limits: Limits) -> None:
    """Set, once at start-up, how much may be defined."""
    global _limits
    _limits = limits


def limits() -> Limits:
    """How much may be defined."""
    return _limits


def path_for(actor: Actor, unit: ObjectId, action: Action = Action.READ) -> list[ObjectId]:
    """The unit's path from the root, for whoever may do that with its configuration. Raises Missing, Denied.

    A secretary may change it where it, or a unit above it, was handed over to them.
    """
    raw = Department._get_collection().find_one({"_id": unit}, {"scope": 1})
    if raw is None or not policy.may(actor, Action.READ, "Configuration", raw):
        raise Missing()
    path = [each for each in raw.get("scope") or () if isinstance(each, ObjectId)]
    if action == Action.READ or policy.may(actor, action, "Configuration", raw):
        return path
    if policy.may(actor, Action.DELEGATED, "Configuration", raw) and _is_handed_over(path):
        return path
    raise Denied(Message(N_("Your agency's configuration is changed by BKPSDM. Ask them to hand it over to you.")))


def _is_handed_over(path: list[ObjectId]) -> bool:
    layers = configuration.current().layers
    return any(layers[unit][1].delegated for unit in path if unit in layers)


def may_change(actor: Actor, unit: ObjectId) -> bool:
    """Whether the actor may change a unit's configuration."""
    try:
        path_for(actor, unit, Action.CHANGE)
    except (Denied, Missing):
        return False
    return True


def may_hand_over(actor: Actor, path: list[ObjectId]) -> bool:
    """Whether the actor may say who changes that unit's configuration: by their role there, not as one to whom it was
    handed over, nor by what they are elsewhere."""
    return policy.may(actor, Action.CHANGE, "Configuration", {"scope": path})


def stored_draft(unit: ObjectId) -> ConfigurationDraft | None:
    """The unit's draft, if there is one. What a command kept while it applied a file goes with a command that died."""
    found = ConfigurationDraft._get_collection().find_one({"_id": unit})
    if found and is_dead(str(found.get("run") or "")):
        release()
        ConfigurationDraft._get_collection().delete_one({"_id": unit, "run": found["run"]})
        return None
    return ConfigurationDraft._from_son(found) if found else None


def draft_of(unit: ObjectId) -> ConfigurationDraft:
    """The unit's draft; where there is none, what holds now, not stored and at version 0."""
    found = stored_draft(unit)
    if found is not None:
        return found
    number, layer = configuration.current().layers.get(unit, (0, Layer()))
    return ConfigurationDraft(unit=unit, base=number, layer=Layer._from_son(layer.to_mongo()), version=0)


def edit(actor: Actor, unit: ObjectId, change: Callable[[Layer], None]) -> ConfigurationDraft:
    """Apply one change to the newest draft and keep it. What `change` raises leaves the draft as it was, and so does
    what changes nothing: it makes no draft either.

    Raises Missing, Denied, Full, and Invalid for what cannot even be kept, such as what shows sensitive values.
    """

    path = path_for(actor, unit, Action.CHANGE)

    def work(draft: ConfigurationDraft) -> bool:
        before = Layer._from_son(draft.layer.to_mongo())
        change(draft.layer)
        if bool(before.delegated) != bool(draft.layer.delegated) and not may_hand_over(actor, path):
            raise Denied()
        if is_same(before, draft.layer):
            return False
        require_masked(actor, path, draft.layer, before)
        draft.restores = None
        return True

    return _keep(actor, unit, work)


def decide(actor: Actor, unit: ObjectId, decisions: Mapping[str, str]) -> ConfigurationDraft:
    """Say what becomes of values that do not fit, by Finding.key: `leave`, `clear`, or `=` with a text.

    What is the key of no finding is left out: not all that a browser may send can be a name in the store.
    """

    def work(draft: ConfigurationDraft) -> bool:
        known = {key: value[:500] for key, value in decisions.items() if len(key) <= 200 and _FINDING.fullmatch(key)}
        before = dict(draft.decisions or {})
        draft.decisions = {key: value for key, value in {**before, **known}.items() if value}
        return bool(before != draft.decisions)

    return _keep(actor, unit, work)


def bring_back(actor: Actor, unit: ObjectId, number: int) -> ConfigurationDraft:
    """Make an earlier version the draft; applying it also takes back what the versions since then did to values.

    Who may change the configuration stays: else those to whom it was once handed over could bring that back.
    """
    path = path_for(actor, unit, Action.CHANGE)
    layer = layer_at(unit, number)
    require_masked(actor, path, layer)

    def work(draft: ConfigurationDraft) -> bool:
        layer.delegated = draft.layer.delegated
        draft.layer, draft.restores, draft.decisions = layer, number, {}
        return True

    return _keep(actor, unit, work)


def layer_at(unit: ObjectId, number: int) -> Layer:
    """A unit's layer as of a version; version 0 is the empty one. Raises Missing."""
    if number == 0:
        return Layer()
    found = ConfigurationVersion._get_collection().find_one({"unit": unit, "number": number})
    if found is None:
        raise Missing()
    return ConfigurationVersion._from_son(found).layer or Layer()


def discard(actor: Actor, unit: ObjectId) -> None:
    """Throw the draft away."""
    path_for(actor, unit, Action.CHANGE)
    ConfigurationDraft._get_collection().delete_one({"_id": unit})


def _keep(actor: Actor, unit: ObjectId, work: Callable[[ConfigurationDraft], bool]) -> ConfigurationDraft:
    """Keep what `work` makes of the draft, where it says that it changed it."""
    path_for(actor, unit, Action.CHANGE)
    if not can_write():
        raise Full()
    collection = ConfigurationDraft._get_collection()
    for _ in range(TRIES):
        draft = draft_of(unit)
        seen = draft.version
        if not work(draft):
            return draft_of(unit)
        draft.version, draft.at, draft.by_name, draft.run = seen + 1, now(), actor.name, None
        raw = draft.to_mongo().to_dict()
        if seen:
            if collection.replace_one({"_id": unit, "version": seen}, raw).matched_count:
                return draft
            continue
        try:
            collection.insert_one(raw)
        except DuplicateKeyError:
            continue
        return draft
    raise WrongState(Message(N_("Others are changing this draft right now. Try again in a moment.")))


def problems(unit: ObjectId, layer: Layer) -> list[Problem]:
    """Everything that forbids to apply a layer in a unit."""
    held = configuration.current()
    for other in held.layers:
        configuration.path_of(other)
    path = configuration.path_of(unit)
    built_in = {kind.type_name(): set(kind._fields) for kind in configurable()}
    every = {**built_in, **entry_fields(layer, held, path)}
    about = [*register_problems(layer, held, path, built_in), *in_use(unit, layer, held)]
    return [*about, *layer_problems(layer, held, path, every, _limits)]


def code_of(unit: ObjectId) -> str:
    """What letters call a unit: its code."""
    raw = Department._get_collection().find_one({"_id": unit}, {"code": 1}) or {}
    return str(raw.get("code") or "")


def drafts() -> set[ObjectId]:
    """The units that have a draft."""
    return {raw["_id"] for raw in ConfigurationDraft._get_collection().find({}, {"_id": 1})}


def versions(unit: ObjectId) -> list[ConfigurationVersion]:
    """Every version of a unit's configuration, newest first."""
    found = ConfigurationVersion._get_collection().find({"unit": unit}).sort([("unit", -1), ("number", -1)])
    return [ConfigurationVersion._from_son(raw) for raw in found]


def changes_in(unit: ObjectId, layer: Layer) -> list[LayerChange]:
    """What a layer changes of the one that holds in the unit."""
    held = configuration.current().layers
    return changes(held[unit][1] if unit in held else Layer(), layer)


def require_sound(unit: ObjectId, layer: Layer) -> None:
    """Raise Invalid with every problem of a layer."""
    found = problems(unit, layer)
    if found:
        raise Invalid(dict(found))
