"""A story cut into quotes and clauses, over folded text whose offsets are those of the original."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cached_property

from intake.understanding.normal import fold

QUOTE_MASK = "¤"
_PAGE, _FULL_ROW = 125, 65  # characters
_QUOTE = re.compile(r'"([^"\n]{2,400})"|«([^»\n]{2,400})»|(?<!\w)\'([^\'\n]{12,300})\'(?!\w)')
_TENS = ("treinta", "cuarenta", "cincuenta", "sesenta", "setenta", "ochenta", "noventa")
_BREAK = re.compile(
    r"[.;:!?()\n]+|,(?!\d)|\s[-–—]+\s"
    r"|" + "".join(f"(?<!{tens})" for tens in _TENS) + r"\s(?=y\s)"
    r"|\s(?=(?:e|and|pero|but|porque|xq|xk|pq|because|since|cuando|when|entonces|then|luego|despues|after|donde|where|while|mientras|so|aunque|although|though|pues|hasta|until|"
    r"before|antes|asi que|por eso|as|who|quien|quienes|which|whose|saying|diciendo|claiming)\s)")
_SENTENCE = re.compile(r"(?<!\d)[.!?\n]+(?=\s|$)|(?<=\d)[.!?\n]+(?=\s+\D|$)|\n")

# The points of "U.S." before a word that goes on with it end nothing.
_ABBREVIATED = re.compile(
    r"\bu\.s\.(?=\s(?:citizen|border|customs|side|soil|officer|official|agent|authorit|government|permanent|"
    r"legal|lawful|resident|immigration|asylum|port|passport|embassy|visa|inspector))")


@dataclass(frozen=True)
class Clause:
    """Offsets of a clause, and the number of the sentence it stands in."""

    start: int
    end: int
    sentence: int


@dataclass(frozen=True)
class Quote:
    """What stands between quotation marks: its inside, and the whole with the marks."""

    start: int
    end: int
    outer: tuple[int, int]


@dataclass(frozen=True)
class Told:
    """A text ready for patterns: ``folded``, and ``plain`` with some quotes masked (``QUOTE_MASK``)."""

    raw: str
    folded: str
    plain: str
    quotes: tuple[Quote, ...]
    clauses: tuple[Clause, ...]
    _starts: tuple[int, ...] = field(repr=False)

    def at(self, offset: int) -> Clause:
        """The clause in which this character stands."""
        return self.clauses[max(0, bisect_right(self._starts, offset) - 1)]

    def is_plain(self, offset: int) -> bool:
        """Whether this character stands outside the masked quotes."""
        return self.plain[offset:offset + 1] != QUOTE_MASK

    def index(self, offset: int) -> int:
        """The number of that clause."""
        return max(0, bisect_right(self._starts, offset) - 1)

    def sentence(self, offset: int) -> tuple[int, int]:
        """Start and end of the sentence in which this character stands."""
        return self.sentences[self.at(offset).sentence]

    @cached_property
    def sentences(self) -> dict[int, tuple[int, int]]:
        """Start and end of every sentence, by its number."""
        found: dict[int, tuple[int, int]] = {}
        for clause in self.clauses:
            start, _ = found.get(clause.sentence, (clause.start, 0))
            found[clause.sentence] = start, clause.end
        return found


def find_quotes(raw: str) -> tuple[Quote, ...]:
    """Every quotation in the text, curly quotes included."""
    return tuple(Quote(match.start() + 1, match.end() - 1, match.span())
                 for match in _QUOTE.finditer(_straight(raw)))


def _straight(raw: str) -> str:
    return raw.translate({ord("“"): '"', ord("”"): '"', ord("„"): '"', ord("‘"): "'", ord("’"): "'"})


def unwrap(raw: str) -> str:
    """The text with line breaks inside a wrapped paragraph made spaces (same length).

    Messages joined by newlines keep them: a line that was wrapped is long, but no longer than a
    page is wide, and does not end a sentence.
    """
    rows = raw.split("\n")
    if max(map(len, rows)) > _PAGE:
        return raw
    breaks = ["\n" if len(row) < _FULL_ROW or row.rstrip()[-1:] in ".!?" else " " for row in rows[:-1]]
    return "".join(row + end for row, end in zip(rows, [*breaks, ""], strict=True))


def prepare(raw: str, masked: tuple[Quote, ...] | None = None) -> Told:
    """Cut ``raw``; the ``masked`` quotes (an officer's words) are hidden from patterns.

    Where it is known which these are, the other quotes are read like the story around them.
    """
    folded = plain = fold(raw).replace("\n", ".")
    if masked is not None:
        plain = plain.replace('"', " ").replace(": ", ", ")
    for quote in masked or ():
        plain = plain[:quote.start] + QUOTE_MASK * (quote.end - quote.start) + plain[quote.end:]
    clauses = tuple(_cut(plain, [at + 1 for at, char in enumerate(raw) if char == "\n"]))
    return Told(raw, folded, plain, find_quotes(raw), clauses, tuple(clause.start for clause in clauses))


def _cut(plain: str, rows: list[int]) -> list[Clause]:
    """Clauses with the number of their sentence; every message begins one."""
    within = {at for match in _ABBREVIATED.finditer(plain) for at in range(match.start(), match.end() + 1)}
    cuts = sorted({0, *(match.end() for match in _BREAK.finditer(plain))} - within | {0})
    stops = sorted({*rows, *(match.end() for match in _SENTENCE.finditer(plain))} - within)
    ends = [*cuts[1:], len(plain)]
    return [Clause(start, end, bisect_right(stops, start)) for start, end in zip(cuts, ends, strict=True)
            if start < end or len(plain) == 0]
