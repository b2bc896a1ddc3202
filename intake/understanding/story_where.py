"""Which place told is the crossing, where they were sent, where they are now, and the facility."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from intake.places import port_of, rows
from intake.understanding.clauses import Told
from intake.understanding.pattern_bank import bank
from intake.understanding.patterns import listed, spans
from intake.understanding.scope import Scenes, is_of_others, would_be
from intake.understanding.story_values import Found, Hit, clause_text, cued, is_held_since
from intake.understanding.types import Fact, Span

_LATER = 0.0001  # of several places of now the last one told
_PORT_TOWN = 0.7  # that they are still in the town of the port is to be asked
_FOLLOWS = 0.76  # confidence that they are still where they were sent, when nothing more is told
_NAMED, _LIKELY = 0.9, 0.75
_STORY = 25  # words
_SLIP = 50  # characters between a place and the one that takes its place


def find(told: Told, scenes: Scenes, found: Found) -> Iterator[Fact]:
    """``incident.crossing``, ``returned_to_*``, ``person.location_*``, ``detention.facility``."""
    inside = list(_inside(told, scenes, found))
    custody = {hit.start for hit in inside if cued(told, hit, "held_at", in_clause=True)}
    crossing = _crossing(told, scenes, tuple(
        hit for hit in _unretracted(told, found.crossings) if hit.start not in custody))
    if crossing:
        yield _fact("incident.crossing", crossing.value, crossing, crossing.confidence)
    inside.sort(key=lambda hit: (cued(told, hit, "held_now", in_clause=True), not cued(told, hit, "held_first")))
    held = bool(inside) or scenes.places[-1:] == ("custody",)
    yield from _cities(told, found, at_border=crossing is not None and not held)
    for hit in found.countries:
        if hit.note == "country" and _returned(told, hit) and not is_of_others(told, hit.start, hit.end):
            yield _fact("incident.returned_to_country", hit.value, hit, 0.8)
    if inside:
        yield _fact("detention.facility", inside[-1].value, inside[-1], inside[-1].confidence)
        if len({hit.value for hit in inside}) > 1:
            yield _fact("detention.transferred", True, inside[-1], 0.85)


def _fact(name: str, value: object, hit: Hit, sure: float) -> Fact:
    return Fact(name, value, span=Span(hit.start, hit.end), confidence=sure)


def _crossing(told: Told, scenes: Scenes, hits: tuple[Hit, ...]) -> Hit | None:
    """The crossing of the main event: told of themselves, at the port, and as exactly as it is told."""
    jailed = bank("scope", "jail").stands(told.plain)

    def score(hit: Hit) -> tuple[float, float, int]:
        clause = clause_text(told, hit)
        at_port = scenes.places[told.index(hit.start)] in ("port", "")
        bridge = any(True for each in listed("values", "at_port") for _ in each.find(clause))
        own = not is_of_others(told, hit.start, hit.end)
        earlier, elsewhere = cued(told, hit, "earlier_try"), not_port(told, hit, "crossing_not")
        elsewhere |= (jailed and is_held_since(told, hit)) or cued(told, hit, "crossing_station", in_clause=True)
        river = not_port(told, hit, "crossing_river") and not elsewhere
        exact = hit.note == "exact" and not river
        fits = 2.0 * own + at_port + bridge - 2.0 * earlier - 4.0 * elsewhere + exact
        return fits, hit.confidence >= _LIKELY, -hit.start

    best = max(hits, key=score, default=None)
    if best is None or score(best)[0] < 2:
        return None
    inside = [hit for hit in hits if port_of(hit.value) == best.value and score(hit)[0] >= 2]
    return max(inside, key=score, default=best)  # the port was told, and which of its crossings


def not_port(told: Told, hit: Hit, key: str) -> bool:
    """Whether a place is told of a river, a fence or a court, and not as a port: "the river near Roma"."""
    return cued(told, hit, key, in_clause=True) and not any(
        True for each in listed("values", "port_word") for _ in each.find(told.plain[hit.start - 30:hit.end + 20]))


def _unretracted(told: Told, hits: tuple[Hit, ...]) -> tuple[Hit, ...]:
    """Without those taken back: "at the Americas, sorry, no, the Paso del Norte one"."""
    spots = spans(listed("values", "retract"), told.plain)
    slips = {hit for hit, after in pairwise(hits) if after.start - hit.end <= _SLIP and any(
        hit.end <= start < end <= after.start for start, end in spots)}
    return tuple(hit for hit in hits if hit not in slips)


def _cities(told: Told, found: Found, at_border: bool) -> Iterator[Fact]:
    """Where they were sent and where they are: the last place told, else the one they were sent to.

    Else, when they came to a crossing and are in no custody, the one city of the border told.
    """
    held = [(hit.start, hit.end) for hit in found.facilities]
    sent: Hit | None = None
    lives = False
    for hit in _unretracted(told, found.cities):
        if _is_elsewhere(told, hit) or _is_of_writer(told, hit):
            continue
        if hit.note != "US" and _returned(told, hit):
            sent = hit
            yield _fact("incident.returned_to_city", hit.value, hit, 0.8)
            if hit.note:
                yield _fact("incident.returned_to_country", hit.note, hit, 0.8)
        in_custody = hit.note == "US" and any(start < hit.end and hit.start < end for start, end in held)
        if not in_custody and (cued(told, hit, "city_now", in_clause=True) or cued(told, hit, "city_with")):
            lives = True
            yield from _location(hit, min(0.99, 0.8 + _LATER * hit.start))
    last = sent or (_only_city(told, found.cities) if at_border else None) or _dateline(told, found.cities)
    if last and not lives:
        for fact in _location(last, _FOLLOWS if sent else _PORT_TOWN):
            follows = fact.field == "person.location_country"  # what they say of now takes its place
            yield replace(fact, basis="inferred") if follows else fact


def _only_city(told: Told, hits: tuple[Hit, ...]) -> Hit | None:
    """The one Mexican city that a story tells, when it is on the border."""
    if len(told.plain.split()) < _STORY:
        return None
    mine = [hit for hit in hits if hit.note == "MX" and not _is_elsewhere(told, hit)]
    border = {row["id"] for row in rows("mx_border_cities")}
    return mine[-1] if len({hit.value for hit in mine}) == 1 and mine[-1].value in border else None


def _dateline(told: Told, hits: tuple[Hit, ...]) -> Hit | None:
    """The place from which a report is written: "MATAMOROS, Mexico. ..."."""
    return next((hit for hit in hits[:1] if hit.start == 0 and told.raw[:hit.end].isupper()
                 and not told.raw.isupper()), None)


def _is_elsewhere(told: Told, hit: Hit) -> bool:
    """Whether a city is told of someone or some time else."""
    if is_of_others(told, hit.start, hit.end) or cued(told, hit, "city_of_kin"):
        return True
    if hit.note == "US" and cued(told, hit, "city_of_child"):
        return True
    return cued(told, hit, "city_not", in_clause=True) and not cued(told, hit, "city_with")


def _is_of_writer(told: Told, hit: Hit) -> bool:
    """Whether the relative who writes lives there, or the office of a helper is there, not the person."""
    if cued(told, hit, "city_office", in_clause=True):
        return True
    return writes_for(told) and cued(told, hit, "city_writer", in_clause=True)


def writes_for(told: Told) -> bool:
    """Whether someone writes for a relative."""
    return bool(spans(listed("values", "writes_for"), told.plain))


def _location(hit: Hit, sure: float) -> Iterator[Fact]:
    yield _fact("person.location_city", hit.value, hit, sure)
    if hit.note:
        yield _fact("person.location_country", hit.note, hit, sure)


def _returned(told: Told, hit: Hit) -> bool:
    """Whether they were sent there, not only fear to be."""
    before = told.plain[told.at(hit.start).start:hit.start]
    return (cued(told, hit, "city_returned", in_clause=True) and hit.value != "US" and not would_be(before)
            and not cued(told, hit, "city_feared", in_clause=True)
            and not cued(told, hit, "city_of_port", in_clause=True))


def _inside(told: Told, scenes: Scenes, found: Found) -> Iterator[Hit]:
    """The places of their custody, and those told behind one: "I was in Port Isabel, then in Eloy"."""
    last: Hit | None = None
    for hit in found.facilities:
        then = last is not None and told.sentence(last.start) == told.sentence(hit.start)
        if _held(told, scenes, hit) or (then and not is_of_others(told, hit.start, hit.end)):
            last = hit
            yield hit


def _held(told: Told, scenes: Scenes, hit: Hit) -> bool:
    if is_of_others(told, hit.start, hit.end):
        return False
    named = hit.confidence >= _NAMED  # a name that is of nothing else
    return named or scenes.places[told.index(hit.start)] == "custody" or cued(told, hit, "held_at")
