"""The person of a text: the age they tell or are introduced with, and the relative someone writes for."""

from __future__ import annotations

import re

from intake.understanding.countries import is_demonym
from intake.understanding.normal import fold
from intake.understanding.people_ages import GROWN
from intake.understanding.people_group import LIKELY, SUBJECTS, TOLD, Part, Said, is_child, subject
from intake.understanding.people_mentions import Mention
from intake.understanding.people_words import cue, value, written
from intake.understanding.types import Span

_YOUNGEST = 10  # a person who writes
_OPENING = 3  # words: "hola buenas"
_NUMBER_BEFORE = re.compile(r"\d\W*(?:\w+\W+){0,2}$")
_INITIAL = 2  # letters
_APPOSED, _MARKS = re.compile(r",? \w+ ?, (?=\w)"), " ,.;:()\"'"  # "mi sobrino de 20, hondureno, lleva"
_BEFORE, _NAMED_WITHIN = 40, 5  # characters, words before an age


def relative_told_of(folded: str, every: list[Mention]) -> Mention | None:
    """The relative someone writes for: "help for my brother", or "mi papa esta detenido" at the start."""
    first = next((m for m in every if m.kind != "self"), None)
    if first is None or first.whose != "mine" or first.led or first.away or first.heads != 1:
        return None
    before = folded[max(0, first.start - 30):first.start].rstrip()
    if any(end == len(before) for _, end in cue("about").spans(before)):
        return first
    words = re.findall(r"\w+", folded[:first.start])
    opens = len(words) <= _OPENING and not {"yo", "ya", "i", "me"} & set(words)
    apposed = _APPOSED.match(folded, first.end)
    at = apposed.end() if apposed else first.end + len(folded[first.end:]) - len(folded[first.end:].lstrip(_MARKS))
    follows = any(start == at for start, _ in cue("about_verb").spans(folded[:at + 40]))
    return first if opens and follows else None


def bare_age(folded: str) -> Part | None:
    """The age of a minor, told by itself."""
    match = written("minor").search(folded)
    years = value(match["n"]) if match else GROWN
    return Part(years, TOLD, Span(*match.span("n"))) if match and _YOUNGEST <= years < GROWN else None


def own_age(raw: str, folded: str, every: list[Mention], about: Mention | None, asked: str) -> Part | None:
    """The age they tell of themselves, or a report of the one it is about."""
    match = written("own_age").search(folded)
    if match and value(match["n"]) >= _YOUNGEST:
        return Part(value(match["n"]), 0.9, Span(*match.span()))
    if about and len(about.ages) == 1:
        return Part(about.ages[0], LIKELY, Span(about.start, about.end))
    inside = [(m.start, m.end) for m in every if m.kind not in ("person", "teen", "self")]
    if about:
        match = written("theirs_age").search(folded, about.end)
        if match and not any(a < match.end() and match.start() < b for a, b in inside):
            return Part(value(match["n"]), LIKELY, Span(*match.span()))
    return None if asked else _reported_age(raw, folded, every, inside)


def _reported_age(raw: str, folded: str, every: list[Mention], inside: list[tuple[int, int]]) -> Part | None:
    """The age with which a report introduces someone: a name, a nationality or "the woman" before it."""
    group = subject(Said(folded, tuple(every), (), ""))
    first = next((m for m in every if m.kind != "self"), None)
    if first and _is_introduced(first, bool(group)):
        return Part(first.ages[0], LIKELY, Span(first.start, first.end))
    for match in written("introduced").finditer(folded):
        years = value(match["n"] or match["m"] or match["o"])
        before = raw[max(0, match.start() - _BEFORE):match.start()]
        near = [m for m in every if m.end <= match.end() and match.start() - m.end < _BEFORE and m.kind != "self"]
        of_group = bool(group) and (group[0].heads or 2) > 1 and match.start() > group[0].start
        taken = any(a < match.end() and match.start() < b for a, b in inside)
        beside = bool(near) and not re.search(r"[,.;(]", folded[near[-1].end:match.start()])
        companion = _is_companion(near) and (beside or not _is_person(before, 1))
        if years < _YOUNGEST or of_group or companion or taken:
            continue
        if match["c"] or _is_person(before) or (near and near[-1].kind in ("person", "teen")):
            return Part(years, LIKELY, Span(*match.span()))
    return None


def _is_introduced(first: Mention, grouped: bool) -> bool:
    """Whether the first one told, with one age, is the one that a report is about: "a boy of sixteen"."""
    young = first.kind in ("teen", "child") and first.whose == "a" and not grouped
    fits = young or first.kind in (*SUBJECTS, "person")
    alone = len(first.ages) == first.heads == 1 and not (first.away or first.led)
    return fits and alone and first.whose not in ("mine", "theirs") and first.ages[0] >= _YOUNGEST


def _is_companion(near: list[Mention]) -> bool:
    """Whether the last one told before an age is a relative or a child."""
    if not near or near[-1].kind in ("person", "teen"):
        return False
    return near[-1].whose in ("mine", "theirs") or is_child(near[-1])


def _is_person(before: str, within: int = _NAMED_WITHIN) -> bool:
    """Whether a person is named within so many words before an age, and nothing else that has years."""
    if _NUMBER_BEFORE.search(before) or written("no_person").search(fold(before)):
        return False
    words = re.findall(r"[^\W\d_]+", before)[-within:]
    named = any(word[0].isupper() and len(word) > _INITIAL for word in words)
    return named or any(written("person").fullmatch(fold(word)) or is_demonym(fold(word)) for word in words)
