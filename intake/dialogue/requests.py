"""Requests that are known by their words: why do you ask, what happens now, write me the complaint.

They go to Rasa as intents of their own (`bot/data/rules/requests.yml`), so that the form hands back as for
any question; the lexicon is ``requests.yml``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from intake.understanding.normal import fold
from intake.understanding.types import Span

LEXICON = Path(__file__).parent / "requests.yml"
NAMES = ("complaint_text", "what_next", "ask_why")
_PIECE = re.compile(r"[^.!?¿¡;,:\n\"]+")


@dataclass(frozen=True)
class Request:
    """Which request, and where its words stand."""

    name: str
    spans: tuple[Span, ...]

    def holds(self, span: Span) -> bool:
        """Whether words at ``span`` are the request's own and tell nothing."""
        return any(span.start < each.end and span.end > each.start for each in self.spans)


@cache
def _lexicon() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(LEXICON.read_text("utf-8"))
    return loaded


@cache
def _whole_of(name: str, key: str) -> re.Pattern[str]:
    words, request = _lexicon(), _lexicon()[name]
    body = "|".join(f"(?:{each})" for each in request.get(key, ())) or "(?!)"
    for _ in range(2):  # a piece may hold another
        for piece, pattern in request.get("pieces", {}).items():
            body = body.replace(f"{{{piece}}}", pattern)
    before = f"(?:{words['before']}|{words['doubt']})" if key == "any" else words["before"]
    return re.compile(rf"(?:{before}\s+)*(?:{body})(?:\s+{words['after']})*")


@cache
def _aside(piece: str) -> bool:
    before, after, courtesy = (_lexicon()[key] for key in ("before", "after", "courtesy"))
    return bool(re.fullmatch(rf"(?:{courtesy}|{before}|{after})(?:\s+{after})*", piece))


def find(text: str, *, awaiting: str | None, done: bool) -> Request | None:
    """The request that a message is, or that stands in it; ``awaiting``: the question that waits.

    >>> find("¿y eso para qué lo quiere saber?", awaiting="incident.date", done=False).name
    'ask_why'
    """
    folded = fold(text)
    pieces = [(Span(found.start(), found.end()), " ".join(found[0].split()))
              for found in _PIECE.finditer(folded) if found[0].strip()]
    said = [(span, piece) for span, piece in pieces if not _aside(piece)] or pieces
    keys = ("whole", "done") if done else ("whole",)
    for name in NAMES:
        if name == "ask_why" and (not awaiting or _of_other_data(folded, awaiting)):
            return None
        if said and all(_matches(name, piece, keys) for _, piece in said):
            return Request(name, (Span(0, len(text)),))
    spans = tuple(_why_in(said))
    return Request("ask_why", spans) if spans else None


def _of_other_data(folded: str, awaiting: str) -> bool:
    """Whether they name something personal that is not being asked."""
    named = {field for field, words in _lexicon()["ask_why"]["data"].items()
             if re.search(rf"\b{words}\b", folded)}
    return bool(named) and awaiting not in named


def _matches(name: str, piece: str, keys: Iterable[str]) -> bool:
    return any(_whole_of(name, key).fullmatch(piece) for key in keys)


def _why_in(said: list[tuple[Span, str]]) -> Iterable[Span]:
    not_ours = re.compile(_lexicon()["ask_why"]["not"])
    return (span for span, piece in said
            if _matches("ask_why", piece, ("any",)) and not not_ours.search(piece))
