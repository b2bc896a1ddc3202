"""Whether words ask something, with or without a question mark, and where; the lexicon is ``questions.yml``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from intake.understanding.normal import fold
from intake.understanding.types import Span

LEXICON = Path(__file__).parent / "questions.yml"
_PIECE = re.compile(r"[^.!?¿¡;:,\n\"()]+|[?¿.!;:\n]")
_QUOTE = re.compile(r"\"[^\"]*\"")
_WHOM = "que|q|me|us|him|her|them|he|she|they|i|el|ella|yo|asi|a|al|la|los|oficial|agente|officer|that|to|y|pero"


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
    """The pieces that ask, quotations left out."""
    folded = _QUOTE.sub(lambda found: " " * len(found[0]), fold(text))
    out, quoted = [], False
    pieces = list(_pieces(folded))
    for at, (span, piece) in enumerate(pieces):
        mark = _mark_after(pieces, at)
        level = Asks.NO if quoted else _of(piece, marked=mark == "?", last=at == len(pieces) - 1 or mark == "?")
        if level:
            out.append(Question(span, level))
        quoted = bool(_pattern("told_end").search(piece)) and mark != "?"
    return out


def _pieces(folded: str) -> Iterator[tuple[Span, str]]:
    """What lies between punctuation, blanks cut off; a mark alone stays with the piece before it."""
    for found in _PIECE.finditer(folded):
        words = found[0].strip()
        if words and not (len(words) == 1 and words in "¿.!;:"):
            start = found.start() + found[0].index(words)
            yield Span(start, start + len(words)), words


def _mark_after(pieces: list[tuple[Span, str]], at: int) -> str | None:
    return pieces[at + 1][1] if at + 1 < len(pieces) and pieces[at + 1][1] == "?" else None


def _of(piece: str, *, marked: bool, last: bool) -> Asks:
    """How plainly one piece asks."""
    if piece == "?":
        return Asks.NO
    told = _pattern("told").search(piece)
    before = piece[:told.start()] if told else piece
    if (marked and not told) or _pattern("starts").match(before) or _pattern("asks_us").search(piece):
        return Asks.PLAINLY
    if _pattern("inside").search(before) or (last and not told and _pattern("ends").search(piece)):
        return Asks.PLAINLY
    weak = _pattern("perhaps_starts").match(before) or _pattern("perhaps_inside").search(before)
    return Asks.PERHAPS if weak else Asks.NO


@cache
def _lexicon() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(LEXICON.read_text("utf-8"))
    return loaded


@cache
def _pattern(name: str) -> re.Pattern[str]:
    words = _lexicon()
    if name.startswith("told"):
        told = words["told"].replace("\n", " ").replace("| ", "|")
        return re.compile(rf"\b{told}(?:\s+(?:{_WHOM}))*\s*$" if name == "told_end" else rf"\b{told}\b")
    body = "|".join(f"(?:{_filled(each)})" for each in words[name])
    if name.endswith("starts"):
        fillers = re.sub(r"\|\s+", "|", words["fillers"].strip())
        return re.compile(rf"(?:(?:{fillers})\s+)*(?:{body})")
    return re.compile(rf"(?:^|\b)(?:{body})$" if name == "ends" else rf"\b(?:{body})")


def _filled(pattern: str) -> str:
    for piece, what in _lexicon()["pieces"].items():
        pattern = pattern.replace(f"{{{piece}}}", what)
    return pattern
