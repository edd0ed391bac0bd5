"""A meeting, its people and what was agreed, as pages show them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask import url_for

from admin_views.translations import choice_labels, say
from models.dates import format_day
from models.follow_ups import OPEN, STATUSES
from models.meetings import STATES, MeetingState
from models.moments import day_at, today
from models.notes import ANSWERS, ATTENDANCES
from models.steps import Step
from models.wording import N_, Message
from operations.careers import day_of

_LEADING = (("chair", N_("Chair")), ("notetaker", N_("Minute taker")))
_REASONS = {"minutes": N_("Sent back"), "draft": N_("Back to draft"), "cancelled": N_("Cancelled")}
LOOKS = {
    "draft": "", "invited": "go", "running": "go", "minutes": "wait", "submitted": "wait", "approved": "ok",
    "closed": "ok", "cancelled": "late", "withdrawn": "late",
}  # fmt: skip

NOBODY_APPROVES = N_(
    "Nobody could approve the minutes of this meeting: whoever may is talked about in it, or takes or submits the "
    "minutes. Take them out of those talked about, name another minute taker, or ask BKPSDM for an acting head."
)


def when(raw: Mapping[str, Any]) -> str:
    """`17-08-2026, 09.00–11.00 WIB`."""
    day = day_of(raw.get("day"))
    hours = "–".join(str(raw[name]) for name in ("starts", "ends") if raw.get(name))
    return f"{format_day(day)}, {hours} WIB" if day else ""


def state(raw: Mapping[str, Any]) -> str:
    """What its state is called."""
    return state_named(raw.get("state"))


def state_named(code: Any) -> str:
    """What a state is called."""
    return choice_labels(STATES).get(str(code), str(code or ""))


def reason(raw: Mapping[str, Any]) -> dict[str, str] | None:
    """Why a meeting came into its state, where somebody said so."""
    text = str(raw.get("reason") or "")
    return {"label": say(_REASONS.get(str(raw.get("state")), N_("Reason"))), "text": text} if text else None


def step(each: Step) -> dict[str, Any]:
    """A step as its button."""
    sure = say(each.sure) if each.sure else ""
    told = {"key": each.key, "label": say(each.label), "needs_reason": each.needs_reason}
    return {**told, "asks": say(each.asks), "sure": sure}


def meeting_step(each: Step, raw: Mapping[str, Any], is_empty: bool) -> dict[str, Any]:
    """A step of a meeting as its button. Asked after is one that is begun on another day than its own, and an
    invitation while nobody is talked about (`is_empty`): its number is used for good."""
    told, day = step(each), day_of(raw.get("day"))
    if each.key == "invite" and is_empty:
        told["sure"] = say(NOBODY_TALKED_ABOUT)
    if each.key == "start" and day is not None and day != today():
        text = N_("This meeting is on %(day)s, which is not today. It is under way from now on.")
        told["sure"] = say(Message(text, day=format_day(day)))
    return told


NOBODY_TALKED_ABOUT = N_(
    "Nobody is talked about yet: the letter goes to those alone who take part, and its number is used. Add people "
    "first, or send it as it is."
)


def waits_for(approvers: list[str]) -> str:
    """Who may approve what waits for it; nothing where nobody is named."""
    names = "; ".join(approvers[:5]).removesuffix(".")
    return say(Message(N_("Waits to be approved by: %(names)s."), names=names)) if approvers else ""


def approval(raw: Mapping[str, Any], approvers: list[str], forbidden: Message | None) -> dict[str, Any] | None:
    """Who may approve the minutes, told while that is still to come; a warning where nobody could."""
    if not approvers:
        return {"is_wrong": True, "text": say(NOBODY_APPROVES)}
    if raw.get("state") != MeetingState.SUBMITTED:
        return None
    told = waits_for(approvers)
    return {"is_wrong": False, "text": " ".join(filter(None, (say(forbidden) if forbidden else "", told)))}


def _part(raw: Mapping[str, Any], meeting: Mapping[str, Any]) -> str:
    """What somebody does in a meeting."""
    who = raw.get("employee")
    parts = [label for name, label in _LEADING if who is not None and meeting.get(name) == who]
    if raw.get("is_discussed") or not parts:
        parts.append(N_("Talked about") if raw.get("is_discussed") else N_("Takes part"))
    return ", ".join(map(say, parts))


def person(raw: Mapping[str, Any], meeting: Mapping[str, Any], sent: Mapping[Any, int]) -> dict[str, Any]:
    """A participant as a row; `sent` are the aspirations that employees sent beforehand and nobody took up yet."""
    return {
        "sent": sent.get(raw.get("employee"), 0),
        "part": _part(raw, meeting),
        "id": str(raw["_id"]),
        "name": str(raw.get("employee_name") or raw.get("guest") or ""),
        "from": str(raw.get("guest_from") or ""),
        "employee": str(raw.get("employee") or ""),
        "is_discussed": bool(raw.get("is_discussed")),
        "attendance": choice_labels(ATTENDANCES).get(str(raw.get("attendance") or ""), ""),
        "answer": choice_labels(ANSWERS).get(str(raw.get("answer") or ""), ""),
    }


def agreed(raw: Mapping[str, Any]) -> dict[str, Any]:
    """A follow-up as a row."""
    due = day_of(raw.get("due"))
    is_open = raw.get("status") in OPEN
    return {
        "id": str(raw["_id"]),
        "text": str(raw.get("text") or ""),
        "about": str(raw.get("employee_name") or ""),
        "pic": str(raw.get("pic_label") or ""),
        "due": format_day(due) if due else "",
        "status": choice_labels(STATUSES).get(str(raw.get("status")), ""),
        "is_open": is_open,
        "asked": bool(raw.get("asked")),
        "reply": str(raw.get("reply") or ""),
        "url": url_for("follow_ups.details_view", id=str(raw["_id"])),
        "is_late": bool(is_open and due and due < today()),
        "days": (today() - day_at(raw["created_at"])).days if raw.get("created_at") else 0,
    }


def unsettled(rows: Iterable[Mapping[str, Any]]) -> int:
    """How many agreed steps say not who does them or until when."""
    return sum(not (raw.get("pic_label") and raw.get("due")) for raw in rows)
