"""The name of the person, where they give it or a report gives it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from intake.understanding.clauses import Told
from intake.understanding.patterns import lines, listed, load
from intake.understanding.scope import is_of_others
from intake.understanding.story_values import Found
from intake.understanding.types import Fact, Span

_WORD = r"[A-ZÁÉÍÓÚÑ][\w'’-]+"
_NAME = rf"{_WORD}(?:\s+(?:de |del |de la )?{_WORD}){{0,3}}"
_AFTER_CUE = re.compile(rf"\s+(?:es\s+|is\s+)?({_NAME})")
_BEHIND = re.compile(r",? (?:de )?\(?(\d{2})(?:,|\)| años| years)")
_TOLD, _CALLED, _REPORTED = 0.88, 0.8, 0.77  # how sure a name is by the way it is given


@cache
def _reported() -> re.Pattern[str]:
    """A capitalised name before an age or a description, as reports introduce people."""
    follows = "|".join(lines(load("values")["after_name"]))
    return re.compile(rf"(?<![\w.])({_NAME})(?=,? (?:{follows}))")


@cache
def _no_names() -> frozenset[str]:
    return frozenset(lines(load("values")["no_name"]))


def find(told: Told, found: Found) -> Iterator[Fact]:
    """``person.name``: "me llamo", "this is", or a name with an age in a report."""
    taken = [(hit.start, hit.end) for hits in (found.countries, found.cities, found.crossings,
                                               found.facilities, found.dates) for hit in hits]
    for key, sure in (("name", _TOLD), ("name_soft", _CALLED)):
        for each in listed("values", key):
            for match in each.find(told.plain):
                if not is_of_others(told, match.start(), match.end()) and not _of_a_place(told, match.end()):
                    yield from _fact(_AFTER_CUE.match(told.raw, match.end()), sure, taken)
    for match in _reported().finditer(told.raw):
        named = list(_fact(match, _REPORTED, taken))
        yield from named
        yield from _age(told.raw, match) if named else ()


def _of_a_place(told: Told, end: int) -> bool:
    """Whether the words up to "called" speak of a town, a bridge, an officer."""
    before = told.plain[max(told.sentence(end - 1)[0], end - 45):end]
    return any(match.end() == len(before) for each in listed("values", "name_not") for match in each.find(before))


def _fact(match: re.Match[str] | None, sure: float, taken: list[tuple[int, int]]) -> Iterator[Fact]:
    if match is None or match[1].split()[0].lower() in _no_names():
        return
    if not any(start < match.end(1) and match.start(1) < end for start, end in taken):
        yield Fact("person.name", match[1], span=Span(*match.span(1)), confidence=sure)


def _age(raw: str, name: re.Match[str]) -> Iterator[Fact]:
    """The age of two digits right behind a name."""
    age = _BEHIND.match(raw, name.end(1))
    if age:
        yield Fact("person.age", int(age[1]), span=Span(*age.span(1)), confidence=_CALLED)
