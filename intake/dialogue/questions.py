"""Whether words ask something, with or without a question mark, and where; the lexicon is ``questions.yml``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from intake.understanding.normal import fold
from intake.understanding.types import Fact, Span

TOLD_ASKING = ("fear.danger_now", "person.nationality")  # "may I ask for asylum if I am from Cuba?"
LEXICON = Path(__file__).parent / "questions.yml"
_PIECE = re.compile(r"[^.!?¿¡;:,\n\"()]+|[?¿.!;:\n]")
_QUOTE = re.compile(r"\"[^\"]*\"")
_STORY = 30  # words
_WHOM = "que|q|me|us|him|her|them|he|she|they|i|el|ella|yo|asi|a|al|la|los|oficial|agente|officer|that|to"


class Asks(IntEnum):
    """How plainly."""

    NO = 0
    PERHAPS = 1
    PLAINLY = 2


@dataclass(frozen=True)
class Question:
    """A piece of a message that asks."""

    span: Span
    asks: Asks


def asks(text: str) -> Asks:
    """How plainly the words ask something.

    >>> asks("they took my son where is he"), asks("le pregunte si podia pasar")
    (<Asks.PLAINLY: 2>, <Asks.NO: 0>)
    """
    return max((each.asks for each in find(text)), default=Asks.NO)


def find(text: str) -> list[Question]:
    """The words that ask, quotations left out; what stands before them in the same piece is told."""
    folded = _QUOTE.sub(lambda found: "x" * len(found[0]), fold(text))
    out, quoted = [], False
    pieces = list(_pieces(folded))
    for at, (span, piece) in enumerate(pieces):
        if piece == "?":
            continue
        marked = at + 1 < len(pieces) and pieces[at + 1][1] == "?"
        found = None if quoted else _of(piece, marked, first=at == 0, last=marked or at == len(pieces) - 1)
        if found:
            out.append(Question(Span(span.start + found[0], span.end), found[1]))
        quoted = bool(_pattern("told_end").search(piece)) and not marked
    return out


def told_beside(text: str, facts: Iterable[Fact], story: int = 0) -> tuple[Fact, ...]:
    """The facts that stand outside of what is asked: "what if I fail the interview" tells of no interview.

    ``story``: the words from which a line is one; what only may ask in it is told: "when they found out".
    """
    questions = [each for each in find(text)
                 if each.asks is Asks.PLAINLY or not (story and _words_of_line(text, each.span.start) >= story)]
    surest = max((each.asks for each in questions), default=Asks.NO)
    story = surest < Asks.PLAINLY and len(text.split()) >= _STORY  # "donde estuve hasta el 30" asks nothing
    asked = [] if story else [each.span for each in questions if each.asks == surest]

    def is_asked(fact: Fact) -> bool:
        return any(fact.span.start < span.end and span.start < fact.span.end for span in asked)

    return tuple(fact for fact in facts if fact.field in TOLD_ASKING or not is_asked(fact))


def _words_of_line(text: str, at: int) -> int:
    begin, end = text.rfind("\n", 0, at) + 1, text.find("\n", at)
    return len(text[begin:end if end >= 0 else len(text)].split())


def _pieces(folded: str) -> Iterator[tuple[Span, str]]:
    """What lies between punctuation, blanks cut off; a mark alone stays with the piece before it."""
    for found in _PIECE.finditer(folded):
        words = found[0].strip()
        if words and not (len(words) == 1 and words in "¿.!;:"):
            start = found.start() + found[0].index(words)
            yield Span(start, start + len(words)), words


def _of(piece: str, marked: bool, *, first: bool, last: bool) -> tuple[int, Asks] | None:
    """How plainly one piece asks, and from where."""
    told, unsure = (_pattern(name).search(piece) for name in ("told", "unsure"))
    before = piece[:min((found.start() for found in (told, unsure) if found), default=len(piece))]
    if (marked and not told) or _pattern("starts").match(before) or _pattern("asks_us").search(piece):
        return 0, Asks.PLAINLY
    plain = _pattern("inside").search(before)
    if not plain and last and not told:
        plain = _pattern("ends").search(piece) or (None if first else _pattern("last_piece").search(piece))
    if plain:
        return plain.start(), Asks.PLAINLY
    weak = (_pattern("perhaps_starts").match(before) or _pattern("perhaps_inside").search(before)
            or (None if told else _pattern("doubts").search(piece)))
    return (weak.start(), Asks.PERHAPS) if weak else None


@cache
def _lexicon() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(LEXICON.read_text("utf-8"))
    return loaded


@cache
def _pattern(name: str) -> re.Pattern[str]:
    words = _lexicon()
    if name.startswith("told"):
        told = rf"(?<!n't )(?<!\bno )\b{words['told'].replace('| ', '|')}"
        return re.compile(rf"{told}(?:\s+(?:{_WHOM}))*\s*$" if name == "told_end" else rf"{told}\b")
    if name == "unsure":
        return re.compile(rf"\b{words['unsure']}\b")
    body = "|".join(f"(?:{_filled(each)})" for each in words[name])
    if name.endswith("starts"):
        fillers = re.sub(r"\|\s+", "|", words["fillers"].strip())
        return re.compile(rf"(?:(?:{fillers})\s+)*(?:{body})")
    return re.compile(rf"(?:^|\b)(?:{body})$" if name in ("ends", "last_piece") else rf"\b(?:{body})")


def _filled(pattern: str) -> str:
    for piece, what in _lexicon()["pieces"].items():
        pattern = pattern.replace(f"{{{piece}}}", what)
    return pattern
