"""User, Membership and Session: who signs in, as what, and where from."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar

from mongoengine import (
    BooleanField,
    DateTimeField,
    DictField,
    Document,
    EmbeddedDocument,
    EmbeddedDocumentListField,
    IntField,
    ListField,
    ObjectIdField,
    StringField,
)

from models.base import Known, Record
from models.fields import Day, Reference, Text
from models.search import tokens
from models.wording import N_, Message


class Role(StrEnum):
    """What a user is in a unit; domain.md §7. Rights are in operations.policy."""

    HR_ADMIN = "hr_admin"
    HEAD = "head"
    SECRETARY = "secretary"
    AUDITOR = "auditor"
    LEADERSHIP = "leadership"


ROLE_LABELS = (
    (Role.HR_ADMIN.value, N_("HR admin (BKPSDM)")),
    (Role.HEAD.value, N_("Head of agency")),
    (Role.SECRETARY.value, N_("Agency secretary")),
    (Role.AUDITOR.value, N_("Auditor (Inspektorat)")),
    (Role.LEADERSHIP.value, N_("Leadership (Sekda, Wali Kota)")),
)
PLT, PLH = "plt", "plh"
ACTING = (("definitive", N_("Definitive")), (PLT, N_("Plt – acting")), (PLH, N_("Plh – while somebody is away")))
"""How somebody holds a seat: Pelaksana Tugas while it is vacant, Pelaksana Harian while its holder is away."""
SHORT = {PLT: "Plt.", PLH: "Plh."}
"""What stands before the name of the seat of who only acts in it, on paper as on screens."""
THEMES = (("auto", N_("As the device")), ("light", N_("Light")), ("dark", N_("Dark")))
DENSITIES = (("compact", N_("Compact")), ("comfortable", N_("Comfortable")))
PAGE_SIZES = ((20, "20"), (50, "50"), (100, "100"))
LOCALES = (("id", "Bahasa Indonesia"), ("en", "English"))


class Membership(EmbeddedDocument):
    """A role in a unit and everything under it, from the first of its days to the last; an open end has no day.

    What was handed over names the account that handed it over, and holds no longer than that one's own seat.
    """

    meta = {"strict": False}

    role = StringField(verbose_name=N_("Role"), choices=ROLE_LABELS, required=True)
    unit = Reference("Department", verbose_name=N_("Unit"), required=True)
    acting = StringField(verbose_name=N_("Held as"), choices=ACTING)
    begins = Day(verbose_name=N_("From"), help_text=N_("Left empty: from now on."))
    until = Day(verbose_name=N_("Until"), help_text=N_("Its last day. Left empty: without end."))
    handed_by = Reference("User", verbose_name=N_("Handed over by"))


def holds_on(row: Mapping[str, Any], day: date) -> bool:
    """Whether a stored membership holds on a day (WIB); where one of its days is none, it does not."""
    begins, until = row.get("begins"), row.get("until")
    if not all(end is None or isinstance(end, datetime) for end in (begins, until)):
        return False
    return (begins is None or begins.date() <= day) and (until is None or day <= until.date())


def own_rows(raw: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The stored memberships of an account that nobody handed over to it."""
    return [row for row in rows_of(raw) if row.get("handed_by") is None]


def rows_of(raw: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The stored memberships of an account, whatever was written past the panel."""
    held = raw.get("memberships")
    return [row for row in held if isinstance(row, dict)] if isinstance(held, list) else []


class User(Record):
    """An account. Managed by HR admins; the password is kept as an Argon2id hash."""

    SEARCHED = ("username", "name")
    SECRET = frozenset({"password_hash", "second_factor_seed", "recovery_codes", "calendar_token"})
    DERIVED = Record.DERIVED | {
        "last_sign_in_at", "previous_sign_in_at", "locale", "theme", "density", "page_size", "columns",
        "has_second_factor", "second_factor_step",
    }  # fmt: skip
    meta: ClassVar[dict[str, Any]] = {
        "collection": "users",
        "indexes": [
            {"fields": ["username"], "unique": True}, ("name", "id"), ("is_active", "id"), "search_tokens",
            "calendar_token", "memberships.handed_by", "memberships.role", "memberships.unit",
            ("scope", "name", "id"),
        ],
    }  # fmt: skip

    username = StringField(
        verbose_name=N_("User name"),
        required=True,
        regex=r"^[a-z0-9][a-z0-9._-]{2,39}$",
        help_text=N_("3–40 lower-case letters, digits, dots or dashes."),
    )
    name = Text(verbose_name=N_("Name"), required=True)
    employee = Reference("Employee", verbose_name=N_("Employee"), help_text=N_("Their own record, if they have one."))
    memberships = EmbeddedDocumentListField(Membership, verbose_name=N_("Roles"))
    is_active = BooleanField(verbose_name=N_("Active"), default=True)
    password_hash = StringField(verbose_name=N_("Password"), help_text="Argon2id")
    must_change_password = BooleanField(verbose_name=N_("Must change password"), default=True)
    has_second_factor = BooleanField(verbose_name=N_("Second factor"), default=False)
    second_factor_seed = StringField(verbose_name=N_("Second factor"), help_text="see operations.second_factor")
    second_factor_step = IntField(help_text="the newest 30-second step whose code was used: none is taken twice")
    recovery_codes = ListField(StringField(), verbose_name=N_("Recovery codes"), help_text="SHA-256 of those unused")
    calendar_token = StringField(verbose_name=N_("Calendar feed"), help_text="SHA-256 of the feed's secret address")
    locale = StringField(verbose_name=N_("Language"), choices=LOCALES)
    theme = StringField(verbose_name=N_("Appearance"), choices=THEMES, default="auto")
    density = StringField(verbose_name=N_("Density"), choices=DENSITIES)
    page_size = IntField(verbose_name=N_("Rows on a page"), choices=PAGE_SIZES)
    columns = DictField(help_text="columns chosen a list: {screen: [key, …]}, see operations.preferences")
    last_sign_in_at = DateTimeField(verbose_name=N_("Last sign-in"))
    previous_sign_in_at = DateTimeField(verbose_name=N_("Sign-in before that"))

    @property
    def label(self) -> str:
        return f"{self.name} ({self.username})"

    def place(self, known: Known) -> None:
        self.scope = sorted({unit for row in self.memberships for unit in known.get(row.unit, {}).get("scope", ())})

    def derive(self, known: Known) -> None:
        self.place(known)
        self.search_tokens = tokens((self.username, self.name))
        self.has_second_factor = bool(self.second_factor_seed)

    def problems(self) -> dict[str, Message]:
        if self.is_active and not self.memberships:
            return {"memberships": Message(N_("An active account needs a role."))}
        return {
            f"memberships-{index}-until": Message(N_("This day is before the first one."))
            for index, row in enumerate(self.memberships)
            if row.begins and row.until and row.until < row.begins
        }


class Session(Document):
    """A signed-in browser. The cookie holds the token, the store its SHA-256 alone."""

    meta: ClassVar[dict[str, Any]] = {
        "collection": "sessions",
        "strict": False,
        "auto_create_index": False,
        "indexes": ["user", {"fields": ["expires_at"], "expireAfterSeconds": 0}],
    }

    token_hash = StringField(primary_key=True)
    user = ObjectIdField(required=True)
    created_at = DateTimeField(required=True)
    seen_at = DateTimeField(required=True, help_text="last request, to the minute")
    expires_at = DateTimeField(required=True, help_text="absolute end")
    address = StringField(max_length=64)
    agent = StringField(max_length=200)
