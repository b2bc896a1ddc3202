"""Many patterns looked for at once: an index of their words rules most of them out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache

from intake.understanding.patterns import SHORTEST_NEEDLE, Pattern, listed

_LONGEST_PIECE = SHORTEST_NEEDLE + 1
_FEW = 300  # words that are sooner looked for one by one


@lru_cache(maxsize=256)
def _pieces(text: str) -> frozenset[str]:
    """Every run of three and of four characters: most words are ruled out by one set operation."""
    sizes = (SHORTEST_NEEDLE, _LONGEST_PIECE)
    return frozenset([text[at:at + size] for size in sizes for at in range(len(text))])


class Bank:
    """Patterns that are looked for together."""

    def __init__(self, patterns: Iterable[Pattern]) -> None:
        self.patterns = tuple(patterns)
        self._always: list[int] = []
        self._by_word: dict[str, list[int]] = {}
        for number, each in enumerate(self.patterns):
            telling = max(each.needles, key=lambda group: (min(map(len, group)), -len(group)), default=())
            for needle in telling:
                self._by_word.setdefault(needle, []).append(number)
            if not telling:
                self._always.append(number)
        self._by_piece: dict[str, list[str]] = {}
        for needle in self._by_word:
            self._by_piece.setdefault(needle[:_LONGEST_PIECE], []).append(needle)

    def find(self, text: str, start: int = 0, end: int | None = None) -> Iterator[tuple[int, re.Match[str]]]:
        """Every hit in this part of ``text``, with the number of its pattern, by pattern."""
        part = text[start:end]
        numbers = {number for word in self._likely(part) if word in part for number in self._by_word[word]}
        within = len(text) if end is None else end
        for number in sorted((*numbers, *self._always)):
            each = self.patterns[number]
            if each.may_stand(part):
                for match in each.regex.finditer(text, start, within):
                    yield number, match

    def _likely(self, part: str) -> Iterable[str]:
        if len(self._by_word) < _FEW:
            return self._by_word
        return [word for piece in self._by_piece.keys() & _pieces(part) for word in self._by_piece[piece]]

    def stands(self, text: str) -> bool:
        """Whether any of the patterns stands in ``text``."""
        return any(True for _ in self.find(text))

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Where any of the patterns stands, in order."""
        return sorted(match.span() for _, match in self.find(text))


@cache
def bank(name: str, key: str) -> Bank:
    """The patterns under one key of a lexicon file, to be looked for together."""
    return Bank(listed(name, key))
