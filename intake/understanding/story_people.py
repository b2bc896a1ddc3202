"""Who travelled together, the person's age and language, as a story tells it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from intake.understanding import languages, people, phones
from intake.understanding.clauses import Told
from intake.understanding.patterns import listed, spans
from intake.understanding.scope import is_of_others
from intake.understanding.story_values import Hit, cued
from intake.understanding.types import Context, Fact, Span

_MINOR = "person.unaccompanied_child"
_GROUP = ("person.adults", "person.children", "person.children_ages")
_NUMBER, _NUMBER_NEAR = 60, 12  # characters after "my number is" read, and before the number
_ALONE = 0.94  # surer than the one adult of whom "alone" mostly tells
_ANOTHER = re.compile(r"\s*(?:,|and|y|&|or)\s*\d")
_AGE = "age"  # the numbers of these patterns are the person's age


def find(told: Told, ctx: Context) -> Iterator[Fact]:
    """``person.adults``, ``children_ages``, ``children``, ``age``, ``interpreter_language``."""
    hit = people.find_people(told.raw, plain=told.plain, minor=ctx.awaiting == _MINOR)
    for name, part in hit.parts():
        if ctx.awaiting == _MINOR and name in _GROUP:
            continue  # "I'm with my mom" tells who looks after the child
        yield Fact(name, part.value, span=part.span, confidence=part.confidence)
    if hit.age is None:
        ages = tuple(_age(told))
        yield from ages
        yield from _child_alone(told, ages, ctx)
    yield from _language(told, ctx)
    yield from _phone(told, ctx)


def _child_alone(told: Told, ages: tuple[Fact, ...], ctx: Context) -> Iterator[Fact]:
    """A minor told of by another, who came alone: "tiene 16 y viene sola"."""
    alone = people.travels_alone(told.raw, told.plain)
    if ages and alone and isinstance(ages[0].value, int) and ages[0].value < people.GROWN:
        yield Fact(_MINOR, True, span=alone, confidence=ages[0].confidence)
        if ctx.awaiting != _MINOR:
            yield Fact("person.adults", 0, span=alone, confidence=_ALONE)
            yield Fact("person.children_ages", [ages[0].value], span=ages[0].span, confidence=ages[0].confidence)


def _phone(told: Told, ctx: Context) -> Iterator[Fact]:
    """``person.phone``, where "my number is" stands before it."""
    for start, end in spans(listed("values", "my_phone"), told.plain):
        if ctx.awaiting in ("person.phone", "person.other_contact") or is_of_others(told, start, end):
            return
        hit = phones.find_phone(told.raw[end:end + _NUMBER], _countries(ctx), ctx.language)
        if hit and hit.span.start <= _NUMBER_NEAR:
            span = Span(end + hit.span.start, end + hit.span.end)
            yield Fact("person.phone", hit.e164, span=span, confidence=min(hit.confidence, 0.88))
            return


def _countries(ctx: Context) -> tuple[str, ...]:
    known = (ctx.known.get(name) for name in ("person.location_country", "person.nationality"))
    return tuple(str(country) for country in known if country)


_OF_THEIRS = re.compile(r"\b(?:mis?|sus?|nuestr[oa]s?|my|his|her|our|their) (?:\w+ )?$")  # "mi nina de 12"
_WRITES = 10  # years: a younger child writes of no journey


def _age(told: Told) -> Iterator[Fact]:
    for each in listed("values", _AGE):
        for match in each.find(told.plain):
            number = next((word for word in match[0].replace("-", " ").replace(",", " ").split()
                           if word.strip("().").isdecimal()), "")
            several = _ANOTHER.match(told.plain, match.end()) is not None  # "two brothers, aged 24 and 19"
            theirs = several or _OF_THEIRS.search(told.plain[max(0, match.start() - _NUMBER_NEAR):match.start()])
            if number and int(number.strip("().")) >= _WRITES and not theirs:
                yield Fact("person.age", int(number.strip("().")), span=Span(*match.span()), confidence=0.8)


def _language(told: Told, ctx: Context) -> Iterator[Fact]:
    poor = bool(spans(listed("values", "poor_spanish"), told.plain))
    for hit in languages.find_languages(told.raw, ctx.language, asked=poor):
        here = Hit(hit.tag, hit.span.start, hit.span.end, hit.confidence)
        own = cued(told, here, "speaks") or (poor and languages.is_of_people(hit.tag))
        theirs = cued(told, here, "officer_speaks", in_clause=True)
        if hit.tag not in ("es", "en") and own and not theirs and not is_of_others(told, here.start, here.end):
            yield Fact("person.interpreter_language", hit.tag, span=hit.span,
                       confidence=min(hit.confidence, 0.86))
