"""The room of a meeting as its page is told it: plain values, and the words of its script in the reader's language."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from bson import ObjectId

from admin_views import evaluation_texts, plan_texts
from admin_views.formats import format_moment, formatter
from admin_views.translations import choice_labels, say
from models import clocks
from models.coming_dates import Coming
from models.dates import format_day
from models.moments import now, today
from models.notes import CATEGORIES, NOTE_KINDS
from models.people import Employee, with_titles
from models.unit_settings import DATES
from models.wording import N_
from operations import presence
from operations.careers import day_of
from operations.meeting_notes import Saved

SLOT = re.compile(r"[a-z]+:[0-9a-zA-Z_-]{1,64}")
"""What a thing that is written in the room may be called."""
CHAIN = re.compile(r"[0-9a-f]{32}")
_WORDS = {
    "saved": N_("Saved %(at)s"), "saving": N_("Saving…"), "waiting": N_("Waits to be sent"),
    "offline": N_("Offline: go on typing. All is kept in this browser and sent when the line is back."),
    "offline_short": N_("Offline – %(count)s waiting"), "all_saved": N_("All saved"),
    "closed": N_("This meeting takes no notes now. What you typed is kept in this browser."),
    "refused": N_("Not saved"), "discussion": N_("Discussion"), "aspiration": N_("Aspiration %(number)s"),
    "advice": N_("Advice"), "given_by": N_("Given by"), "category": N_("Category"), "private": N_("Confidential note"),
    "conclusion": N_("Conclusion"), "conclusion_all": N_("Conclusion of the meeting"),
    "agreed": N_("Agreed steps"), "add_aspiration": N_("Add an aspiration"),
    "add_advice": N_("Add advice"), "remove": N_("Take out"), "undo": N_("Undo"), "removed": N_("Taken out."),
    "here": N_("Also here: %(names)s"), "is_at": N_("%(name)s (%(place)s)"), "writes_here": N_("%(name)s is here"),
    "attendance_set": N_("%(name)s: %(what)s."),
    "quick": N_("What : who @ day/month, then Enter"), "quick_label": N_("New step"), "add": N_("Add"),
    "two": N_("Nothing is overwritten before you choose; what is not used stays in the history."), "mine": N_("Yours"),
    "two_short": N_("Two versions – choose one"), "refused_count": N_("%(count)s not saved – look"),
    "leaves_unsaved": N_("%(count)s not saved: it stays in this browser and is in no minutes."),
    "discard": N_("Discard"), "edit": N_("Edit"), "save": N_("Save"), "cancel": N_("Cancel"), "state": N_("State"),
    "step_added": N_("Step added."), "step_changed": N_("Step changed."), "pic": N_("PIC"), "read": N_("Read as:"),
    "not_known": N_("no employee here"), "not_meant": N_("Nobody is meant"), "none_of_them": N_("None of them"),
    "several": N_("Several are called “%(who)s”. Who is meant?"), "in_days": N_("in %(count)s days"),
    "and_more": N_("and %(count)s others – write more of the name"),
    "no_day": N_("“%(day)s” is no day. Which one?"), "status_set": N_("%(text)s: %(status)s."),
    "status_of": N_("Status: %(text)s"), "reason": N_("Reason"), "carried": N_("From earlier meetings"),
    "unread": N_("What is known of this person is shown once the line is back."),
    "none_carried": N_("Nothing is open from earlier meetings."), "all_present": N_("All others are present"),
    "attended": N_("%(count)s of %(all)s noted"), "takes_part": N_("takes part"), "guest": N_("guest"),
    "no_phrases": N_("Your unit has set no standard phrases yet. They are set under Settings."),
    "theirs": N_("Theirs"), "theirs_by": N_("%(name)s, %(at)s"), "use_mine": N_("Use mine"),
    "use_theirs": N_("Use theirs"), "use_both": N_("Put both together"), "next": N_("Next: %(name)s"),
    "of": N_("%(number)s of %(count)s"), "attendance": N_("Attendance"),
    "proposed": N_("Sent beforehand"), "take_up": N_("Take up"),
    "minutes": N_("%(count)s min"), "phrases": N_("Standard phrases"),
    "person_in_charge": N_("Person in charge"), "due": N_("Due"), "what": N_("What"),
    "meeting_notes": N_("Whole meeting"), "off_agenda": N_("Item taken off the agenda"),
    "start": N_("Start the timer: %(name)s"),
    "pause": N_("Pause the timer: %(name)s"), "spent_of": N_("%(spent)s of %(count)s min"),
    "over": N_("%(spent)s of %(count)s min: %(over)s over"), "is_over": N_("“%(name)s” takes longer than planned."),
    "not_added": N_("%(count)s not added yet"), "about_whom": N_("About"), "no_pic": N_("nobody in charge yet"),
    "leaves_drafts": N_("%(count)s step is typed but not added: it is in no minutes. Cancel, then press Enter there."),
    "leaves_unsettled": N_("Steps without a person in charge or a day: %(count)s."),
    "sure_end": N_("The timers stop, and the room is left. Notes can be completed until the minutes are submitted."),
    "sure_submit": N_("The minutes wait to be approved then. Nothing is added unless they are taken or sent back."),
    "signed_out": N_("Your session ended. What you typed is kept in this browser and sent once you have signed in."),
    "sign_in": N_("Sign in again"), "reload": N_("Load the page anew"), "days_ago": N_("%(count)s days ago"),
    "moved": N_("Somebody took this meeting a step further. What you typed is kept."),
    "too_long": N_("%(count)s characters, at most %(most)s are kept. Shorten it: so far it is in this browser alone."),
    "asked": N_("asked of BKPSDM"), "reply": N_("Answer of BKPSDM: %(text)s"),
}  # fmt: skip


def words() -> dict[str, str]:
    """The words of the page's script."""
    return {name: say(text) for name, text in _WORDS.items()}


