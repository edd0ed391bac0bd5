"""Where a record of some kind is shown: the one place that knows which screen tells of which document."""

from __future__ import annotations

from typing import Any

from flask import current_app

from admin_views.addresses import path_of


def record_url(document: str, id: Any) -> str | None:
    """The page of a record, None where its kind has none or the reader may not open that."""
    view = _views().get(document)
    return f"{path_of(f'{view.endpoint}.details_view')}?id={id}" if view is not None and view.is_accessible() else None


def _views() -> dict[str, Any]:
    """The screens of records by the name of their document; made once an application."""
    known: dict[str, Any] = current_app.extensions.setdefault("record_views", {})
    if not known:
        for view in current_app.extensions["admin"][0]._views:
            document = getattr(view, "document", None)
            if document is not None and hasattr(view, "details_view"):
                known[document.__name__] = view
    return known
