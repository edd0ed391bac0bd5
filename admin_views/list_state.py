"""What an address asks of a list: search, filters, sort, page, columns; and the address that asks it again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import flash
from werkzeug.datastructures import MultiDict

from admin_views import filters as filtering
from admin_views.columns import Column
from admin_views.filters import Chosen
from admin_views.list_views import columns_at_first
from admin_views.shapes import Shape
from models.users import PAGE_SIZES
from operations import listing
from operations.actors import Actor
from operations.listing import Asked

SIZES = tuple(size for size, _ in PAGE_SIZES)
SIZE = 50
LONGEST_SEARCH = 100


@dataclass(frozen=True, slots=True)
class State:
    """What an address asks of a list, read once."""

    shape: Shape
    asked: Asked
    chosen: list[Chosen]
    columns: Sequence[Column]
    page: int
    sort: Column | None
    has_picked_columns: bool
    size: int = SIZE

    def pairs(self, **changes: Any) -> list[tuple[str, str]]:
        """The address' arguments that keep this state, with `changes` (None drops one)."""
        picked = ",".join(column.key for column in self.columns) if self.has_picked_columns else None
        shown: dict[str, Any] = {"search": self.asked.search or None, "size": self.asked.size}
        shown |= {"sort": self.sort.key if self.sort else None, "desc": "1" if self.asked.descending else None}
        shown |= {"page": self.page or None, "columns": picked} | changes
        default = {"size": self.size}
        told = {name: value for name, value in shown.items() if value not in (None, "", default.get(name))}
        return [(name, str(value)) for name, value in told.items()] + [
            pair for each in self.chosen for pair in each.texts
        ]


def read(shape: Shape, actor: Actor, args: MultiDict[str, str]) -> State:
    """The state of a list screen from an address, else from what the actor likes.

    What cannot be read is left out, and a message says so.
    """
    view = shape.view
    chosen, complaints = filtering.read(shape.filters, args)
    for complaint in complaints:
        flash(complaint, "warning")
    by_key = {column.key: column for column in shape.columns}
    picked = _columns(by_key, args.get("columns", "").split(","))
    liked = _columns(by_key, actor.columns.get(view.endpoint))
    usual = actor.page_size if actor.page_size in SIZES else SIZE
    sort = by_key.get(args.get("sort", ""))
    size = number(args.get("size"), usual)
    size = size if size in SIZES else usual
    page = min(max(number(args.get("page"), 0), 0), listing.DEEPEST // size)
    field, descending = (sort.sort, args.get("desc") == "1") if sort and sort.sort else view.sort
    asked = Asked(
        search=args.get("search", "")[:LONGEST_SEARCH],
        filters={each.filter.name: filtering.condition(each) for each in chosen},
        sort=field,
        descending=descending,
        offset=page * size,
        size=size,
    )
    columns = picked or liked or _columns(by_key, columns_at_first(view.endpoint, actor)) or shape.usual_columns
    return State(shape, asked, chosen, columns, page, sort if sort and sort.sort else None, bool(picked), usual)


def _columns(by_key: Mapping[str, Column], keys: Any) -> list[Column]:
    """The known ones of these columns, each once, in this order."""
    told = [key for key in keys if isinstance(key, str)] if isinstance(keys, list) else []
    return [by_key[key] for key in dict.fromkeys(told) if key in by_key]


def number(text: str | None, default: int) -> int:
    """A number of an address, or the default for what is none."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 8 else default


def address(base: str, pairs: list[tuple[str, str]]) -> str:
    """`base` with these arguments."""
    return f"{base}?{urlencode(pairs)}" if pairs else base
