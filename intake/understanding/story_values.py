"""The values that the extractors find in a story, in one shape, and the words around them."""

from __future__ import annotations

from dataclasses import dataclass

from intake.understanding.clauses import Told
from intake.understanding.pattern_bank import bank

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
    coming: tuple[Hit, ...] = ()  # the dates once more, read as still to come


def around(told: Told, hit: Hit, within: tuple[int, int]) -> tuple[str, str]:
    """The words before and after a value, within these offsets, each with the sign that stands for it."""
    before = told.plain[max(within[0], hit.start - _NEAR):hit.start]
    after = told.plain[hit.end:min(told.sentence(hit.start)[1], hit.end + _NEAR)]
    return before + HERE, HERE + after


def cued(told: Told, hit: Hit, key: str, in_clause: bool = False) -> bool:
    """Whether the words around a value, in its sentence or clause, are those of a list of ``values.yml``."""
    clause = told.at(hit.start)
    within = (clause.start, clause.end) if in_clause else told.sentence(hit.start)
    return any(bank("values", key).stands(text) for text in around(told, hit, within))


def is_held_since(told: Told, hit: Hit) -> bool:
    """Whether they are told to be there since some time: "he is in Otay Mesa since May"."""
    return cued(told, hit, "held_at", in_clause=True) and cued(told, hit, "held_since", in_clause=True)


def clause_text(told: Told, hit: Hit) -> str:
    """The clause in which the value stands."""
    clause = told.at(hit.start)
    return told.plain[clause.start:clause.end]
