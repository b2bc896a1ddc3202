"""Fields that hold the person's own words: how the officer looked, where the other one is."""

from __future__ import annotations

from collections.abc import Iterator

from intake.understanding.clauses import Told
from intake.understanding.patterns import listed
from intake.understanding.scope import Scenes, is_negated, is_of_others
from intake.understanding.types import Fact, Span

_FIELDS = {"officer_description": "incident.officer_description", "whereabouts": "separation.whereabouts"}


def find(told: Told, scenes: Scenes) -> Iterator[Fact]:
    """``incident.officer_description`` at the port, ``separation.whereabouts`` in a custody."""
    for key, name in _FIELDS.items():
        for each in listed("words", key):
            for match in each.find(told.plain):
                place = scenes.places[told.index(match.start())]
                fits = place == "port" if key == "officer_description" else place in ("custody", "port")
                if fits and not is_negated(told, match.start()) and not is_of_others(told, *match.span()):
                    words = told.raw[match.start():match.end()].strip(" ,.;")
                    yield Fact(name, words, span=Span(*match.span()), confidence=0.78)
