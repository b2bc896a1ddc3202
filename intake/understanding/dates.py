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
_DAY, _NEAR, _SPAN = len("2026-05-12"), 7, 27  # days
DAY_ALONE = re.compile(r"(?:el |the |on |dia |este |del )*\d{1,2}(?:st|nd|rd|th)?")  # no month beside it
_YEAR_TOLD = re.compile(r"\b(?:19|20)\d\d\b")
WITH_YEAR = re.compile(r"(?:19|20)\d\d|dos mil|twenty")
WITH_MONTH = re.compile(r"\b(?:ene|feb|mar|abr|apr|may|jun|jul|ago|aug|sep|oct|nov|dic|dec|jan)[a-z]*\b")
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
    """Two dates of which they do not know which it was are one, about the earlier."""
    waiting: DateHit | None = None
    for hit in hits:
        one = _one_of(waiting, hit, text) if waiting else None
        if waiting and not one:
            yield waiting
        waiting = one or hit
    if waiting:
        yield waiting


def _one_of(one: DateHit, other: DateHit, text: str) -> DateHit | None:
    """The earlier of "the 28th of October or the 29th", "between March and April"; None where two are told."""
    gap = fold(text[one.span.end:other.span.start])
    of_span = _joined()[1].fullmatch(gap) and _joined()[2].search(fold(text[:one.span.start]))
    if not (of_span or _joined()[0].fullmatch(gap)) or "date" != one.kind or "date" != other.kind:
        return None
    sure, first = min(one.confidence, other.confidence), one.edtf.rstrip("~")
    if len(one.edtf) >= _DAY <= len(other.edtf):
        day, last = date.fromisoformat(one.edtf[:_DAY]), date.fromisoformat(other.edtf[:_DAY])
        if DAY_ALONE.fullmatch(fold(text[other.span.start:other.span.end])):
            coming = (day + timedelta(ahead) for ahead in range(_SPAN + 1))
            last = next((near for near in coming if near.day == last.day), last)
        first = min(day, last).isoformat()
        sure = sure if abs((last - day).days) <= _NEAR else min(sure, _BOUND)
    elif len(first) == len(other.edtf.rstrip("~")):  # months, seasons or years
        then, year = other.edtf.rstrip("~"), _YEAR_TOLD.search(text[other.span.start:other.span.end])
        if year and not _YEAR_TOLD.search(text[one.span.start:one.span.end]):
            first = f"{year[0]}{first[4:]}"
        first, sure = min(first, then), min(sure, _BOUND)
    else:
        return None
    return replace(one, edtf=f"{first}~", span=Span(one.span.start, other.span.end), confidence=sure)


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
    said = folded[max(0, start - _BEFORE):start]
    about = before.search(said) or after.match(folded[end:end + _AFTER]) or _joined()[2].search(said)
    return f"{edtf}~" if about and edtf[-1] != "~" else edtf


@cache
def _joined() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """What stands between two of which one is meant, between both ends of a span, and before a span."""
    return (compiled(r"\s*,?\s*<<EITHER>>\s*"), compiled(r"\s*<<AND_TO>>\s*"), compiled(r"\b<<SPAN_OF>>$"))


@cache
def _about() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    return (compiled(r"\b<<ABOUT_BEFORE>>\s+(?:(?:en|in|el|the|on|de|del|a|fue|era|it|was)\s+){0,3}$"),
            compiled(r"\s*[,-]?\s*<<ABOUT_AFTER>>"), compiled(r"\b<<BETWEEN>>"))


@cache
def _rules() -> tuple[tuple[re.Pattern[str], Rule, str], ...]:
    named = dates_rules.RULES | dates_spans.RULES
    return tuple((compiled(written), named[name], needs) for name, written, needs in written_rules())
