"""Candidate rules: composed by an HR admin from criteria; the page of one lists who meets it and who lacks one."""

from __future__ import annotations

from typing import Any

from bson import ObjectId

from admin_views import candidacy_texts
from admin_views.base import RecordView, Section
from admin_views.columns import Raw
from admin_views.formats import Labels, format_count
from models.candidate_rules import CandidateRule
from models.wording import N_
from operations import candidates
from operations.actors import Actor
from operations.policy import Action, may

MOST = 200
"""People shown in each of the two lists."""


class CandidateRules(RecordView):
    document = CandidateRule
    title = N_("Candidates")
    singular = N_("Candidate rule")
    group = N_("Talent")
    icon = "checklist"
    order = 61
    details_template = "candidate_rule.html"
    parts = (("candidates", N_("Candidates")), ("rule", N_("Rule")), ("changes", N_("Changes")))
    search_hint = N_("Name")
    empty = N_("No rules yet. An HR admin composes one from criteria; it then lists who meets them.")
    sort = ("name", False)
    columns = ("name", "purpose", "department", "criteria")
    more_columns = ("note", "updated_at")
    sortable = {"name": "name", "purpose": "purpose"}
    filters = ("department", "purpose")
    sections = (
        Section(N_("Rule"), ("name", "purpose", "department", "note")),
        Section(N_("Criteria"), ("criteria",)),
    )

    def _all_ids(self, raw: dict[str, Any], acts: list[dict[str, Any]]) -> dict[str, set[ObjectId]]:
        """The candidates need no labels: their page is one round trip shorter."""
        return {} if self._part() == "candidates" else super()._all_ids(raw, acts)

    def details(self, actor: Actor, raw: Raw, acts: Any, shown: Labels) -> dict[str, Any]:
        found = super().details(actor, dict(raw), acts, shown)
        if self._part() != "candidates":
            return found
        return {**found, **self._candidates(actor, dict(raw))}

    def _candidates(self, actor: Actor, raw: dict[str, Any]) -> dict[str, Any]:
        listed = candidates.of_rule(actor, raw)
        rows = [row for row in raw.get("criteria") or () if isinstance(row, dict)]
        can_make = may(actor, Action.CREATE, "Recommendation")
        new_url = f"{self.get_url('recommendations.create_view')}?rule={raw['_id']}" if can_make else None

        def told(people: Any, url: str | None) -> list[dict[str, Any]]:
            return [candidacy_texts.candidate(actor, each, rows, url) for each in people[:MOST]]

        return {
            "criteria": [candidacy_texts.criterion(row) for row in rows],
            "whole": told(listed.whole, new_url),
            "near": told(listed.near, None),
            "whole_count": format_count(len(listed.whole)),
            "near_count": format_count(len(listed.near)),
            "looked_at": format_count(listed.looked_at),
            "is_narrowed": listed.is_narrowed,
        }
