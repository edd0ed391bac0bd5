"""The audit trail: building and writing entries. Nothing ever changes or deletes one."""

from __future__ import annotations

from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from bson import ObjectId

from models.audit import Act, AuditEntry
from models.moments import now
from operations.actors import Actor

request_id: ContextVar[str | None] = ContextVar("request_id", default=None)
"""The id of the request this thread works for; log lines carry the same."""


class Source(StrEnum):
    """Through what an act came."""

    FORM = "form"
    IMPORT = "import"
    COMMAND = "command"
    SEED = "seed"
    JOB = "job"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a write comes from. `token` makes a form's submit count once; `job` is the import it belongs to."""

    source: Source = Source.FORM
    token: str | None = None
    job: ObjectId | None = None


def entry(actor: Actor, act: Act, origin: Origin, **more: Any) -> dict[str, Any]:
    """An entry ready to insert; None and empty values are left out."""
    made = {
        "_id": ObjectId(),
        "at": now(),
        "actor": actor.id,
        "actor_name": actor.name,
        "action": act.value,
        "source": origin.source.value,
        "token": origin.token,
        "job": origin.job,
        "request_id": request_id.get(),
        "confidential": False,
        **more,
    }
    return {key: value for key, value in made.items() if value not in (None, [], {}, "")}


def note(actor: Actor, act: Act, origin: Origin, detail: Mapping[str, Any] | None = None, **more: Any) -> None:
    """Record an act that is no write: a reveal, an export, a download, a sign-in."""
    AuditEntry._get_collection().insert_one(entry(actor, act, origin, detail=dict(detail or {}), **more))
