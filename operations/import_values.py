"""What a row changes in what is stored: an empty cell changes nothing, a file in capitals keeps our spelling."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from models.codes import PPPK_GRADES
from models.histories import Education
from models.people import Employee
from models.search import words
from operations.changes import same
from operations.siasn import Said

_SPELT = ("name", "birth_place", "position_name")
_PPPK = frozenset(code for code, _ in PPPK_GRADES)
_RETIREMENT = {"jpt_madya": 60, "jpt_pratama": 60, "ahli_madya": 60, "ahli_utama": 65}
USUAL_RETIREMENT = 58


def new_values(said: Said) -> dict[str, Any]:
    """The values of an employee not here yet. BUP follows the level (domain.md §6); both can be edited after."""
    values = dict(said.values)
    if "kind" not in values and values.get("golongan") in _PPPK:
        values["kind"] = "pppk"
    values["retirement_age"] = retirement_age(values)
    if said.education:
        values["educations"] = [Education(**said.education)]
    return values


def retirement_age(values: Mapping[str, Any]) -> int:
    """BUP by position: JPT, guru and JF madya 60, JF utama 65, others 58."""
    is_teacher = str(values.get("position_name") or "").lower().startswith("guru")
    return _RETIREMENT.get(values.get("position_level") or "", 60 if is_teacher else USUAL_RETIREMENT)


def changed_values(said: Said, stored: Mapping[str, Any]) -> dict[str, Any]:
    """Only the values that differ from the stored document; empty where the row tells nothing new."""
    values = dict(said.values)
    for name in _SPELT:
        if _is_shouted(values.get(name), stored.get(name)):
            del values[name]
    found = {name: value for name, value in values.items() if not same(_stored(name, value), stored.get(name))}
    _follow_position(found, said, stored)
    rows = with_education(said.education, stored.get("educations") or [])
    if rows is not None:
        found["educations"] = rows
    return found


def _stored(name: str, value: Any) -> Any:
    return Employee._fields[name].to_mongo(value)


def _is_shouted(said: str | None, stored: Any) -> bool:
    """Whether the file has our text in capitals: `BUDI SANTOSO` for `Budi Santoso` is no change."""
    return said is not None and isinstance(stored, str) and said == said.upper() == stored.upper()


def _follow_position(found: dict[str, Any], said: Said, stored: Mapping[str, Any]) -> None:
    """With a new position go the level and the BUP of the old one, unless the file tells its own."""
    if "position_name" in found and "position_level" not in said.values and stored.get("position_level"):
        found["position_level"] = None
    if "position_level" in found:
        told = {**stored, **found}
        if stored.get("retirement_age") == retirement_age(stored) != retirement_age(told):
            found["retirement_age"] = retirement_age(told)


def with_education(said: Mapping[str, Any], stored: list[dict[str, Any]]) -> list[Education] | None:
    """The stored rows with the one said, added or its gaps filled; None where it tells nothing new."""
    if not said:
        return None
    rows = [dict(row) for row in stored]
    match = next((row for row in rows if _is_one_study(row, said)), None)
    if match is None:
        rows.append(dict(said))
    else:
        gaps = {name: value for name, value in said.items() if not match.get(name)}
        if not gaps:
            return None
        match.update(gaps)
    return [Education._from_son(row) for row in rows]


def _is_one_study(stored: Mapping[str, Any], said: Mapping[str, Any]) -> bool:
    """Of one level, and neither field nor year contradict one another where both tell them."""
    if stored.get("level") != said["level"]:
        return False
    fields = [words(row.get("field") or "") for row in (stored, said)]
    years = [row.get("year") for row in (stored, said)]
    return (fields[0] == fields[1] or not all(fields)) and (years[0] == years[1] or not all(years))