def codes(choices: Sequence[tuple[str, str]]) -> list[list[str]]:
    """A code list as pairs in the reader's language."""
    return [list(pair) for pair in choice_labels(tuple(choices)).items()]


def categories() -> list[list[str]]:
    """What an aspiration may be about."""
    return codes(CATEGORIES)


def point(raw: Mapping[str, Any]) -> dict[str, Any]:
    """An agenda item."""
    return {name: raw.get(name) or "" for name in ("key", "title", "minutes", "presenter")}


def clock(raw: Mapping[str, Any]) -> dict[str, Any]:
    """A meeting's timers as of now: seconds each, and what runs; a browser counts on from there by its own clock."""
    held = raw.get("clock")
    return {"spent": clocks.spent(held, now()), "running": clocks.running(held)}


def read_place(said: Mapping[str, Any]) -> tuple[str, str]:
    """(whose part of the room, which note) a browser tells that somebody is at; what cannot be is the whole meeting."""
    place, slot = str(said.get("place") or ""), str(said.get("slot") or "")
    return place if ObjectId.is_valid(place) else presence.WHOLE, slot if SLOT.fullmatch(slot) else ""


def read_press(said: Mapping[str, Any]) -> tuple[str, bool, timedelta]:
    """(key, whether it runs, how long ago it was pressed) as a browser tells of a timer."""
    key, ago = said.get("key"), said.get("ago")
    is_number = isinstance(ago, (int, float)) and not isinstance(ago, bool) and 0 <= ago < 1e9
    return str(key)[:24], said.get("runs") is True, timedelta(milliseconds=ago if is_number and ago else 0)


def person(raw: Mapping[str, Any]) -> dict[str, Any]:
    """A participant."""
    return {
        "id": str(raw["_id"]),
        "employee": str(raw.get("employee") or ""),
        "name": str(raw.get("employee_name") or raw.get("guest") or ""),
        "is_discussed": bool(raw.get("is_discussed")),
        "attendance": str(raw.get("attendance") or ""),
    }


