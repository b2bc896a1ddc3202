"""The sums and lengths told: the bond, the time in custody, the time waited, the family in the US."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from intake.understanding import quantities
from intake.understanding.clauses import Clause, Told
from intake.understanding.pattern_bank import bank
from intake.understanding.patterns import listed
from intake.understanding.scope import Scenes, is_of_others
from intake.understanding.types import Fact, Span

_YEAR = re.compile(r"(?:19|20)\d\d")
_ON = 12  # characters after a clause that may say that a length is none of a stay


def find(told: Told, scenes: Scenes) -> Iterator[Fact]:
    """``detention.bond_usd``, ``detention.months`` / ``days``, ``incident.waited_days``."""
    yield from _family(told)
    for clause, place in zip(told.clauses, scenes.places, strict=True):
        text = told.plain[clause.start:clause.end]
        if is_of_others(told, clause.start, clause.end):
            continue
        if _stands("bond", _sentence(told, clause)):
            hits = (hit for hit in quantities.find_money(told.raw[clause.start:clause.end])
                    if not _is_year(told.plain[clause.start:clause.end][hit.span.start:hit.span.end]))
            for hit in islice(hits, 1):
                yield Fact("detention.bond_usd", hit.value, span=_moved(clause, hit.span), confidence=0.86)
        if _stands("unit", text):
            yield from _length(told, clause, place, text)


def _is_year(words: str) -> bool:
    """Whether a bare number is a year: "out on bond since January 2025"."""
    return _YEAR.fullmatch(words.strip()) is not None


def _family(told: Told) -> Iterator[Fact]:
    """``detention.family_in_us``: "four relatives, all citizens"."""
    for each in listed("sums", "family"):
        for match in each.find(told.plain):
            numbers = quantities.find_numbers(told.raw[match.start():match.end()])
            if numbers and not is_of_others(told, match.start(), match.end()):
                yield Fact("detention.family_in_us", sum(int(each.value) for each in numbers),
                           span=Span(*match.span()), confidence=0.86)


def _length(told: Told, clause: Clause, place: str, text: str) -> Iterator[Fact]:
    hit = quantities.find_duration(told.raw[clause.start:clause.end])
    around = _sentence(told, clause)
    if hit is None or _stands("taken", told.plain[slice(*told.sentence(clause.start))]):
        return
    span = _moved(clause, hit.span)
    let_out = _stands("let_out", around)
    if _stands("no_length", told.plain[clause.start:clause.end + _ON]) and not _stands("goes_on", text) and not (
            let_out or _stands("waited", around)):
        return
    waits = _stands("waiting", text) and not bank("scope", "jail").stands(around)
    if place == "custody" and not waits and (_stands("held_for", around) or let_out):
        if hit.months is not None:
            yield Fact("detention.months", hit.months, span=span, confidence=0.8)
        elif hit.days is not None:
            yield Fact("detention.days", hit.days, span=span, confidence=0.8)
    elif (waits or place != "custody") and hit.days is not None and _stands("waiting", around):
        yield Fact("incident.waited_days", hit.days, span=span, confidence=0.8)


def _sentence(told: Told, clause: Clause) -> str:
    start, end = told.sentence(clause.start)
    return told.plain[max(start, clause.start - 60):min(end, clause.end + 20)]


def _moved(clause: Clause, span: Span) -> Span:
    return Span(clause.start + span.start, clause.start + span.end)


def _stands(key: str, text: str) -> bool:
    return bank("sums", key).stands(text)
