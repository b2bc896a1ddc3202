"""Which of the countries told is the person's own."""

from __future__ import annotations

import re
from collections.abc import Iterator

from intake.places import rows
from intake.understanding.clauses import Told
from intake.understanding.patterns import lines, listed, load
from intake.understanding.scope import is_of_others
from intake.understanding.story_asked import asks_other
from intake.understanding.story_values import Found, Hit, cued
from intake.understanding.story_where import writes_for
from intake.understanding.types import Context, Fact, Span

_SAID, _SELF, _SURELY = 0.9, 0.92, 0.95  # confidence of a country that is told as their own
_LIKELY, _ASKED = 0.8, 0.65
_LEAST = 0.6
_OPEN = (None, "narrative.text", "incident.kinds", "person.nationality")
_SHORT = 12  # words of an answer
_AM = r"(?:\b(?:am|is|are|was|were|estoy|esta|estan|estamos)|'[ms]|'re)"
_IN = re.compile(rf"{_AM}\s+(?:\w+\s+)?(?:in|at|near|en)\s+$")
_TWICE = 0.1  # surer, when two names say the same country


def find(told: Told, found: Found, ctx: Context) -> Iterator[Fact]:
    """``person.nationality``."""
    places = _birthplaces(found)
    named = [hit for hit in found.countries if not _is_misread(hit, places)]
    others_said = any(_is_of_kin(told, hit) for hit in named) and any(
        cued(told, hit, "country_self") and not _is_of_kin(told, hit) for hit in named)
    others_said = others_said or "person.nationality" in ctx.known
    lone = _lone(told, (*named, *places))
    scored = [(min(_score(told, hit, others_said, hit.value == lone), hit.confidence), -hit.start, hit)
              for hit in (*named, *places)]
    best = max((item for item in scored if item[0] >= _LEAST), default=None, key=lambda item: item[:2])
    if best is None:
        return
    sure, _, hit = best
    said = cued(told, hit, "country_self")
    if asks_other(ctx, "person.nationality") and not said:
        return
    if not said and hit.note != "demonym" and ctx.awaiting not in _OPEN and len(told.plain.split()) <= _SHORT:
        sure = min(sure, _ASKED)  # "the number is of El Salvador"
    again = sum(other.value == hit.value and score >= _LEAST for score, _, other in scored) > 1
    yield Fact("person.nationality", hit.value, span=Span(hit.start, hit.end),
               confidence=min(_SURELY, sure + _TWICE * again))


def _lone(told: Told, hits: tuple[Hit, ...]) -> str:
    """The one country told besides Mexico and the United States, or the one where they lived or were harmed."""
    abroad = [hit for hit in hits if hit.note != "demonym" and hit.value not in ("MX", "US")
              and not cued(told, hit, "country_not") and not is_of_others(told, hit.start, hit.end)]
    values = {hit.value for hit in abroad}
    if len(values) > 1:
        values = {hit.value for hit in abroad if _is_home(told, hit)}
    return values.pop() if len(values) == 1 else ""


def _score(told: Told, hit: Hit, others_said: bool, alone: bool) -> float:
    """How sure this country is the person's own: "soy de", a demonym of a person, the one they fled."""
    own, people = cued(told, hit, "country_self"), hit.note == "demonym"
    person = people and (cued(told, hit, "country_person") or (
        hit.value != "MX" and cued(told, hit, "country_article")))
    if is_of_others(told, hit.start, hit.end) or hit.value == "US":
        return 0.0
    if cued(told, hit, "country_not") and (not person or hit.value == "MX" or _is_denied(told, hit)):
        return 0.0
    if _is_of_kin(told, hit) and (others_said or not writes_for(told)):
        return 0.0 if others_said else _ASKED
    if cued(told, hit, "country_surely"):
        return _SURELY
    if not own and (_is_asked(told, hit) or _is_bystander(told, hit) or (people and (
            cued(told, hit, "country_of_others") or cued(told, hit, "country_many")))):
        return 0.0
    if hit.note in ("city", "region", "border"):
        born = (own and not _is_whereabouts(told, hit)) or cued(
            told, hit, "born_strong" if hit.note == "border" else "born_in")
        return _LIKELY if born or (alone and hit.note != "border" and _is_from(told, hit)) else 0.0
    told_own = own or ((hit.value != "MX" or not _is_returned(told, hit)) and cued(told, hit, "country_own"))
    if hit.value == "MX" and not (told_own or person):
        return 0.0
    if told_own or person:
        return _SELF if own else _SAID
    return _LIKELY if people or (alone and _is_home(told, hit)) else _ASKED


def _is_from(told: Told, hit: Hit) -> bool:
    """Whether the only town told abroad is where they come from, or what drove them out is told of it."""
    return cued(told, hit, "country_own") or _is_home(told, hit)


def _is_home(told: Told, hit: Hit) -> bool:
    """Whether harm or a life is told of there: "in Guatemala a local boss has offered money for her"."""
    start, end = told.sentence(hit.start)
    return cued(told, hit, "country_home") and any(
        True for each in listed("values", "home_harm") for _ in each.find(told.plain[start:end]))


def _is_returned(told: Told, hit: Hit) -> bool:
    return cued(told, hit, "city_returned", in_clause=True)


def _is_denied(told: Told, hit: Hit) -> bool:
    around = told.plain[max(0, hit.start - 14):hit.start]
    return re.search(r"\b(?:no|not|nunca|never)\b", around) is not None


def _is_of_kin(told: Told, hit: Hit) -> bool:
    return cued(told, hit, "country_of_kin")


def _is_whereabouts(told: Told, hit: Hit) -> bool:
    """Whether "he is in X" tells where somebody is, not where they are from."""
    return _IN.search(told.plain[max(0, hit.start - 14):hit.start]) is not None


def _is_bystander(told: Told, hit: Hit) -> bool:
    return cued(told, hit, "country_someone") and cued(told, hit, "bystander")


def _is_asked(told: Told, hit: Hit) -> bool:
    """Whether it stands in a question of the person's own."""
    start, end = told.sentence(hit.start)
    return "?" in told.raw[start:end + 1] or "¿" in told.raw[start:end]


def _birthplaces(found: Found) -> tuple[Hit, ...]:
    """The country of each city told, for "soy de San Pedro Sula"; on the border or the way it may be the route."""
    border = {row["id"] for row in rows("mx_border_cities")} | {*lines(load("values")["route_cities"])}
    return tuple(Hit(hit.note, hit.start, hit.end, 0.85, "border" if hit.value in border else "city")
                 for hit in found.cities if hit.note)


def _is_misread(hit: Hit, places: tuple[Hit, ...]) -> bool:
    """Whether a word like a country's name is, or is part of, the name of a city: "Miguel Aleman"."""
    return any(place.start <= hit.start < place.end and hit.note != "region" and (
        (hit.confidence < _LIKELY and place.value != hit.value)
        or place.end - place.start > hit.end - hit.start) for place in places)
