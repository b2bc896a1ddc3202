"""A small pattern language for lexicons a linguist can edit, and the rules written in it.

In a pattern ``*`` is any ending of a word, ``...`` up to five words without a break, ``....`` up to
eight words, commas allowed, ``(a|b)`` a choice, ``(a )?`` something that may be missing, ``(a |b )*``
any number of them, ``\\w+`` a word, ``\\d`` a digit, ``[ao]`` one of these letters, ``{slot}`` a list
of ``slots.yml``; the apostrophe of n't and i'm may be missing. A lexicon holds one pattern a line in
block texts (``|``), so that nothing needs quoting; a line that starts with ``#`` is a comment. Patterns
match folded text (lower case, no accents) at whole words.
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
from intake.understanding.types import State

LEXICON = Path(__file__).parent / "lexicon"
PLACES = ("home", "mexico", "port", "custody")

_GAP = r"(?:\s+[^\s,.;:!?\"()]+){0,5}?\s+"
_WIDE_GAP = r"(?:,?\s+[^\s.;:!?\"()]+){0,8}?,?\s+"
_SLOT = re.compile(r"\{(\w+)\}")
_NEGATIVE = re.compile(
    r"\b(no|ni|not|never|nunca|nadie|sin|without|nobody|nothing|none|cannot|\w+n'?t|neg)\b")
_OWN_AM = re.compile(r"\W?i'm")
SHORTEST_NEEDLE = 3  # letters


Needles = tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Pattern:
    """One pattern; ``needles``: of each group one stands in every text the pattern can match."""

    source: str
    needles: Needles
    body: str = field(repr=False)

    @cached_property
    def regex(self) -> re.Pattern[str]:
        """The compiled form, made on first use: most patterns are never needed in a story."""
        return re.compile(rf"(?<![\w']){self.body}(?!\w)")

    @cached_property
    def negative(self) -> bool:
        """Whether the pattern itself holds a negation, so that one in the hit is no denial."""
        return bool(_NEGATIVE.search(self.source))

    def find(self, text: str, start: int = 0, end: int | None = None) -> Iterator[re.Match[str]]:
        """Every place in folded ``text`` (between ``start`` and ``end``) where it stands."""
        within = len(text) if end is None else end
        if self.may_stand(text[start:within]):
            return self.regex.finditer(text, start, within)
        return iter(())

    def may_stand(self, part: str) -> bool:
        """Whether of each group of needles one stands in ``part``."""
        for group in self.needles:
            for needle in group:
                if needle in part:
                    break
            else:
                return False
        return True


@dataclass(frozen=True)
class Claim:
    """What a hit says: a value, or that there is none."""

    field: str
    value: Value
    state: State = "value"


@dataclass(frozen=True)
class Rule:
    """What a group of patterns says, by where the clause plays (``any`` of them, or each its own).

    ``negated``: what it says under a negation. ``negation`` / ``hypothesis`` / ``others``: whether
    the hit also counts when negated, supposed, or told of other people. ``actor``: who does it
    (officer or enemy) decides where it plays. ``unless`` / ``never_with``: no hit in a clause / in a
    sentence where one of these stands. ``own_words``: no hit when it is an officer who speaks.
    """

    says: dict[str, tuple[Claim, ...]]
    negated: tuple[Claim, ...]
    patterns: tuple[Pattern, ...]
    sure: float
    negation: bool
    hypothesis: bool
    others: bool
    actor: bool
    unless: tuple[Pattern, ...] = ()
    never_with: tuple[Pattern, ...] = ()
    own_words: bool = False


@cache
def load(name: str) -> Any:
    """The content of one lexicon file, of the folder ``story`` unless it names another."""
    path = name if "/" in name else f"story/{name}"
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load((LEXICON / f"{path}.yml").read_text("utf-8"), loader)


def lines(text: str) -> list[str]:
    """The patterns of a block text."""
    stripped = (line.strip() for line in text.splitlines())
    return [line for line in stripped if line and not line.startswith("#")]


@cache
def _slots() -> dict[str, str]:
    written = load("slots") | load("danger/slots")
    return {name: f"({'|'.join(lines(text))})" for name, text in written.items()}


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


def _choice(text: str, at: int) -> tuple[str, Needles, int]:
    """Parse alternatives up to the closing bracket: regex, needles, where it ended."""
    branches, needles = [], []
    while True:
        regex, needle, at = _sequence(text, at)
        branches.append(regex)
        needles.append(needle)
        if at >= len(text) or text[at] == ")":
            break
        at += 1
    return f"(?:{'|'.join(branches)})", _of_choice(needles), at + 1


def _of_choice(branches: list[Needles]) -> Needles:
    """Of one branch all groups; of several one group, with the most telling words of each branch."""
    if len(branches) == 1:
        return branches[0]
    if not all(branches):
        return ()
    best = [max(branch, key=lambda group: (min(map(len, group)), -len(group))) for branch in branches]
    return (tuple(dict.fromkeys(needle for group in best for needle in group)),)


def _sequence(text: str, at: int) -> tuple[str, Needles, int]:
    out: list[str] = []
    needles: list[tuple[str, ...]] = []
    word = ""
    while at < len(text) and text[at] not in "|)":
        if text.startswith("...", at) or text[at] == "(":
            needles += [(word,)] if len(word) >= SHORTEST_NEEDLE else []
            word = ""
            regex, inner, at = _gap(text, at, out) if text[at] == "." else _group(text, at)
            needles += inner
        else:
            regex, step, letter = _character(text, at)
            at += step
            needles += [(word,)] if not letter and len(word) >= SHORTEST_NEEDLE else []
            word = word + letter if letter else ""
        out.append(regex)
    needles += [(word,)] if len(word) >= SHORTEST_NEEDLE else []
    return "".join(out), tuple(needles), at


def _gap(text: str, at: int, out: list[str]) -> tuple[str, Needles, int]:
    wide = text.startswith("....", at)
    if out and out[-1] == r"\s+":
        out.pop()
    at += 4 if wide else 3
    return _WIDE_GAP if wide else _GAP, (), at + (text[at:at + 1] == " ")


def _group(text: str, at: int) -> tuple[str, Needles, int]:
    regex, needles, at = _choice(text, at + 1)
    after = text[at:at + 1]
    repeated = after == "*" and text[at - 2] == " "
    loose = after == "?" or repeated
    return regex + ("?" if after == "?" else "*" if repeated else ""), () if loose else needles, at + loose


def _character(text: str, at: int) -> tuple[str, int, str]:
    """One character: regex, how far to go, and the letter if it must stand in the text."""
    char = text[at]
    if char == "*":
        return r"\w*", 1, ""
    if char == " ":
        return (r"\s*", 2, "") if text[at + 1:at + 2] == "?" else (r"\s+", 1, "")
    if char == "[":
        end = text.index("]", at) + 1
        return text[at:end], end - at, ""
    if char == "\\":
        step = 3 if text[at + 2:at + 3] in ("+", "?", "*") else 2
        return text[at:at + step], step, ""
    if char == "'" and (text[at - 1:at + 2] == "n't" or _OWN_AM.match(text, max(0, at - 2))):
        return "'?", 1, ""
    if text[at + 1:at + 2] == "?":
        return re.escape(char) + "?", 2, ""
    return re.escape(char), 1, char


def _claims(spec: Any) -> tuple[Claim, ...]:
    """``field=value`` texts to claims; an item of a list field becomes a list of one.

    ``field=nothing`` is an empty list, or for other fields that there is none.
    """
    return tuple(map(_claim, [spec] if isinstance(spec, str) else spec or ()))


@cache
def _claim(text: str) -> Claim:
    name, _, written = text.partition("=")
    is_list = fields()[name].is_list
    if written == "nothing":
        return Claim(name, []) if is_list else Claim(name, None, "none")
    value = yaml.safe_load(written)
    return Claim(name, [value] if is_list else value)


@cache
def rules(name: str) -> tuple[Rule, ...]:
    """The rules of one lexicon file.

    Raises ``KeyError`` for a field or slot that does not exist.
    """
    return tuple(_rule(spec) for spec in load(name))


def _rule(spec: dict[str, Any]) -> Rule:
    says = {place: _claims(spec[place]) for place in (*PLACES, "any") if place in spec}
    patterns, unless, never_with = (tuple(map(pattern, lines(spec.get(key, ""))))
                                    for key in ("patterns", "unless", "never_with"))
    return Rule(says, _claims(spec.get("not")), patterns, spec.get("sure", 0.9),
                spec.get("negation", False), spec.get("hypothesis", False), spec.get("others", False),
                spec.get("actor", bool(spec.get("home"))), unless, never_with,
                spec.get("own_words", False))


@cache
def listed(name: str, key: str) -> tuple[Pattern, ...]:
    """The patterns under one key of a lexicon file that holds block texts."""
    return tuple(map(pattern, lines(load(name)[key])))


def spans(patterns: tuple[Pattern, ...], text: str) -> list[tuple[int, int]]:
    """Where any of the patterns stands, in order."""
    return sorted(match.span() for each in patterns for match in each.find(text))
