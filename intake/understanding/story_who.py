"""Which of the countries told is the person's own."""

from __future__ import annotations

from collections.abc import Iterator

from intake.understanding.clauses import Told
from intake.understanding.scope import is_of_others
from intake.understanding.story_asked import asks_other
from intake.understanding.story_values import Found, Hit, cued
from intake.understanding.types import Context, Fact, Span

_SAID = 0.9  # confidence of a country that is told as their own


def find(told: Told, found: Found, ctx: Context) -> Iterator[Fact]:
    """``person.nationality``."""
    alone = len({hit.value for hit in found.countries if hit.value not in ("MX", "US")}) == 1
    scored = [(_score(told, hit, alone), -hit.start, hit) for hit in (*found.countries, *_birthplaces(found))]
    best = max((item for item in scored if item[0] >= 0.6), default=None, key=lambda item: item[:2])
    if best and not (asks_other(ctx, "person.nationality") and best[0] < _SAID):
        hit = best[2]
        yield Fact("person.nationality", hit.value, span=Span(hit.start, hit.end),
                   confidence=min(best[0], hit.confidence))


def _score(told: Told, hit: Hit, alone: bool) -> float:
    """How sure this country is the person's own: "soy de", a demonym of a person, the one they fled."""
    own, foreign = cued(told, hit, "country_own"), cued(told, hit, "country_not")
    if is_of_others(told, hit.start, hit.end):
        return 0.0
    if foreign and not (own and hit.note == "demonym" and hit.value not in ("MX", "US")):
        return 0.0
    if hit.value == "US" or (hit.value == "MX" and not own):
        return 0.0
    if hit.note == "city":
        return 0.8 if cued(told, hit, "born_in") else 0.0
    return _SAID if own else 0.8 if alone or hit.note == "demonym" else 0.65


def _birthplaces(found: Found) -> tuple[Hit, ...]:
    """The country of each city told, for "soy de San Pedro Sula"."""
    return tuple(Hit(hit.note, hit.start, hit.end, 0.85, "city") for hit in found.cities if hit.note)