def note(raw: Mapping[str, Any]) -> dict[str, Any]:
    """A note as it is stored."""
    return {
        "slot": raw["slot"], "version": raw.get("version") or 1, "kind": raw.get("kind"),
        "employee": str(raw.get("employee") or ""), "parent": raw.get("parent") or "",
        "text": raw.get("text") or "", "category": raw.get("category") or "", "given_by": raw.get("given_by") or "",
        "order": raw.get("order") or 0, "removed": bool(raw.get("removed")), "proposed": bool(raw.get("proposed")),
        "source": {name: (raw.get("source") or {}).get(name) for name in ("chain", "stamp")},
        "by": raw.get("written_by") or "", "at": format_moment(raw["updated_at"])[-5:] if raw.get("updated_at") else "",
    }  # fmt: skip


def saved(found: Saved) -> dict[str, Any]:
    """What became of a save."""
    theirs = {name: value for name, value in found.values.items() if value is not None}
    if found.saved:
        return {"saved": True, "version": found.version, **({"newer": theirs} if theirs else {})}
    at = format_moment(found.at)[-5:] if found.at else ""
    return {"saved": False, "conflict": True, "version": found.version, "theirs": theirs, "by": found.by, "at": at}


def seen(said: Mapping[str, Any]) -> int:
    """The version that a browser says it saw; 0 where it says none."""
    told = said.get("seen")
    return min(abs(told), 10**9) if type(told) is int else 0


def read_source(said: Mapping[str, Any]) -> dict[str, Any]:
    """{chain: the page that something comes from, stamp: grows there}, or nothing where that cannot be read."""
    chain, stamp = said.get("chain"), said.get("stamp")
    is_told = isinstance(chain, str) and CHAIN.fullmatch(chain) and type(stamp) is int and 0 <= stamp < 2**53
    return {"chain": chain, "stamp": stamp} if is_told else {}


def _storable(text: str) -> str:
    """A text without what no store takes: null characters and halves of surrogate pairs."""
    return text.replace("\0", "").encode("utf-8", "ignore").decode()


def read_note(said: Mapping[str, Any]) -> dict[str, Any]:
    """What a browser says of a note, each of the type it must be; what is not is left out."""
    texts = {name: said[name] for name in ("text", "given_by", "parent") if isinstance(said.get(name), str)}
    told: dict[str, Any] = {name: _storable(value) for name, value in texts.items()}
    if "category" in said and said["category"] in (None, "", *dict(CATEGORIES)):
        told["category"] = said["category"] or None
    told |= {name: said[name] for name in ("removed", "proposed") if isinstance(said.get(name), bool)}
    order = said.get("order")
    if isinstance(order, (int, float)) and not isinstance(order, bool) and abs(order) < 1e9:
        told["order"] = float(order)
    told |= read_source(said)
    if isinstance(said.get("kind"), str) and said["kind"] in dict(NOTE_KINDS):
        told["kind"] = said["kind"]
    if ObjectId.is_valid(str(said.get("employee") or "")):
        told["employee"] = str(said["employee"])
    return told


def coming_date(each: Coming) -> dict[str, Any]:
    """A date that matters, with the rule it follows from."""
    label = choice_labels(DATES).get(each.kind, each.kind)
    is_late = each.day < today()
    return {"label": label, "day": format_day(each.day), "rule": say(each.rule), "is_late": is_late}


def about(found: Mapping[str, Any]) -> dict[str, Any]:
    """What is known of a person, as the part at the right shows it."""
    raw = found["employee"]
    last = found["last_met"]
    return {
        "name": with_titles(raw.get("name"), raw.get("title_front"), raw.get("title_back")),
        "meta": " · ".join(
            text for text in (formatter(Employee.golongan)(raw.get("golongan"), {}), raw.get("position_name")) if text
        ),
        "aspirations": [
            {"category": choice_labels(CATEGORIES).get(str(each.get("category")), ""), "text": each.get("text") or ""}
            for each in found["aspirations"]
        ],
        "jp": found["hours"],
        "feedback": [
            {
                "text": " ".join(str(each.get("text") or "").split())[:160],
                "on": format_day(day_of(each.get("given_on"))),
            }
            for each in found["feedback"]
            if day_of(each.get("given_on"))
        ],
        "plan": plan_texts.brief(found["plan"]),
        "trend": evaluation_texts.trend(found["evaluations"]),
        "dates": [coming_date(each) for each in found["dates"]],
        "last_met": format_day(last) if last else "",
    }
