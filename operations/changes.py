"""A change in the making: the stored document, the new one, what differs, and what goes into the history."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from bson import ObjectId
from mongoengine import ValidationError
from pymongo.client_session import ClientSession

from models.audit import Act
from models.base import Known, Record
from models.defined_values import derive as derive_defined
from models.defined_values import problems as defined_problems
from models.entries import Entry
from models.fields import Text, tidy
from models.fieldsets import PREFIX, is_path, normalised, stored_as_is
from models.moments import now
from models.shapes import odd_fields
from models.training import Training
from models.validation import field_problems
from models.wording import N_, Message
from operations import configuration
from operations.actors import Actor
from operations.audit import Origin, entry
from operations.errors import Invalid

Raw = dict[str, Any]
_NOTHING: tuple[Any, ...] = (None, [], {}, "")


@dataclass(slots=True)
class Change:
    """One record's way into the store. `stored` is None for a new record, `after` is empty for a
    deletion; `record` is there while the change is made, not in one that was kept to be written later.

    `guard` is the record it comes to lie with, as it was read: {collection, id, match}; `when` what must still hold of
    the stored one besides its version. `others` are the updates of other collections that follow, as (collection,
    operations), and `also` writes in the same transaction what must be read there first. `revision` is the
    configuration it was checked against; `compared` says that the look-up of its references found it to hold.
    """

    kind: type[Record]
    id: ObjectId
    stored: Raw | None
    record: Record | None
    after: Raw
    entry: Raw
    guard: Raw | None = None
    when: Raw = field(default_factory=dict)
    others: list[tuple[str, Any]] = field(default_factory=list)
    also: list[Callable[[ClientSession], None]] = field(default_factory=list)
    revision: Any = field(default_factory=lambda: configuration.current().revision)
    compared: bool = False

    @property
    def deletes(self) -> bool:
        """Whether the record is to be deleted."""
        return not self.after

    @property
    def version(self) -> int | None:
        return self.stored.get("version") if self.stored else None

    @property
    def updates(self) -> Raw:
        """The update that makes the stored document the new one, key by key; keys we do not know stay."""
        before = self.stored or {}
        sets = {key: value for key, value in self.after.items() if not same(before.get(key), value)}
        known = {each.db_field for each in self.kind._fields.values()}
        drops = {key: "" for key in before if key in known and key not in self.after and before[key] not in _NOTHING}
        return {"$set": sets, **({"$unset": drops} if drops else {})}

    @property
    def moves_unique(self) -> bool:
        """Whether a value under a unique index changes."""
        before = self.stored or {}
        keys = (key for spec in self.kind._meta["index_specs"] if spec.get("unique") for key, _ in spec["fields"])
        return any(not same(before.get(key), self.after.get(key)) for key in keys)


def same(left: Any, right: Any) -> bool:
    """Whether two stored values are one; nothing, an empty text and an empty list are the same nothing."""
    return (left in _NOTHING and right in _NOTHING) or _equal(left, right)


def _equal(left: Any, right: Any) -> bool:
    """Equal, with yes and no unlike 1 and 0 at any depth."""
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(_equal(value, right[key]) for key, value in left.items())
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(_equal, left, right))
    return bool(left == right) and isinstance(left, bool) == isinstance(right, bool)


def load(kind: type[Record], raw: Mapping[str, Any]) -> Record:
    """The document of a stored one; unknown keys are ignored, a value of another type is Invalid and named."""
    odd = ", ".join(odd_fields(kind, raw))
    if odd:
        text = N_("This record holds values that the panel cannot read (%(fields)s). Tell the operator.")
        raise Invalid({"": Message(text, fields=odd)})
    record: Record = kind._from_son(raw)
    return record


def assign(record: Record, values: Mapping[str, Any]) -> None:
    """Put values into a document, texts tidied the one way they are kept."""
    custom = dict(record.custom or {})
    for name, value in values.items():
        if is_path(name):
            custom[name[len(PREFIX) :]] = stored_as_is(value)
            continue
        each = record._fields[name]
        if isinstance(each, Text) and isinstance(value, str):
            value = tidy(value, each.lines)
        setattr(record, name, value if value != "" else None)
    record.custom = {key: value for key, value in custom.items() if value not in _NOTHING}


def settle(record: Record, known: Known) -> None:
    """Derive what follows and check everything; raises Invalid with every problem at once."""
    problems = dict(field_problems(record))
    record.place(known)
    fieldset = configuration.fieldset(type(record), record.scope)
    record.custom = normalised(fieldset, record.custom)
    problems |= {**dict(_kept_nowhere(record)), **dict(defined_problems(fieldset, record.custom))}
    if not problems:
        derive(record, known)
        problems = dict(record.problems())
    if problems:
        raise Invalid(problems)
    try:
        record.validate()
    except ValidationError as error:
        names = [str(name) for name in (error.errors or {"": None})]
        raise Invalid({name: Message(N_("This value cannot be stored.")) for name in names}) from None


def derive(record: Record, known: Known) -> None:
    """Compute all that follows from a record's fields, built in and defined."""
    record.derive(known)
    fieldset = configuration.fieldset(type(record), record.scope)
    derive_defined(record, fieldset)
    if isinstance(record, Training):
        record.count(configuration.settings(record.scope).jp_rules)
    if isinstance(record, Entry):
        definition = configuration.current().register_at(record.type_name(), record.scope)
        if definition is not None:
            record.settle(definition, fieldset)


