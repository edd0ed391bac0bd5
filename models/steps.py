"""A step from state to state, as data: buttons are drawn from it, and moving enforces it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from models.wording import N_


@dataclass(frozen=True, slots=True)
class Step:
    """A step from one of the states `before` to `after`.

    `right` names who may make it: `write` (who may change the record), or what a unit's settings give to a role
    (models.unit_settings.APPROVALS). `asks` is what the text is called that a step with `needs_reason` wants. `sure` is
    told before a step that is not taken back, to ask whether it is meant.
    """

    key: str
    before: tuple[StrEnum, ...]
    after: StrEnum
    label: str
    right: str = "write"
    needs_reason: bool = False
    sure: str = ""
    asks: str = N_("Reason")
