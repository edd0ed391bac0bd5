"""What applying a draft would do to every record it reaches: the very code that applies it, with writing off."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from bson import ObjectId

from models.configurations import Configuration, ConfigurationDraft
from models.conversion_events import DECIDED, Event, What
from operations.changes import load
from operations.errors import Invalid
from operations.outcomes import Counts, Outcome
from operations.walks import Walk

EXAMPLES = 5


@dataclass(slots=True)
class Finding:
    """One thing that happens to `count` values; `key` is what a decision about it is filed under."""

    type: str
    path: str
    what: What
    code: str
    key: str
    count: int = 0
    invalid: int = 0
    examples: list[tuple[ObjectId, str, Event]] = field(default_factory=list)
    decision: str = ""

    @property
    def is_open(self) -> bool:
        """Whether somebody must still say what becomes of these values."""
        return self.what == What.TWICE or (self.what in DECIDED and not self.decision)


@dataclass(slots=True)
class Rehearsal:
    """What applying would do. `digest` stands for draft, decisions and counts: what is confirmed is what was seen."""

    counts: Counts
    findings: list[Finding]
    digest: str

    @property
    def is_open(self) -> bool:
        """Whether a decision is missing."""
        return any(finding.is_open for finding in self.findings)


class Tally:
    """What a walk met, gathered into findings. A record is an example of one where `tells` says that it may be told, of
    a sensitive value or of another."""

    def __init__(self, tells: Callable[[Outcome, bool], bool] = lambda outcome, is_sensitive: True) -> None:
        self._findings: dict[tuple[str, str], Finding] = {}
        self._tells = tells

    def add(self, outcome: Outcome, walk: Walk) -> None:
        """Count what happened to one record."""
        name = outcome.kind.type_name()
        for event in outcome.events:
            made = Finding(name, event.path, event.what, event.code, f"{name}/{event.key}")
            finding = self._findings.setdefault((name, event.key), made)
            finding.count += 1
            finding.invalid += event.is_invalid
            finding.decision = walk.decisions.get(name, {}).get(event.key, "")
            is_hidden = walk.is_sensitive(outcome, event.path)
            if len(finding.examples) < EXAMPLES and self._tells(outcome, is_hidden):
                shown = replace(event, before="", after="") if is_hidden else event
                finding.examples.append((outcome.raw["_id"], label_of(outcome), shown))

    def rehearsal(self, draft: ConfigurationDraft, walk: Walk) -> Rehearsal:
        """All of it, once the walk is over."""
        return Rehearsal(walk.counts, list(self._findings.values()), digest_of(draft, walk.counts))


def rehearse(
    draft: ConfigurationDraft,
    held: Configuration,
    tells: Callable[[Outcome, bool], bool] = lambda outcome, is_sensitive: True,
) -> Rehearsal:
    """Read every record that the draft reaches and say what would become of it. Writes nothing."""
    walk, tally = Walk(draft, held), Tally(tells)
    for outcome in walk.outcomes():
        tally.add(outcome, walk)
    return tally.rehearsal(draft, walk)


def digest_of(draft: ConfigurationDraft, counts: Counts) -> str:
    """What a confirmation carries: the same draft, decided the same way, with the same effect."""
    told = repr((draft.version, draft.base, sorted((draft.decisions or {}).items()), sorted(counts.told().items())))
    return hashlib.sha256(told.encode()).hexdigest()[:20]


def label_of(outcome: Outcome) -> str:
    """How people call the record."""
    try:
        return load(outcome.kind, outcome.raw).label
    except Invalid:
        return str(outcome.raw["_id"])
