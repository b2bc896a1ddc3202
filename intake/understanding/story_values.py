"""The values that the extractors find in a story, in one shape, and the words around them."""

from __future__ import annotations

from dataclasses import dataclass

from intake.understanding.clauses import Told
from intake.understanding.patterns import listed

HERE = "¶"  # stands for the value in the patterns of values.yml
_NEAR = 75  # characters


@dataclass(frozen=True)
class Hit:
    """A value found at start..end; ``note`` says more of its form (demonym, country of a city)."""

    value: str
    start: int
    end: int
    confidence: float
    note: str = ""


@dataclass(frozen=True)
class Found:
    """Everything the extractors found in a text, in order."""

    dates: tuple[Hit, ...] = ()
    crossings: tuple[Hit, ...] = ()
    facilities: tuple[Hit, ...] = ()
    cities: tuple[Hit, ...] = ()
    countries: tuple[Hit, ...] = ()


def around(told: Told, hit: Hit) -> tuple[str, str]:
    """The words before and after a value, within its sentence, each with the sign that stands for it."""
    first, last = told.sentence(hit.start)
    before = told.plain[max(first, hit.start - _NEAR):hit.start]
    after = told.plain[hit.end:min(last, hit.end + _NEAR)]
    return before + HERE, HERE + after


def cued(told: Told, hit: Hit, key: str) -> bool:
    """Whether the words around a value are those of one list of ``values.yml``."""
    return any(True for text in around(told, hit) for each in listed("values", key) for _ in each.find(text))


def clause_text(told: Told, hit: Hit) -> str:
    """The clause in which the value stands."""
    clause = told.at(hit.start)
    return told.plain[clause.start:clause.end]
