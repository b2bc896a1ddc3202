"""Answers that are kept in the person's own words, and names."""

from __future__ import annotations

import re

from intake.understanding import answers_lexicon as lexicon
from intake.understanding.clauses import find_quotes
from intake.understanding.normal import fold
from intake.understanding.replies import whole_reply
from intake.understanding.types import Fact, Span

_EDGE = " \t\n,.;:!\"'“”«»-"
_MOST_NAME_WORDS, _SHORTEST_NAME = 6, 3  # words, letters
_NAME_FIRST = re.compile(r"(?:^|[,.;]\s*)([A-ZÁÉÍÓÚÑ]\w+(?: [A-ZÁÉÍÓÚÑ]\w+)?) "
                         r"(?:me llamo|me dicen|es mi nombre|is my name)\b")
_ENDS_WITH_NAME = re.compile(r",\s*([A-ZÁÉÍÓÚÑ][\w'’-]+(?:\s+[A-ZÁÉÍÓÚÑ][\w'’-]+)*)\W*$")
_AND = re.compile(r"\b(?:y|and|o|or)\b")
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
    order = lexicon.is_whole(lexicon.listed("words", "orders"), text.strip(" .!,\"'"))
    enough = said or order or len(text.split()) >= _SHORTEST_WORDS
    enough = enough and re.search(r"[a-z]", _AND.sub("", text)) is not None  # "1 y 4" is none of theirs
    return _kept("incident.officer_words", raw, start, len(raw)) if enough else None


def _name(raw: str, text: str) -> Fact | None:
    """A name: after "my name is" and the like, else a short answer that is nothing else, else what ends it."""
    start = lexicon.strip_front(text, "lead")
    after = lexicon.past(text, lexicon.start_end(lexicon.listed("words", "begins_yes"), text, start))
    start = after if after < len(text) else start  # Simón is a name too
    ends = [end for _, end in lexicon.found(lexicon.listed("words", "strip_name"), text)]
    cued = [end for end in ends if len(text[:end].split()) <= _MOST_NAME_WORDS + 2]
    if lexicon.stands(lexicon.listed("corrections", "wrong"), text[max(cued, default=start):]):
        return None
    for told in (*sorted(cued, reverse=True), start):
        name = raw[told:_name_end(text, told)].strip(_EDGE)
        if _is_name(name) and not (told == start and _is_no_answer(raw, text, name)):
            return _named(raw, name, told, 0.95 if told > start else 0.85)
    last = _ENDS_WITH_NAME.search(raw) or _NAME_FIRST.search(raw)
    return _named(raw, last[1], last.start(1), 0.85) if last and _is_name(last[1]) else None


def _named(raw: str, name: str, told: int, sure: float) -> Fact:
    at = raw.find(name, told)
    return Fact("person.name", name, span=Span(at, at + len(name)), confidence=sure)


def _is_name(name: str) -> bool:
    """Whether words may be a name: few, none of them a figure or an ordinary word."""
    words = name.split()
    initial = len(words) == 1 and name.isupper()
    short = len(name) < _SHORTEST_NAME and not initial
    if not words or len(words) > _MOST_NAME_WORDS or short or re.search(r"[\d?¿@]", name):
        return False
    return not lexicon.stands(lexicon.listed("words", "not_in_name"), fold(name))


def _is_no_answer(raw: str, text: str, name: str) -> bool:
    """Whether words without a cue are a reply or a correction, and no name."""
    return bool(name[:1].islower() and whole_reply(raw, "es")) or lexicon.stands(
        lexicon.listed("corrections", "said"), text)


def _name_end(text: str, start: int) -> int:
    stops = [match.start() for match in [re.compile(r"[,;:!\n(]|\.\s").search(text, start)] if match]
    stops += [a for a, _ in lexicon.found(lexicon.listed("words", "after_name"), text) if a > start]
    return min(stops, default=len(text))
