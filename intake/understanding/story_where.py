"""Which place told is the crossing, where they were sent, where they are now, and the facility."""

from __future__ import annotations

from collections.abc import Iterator

from intake.places import port_of
from intake.understanding.clauses import Told
from intake.understanding.patterns import listed
from intake.understanding.scope import Scenes, is_of_others
from intake.understanding.story_values import Found, Hit, clause_text, cued
from intake.understanding.types import Fact, Span


def find(told: Told, scenes: Scenes, found: Found) -> Iterator[Fact]:
    """``incident.crossing``, ``returned_to_*``, ``person.location_*``, ``detention.facility``."""
    crossing = _crossing(told, scenes, found.crossings)
    if crossing:
        yield _fact("incident.crossing", crossing.value, crossing, crossing.confidence)
    yield from _cities(told, found.cities)
    for hit in found.countries:
        if hit.note == "country" and _returned(told, hit) and not is_of_others(told, hit.start, hit.end):
            yield _fact("incident.returned_to_country", hit.value, hit, 0.8)
    inside = [hit for hit in found.facilities if _held(told, scenes, hit)]
    if inside:
        yield _fact("detention.facility", inside[-1].value, inside[-1], inside[-1].confidence)
        if len({hit.value for hit in inside}) > 1:
            yield _fact("detention.transferred", True, inside[-1], 0.85)


def _fact(name: str, value: object, hit: Hit, sure: float) -> Fact:
    return Fact(name, value, span=Span(hit.start, hit.end), confidence=sure)


def _crossing(told: Told, scenes: Scenes, hits: tuple[Hit, ...]) -> Hit | None:
    """The crossing of the main event: told of themselves, at the port, and as exactly as it is told."""
    def score(hit: Hit) -> tuple[float, float, int]:
        clause = clause_text(told, hit)
        at_port = scenes.places[told.index(hit.start)] in ("port", "")
        bridge = any(True for each in listed("values", "at_port") for _ in each.find(clause))
        own = not is_of_others(told, hit.start, hit.end)
        earlier = cued(told, hit, "earlier_try")
        exact = hit.note == "exact"
        return 2.0 * own + at_port + bridge - 2.0 * earlier + exact, hit.confidence, -hit.start

    best = max(hits, key=score, default=None)
    if best is None or score(best)[0] < 2:
        return None
    inside = [hit for hit in hits if port_of(hit.value) == best.value and score(hit)[0] >= 2]
    return max(inside, key=score, default=best)  # the port was told, and which of its crossings


def _cities(told: Told, hits: tuple[Hit, ...]) -> Iterator[Fact]:
    for hit in hits:
        if is_of_others(told, hit.start, hit.end) or cued(told, hit, "city_not", in_clause=True):
            continue
        if hit.note != "US" and _returned(told, hit):
            yield _fact("incident.returned_to_city", hit.value, hit, 0.8)
            if hit.note:
                yield _fact("incident.returned_to_country", hit.note, hit, 0.8)
        if cued(told, hit, "city_now", in_clause=True):
            later = 0.0001 * hit.start  # of several the last one told
            yield _fact("person.location_city", hit.value, hit, min(0.99, 0.8 + later))
            if hit.note:
                yield _fact("person.location_country", hit.note, hit, min(0.99, 0.8 + later))


def _returned(told: Told, hit: Hit) -> bool:
    """Whether they were sent there, not only fear to be."""
    return (cued(told, hit, "city_returned", in_clause=True) and hit.value != "US"
            and not cued(told, hit, "city_feared", in_clause=True))


def _held(told: Told, scenes: Scenes, hit: Hit) -> bool:
    if is_of_others(told, hit.start, hit.end):
        return False
    return scenes.places[told.index(hit.start)] == "custody" or cued(told, hit, "held_at")
