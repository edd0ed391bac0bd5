"""Employee: one civil servant (ASN), with the histories that make a career."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Any, ClassVar

from mongoengine import EmbeddedDocumentListField, IntField, StringField

from models import codes
from models.base import Known, Record
from models.coming_dates import FIELDS, coming
from models.dated import Dated
from models.fields import Day, FileId, Nik, Nip, Reference, Text
from models.histories import Education, PositionHeld, RankHeld
from models.identifiers import birth_date, nip_warnings
from models.learning_hours import year_from
from models.search import fold, tokens
from models.wording import N_, Message

FLOOR_PNS = 20
CEILING_PPPK = 24


class Employee(Dated):
    """A PNS, CPNS or PPPK. UU 20/2023 names the kinds; the NIP is the key of imports and unique in the city."""

    DERIVED = Dated.DERIVED | {"name_folded", "jp_year_from"}
    SENSITIVE = frozenset({"nik"})
    OWNER = "department"
    CONFIGURABLE = True
    meta: ClassVar[dict[str, Any]] = {
        "collection": "employees",
        "indexes": [
            {"fields": ["nip"], "unique": True},
            ("name_folded", "id"),
            ("golongan", "id"),
            ("position_name", "id"),
            ("updated_at", "id"),
            ("scope", "name_folded", "id"),
            ("scope", "nip"),
            ("scope", "golongan"),
            ("scope", "kind"),
            ("scope", "status"),
            ("scope", "position_kind"),
            ("scope", "contract_end"),
            ("contract_end", "id"),
            ("kind", "id"),
            ("status", "id"),
            ("position_kind", "id"),
            "superior",
            "search_tokens",
            "date_tokens",
            *Record.CUSTOM_INDEXES,
        ],
    }

    nip = Nip(verbose_name="NIP", required=True, help_text=N_("18 digits; spaces are fine."))
    nip_old = Text(verbose_name=N_("Old NIP"), max_length=20)
    siasn_id = Text(verbose_name=N_("SIASN id"), max_length=64)
    nik = Nik(verbose_name="NIK", help_text=N_("16 digits; shown masked."))
    name = Text(verbose_name=N_("Name without titles"), required=True)
    name_folded = StringField(help_text="the name folded, for sorting")
    title_front = Text(verbose_name=N_("Front title"), max_length=60)
    title_back = Text(verbose_name=N_("Back title"), max_length=80)
    birth_place = Text(verbose_name=N_("Place of birth"), max_length=80)
    birth_date = Day(verbose_name=N_("Date of birth"))
    sex = StringField(verbose_name=N_("Sex"), choices=codes.SEXES)
    kind = StringField(verbose_name=N_("Kind"), choices=codes.KINDS, required=True, default="pns")
    status = StringField(verbose_name=N_("Legal status"), choices=codes.LEGAL_STATUSES, default="01", required=True)
    cpns_since = Day(verbose_name=N_("CPNS/PPPK since (TMT)"), help_text=N_("First day of service."))
    pns_since = Day(verbose_name=N_("PNS since (TMT)"))
    jp_year_from = IntField(help_text="where their year of learning hours begins, month × 100 + day; none: 1 January")
    contract_end = Day(verbose_name=N_("Contract ends"), help_text=N_("PPPK only."))
    kgb_since = Day(
        verbose_name=N_("Last KGB (TMT)"),
        help_text=N_("Where unknown, counted in two-year steps from the start of service."),
    )
    honour_received = StringField(verbose_name=N_("Satyalancana Karya Satya received"), choices=codes.HONOURS)
    golongan = StringField(verbose_name=N_("Golongan"), choices=codes.GOLONGAN)
    golongan_since = Day(verbose_name=N_("Golongan since (TMT)"))
    service_years = IntField(verbose_name=N_("Service, years"), min_value=0, max_value=60)
    service_months = IntField(verbose_name=N_("Service, months"), min_value=0, max_value=11)
    position_kind = StringField(verbose_name=N_("Kind of position"), choices=codes.POSITION_KINDS)
    position_level = StringField(verbose_name=N_("Level of position"), choices=codes.POSITION_LEVELS)
    position_name = Text(verbose_name=N_("Position"))
    position_since = Day(verbose_name=N_("Position since (TMT)"))
    eselon = StringField(verbose_name=N_("Eselon"), choices=codes.ESELONS)
    retirement_age = IntField(
        verbose_name=N_("Retirement age (BUP)"), min_value=50, max_value=70, default=58, help_text=N_("Years.")
    )
    department = Reference("Department", verbose_name=N_("Unit"), required=True)
    superior = Reference("Employee", verbose_name=N_("Direct superior"))
    phone = Text(verbose_name=N_("Mobile number"), max_length=40)
    email = Text(verbose_name=N_("E-mail"), max_length=120)
    official_email = Text(verbose_name=N_("Official e-mail"), max_length=120)
    address = Text(verbose_name=N_("Address"), lines=True, max_length=500)
    photo = FileId(("image",), verbose_name=N_("Photo"), help_text=N_("JPEG or PNG, at most 2 MB."))
    educations = EmbeddedDocumentListField(Education, verbose_name=N_("Education"))
    positions = EmbeddedDocumentListField(PositionHeld, verbose_name=N_("Positions"))
    ranks = EmbeddedDocumentListField(RankHeld, verbose_name=N_("Ranks"))

    @property
    def label(self) -> str:
        return with_titles(self.name, self.title_front, self.title_back)

    @property
    def is_pppk(self) -> bool:
        return self.kind in codes.PPPK_KINDS

    def derive(self, known: Known) -> None:
        super().derive(known)
        self.name_folded = fold(self.name or "")
        self.search_tokens = tokens((self.name, self.nip, self.position_name))
        self.birth_date = self.birth_date or birth_date(self.nip or "")  # type: ignore[assignment]
        self.jp_year_from = year_from(self.kind, self.cpns_since)
        studied = self._keep_histories()
        self.keep_dates(coming({**self.told(FIELDS), "educations": studied}))

    def _keep_histories(self) -> list[dict[str, Any]]:
        """The present rank and position always stand in their histories, once. Returns the levels of education. Each
        history is read once, as reading costs."""
        ranks, positions, educations = list(self.ranks), list(self.positions), list(self.educations)
        if self.golongan and not any(
            row.golongan == self.golongan and self.golongan_since in (None, row.since) for row in ranks
        ):
            ranks.append(RankHeld(golongan=self.golongan, since=self.golongan_since))
        if self.position_name and not any(
            row.name == self.position_name and self.position_since in (None, row.since) for row in positions
        ):
            positions.append(PositionHeld(name=self.position_name, kind=self.position_kind, since=self.position_since))
        self.ranks = sorted(ranks, key=lambda row: row.since or date.min)
        self.positions = sorted(positions, key=lambda row: row.since or date.min)
        self.educations = sorted(educations, key=lambda row: row.year or 0)
        return [{"level": row.level} for row in educations]

    def problems(self) -> dict[str, Message]:
        found = {}
        if self.superior and self.superior == self.id:
            found["superior"] = Message(N_("Nobody is their own superior."))
        if self.birth_date and self.birth_date.year < 1900:
            found["birth_date"] = Message(N_("The year lies before 1900."))
        if self.golongan and self.golongan.startswith("P") != self.is_pppk:
            found["golongan"] = Message(N_("This golongan belongs to another kind of employee."))
        return found

    def warnings(self) -> Sequence[Message]:
        return nip_warnings(self.nip, self.birth_date, self.sex, self.cpns_since, self.is_pppk)


_FRONT = re.compile(r"^((?:(?:prof|dr|drg|drs|dra|ir|apt)\.\s*)+)(?=\S)", re.IGNORECASE)


def without_titles(told: str) -> tuple[str, str | None, str | None]:
    """(name, titles before it, titles behind it) of a name as offices write it; the reverse of `with_titles`.

    Before a name only what can be nothing but a title counts: `M.` and `H.` begin many names.
    """
    name, _, back = (part.strip() for part in told.partition(","))
    match = _FRONT.match(name)
    front = match[1].strip() if match and match[1].strip() != name else ""
    return name[len(match[1]) :] if match and front else name, front or None, back or None


def with_titles(name: str | None, front: str | None, back: str | None) -> str:
    """`dr. Hanifah Azzahra, Sp.A.`: titles before and after the name as an office writes them."""
    whole = " ".join(str(part) for part in (front, name) if part)
    return f"{whole}, {back}" if back else whole
