"""Rows of a unit's settings that name what the panel has: the lists that a role finds at first."""

from __future__ import annotations

import re
from typing import Any, ClassVar
from urllib.parse import parse_qsl, urlencode

from mongoengine import EmbeddedDocument, ListField, StringField

from models.fields import Text
from models.users import ROLE_LABELS
from models.wording import N_

_ADDRESS = re.compile(r"(?:https?://[^/?#]*)?(/[^?#]*)(?:\?([^#]*))?(?:#.*)?")


class Row(EmbeddedDocument):
    """A row of settings; ignores what it does not know."""

    meta: ClassVar[dict[str, Any]] = {"abstract": True, "strict": False}


class Named(StringField):
    """The name of something that the panel has, which forms offer: a `screen`, a `type` of record, a `field` of one."""

    def __init__(self, what: str, **options: Any) -> None:
        self.what = what
        super().__init__(max_length=60, **options)


class ListView(Row):
    """The columns and filters that a role finds on a list at first."""

    screen = Named("screen", verbose_name=N_("List"))
    role = StringField(verbose_name=N_("Role"), choices=ROLE_LABELS)
    columns = ListField(Text(max_length=60), verbose_name=N_("Columns"), help_text=N_("Keys, separated by commas."))
    filters = Text(
        verbose_name=N_("Filters"),
        max_length=1000,
        help_text=N_("Or the whole address of the list, set up as wanted: its columns and filters are taken from it."),
    )

    def read_address(self) -> None:
        """Take list, columns and filters from an address that was put in the place of the filters."""
        match = _ADDRESS.fullmatch(str(self.filters or "").strip())
        names = [name for name in match[1].split("/") if name] if match else []
        if match is None or not names:
            return
        pairs: dict[str, Any] = dict(parse_qsl(match[2] or ""))
        self.screen = f"register_{names[1]}" if names[0] == "registers" and names[1:] else names[0].replace("-", "_")  # type: ignore[assignment]
        self.columns = pairs["columns"].split(",") if pairs.get("columns") else self.columns
        kept = {name: value for name, value in pairs.items() if name not in ("columns", "page", "size")}
        self.filters = urlencode(kept) or None  # type: ignore[assignment]
