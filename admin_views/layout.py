"""What every page shows around its content: menu, actor, banners, addresses."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, lru_cache
from typing import Any
from urllib.parse import quote

from flask import Flask, current_app, request, url_for
from flask_admin import Admin
from markupsafe import Markup

from admin_views.addresses import REGISTER, path_of
from admin_views.base import Guarded
from admin_views.formats import format_count
from admin_views.screens.account import acting_label, role_label
from admin_views.security import nonce
from admin_views.session import actor_or_none, confined_to
from admin_views.translations import language, say
from admin_views.under_setup import reminder
from models.users import DENSITIES
from models.wording import N_
from operations import configuration, maintenance, registers
from operations.actors import Actor, Seat

HOME = "admin"  # Flask-Admin's name of the first page
GROUPS = (None, N_("People"), N_("Development"), N_("Talent"), N_("Settings"))

Screens = list[tuple[str | None, list[Any]]]
Offered = list[tuple[str | None, list[dict[str, Any]]]]


def init_app(app: Flask, admin: Admin, version: str, can_write: Callable[[], bool]) -> None:
    """Give the templates what they all need."""
    app.jinja_env.filters["thousands"] = format_count

    screens = _screens(admin)

    @lru_cache(maxsize=512)
    def drawn(seats: tuple[Seat, ...], language: str, revision: Any, here: str | None) -> Markup:
        """The menu of whoever has these seats, drawn in a request of theirs: it follows from no more."""
        return _drawn(_offered(screens), here)

    @app.context_processor
    def around() -> dict[str, Any]:
        actor = actor_or_none()
        return {
            "actor": actor,
            "can_write": can_write(),
            "densities": [(code, say(label)) for code, label in DENSITIES],
            "density": actor.density if actor else "compact",
            "csp_nonce": nonce(),
            "demo": current_app.config["JENJANG"].demo,
            "keys_dialog": _keys_dialog(language()) if actor else "",
            "here": _here(),
            "locale": language(),
            "maintenance": maintenance.closed() is not None,
            "menu": _menu(drawn, actor) if actor and not confined_to(actor) else "",
            "page_url": request.path,
            "role_label": role_label,
            "acting_label": acting_label,
            "theme": actor.theme if actor else "auto",
            "under_setup": reminder(actor) if actor else None,
            "url_language": _language_url,
            "urls": _addresses(),
            "version": version,
        }


def _addresses() -> dict[str, str]:
    return {
        "home": "/",
        "account": path_of("account.index"),
        "sign_in": path_of("account.sign_in"),
        "sign_out": path_of("account.sign_out"),
        "waiting": path_of("waiting.index"),
        "search": path_of("employees.index_view"),
        "preferences": path_of("preferences.index"),
        "columns": path_of("preferences.columns"),
    }


@cache
def _keys_dialog(language: str) -> Markup:
    """The list of keys in that language, which is the request's; it holds nothing of anybody."""
    return Markup(current_app.jinja_env.get_template("_keys.html").render())  # noqa: S704 (our own template)


def _here() -> str:
    """The address of the page shown, to come back to."""
    return request.full_path.rstrip("?") if request.method == "GET" else request.path


def _language_url(code: str) -> str:
    return f"{url_for('account.language', code=code)}?next={quote(_here(), safe='')}"


def _screens(admin: Admin) -> Screens:
    """The screens of the menu by group, each in its order, whoever may open them."""
    shown = [view for view in admin._views if isinstance(view, Guarded) and (view.group or view.endpoint == HOME)]
    shown.sort(key=lambda view: getattr(view, "order", 0))
    return [(group, [view for view in shown if view.group == group]) for group in GROUPS]


def _offered(screens: Screens) -> Offered:
    """The groups with the screens that whoever asks may open, in their language."""
    groups = []
    for group, views in screens:
        items = [
            {
                "label": say(view.title),
                "url": view.get_url(f".{view._default_view}"),
                "screen": view.endpoint,
                "icon": view.icon,
            }
            for view in views
            if view.is_accessible()
        ]
        if items:
            groups.append((say(group) if group else None, items))
    return groups


def _menu(drawn: Callable[[tuple[Seat, ...], str, Any, str | None], Markup], actor: Actor) -> Markup:
    found = drawn(actor.seats, language(), configuration.current().revision, request.blueprint)
    kept = _registers(actor)
    here = (request.view_args or {}).get("key") if request.blueprint == "registers" else None
    return found + _drawn([(say(N_("Registers")), kept)], f"{REGISTER}{here}") if kept else found


def _drawn(groups: Offered, here: str | None) -> Markup:
    return Markup(current_app.jinja_env.get_template("_menu.html").render(groups=groups, here=here))  # noqa: S704 (ours)


def _registers(actor: Actor) -> list[dict[str, Any]]:
    """The registers that the actor may see, each key once."""
    found = {str(each.key): each for _, each in reversed(registers.kept_by(actor))}
    return [
        {
            "label": say(each.label),
            "url": f"{path_of('registers.index')}{key}/",
            "screen": f"{REGISTER}{key}",
            "icon": each.icon or "folders",
        }
        for key, each in reversed(found.items())
    ]
