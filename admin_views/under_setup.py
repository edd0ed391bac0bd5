"""The dinas that this browser is setting up: kept in its cookie, so that every page leads on to the next step."""

from __future__ import annotations

from flask import request, url_for
from flask import session as cookie

from admin_views.addresses import path_of
from admin_views.translations import say
from models.wording import N_
from operations.actors import Actor
from operations.policy import Action, may

STEPS = (
    ("template", N_("Template")), ("letterhead", N_("Letterhead")), ("people", N_("Units and people")),
    ("roles", N_("Roles")), ("apply", N_("Apply")), ("first", N_("First record")), ("meeting", N_("First meeting")),
)  # fmt: skip
KEPT = "set_up"


def remember(unit: str, name: str, step: str) -> None:
    """Keep where the set-up is. From the page of the first record people go to make one: the meeting comes next."""
    cookie[KEPT] = {"unit": unit, "name": name[:80], "step": "meeting" if step == "first" else step}


def forget() -> None:
    """Lead on no more."""
    cookie.pop(KEPT, None)


def reminder(actor: Actor) -> dict[str, str] | None:
    """What leads on, on all pages but the set-up's own; None where nothing is being set up."""
    kept = cookie.get(KEPT)
    if not kept or request.blueprint == "unit_setup" or not may(actor, Action.CREATE, "Configuration"):
        return None
    return {
        "name": kept["name"],
        "step": say(dict(STEPS)[kept["step"]]),
        "url": url_for("unit_setup.step", unit=kept["unit"], step=kept["step"]),
        "leave_url": path_of("unit_setup.leave"),
    }
