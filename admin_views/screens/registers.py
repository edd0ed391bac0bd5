"""Registers: the types of record that units define, all under one page; each request goes to its register's view."""

from __future__ import annotations

from typing import Any

from flask import render_template
from flask_admin import expose

from admin_views.base import Page
from admin_views.formats import format_count
from admin_views.register_view import RegisterView, view_of
from admin_views.session import actor_or_none, current_actor
from admin_views.translations import say
from models.wording import N_
from operations import registers
from operations.references import labels


def _act(name: str, urls: list[tuple[str, Any]]) -> Any:
    """The act `name` of whichever register the address names."""

    def act(self: Any, key: str, **arguments: Any) -> Any:
        return getattr(view_of(key), name)(**arguments)

    act.__name__ = name
    act._urls = [(f"/<key>{url}", methods) for url, methods in urls]
    return act


_ACTS: dict[str, list[tuple[str, Any]]] = {}
for _url, _name, _methods in RegisterView._urls:
    _ACTS.setdefault(_name, []).append((_url, _methods))
Acts: Any = type("Acts", (), {name: _act(name, urls) for name, urls in _ACTS.items()})


class Registers(Acts, Page):
    """The registers that one may see, by the unit that keeps them; and every page of each."""

    title = N_("Registers")
    icon = "folders"

    def is_accessible(self) -> bool:
        return actor_or_none() is not None

    @expose("/")
    def index(self) -> Any:
        actor = current_actor()
        kept = registers.kept_by(actor)
        shown = labels(actor, {"Department": {unit for unit, _ in kept}})
        units: dict[Any, list[dict[str, Any]]] = {}
        for unit, each in kept:
            units.setdefault(unit, []).append(self._row(actor, unit, each))
        groups = [{"label": shown.get(unit) or "", "rows": rows} for unit, rows in units.items()]
        return render_template("registers.html", view=self, title=say(self.title), groups=groups)

    def _row(self, actor: Any, unit: Any, each: Any) -> dict[str, Any]:
        total, capped = registers.count(actor, (unit, each))
        url = self.get_url(".index_view", key=each.key, department=str(unit))
        count = format_count(total) + "+" * capped
        return {"label": say(each.label), "icon": each.icon or "folders", "url": url, "count": count}
