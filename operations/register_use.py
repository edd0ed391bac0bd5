"""Registers that records lie in: what of them may not go."""

from __future__ import annotations

from collections.abc import Iterator

from bson import ObjectId

from models.configurations import Configuration, Layer
from models.entries import entry_class
from models.layer_checks import Problem
from models.wording import N_, Message


def in_use(unit: ObjectId, layer: Layer, held: Configuration) -> Iterator[Problem]:
    """Registers and states of the layer that holds which this one drops although entries are in them."""
    for each in held.layers[unit][1].registers if unit in held.layers else ():
        kind, after = entry_class(str(each.key), str(each.owner)), layer.register_of(str(each.key))
        within = {**kind.NARROWED, "scope": unit}
        if after is None:
            if kind._get_collection().find_one(within, {"_id": 1}) is not None:
                yield f"register/{each.key}", Message(N_("A register with records is retired, not removed."))
            continue
        for state in {str(was.key) for was in each.states} - {str(kept.key) for kept in after.states}:
            count = kind._get_collection().count_documents({**within, "state": state}, limit=1000)
            if count:
                text = N_("%(count)s records are in the state “%(state)s”. Move them on before it goes.")
                yield f"register/{each.key}/states", Message(text, count=count, state=str(each.label_of(state)))
