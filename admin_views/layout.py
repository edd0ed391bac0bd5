"""What every page shows around its content: menu, actor, banners, addresses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from flask import Flask, current_app, request, url_for
from flask_admin import Admin

from admin_views.assets import asset
from admin_views.base import Guarded
from admin_views.screens.account import role_label
from admin_views.security import nonce
from admin_views.session import actor_or_none
from admin_views.translations import language, say
from models.users import DENSITIES
from models.wording import N_
from operations import maintenance

HOME = "admin"  # Flask-Admin's name of the first page
GROUPS = (None, N_("People"), N_("Development"), N_("Settings"))


def init_app(app: Flask, admin: Admin, version: str, can_write: Callable[[], bool]) -> None:
    """Give the templates what they all need."""

    @app.context_processor
    def around() -> dict[str, Any]:
        actor = actor_or_none()
        return {
            "actor": actor,
            "asset": asset,
            "can_write": can_write(),
            "densities": [(code, say(label)) for code, label in DENSITIES],
            "density": actor.density if actor else "compact",
            "csp_nonce": nonce(),
            "demo": current_app.config["JENJANG"].demo,
            "here": _here(),
            "locale": language(),
            "maintenance": maintenance.closed() is not None,
            "menu": _menu(admin) if actor and not actor.must_change_password else [],
            "page_url": request.path,
            "role_label": role_label,
            "theme": actor.theme if actor else "auto",
            "url_language": _language_url,
            "urls": _addresses(),
            "version": version,
        }


def _addresses() -> dict[str, str]:
    return {
        "home": "/",
        "account": url_for("account.index"),
        "sign_in": url_for("account.sign_in"),
        "sign_out": url_for("account.sign_out"),
        "waiting": url_for("waiting.index"),
        "search": url_for("employees.index_view"),
        "preferences": url_for("preferences.index"),
        "columns": url_for("preferences.columns"),
    }


def _here() -> str:
    """The address of the page shown, to come back to."""
    return request.full_path.rstrip("?") if request.method == "GET" else request.path


def _language_url(code: str) -> str:
    return f"{url_for('account.language', code=code)}?next={quote(_here(), safe='')}"


def _menu(admin: Admin) -> list[dict[str, Any]]:
    screens = [view for view in admin._views if isinstance(view, Guarded)]
    shown = [view for view in screens if (view.group or view.endpoint == HOME) and view.is_accessible()]
    groups = []
    for group in GROUPS:
        mine = [view for view in sorted(shown, key=lambda v: getattr(v, "order", 0)) if view.group == group]
        items = [
            {
                "label": say(view.title),
                "url": view.get_url(f"{view.endpoint}.{view._default_view}"),
                "screen": view.endpoint,
                "icon": view.icon,
                "active": request.blueprint == view.endpoint,
            }
            for view in mine
        ]
        if items:
            groups.append({"label": say(group) if group else None, "items": items})
    return groups
