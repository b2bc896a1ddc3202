"""The words that tell who travels together, as patterns made of people.yml."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from intake.understanding.normal import number_words
from intake.understanding.pattern_bank import Bank
from intake.understanding.patterns import lines, pattern
from intake.understanding.spelling import lexicon

_LARGEST = 99  # an age or a number of people
_TENS = (20, 30, 40, 50, 60, 70, 80, 90)
_WHOLE = ("links", "aside", "one_of_two", "kin_in_law", "pregnant", "not_pregnant", "ages.between", "ages.which")


def _entry(name: str) -> str:
    at: Any = lexicon("people")
    for key in name.split("."):
        at = at[key]
    return str(at)


def _noun_kinds() -> list[str]:
    return list(lexicon("people")["nouns"])


def _blanks(text: str) -> str:
    return text.replace("_?", r"\s*").replace("_", r"\s+")


@cache
def part(name: str) -> str:
    """An entry as one group of a regular expression."""
    if name == "nouns":
        return "(?:" + "|".join(part(f"nouns.{kind}") for kind in _noun_kinds() if kind != "self") + ")"
    if name == "N":
        return number()
    text, group = _entry(name), name.rpartition(".")[0]
    for said in re.findall(r"<<([\w.]+)>>", text):
        own = group and said in lexicon("people")[group]
        text = text.replace(f"<<{said}>>", part(f"{group}.{said}" if own else said))
    choices = [text] if name in _WHOLE else text.split()
    return "(?:" + _blanks("|".join(re.sub(r"\s+", "", choice) for choice in choices)) + ")"


def _listed(values: dict[str, float], lowest: int, highest: int, step: int = 1) -> str:
    words = (word for word, value in values.items() if lowest <= value <= highest and value % step == 0)
    return "|".join(sorted(words, key=len, reverse=True))


@cache
def number() -> str:
    """A whole number under 100, in figures or words: "treinta y cinco"; never a sum of others."""
    values = {word: value for word, value in number_words().items() if " " not in word}
    tens, units = _listed(values, _TENS[0], _TENS[-1], _TENS[0] // 2), _listed(values, 1, 9)
    figures = r"(?<![\d.,:/$])\d{1,2}(?![\d:/%])(?![.,]\d)"
    return (rf"(?:{figures}|\b(?:{tens})(?:\s+y\s+|[\s-]+)(?:{units})\b"
            rf"|\b(?:{_listed(values, 0, _LARGEST)})\b)")


def value(said: str) -> int:
    """What `number` matched."""
    words = re.split(r"\s+y\s+|[\s-]+", said.strip())
    return int(said) if said.isdecimal() else int(sum(number_words()[word] for word in words))


@cache
def written(name: str) -> re.Pattern[str]:
    """A pattern of ``written`` in people.yml, with its entries put in."""
    text = re.sub(r"\s+", "", _entry(f"written.{name}"))
    return re.compile(re.sub(r"<<([\w.]+)>>", lambda match: part(match[1]), _blanks_outside(text)))


def _blanks_outside(text: str) -> str:
    """The text with its blanks written out, the names of its entries left alone."""
    pieces = re.split(r"(<<[\w.]+>>|\(\?P<\w+>)", text)
    return "".join(piece if i % 2 else _blanks(piece) for i, piece in enumerate(pieces))


@cache
def nouns() -> re.Pattern[str]:
    """Every noun and "I", each kind a group of its name."""
    kinds = "|".join(f"(?P<{kind}>{part(f'nouns.{kind}')})" for kind in _noun_kinds())
    return re.compile(rf"(?<![\w'])(?:{kinds})(?!\w)")


@cache
def cue(name: str) -> Bank:
    """The patterns of a list of cues."""
    return Bank(map(pattern, lines(_entry(f"cues.{name}"))))


def is_plural(word: str) -> bool:
    """Whether a noun stands for several."""
    return word.endswith("s") or word in _entry("plurals").split()


def is_one_of(word: str, name: str) -> bool:
    """Whether a word is one of an entry's."""
    return re.fullmatch(part(name), word) is not None


def is_number(word: str) -> bool:
    """Whether a word is a whole number."""
    return re.fullmatch(number(), word) is not None
