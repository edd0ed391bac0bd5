"""What on a career file needs somebody soon: a contract, a probation or a licence that ends."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from models.codes import PPPK_KINDS
from models.dates import format_day
from models.wording import N_, Message
from operations import configuration
from operations.careers import Career, day_of

USUAL = 6
"""Months ahead where the unit sets none (domain: contract ends are told 6, 3 and 1 months before)."""
_PROBATION = timedelta(days=365)
_TOLD_AFTER = timedelta(days=365)


def of(raw: Mapping[str, Any], career: Career, today: date) -> list[Message]:
    """Warnings of this day about an employee, the most pressing first."""
    return [*_contract(raw, today), *_probation(raw, today), *_licences(raw, career, today)]


def _notice(raw: Mapping[str, Any], kind: str) -> timedelta:
    """How long ahead the employee's unit wants to be told of a kind of date."""
    times = configuration.settings(raw.get("scope")).lead_times
    months = next((max(each.numbers, default=USUAL) for each in times if each.date == kind), USUAL)
    return timedelta(days=30 * months)


def _contract(raw: Mapping[str, Any], today: date) -> Iterator[Message]:
    end = day_of(raw.get("contract_end"))
    if raw.get("kind") not in PPPK_KINDS or end is None:
        return
    if end < today:
        yield Message(N_("The contract ended on %(day)s."), day=format_day(end))
    elif end - today <= _notice(raw, "contract"):
        left = (end - today).days
        yield Message(N_("The contract ends on %(day)s, in %(days)s days."), day=format_day(end), days=left)


def _probation(raw: Mapping[str, Any], today: date) -> Iterator[Message]:
    since = day_of(raw.get("cpns_since"))
    if raw.get("kind") == "cpns" and since is not None and today - since > _PROBATION:
        yield Message(N_("CPNS since %(day)s: longer than a year."), day=format_day(since))


def _licences(raw: Mapping[str, Any], career: Career, today: date) -> Iterator[Message]:
    notice = _notice(raw, "licence")
    for each in career.trainings:
        end = day_of(each.get("expires_on"))
        if end is None or not -_TOLD_AFTER <= end - today <= notice:
            continue
        text = N_("“%(title)s” expired on %(day)s.") if end < today else N_("“%(title)s” is valid until %(day)s.")
        yield Message(text, title=str(each.get("title") or ""), day=format_day(end))
