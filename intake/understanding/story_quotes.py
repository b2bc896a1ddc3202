"""What officers said, in quotation marks or reported, and the reasons that lie in it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from intake.understanding.clauses import QUOTE_MASK, Quote, Told
from intake.understanding.pattern_bank import bank
from intake.understanding.scope import Scenes, is_of_others
from intake.understanding.types import Fact, Span

REASONS = ("no_space", "come_back_later", "waiting_list", "appointment_needed", "nationality",
           "asylum_closed", "no_papers", "no_reason")
_ONLY_SAID = ("no_papers",)  # told only in an officer's words
_NEAR = 90  # characters around a quote in which its speaker is named
_STOPS = (".", ";", "!", "?")  # nothing is reported where a sentence ends after "he said"
_SPOKEN = 2  # what an officer's quote scores at least
_WORDS = 3  # so few between quotation marks are mostly no speech
_SAID_MYSELF, _WORD = re.compile(r"(?:^|\W)(?:i|we)\s+(?:\w+\s+)?$"), 20  # "i told them": no officer's words
_LONGEST = 160  # characters of reported speech that are looked at


def _stands(key: str, text: str) -> bool:
    return bank("quotes", key).stands(text)


def officers(told: Told) -> tuple[Quote, ...]:
    """The quotes that an officer spoke; the others are told by the person and read as story."""
    return tuple(quote for quote in told.quotes if _score(told, quote) >= _SPOKEN)


def _score(told: Told, quote: Quote) -> int:
    inner = told.plain[quote.start:quote.end]
    before = told.plain[max(0, quote.outer[0] - _NEAR):quote.outer[0]]
    before = before[max(before.rfind(". "), before.rfind('"'), before.rfind("..")) + 1:]
    after = told.plain[quote.outer[1]:quote.outer[1] + _NEAR].split(". ")[0].split('"')[0]
    score = 2 * _stands("officer_before", before) - 4 * _said_by_person(before)
    score += 3 * _stands("officer_after", after)
    score -= 3 * (not before.strip() and _stands("person_after", after[:45]))
    score += (2 if _stands("me", inner) else 4) * any(_stands(reason, inner) for reason in REASONS)
    score -= 4 * _stands("victim", inner) + 3 * (len(inner.split()) < _WORDS and not _weight(told, quote))
    return score + _stands("you", inner) - 2 * (_stands("me", inner) and not _stands("you", inner))


def _said_by_person(before: str) -> bool:
    ends = [end for _, end in bank("quotes", "person_before").spans(before)]
    return bool(ends) and max(ends) >= len(before.rstrip(" :,")) - 12


def find(told: Told, scenes: Scenes, quotes: tuple[Quote, ...]) -> Iterator[Fact]:
    """``incident.officer_words`` and ``incident.reason_given``; quotes before reported speech."""
    for quote in quotes:
        yield from _reasons(told, Span(quote.start, quote.end), 0.88)
        for start, end in bank("quotes", "threats").spans(told.folded[quote.start:quote.end])[:1]:
            span = Span(quote.start + start, quote.start + end)
            yield Fact("incident.force", ["threatened"], span=span, confidence=0.85)
    if quotes:
        best = max(quotes, key=lambda quote: (_weight(told, quote), -quote.start))
        words = told.raw[best.start:best.end].strip()
        yield Fact("incident.officer_words", words, span=Span(best.start, best.end), confidence=0.9)
    for start, end in bank("quotes", "reported").spans(told.plain):
        place = scenes.places[told.index(end - 1)]
        if place != "custody" and not _SAID_MYSELF.search(told.plain[max(0, start - _WORD):start]):
            direct = place == "port" and _is_direct(told, start, end)
            yield from _reported(told, _speech(told, end), bool(quotes), place == "home", direct)
    for reason in REASONS:
        key = "no_reason" if reason == "no_reason" else f"told_{reason}"
        for start, end in bank("quotes", key).spans(told.plain) if reason not in _ONLY_SAID else ():
            told_there = scenes.places[told.index(start)] == "port" and not is_of_others(told, start, end)
            if told_there and not bank("quotes", "no_refusal").stands(told.plain[slice(*told.sentence(start))]):
                yield Fact("incident.reason_given", [reason], span=Span(start, end), confidence=0.78)


def _weight(told: Told, quote: Quote) -> int:
    inner = told.plain[quote.start:quote.end]
    return sum(_stands(key, inner) for key in (*REASONS, "commands"))


def _reasons(told: Told, span: Span, sure: float) -> Iterator[Fact]:
    text = told.folded[span.start:span.end]
    gone = bank("quotes", "appointment_gone").spans(text)
    needed = [(start, end) for start, end in bank("quotes", "appointment_needed").spans(text)
              if not any(start < last and first < end for first, last in gone)]
    for reason in REASONS:
        found = needed if reason == "appointment_needed" else bank("quotes", reason).spans(text)
        for start, end in found + (gone if reason == "asylum_closed" and not needed else []):
            where = Span(span.start + start, span.start + end)
            yield Fact("incident.reason_given", [reason], span=where, confidence=sure)


def _is_direct(told: Told, start: int, end: int) -> bool:
    """Whether a colon opens what an officer says, and no relative does: "me respondió: ya no hay paso"."""
    before = told.plain[told.at(start).start:start]
    return ":" in told.raw[end - 1:end + 1] and not bank("quotes", "kin_speaks").stands(before)


def _speech(told: Told, start: int) -> Span:
    text = told.plain[start:start + _LONGEST]
    ends = [at for at, _ in bank("quotes", "speech_ends").spans(text) if at > 0]
    ends += [at for mark in ".;" if (at := text.find(mark)) > 0]
    return Span(start, start + min([*ends, len(text)]))


def _reported(told: Told, span: Span, quoted: bool, at_home: bool, direct: bool) -> Iterator[Fact]:
    text = told.plain[span.start:span.end]
    if QUOTE_MASK in text or text[:1] in _STOPS or _stands("own_way", text):
        return
    reasons = list(_reasons(told, span, 0.82))
    yield from reasons
    words = told.raw[span.start:span.end].strip(" ,:;.\"")
    if not quoted and words and (reasons or direct or (not at_home and _stands("commands", text))):
        yield Fact("incident.officer_words", words, span=span, confidence=0.78)
