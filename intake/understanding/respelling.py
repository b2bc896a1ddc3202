"""Spanish written by ear or in short, read as it is usually spelled: "se yevaron a mi ermana"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from intake.places import PLACES, rows
from intake.understanding.normal import fold
from intake.understanding.spelling import lexicon, sound

_WORD = re.compile(r"(?<![\w@.'/-])[^\W\d_]+(?![\w@'/-])")
_SMALL = re.compile(r"(\w{3,}?)(?:ec)?it([oa])(s?)")
_SENTENCE = re.compile(r"(?:^|[.!?\n])\W*$")
_SHORTEST, _SHORTEST_STEM = 3, 5  # letters


@cache
def _heard() -> dict[str, str]:
    """How the words of the lexicon sound, to the most frequent that sounds so."""
    out: dict[str, str] = {}
    for word in lexicon("respelling")["words"].split():
        out.setdefault(sound(word), word)
    return out


@cache
def _known() -> frozenset[str]:
    """Words that are no misspelling: those of the lexicon, and the names of places."""
    names = (fold(cell) for path in PLACES.glob("*.csv") for row in rows(path.stem) for cell in row.values())
    listed = (*lexicon("respelling")["words"].split(), *lexicon("respelling")["known"].split())
    return frozenset(listed).union(*(re.findall(r"[a-z]+", name) for name in names))


@cache
def _stems() -> dict[str, str]:
    """How the beginnings of words sound."""
    return {sound(stem): stem for stem in lexicon("respelling")["stems"].split()}


def _grown(word: str) -> str | None:
    """The word of a diminutive: "plaquita" is "placa", "puertecita" is "puerta"."""
    small = _SMALL.fullmatch(word)
    if small is None:
        return None
    stem = re.sub("gu$", "g", re.sub("qu$", "c", small[1]))
    return next((stem + end + small[3] for end in (small[2], "e") if stem + end in _known()), None)


@cache
def _spelled() -> frozenset[str]:
    """The beginnings themselves: a word with one of them is spelled as patterns know it."""
    return frozenset(lexicon("respelling")["stems"].split())


@cache
def _joined() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(written), meant) for written, meant in lexicon("respelling")["joined"].items())


def _meant(word: str) -> str:
    """The usual spelling of a folded word; itself when it is known, or sounds like none."""
    short = lexicon("respelling")["short"].get(word)
    if short or word in _known() or len(word) == 1:
        return str(short or word)
    heard = _heard().get(sound(word))
    if heard:
        return heard if len(word) >= _SHORTEST else word
    if any(word[:end] in _spelled() for end in range(_SHORTEST_STEM - 1, len(word) + 1)):
        return word
    if grown := _grown(word):
        return grown
    found = ((end, stem) for end in range(len(word) - 1, _SHORTEST_STEM - 2, -1)
             if (stem := _stems().get(sound(word[:end]))) and word[:end].count("rr") == stem.count("rr"))
    end, stem = next(found, (0, ""))
    return stem + word[end:]


def respelled(text: str) -> tuple[str, Sequence[int]]:
    """The text in usual spelling, and where each of its characters stood before; names stay as they are.

    >>> respelled("se yevaron a mi ermana x el puente")[0]
    'se llevaron a mi hermana por el puente'
    """
    changes = dict[tuple[int, int], str]()
    folded = fold(text)
    for match in _WORD.finditer(folded):
        named = text[match.start()].isupper() and not _SENTENCE.search(text[:match.start()])
        if not named and (meant := _meant(match[0])) != match[0]:
            changes[match.span()] = meant
    for found, meant in _joined():
        changes |= {match.span(): meant for match in found.finditer(folded)}
    if not changes:
        return text, range(len(text) + 1)
    out, at, last = "", list[int](), 0
    for (start, end), meant in sorted(changes.items()):
        out += text[last:start] + meant
        at += [*range(last, start), *(min(start + i, end - 1) for i in range(len(meant)))]
        last = end
    return out + text[last:], [*at, *range(last, len(text) + 1)]
