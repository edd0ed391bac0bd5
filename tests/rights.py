"""Who may write what, told once more than operations.policy tells it, so that a hole there is seen: a new screen is
walked on the day it is registered, and nobody but HR writes there until it stands here."""

from __future__ import annotations

from collections.abc import Mapping

from tests.registering import IZIN

_SECRETARY = {"Employee": "create change", "Training": "create change delete", "Feedback": "create change"}
_SECRETARY |= {IZIN.__name__: "create change delete"}
_MEETINGS = dict.fromkeys(("MeetingSeries", "Meeting", "Note", "FollowUp", "Addendum"), "create change")
_MEETINGS |= {"Participant": "create change delete"}
_SECRETARY |= _MEETINGS
_EVALUATIONS = {"EvaluationCycle": "create change", "Evaluation": "change"}
_SECRETARY |= _EVALUATIONS
_PLANS = dict.fromkeys(
    ("Competency", "PositionStandard", "CompetencyProfile", "DevelopmentPlan", "CoachingSession"), "create change"
) | {"PlanItem": "create change delete"}
_SECRETARY |= _PLANS
_ROUNDS = dict.fromkeys(("QuestionSet", "FeedbackRound"), "create change") | {"RoundInvitation": "create change delete"}
_SECRETARY |= _ROUNDS
_TALENT = dict.fromkeys(("TalentAssessment", "SuccessionSlate", "Recommendation"), "create change")
RIGHTS: Mapping[str, Mapping[str, str]] = {
    "head_a": {
        "Training": "create change",
        "Feedback": "create change",
        **_MEETINGS,
        **_EVALUATIONS,
        **_PLANS,
        **_ROUNDS,
        **_TALENT,
        "RoundResult": "change",
    },
    "secretary_a": _SECRETARY,
    "outsider_b": _SECRETARY,
}
SIDES = {"head_a": "a", "secretary_a": "a", "outsider_b": "b"}
