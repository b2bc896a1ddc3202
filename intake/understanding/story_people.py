"""Who travelled together, the person's age and language, as a story tells it."""

from __future__ import annotations

from collections.abc import Iterator

from intake.understanding import languages, people
from intake.understanding.clauses import Told
from intake.understanding.patterns import listed
from intake.understanding.story_values import Hit, cued
from intake.understanding.types import Context, Fact, Span

_MINOR = "person.unaccompanied_child"
_GROUP = ("person.adults", "person.children", "person.children_ages")
_AGE = "age"  # the numbers of these patterns are the person's age


def find(told: Told, ctx: Context) -> Iterator[Fact]:
    """``person.adults``, ``children_ages``, ``children``, ``age``, ``interpreter_language``."""
    hit = people.find_people(told.raw, plain=told.plain, minor=ctx.awaiting == _MINOR)
    for name, part in hit.parts():
        if ctx.awaiting == _MINOR and name in _GROUP:
            continue  # "I'm with my mom" tells who looks after the child
        yield Fact(name, part.value, span=part.span, confidence=part.confidence)
    if hit.age is None:
        yield from _age(told)
    yield from _language(told, ctx)


def _age(told: Told) -> Iterator[Fact]:
    for each in listed("values", _AGE):
        for match in each.find(told.plain):
            number = next((word for word in match[0].replace("-", " ").replace(",", " ").split()
                           if word.strip("().").isdigit()), "")
            if number:
                yield Fact("person.age", int(number.strip("().")), span=Span(*match.span()), confidence=0.8)


def _language(told: Told, ctx: Context) -> Iterator[Fact]:
    for hit in languages.find_languages(told.raw, ctx.language):
        here = Hit(hit.tag, hit.span.start, hit.span.end, hit.confidence)
        if hit.tag not in ("es", "en") and cued(told, here, "speaks"):
            yield Fact("person.interpreter_language", hit.tag, span=hit.span,
                       confidence=min(hit.confidence, 0.86))
