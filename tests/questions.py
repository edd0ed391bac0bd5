"""What a walk asks of a route: addresses and forms made from the screens themselves, so that new ones are asked too."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import cycle
from typing import Any

from bson import ObjectId
from mongoengine import BooleanField, EmbeddedDocumentListField, IntField, ListField
from werkzeug.routing import Rule

from admin_views.base import RecordView
from models.dates import format_day
from models.fields import ClockTime, Day, FileId, Nik, Nip, Reference, Text
from models.references import paths

Raw = Mapping[str, Any]
Stored = Mapping[str, list[dict[str, Any]]]
May = Callable[[str, str, Raw], bool]
WORDS = ("asec", "bsec", "acon", "bcon", "dina", "jobs")  # prefixes of the markers: an echo of them is no leak
FRESH_NIP = "199001022015011777"
TYPED = "Diubah oleh uji"
_KNOWN = frozenset({"index_view", "details_view", "edit_view", "create_view", "export", "lookup"})


@dataclass
class Question:
    """One request: its query and its form."""

    query: dict[str, Any] = field(default_factory=dict)
    form: dict[str, Any] = field(default_factory=dict)


def asking(rule: Rule, view: RecordView | None, stored: Stored) -> Iterator[Question]:
    """Every GET of a route: bare, by every record's id, and by what its screen lists, filters and looks up."""
    name = rule.endpoint.rpartition(".")[2]
    yield Question()
    if view is None:
        yield from (Question(query) for query in ([] if rule.arguments else _blind(stored)))
    elif name in ("index_view", "export"):
        sorts = name == "index_view"
        yield from (Question({"size": "100", **query}) for query in _list(view, stored, sorts))
    elif name == "lookup":
        fields = [path for path, _ in paths(view.document)] if hasattr(view.document, "OWNER") else ["department"]
        yield from (Question({"field": each, "q": word}) for each in fields for word in ("", *WORDS))
    else:
        targets = [str(raw["_id"]) for raw in _targets(view, stored)]
        yield from (Question({"id": id}) for id in targets)
        if name == "create_view":
            yield from (Question({"clone": id}) for id in targets)
            pointing = [(each, stored[view.document._fields[each].to]) for each in _names(view, Reference)]
            yield from (Question({each: str(raw["_id"])}) for each, found in pointing for raw in found)
        if name not in _KNOWN:
            fields = (*_names(view, FileId), *_names(view, Nik), "password_hash", "_id")
            yield from (Question({"id": id, "field": each}) for id in targets for each in fields)


