"""Record: what every document that people edit has in common."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from bson import ObjectId
from mongoengine import DateTimeField, DictField, Document, IntField, ListField, ObjectIdField, StringField

from models.fields import Reference
from models.search import tokens
from models.wording import N_, Message

Known = Mapping[ObjectId, Mapping[str, Any]]


class Record(Document):
    """A versioned document that lies in one unit. Written by operations.records alone.

    `scope` holds the unit and all units above it, so that "everything under this unit" is one equality on a
    multikey index at any size. What is derived here (`scope`, `search_tokens`, `hidden_from`, and what a
    subclass names in `DERIVED`) is computed by `derive()` and never shown as a change.
    """

    meta: ClassVar[dict[str, Any]] = {
        "abstract": True,
        "strict": False,
        "auto_create_index": False,
        "indexes": [("id", "version")],  # the conditional write; the embedded server scans for it otherwise
    }
    DERIVED: ClassVar[frozenset[str]] = frozenset(
        [
            "id",
            "version",
            "created_at",
            "updated_at",
            "scope",
            "search_tokens",
            "hidden_from",
            "attributes",
            "unique_keys",
        ]
    )
    SENSITIVE: ClassVar[frozenset[str]] = frozenset()  # shown masked; each reveal is logged
    SECRET: ClassVar[frozenset[str]] = frozenset()  # never shown, not even in the history
    ANSWERED: ClassVar[frozenset[str]] = frozenset()  # set by those alone who have the right to answer
    SEARCHED: ClassVar[tuple[str, ...]] = ()
    CONFIGURABLE: ClassVar[bool] = False  # whether a unit may define fields of it
    OWNER: ClassVar[str | None] = None  # the reference that says which unit the record lies in
    IDENTITY: ClassVar[tuple[str, ...]] = ()  # what, beside the owner, an imported row is known by again
    NARROWED: ClassVar[Mapping[str, Any]] = {}  # the part of its collection that is this class's: stored values
    STEPPED: ClassVar[frozenset[str]] = frozenset()  # set by steps of their own, never by a form
    GUARDED: ClassVar[Mapping[str, Any]] = {}  # what must hold of the stored one at each change besides its version
    CONFIGURED: ClassVar[tuple[str, ...]] = ()  # stored fields that follow from a configuration besides `custom`

    version = IntField(default=1, help_text="counts writes; a save names the version it saw")
    created_at = DateTimeField(verbose_name=N_("First written"), help_text="when it was first written, UTC")
    updated_at = DateTimeField(verbose_name=N_("Last changed"), help_text="when it was last written, UTC")
    department = Reference("Department", verbose_name=N_("Unit"))
    scope = ListField(ObjectIdField(), help_text="that unit and every unit above it")
    search_tokens = ListField(StringField(), help_text="folded prefixes, see models.search")
    hidden_from = ListField(ObjectIdField(), help_text="employees who may not see it although their unit may")
    custom = DictField(help_text="values of defined fields by key, as stored; those of retired ones stay")
    attributes = ListField(StringField(), help_text="tokens of defined fields, see models.attributes")
    unique_keys = ListField(StringField(), help_text="`unit:key=value` of defined fields that are unique in a unit")

    CUSTOM_INDEXES: ClassVar[list[Any]] = [
        "attributes",
        # not $exists: an empty list is a key of its own, which only one record could have
        {"fields": ["unique_keys"], "unique": True, "partialFilterExpression": {"unique_keys": {"$gt": ""}}},
    ]

    @property
    def label(self) -> str:
        """How people call this record, in one line."""
        raise NotImplementedError

    @property
    def is_confidential(self) -> bool:
        """Whether only those entitled to confidential notes may see it (domain: BKPSDM and the leaders)."""
        return False

    @classmethod
    def type_name(cls) -> str:
        """What configurations call this type of record."""
        return cls.__name__

    @classmethod
    def kind_of(cls, raw: Mapping[str, Any]) -> type[Record]:
        """The class of a stored document of this collection."""
        return cls

    @classmethod
    def fixed(cls, raw: Mapping[str, Any]) -> Message | None:
        """Why a stored record takes no change by a form and is not deleted; None where it does. Steps go on."""
        return None

    def place(self, known: Known) -> None:
        """Lie where the owner lies."""
        owner = known.get(getattr(self, self.OWNER), {}) if self.OWNER else {}
        self.department = owner.get("department")  # type: ignore[assignment]
        self.scope = list(owner.get("scope", ()))

    def derive(self, known: Known) -> None:
        """Compute what follows from the rest. `known` has every record this one points at, as stored, by id."""
        self.place(known)
        self.search_tokens = tokens(getattr(self, name) for name in self.SEARCHED)

    def problems(self) -> dict[str, Message]:
        """What makes the record impossible to save, a field each; beyond the fields' own checks."""
        return {}

    def warnings(self) -> Sequence[Message]:
        """What is odd about the record but may be saved."""
        return ()
