"""Structured rounds of feedback as pages show them: who is asked, and what a result tells."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from admin_views.addresses import path_of
from admin_views.translations import say
from models.amounts import format_amount
from models.codes import VALUES
from models.feedback_rounds import GIVERS, NAMED
from models.group_figures import joined
from models.jobs import JobState
from models.wording import N_, Label

LOOKS = {"draft": "", "open": "go", "closed": "wait", "published": "ok", "cancelled": "late"}
GROUPS = {
    "self": N_("Self"), "leader": N_("Leader"), "peer": N_("Peers"), "subordinate": N_("Subordinates"),
    "other": N_("Others"),
}  # fmt: skip
_ASKED_AS = {
    "self": N_("about yourself"), "leader": N_("as their leader"), "peer": N_("as a colleague"),
    "subordinate": N_("as somebody they lead"), "other": N_("as somebody who works with them"),
}  # fmt: skip
STRONG, WEAK, APART = Decimal("4.0"), Decimal("3.0"), Decimal("1.0")
"""From which mean on something is a strength, below which a gap, and from which difference self and others see it
differently."""


def group(relations: Any) -> str:
    """What a group is called: `Peers`, or `Peers, Subordinates` where they are told as one."""
    return ", ".join(say(GROUPS[code]) if code in GROUPS else code for code in str(relations or "").split())


def asked_as(relation: Any) -> str:
    """As what somebody answers, in their own eyes."""
    return say(_ASKED_AS[relation]) if relation in _ASKED_AS else ""


def number(value: Any) -> str:
    """A stored mean, to one or two decimals."""
    found = _decimal(value)
    return format_amount(found.quantize(Decimal("0.01"))) if found is not None else ""


def _decimal(value: Any) -> Decimal | None:
    found = value.to_decimal() if hasattr(value, "to_decimal") else value
    return found if isinstance(found, Decimal) and found.is_finite() else None


def _rows(raw: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    stored = raw.get(name)
    return [row for row in stored if isinstance(row, Mapping)] if isinstance(stored, list) else []


def asked(rows: Iterable[Mapping[str, Any]], minimum: int | None, round: str) -> list[dict[str, Any]]:
    """Who is asked about each person: how many of each group, small ones marked where they are not shown alone."""
    found: dict[Any, dict[str, Any]] = {}
    for raw in rows:
        one = found.setdefault(raw.get("employee"), {"name": str(raw.get("employee_name") or ""), "counts": {}})
        code = str(raw.get("relation"))
        one["counts"][code] = one["counts"].get(code, 0) + 1
    base = path_of("round_invitations.index_view")
    return [
        {
            "name": each["name"],
            "url": f"{base}?round={round}&employee={id}",
            "cells": [_cell(code, each["counts"].get(code, 0), minimum) for code, _ in GIVERS],
        }
        for id, each in sorted(found.items(), key=lambda pair: pair[1]["name"])
    ]


def _cell(code: str, count: int, minimum: int | None) -> dict[str, Any]:
    is_small = minimum is not None and code not in NAMED and 0 < count < minimum
    return {"count": count, "is_small": is_small}


def result(raw: Mapping[str, Any]) -> dict[str, Any]:
    """A stored result as tables: by question and group, by skill and value, and the texts."""
    groups = [str(row.get("relations") or "") for row in _rows(raw, "groups")]
    figures = {(str(row.get("relations")), str(row.get("key"))): row for row in _rows(raw, "figures")}
    questions = _rows(raw, "questions")
    scales = [each for each in questions if each.get("kind") != "text"]
    return {
        "groups": [_group(row) for row in _rows(raw, "groups")],
        "questions": [
            {
                "label": label_of(each),
                "topic": topic(each),
                "cells": [_figure(figures.get((name, str(each.get("key"))))) for name in groups],
                "others": _shown(_others(figures, [str(each.get("key"))])),
            }
            for each in scales
        ],
        "topics": _topics(scales, figures),
        "texts": _texts(raw, questions),
    }


def _group(row: Mapping[str, Any]) -> dict[str, Any]:
    relations = str(row.get("relations") or "")
    answers = "" if relations in NAMED else f"{row.get('answers') or 0}/{row.get('invited') or 0}"
    return {"label": group(relations), "answers": answers}


def label_of(question: Mapping[str, Any]) -> str:
    """A stored question in the reader's language."""
    return say(Label(str(question.get("text_id") or ""), question.get("text_en") or None))


def topic(question: Mapping[str, Any]) -> str:
    """The skill or value that a question speaks of."""
    return str(question.get("skill") or dict(VALUES).get(str(question.get("value")), ""))


