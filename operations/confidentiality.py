"""Nobody makes a record so confidential that they could not see it themselves any more."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from models.base import Record
from models.wording import N_, Message
from operations import policy
from operations.actors import Actor
from operations.errors import Invalid
from operations.policy import Action

UNSEEN = N_("You could not see this yourself any more. Ask BKPSDM or the head of the unit to make it confidential.")


def require_after(actor: Actor, action: Action, kind: type[Record], after: Mapping[str, Any]) -> None:
    """Raise unless the actor may do this with the record as it would be; Invalid where it is only too confidential, of
    records that people make so."""
    name, is_chosen = kind.__name__, "confidential" not in kind.DERIVED
    if is_chosen and after.get("confidential") and not policy.may(actor, action, name, after):
        policy.require(actor, action, name, {**after, "confidential": False})
        raise Invalid({"confidential": Message(UNSEEN)})
    policy.require(actor, action, name, after)
