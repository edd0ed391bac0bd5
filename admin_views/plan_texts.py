"""Development plans as pages show them: gaps, items with their progress, and addresses of forms that answer a gap."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlencode

from bson import ObjectId

from admin_views.addresses import path_of
from admin_views.formats import Labels, formatter
from admin_views.translations import choice_labels, say
from models.coaching import CoachingSession
from models.dates import format_day
from models.gaps import RATED
from models.moments import today
from models.notes import NOTE_KINDS
from models.plan_items import ITEM_KINDS, ITEM_STATUSES, OPEN_ITEMS, REASONS, UNCOUNTED
from models.plans import PLAN_STATES
from models.wording import N_, Message
from operations.careers import day_of
from operations.plan_gaps import Found
from operations.plans import Progress
from operations.references import OUTSIDE

Raw = Mapping[str, Any]
LOOKS = {"draft": "", "submitted": "wait", "agreed": "wait", "approved": "go", "closed": "ok"}
ITEM_LOOKS = {"planned": "", "running": "go", "done": "ok", "dropped": "", "carried": ""}


def state(raw: Raw) -> dict[str, str]:
    """A plan's state as its tag."""
    code = str(raw.get("state"))
    return {"label": choice_labels(PLAN_STATES).get(code, code), "look": LOOKS.get(code, "")}


def progress(raw: Raw) -> dict[str, Any]:
    """How many of a plan's items are done."""
    done, total = (raw.get(name) if isinstance(raw.get(name), int) else 0 for name in ("done", "total"))
    percent = min(max(round(100 * done / total), 0), 100) if done and total else 0
    told = Message(N_("%(done)s of %(total)s items done"), done=done, total=total) if total else N_("No items yet")
    return {"done": done, "total": total, "percent": percent, "text": say(told)}


def brief_progress(raw: Raw, labels: Labels) -> str:
    """`2/5`, for a column; nothing without items."""
    found = progress(raw)
    return f"{found['done']}/{found['total']}" if found["total"] else ""


def items(rows: Iterable[Raw]) -> list[dict[str, Any]]:
    """A plan's items as rows."""
    kinds, statuses, reasons = choice_labels(ITEM_KINDS), choice_labels(ITEM_STATUSES), choice_labels(REASONS)
    now, found = today(), []
    for raw in rows:
        status, due = str(raw.get("status")), day_of(raw.get("due"))
        jp = raw.get("jp")
        found.append(
            {
                "title": str(raw.get("title") or ""),
                "url": f"{path_of('plan_items.details_view')}?id={raw['_id']}",
                "kind": kinds.get(str(raw.get("kind")), ""),
                "why": reasons.get(str(raw.get("why")), ""),
                "due": format_day(due) if due else "",
                "jp": jp if isinstance(jp, int) else "",
                "status": statuses.get(status, status),
                "look": ITEM_LOOKS.get(status, ""),
                "is_late": status in OPEN_ITEMS and due is not None and due < now,
            }
        )
    return found


def trainings(rows: Iterable[Raw], item: Raw) -> list[tuple[str, str, bool]]:
    """The trainings that may carry an item out, each with its day and whether it does; among them the one that does."""
    held = item.get("training")
    found = [(str(raw["_id"]), _dated(raw), raw["_id"] == held) for raw in rows]
    is_told = held is None or any(is_now for *_, is_now in found)
    return found if is_told else [*found, (str(held), say(OUTSIDE), True)]


def _dated(raw: Raw) -> str:
    day = day_of(raw.get("ends_on")) or day_of(raw.get("starts_on"))
    return " · ".join(part for part in (str(raw.get("title") or ""), format_day(day) if day else "") if part)


def gaps(found: Found, plan: Raw | None, rows: Iterable[Raw], labels: Labels) -> list[dict[str, Any]]:
    """The gaps as rows, each with the items that answer it, or the form of one; no form where the plan takes none."""
    answers = [raw for raw in rows if str(raw.get("status")) not in UNCOUNTED - {"carried"}]
    form = path_of("plan_items.create_view") if plan is not None and plan.get("state") == "draft" else None
    rated = choice_labels(RATED)
    told = [
        {
            "label": labels.get(each.competency) or say(OUTSIDE),
            "held": each.held if each.held is not None else say(N_("not assessed")),
            "present": each.present or "–",
            "target": each.target or "–",
            "size": each.size,
            "is_present": each.is_present,
            **_answered(form, plan, answers, {"why": "gap", "competency": each.competency}),
        }
        for each in found.competencies
    ]
    below = say(N_("below expectation"))
    performance = [
        {
            "label": rated[name], "held": below, "present": "–", "target": "–", "size": "", "is_present": True,
            **_answered(form, plan, answers, {"why": "evaluation", "rated": name}),
        }
        for name in found.performance
    ]  # fmt: skip
    return [*performance, *told]


def _answered(form: str | None, plan: Raw | None, rows: Iterable[Raw], gap: Mapping[str, Any]) -> dict[str, Any]:
    key = "competency" if gap["why"] == "gap" else "rated"
    mine = [raw for raw in rows if raw.get(key) == gap[key]]
    url = f"{form}?{urlencode({'plan': plan['_id'], **gap})}" if form and plan else None
    return {"items": items(mine), "url": url}


def competencies(found: Found | None) -> set[ObjectId]:
    """The competencies whose names a page of gaps shows."""
    return {each.competency for each in found.competencies} if found else set()


def sources(found: Found) -> list[str]:
    """What the gaps were read from, or what is missing, each as a sentence."""
    day = day_of((found.profile or {}).get("assessed_on"))
    own, next_one = N_("present position: %(name)s"), N_("target: %(name)s")
    profile = Message(N_("Profile of %(day)s"), day=format_day(day)) if day else N_("No competency profile yet")
    present, target = ((each or {}).get("name") for each in (found.present, found.target))
    texts: list[Any] = [
        profile,
        Message(own, name=present) if present else N_("no standard for the present position"),
        Message(next_one, name=target) if target else N_("no standard aimed at"),
    ]
    if found.basis:
        texts.append(Message(N_("evaluation: %(name)s"), name=str(found.basis.get("title") or "")))
    return [say(each) for each in texts]


def said(note: Raw | None) -> dict[str, str] | None:
    """The note that an item answers, with its meeting's page."""
    if note is None:
        return None
    kind = choice_labels(NOTE_KINDS).get(str(note.get("kind")), "")
    url = f"{path_of('meetings.details_view')}?id={note.get('meeting')}"
    return {"kind": kind, "text": str(note.get("text") or ""), "url": url}


def sessions(rows: Iterable[Raw]) -> list[dict[str, str]]:
    """Sessions as rows."""
    return [
        {
            "topic": str(raw.get("topic") or ""),
            "on": format_day(day) if (day := day_of(raw.get("held_on"))) else "",
            "url": f"{path_of('coaching_sessions.details_view')}?id={raw['_id']}",
            "mean": formatter(CoachingSession.mean)(raw.get("mean"), {}),
        }
        for raw in rows
    ]


def brief(found: Progress | None) -> dict[str, Any] | None:
    """A person's plan in a few lines."""
    if found is None:
        return None
    url = f"{path_of('development_plans.details_view')}?id={found.plan['_id']}"
    told = {"title": str(found.plan.get("title") or ""), "state": state(found.plan)["label"], "url": url}
    return {**told, "text": progress(found.plan)["text"], "open": items(found.open)}
