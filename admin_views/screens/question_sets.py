"""Question sets: what a unit asks in its rounds of feedback."""

from __future__ import annotations

from admin_views.base import RecordView, Section
from models.question_sets import QuestionSet
from models.wording import N_


class QuestionSets(RecordView):
    document = QuestionSet
    title = N_("Question sets")
    singular = N_("Question set")
    group = N_("Development")
    icon = "list-check"
    order = 33
    search_hint = N_("Name")
    empty = N_("No question sets yet. Write one: eight to fifteen questions are answered willingly.")
    sort = ("name", False)
    columns = ("name", "department")
    more_columns = ("updated_at",)
    sortable = {"name": "name"}
    filters = ("department",)
    sections = (Section(N_("Question set"), ("department", "name")), Section(N_("Questions"), ("questions",)))
