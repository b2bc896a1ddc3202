"""Dates as people tell them, in both languages, with no more precision than was told (EDTF)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from typing import Literal

from intake.understanding import dates_rules, dates_spans
from intake.understanding.dates_calendar import Now, earlier, easter, later
from intake.understanding.dates_read import Read, Rule
from intake.understanding.dates_words import Present, compiled, parts_with_dates, respelled, written_rules
from intake.understanding.normal import fold
from intake.understanding.types import Span

__all__ = ["DateHit", "earlier", "easter", "find_dates", "later"]

_YEARS = range(1920, 2101)
_BOUND = 0.7  # how sure one end of "between ... and ..." is
_DAY, _NEAR = len("2026-05-12"), 7  # days
DAY_ALONE = re.compile(r"(?:el |the |on |dia |este |del )*\d{1,2}(?:st|nd|rd|th)?")  # no month beside it
_BEFORE, _AFTER = 30, 25  # characters beside a date in which "about" is looked for


@dataclass(frozen=True)
class DateHit:
    """A date told; ``kind`` "relative_event" has no date but ``offset_days`` from another event."""

    edtf: str
    span: Span
    confidence: float
    options: tuple[str, ...] = ()
    kind: Literal["date", "relative_event"] = "date"
    offset_days: int | None = None


def find_dates(text: str, today: date, language: str, prefer: str = "past") -> tuple[DateHit, ...]:
    """The dates told in ``text``, in order; none is to come when ``prefer`` is "past".

    >>> [hit.edtf for hit in find_dates("llegue el 14, a mediados de mayo no", date(2026, 3, 20), "es")]
    ['2026-03-14', '2025-05~']
    """
    folded, at = respelled(fold(text))
    now = Now(today, language, prefer != "future")
    taken: list[tuple[int, int]] = []
    hits: list[DateHit] = []
    present, parts = Present(folded), parts_with_dates(folded)
    for pattern, rule, needs in _rules():
        found = (m for part in parts for m in pattern.finditer(folded, *part)) if present.has(needs) else ()
        for match in found:
            own = match.span("d" if "d" in pattern.groupindex else 0)
            if any(own[0] < end and start < own[1] for start, end in taken):
                continue
            read = rule(match, now)
            if read is None:
                continue
            taken.append(match.span())
            hit = _hit(read, folded, *own)
            hits += [replace(hit, span=Span(at[own[0]], at[own[1]]))] if hit else []
    return tuple(_either(sorted(hits, key=lambda hit: hit.span.start), text))


def _either(hits: list[DateHit], text: str) -> Iterator[DateHit]:
    """Two days of which they do not know which it was are one, about the earlier."""
    waiting: DateHit | None = None
    for hit in hits:
        first = _earlier_of(waiting, hit, text) if waiting else None
        if waiting and first:
            span, sure = Span(waiting.span.start, hit.span.end), min(waiting.confidence, hit.confidence)
            waiting = replace(waiting, edtf=f"{first}~", span=span, confidence=sure)
            continue
        if waiting:
            yield waiting
        waiting = hit
    if waiting:
        yield waiting


def _earlier_of(one: DateHit, other: DateHit, text: str) -> date | None:
    """The earlier of "the 28th of October or the 29th"; None for what are no two days with "or" between them."""
    if len(one.edtf) < _DAY or len(other.edtf) < _DAY or not _or().fullmatch(
            fold(text[one.span.end:other.span.start])):
        return None
    day, then = date.fromisoformat(one.edtf[:_DAY]), date.fromisoformat(other.edtf[:_DAY])
    if DAY_ALONE.fullmatch(fold(text[other.span.start:other.span.end])):
        then = next((near for ahead in range(_NEAR + 1) if (near := day + timedelta(ahead)).day == then.day), then)
    return min(day, then) if abs((then - day).days) <= _NEAR else None


def _hit(read: Read, folded: str, start: int, end: int) -> DateHit | None:
    span = Span(start, end)
    if read.offset is not None:
        return DateHit("", span, read.confidence, (), "relative_event", read.offset)
    if not read.edtf or int(read.edtf[:4]) not in _YEARS:
        return None
    bound = _about()[2].search(folded[max(0, start - _BEFORE):start])
    sure = min(read.confidence, _BOUND) if bound else read.confidence
    return DateHit(_approximated(read.edtf, folded, start, end), span, sure, read.options)


def _approximated(edtf: str, folded: str, start: int, end: int) -> str:
    """With "~" when the words around say "about"."""
    before, after, _ = _about()
    about = before.search(folded[max(0, start - _BEFORE):start]) or after.match(folded[end:end + _AFTER])
    return f"{edtf}~" if about and edtf[-1] != "~" else edtf


@cache
def _or() -> re.Pattern[str]:
    return compiled(r"\s*,?\s*<<EITHER>>\s*")


@cache
def _about() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    return (compiled(r"\b<<ABOUT_BEFORE>>\s+(?:(?:en|in|el|the|on|de|del|a|fue|era)\s+){0,2}$"),
            compiled(r"\s*,?\s*\b<<ABOUT_AFTER>>\b"), compiled(r"\b<<BETWEEN>>"))


@cache
def _rules() -> tuple[tuple[re.Pattern[str], Rule, str], ...]:
    named = dates_rules.RULES | dates_spans.RULES
    return tuple((compiled(written), named[name], needs) for name, written, needs in written_rules())
