"""Owned: a record about one employee, which lies where the employee lies."""

from __future__ import annotations

from typing import Any, ClassVar

from mongoengine import StringField

from models.base import Known, Record
from models.fields import Reference
from models.people import with_titles
from models.search import tokens
from models.wording import N_


class Owned(Record):
    """Moves and is renamed with its employee: operations.records derives it again when the employee changes."""

    meta: ClassVar[dict[str, Any]] = {"abstract": True, "strict": False, "auto_create_index": False}
    DERIVED = Record.DERIVED | {"employee_name", "employee_sort", "employee_status", "department"}
    OWNER = "employee"

    employee = Reference("Employee", verbose_name=N_("Employee"), required=True)
    employee_name = StringField(verbose_name=N_("Employee"), help_text="the employee's name with titles")
    employee_sort = StringField(help_text="the employee's folded name, for sorting")

    employee_status = StringField(help_text="the employee's legal status: who left has no dates any more")

    def derive(self, known: Known) -> None:
        super().derive(known)
        owner = known.get(self.employee)
        if owner is None:
            return
        self.employee_name = with_titles(owner.get("name"), owner.get("title_front"), owner.get("title_back"))
        self.employee_sort = owner.get("name_folded")
        self.employee_status = owner.get("status")
        texts = [getattr(self, name) for name in self.SEARCHED]
        self.search_tokens = tokens([owner.get("name"), owner.get("nip"), *texts])
