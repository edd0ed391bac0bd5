"""RecordView and Page: the two kinds of screen there are. Every hole of Flask-Admin is closed here, once.

A screen that is neither is refused at start-up. RecordView keeps Flask-Admin's registration, addresses and menu,
and puts its own five parts in place of what the stock view does.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

__all__ = ["Guarded", "Page", "RecordView", "Section"]

from flask import abort, url_for
from flask_admin import BaseView
from flask_admin.contrib.mongoengine import ModelView
from mongoengine import Document

from admin_views.addresses import REGISTER, path_of
from admin_views.delete_screen import DeleteScreen
from admin_views.details_screen import DetailsScreen
from admin_views.edit_screen import EditScreen
from admin_views.export_screen import ExportScreen
from admin_views.forms import record_form
from admin_views.list_screen import ListScreen
from admin_views.session import actor_or_none
from admin_views.shaped_screen import ShapedScreen
from admin_views.shapes import Section
from models.fieldsets import NONE
from operations.policy import Action, may


class Guarded:
    """Deny by default: a screen says who may open it."""

    def is_accessible(self) -> bool:
        raise NotImplementedError

    def get_url(self, endpoint: str, **kwargs: Any) -> str:
        """The address of one of this screen's own pages (`.index_view`) or of another's."""
        if kwargs:
            return url_for(endpoint, **kwargs)
        return path_of(f"{self.endpoint}{endpoint}" if endpoint.startswith(".") else endpoint)

    def _run_view(self, fn: Any, *args: Any, **kwargs: Any) -> Any:
        """Call the view once; the stock one calls it again when a TypeError came from inside."""
        return fn(self, *args, **kwargs)

    def inaccessible_callback(self, name: str, **kwargs: Any) -> Any:
        abort(403)


class Page(Guarded, BaseView):
    """A screen that is no list of records. `group` and `icon` place it in the menu; no group: not shown there."""

    group: ClassVar[str | None] = None
    icon: ClassVar[str] = "file"
    title: ClassVar[str] = ""


class RecordView(Guarded, ShapedScreen, ListScreen, EditScreen, DetailsScreen, DeleteScreen, ExportScreen, ModelView):
    """A CRUD screen of one document. A subclass says what is particular: columns, filters, sections, wording."""

    document: ClassVar[type[Document]]
    title: ClassVar[str]
    singular: ClassVar[str]
    group: ClassVar[str | None] = None
    icon: ClassVar[str] = "file"
    order: ClassVar[int] = 50
    sections: ClassVar[Sequence[Section]] = ()

    api_file_view = None  # stock: serves any file of the database by id
    ajax_lookup = None  # stock: unscoped, and a 500 by itself
    ajax_update = None  # stock: writes one cell past every rule
    can_set_page_size = True
    named_filter_urls = True
    can_view_details = True
    create_modal = edit_modal = details_modal = False

    def __init__(self) -> None:
        name = self.endpoint_name()
        url = f"/{name.replace('_', '-')}" if "_" in name and not name.startswith(REGISTER) else None
        super().__init__(self.document, name=self.title, endpoint=name, url=url)

    @classmethod
    def endpoint_name(cls) -> str:
        return str(cls.__module__.rsplit(".", 1)[-1])

    def is_accessible(self) -> bool:
        actor = actor_or_none()
        return actor is not None and may(actor, Action.READ, self.document.__name__)

    def scaffold_list_columns(self) -> list[str]:
        return [column.key for column in self.all_columns]

    def get_sortable_columns(self) -> dict[str, str]:
        return {column.key: column.sort for column in self.all_columns if column.sort}

    def scaffold_form(self) -> Any:
        return record_form(self.document, [name for section in self.sections for name in section.fields], NONE)

    def get_delete_form(self) -> Any:
        return self.form_base_class

    def get_list_form(self) -> Any:
        return self.form_base_class
