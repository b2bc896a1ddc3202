"""A small pattern language for lexicons a linguist can edit, and the rules written in it.

In a pattern ``*`` is any ending of a word, ``...`` up to five words without a break, ``....`` up to
eight words, commas allowed, ``(a|b)`` a choice, ``(a )?`` something that may be missing, ``{slot}``
a list of ``slots.yml``. A lexicon holds one pattern a line in block texts (``|``), so that nothing needs
quoting; a line that starts with ``#`` is a comment. Patterns match folded text (lower case, no
accents) at whole words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import yaml

from intake.record import Value, fields

LEXICON = Path(__file__).parent / "lexicon" / "story"
PLACES = ("home", "mexico", "port", "custody")

_GAP = r"(?:\s+[^\s,.;:!?\"()]+){0,5}?\s+"
_WIDE_GAP = r"(?:,?\s+[^\s.;:!?\"()]+){0,8}?,?\s+"
_SLOT = re.compile(r"\{(\w+)\}")
_SHORTEST_NEEDLE = 3


@dataclass(frozen=True)
class Pattern:
    """One pattern; ``needles``: one of these stands in every text it can match (empty: unknown)."""

    source: str
    needles: tuple[str, ...]
    _regex: str = field(repr=False)

    @cached_property
    def regex(self) -> re.Pattern[str]:
        """The compiled form, made on first use: most patterns are never needed in a story."""
        return re.compile(rf"(?<![\w']){self._regex}(?!\w)")

    def find(self, text: str) -> Iterator[re.Match[str]]:
        """Every place in folded ``text`` where it stands."""
        if self.needles and not any(needle in text for needle in self.needles):
            return iter(())
        return self.regex.finditer(text)


@dataclass(frozen=True)
class Rule:
    """What a group of patterns says, by where the clause plays (``any`` of them, or each its own).

    ``negated``: what it says under a negation. ``negation`` / ``hypothesis`` / ``others``: whether
    the hit also counts when negated, supposed, or told of other people.
    """

    says: dict[str, tuple[tuple[str, Value], ...]]
    negated: tuple[tuple[str, Value], ...]
    patterns: tuple[Pattern, ...]
    sure: float
    negation: bool
    hypothesis: bool
    others: bool


def load(name: str) -> Any:
    """The content of one lexicon file."""
    return yaml.safe_load((LEXICON / f"{name}.yml").read_text("utf-8"))


def lines(text: str) -> list[str]:
    """The patterns of a block text."""
    stripped = (line.strip() for line in text.splitlines())
    return [line for line in stripped if line and not line.startswith("#")]


@cache
def _slots() -> dict[str, str]:
    return {name: f"({'|'.join(lines(text))})" for name, text in load("slots").items()}


def expand(source: str) -> str:
    """The pattern with its slots written out."""
    while _SLOT.search(source):
        source = _SLOT.sub(lambda match: _slots()[match[1]], source)
    return source


@cache
def pattern(source: str) -> Pattern:
    """One pattern, parsed.

    >>> [m[0] for m in pattern("(no )?... pag*").find("no pudimos pagar")]
    ['no pudimos pagar']
    """
    regex, needles, _ = _choice(expand(source.strip()), 0)
    return Pattern(source, needles, regex)


def _choice(text: str, at: int) -> tuple[str, tuple[str, ...], int]:
    """Parse alternatives up to the closing bracket: regex, needles, where it ended."""
    branches, needles = [], []
    while True:
        regex, needle, at = _sequence(text, at)
        branches.append(regex)
        needles.append(needle)
        if at >= len(text) or text[at] == ")":
            break
        at += 1
    every = tuple(dict.fromkeys(n for needle in needles for n in needle))
    return f"(?:{'|'.join(branches)})", every if all(needles) else (), at + 1


def _sequence(text: str, at: int) -> tuple[str, tuple[str, ...], int]:
    out: list[str] = []
    best: tuple[str, ...] = ()
    word = ""
    while at < len(text) and text[at] not in "|)":
        if text.startswith("...", at):
            wide = text.startswith("....", at)
            if out and out[-1] == r"\s+":
                out.pop()
            out.append(_WIDE_GAP if wide else _GAP)
            at += 4 if wide else 3
            at += at < len(text) and text[at] == " "
            best, word = _better(best, (word,)), ""
        elif text[at] == "(":
            best, word = _better(best, (word,)), ""
            regex, needles, at = _choice(text, at + 1)
            optional = at < len(text) and text[at] == "?"
            out.append(regex + "?" * optional)
            at += optional
            best = best if optional else _better(best, needles)
        else:
            piece, step, letter = _character(text, at)
            out.append(piece)
            at += step
            if letter:
                word += letter
            else:
                best, word = _better(best, (word,)), ""
    return "".join(out), _better(best, (word,)), at


def _character(text: str, at: int) -> tuple[str, int, str]:
    """One character: regex, how far to go, and the letter if it must stand in the text."""
    char = text[at]
    if char == "*":
        return r"\w*", 1, ""
    if char == " ":
        return r"\s+", 1, ""
    if text[at + 1:at + 2] == "?":
        return re.escape(char) + "?", 2, ""
    return re.escape(char), 1, char


def _better(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...]:
    """The more selective of two sets of needles."""
    one, other = (n if n and min(map(len, n)) >= _SHORTEST_NEEDLE else () for n in (one, other))
    if not one or not other:
        return one or other
    return max(one, other, key=lambda n: (min(map(len, n)), -len(n)))


def _claims(spec: Any) -> tuple[tuple[str, Value], ...]:
    """``field=value`` texts to pairs; an item of a list field becomes a list of one."""
    out = []
    for item in [spec] if isinstance(spec, str) else spec or ():
        name, _, text = item.partition("=")
        value = yaml.safe_load(text)
        out.append((name, [value] if fields()[name].type == "enum_list" else value))
    return tuple(out)


@cache
def rules(name: str) -> tuple[Rule, ...]:
    """The rules of one lexicon file.

    Raises ``KeyError`` for a field or slot that does not exist.
    """
    return tuple(_rule(spec) for spec in load(name))


def _rule(spec: dict[str, Any]) -> Rule:
    says = {place: _claims(spec[place]) for place in (*PLACES, "any") if place in spec}
    patterns = tuple(map(pattern, lines(spec["patterns"])))
    return Rule(says, _claims(spec.get("not")), patterns, spec.get("sure", 0.9),
                spec.get("negation", False), spec.get("hypothesis", False), spec.get("others", False))


@cache
def listed(name: str, key: str) -> tuple[Pattern, ...]:
    """The patterns under one key of a lexicon file that holds block texts."""
    return tuple(map(pattern, lines(load(name)[key])))


def spans(patterns: tuple[Pattern, ...], text: str) -> list[tuple[int, int]]:
    """Where any of the patterns stands, in order."""
    return sorted(match.span() for each in patterns for match in each.find(text))
