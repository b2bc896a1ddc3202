"""Flags and urgency: derived by pure functions, each with the fields that fired it and its legal basis.

Definitions: ``flags`` and ``urgency`` in ``record.yaml``; bases: docs/decisions and facts in content/rights.
"""

from __future__ import annotations

import calendar
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from intake.record import Record

Urgency = Literal["emergency", "urgent", "standard"]
LONG_MONTHS, LONG_DAYS, HIGH_BOND_USD = 6, 183, 10_000
SPACE_REASONS = frozenset({"no_space", "come_back_later", "waiting_list", "appointment_needed"})


@dataclass(frozen=True)
class Flag:
    """A flag that is up: its code, the fields that made it fire, its legal basis."""

    code: str
    fields: tuple[str, ...]
    basis: tuple[str, ...]


def bounds(edtf: str) -> tuple[date, date]:
    """The earliest and the latest day that an EDTF date may mean."""
    plain = edtf.rstrip("~?%")
    if len(plain) == 4:
        return date(int(plain), 1, 1), date(int(plain), 12, 31)
    year, month = int(plain[:4]), int(plain[5:7])
    if len(plain) == 10:
        day = date.fromisoformat(plain)
        return day, day
    if month > 12:  # a season, 21 spring to 24 winter
        first = {21: 3, 22: 6, 23: 9, 24: 12}[month]
        last_year, last = (year + 1, 2) if month == 24 else (year, first + 2)
        return date(year, first, 1), date(last_year, last, calendar.monthrange(last_year, last)[1])
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])


def _six_months_after(day: date) -> date:
    year, month = (day.year, day.month + LONG_MONTHS) if day.month <= 6 else (day.year + 1, day.month - 6)
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def _prolonged(r: Record, today: date) -> bool:
    if r.get("detention.months", 0) >= LONG_MONTHS or r.get("detention.days", 0) >= LONG_DAYS:
        return True
    since, until = r.get("detention.since"), r.get("detention.until")
    if not since:
        return False
    start = bounds(since)[1]  # the narrowest reading: began late, ended early
    if until:
        end = bounds(until)[0]
    elif r.get("detention.detained_now") is True:
        end = today
    else:
        return False
    return end >= _six_months_after(start) or end - start >= timedelta(days=LONG_DAYS)


def _has(r: Record, field: str, *values: str) -> bool:
    return bool(set(r.get(field, ())) & set(values))


Rule = tuple[Callable[[Record, date], bool], tuple[str, ...], tuple[str, ...]]

RULES: dict[str, Rule] = {
    "asked_and_turned_back": (
        lambda r, _: _has(r, "incident.kinds", "turned_back")
        and (r.get("incident.asked_for_asylum") is True or r.get("incident.said_afraid") is True)
        and r.get("incident.fear_interview") is not True,
        ("incident.kinds", "incident.asked_for_asylum", "incident.said_afraid", "incident.fear_interview"),
        ("8 USC 1158(a)(1)", "8 USC 1225(b)(1)(A)(ii)")),
    "returned_to_feared_country": (
        lambda r, _: r.get("fear.fears_return") is True and bool(r.get("fear.country"))
        and r.get("incident.returned_to_country") == r.get("fear.country"),
        ("fear.fears_return", "fear.country", "incident.returned_to_country"),
        ("Refugee Convention art. 33(1)", "CAT art. 3")),
    "onward_return_risk": (
        lambda r, _: r.get("fear.fears_return") is True and bool(r.get("fear.country"))
        and bool(r.get("incident.returned_to_country"))
        and r.get("incident.returned_to_country") != r.get("fear.country"),
        ("fear.fears_return", "fear.country", "incident.returned_to_country"),
        ("Refugee Convention art. 33(1)",)),
    "told_nationality_excluded": (
        lambda r, _: _has(r, "incident.reason_given", "nationality"),
        ("incident.reason_given",), ("8 USC 1158(a)(1)",)),
    "turned_away_for_space_or_appointment": (
        lambda r, _: _has(r, "incident.reason_given", *SPACE_REASONS),
        ("incident.reason_given",), ("8 USC 1225(b)(1)(A)(ii)",)),
    "force_by_officer": (
        lambda r, _: bool(r.get("incident.force")), ("incident.force",), ("ICCPR art. 7",)),
    "prosecuted_after_fear": (
        lambda r, _: r.get("prosecution.charged") is True and r.get("prosecution.after_fear") is True,
        ("prosecution.charged", "prosecution.after_fear"), ("Refugee Convention art. 31(1)",)),
    "parole_denied_after_passing_fear": (
        lambda r, _: r.get("detention.credible_fear") == "passed" and r.get("detention.parole") == "denied",
        ("detention.credible_fear", "detention.parole"),
        ("8 USC 1182(d)(5)", "8 CFR 212.5", "ICE Directive 11002.1")),
    "prolonged_detention": (
        _prolonged, ("detention.since", "detention.until", "detention.months", "detention.days"),
        ("ICCPR art. 9",)),
    "high_bond": (
        lambda r, _: r.get("detention.bond_usd", 0) >= HIGH_BOND_USD, ("detention.bond_usd",),
        ("8 USC 1226(a)",)),
    "remote_transfer": (
        lambda r, _: r.get("detention.transferred") is True, ("detention.transferred",), ("ICCPR art. 9",)),
    "family_separated": (
        lambda r, _: r.get("separation.separated") is True, ("separation.separated",), ("ICCPR art. 7",)),
    "unaccompanied_child": (
        lambda r, _: r.get("person.unaccompanied_child") is True, ("person.unaccompanied_child",),
        ("8 USC 1232",)),
    "medical_need": (
        lambda r, _: r.get("person.pregnant_or_ill") is True or r.get("incident.injured") is True
        or _has(r, "incident.mistreatment", "denied_medical_care"),
        ("person.pregnant_or_ill", "incident.injured", "incident.mistreatment"), ("ICCPR art. 7",)),
    "danger_now": (
        lambda r, _: r.get("fear.danger_now") is True, ("fear.danger_now",), ()),
}
EMERGENCY = frozenset({"danger_now", "unaccompanied_child"})
URGENT = frozenset({"returned_to_feared_country", "force_by_officer", "family_separated", "medical_need",
                    "prosecuted_after_fear"})


def flags(record: Record, today: date) -> tuple[Flag, ...]:
    """The flags that are up, in the order of ``record.yaml``."""
    return tuple(Flag(code, tuple(f for f in reads if f in record), basis)
                 for code, (fires, reads, basis) in RULES.items() if fires(record, today))


def urgency(codes: set[str] | frozenset[str]) -> Urgency:
    """How fast a person must hear from a human.

    >>> urgency({"danger_now"}), urgency({"medical_need"}), urgency({"high_bond"})
    ('emergency', 'urgent', 'standard')
    """
    if codes & EMERGENCY:
        return "emergency"
    return "urgent" if codes & URGENT else "standard"
