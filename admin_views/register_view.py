"""The screen of one register: all that a built-in screen has, made from the register's definition.

Flask's routes cannot be added while it serves, so that the page `registers` has them once for all registers and hands
each request to the view made here; one a register and revision of the configuration.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property, lru_cache
from typing import Any

from bson import ObjectId
from flask import flash, redirect, request, url_for
from flask_admin import expose
from werkzeug.datastructures import MultiDict

from admin_views.addresses import REGISTER
from admin_views.base import RecordView, Section
from admin_views.columns import EMPLOYEE, Column, field_column
from admin_views.filters import Filter
from admin_views.form_screen import requested_id, seen_version
from admin_views.formats import Labels
from admin_views.session import actor_or_none, current_actor, origin
from admin_views.shaped_screen import shared_path
from admin_views.shapes import OTHER, Shape
from admin_views.translations import say
from models.dates import format_day
from models.entries import Entry, entry_class
from models.moments import now
from models.registers import RegisterDefinition
from models.wording import N_, Label, Message
from operations import configuration, register_states, registers
from operations.actors import Actor
from operations.careers import day_of
from operations.errors import Invalid, Missing


class Main(Section):
    """The part of a form that takes every field which names no other."""

    @property
    def key(self) -> str:
        return OTHER


class RegisterView(RecordView):
    """The entries of one register. `made_for` makes a subclass of it a register."""

    register: str
    owner: str
    units: frozenset[Any] | None = None  # whose definitions of it are told; None: every unit's
    details_template = "register_entry.html"
    sort = ("id", True)
    empty = N_("Nothing in this register yet.")
    sortable = {"title": "title", "expires_on": "expires_on"}

    @classmethod
    def endpoint_name(cls) -> str:
        return f"{REGISTER}{cls.register}"

    @property
    def definition(self) -> RegisterDefinition:
        """The register as the actor's own units have it."""
        actor = actor_or_none()
        kept = registers.kept_by(actor) if actor else ()
        mine = [each for _, each in kept if each.key == self.register]
        return mine[0] if mine else self.definitions[0]

    @property
    def definitions(self) -> list[RegisterDefinition]:
        """Every live register of this key that is told here, one a unit that defines it."""
        found = configuration.current().registers_of(self.register, self.owner)
        return [each for unit, each in found if self.units is None or unit in self.units]

    @property
    def title(self) -> Label:  # type: ignore[override]
        return self.definition.label

    @property
    def singular(self) -> Label:  # type: ignore[override]
        return self.definition.label

    def get_url(self, endpoint: str, **kwargs: Any) -> str:
        if endpoint.startswith("."):
            return url_for(f"registers{endpoint}", key=self.register, **kwargs)
        return super().get_url(endpoint, **kwargs)

    @cached_property
    def all_columns(self) -> list[Column]:
        whose = EMPLOYEE if self.owner == "employee" else field_column(self.document, "department")
        found = [field_column(self.document, "title", "title"), whose]
        if self.states:
            found.append(Column("state", N_("State"), ("state", "scope"), self._state, "state"))
        if any(each.expiry_field for each in self.definitions):
            found.append(field_column(self.document, "expires_on", "expires_on"))
        self.columns = tuple(found)
        more = ("department", "updated_at") if self.owner == "employee" else ("updated_at",)
        return [*found, *(_moment_column(self.document, name) for name in more)]

    @cached_property
    def all_filters(self) -> list[Filter]:
        found = super().all_filters
        return (
            [*found, Filter("state", N_("State"), "choice", choices=tuple(self.states.items()))]
            if self.states
            else found
        )

    @cached_property
    def states(self) -> dict[str, Label]:
        """Every state that an entry may have, whichever of the units that are told of defines it."""
        return {str(state.key): state.label for each in self.definitions for state in each.states}

    def _state(self, raw: Mapping[str, Any], labels: Labels) -> str:
        definition = register_states.definition_of(self.document, raw)
        state = register_states.state_of(definition, raw)
        return say(definition.label_of(state)) if definition else state

    def list_shape(self, actor: Actor, args: MultiDict[str, str]) -> Shape:
        found = super().list_shape(actor, args)
        return found if found.fieldset.fields else self._usual_shape(found)

    def new_shape(self, actor: Actor, given: Mapping[str, Any]) -> Shape:
        found = super().new_shape(actor, given)
        asked = ObjectId.is_valid(str(given.get(self.document.OWNER) or ""))
        return found if asked or found.fieldset.fields else self._usual_shape(found)

    def _usual_shape(self, found: Shape) -> Shape:
        """Where the actor's units meet above those that keep the register: the fields that these have in common."""
        kept = configuration.current().registers_of(self.register, self.owner)
        path = shared_path([configuration.path_of(unit) for unit, _ in kept])
        return self.shape_at(path) if path else found

    def details(self, actor: Actor, raw: dict[str, Any], acts: list[dict[str, Any]], shown: Labels) -> dict[str, Any]:
        found = super().details(actor, raw, acts, shown)
        steps = register_states.steps(actor, self.document, raw)
        return {
            **found,
            "subtitle": self._state(raw, shown),
            "steps": [{"to": each.key, "label": say(each.label)} for each in steps],
            "move_url": self.get_url(".move_view"),
            "warnings": [*found["warnings"], *(say(each) for each in self._warnings(raw))],
        }

    def _warnings(self, raw: Mapping[str, Any]) -> list[Message]:
        definition = register_states.definition_of(self.document, raw)
        told = expiry_warning(definition, raw) if definition else None
        return [told] if told else []

    def _told(self, raw: dict[str, Any], name: str, value: Any, shown: Labels) -> str:
        if name == "state":
            return self._state({**raw, "state": value}, shown) if value else ""
        return super()._told(raw, name, value, shown)

    @expose("/move/", methods=("POST",))
    def move_view(self) -> Any:
        """Take an entry to another state."""
        actor, id = current_actor(), requested_id()
        try:
            made = register_states.move(actor, self.document, id, request.form.get("to", ""), seen_version(), origin())
        except Invalid as error:
            flash(say(error.message), "error")
        else:
            state = self._state({"state": made.state, "scope": made.scope}, {})
            flash(say(Message(N_("%(label)s: now “%(state)s”."), label=made.label, state=state)), "success")
        return redirect(f"{self.get_url('.details_view')}?id={id}")


