"""Finding the screens and handing them to Flask-Admin."""

from __future__ import annotations

import inspect
import pkgutil
from collections.abc import Iterator
from importlib import import_module

from flask import Flask
from flask_admin import Admin
from flask_admin.theme import Theme

from admin_views import screens
from admin_views.base import Guarded, Page, RecordView
from admin_views.screens.home import Home


def register(app: Flask) -> Admin:
    """Register every screen of the folder; refuses one that is neither a RecordView nor a Page."""
    admin = Admin(app, name="Jenjang", theme=Theme(folder="jenjang", base_template="base.html"), index_view=Home())
    for kind in _screens():
        admin.add_view(kind() if issubclass(kind, RecordView) else kind(endpoint=_last(kind), url=_url(kind)))
    strangers = [type(view).__name__ for view in admin._views if not isinstance(view, Guarded)]
    if strangers:
        raise RuntimeError(f"screens must be a RecordView or a Page: {', '.join(strangers)}")
    return admin


def _last(kind: type) -> str:
    return kind.__module__.rsplit(".", 1)[-1]


def _url(kind: type) -> str:
    return f"/{_last(kind).replace('_', '-')}"


def _screens() -> Iterator[type[RecordView] | type[Page]]:
    for found in sorted(module.name for module in pkgutil.iter_modules(screens.__path__)):
        module = import_module(f"{screens.__name__}.{found}")
        for _, kind in inspect.getmembers(module, inspect.isclass):
            if kind.__module__ == module.__name__ and issubclass(kind, (RecordView, Page)) and kind is not Home:
                yield kind