def some(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The first and the last two of these records: of each agency, which were made one after the other."""
    return found if len(found) <= 4 else [*found[:2], *found[-2:]]


def _blind(stored: Stored) -> Iterator[dict[str, str]]:
    """For a page of unknown arguments: ids of every class and agency, and every word, under the usual names; under
    those of people and units, ids of such."""
    people, units = ([str(raw["_id"]) for raw in some(stored[name])] for name in ("Employee", "Department"))
    for found in stored.values():
        for raw, person, unit in zip(some(found), cycle(people), cycle(units)):
            id = str(raw["_id"])
            yield {"id": id, "employee": person, "department": unit, "unit": unit, "field": id, "next": id}
    yield from (dict.fromkeys(("q", "search"), word) for word in WORDS)


def _list(view: RecordView, stored: Stored, sorts: bool) -> Iterator[dict[str, Any]]:
    every = ",".join(column.key for column in view.all_columns)
    yield {"columns": every}
    yield from ({"search": word, "columns": every} for word in WORDS)
    for column in view.all_columns:
        if column.sort and sorts:
            yield {"sort": column.key, "desc": "1", "columns": every}
    for each in view.all_filters:
        if each.to:
            yield from ({each.name: str(raw["_id"])} for raw in stored[each.to])
            yield {each.name: [str(raw["_id"]) for raw in stored[each.to]], "columns": every}
        elif each.kind == "choice":
            yield {each.name: [code for code, *_ in each.choices], "columns": every}
        elif each.kind == "yesno":
            yield from ({each.name: value, "columns": every} for value in "10")
        elif each.kind == "period":
            yield {f"{each.name}_from": "01-01-2000", f"{each.name}_to": "31-12-2099", "columns": every}
        else:
            yield {each.name: "2026", "columns": every}


def forms_to_refuse(rule: Rule, view: RecordView | None, stored: Stored, may: May) -> Iterator[Question]:
    """Every POST of a route that must leave the store as it is, for someone of whom `may(action, class, record)`."""
    name = rule.endpoint.rpartition(".")[2]
    if view is None:
        yield from (
            Question({}, {**query, "confirmed": "1"}) for query in [{}, *([] if rule.arguments else _blind(stored))]
        )
    elif name == "create_view":
        yield from (Question({}, form) for form in _creates(view, stored, may))
    elif name == "edit_view":
        yield from _edits(view, stored, may)
    else:
        action = {"delete_view": "delete", "action_view": "delete", "reveal": "reveal"}.get(name, "change")
        foreign = [raw for raw in _targets(view, stored) if not may(action, view.document.__name__, raw)]
        yield from _acts(view, foreign)


def _acts(view: RecordView, foreign: list[dict[str, Any]]) -> Iterator[Question]:
    ids = [str(raw["_id"]) for raw in foreign]
    for raw, id in zip(foreign, ids, strict=True):
        act = {"action": "delete", "rowid": id, "id": id, "version": str(raw.get("version", 1))}
        for fields in ([""], *([each] for each in (*_names(view, Nik), *_names(view, FileId)))):
            yield Question({"id": id, "field": fields[0]}, dict(act))
        yield Question({"id": id}, {**act, "confirmed": "1"})
    if ids:
        yield Question({}, {"action": "delete", "rowid": ids, "confirmed": "1"})
        yield Question({}, {"action": "delete", "rowid": ids})


def _edits(view: RecordView, stored: Stored, may: May) -> Iterator[Question]:
    name = view.document.__name__
    for raw in _targets(view, stored):
        id, form = {"id": str(raw["_id"])}, form_of(view, raw)
        for seen in range(raw.get("version", 1)):
            yield Question(id, {**form, "version": str(seen)})
        if not may("change", name, raw):
            yield Question(id, form)
            yield Question(id, {**form, "form_token": "f" * 32, **rows_of(view, raw)})
        else:
            yield from (Question(id, {**form, **more}) for more in _tampered(view, raw, stored, may))


def _creates(view: RecordView, stored: Stored, may: May) -> Iterator[dict[str, Any]]:
    name = view.document.__name__
    for raw in _targets(view, stored):
        form = {**form_of(view, raw, is_new=True), **rows_of(view, raw)}
        if not may("create", name, raw):
            yield form
            continue
        own = {key: value for key, value in form.items() if not _is_foreign(view, key, value, stored, may)}
        yield from ({**own, **more} for more in _tampered(view, {}, stored, may))


def _tampered(view: RecordView, raw: Raw, stored: Stored, may: May) -> Iterator[dict[str, str]]:
    """Each reference of a form, set to each record out of reach."""
    for each in _names(view, Reference):
        to = view.document._fields[each].to
        for other in stored[to]:
            if not may("read", to, other) and raw.get(each) != other["_id"]:
                yield {each: str(other["_id"])}


def _is_foreign(view: RecordView, key: str, value: Any, stored: Stored, may: May) -> bool:
    known = view.document._fields.get(key)
    if not isinstance(known, Reference) or not value:
        return False
    return not any(str(raw["_id"]) == value and may("read", known.to, raw) for raw in stored[known.to])


def _targets(view: RecordView, stored: Stored) -> list[dict[str, Any]]:
    found = stored.get(view.document.__name__)
    return list(view.document._get_collection().find().limit(12)) if found is None else found


def _names(view: RecordView, kind: type) -> tuple[str, ...]:
    names = [name for section in view.sections for name in section.fields]
    return tuple(name for name in names if isinstance(view.document._fields[name], kind))


def form_of(view: RecordView, raw: Raw, is_new: bool = False) -> dict[str, Any]:
    """A form as the browser would send it for this record, its required texts changed; valid for who may save it."""
    form: dict[str, Any] = {"version": str(raw.get("version", 1))}
    if hasattr(view, "register"):
        form["custom.nomor"] = TYPED  # required, see tests.registering
    for section in view.sections:
        for name in section.fields:
            value = _typed(view.document._fields[name], raw.get(name), is_new)
            if value is not None:
                form[name] = value
    if TYPED not in form.values():  # no text is required: something has to differ
        form |= dict.fromkeys(_names(view, Text)[:1], TYPED) or _another_choice(view, form)
    return {**form, **_next_free(view, raw)} if is_new else form


def _another_choice(view: RecordView, form: Raw) -> dict[str, str]:
    """Another code for the first field that has choices."""
    for section in view.sections:
        for name in section.fields:
            others = [code for code, *_ in view.document._fields[name].choices or () if str(code) != form.get(name)]
            if others:
                return {name: str(others[-1])}
    return {}


def _next_free(view: RecordView, raw: Raw) -> dict[str, str]:
    """Another number under a unique index that holds one, such as the year of a cycle."""
    unique = [spec["fields"] for spec in view.document._meta["index_specs"] if spec.get("unique")]
    names = [key for fields in unique for key, _ in fields if isinstance(view.document._fields.get(key), IntField)]
    return {name: str(raw[name] + 1) for name in names[:1] if name in raw and name in _names(view, IntField)}


def _typed(known: Any, value: Any, is_new: bool) -> str | None:
    if isinstance(known, (FileId, Nik, ListField, EmbeddedDocumentListField)):
        return None
    if isinstance(known, Nip):
        return FRESH_NIP if is_new else str(value)
    if isinstance(known, Text) and not isinstance(known, ClockTime) and not known.regex:
        return TYPED if known.required or is_new else None
    if isinstance(known, Day):
        return format_day(value) if value else ("02-03-2026" if known.required else None)
    if isinstance(known, BooleanField):
        return "1" if value else None
    if value is not None:
        return "akun.baru" if is_new and known.name == "username" else str(value)
    if isinstance(known, (IntField, Reference)) or not known.choices:
        return None
    return str(known.choices[0][0]) if known.required else None


def rows_of(view: RecordView, raw: Raw) -> dict[str, str]:
    """One row of each embedded list that holds a reference, such as a role in a unit: what is stored or required."""
    found = {}
    for name in _names(view, EmbeddedDocumentListField):
        inner = view.document._fields[name].field.document_type._fields
        if any(isinstance(each, Reference) for each in inner.values()):
            stored = (raw.get(name) or [{}])[0]
            for key, each in inner.items():
                value = stored.get(key) or (
                    (each.choices[0][0] if each.choices else ObjectId()) if each.required else ""
                )
                found[f"{name}-0-{key}"] = format_day(value) if isinstance(each, Day) and value else str(value)
    return found
