"""Setting up a unit in a few minutes: its units below, its people and its accounts, from what is typed in lines."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from bson import ObjectId

from models.departments import Department
from models.fields import tidy
from models.identifiers import IdentifierError, parse_nip
from models.people import Employee, without_titles
from models.search import fold
from models.users import Role, User
from models.wording import N_, Message
from operations import accounts, policy, records
from operations.actors import Actor
from operations.audit import Origin
from operations.errors import Denied, Invalid, Missing, OperationError
from operations.import_values import USUAL_RETIREMENT

MOST = 200
"""Lines taken at once; more come by an import."""
_NIP = re.compile(r"(?:\d[ .\-]?){17}\d")


@dataclass(slots=True)
class Made:
    """How many records were made, and what is wrong with which line; a line that is wrong is left out."""

    count: int = 0
    problems: list[tuple[str, Message]] = field(default_factory=list)


def begin(actor: Actor, name: str, code: str, origin: Origin) -> ObjectId:
    """A new dinas directly under the city. Raises Denied, Invalid."""
    root = Department._get_collection().find_one({"parent": {"$exists": False}}, {"_id": 1})
    if root is None:
        raise Missing()
    values = {"name": name, "code": code.upper() or None, "kind": "dinas", "parent": root["_id"]}
    return ObjectId(str(records.create(actor, Department, values, origin).id))


def add_units(actor: Actor, parent: ObjectId, text: str) -> Made:
    """A unit a line under `parent`; one of that name that stands there already is left alone."""
    made = Made()
    for line in _lines(text):
        wanted = {"parent": parent, "name": line}
        if Department._get_collection().find_one(wanted, {"_id": 1}) is None:
            _try(made, line, lambda line=line: _unit(actor, parent, line))
    return made


def _unit(actor: Actor, parent: ObjectId, name: str) -> None:
    first = name.split()[0].lower()
    kind = {"bidang": "bidang", "subbag": "subbag", "subbagian": "subbag", "uptd": "uptd"}.get(first, "unit")
    records.create(actor, Department, {"name": name, "kind": kind, "parent": parent})


def add_people(actor: Actor, unit: ObjectId, text: str) -> Made:
    """An employee a line, told by an NIP and a name in either order; one whose NIP is known is left alone."""
    made = Made()
    for line in _lines(text):
        _try(made, line, lambda line=line: _person(actor, unit, line))
    return made


def _person(actor: Actor, unit: ObjectId, line: str) -> None:
    match = _NIP.search(line)
    told = tidy(re.sub(r"[;|\t]+", " ", line.replace(match[0], " ")).strip(" ,")) if match else None
    name, front, back = without_titles(told or "")
    if match is None or not name:
        raise Invalid({"": Message(N_("Give an NIP of 18 digits and a name."))})
    try:
        nip = parse_nip(match[0])
    except IdentifierError as error:
        raise Invalid({"": error.message}) from None
    if Employee._get_collection().find_one({"nip": nip}, {"_id": 1}) is not None:
        raise Invalid({"": Message(records.TAKEN)})
    titled = {"name": name, "title_front": front, "title_back": back}
    values = {"nip": nip, **titled, "department": unit, "retirement_age": USUAL_RETIREMENT}
    records.create(actor, Employee, values)


def add_accounts(actor: Actor, unit: ObjectId, wanted: list[tuple[Role, str, str]]) -> list[tuple[str, str]]:
    """(user name, temporary password) of each new account, told as (role, name, user name). Raises Invalid, Denied.

    An account called as one employee of the unit is theirs.
    """
    if not policy.may(actor, policy.Action.CREATE, "User"):
        raise Denied()
    found = []
    for role, name, username in wanted:
        values: dict[str, Any] = {"username": username.strip().lower(), "name": name, "employee": _called(unit, name)}
        made, password = accounts.create_user(actor, values, [(role, unit)], origin=Origin())
        found.append((str(made.username), password))
    return found


def _called(unit: ObjectId, name: str) -> ObjectId | None:
    """The one employee of a unit with that name who has no account yet."""
    query = {"scope": unit, "name_folded": fold(without_titles(tidy(name) or "")[0])}
    found = [raw["_id"] for raw in Employee._get_collection().find(query, {"_id": 1}).limit(2)]
    if len(found) != 1 or User._get_collection().find_one({"employee": found[0]}, {"_id": 1}):
        return None
    return ObjectId(found[0])


def _lines(text: str) -> list[str]:
    lines = [" ".join(line.split()) for line in text.splitlines()]
    return list(dict.fromkeys(line for line in lines if line))[:MOST]


def _try(made: Made, line: str, work: Any) -> None:
    try:
        work()
    except OperationError as error:
        made.problems.append((line, error.message))
    else:
        made.count += 1
