"""The lexicons of answers, and how their patterns are found in folded text."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from intake.understanding.patterns import Pattern, lines, pattern

LEXICON = Path(__file__).parent / "lexicon" / "answers"
_WORDS_BETWEEN = 2  # a negation denies what stands at most so many words after it
_CLAUSE_ENDS = re.compile(r"\s*(?:[,.;:!\n]|$)")
_BETWEEN = re.compile(rf"(?:\s+[^\s,.;:!?]+){{0,{_WORDS_BETWEEN}}}\s+$")


@cache
def document(name: str) -> Any:
    """The content of one lexicon file."""
    return yaml.safe_load((LEXICON / f"{name}.yml").read_text("utf-8"))


@cache
def listed(name: str, *keys: str) -> tuple[Pattern, ...]:
    """The patterns under a path of keys; empty when there is none."""
    at = document(name)
    for key in keys:
        at = at.get(key) if at else None
    return tuple(map(pattern, lines(at))) if at else ()


def keys(name: str, *path: str) -> tuple[str, ...]:
    """The keys under a path, in the order of the file."""
    at = document(name)
    for key in path:
        at = at.get(key) or {}
    return tuple(at)


def found(patterns: tuple[Pattern, ...], text: str) -> list[tuple[int, int]]:
    """Where any of them stands, in order."""
    return sorted(match.span() for each in patterns for match in each.find(text))


def stands(patterns: tuple[Pattern, ...], text: str) -> bool:
    """Whether any of them stands in the text."""
    return any(True for each in patterns for _ in each.find(text))


def is_whole(patterns: tuple[Pattern, ...], text: str) -> bool:
    """Whether one of them is all of the text."""
    return any(match.span() == (0, len(text)) for each in patterns for match in each.find(text))


def asserted(patterns: tuple[Pattern, ...], text: str) -> tuple[list[tuple[int, int]], bool]:
    """Where they stand undenied, and whether any stands denied ("no me empujo")."""
    hits, denied = [], False
    for each in patterns:
        for match in each.find(text):
            if not each.negative and (is_denied(text, match.start()) or is_denied_after(text, match.end())):
                denied = True
            else:
                hits.append(match.span())
    return sorted(hits), denied


def is_denied(text: str, start: int) -> bool:
    """Whether a negation stands right before ``start``, or two words before it at most."""
    before = text[max(0, start - 45):start]
    return any(_BETWEEN.match(before, end) and not stands(listed("words", "breaks_denial"), before[end:])
               for _, end in found(listed("words", "negation"), before))


def is_denied_after(text: str, end: int) -> bool:
    """Whether a negation right behind ``end`` ends the clause: "la mara no, fue la policia"."""
    at = past(text, end)
    return at > end and not text[end:at].strip() and denies_before(text, at)


def denies_before(text: str, at: int) -> bool:
    """Whether what begins at ``at`` denies the words before it, up to the end of the clause."""
    stop = start_end(listed("words", "denied_after"), text, at)
    return stop > at and _CLAUSE_ENDS.match(text, stop) is not None


def start_end(patterns: tuple[Pattern, ...], text: str, at: int) -> int:
    """Where the longest match that begins at ``at`` ends; ``at`` itself when there is none."""
    return max((m.end() for each in patterns if (m := each.regex.match(text, at))), default=at)


def past(text: str, at: int) -> int:
    """The next place with a letter or digit."""
    match = re.compile(r"[\w\"']").search(text, at)
    return match.start() if match else len(text)


def strip_front(text: str, name: str) -> int:
    """How much of the front is lead words of this list, repeated."""
    at = past(text, 0)
    while (end := start_end(listed("words", name), text, at)) > at:
        at = past(text, end)
    return at
