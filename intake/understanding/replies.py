"""Whole-message replies: a message that is nothing but yes, no, "I don't know", "rather not" or "none"."""

from __future__ import annotations

import re
from functools import cache
from itertools import product
from pathlib import Path
from typing import cast

import yaml

from intake.understanding.normal import fold
from intake.understanding.types import Language, Reply

LEXICON = Path(__file__).parent / "lexicon" / "answers" / "replies.yml"
MEANINGS = ("yes", "no", "unknown", "declined", "none")
_MOST_WORDS = 16
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_REPEATED = re.compile(r"(.)\1+")
_SKIN_OR_JOINER = re.compile("[\U0001F3FB-\U0001F3FF\uFE0F\u200D]")

Phrases = dict[tuple[str, ...], frozenset[str]]


@cache
def _document() -> dict[str, str | list[str]]:
    loaded: dict[str, str | list[str]] = yaml.safe_load(LEXICON.read_text("utf-8"))
    return loaded


def words(text: str) -> list[str]:
    """The words of a text, folded, apostrophes dropped, repeated letters single ("siiii": "si").

    >>> words("Sííí, don't!")
    ['si', 'dont']
    """
    return [_REPEATED.sub(r"\1", word.replace("'", "")) for word in _WORD.findall(fold(text))]


def spell_out(line: str) -> list[str]:
    """Every phrase that a line with (nested) choices stands for.

    >>> spell_out("(si|no (lo|)) quiero")
    ['si quiero', 'no lo quiero', 'no quiero']
    """
    return [" ".join(phrase.split()) for phrase in _choices(line)]


def _choices(text: str) -> list[str]:
    """The alternatives of a text, each spelled out."""
    out: list[str] = []
    branch, depth, start = [""], 0, 0
    for at, char in enumerate(f"{text}|"):
        if char == "(" and (depth := depth + 1) == 1:
            branch, start = [before + text[start:at] for before in branch], at + 1
        elif char == ")" and (depth := depth - 1) == 0:
            inner = _choices(text[start:at])
            branch, start = [before + each for before, each in product(branch, inner)], at + 1
        elif char == "|" and depth == 0:
            out += [before + text[start:at] for before in branch]
            branch, start = [""], at + 1
    return out


@cache
def _phrases() -> tuple[Phrases, int]:
    """Every phrase by its words, with its meanings, and the length of the longest."""
    found: dict[tuple[str, ...], set[str]] = {}
    for meaning in (*MEANINGS, "polite"):
        for line in str(_document()[meaning]).splitlines():
            for phrase in spell_out(line):
                found.setdefault(tuple(words(phrase)), set()).add(meaning)
    found.pop((), None)
    return {key: frozenset(value) for key, value in found.items()}, max(map(len, found))


@cache
def _never() -> frozenset[str]:
    return frozenset(str(_document()["never"]).split("\n"))


def whole_reply(text: str, language: Language) -> Reply | None:
    """The reply that the whole message is, or None when it says, asks or doubts anything else.

    Both languages are always understood, whatever ``language`` is: people write "ok" and "yes" in
    Spanish too.
    """
    emoji = _emoji(text)
    said = words(text)
    if "?" in text or "¿" in text or len(said) > _MOST_WORDS or _never().intersection(said):
        return None
    if not said:
        return emoji
    meanings = _read(tuple(said))
    verdict = _agree(meanings) if meanings is not None else None
    if emoji and verdict not in (None, emoji):
        return None
    return verdict or (emoji if meanings == frozenset() else None)


def _emoji(text: str) -> Reply | None:
    plain = _SKIN_OR_JOINER.sub("", text)
    yes = any(_SKIN_OR_JOINER.sub("", sign) in plain for sign in _document()["emoji_yes"])
    no = any(_SKIN_OR_JOINER.sub("", sign) in plain for sign in _document()["emoji_no"])
    return None if yes == no else "yes" if yes else "no"


def _read(said: tuple[str, ...]) -> frozenset[str] | None:
    """What the phrases mean that the words can be cut into (the fewest), without the polite ones."""
    known, longest = _phrases()
    best: list[dict[frozenset[str], int]] = [{frozenset(): 0}]
    for end in range(1, len(said) + 1):
        here: dict[frozenset[str], int] = {}
        for start in range(max(0, end - longest), end):
            for meaning in known.get(said[start:end], ()):
                for before, count in best[start].items():
                    meanings = before if meaning == "polite" else before | {meaning}
                    here[meanings] = min(here.get(meanings, count + 1), count + 1)
        best.append(here)
    ends = best[-1]
    return min(ends, key=lambda each: (ends[each], not each, sorted(each))) if ends else None


def _agree(meanings: frozenset[str]) -> Reply | None:
    """One meaning; "no" beside "none", "I don't know" or "rather not" is the other one."""
    rest = meanings - {"no"} if len(meanings) > 1 else meanings
    agreed = len(rest) == 1 and ("yes" not in rest or rest == meanings)
    return cast(Reply, next(iter(rest))) if agreed else None
