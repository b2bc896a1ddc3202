"""The words and patterns of dates: the lexicon, its fragments, and what its words stand for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from rapidfuzz import process
from rapidfuzz.distance import OSA

from intake.understanding.normal import number_pattern, number_value
from intake.understanding.spelling import sound

LEXICON = Path(__file__).parent / "lexicon" / "values"
UNITS = ("day", "week", "month", "year")
_TABLES = ("MONTHS", "WEEKDAYS", "DAYS", "ORDINALS", "SEASONS", "HOLIDAYS", "NTHS", "YEARS_TWO")


@cache
def _file(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((LEXICON / name).read_text("utf-8"))
    return loaded


def lexicon() -> dict[str, Any]:
    """The words, by the names they have in dates.yml."""
    return _file("dates.yml")


def written_rules() -> tuple[tuple[str, str, str], ...]:
    """Name, pattern and needs ('' for none) of each rule of dates_patterns.yml, in the order they are tried."""
    return tuple((str(each["rule"]), str(each["written"]), str(each.get("needs", "")))
                 for each in _file("dates_patterns.yml")["rules"])


@cache
def _table(name: str) -> dict[str, str]:
    """Each word of a table of the lexicon to its key."""
    lines = (line.partition(":") for line in str(lexicon()[name]).splitlines())
    return {word.strip(): key.strip() for key, _, words in lines for word in words.split(",") if word.strip()}


def key(table: str, said: str) -> str:
    """What a word of a table stands for: 11 for "nov"."""
    return _table(table)[re.sub(r"\s+", " ", said.strip(" ."))]


def month(said: str) -> int:
    """The number of a month."""
    return int(key("months", said))


def says(name: str, said: str) -> bool:
    """Whether the words hold what an entry of the lexicon describes ("past" in "el mes pasado")."""
    return re.search(lexicon()[name], said) is not None


def unit(said: str) -> str:
    """Which of ``UNITS`` a word means."""
    return next(each for each in UNITS if re.fullmatch(lexicon()["units"][each], said))


def number(said: str) -> int | None:
    """A whole number in figures, words or as an ordinal: "14th", "primero", "catorce"."""
    said = said.strip()
    figures = re.fullmatch(r"(\d+)[^\d.,]*", said)
    if figures:
        return int(figures[1])
    if re.sub(r"\s+", " ", said) in _table("ordinals"):
        return int(key("ordinals", said))
    value = number_value(said)
    return int(value) if value is not None and value == int(value) else None


def count(said: str) -> float | None:
    """How many units: "a", "un par de", "dos y medio"; None for vague words ("unos pocos")."""
    said = re.sub(r"\s+(?:de|of)$", "", said.strip())
    if said in ("a", "an", "un", "una"):
        return 1.0
    return 2.0 if said.removeprefix("a ") == "couple" else number_value(said)


def is_vague(said: str) -> bool:
    """Whether the words are of a few, no matter how many."""
    return re.fullmatch(lexicon()["vague"] + r"(?:\s+(?:de|of))?", said.strip()) is not None


# Misspelled months

_LONG_WORD = re.compile(r"[a-z]{6,11}")
_ALIKE = 0.85


@cache
def _month_meant(word: str) -> str:
    """The month that a long word is, misspelled; '' when it is none."""
    if word in _table("months") or word in lexicon()["no_months"] or word[0] not in "efbjsond":
        return ""
    sounds = {sound(month): month for month in lexicon()["long_months"]}
    found = process.extractOne(sound(word), list(sounds), scorer=OSA.normalized_similarity, score_cutoff=_ALIKE)
    return sounds[str(found[0])] if found else ""


def respelled(folded: str) -> tuple[str, Sequence[int]]:
    """The text with misspelled months put right, and where each of its characters stood before.

    >>> respelled("2 de nobienvre")[0]
    '2 de noviembre'
    """
    found = [(match, month) for match in _LONG_WORD.finditer(folded) if (month := _month_meant(match[0]))]
    if not found:
        return folded, range(len(folded) + 1)
    out, at, last = "", list[int](), 0
    for match, month in found:
        kept = folded[last:match.start()]
        out, at = out + kept + month, [*at, *range(last, match.start()), *[match.start()] * len(month)]
        last = match.end()
    return out + folded[last:], [*at, *range(last, len(folded) + 1)]


# Patterns

def _any(words: Iterable[str]) -> str:
    ordered = sorted(words, key=len, reverse=True)
    return "(?:" + "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in ordered) + ")"


@cache
def _fragment(name: str) -> str:
    """What ``<<NAME>>`` in a pattern stands for."""
    words, own = lexicon(), _file("dates_patterns.yml")["fragments"]
    if name in own:
        return expanded(own[name])
    if name in _TABLES:
        return _any(_table(name.lower()))
    if name == "SURE":
        return _any(set(_table("months")) - {*words["doubtful"], *words["never_alone"]})
    if name == "DOUBTFUL":
        return _any(set(words["doubtful"]) - set(words["never_alone"]))
    if name == "NUM":
        return number_pattern()
    if name == "UNIT":
        return "(?:" + "|".join(words["units"].values()) + ")"
    text = words["units"][name[2:].lower()] if name.startswith("U_") else words[name.lower()]
    return f"(?:{text})"


def expanded(written: str) -> str:
    """The pattern with its fragments put in and its blanks left out."""
    return re.sub(r"<<(\w+)>>", lambda match: _fragment(match[1]), re.sub(r"\s+", "", written))


@cache
def _need(name: str) -> re.Pattern[str]:
    written = {"figures": r"\d", "units": r"\b<<UNIT>>|weekend"}.get(name, rf"\b<<{name.upper()}>>")
    return compiled(written)


_LONG_TEXT, _BESIDE = 200, 40  # characters; what is shorter is read whole; read on either side of a date word


@cache
def _anchor() -> re.Pattern[str]:
    return compiled(str(_file("dates_patterns.yml")["anchor"]))


def parts_with_dates(folded: str) -> list[tuple[int, int]]:
    """The parts of a long text in which a date may stand: around every date word."""
    if len(folded) < _LONG_TEXT:
        return [(0, len(folded))]
    parts: list[tuple[int, int]] = []
    for match in _anchor().finditer(folded):
        start = folded.rfind(" ", 0, max(0, match.start() - _BESIDE)) + 1
        end = folded.find(" ", match.end() + _BESIDE)
        end = len(folded) if end < 0 else end
        if parts and start <= parts[-1][1]:
            parts[-1] = parts[-1][0], end
        else:
            parts.append((start, end))
    return parts


class Present:
    """Which words that rules need stand in a folded text; each kind is looked for once."""

    def __init__(self, folded: str) -> None:
        self._folded, self._found = folded, {"": True}

    def has(self, need: str) -> bool:
        """Whether such words stand in the text."""
        if need not in self._found:
            self._found[need] = _need(need).search(self._folded) is not None
        return self._found[need]


def compiled(written: str) -> re.Pattern[str]:
    """The pattern, ready to match folded text."""
    return re.compile(expanded(written))