def _figure(row: Mapping[str, Any] | None) -> dict[str, Any]:
    mean = _decimal((row or {}).get("mean"))
    is_one = (row or {}).get("count") == 1
    return {**_shown(mean), "spread": "" if is_one else number((row or {}).get("spread"))}


def _shown(mean: Decimal | None) -> dict[str, Any]:
    return {"mean": number(mean), "percent": float((mean - 1) * 25) if mean is not None else 0}


def _others(figures: Mapping[tuple[str, str], Mapping[str, Any]], keys: Sequence[str]) -> Decimal | None:
    """The mean of all but oneself over what is shown anyway: a total of anything else could tell a hidden group."""
    rows = [row for (name, key), row in figures.items() if name != "self" and key in keys]
    told = [(row.get("count"), _decimal(row.get("mean"))) for row in rows]
    return joined((count, mean) for count, mean in told if isinstance(count, int) and mean is not None)


def _topics(scales: Sequence[Mapping[str, Any]], figures: Mapping[tuple[str, str], Any]) -> list[dict[str, Any]]:
    """Each skill and value that was asked about, strengths first: others against oneself."""
    keys: dict[str, list[str]] = {}
    for each in scales:
        if topic(each):
            keys.setdefault(topic(each), []).append(str(each.get("key")))
    found = []
    for name, of in keys.items():
        others, own = _others(figures, of), _own(figures, of)
        found.append({"label": name, "rank": others or Decimal(0), "others": _shown(others), "own": number(own),
                      **_verdict(others, own)})  # fmt: skip
    return sorted(found, key=lambda row: (-row["rank"], row["label"]))


def _own(figures: Mapping[tuple[str, str], Any], keys: Sequence[str]) -> Decimal | None:
    rows = [row for (name, key), row in figures.items() if name == "self" and key in keys]
    means = [mean for row in rows if (mean := _decimal(row.get("mean"))) is not None]
    return joined((1, mean) for mean in means)


def _verdict(others: Decimal | None, own: Decimal | None) -> dict[str, Any]:
    """In a word what the figures of a topic say; nothing special is told without colour."""
    if others is None:
        return {"told": say(N_("too few answers")), "look": ""}
    if others < WEAK:
        return {"told": say(N_("gap")), "look": "late"}
    if own is not None and own - others >= APART:
        return {"told": say(N_("sees it brighter than others")), "look": "wait"}
    if others >= STRONG:
        return {"told": say(N_("strength")), "look": "ok"}
    if own is not None and others - own >= APART:
        return {"told": say(N_("stronger than they think")), "look": "go"}
    return {"told": "", "look": ""}


def _texts(raw: Mapping[str, Any], questions: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """What was written to each question, group by group, in the order drawn when the result was made."""
    said = _rows(raw, "texts")
    found = []
    for each in questions:
        rows: dict[str, list[str]] = {}
        for row in said:
            if row.get("key") == each.get("key"):
                rows.setdefault(str(row.get("relations")), []).append(str(row.get("text") or ""))
        if rows:
            told = [{"label": group(name), "texts": texts} for name, texts in rows.items()]
            found.append({"label": label_of(each), "groups": told})
    return found


def of_unit(results: Sequence[Mapping[str, Any]], fewest: int) -> list[dict[str, Any]]:
    """The skills and values of all results together, over what each of them shows; of fewer people than the minimum
    none."""
    whole: dict[str, list[Decimal]] = {}
    for raw in results:
        for each in result(raw)["topics"]:
            if each["rank"]:
                whole.setdefault(each["label"], []).append(each["rank"])
    kept = {name: means for name, means in whole.items() if len(means) >= fewest}
    rows = [(name, len(means), joined((1, mean) for mean in means)) for name, means in kept.items()]
    found = [
        {"label": name, "people": count, "others": _shown(mean), **_verdict(mean, None)} for name, count, mean in rows
    ]
    return sorted(found, key=lambda row: (-row["others"]["percent"], row["label"]))


def job(raw: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """The job that works at a round, while it is of interest."""
    if raw is None or raw.get("state") == JobState.DONE.value:
        return None
    return {
        "is_failed": raw.get("state") == JobState.FAILED.value,
        "done": raw.get("done") or 0,
        "total": raw.get("total") or 0,
        "reason": raw.get("reason") or "",
    }


def reminder(is_anonymous: bool) -> dict[str, Any]:
    """The button that has people reminded, as a step's."""
    some = N_("Everybody who still has answers to give gets a mail once more.")
    all_ = N_("Everybody who is asked gets a mail once more, also who answered already: nobody knows who that is.")
    sure = say(all_ if is_anonymous else some)
    return {"key": "remind", "label": say(N_("Send reminders")), "needs_reason": False, "asks": "", "sure": sure}
