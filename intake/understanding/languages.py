"""Languages told by name, as people spell them, in Spanish and English."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from intake.understanding.spelling import Match, Names, Token, key, lexicon, listed, phrases, tokens
from intake.understanding.types import Language, Span

_USUAL, _MISSPELLED = 0.95, 0.8
_SPEAKS_BEFORE = 5  # words


@dataclass(frozen=True)
class LanguageHit:
    """A language told: BCP 47 primary tag."""

    tag: str
    span: Span
    confidence: float


def find_languages(text: str, language: Language | None = None, asked: bool = False) -> tuple[LanguageHit, ...]:
    """All languages told in ``text``, in order; both languages are always tried.

    ``asked``: the text answers which language it is.

    >>> [hit.tag for hit in find_languages("hablo kanjobal y poquito español")]
    ['kjb', 'es']
    """
    words = tokens(text)
    found = _names().find(words)
    inside = {i for match in found for i in range(match.first, match.last)}
    bare = asked or all(i in inside or word.word in _set("bare") for i, word in enumerate(words))
    return tuple(LanguageHit(_tags()[match.name], match.span, _USUAL if match.score == 1 else _MISSPELLED)
                 for match in found if bare or _is_meant(match, words))


def is_of_people(tag: str) -> bool:
    """Whether a language is one of the peoples of the Americas, called by the name of its people."""
    return tag in _document()["peoples"].split()


def is_language(word: str) -> bool:
    """Whether a word is the name of a language."""
    return key(word) in _tags()


def _is_meant(match: Match, words: list[Token]) -> bool:
    """Whether a word that is also a people or an ordinary word stands as a language here."""
    if match.name not in _set("wary") and match.score == 1:
        return True
    for word in reversed(words[max(0, match.first - _SPEAKS_BEFORE):match.first]):
        if word.breaks:
            return False
        if word.word in _set("speaks"):
            return True
    after = words[match.last:match.last + 2]
    return any(word.word in _set("speaks") - {"en", "in", "solo", "only"} for word in after)


@cache
def _names() -> Names:
    return Names(_tags(), _set("guards"), _set("leads"))


@cache
def _tags() -> dict[str, str]:
    """The tag of each name."""
    lines = (line.partition(":") for line in _document()["names"].splitlines())
    return {key(name): tag.strip() for tag, _, names in lines for name in phrases(names)}


@cache
def _set(part: str) -> frozenset[str]:
    return frozenset(map(key, listed(_document()[part])))


def _document() -> Any:
    return lexicon("languages")
