"""The list of a RecordView: at most four round trips at any size, rows rendered in one pass.

The trips: the session, the page, the count, and one for every label the page shows.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cached_property
from typing import Any, ClassVar
from urllib.parse import quote

from bson import ObjectId
from flask import Response, render_template, request, url_for
from flask_admin import expose
from markupsafe import Markup
from werkzeug.datastructures import MultiDict

from admin_views import filters as filtering
from admin_views.columns import Column, field_column, wanted
from admin_views.controls import options
from admin_views.filters import Filter, field_filter
from admin_views.formats import Labels, format_count
from admin_views.list_rows import RowLinks, body, column_choices, option
from admin_views.list_state import LONGEST_SEARCH, SIZES, State, address, read
from admin_views.list_tabs import Tabbed
from admin_views.list_views import first_sight
from admin_views.session import current_actor
from admin_views.translations import is_htmx, say
from models.base import Record
from models.fieldsets import is_path
from models.references import RECORDS, paths
from models.wording import N_
from operations import imports, listing
from operations.actors import Actor
from operations.errors import Missing
from operations.listing import Found
from operations.policy import Action, judge, may
from operations.references import labels


class ListScreen(Tabbed):
    """The index page of a RecordView, its reference look-up, and what both read from the address."""

    columns: ClassVar[Sequence[str | Column]] = ()
    more_columns: ClassVar[Sequence[str | Column]] = ()
    filters: ClassVar[Sequence[str]] = ()
    sortable: ClassVar[dict[str, str]] = {}
    totalled: ClassVar[Sequence[str]] = ()
    sort: ClassVar[tuple[str, bool]] = ("id", True)
    search_hint: ClassVar[str] = N_("Search")
    empty: ClassVar[str] = N_("Nothing here yet.")
    list_template = "list.html"

    @cached_property
    def all_columns(self) -> list[Column]:
        specs = [*self.columns, *self.more_columns]
        return [
            each if isinstance(each, Column) else field_column(self.document, each, self.sortable.get(each))
            for each in specs
        ]

    @cached_property
    def all_filters(self) -> list[Filter]:
        return [field_filter(self.document, name) for name in self.filters]

    @expose("/")
    def index_view(self) -> Any:
        actor = current_actor()
        state = self.read_state(actor, request.args or self.at_first(actor))
        found = listing.find(actor, self.document, state.asked, self.projection(state.columns))
        shown = labels(actor, self._wanted(state, found))
        template = "_list_swapped.html" if is_htmx() else self.list_template
        return render_template(template, view=self, listing=self._listing(actor, state, found, shown))

    def at_first(self, actor: Actor) -> MultiDict[str, str]:
        """What the list is asked for where its address says nothing."""
        return first_sight(self.endpoint, actor)

    def read_state(self, actor: Actor, args: MultiDict[str, str]) -> State:
        """The list's state from an address and from what the actor likes."""
        return read(self.list_shape(actor, args), actor, args)

    def projection(self, columns: Sequence[Column]) -> tuple[str, ...]:
        """The stored fields that these columns need, and what a row's own buttons need."""
        return tuple(dict.fromkeys([*(name for column in columns for name in column.reads), "scope", "version"]))

    def _wanted(self, state: State, found: Found) -> dict[str, set[ObjectId]]:
        ids = wanted(self.document, found.rows, state.shape.references)
        for each in state.chosen:
            if each.filter.to:
                ids.setdefault(each.filter.to, set()).update(each.value)
        return ids

    def _listing(self, actor: Actor, state: State, found: Found, shown: Labels) -> dict[str, Any]:
        name = self.document.__name__
        base = self.get_url(".index_view")
        kept = [pair for each in state.chosen for pair in each.texts]
        return {
            "title": say(self.title),
            **self.tabbed(actor, kept, base),
            "search": state.asked.search,
            "search_hint": say(self.search_hint),
            "columns": [self._head(state, column, base) for column in state.columns],
            "body": self._body(actor, state, found, shown),
            "totals": self._totals(state, found),
            **self._pager(state, found, base),
            **self._controls(state, shown, base),
            "kept": kept,
            "total_text": format_count(found.total),
            "exports": self._exports(actor, state),
            "create_url": self.get_url(".create_view") if self.can_make(actor) else None,
            "create_label": say(N_("Add")),
            "import_url": self.import_url(actor),
            "actions": self._bulk_actions(actor, name),
            "action_url": self.get_url(".action_view"),
            "is_filtered": bool(state.chosen or state.asked.search.strip()),
            "empty": say(self.empty),
        }

    def import_url(self, actor: Actor) -> str | None:
        """Where this noun is imported, for those who may."""
        kind = self.document
        can = (kind in imports.IMPORTED or imports.is_table(kind)) and imports.may_import(actor, kind)
        return url_for("imports.new", of=kind.__name__) if can else None

    def can_make(self, actor: Actor) -> bool:
        """Whether the actor may add records on this screen."""
        return bool(self.sections) and may(actor, Action.CREATE, self.document.__name__)

    def _head(self, state: State, column: Column, base: str) -> dict[str, Any]:
        active = column.sort is not None and column.sort == state.asked.sort
        turned = "1" if active and not state.asked.descending else None
        url = address(base, state.pairs(sort=column.key, desc=turned, page=None)) if column.sort else None
        direction = ("desc" if state.asked.descending else "asc") if active else None
        return {
            "key": column.key,
            "label": say(column.label),
            "sort_url": url,
            "direction": direction,
            "numeric": column.numeric,
        }

    def _body(self, actor: Actor, state: State, found: Found, shown: Labels) -> Markup:
        return body(found.rows, state.columns, shown, self.row_links(actor))

    def row_links(self, actor: Actor) -> RowLinks:
        """Where a row leads, and what else it offers."""
        name = self.document.__name__
        return RowLinks(
            details=self.get_url(".details_view") + "?id=",
            edit=self.get_url(".edit_view") + "?id=" if self.sections else None,
            may_edit=judge(actor, Action.CHANGE, name),
            can_pick=bool(self._bulk_actions(actor, name)),
        )

    def _totals(self, state: State, found: Found) -> list[str]:
        """What each column comes to on this page, as text; nothing where no column shown is added up."""
        if not any(column.key in self.totalled for column in state.columns):
            return []
        sums = {name: sum(raw[name] for raw in found.rows if isinstance(raw.get(name), int)) for name in self.totalled}
        return [format_count(sums[column.key]) if column.key in sums else "" for column in state.columns]

    def _pager(self, state: State, found: Found, base: str) -> dict[str, Any]:
        first, size = state.asked.offset, state.asked.size
        last = first + len(found.rows)
        more = last < found.total or (found.capped and len(found.rows) == size)
        return {
            "total": found.total,
            "capped": found.capped,
            "first": first + 1 if found.rows else 0,
            "last": last,
            "previous_url": address(base, state.pairs(page=state.page - 1 or None)) if state.page else None,
            "next_url": address(base, state.pairs(page=state.page + 1)) if more and found.rows else None,
            "size": size,
            "sizes": [(each, address(base, state.pairs(size=each, page=None)), each == size) for each in SIZES],
        }

    def _controls(self, state: State, shown: Labels, base: str) -> dict[str, Any]:
        chips = []
        for each in state.chosen:
            rest = [pair for pair in state.pairs(page=None) if pair not in each.texts]
            text = filtering.chip_text(each, shown)
            chips.append({"label": say(each.filter.label), "value": text, "remove_url": address(base, rest)})
        kept = {name for each in state.shape.filters for name in (each.name, f"{each.name}_from", f"{each.name}_to")}
        hidden = [pair for pair in state.pairs(page=None) if pair[0] not in kept]
        return {
            "chips": chips,
            "clear_url": address(base, [("search", "")]) if chips else None,
            "filters": [self._control(each, state, shown) for each in state.shape.filters],
            "filter_action": base,
            "hidden": hidden,
            "column_choices": column_choices(state.shape.columns, state.columns),
            "here": address(base, state.pairs(columns=None)),
        }

    def _control(self, each: Filter, state: State, shown: Labels) -> dict[str, Any]:
        chosen = next((c for c in state.chosen if c.filter is each), None)
        texts = dict(chosen.texts) if chosen else {}
        values = [text for _, text in chosen.texts] if chosen else []
        selected = [(str(id), shown.get(id) or str(id)) for id in chosen.value] if chosen and each.to else []
        return {
            "name": each.name,
            "label": say(each.label),
            "kind": each.kind,
            "options": options(each.choices, values) if each.kind == "choice" else "",
            "values": values,
            "from": texts.get(f"{each.name}_from", ""),
            "to": texts.get(f"{each.name}_to", ""),
            "selected": selected,
            "lookup_url": self.lookup_url(each.name, each.to) if each.to else None,
        }

    def _exports(self, actor: Actor, state: State) -> list[tuple[str, str]]:
        if not may(actor, Action.EXPORT, self.document.__name__):
            return []
        pairs = state.pairs(page=None, size=None)
        return [(text, address(self.get_url(".export", export_type=kind), pairs)) for kind, text in _FORMATS]

    def _bulk_actions(self, actor: Actor, name: str) -> list[dict[str, str]]:
        if not may(actor, Action.DELETE, name) or not self.sections:
            return []
        return [{"name": "delete", "label": say(N_("Delete")), "confirm": say(N_("Delete the selected records?"))}]

    @expose("/lookup/")
    def lookup(self) -> Response:
        """Records for a reference of this document, picked by typing: [{value, text, hint}], in the actor's reach."""
        to = self._target(request.args.get("field", ""))
        found = listing.suggest(current_actor(), RECORDS[to], request.args.get("q", "")[:LONGEST_SEARCH])
        return Response(json.dumps([option(to, raw) for raw in found]), mimetype="application/json")

    def lookup_url(self, path: str, to: str) -> str:
        """Where the records for a reference are looked up."""
        return f"{self.get_url('.lookup')}?field={quote(f'{path}@{to}' if is_path(path) else path)}"

    def _target(self, path: str) -> str:
        """The class that a reference points at; of a defined one its kind says so, in every unit the same."""
        targets = dict(paths(self.document)) if issubclass(self.document, Record) else {}
        asked, _, to = path.partition("@")
        if is_path(asked) and to in ("Employee", "Department"):
            return to
        if path not in targets:
            raise Missing()
        return targets[path]


_FORMATS = (("csv", "CSV"), ("xlsx", "Excel (XLSX)"))
