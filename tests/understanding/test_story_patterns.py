"""The pattern language, and that every line of the lexicons is written in it."""

from __future__ import annotations

import pytest

from intake.understanding import patterns
from intake.understanding.story_rules import FILES


def found(source: str, text: str) -> list[str]:
    return [match[0] for match in patterns.pattern(source).find(text)]


@pytest.mark.parametrize(("source", "text", "expected"), [
    ("empuj*", "me empujaron", ["empujaron"]),
    ("empuj*", "rempujaron", []),
    ("no ... pag*", "no pudimos ya pagar la renta", ["no pudimos ya pagar"]),
    ("no ... pag*", "no, pagamos", []),
    ("no .... pag*", "no pudimos, dijo, pagar", ["no pudimos, dijo, pagar"]),
    ("(me |nos )?peg(o|aron)", "nos pegaron y me pego", ["nos pegaron", "me pego"]),
    ("(the |a )*door", "to the a door", ["the a door"]),
    ("guns? drawn", "guns drawn gun drawn", ["guns drawn", "gun drawn"]),
    ("\\d+ dias", "hace 12 dias", ["12 dias"]),
])
def test_patterns(source: str, text: str, expected: list[str]) -> None:
    assert found(source, text) == expected


def test_needles_never_hide_a_match() -> None:
    for name in FILES:
        for rule in patterns.rules(name):
            for each in rule.patterns:
                assert all(needle for group in each.needles for needle in group)


@pytest.mark.parametrize("name", FILES)
def test_every_rule_compiles(name: str) -> None:
    for rule in patterns.rules(name):
        assert rule.patterns
        for each in rule.patterns:
            assert each.regex


@pytest.mark.parametrize("name", ["scope", "quotes", "values"])
def test_every_list_compiles(name: str) -> None:
    for key in patterns.load(name):
        for each in patterns.listed(name, key):
            assert each.regex
