"""Learning hours in words: what a kind of training counts, which rule holds for a person, why a training adds what it
does."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from admin_views.addresses import path_of
from admin_views.formats import formatter
from admin_views.translations import choice_labels, say
from models import codes, learning_hours
from models.codes import TRAINING_KINDS
from models.dates import format_day
from models.jp_rules import rule_for
from models.learning_hours import AS_GIVEN, DAY, EACH, SEMESTER, SESSION, Rule, Standard, Why
from models.training import Training
from models.wording import N_, Message
from operations import configuration
from operations.careers import day_of
from operations.hours import Hours

_COUNTS = {
    AS_GIVEN: N_("as entered"), DAY: N_("%(jp)s JP a day"), SESSION: N_("%(jp)s JP a session"),
    EACH: N_("%(jp)s JP each"), SEMESTER: N_("%(jp)s JP a semester"),
}  # fmt: skip
_WHY = {
    Why.PART: N_("part of the floor: PNS since a month of this year"),
    Why.NOT_YET: N_("no rule: not yet in that year"),
    Why.CPNS: N_("no rule for CPNS"),
    Why.AWAY: N_("no rule: not in active service"),
}


def rule_text(rule: Rule) -> str:
    """`4 JP a day, at most 2 a month`."""
    parts = [say(Message(_COUNTS[rule.unit], jp=rule.jp))]
    if rule.most_day is not None:
        parts.append(say(Message(N_("at most %(jp)s a day"), jp=rule.most_day)))
    if rule.most_month is not None:
        parts.append(say(Message(N_("at most %(jp)s a month"), jp=rule.most_month)))
    return ", ".join(parts)


def standard_text(standard: Standard) -> str:
    """`at least 20`, `at most 24`, with the reason where it is not the usual one."""
    named = {"floor": N_("at least %(jp)s JP"), "ceiling": N_("at most %(jp)s JP")}.get(str(standard.rule))
    told = say(Message(named, jp=standard.limit)) if named else ""
    why = say(_WHY[standard.why]) if standard.why else ""
    return ", ".join(part for part in (told, why) if part)


def rules_table(scope: Any) -> list[dict[str, Any]]:
    """Every kind of training with what it counts at the end of `scope`, and whether a unit set that."""
    rows = configuration.settings(scope).jp_rules
    own = {row.training for row in rows}
    return [
        {"kind": kind, "label": label, "counts": rule_text(rule_for(kind, rows)), "is_set": kind in own}
        for kind, label in choice_labels(TRAINING_KINDS).items()
    ]


def lines(raw: Mapping[str, Any], trainings: Iterable[Mapping[str, Any]], jp: Hours) -> list[dict[str, Any]]:
    """Each training of a person's year, and each that touches it but counts in another: given, counted, why."""
    first, last = learning_hours.year_span(jp.year, jp.begins)
    rows = configuration.settings(raw.get("scope")).jp_rules
    found = []
    for each in trainings:
        begins, ends = day_of(each.get("starts_on")), day_of(each.get("ends_on")) or day_of(each.get("starts_on"))
        if begins is None or ends is None or not (each.get("year") == jp.year or (begins <= last and ends >= first)):
            continue
        counts, why = _counts(each, jp, rule_for(each.get("kind"), rows))
        found.append(
            {
                "title": str(each.get("title") or ""),
                "url": f"{path_of('trainings.details_view')}?id={each['_id']}",
                "kind": formatter(Training.kind)(each.get("kind"), {}),
                "ends": format_day(ends),
                "given": learning_hours.whole(each.get("jp")),
                "counts": counts,
                "why": why,
            }
        )
    return found


def _counts(each: Mapping[str, Any], jp: Hours, rule: Rule) -> tuple[str, str]:
    """(what it adds, why), in words."""
    if each.get("year") != jp.year:
        return "0", say(Message(N_("counts in %(year)s, the year it ends in"), year=each.get("year")))
    status = choice_labels(codes.TRAINING_STATUSES).get(str(each.get("status")), "")
    line = jp.lines.get(each["_id"])
    ahead = jp.forecast_lines.get(each["_id"])
    if line is None and ahead is None:
        return "0", status
    told = [] if line is not None else [say(Message(N_("%(status)s: part of the forecast"), status=status))]
    told += _reasons(each, rule, (line or ahead).why)  # type: ignore[union-attr]
    return (str(line.jp) if line is not None else f"({ahead.jp})"), "; ".join(told)  # type: ignore[union-attr]


def _reasons(each: Mapping[str, Any], rule: Rule, why: str) -> list[str]:
    told = [] if rule == learning_hours.PLAIN else [rule_text(rule)]
    if why == "duplicate":
        told.append(say(N_("recorded twice: the one that counts most is counted")))
    if why == "shared":
        told.append(say(N_("the month is full already")))
    return told


def span_text(jp: Hours) -> str:
    """The days of the year, where it is not the calendar's."""
    if not jp.begins:
        return ""
    first, last = learning_hours.year_span(jp.year, jp.begins)
    return say(
        Message(N_("year of the contract %(first)s to %(last)s"), first=format_day(first), last=format_day(last))
    )


def warnings(trainings: Iterable[Mapping[str, Any]]) -> list[str]:
    """What stands as finished in more than one year under one certificate's number: it counts in each of them."""
    held: dict[str, list[Mapping[str, Any]]] = {}
    for each in trainings:
        key = str(each.get("same") or "")
        if each.get("status") == "done" and key.removeprefix("m").startswith("c:"):
            held.setdefault(key, []).append(each)
    text = N_("“%(title)s” counts in %(years)s under the same certificate's number. Check which of them is right.")
    years = {key: sorted({learning_hours.whole(row.get("year")) for row in rows}) for key, rows in held.items()}
    return [
        say(Message(text, title=str(rows[0].get("title") or ""), years=", ".join(map(str, years[key]))))
        for key, rows in held.items()
        if len(years[key]) > 1
    ]
