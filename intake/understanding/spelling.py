"""Names found in text as people write them: exactly, by their sound, then by likeness."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import yaml
from rapidfuzz import process
from rapidfuzz.distance import OSA

from intake.understanding.normal import fold
from intake.understanding.types import Span

_LEXICON = Path(__file__).parent / "lexicon" / "values"
_TOKEN = re.compile(r"[^\W_]+(?:'[^\W_]*)*")
_GAP = re.compile(r"[ \t,./&'\"()-]*")
_SOUNDS = tuple((re.compile(found), heard) for found, heard in (
    (r"ph", "f"), (r"sch|sh|ch", "C"), (r"th", "t"), (r"h", ""), (r"qu|q|k|c(?![eiy])", "k"),
    (r"[zcs]+", "s"),
    (r"v", "b"), (r"ll|i|y", "y"), (r"g(?=[ey])|j|x", "j"), (r"w", "u"), (r"n(?=[bp])", "m"),
    (r"(.)\1+", r"\1")))
_ABBREVIATION = 2  # letters, as in "D.F.": a full stop after more than this ends a name
_LONG, _EASIER = 10, 0.05  # a name of so many letters may differ a little more
_LONG_PART, _ALIKE = 3, 0.75
_ALIKE_WORDS, _KEPT = 4, 20000  # words of a misspelled name, words kept
_BY_SOUND, _BY_LIKENESS = 5, 6  # letters a name must have to be recognized so


@dataclass(frozen=True)
class Token:
    """A word of the folded text without apostrophes; ``breaks``: no name goes on after it."""

    word: str
    span: Span
    capital: bool
    breaks: bool


@dataclass(frozen=True)
class Match:
    """A name of the list found in the text; ``score`` 0..1, 1 when it is written exactly so."""

    name: str
    span: Span
    score: float
    first: int
    last: int


Look = Callable[[str, list[Token], int, int], tuple[str, float] | None]


@cache
def lexicon(name: str) -> Any:
    """The content of ``lexicon/values/<name>.yml``."""
    return yaml.safe_load((_LEXICON / f"{name}.yml").read_text("utf-8"))


def listed(words: str) -> tuple[str, ...]:
    """Words of a lexicon: parted by commas; where there is none, by blanks."""
    return phrases(words) if "," in words else tuple(words.split())


def phrases(words: str) -> tuple[str, ...]:
    """Phrases of a lexicon, parted by commas or lines."""
    return tuple(each.strip() for each in re.split(r"[,\n]", words) if each.strip())


@lru_cache(maxsize=64)
def tokens(text: str) -> list[Token]:
    """The words of a text, with their places in it."""
    folded, out = fold(text), []
    for match in _TOKEN.finditer(folded):
        start, end = match.span()
        if match[0].endswith("'s") and end - start > 2:
            end -= 2
        word = folded[start:end].replace("'", "")
        gap = _GAP.match(folded, match.end())
        stop = gap is None or "\n" in gap[0] or ("." in gap[0] and len(word) > _ABBREVIATION)
        out.append(Token(word, Span(start, end), text[start].isupper(), stop))
    return out


def key(name: str) -> str:
    """A name as it is looked up: folded words with one blank between them."""
    return " ".join(token.word for token in tokens(name))


@lru_cache(maxsize=4096)
def sound(name: str) -> str:
    """How a key sounds to a Spanish ear, so that usual misspellings fall together."""
    out = name.replace(" ", "")
    for found, heard in _SOUNDS:
        out = found.sub(heard, out)
    return out


class Names:
    """A list of names to be found in texts.

    ``guards`` are ordinary words that are never taken for a misspelled name; ``leads`` are words
    before which no capital is needed to try likeness ("en", "from").
    """

    def __init__(self, names: Iterable[str], guards: Iterable[str], leads: Iterable[str],
                 cutoff: float = 0.85) -> None:
        self.exact = {key(name) for name in names} - {""}
        self.sounds: dict[str, str] = {}
        for name in sorted(self.exact, key=len):
            if len(name) >= _BY_SOUND:
                self.sounds.setdefault(sound(name), name)
        self.buckets: dict[tuple[str, int], list[str]] = {}
        for heard, name in self.sounds.items():
            if len(name) >= _BY_LIKENESS:
                for length in range(len(heard) - 2, len(heard) + 3):
                    self.buckets.setdefault((heard[0], length), []).append(heard)
        self.longest = max((name.count(" ") + 1 for name in self.exact), default=0)
        self.begins = {name.split()[0] for name in self.exact}
        self._likest: dict[str, tuple[str, float] | None] = {}  # words looked up before: most come again
        self.guards, self.leads, self.cutoff = set(map(key, guards)), set(leads), cutoff

    def find(self, words: list[Token]) -> list[Match]:
        """The names among the words, longest first, none over another, in order."""
        taken: set[int] = set()
        begin = [i for i, word in enumerate(words) if word.word in self.begins]
        out = list(self._pass(words, taken, self._exactly, begin, self.longest))
        led = [i for i, word in enumerate(words) if i not in taken and self._is_led(words, i)]
        out += self._pass(words, taken, self._alike, led, min(self.longest, _ALIKE_WORDS))
        return sorted(out, key=lambda match: match.first)

    def _pass(self, words: list[Token], taken: set[int], look: Look,
              firsts: list[int], longest: int) -> Iterator[Match]:
        for first in firsts:
            for last in range(min(len(words), first + longest), first, -1):
                if taken.intersection(range(first, last)) or any(w.breaks for w in words[first:last - 1]):
                    continue
                said = " ".join(word.word for word in words[first:last])
                found = look(said, words, first, last)
                if found:
                    taken.update(range(first, last))
                    yield Match(found[0], Span(words[first].span.start, words[last - 1].span.end), found[1],
                                first, last)
                    break

    def _is_led(self, words: list[Token], first: int) -> bool:
        led = words[first].capital or first == 0 or words[first - 1].word in self.leads
        return led and words[first].word not in self.leads

    def _exactly(self, said: str, words: list[Token], first: int, last: int) -> tuple[str, float] | None:
        return (said, 1.0) if said in self.exact else None

    def _alike(self, said: str, words: list[Token], first: int, last: int) -> tuple[str, float] | None:
        if len(said) < _BY_SOUND or said in self.guards or words[last - 1].word in self.leads:
            return None
        if said not in self._likest:
            if len(self._likest) >= _KEPT:
                self._likest.clear()
            self._likest[said] = self._like(said)
        return self._likest[said]

    def _like(self, said: str) -> tuple[str, float] | None:
        """The name that sounds like these words, or else looks like them."""
        heard = "" if said.isdigit() else sound(said)
        if heard in self.sounds and _same_words(said, self.sounds[heard]):
            return self.sounds[heard], 0.97
        if len(said) < _BY_LIKENESS or not heard:
            return None
        near = self.buckets.get((heard[0], len(heard)), ())
        cutoff = self.cutoff - (_EASIER if len(heard) >= _LONG else 0)
        best = process.extractOne(heard, near, scorer=OSA.normalized_similarity, score_cutoff=cutoff)
        if best and _words_alike(said, self.sounds[best[0]]):
            return self.sounds[best[0]], best[1]
        return None


def _same_words(said: str, name: str) -> bool:
    """Whether both have as many words, but for a name typed as one word or split into two long parts."""
    parts = said.split()
    return len(parts) in (1, name.count(" ") + 1) or (len(parts) == 2 and min(map(len, parts)) >= _LONG_PART)


def _words_alike(said: str, name: str) -> bool:
    """Whether each word of a misspelled name is like its own; short words must sound the same."""
    parts = said.split(), name.split()
    if len(parts[0]) != len(parts[1]):
        return len(parts[0]) == 1
    heard = [(sound(one), sound(other)) for one, other in zip(*parts, strict=True)]
    return all(one == other or (min(len(one), len(other)) >= _LONG_PART + 2
                                and OSA.normalized_similarity(one, other) >= _ALIKE) for one, other in heard)
