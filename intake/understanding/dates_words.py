"""The words and patterns of dates: the lexicon, its fragments, and what its words stand for."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from intake.understanding.normal import number_pattern, number_value

LEXICON = Path(__file__).parent / "lexicon" / "values"
UNITS = ("day", "week", "month", "year")


@cache
def _file(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((LEXICON / name).read_text("utf-8"))
    return loaded


def lexicon() -> dict[str, Any]:
    """The words, by the names they have in dates.yml."""
    return _file("dates.yml")


def written_rules() -> tuple[tuple[str, str], ...]:
    """The name and the pattern of each rule of dates_patterns.yml, in the order they are tried."""
    return tuple((str(each["rule"]), str(each["written"])) for each in _file("dates_patterns.yml")["rules"])


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
    figures = re.match(r"\d+", said)
    if figures:
        return int(figures[0])
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
    if name in ("MONTHS", "WEEKDAYS", "DAYS", "ORDINALS", "SEASONS", "HOLIDAYS"):
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


def compiled(written: str) -> re.Pattern[str]:
    """The pattern, ready to match folded text."""
    return re.compile(expanded(written))
