"""The same records in a plain Flask-Admin ModelView over ordinary MongoEngine documents, as its guide shows."""

from __future__ import annotations

from typing import Any

from flask import Flask
from flask_admin import Admin
from flask_admin.contrib.mongoengine import ModelView
from flask_admin.theme import Bootstrap4Theme
from flask_babel import Babel
from mongoengine import (
    DateTimeField,
    Document,
    EmbeddedDocument,
    EmbeddedDocumentField,
    IntField,
    ListField,
    ReferenceField,
    StringField,
)

from config import from_environment
from models import codes
from store import connection

VISIBLE = ("name", "nip", "golongan", "position_name", "department", "superior", "kind", "status")
_TOLERANT = {"strict": False, "auto_create_index": False}


class StockDepartment(Document):
    meta = {"collection": "departments", **_TOLERANT}

    code = StringField()
    name = StringField(required=True)

    def __str__(self) -> str:
        return str(self.name)


class StockEducation(EmbeddedDocument):
    meta = {"strict": False}

    level = StringField(choices=codes.EDUCATION_LEVELS)
    field = StringField()
    school = StringField()
    year = IntField()


class StockPosition(EmbeddedDocument):
    meta = {"strict": False}

    name = StringField()
    kind = StringField(choices=codes.POSITION_KINDS)
    unit = StringField()
    since = DateTimeField()
    decree = StringField()


class StockRank(EmbeddedDocument):
    meta = {"strict": False}

    golongan = StringField(choices=codes.GOLONGAN)
    since = DateTimeField()
    decree = StringField()


class StockEmployee(Document):
    meta = {"collection": "employees", **_TOLERANT}

    nip = StringField(required=True)
    nik = StringField()
    name = StringField(required=True)
    name_folded = StringField()
    title_front = StringField()
    title_back = StringField()
    sex = StringField(choices=codes.SEXES)
    birth_place = StringField()
    birth_date = DateTimeField()
    kind = StringField(choices=codes.KINDS, default="pns")
    status = StringField(choices=codes.LEGAL_STATUSES, default="01")
    cpns_since = DateTimeField()
    pns_since = DateTimeField()
    contract_end = DateTimeField()
    golongan = StringField(choices=codes.GOLONGAN)
    golongan_since = DateTimeField()
    service_years = IntField()
    service_months = IntField()
    department = ReferenceField(StockDepartment)
    superior = ReferenceField("self")
    position_name = StringField()
    position_kind = StringField(choices=codes.POSITION_KINDS)
    position_level = StringField(choices=codes.POSITION_LEVELS)
    position_since = DateTimeField()
    eselon = StringField(choices=codes.ESELONS)
    retirement_age = IntField()
    phone = StringField()
    email = StringField()
    official_email = StringField()
    address = StringField(max_length=500)
    educations = ListField(EmbeddedDocumentField(StockEducation))
    positions = ListField(EmbeddedDocumentField(StockPosition))
    ranks = ListField(EmbeddedDocumentField(StockRank))

    def __str__(self) -> str:
        return str(self.name)


class StockEmployees(ModelView):
    """What a developer writes who follows the guide: columns, search, filters, page size, export."""

    column_list = VISIBLE
    column_searchable_list = ("name", "nip")
    column_filters = ("kind", "status", "golongan", "position_kind")
    column_default_sort = ("name_folded", False)
    form_excluded_columns = ("name_folded",)
    page_size = 50
    can_export = True
    can_view_details = True

    def argument(self, name: str, operation: str) -> str:
        """The address' argument of a filter on a field."""
        for index, each in enumerate(self._filters):
            if each.name.lower() == name and type(each).__name__ == operation:
                return f"flt0_{index}"
        raise LookupError(name)


def serving() -> Flask:
    """The application on the store that the environment names: what a web worker loads."""
    connection.connect(from_environment())
    return stock_app()[0]


def stock_app() -> tuple[Flask, Any]:
    """The application and its one view, over whatever MongoEngine is connected to."""
    app = Flask("stock")
    app.secret_key = "not used beyond this process"
    Babel(app)  # Flask-Admin asks for it wherever Flask-Babel is installed
    view = StockEmployees(StockEmployee, endpoint="employees")
    Admin(app, name="Stock", theme=Bootstrap4Theme()).add_view(view)
    return app, view
