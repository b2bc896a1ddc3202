"""Who travelled together: adults, children and their ages, from a story or an answer."""

from __future__ import annotations

import re
from dataclasses import dataclass

from intake.understanding.normal import fold, number_pattern, number_value
from intake.understanding.types import Span


@dataclass(frozen=True)
class PeopleHit:
    """The group; None where nothing was said."""

    adults: int | None = None
    children_ages: tuple[int, ...] | None = None
    children: int | None = None
    age: int | None = None
    pregnant: bool | None = None
    confidence: float = 0.8
    spans: tuple[Span, ...] = ()


_ALONE = re.compile(r"(?<!\w)(?:solo yo|sol[oa] sin|viaj\w+ sol[oa]|fui sol[oa]|only me|just me|i was alone|alone|solit[oa]|sol[oa])(?!\w)")
_ADULTS = re.compile(rf"(?P<n>{number_pattern()})\s+(?:adult[oa]s?|adults?|mayores)")


def find_people(text: str, language: str) -> PeopleHit | None:
    """A small first version: counts of adults and ages of children told plainly."""
    folded = fold(text)
    adults = next((int(number_value(m["n"]) or 0) for m in _ADULTS.finditer(folded)), None)
    if adults is None and _ALONE.search(folded):
        adults = 1
    return PeopleHit(adults=adults, spans=(Span(0, len(text)),)) if adults else None
