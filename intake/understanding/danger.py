"""Danger now, heard in any message: which kind, and whether it is sure or must be asked.

A hit of ``lexicon/danger`` counts only where its sentence is no past, no elsewhere, no "if they send
me back", no question of law and no words told to an officer; a long story needs a word of now.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import Literal

from intake.understanding import scope
from intake.understanding.clauses import Told, prepare
from intake.understanding.pattern_bank import Bank, bank
from intake.understanding.patterns import Pattern, lines, load, pattern, spans
from intake.understanding.types import Danger, Span

FIELD = "fear.danger_now"
SURE = 0.9
Kind = Literal["self_harm", "medical", "child_alone", "trafficking", "violence"]
KINDS: tuple[Kind | None, ...] = ("self_harm", "medical", "child_alone", "trafficking", "violence", None)
_FILES = {"self_harm": "self_harm", "medical": "medical", "child_alone": "child_alone",
          "trafficking": "trafficking", "violence": "violence", None: "general"}
_STORY = 32  # words: a text as long as this tells what was, unless it says now
_MOST_HITS = 80  # a text may be very long
_FEW = 6  # words: a negation among them denies the hit
# a level, what it needs beside it in the message, what spoils it
_PAIRS = {"writer": ("adrift", "guarded"), "young": ("gone", "guarded")}
_HALVES = ("adrift", "guarded", "gone")
_NEGATION = re.compile(
    r"\b(?:no|ni|not|never|nunca|nadie|sin|without|nobody|nothing|cannot|\w+n't|[dw]ont|cant|isnt)\b")
_AFTER_STOP = re.compile(r"(?:^|[,.;:!¿(])\W*(?:y |and |pero |but )?$")
_NOT_HERE = ("elsewhere", "supposed", "quoted", "over", "safe")
UNMEANT = "¤"
_OWN = ("self_harm",)  # wanting to die is no less so for where and when it would be


@dataclass(frozen=True)
class _Hit:
    kind: Kind | None
    level: str
    start: int
    end: int
    negative: bool


def find(text: str, detained: bool = False) -> Danger | None:
    """The danger that one message tells of, the surest and gravest; None when it tells of none.

    ``detained``: it is known that officers hold them, so that being held is no kidnapping.

    >>> find("estan afuera de la casa"), find("if they send me back they will kill me")
    (Danger(kind='violence', certain=True, span=Span(start=0, end=12)), None)
    """
    told = prepare(meant(text), None)
    unsure: Danger | None = None
    for hit in islice(_hits(told), _MOST_HITS):
        certain = None if detained and hit.level == "held" else _weigh(told, hit)
        if certain:
            return Danger(hit.kind, True, Span(hit.start, hit.end))
        if certain is not None and unsure is None:
            unsure = Danger(hit.kind, False, Span(hit.start, hit.end))
    return unsure


def may_be_now(text: str, plain: bool = True) -> bool:
    """Whether nothing in a short message says that what it tells was then, there, over or if.

    A word of now outweighs words of then: "since yesterday no insulin, now I see blurry".
    Where it is not ``plain`` otherwise, a verb of the past is enough to say that it was then.
    """
    told = prepare(meant(text), None)
    is_on = any(_has(key, told.plain) for key in ("now", "cry", "under_way", "recent"))
    not_now = _NOT_HERE if is_on else (*_NOT_HERE, "earlier") if plain else (*_NOT_HERE, "earlier", "past")
    return (len(told.plain.split()) < _STORY and not any(_has(key, told.plain) for key in not_now)
            and not _is_of_law(told))


def is_short(text: str) -> bool:
    """Whether it is too short to be a story."""
    return len(text.split()) < _STORY


def is_story(text: str) -> bool:
    """Whether it is too long for `may_be_now`, without its idioms and quotations too."""
    return not (is_short(text) or is_short(meant(text)) or may_be_now(text))


def says_now(text: str) -> bool:
    """Whether the words say that it is now or lately."""
    told = prepare(meant(text), None).plain
    return _has("now", told) or _has("recent", told)


def meant(text: str) -> str:
    """The text without idioms ("me muero de hambre") and without what stands in quotation marks.

    Nor where they know somebody from: "the one who shot me in my country is here" tells of here.
    """
    told = prepare(text)
    out = told.folded
    cuts = [(quote.start, quote.end) for quote in told.quotes] + bank("danger/scope", "idiom").spans(out)
    for first, last in bank("danger/scope", "known_from").spans(out):
        cuts += [(first + start, first + end)
                 for start, end in bank("danger/scope", "elsewhere").spans(out[first:last])]
    for start, end in cuts:
        out = out[:start] + UNMEANT * (end - start) + out[end:]
    return out


@cache
def _levels(kind: Kind | None) -> dict[str, tuple[Pattern, ...]]:
    loaded = load(f"danger/{_FILES[kind]}")
    return {level: tuple(map(pattern, lines(loaded[level]))) for level in loaded}


@cache
def _bank() -> tuple[Bank, list[tuple[Kind | None, str]]]:
    """The patterns of all levels, and for each the kind and the level that it stands in."""
    held = [(each, (kind, level)) for kind in KINDS for level, patterns in _levels(kind).items()
            for each in patterns if level not in _HALVES]
    return Bank(each for each, _ in held), [owner for _, owner in held]


def _hits(told: Told) -> Iterator[_Hit]:
    """Every place where danger may be told; a level of `_PAIRS` counts beside a word of its other half."""
    every, owners = _bank()
    for number, match in every.find(told.plain):
        kind, level = owners[number]
        whole = match[0].strip() == told.plain.strip(" .!¡,")
        if (level in _PAIRS and not _pairs(told, kind, level)) or (level.startswith("whole") and not whole):
            continue
        yield _Hit(kind, level, *match.span(), bool(_NEGATION.search(every.patterns[number].source)))


def _pairs(told: Told, kind: Kind | None, level: str) -> bool:
    levels, (other, against) = _levels(kind), _PAIRS[level]
    return bool(spans(levels[other], told.plain)) and not spans(levels[against], told.plain)


def _weigh(told: Told, hit: _Hit) -> bool | None:
    """True: it is danger now; False: ask; None: it is not."""
    if hit.level in ("whole", "whole_ask"):
        return hit.level == "whole"
    start, end = told.sentence(hit.start)
    sentence = told.plain[start:max(end, hit.end)]
    clause = told.plain[told.at(hit.start).start:hit.end]
    words = told.plain[hit.start:hit.end]
    before = words if hit.level == "held" else told.plain[told.at(hit.start).start:hit.start]
    if _has("over", told.plain[hit.end:]):
        return None
    if not hit.negative and (scope.is_negated(told, hit.start)
                             or (len(words.split()) <= _FEW and scope.denies(words))):
        return None
    if _has("safe", sentence) and not hit.negative:
        return None
    if _has("earlier", sentence) and not _has("recent", clause):
        return None
    if hit.level != "fresh" and _has("past", before):
        return None
    if hit.kind not in _OWN and _elsewhere(told, hit, sentence):
        return None
    return _level(told, hit, sentence)


def _elsewhere(told: Told, hit: _Hit, sentence: str) -> bool:
    before = told.plain[told.sentence(hit.start)[0]:hit.start]
    around = told.plain if hit.level == "faint" else sentence
    if _has("quoted", before) or _has("elsewhere", sentence) or _has("supposed", around):
        return True
    if _has("feared", sentence) and not _has("now", sentence):
        return True
    if not (hit.level == "writer" or _has_writer(told)) and _is_of_law(told):
        return True
    held = hit.level == "held" or (hit.kind == "trafficking" and hit.level == "faint")
    return held and _has("custody", told.plain)


def _has_writer(told: Told) -> bool:
    """Whether a child writes: alone is danger for them, whatever they ask besides."""
    return bool(spans(_levels("child_alone")["writer"], told.plain))


def _is_of_law(told: Told) -> bool:
    """Whether the message asks about the law or the service."""
    asks = "?" in told.plain or any(
        _AFTER_STOP.search(told.plain[:start]) for start, _ in bank("danger/scope", "asked").spans(told.plain))
    return asks and _has("law", told.plain)


def _level(told: Told, hit: _Hit, sentence: str) -> bool | None:
    words = len(told.plain.split())
    now = _has("now", sentence) or (words < _STORY and _has("cry", told.plain))
    if hit.level == "once":
        return None if _has("officer", told.plain) or words >= _STORY else now or _has("recent", sentence)
    if hit.level == "fresh":
        return True if (now or _has("recent", sentence)) and not _has("officer", told.plain) else None
    if words >= _STORY:
        return True if now else None
    if hit.level == "weak" and _has("friend", sentence):
        return None
    return now or hit.level != "faint" or _has("close_by", told.plain) or _has("recent", sentence)


def _has(key: str, text: str) -> bool:
    return bank("danger/scope", key).stands(text)
