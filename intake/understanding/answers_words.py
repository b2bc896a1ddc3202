"""Answers that are kept in the person's own words, and names."""

from __future__ import annotations

import re

from intake.understanding import answers_lexicon as lexicon
from intake.understanding.clauses import find_quotes
from intake.understanding.replies import whole_reply
from intake.understanding.types import Fact, Span

_EDGE = " \t\n,.;:!\"'“”«»-"
_MOST_NAME_WORDS = 6
_SHORTEST_WORDS = 2  # letters


def read_words(field: str, raw: str, text: str) -> Fact | None:
    """The words for a text field; ``text`` is ``raw`` folded."""
    if field == "person.name":
        return _name(raw, text)
    if field == "incident.officer_words":
        return _officer(raw, text)
    start = lexicon.strip_front(text, "lead")
    if field == "separation.whereabouts":
        start = lexicon.start_end(lexicon.listed("words", "strip_place"), text, start)
    return _kept(field, raw, start, len(raw))


def _kept(field: str, raw: str, start: int, end: int, sure: float = 0.9) -> Fact | None:
    words = raw[start:end].strip(_EDGE)
    if len(words) < _SHORTEST_WORDS:
        return None
    at = raw.find(words, start)
    return Fact(field, words, span=Span(at, at + len(words)), confidence=sure)


def _officer(raw: str, text: str) -> Fact | None:
    quotes = find_quotes(raw)
    if quotes:
        longest = max(quotes, key=lambda quote: quote.end - quote.start)
        return _kept("incident.officer_words", raw, longest.start, longest.end, 0.95)
    start = lexicon.strip_front(text, "strip_officer")
    said = start > lexicon.past(text, 0)
    enough = said or len(text.split()) >= _SHORTEST_WORDS
    return _kept("incident.officer_words", raw, start, len(raw)) if enough else None


def _name(raw: str, text: str) -> Fact | None:
    """A name: after "my name is" and the like, or a short answer that is nothing else."""
    start = lexicon.past(text, 0)
    ends = [end for _, end in lexicon.found(lexicon.listed("words", "strip_name"), text)]
    told = max((end for end in ends if len(text[:end].split()) <= _MOST_NAME_WORDS + 2), default=start)
    if lexicon.stands(lexicon.listed("corrections", "wrong"), text[told:]):
        return None
    end = _name_end(text, told)
    name = raw[told:end].strip(_EDGE)
    words = name.split()
    if not words or len(words) > _MOST_NAME_WORDS or re.search(r"[\d?¿@]", name):
        return None
    if len(name) < 3 or (told == start and name[:1].islower() and whole_reply(raw, "es")):
        return None
    if told == start and lexicon.stands(lexicon.listed("corrections", "said"), text):
        return None
    at = raw.find(name, told)
    return Fact("person.name", name, span=Span(at, at + len(name)), confidence=0.95 if told > start else 0.85)


def _name_end(text: str, start: int) -> int:
    stops = [match.start() for match in [re.compile(r"[,;:!\n(]|\.\s").search(text, start)] if match]
    stops += [a for a, _ in lexicon.found(lexicon.listed("words", "after_name"), text) if a > start]
    return min(stops, default=len(text))
