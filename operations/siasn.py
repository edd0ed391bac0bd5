"""What a row of SIASN's employee export says about a person, cell by cell; nothing is looked up here."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from models import codes
from models.fields import tidy
from models.people import without_titles
from models.search import fold, words
from models.wording import N_, Message
from operations import cells
from operations.cells import CellError
from operations.siasn_columns import Columns
from operations.workbooks import Cell

_TEXTS = (
    "nip_old", "siasn_id", "name", "title_front", "title_back", "birth_place", "phone", "email", "official_email",
    "address", "position_name",
)  # fmt: skip
_DAYS = ("birth_date", "cpns_since", "pns_since", "golongan_since", "position_since", "kgb_since")
_PARSERS: dict[str, Callable[[Cell], Any]] = {
    "nip": cells.nip, **dict.fromkeys(_TEXTS, cells.text), **dict.fromkeys(_DAYS, cells.day), "sex": cells.sex,
    "nik": cells.nik, "service_years": cells.whole, "service_months": cells.whole,
}  # fmt: skip
_LEGAL = {fold(name): code for code, name in codes.LEGAL_STATUSES} | {
    "cuti di luar tanggungan negara": "02", "masa persiapan pensiun": "20",
}  # fmt: skip
_APPOINTED = {"c": "cpns", "cpns": "cpns", "p": "pns", "pns": "pns", "pppk": "pppk"}
_ESELON = {"".join(words(name)): code for code, name in codes.ESELONS}
_SKILLED = "ahli pertama|ahli muda|ahli madya|ahli utama|pemula|terampil|mahir|penyelia"
_STUDIED = (
    ("d4", r"\b(d|diploma) ?(4|iv)\b"), ("d3", r"\b(d|diploma) ?(3|iii)\b"), ("d2", r"\b(d|diploma) ?(2|ii)\b"),
    ("d1", r"\b(d|diploma) ?(1|i)\b"), ("s3", r"\b(s|strata) ?(3|iii)\b|\bdoktor\b"),
    ("s2", r"\b(s|strata) ?(2|ii)\b|\bmagister\b"), ("s1", r"\b(s|strata) ?(1|i)\b|\bsarjana\b"),
    ("smp", r"\b(sltp|smp|mts|menengah pertama)\b"), ("sma", r"\b(slta|sma|smk|smu|stm|ma|menengah atas|kejuruan)\b"),
    ("sd", r"\b(sd|mi|sekolah dasar)\b"),
)  # fmt: skip
_LEVEL_FIRST = re.compile(r"^((s|d|strata|diploma)[- ]?([1-4]|iv|i{1,3})|slta|sltp|sma|smk|smp|sd)\b[ /.:-]*", re.I)


@dataclass(slots=True)
class Said:
    """What a row says. `values` are fields of the Employee, `problems` a message a role; an empty cell says nothing.

    `unit` is the name of the unit, `agencies` what is above it, nearest first; `education` a row of that history.
    """

    values: dict[str, Any] = field(default_factory=dict)
    problems: dict[str, Message] = field(default_factory=dict)
    unit: str | None = None
    agencies: tuple[str, ...] = ()
    education: dict[str, Any] = field(default_factory=dict)


class _Row:
    """The cells of a row by role; a cell that cannot be used leaves its problem and counts as empty."""

    def __init__(self, columns: Columns, row: Sequence[Cell]) -> None:
        self.columns, self.row, self.said = columns, row, Said()

    def get(self, role: str, parse: Callable[[Cell], Any] = cells.text) -> Any:
        place = self.columns.places.get(role)
        if place is None or self.row[place] is None:
            return None
        try:
            return parse(self.row[place])
        except CellError as error:
            self.said.problems[role] = error.message
            return None

    def put(self, name: str, value: Any) -> None:
        if value is not None:
            self.said.values[name] = value


def say(columns: Columns, row: Sequence[Cell]) -> Said:
    """Parse a whole row; every problem is told, none stops the rest."""
    cellwise = _Row(columns, row)
    for role, parse in _PARSERS.items():
        value = cellwise.get(role, parse)
        cellwise.put(role, tidy(value) if isinstance(value, str) else value)
    _name(cellwise)
    _service(cellwise)
    _position(cellwise)
    _education(cellwise)
    cellwise.said.unit = tidy(cellwise.get("unit") or "")
    agencies = (cellwise.get(role) for role in ("agency", "parent_agency"))
    cellwise.said.agencies = tuple(name for name in agencies if name)
    return cellwise.said


def _name(row: _Row) -> None:
    """Titles that stand in the name itself, where no column tells them."""
    told = row.said.values.get("name")
    if not told or {"title_front", "title_back"} & row.columns.places.keys():
        return
    found = zip(("name", "title_front", "title_back"), without_titles(told), strict=True)
    row.said.values.update({name: value for name, value in found if value})


def _service(row: _Row) -> None:
    """Kind, legal status and golongan, each told by several columns."""
    status = row.get("status_id", cells.code_of(codes.LEGAL_STATUSES))
    if status is None and "status_id" not in row.said.problems:
        status = row.get("status_name", _one_of(_LEGAL))
    kind = _kind(row, status)
    row.put("status", status)
    row.put("kind", kind)
    row.put("golongan", _golongan(row, kind))


def _kind(row: _Row, status: str | None) -> str | None:
    employment = words(row.get("employment") or "")
    spoken = " ".join(employment)
    appointed = row.get("appointment", _one_of(_APPOINTED))
    if "paruh waktu" in spoken:
        return "pppk_pw"
    if {"pppk", "p3k"} & set(employment) or "perjanjian kerja" in spoken or status == "71":
        return "pppk"
    if appointed:
        return str(appointed)
    found = next((kind for kind in ("cpns", "pns") if kind in employment), None)
    if employment and found is None:
        row.said.problems["employment"] = Message(N_("This is no kind of employee known here: PNS, CPNS or PPPK."))
    return found


def _golongan(row: _Row, kind: str | None) -> str | None:
    """By name, which says the same for everybody; by id where there is no name, as PPPK ids are plain numbers."""
    named = row.get("golongan_name", cells.golongan)
    by_id = row.get("golongan_id")
    if named is None and by_id and "golongan_name" not in row.said.problems:
        if kind in codes.PPPK_KINDS and by_id.isdecimal() and 1 <= int(by_id[:3]) <= len(codes.PPPK_GRADES):
            return f"P{int(by_id):02}"
        is_code = by_id in codes.RANK_NAMES
        return str(by_id) if is_code else row.get("golongan_id", cells.golongan)
    if named in codes.RANK_NAMES and by_id in codes.RANK_NAMES and by_id != named:
        text = N_("The id says %(id)s and the name %(name)s.")
        told = dict(codes.GRADES)
        row.said.problems["golongan_id"] = Message(text, id=told[by_id], name=told[named])
    return named


def _position(row: _Row) -> None:
    """Kind, eselon and level. A nonmanajerial position has no eselon (UU 20/2023), so an empty cell says none."""
    kind = row.get("position_kind_id", cells.code_of(codes.POSITION_KINDS))
    if kind is None and "position_kind_id" not in row.said.problems:
        kind = _position_kind(row.get("position_kind_name"))
    eselon = row.get("eselon_id", cells.code_of(codes.ESELONS)) or row.get("eselon_name", _eselon)
    if eselon is None and kind in ("2", "4") and {"eselon_id", "eselon_name"} & row.columns.places.keys():
        eselon = "99"
    level = codes.ESELON_LEVELS.get(eselon or "")
    if level is None and kind in (None, "2"):
        level = functional_level(row.said.values.get("position_name"))
    for name, value in (("position_kind", kind), ("eselon", eselon), ("position_level", level)):
        row.put(name, value)


def functional_level(position: str | None) -> str | None:
    """The level that the name of a functional position ends with: `Perawat Ahli Muda` is ahli_muda."""
    match = re.search(rf"\b({_SKILLED})$", fold(position or ""))
    return match.group(1).replace(" ", "_") if match else None


def _position_kind(name: str | None) -> str | None:
    spoken = fold(name or "")
    if "pelaksana" in spoken or "fungsional umum" in spoken:
        return "4"
    if "fungsional" in spoken:
        return "2"
    return "1" if "struktural" in spoken or "manajerial" in spoken else None


def _eselon(cell: Cell) -> str | None:
    bare = cells.text(cell)
    found = _ESELON.get("".join(words(bare or "")).removeprefix("eselon"))
    if bare and found is None:
        raise CellError(Message(N_("This is no eselon. Write it as II.b.")))
    return found


def _one_of(known: dict[str, str]) -> Callable[[Cell], str | None]:
    def parse(cell: Cell) -> str | None:
        bare = cells.text(cell)
        found = known.get(fold(bare or ""))
        if bare and found is None:
            raise CellError(Message(N_("This is not known here. Known: %(known)s."), known=", ".join(known)))
        return found

    return parse


def _education(row: _Row) -> None:
    study = row.get("education_field")
    level = row.get("education_level", _level) if "education_level" in row.columns.places else None
    if level is None and "education_level" not in row.said.problems:
        level = _found_level(study)
    if level is None:
        return
    rest = _LEVEL_FIRST.sub("", study or "")
    found = {
        "level": level, "field": tidy(rest), "school": tidy(row.get("education_school") or ""),
        "year": row.get("education_year", cells.whole),
    }  # fmt: skip
    row.said.education = {name: value for name, value in found.items() if value is not None}


def _level(cell: Cell) -> str | None:
    bare = cells.text(cell)
    found = _found_level(bare)
    if bare and found is None:
        raise CellError(Message(N_("This is no level of education known here, such as SLTA, D-III or S-1.")))
    return found


def _found_level(name: str | None) -> str | None:
    spoken = " ".join(words(name or ""))
    return next((level for level, pattern in _STUDIED if re.search(pattern, spoken)), None)
