"""Folding and tokens: the ground that every extractor stands on."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from pathlib import Path
from typing import Any

import yaml

LEXICON = Path(__file__).parent / "lexicon" / "values" / "numbers.yml"
_CURLY = {"’": "'", "‘": "'", "´": "'", "`": "'", "“": '"', "”": '"', "«": '"', "»": '"', "–": "-", "—": "-"}
WORD = re.compile(r"\w+")
_MULTIPLES, _TWENTY = (100, 1000), 20


def _plain(char: str) -> str:
    straight = _CURLY.get(char)
    if straight:
        return straight
    base = unicodedata.normalize("NFD", char)[0].lower()
    return base if len(base) == 1 else char


@cache
def _table() -> dict[int, str]:
    return {code: _plain(chr(code)) for code in range(0x2100)}


def fold(text: str) -> str:
    """Accent-free, lower case, straight quotes; as long as ``text``, so that spans carry over.

    >>> fold("Mañana, en México")
    'manana, en mexico'
    """
    return text.translate(_table())


@cache
def number_words() -> dict[str, float]:
    """Folded number words of both languages to their values."""
    loaded: dict[str, Any] = yaml.safe_load(LEXICON.read_text("utf-8"))
    return {str(word): float(value) for word, value in loaded["words"].items()}


@cache
def number_pattern() -> str:
    """A regular expression over folded text for a number in figures or words."""
    words = "|".join(sorted((re.escape(w) for w in number_words()), key=len, reverse=True))
    unit = rf"(?:{words})"
    return (rf"(?:(?:\d{{1,3}}(?:[.,]\d{{3}})+|\d+(?:[.,]\d+)?|{unit}(?:(?:\s+y\s+|\s+and\s+|[\s-]+){unit})*)"
            r"(?:\s+(?:y\s+medi[oa]|and\s+a\s+half)\b)?)")


def number_value(text: str) -> float | None:
    """The value of what `number_pattern` matched.

    >>> number_value("mil quinientos"), number_value("twenty one"), number_value("7,500"), number_value("2.5")
    (1500.0, 21.0, 7500.0, 2.5)
    >>> number_value("dos y medio"), number_value("a hundred")
    (2.5, 100.0)
    """
    folded = fold(text).strip()
    whole = _HALF.sub("", folded)
    value = _whole_value(whole)
    return value if value is None or whole == folded else value + 0.5


def number_parts(text: str) -> list[tuple[int, int]]:
    """Where each number stands in what `number_pattern` matched: "six and eleven" are two.

    >>> number_parts("six and eleven"), number_parts("treinta y cinco")
    ([(0, 3), (8, 14)], [(0, 15)])
    """
    parts: list[tuple[int, int]] = []
    last = 0.0
    for match in _number_word().finditer(text):
        value = number_words()[match[0]]
        fits = bool(parts) and _goes_on(last, value)
        parts[-1:] = [(parts[-1][0], match.end())] if fits else [*parts[-1:], match.span()]
        last = value
    return parts if len(parts) > 1 else [(0, len(text))]


def _goes_on(last: float, value: float) -> bool:
    """Whether a number word goes on the number of the word before it: "treinta | y cinco", "dos | mil"."""
    return value in _MULTIPLES or last >= _MULTIPLES[0] or (last >= _TWENTY and last % 10 == 0 and value < 10)


@cache
def _number_word() -> re.Pattern[str]:
    words = "|".join(sorted((re.escape(w) for w in number_words()), key=len, reverse=True))
    return re.compile(rf"\b(?:{words})\b")


_HALF = re.compile(r"\s+(?:y\s+medi[oa]|and\s+a\s+half)$")


def _whole_value(folded: str) -> float | None:
    if re.fullmatch(r"\d{1,3}([.,]\d{3})+", folded):
        return float(re.sub(r"[.,]", "", folded))
    if re.fullmatch(r"\d+([.,]\d+)?", folded):
        return float(folded.replace(",", "."))
    known, total, group = number_words(), 0.0, 0.0
    for word in _split(folded):
        value = known.get(word)
        if value is None:
            return None
        if value == 1000 or (value == 100 and 0 < group < 10):
            group = (group or 1) * value
            if value == 1000:
                total, group = total + group, 0.0
        else:
            group += value
    return total + group


@cache
def _phrases() -> re.Pattern[str]:
    phrases = sorted((w for w in number_words() if " " in w), key=len, reverse=True)
    return re.compile(r"\b(?:" + "|".join(phrases) + r")\b")


def _split(folded: str) -> list[str]:
    """Words, keeping phrases of the lexicon ("un par") together."""
    folded = _phrases().sub(lambda match: match[0].replace(" ", "_"), folded)
    return [w.replace("_", " ") for w in re.split(r"[\s-]+", folded) if w and w not in ("y", "and")]
