"""A tiny panel of stock Flask-Admin on the same store: what each hole looks like where nobody closed it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

import mongoengine as me
from flask import Flask
from flask_admin import Admin
from flask_admin.contrib.mongoengine import ModelView
from flask_babel import Babel
from mongoengine.connection import get_db


class StockUnit(me.Document):
    """A unit as one writes it on the first day."""

    meta = {"collection": "stock_units"}
    name = me.StringField(required=True)

    def __str__(self) -> str:
        return str(self.name)


class Line(me.StringField):
    """A StringField of one's own, as any project soon has."""


class StockPerson(me.Document):
    """A person as one writes it on the first day."""

    meta = {"collection": "stock_people", "indexes": ["name"]}
    name = me.StringField(required=True)
    nickname = Line()
    phone = me.StringField()
    number = me.IntField()
    active = me.BooleanField()
    unit = me.ReferenceField(StockUnit)
    second = me.ReferenceField(StockUnit)
    more = me.DictField()


class StockPeople(ModelView):
    """The stock view, scoped to unit A the way its documentation says: by get_query."""

    reach: Any = None
    can_export = can_view_details = True
    export_types = ("csv",)
    column_list = ("name", "phone", "number", "unit", "second")
    column_searchable_list = ("name",)
    column_filters = ("number",)
    form_excluded_columns = ("more",)
    form_args = {"phone": {"description": "<script>hint</script>"}}

    def get_query(self) -> Any:
        found = super().get_query()
        return found.filter(unit=self.reach) if self.reach else found


class StockWhole(StockPeople):
    """The same with every field in its form."""

    form_excluded_columns = ()


class StockAjax(StockPeople):
    """The same with the reference looked up by typing."""

    form_ajax_refs = {"unit": {"fields": ("name",)}}


@contextmanager
def stock_panel() -> Iterator[SimpleNamespace]:
    """A stock app with a unit A and a unit B, a person in each, and a client; gone afterwards."""
    app = Flask("stock")
    app.config.update(SECRET_KEY="x" * 32, PROPAGATE_EXCEPTIONS=False)
    Babel(app)
    a, b = StockUnit(name="Unit A").save(), StockUnit(name="Unit BSECRET").save()
    people = [StockPerson(name=f"Orang {u.name}", phone="0811", number=1, unit=u, second=b).save() for u in (a, b)]
    StockPeople.reach = a
    admin = Admin(app)
    views = [StockPeople(StockPerson, endpoint="people"), StockWhole(StockPerson, endpoint="whole")]
    for view in [*views, StockAjax(StockPerson, endpoint="ajax")]:
        admin.add_view(view)
    try:
        yield SimpleNamespace(
            app=app, a=a, b=b, own=people[0], foreign=people[1], client=app.test_client(), view=views[0]
        )
    finally:
        for name in ("stock_units", "stock_people"):
            get_db()[name].drop()
