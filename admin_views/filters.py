"""Filters of a list: read from the address, shown as chips, offered as controls."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from bson import ObjectId
from mongoengine import BooleanField, DateTimeField, Document, IntField
from mongoengine.base import BaseField
from werkzeug.datastructures import MultiDict

from admin_views.formats import Labels
from admin_views.translations import choice_labels, say
from models.attributes import LONGEST, between, tokens
from models.dates import DateError, parse_day
from models.fields import Day, Reference
from models.fieldsets import PREFIX, token_value
from models.kinds import KIND, parse
from models.readings import ParseError
from models.wording import N_
from operations.references import OUTSIDE

MOST = 50


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter on one field; `kind` says which control and how its values read."""

    name: str
    label: str
    kind: str
    choices: tuple[tuple[str, str], ...] = ()
    to: str | None = None
    is_moment: bool = False
    field: BaseField | None = None  # of a defined one, which reads what is typed


@dataclass(frozen=True, slots=True)
class Chosen:
    """A filter with the values asked for: `value` for operations.listing, `texts` as they stand in the address."""

    filter: Filter
    value: Any
    texts: tuple[tuple[str, str], ...]


def field_filter(document: type[Document], name: str) -> Filter:
    """The filter that fits a field's kind; `rows.name` is a field of a list's rows."""
    outer, _, inner = name.partition(".")
    field = document._fields[outer]
    field = field.field.document_type._fields[inner] if inner else field
    label = getattr(field, "verbose_name", None) or name
    if isinstance(field, Reference):
        return Filter(name, label, "reference", to=field.to)
    if isinstance(field, BooleanField):
        return Filter(name, label, "yesno")
    if isinstance(field, (Day, DateTimeField)):
        return Filter(name, label, "period", is_moment=not isinstance(field, Day))
    if field.choices:
        return Filter(name, label, "choice", choices=tuple(field.choices))
    if isinstance(field, IntField):
        return Filter(name, label, "number")
    raise TypeError(f"no filter fits {document.__name__}.{name}")


def defined_filter(field: BaseField) -> Filter:
    """The filter of a defined field: its values are asked for as tokens (models.attributes)."""
    name, label = field.name, field.verbose_name
    if field.kind in ("person", "unit"):
        return Filter(name, label, "reference", to=field.to, field=field)
    if field.kind in ("choice", "choices"):
        codes = field.choices or field.field.choices
        return Filter(name, label, "choice", choices=tuple(codes), field=field)
    if field.kind == "yesno":
        return Filter(name, label, "yesno", field=field)
    if KIND[field.kind].bounded:
        return Filter(name, label, "period" if field.kind == "date" else "range", field=field)
    return Filter(name, label, "text", field=field)


def read(filters: Sequence[Filter], args: MultiDict[str, str]) -> tuple[list[Chosen], list[str]]:
    """(what is asked, complaints about values that cannot be read). Unreadable values are left out, and said."""
    chosen, complaints = [], []
    for each in filters:
        try:
            found = _read_one(each, args)
        except (ValueError, OverflowError):
            complaints.append(
                say(N_("The filter “%(name)s” was left out: its value cannot be read.")) % {"name": say(each.label)}
            )
            continue
        if found is not None:
            chosen.append(found)
    return chosen, complaints


def _read_one(each: Filter, args: MultiDict[str, str]) -> Chosen | None:
    if each.kind in ("period", "range"):
        return _period(each, args)
    texts = [text.strip() for text in args.getlist(each.name) if text.strip()][:MOST]
    if not texts:
        return None
    pairs = tuple((each.name, text) for text in texts)
    if each.kind == "reference":
        if not all(ObjectId.is_valid(text) for text in texts):
            raise ValueError(texts)
        return Chosen(each, [ObjectId(text) for text in texts], pairs)
    if each.kind == "yesno":
        if texts[0] not in ("1", "0"):
            raise ValueError(texts)
        return Chosen(each, texts[0] == "1", pairs[:1])
    if each.kind == "text":
        return Chosen(each, [parse(each.field, texts[0][:LONGEST])], pairs[:1])
    if each.kind == "number":
        numbers = [int(text) for text in texts if len(text) < 10]
        return Chosen(each, numbers, pairs)
    known = {code for code, *_ in each.choices}
    if not known.issuperset(texts):
        raise ValueError(texts)
    return Chosen(each, texts, pairs)


def _end(each: Filter, text: str) -> Any:
    return parse_day(text) if each.field is None else parse(each.field, text[:LONGEST])


def condition(chosen: Chosen) -> Any:
    """What operations.listing is asked for: a value, or the tokens of a defined field."""
    field = chosen.filter.field
    if field is None:
        return chosen.value
    key = field.name[len(PREFIX) :]
    if isinstance(chosen.value, tuple):
        return between(key, *(token_value(field, end) for end in chosen.value))
    values = chosen.value if isinstance(chosen.value, list) else [chosen.value]
    found = (next(iter(tokens(key, token_value(field, value))), None) for value in values)
    return [token for token in found if token is not None]


def _period(each: Filter, args: MultiDict[str, str]) -> Chosen | None:
    ends: list[date | None] = []
    texts = []
    for suffix in ("from", "to"):
        text = args.get(f"{each.name}_{suffix}", "").strip()
        try:
            ends.append(_end(each, text) if text else None)
        except (DateError, ParseError) as error:
            raise ValueError(text) from error
        if text:
            texts.append((f"{each.name}_{suffix}", text))
    if not texts:
        return None
    first, last = ends
    if each.field is not None:
        return Chosen(each, (first, last), tuple(texts))
    end = last + timedelta(days=1) if last else None
    value: tuple[Any, Any] = (first, end)
    if each.is_moment:
        value = tuple(datetime(d.year, d.month, d.day, tzinfo=UTC) if d else None for d in value)
    return Chosen(each, value, tuple(texts))


def chip_text(chosen: Chosen, labels: Labels) -> str:
    """The values of a chip as people read them."""
    each, value = chosen.filter, chosen.value
    if each.kind == "reference":
        return ", ".join(labels.get(id) or say(OUTSIDE) for id in value)
    if each.kind == "yesno":
        return say(N_("Yes")) if value else say(N_("No"))
    if each.kind in ("period", "range"):
        texts = dict(chosen.texts)
        return f"{texts.get(f'{each.name}_from', '…')} – {texts.get(f'{each.name}_to', '…')}"
    if each.kind in ("number", "text"):
        return ", ".join(str(number) for number in value)
    names = choice_labels(each.choices)
    return ", ".join(names[code] for code in value)
