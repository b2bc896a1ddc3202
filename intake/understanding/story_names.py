"""The name of the person, where they give it or a report gives it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from intake.understanding.clauses import Told
from intake.understanding.countries import is_country, is_demonym
from intake.understanding.languages import is_language
from intake.understanding.normal import fold
from intake.understanding.patterns import lines, listed, load
from intake.understanding.scope import is_of_others
from intake.understanding.story_values import Found
from intake.understanding.types import Fact, Span

_WORD = r"(?!(?:He|She|It|I|We|They|You|That|There|Here)['’])[A-ZÁÉÍÓÚÑ][\w'’-]+"
_NAME = rf"{_WORD}(?:\s+(?:de |del |de la )?{_WORD}){{0,3}}(?:\s[A-Z]\.)?"
_FULL = rf"{_WORD}(?:\s+(?:de |del |de la )?{_WORD}){{1,2}}"
_AFTER_CUE = re.compile(rf"\s+(?:es\s+|is\s+)?({_NAME})")
_GOES_ON = "y|and|de|from|tiene|tengo|soy|somos|vengo|im|i'm|i|he|she|el|ella|es|is|pero|but|mi|my|viene|esta"
_LOWER = re.compile(rf"\s+([a-záéíóúñ]{{3,}}(?:\s+[a-záéíóúñ]{{4,}})?)(?=\s*(?:$|[,.;!)\n]|\s(?:{_GOES_ON})\b))")
_BEHIND = re.compile(r",? (?:de )?\(?(\d{2})(?:,|\)| años| years)")
_TOLD, _CALLED, _REPORTED, _WRITTEN = 0.88, 0.8, 0.77, 0.8  # how sure a name is by the way it is given
_APPOSED = re.compile(r",?\s*(?:\d\d,\s*)?((?!said|says|told|dijo|cont|whose|quien)"
                      r"(?:an?|the|el|la|un|una|[a-záéíóúñ]{4,})\s[^,.;]{0,45})")
_PLACE = re.compile(r"\b(?:colonia|barrio|calle|avenida|ejido|rancho|pueblo|hotel|iglesia|parroquia|albergue|"
                    r"church|shelter|street|town of|village of|neighborhood)\s+(?:de |of )?$")
_WHERE = re.compile(r"\b(?:in|from|near|at|into|desde|en) (?:the |la |el )?$")
_KIN = re.compile(r"\b(?:her|his|their|my|our|su|sus|mi|mis)\s(?:\w+\s)?(?:daughter|son|child|children|kid|wife|"
                  r"husband|partner|brother|sister|mother|father|cousin|nephew|niece|grandson|granddaughter|"
                  r"hij\w*[oa]|espos[oa]|herman\w*[oa]|niet\w*[oa]|sobrin\w*[oa]|prim[oa]|nin\w*[oa]|bebe|pareja|mama|papa)s?,?\s"
                  r"(?:\w+,? (?:\d+,? )?(?:and|y) )?$")
_YOUNG = re.compile(r",? (?:de |tiene |que tiene |is |who is |aged )?\(?(?:1[0-7]|\d)\b")
_CHILDREN = re.compile(r"\b(?:hij[oa]s|nin[oa]s|nen[ea]s|children|kids|sons|daughters|girls|boys)\b[^?!]*$")
_LIST = 90  # characters after the word for children in which they are named
_BEFORE, _AFTER = 30, 45  # characters beside a name in which an office is looked for


def _any(key: str) -> str:
    return "|".join(lines(load("values")[key]))


@cache
def _reported() -> tuple[re.Pattern[str], ...]:
    """A capitalised name as reports introduce people: before an age, after a nationality, beside "said"."""
    opens = _opens()
    return (re.compile(rf"{opens}({_NAME})(?=,? (?:{_any('after_name')})|, (?:{_any('after_comma')}))"),
            re.compile(rf"(?<![\w.])I, ({_NAME}), (?=am|was|declare|state|hereby|live)"),
            re.compile(rf"(?:{_any('before_name')})\s+({_NAME})"),
            re.compile(rf"{opens}({_FULL})(?= (?:{_any('tells')})\b)"),
            re.compile(rf"\b(?:{_any('tells')}) ({_FULL})"),
            re.compile(rf"{opens}({_NAME})(?= (?:y|and) (?:su|sus|her|his) (?:{_any('kin_after_name')}))"))


@cache
def _opens() -> str:
    """What a name may stand behind: nothing, or a word that opens a sentence ("When Ana Ruiz asked")."""
    return rf"(?<![\w.])(?:(?:{_any('before_head')}) )?"


@cache
def _no_names() -> frozenset[str]:
    return frozenset(lines(load("values")["no_name"]))


@cache
def _official() -> re.Pattern[str]:
    return re.compile(_any("official"))


def find(told: Told, found: Found) -> Iterator[Fact]:
    """``person.name``: "me llamo", "this is", or a name as a report introduces it."""
    taken = [(hit.start, hit.end) for hits in (found.countries, found.cities, found.crossings,
                                               found.facilities, found.dates) for hit in hits]
    for key, sure in (("name", _TOLD), ("name_soft", _CALLED)):
        for each in listed("values", key):
            for match in each.find(told.plain):
                if not is_of_others(told, match.start(), match.end()) and not _of_a_place(told, match.end()):
                    yield from _fact(told, _AFTER_CUE.match(told.raw, match.end()), sure, taken)
    yield from _written_small(told, taken)
    for pattern in _reported():
        for match in pattern.finditer(told.raw):
            other = _is_official(told.raw, match) or _is_street(told, match.start(1))
            other = other or _is_kin(told, match.start(1))
            other = other or _is_child(told, match) or _is_where(told, match.start(1))
            named = [] if other else list(_fact(told, match, _REPORTED, taken))
            yield from named
            yield from _age(told.raw, match) if named else ()
    yield from _repeated(told, taken)


def _fact(told: Told, match: re.Match[str] | None, sure: float, taken: list[tuple[int, int]]) -> Iterator[Fact]:
    if match is None or _is_no_name(match[1]):
        return
    first, last = match.span(1)
    if told.is_plain(first) and not any(start < last and first < end for start, end in taken):
        yield Fact("person.name", match[1], span=Span(*match.span(1)), confidence=sure)


def _age(raw: str, name: re.Match[str]) -> Iterator[Fact]:
    """The age of two digits right behind a name."""
    age = _BEHIND.match(raw, name.end(1))
    if age:
        yield Fact("person.age", int(age[1]), span=Span(*age.span(1)), confidence=_CALLED)


def _is_no_name(said: str) -> bool:
    """Whether words with a capital are a country, a people or an ordinary word."""
    first = fold(said.split()[0]).split("-")[0]
    people = is_country(fold(said)) or is_demonym(first) or is_language(first)
    return people or said.split()[0].lower() in _no_names()


def _is_street(told: Told, start: int) -> bool:
    """Whether the word right before a name makes it a quarter, a street or a house: "la colonia Pueblo Nuevo"."""
    return _PLACE.search(told.plain[max(0, start - _BEFORE):start]) is not None


def _is_where(told: Told, start: int) -> bool:
    """Whether "in", "from" or an article before it makes it a place: "from Kumbo in the North West, a teacher"."""
    return _WHERE.search(told.plain[max(0, start - _BEFORE):start]) is not None


def _is_kin(told: Told, start: int) -> bool:
    """Whether the words right before a name are of a relative: "with her daughters Ixchel, 14, and Rosa, 5"."""
    return _KIN.search(told.plain[max(told.sentence(start)[0], start - _AFTER):start]) is not None


def _is_child(told: Told, match: re.Match[str]) -> bool:
    """Whether a name with an age is told after the word for children: "mis hijas: Ana, 14, y Rosa, 5"."""
    before = told.plain[max(0, match.start() - _LIST):match.start()]
    return _YOUNG.match(told.raw, match.end(1)) is not None and _CHILDREN.search(before) is not None


def _of_a_place(told: Told, end: int) -> bool:
    """Whether the words up to "called" speak of a town, a bridge, an officer."""
    before = told.plain[max(told.sentence(end - 1)[0], end - _AFTER):end]
    return any(match.end() == len(before) for each in listed("values", "name_not") for match in each.find(before))


def _written_small(told: Told, taken: list[tuple[int, int]]) -> Iterator[Fact]:
    """ "me llamo rosa y vengo de": a name without its capital."""
    for each in listed("values", "name_own"):
        for match in each.find(told.plain):
            if not _of_a_place(told, match.end()) and not is_of_others(told, *match.span()):
                yield from _fact(told, _LOWER.match(told.raw, match.end()), _WRITTEN, taken)


def _repeated(told: Told, taken: list[tuple[int, int]]) -> Iterator[Fact]:
    """A full name of which a surname stands again by itself: "Noel Cardona ... Cardona, a coffee picker"."""
    raw = told.raw
    for match in re.finditer(rf"{_opens()}({_FULL})", raw):
        surnames = "|".join(re.escape(word) for word in match[1].split()[1:] if word[0].isupper())
        again = re.search(rf"(?<![\w'’-])(?:{surnames})(?=,? [a-zéñ(]|[.,])", raw[match.end():])
        if again and not _is_official(raw, match):
            yield from _fact(told, match, _REPORTED, taken)


def _is_official(raw: str, match: re.Match[str]) -> bool:
    """Whether the words beside a name are of an office: "said Ana Ruiz, director of the shelter"."""
    before = re.split(r"[.;,]|\b(?!named|called)\w+ed\b", raw[max(0, match.start(1) - _BEFORE):match.start(1)])[-1]
    after = _APPOSED.match(raw, match.end(1))
    return _official().search(f"{before} | {after[1] if after else ''}") is not None
