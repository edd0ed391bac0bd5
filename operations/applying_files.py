"""A whole layer rehearsed and applied in one go, as from a file, beside the drafts that people work on.

Rehearsing stores nothing. Applying needs a draft for a moment; where there is one already it is somebody's work, and
nothing is done.
"""

from __future__ import annotations

from collections.abc import Mapping

from bson import ObjectId
from pymongo.errors import DuplicateKeyError

from models.configurations import ConfigurationDraft, ConfigurationVersion, Layer
from models.moments import now
from models.wording import N_, Message
from operations import applying, configuration, configuring
from operations.actors import Actor
from operations.audit import Origin
from operations.commits import can_write
from operations.copying import put
from operations.errors import Full, Invalid, WrongState
from operations.layer_parts import copied
from operations.outcome_writes import CHANGED
from operations.policy import Action
from operations.portable import to_yaml
from operations.rehearsal import Rehearsal, rehearse
from operations.runs import new_run

Decisions = Mapping[str, str]


def rehearse_layer(actor: Actor, unit: ObjectId, layer: Layer, decisions: Decisions | None = None) -> Rehearsal:
    """What it would do to give a unit this layer. Raises Missing, and Invalid for one that cannot be applied."""
    configuring.path_for(actor, unit)
    return _rehearsed(_draft(actor, unit, layer, decisions or {}))


def apply_layer(
    actor: Actor, unit: ObjectId, layer: Layer, decisions: Decisions, note: str = "", origin: Origin = Origin()  # noqa: B008
) -> ConfigurationVersion | None:  # fmt: skip
    """Give a unit this layer; None where it has it already. `decisions` by Finding.key, see configuring.decide.

    Raises Missing, Denied, Full, Invalid, and WrongState where somebody has a draft or a decision is missing.
    """
    configuring.path_for(actor, unit, Action.CHANGE)
    _refuse_beside_a_draft(unit)
    draft = _draft(actor, unit, layer, decisions)
    held = configuration.current().layers.get(unit, (0, Layer()))[1]
    if to_yaml(held, "") == to_yaml(draft.layer, ""):
        return None
    told = _rehearsed(draft)
    if told.is_open:
        raise WrongState(Message(N_("Decide first what becomes of the values that do not fit.")))
    if not can_write():
        raise Full()
    draft.run = new_run()
    _keep(draft)
    try:
        return applying.apply(actor, unit, told.digest, note, origin)
    finally:  # gone already where it was applied; else ours alone, unless somebody has gone on with it
        ours = {"_id": unit, "version": draft.version, "at": draft.at}
        ConfigurationDraft._get_collection().delete_one(ours)


def _draft(actor: Actor, unit: ObjectId, layer: Layer, decisions: Decisions) -> ConfigurationDraft:
    number, held = configuration.current().layers.get(unit, (0, Layer()))
    whole = copied(held)
    put(whole, layer)
    kept = {key: value for key, value in decisions.items() if value and "$" not in key and "." not in key}
    return ConfigurationDraft(
        unit=unit, base=number, layer=whole, decisions=kept, version=1, at=now(), by_name=actor.name
    )


def _rehearsed(draft: ConfigurationDraft) -> Rehearsal:
    """The rehearsal; a decision about nothing that happens is refused, for it was meant for something."""
    configuring.require_sound(draft.unit, draft.layer)
    told = rehearse(draft, configuration.current())
    idle = set(draft.decisions) - {finding.key for finding in told.findings}
    if idle:
        raise Invalid({key: Message(N_("Nothing like this happens, so there is nothing to decide.")) for key in idle})
    return told


def _refuse_beside_a_draft(unit: ObjectId) -> None:
    found = configuring.stored_draft(unit)
    if found is not None:
        told = N_("%(name)s is working on a draft of this unit. It has to be applied or discarded first.")
        raise WrongState(Message(told, name=found.by_name or "?"))


def _keep(draft: ConfigurationDraft) -> None:
    try:
        ConfigurationDraft._get_collection().insert_one(draft.to_mongo().to_dict())
    except DuplicateKeyError:
        _refuse_beside_a_draft(draft.unit)
        raise WrongState(Message(CHANGED)) from None