def _moment_column(document: type[Entry], name: str) -> Column:
    found = field_column(document, name)
    return Column(found.key, N_("Last changed"), found.reads, found.write) if name == "updated_at" else found


def expiry_warning(definition: RegisterDefinition, raw: Mapping[str, Any]) -> Message | None:
    """What to say of an entry that expires soon, or has."""
    end, today = day_of(raw.get("expires_on")), now().date()
    if end is None or not definition.warns_of(end, today):
        return None
    text = N_("“%(title)s” expired on %(day)s.") if end < today else N_("“%(title)s” is valid until %(day)s.")
    return Message(text, title=str(raw.get("title") or ""), day=format_day(end))


def view_of(key: str) -> RegisterView:
    """The screen of the register that the actor may see under this key. Raises Missing: the two look the same."""
    kept = [(unit, each) for unit, each in registers.kept_by(current_actor()) if each.key == key]
    if not kept:
        raise Missing()
    # another agency's register of the same key has states and fields that are not the actor's to know
    return made_for(configuration.current().revision, key, str(kept[0][1].owner), frozenset(unit for unit, _ in kept))


def named(endpoint: str) -> RegisterView | None:
    """The screen of that name, if it is a register's."""
    return view_of(endpoint[len(REGISTER) :]) if endpoint.startswith(REGISTER) else None


@lru_cache(maxsize=200)
def made_for(revision: Any, key: str, owner: str, units: frozenset[Any] | None = None) -> RegisterView:
    """A register's screen as these units define it, for as long as this revision of the configuration holds."""
    reference = "employee" if owner == "employee" else "department"
    kept = configuration.current().registers_of(key, owner)
    has_end = any(each.expiry_field for unit, each in kept if units is None or unit in units)
    body = {
        "register": key,
        "owner": owner,
        "units": units,
        "document": entry_class(key, owner),
        "sections": (Main(N_("Entry"), (reference,)),),
        "filters": tuple(dict.fromkeys(["department", reference, *(["expires_on"] if has_end else [])])),
    }
    view: RegisterView = type(f"RegisterView_{key}", (RegisterView,), body)()
    return view
