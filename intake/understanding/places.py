"""Crossings, ports, facilities and cities as people tell them, in both languages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from intake.places import port_of, rows
from intake.understanding.normal import fold
from intake.understanding.places_names import Named, beside, cities_of, gazetteer, names, words
from intake.understanding.quantities import is_number
from intake.understanding.spelling import Match, Token, key, lexicon, phrases, tokens
from intake.understanding.types import Language, Span

Kind = Literal["crossing", "port", "facility", "city"]
_EXACT, _BY_CUE, _TOWN, _LIKELY, _UNSURE = 0.92, 0.85, 0.8, 0.7, 0.6
_NEAR, _WIDE, _AFTER, _NEXT = 5, 8, 3, 5  # words
_LONGEST_NAME = 4  # words


@dataclass(frozen=True)
class PlaceHit:
    """A place told: the id of each kind that it may be (crossing, port, facility, city).

    ``options``: for an ambiguous name the ids it may be. ``country``: of the city, when one only.
    """

    ids: Mapping[Kind, str]
    span: Span
    confidence: float
    options: tuple[str, ...] = ()
    country: str | None = None


@dataclass(frozen=True)
class _Spot:
    """A name found, and what stands around it."""

    match: Match
    named: Named
    words: list[Token]
    bare: bool
    at_port: bool
    near_port: bool
    asked: bool
    held: bool
    held_here: bool


def find_places(text: str, language: Language | None = None, asked: Kind | None = None,
                near: Iterable[str] = ()) -> tuple[PlaceHit, ...]:
    """All places told in ``text``, in order; a span may have a second hit that is a facility.

    ``asked``: what kind of place a short text answers, so that no other word must say it. ``near``: cities
    known already, which tell one of several crossings of a name from another.

    >>> [dict(hit.ids) for hit in find_places("en el puente zaragoza")]
    [{'crossing': 'el_paso_ysleta'}]
    """
    said = tokens(text)
    found = [match for match in names().find(said) if not _ends_in_a_day(match, said, text)
             and (_answers(match, asked) or _is_meant(match, said, text))]
    told = frozenset(city for match in found for city, _ in gazetteer()[match.name].cities) or frozenset(near)
    whole = {i for match in found for i in range(match.first, match.last)}
    bare = all(i in whole or word.word in words("bare") for i, word in enumerate(said))
    return tuple(hit for match in found for hit in _hits(_spot(match, said, bare, asked), told))


def _ends_in_a_day(match: Match, said: list[Token], text: str) -> bool:
    """Whether its last word is the day of the date that follows, a number of days, or of the next words."""
    last = said[match.last - 1]
    if match.last - match.first < 2 or not is_number(last.word):
        return False
    after = [word.word for word in said[match.last:match.last + 2] if word.word != "de"]
    follows = after[0] if after and not last.breaks else ""
    counted = follows in words("counted") or (last.word.isdigit() and follows in words("months"))
    return counted or "," in text[said[match.last - 2].span.end:last.span.start]


def _answers(match: Match, asked: Kind | None) -> bool:
    """Whether a name can be the kind of place that was asked for."""
    named = gazetteer()[match.name]
    if asked == "crossing":
        return bool(named.crossings or named.at_port or named.port or named.ports)
    return asked == "facility" and bool(named.facilities)


def _spot(match: Match, said: list[Token], bare: bool, asked: Kind | None) -> _Spot:
    inside = {word.word for word in said[match.first:match.last]}
    port, custody = words("port_words"), words("custody")
    near = _joined(match, said, _NEAR)
    named = gazetteer()[match.name]
    at_port = bool(near & port) or (bool(inside & port) and not named.facilities) or asked == "crossing"
    around, held = _around(match, said), _around(match, said, words("parts"))
    held_here = bool(inside & custody) or bool(near & custody)
    return _Spot(match, named, said, bare, at_port, bool(around & port),
                 bool(around & words("asked")), bare or bool(held & custody) or asked == "facility", held_here)


def _joined(match: Match, said: list[Token], reach: int) -> set[str]:
    """The words tied to a name: before it through linking words, and right after it."""
    out: set[str] = set()
    for word in reversed(said[max(0, match.first - reach):match.first]):
        if word.breaks:
            break
        out.add(word.word)
        if word.word not in words("between"):
            break
    if not said[match.last - 1].breaks:
        for word in said[match.last:match.last + _AFTER]:
            out.add(word.word)
            if word.breaks or word.word not in words("between_after"):
                break
    return out


def _around(match: Match, said: list[Token], through: frozenset[str] = frozenset()) -> set[str]:
    """The words of the same clause near a name; ``through``: words that do not part it here."""
    out: set[str] = set()
    parts = words("parts") - through
    for word in reversed(said[max(0, match.first - _WIDE):match.first]):
        if word.breaks or word.word in parts:
            break
        out.add(word.word)
    if not said[match.last - 1].breaks:
        for word in said[match.last:match.last + _WIDE]:
            if word.word in parts:
                break
            out.add(word.word)
            if word.breaks:
                break
    return out


def _is_meant(match: Match, said: list[Token], text: str) -> bool:
    """Whether a name that is also an ordinary word stands as a name here."""
    before = said[match.first - 1].word if match.first else ""
    after = said[match.last].word if match.last < len(said) else ""
    if before in beside("not_before", match.name) or after in beside("not_after", match.name):
        return said[match.first].capital and said[match.last - 1].capital and match.name == "el paso"
    wary, strict = match.name in words("wary"), match.name in words("strict")
    if not (wary or strict):
        return True
    rest = [word.word for word in (*said[:match.first], *said[match.last:])]
    if match.score == 1 and all(word in words("bare") for word in rest):
        return True
    if _joined(match, said, _NEAR) & words("port_words") or _custody_name(match, said):
        return True
    led = match.score == 1 and before in words("leads")
    plainly = text.islower() and bool(_around(match, said) & words("port_words"))  # who writes no capitals at all
    return led and (not strict or plainly or text[match.span.start].isupper())


def _custody_name(match: Match, said: list[Token]) -> bool:
    return bool(gazetteer()[match.name].facilities) and bool(_joined(match, said, _NEAR) & words("custody"))


def _hits(spot: _Spot, told: frozenset[str]) -> Iterator[PlaceHit]:
    inside = _facility(spot)
    only_held = inside is not None and spot.held_here and not spot.at_port and not spot.bare
    at = None if only_held else _crossing(spot, told)
    city = _city(spot, at)
    if at and city and at.confidence == city.confidence:
        yield PlaceHit({**at.ids, **city.ids}, at.span, at.confidence, at.options, city.country)
    else:
        yield from (hit for hit in (at, city) if hit)
    if inside and not (spot.at_port and not spot.held_here and not spot.bare):
        yield inside


def _sure(spot: _Spot, most: float) -> float:
    if spot.match.score == 1:
        return most
    return min(most, 0.85) if spot.match.score >= 0.9 else min(most, 0.78)


def _crossing(spot: _Spot, told: frozenset[str]) -> PlaceHit | None:
    named, span = spot.named, spot.match.span
    ids = named.crossings or (named.at_port if spot.at_port else [])
    if len(ids) > 1:
        return _chosen(spot, ids, told)
    if ids:
        return PlaceHit({"crossing": ids[0]}, span, _sure(spot, _EXACT))
    if named.port:
        port = _narrowed(spot, named.port)
        return PlaceHit({"port" if port == named.port else "crossing": port}, span, _sure(spot, _EXACT))
    if named.at_port and spot.bare and not named.cities and spot.match.name not in words("only_by_alias"):
        return PlaceHit({"crossing": named.at_port[0]}, span, _LIKELY, tuple(named.at_port))
    american = any(country == "US" for _, country in named.cities)
    if not named.ports or not (spot.bare or spot.near_port or spot.at_port or (american and spot.asked)):
        return None
    if len(named.ports) > 1:
        return PlaceHit({"crossing": named.ports[0]}, span, _UNSURE, tuple(named.ports))
    port = _narrowed(spot, named.ports[0])
    kind: Kind = "port" if _is_group(port) else "crossing"
    return PlaceHit({kind: port}, span, _sure(spot, _BY_CUE))


def _narrowed(spot: _Spot, port: str) -> str:
    """The crossing of a port that the next words name ("Calexico, la west", "Laredo el numero 2"), or the port."""
    linked = False
    for at, word in enumerate(spot.words[spot.match.last:spot.match.last + _NEXT], spot.match.last):
        found = gazetteer().get(f"{spot.match.name} {word.word}")
        if found and len(found.crossings) == 1 and (linked or not word.word.isdigit()):
            return found.crossings[0] if port_of(found.crossings[0]) == port else port
        side = _side(port, word.word, spot.words[at + 1:at + 2]) if linked else None
        if side:
            return side
        if word.word not in words("narrows"):
            break
        linked = True
    return port


def _side(port: str, word: str, after: list[Token]) -> str | None:
    """The one crossing of a port on the side that is named: "San Ysidro, la del lado este"."""
    side = lexicon("places")["sides"].get(word)
    if side is None or (after and after[0].word in words("this")):
        return None
    there = [row["id"] for row in rows("ports") if port_of(row["id"]) == port and side in row["official_name"]]
    return there[0] if len(there) == 1 else None


@cache
def _is_group(port: str) -> bool:
    return any(row["id"] == port for row in rows("port_groups"))


def _chosen(spot: _Spot, ids: list[str], told: frozenset[str]) -> PlaceHit:
    """Of several crossings of one name the one whose city is told too; else the usual, or asked."""
    here = [each for each in ids if cities_of(each) & told]
    span = spot.match.span
    if len(here) == 1:
        return PlaceHit({"crossing": here[0]}, span, _sure(spot, _EXACT))
    if spot.named.usual and not here:
        return PlaceHit({"crossing": ids[0]}, span, _sure(spot, 0.9))
    options = tuple(here or ids)
    return PlaceHit({"crossing": options[0]}, span, _UNSURE, options if len(options) > 1 else ())


def _city(spot: _Spot, at: PlaceHit | None) -> PlaceHit | None:
    cities = spot.named.cities
    if not cities or (at and spot.named.crossings):
        return None
    ids = tuple(dict.fromkeys(city for city, _ in cities))
    countries = {country for _, country in cities}
    country = countries.pop() if len(countries) == 1 else None
    if len(ids) > 1:
        return PlaceHit({"city": ids[0]}, spot.match.span, _UNSURE, ids, country)
    sure = at.confidence if at and not at.options else _sure(spot, _EXACT)
    return PlaceHit({"city": ids[0]}, spot.match.span, sure, (), country)


def _facility(spot: _Spot) -> PlaceHit | None:
    """The place of custody of that name: named, or in a town told in words of custody."""
    named, span = spot.named, spot.match.span
    town = bool(named.cities or named.towns or named.crossings or named.ports)
    if named.facilities and (spot.held or not (named.ports or named.crossings)):
        sure = _TOWN if town else 0.9
        every = tuple(dict.fromkeys(named.facilities + (named.towns if named.ports else [])))
        options = every if len(every) > 1 else ()
        sure = _LIKELY if options else _sure(spot, sure)
        return PlaceHit({"facility": named.facilities[0]}, span, sure, options)
    if named.towns and spot.held and not named.facilities:
        options = tuple(named.towns) if len(named.towns) > 1 else ()
        return PlaceHit({"facility": named.towns[0]}, span, _UNSURE if options else 0.78, options)
    return None


@cache
def _numbered() -> tuple[tuple[re.Pattern[str], str], ...]:
    lines = (line.rpartition(" => ") for line in lexicon("places")["numbered"].splitlines())
    return tuple((re.compile(found), said) for found, _, said in lines)


def with_bridge(answer: str) -> str:
    """An answer to "which bridge?" with the word put where it was left out; the same when none was.

    >>> with_bridge("el 2 de laredo")
    'puente 2 de laredo'
    """
    folded = fold(answer)
    found = (pattern.sub(said, folded, count=1) for pattern, said in _numbered() if pattern.search(folded))
    return next(found, answer)


def name_as_told(answer: str) -> str | None:
    """The name in a short answer that is no place of the gazetteer; None when it holds no name.

    >>> name_as_told("en un pueblo que se llama San Marcos")
    'San Marcos'
    """
    rest = answer.strip()
    for lead in sorted(phrases(lexicon("places")["told_after"]), key=len, reverse=True):
        found = re.search(rf"(?<!\w){re.escape(lead)}(?!\w)", fold(rest))
        if found and rest[found.end():].strip():
            rest = rest[found.end():].strip()
    rest = re.split(r"[,.;:!?\n(]", rest)[0]
    parts = rest.split()
    trim = words("told_trim")
    while parts and key(parts[0]) in trim:
        parts.pop(0)
    while parts and key(parts[-1]) in trim:
        parts.pop()
    if not parts or len(parts) > _LONGEST_NAME or any(key(part) in words("told_not") for part in parts):
        return None
    return " ".join(parts) if all(any(c.isalpha() for c in part) for part in parts) else None
