"""The repeated parts of a list as HTML, each in one pass: a template's loop over fifty rows costs five times as much.

Every value is escaped once, where it is put in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape

from markupsafe import Markup

from admin_views.assets import icon
from admin_views.columns import Column, Raw
from admin_views.formats import Labels
from admin_views.translations import gettext, language, say
from models.identifiers import format_nip
from operations.references import label as name_of


@dataclass(frozen=True, slots=True)
class RowLinks:
    """Where a row leads: the addresses before the id, whether this row may be edited, and what `more` it offers (HTML)
    where it may."""

    details: str
    edit: str | None
    may_edit: Callable[[Raw], bool]
    can_pick: bool
    more: Callable[[Raw], str] | None = None


def body(rows: Sequence[Raw], columns: Sequence[Column], shown: Labels, links: RowLinks) -> Markup:
    """Every row as `<tr>`. The first cell links to the record."""
    first, *others = (column.writer() for column in columns)
    cells = list(zip((_opening(column) for column in columns[1:]), others, strict=True))
    edit, select, pencil = escape(gettext("Edit")), escape(gettext("Select")), icon("pencil")
    parts = []
    for raw in rows:
        id, label = str(raw["_id"]), escape(first(raw, shown))
        pick = _pick(id, f"{select} {label}") if links.can_pick else ""
        link = f'<a class="main-link" hx-boost="false" href="{links.details}{id}">{label or "–"}</a>'
        rest = "".join([f"{opening}{escape(write(raw, shown))}</td>" for opening, write in cells])
        act = ""
        if links.edit and links.may_edit(raw):
            act = (links.more(raw) if links.more else "") + (
                f'<a class="btn btn-quiet btn-sm btn-square row-act" hx-boost="false" href="{links.edit}{id}" '
                f'aria-label="{edit} {label}">{pencil}</a>'
            )
        parts.append(f'<tr data-id="{id}">{pick}<td class="first">{link}</td>{rest}<td class="last">{act}</td></tr>\n')
    return Markup("".join(parts))  # noqa: S704 (all values above are escaped)


def _opening(column: Column) -> str:
    """The start of a column's cells, made once a page: its name is what a phone shows before the value."""
    kind = ' class="num"' if column.numeric else ' class="whole"' if column.key in ("nip", "nik") else ""
    return f'<td{kind} data-label="{escape(say(column.label))}">'


def _pick(id: str, name: str) -> str:
    return (
        '<td class="pick"><label class="hit"><input class="form-check-input" type="checkbox" form="bulk" '
        f'name="rowid" value="{id}" data-pick aria-label="{name}"></label></td>'
    )


def column_choices(columns: Iterable[Column], shown: Sequence[Column]) -> Markup:
    """Every column as `<li>` with a box and two buttons: what is shown, in its order, then the rest."""
    picked = {column.key for column in shown}
    ordered = [*shown, *(each for each in columns if each.key not in picked)]
    told = tuple((each.key, say(each.label), each.key in picked) for each in ordered)
    return _choices(told, language(), icon("arrow-up", "icon-sm"), icon("arrow-down", "icon-sm"))


@lru_cache(maxsize=512)
def _choices(columns: tuple[tuple[str, str, bool], ...], language: str, up: Markup, down: Markup) -> Markup:
    """(key, label, whether it is picked) of each column, drawn in the language of the request, which is this one."""
    above, below = escape(gettext("Move %(name)s up")), escape(gettext("Move %(name)s down"))
    button = '<button class="btn btn-quiet btn-sm btn-square" type="button" data-move='
    parts = []
    for key, label, is_picked in columns:
        name = {"name": escape(label)}
        checked = " checked" if is_picked else ""
        box = f'<input class="form-check-input" type="checkbox" name="column" value="{escape(key)}"{checked}>'
        moves = f'"-1" aria-label="{above % name}">{up}</button>{button}"1" aria-label="{below % name}">{down}</button>'
        parts.append(f'<li><label class="check">{box} {name["name"]}</label>{button}{moves}</li>\n')
    return Markup("".join(parts))  # noqa: S704 (all values above are escaped)


def option(to: str, raw: Raw) -> dict[str, str]:
    """A record as one of a reference's choices."""
    parts = (raw.get("employee_name"), format_nip(raw.get("nip")), raw.get("position_name"), raw.get("code"))
    hint = " · ".join(str(part) for part in parts if part)
    return {"value": str(raw["_id"]), "text": name_of({**raw, "kind": to}), "hint": hint}