def _kept_nowhere(record: Record) -> Iterator[tuple[str, Message]]:
    """The problem of an entry of a register that the unit it would lie in does not keep, or keeps no more."""
    if isinstance(record, Entry) and record.scope:
        definition = configuration.current().register_at(record.type_name(), record.scope)
        if definition is None or definition.retired:
            yield record.OWNER or "", Message(N_("The unit does not keep this register. Pick another."))


def dump(record: Record) -> Raw:
    """The document as it is stored, without empty values."""
    return {key: value for key, value in record.to_mongo().items() if value not in _NOTHING}


def differences(kind: type[Record], before: Raw, after: Raw) -> list[Raw]:
    """[{field, before, after}] for what people entered; derived fields are left out, secrets are not told."""
    found = []
    for name in kind._fields:
        left, right = before.get(name), after.get(name)
        if name in kind.DERIVED or same(left, right):
            continue
        if name == "custom":
            found += _custom_differences(left or {}, right or {})
            continue
        if name in kind.SECRET:
            left, right = "•" if left else None, "•" if right else None
        found.append({"field": name, "before": left, "after": right})
    return found


def _custom_differences(before: Raw, after: Raw) -> list[Raw]:
    keys = [*before, *(key for key in after if key not in before)]
    return [
        {"field": PREFIX + key, "before": before.get(key), "after": after.get(key)}
        for key in keys
        if not same(before.get(key), after.get(key))
    ]


def with_values(raw: Mapping[str, Any], values: Mapping[str, Any]) -> Raw:
    """A stored document with other values of some fields, named as the history names them."""
    found = {**raw, **{name: value for name, value in values.items() if not is_path(name)}}
    told = {name[len(PREFIX) :]: value for name, value in values.items() if is_path(name)}
    if told:
        custom = {**(raw.get("custom") or {}), **told}
        found["custom"] = {key: value for key, value in custom.items() if value not in _NOTHING}
    return found


def revision(actor: Actor, act: Act, origin: Origin, change: Change) -> Raw:
    """The history entry of a change."""
    before, after = change.stored or {}, change.after
    newest = after or before
    subject = change.record or load(change.kind, before)
    hidden = {id for side in (before, after) for id in side.get("hidden_from") or () if isinstance(id, ObjectId)}
    return entry(
        actor,
        act,
        origin,
        document=change.kind.__name__,
        record=change.id,
        label=subject.label[:300],
        version=(change.version or 0) + 1,
        scope=newest.get("scope"),
        hidden_from=sorted(hidden),
        confidential=bool(before.get("confidential") or after.get("confidential")),
        changes=differences(change.kind, before, after),
    )


def stamp(record: Record, version: int) -> None:
    """Set the version and the times of a record about to be written."""
    moment = now()
    record.version = version
    record.created_at = record.created_at or moment
    record.updated_at = moment
