"""How a custody went: the fear interview and the parole with the words near them, and who is still held."""

from __future__ import annotations

from collections.abc import Iterator

from intake.understanding.clauses import Told
from intake.understanding.pattern_bank import bank
from intake.understanding.scope import is_asked, is_of_others
from intake.understanding.story_values import Found, cued
from intake.understanding.types import Fact, Span

_ENDS = {"credible_fear": ("passed", "failed", "waiting"), "parole": ("denied", "granted", "requested")}
_BEFORE, _AFTER = 70, 130  # characters around the thing in which its end is told
_LATER = 40  # what is told before counts as this much further away
_SURE = 0.79


def find(told: Told, found: Found) -> Iterator[Fact]:
    """``detention.credible_fear``, ``detention.parole``, ``parole_reason`` no_reason, ``detained_now``."""
    for topic, ends in _ENDS.items():
        best = min((each for span in bank("outcomes", topic).spans(told.plain)
                    for each in _nearest(told, Span(*span), ends)), key=lambda each: each[:2], default=None)
        if best:
            yield Fact(f"detention.{topic}", best[1], span=best[2], confidence=_SURE)
            if best[1] == "denied":
                yield from _unexplained(told, best[2])
    for hit in found.facilities:
        left = cued(told, hit, "held_left", in_clause=True)
        if (left or cued(told, hit, "held_now")) and not is_of_others(told, hit.start, hit.end):
            yield Fact("detention.detained_now", not left, span=Span(hit.start, hit.end), confidence=0.8)


def _nearest(told: Told, topic: Span, ends: tuple[str, ...]) -> Iterator[tuple[int, str, Span]]:
    """How far from the thing each of its ends is told, the nearest of each kind."""
    if is_of_others(told, topic.start, topic.end) or is_asked(told, topic.start):
        return
    first = max(told.sentence(topic.start)[0], topic.start - _BEFORE)
    last = min(len(told.plain), topic.end + _AFTER)
    for rank, end in enumerate(ends):
        for start, stop in bank("outcomes", end).spans(told.plain[first:last]):
            span = Span(first + start, first + stop)
            away = span.start - topic.end if span.start >= topic.start else topic.start - span.end + _LATER
            crossed = told.plain[min(topic.end, span.start):max(topic.start, span.end)].count(".")
            if crossed <= 1 and not is_of_others(told, span.start, span.end):
                yield max(0, away) + _LATER * crossed + rank * (1000 if end == "requested" else 1), end, span


def _unexplained(told: Told, denied: Span) -> Iterator[Fact]:
    text = told.plain[denied.start:denied.end + _AFTER]
    for start, end in bank("outcomes", "no_reason").spans(text)[:1]:
        yield Fact("detention.parole_reason", ["no_reason"],
                   span=Span(denied.start + start, denied.start + end), confidence=_SURE)
