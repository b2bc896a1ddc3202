"""Money, lengths of time and counts in free text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from intake.understanding.normal import fold, number_parts, number_pattern, number_value
from intake.understanding.types import Span


@dataclass(frozen=True)
class NumberHit:
    """A number told: its value and where."""

    value: float
    span: Span
    confidence: float = 0.95


@dataclass(frozen=True)
class MoneyHit:
    """Whole US dollars."""

    value: int
    span: Span
    confidence: float = 0.9


@dataclass(frozen=True)
class DurationHit:
    """A length of time: whole months, or days when told in days or weeks."""

    months: int | None
    days: int | None
    span: Span
    confidence: float = 0.9


@cache
def _numbers() -> re.Pattern[str]:
    return re.compile(rf"(?<![\w.,]){number_pattern()}(?![\w])")


@cache
def _counts() -> re.Pattern[str]:
    return re.compile(r"(?<!\w)(?:once|nobody|none|nadie|ningun[oa]?s?|twice|ni un[oa]?)(?!\w)")


_NO_ONE = re.compile(r"\b(?:no|any|some|every|which|the|this|that)\s+one$")
_SPOKEN = {"twice": 2.0, "nobody": 0.0, "none": 0.0, "nadie": 0.0}


def is_number(text: str) -> bool:
    """Whether the text is a number and nothing else."""
    return _numbers().fullmatch(fold(text).strip()) is not None


def find_numbers(text: str) -> tuple[NumberHit, ...]:
    """Every number in figures or words; "twice" is 2, "nadie" 0; English "once" is 1, Spanish 11."""
    folded = fold(text)
    out = []
    for match in _numbers().finditer(folded):
        for start, end in number_parts(match[0]):
            said = match[0][start:end]
            if said == "one" and _NO_ONE.search(folded, 0, match.start() + end):
                continue
            value = number_value(said)
            if said == "once" and re.search(r"\b(?:only|just|one time|i|we|they)\b|^once\W*$", folded):
                value = 1.0
            if value is not None:
                out.append(NumberHit(value, Span(match.start() + start, match.start() + end)))
    if not out:
        for match in _counts().finditer(folded):
            value = _SPOKEN.get(match[0], 1.0 if match[0] == "once" else 0.0)
            out.append(NumberHit(value, Span(*match.span())))
    return tuple(out)


_OTHER_MONEY = re.compile(r"\s*\b(?:de\s+)?(?:pesos?|mxn|quetzal(?:es)?|lempiras?|colon(?:es)?|cordobas?|soles|"
                          r"bolivar(?:es)?|reais|reales|gourdes?|euros?|rupees?|rupias?|pounds|libras)\b")


@cache
def _money() -> re.Pattern[str]:
    number = rf"(?:\d{{1,3}}(?: 000)+|{number_pattern()})"
    unit = r"(?:us\s?)?(?:dolares|dolar|dollars?|bucks|usd|dls|dlls|verdes)"
    return re.compile(rf"(?:(?P<sign>us\$|\$|usd)\s?(?P<a>{number})\s?(?P<ka>k\b|mil\b|thousand\b)?"
                      rf"|(?<!\w)(?P<b>{number})\s?(?P<kb>k\b|mil\b|thousand\b)?\s*(?P<unit>{unit})"
                      rf"|(?<!\w)(?P<c>\d+(?:\.\d+)?)\s?(?:k|mil|thousand)\b)")


def find_money(text: str) -> tuple[MoneyHit, ...]:
    """Sums in dollars; a bare number of 500 or more counts when nothing else does (an answer)."""
    folded = fold(text)
    out = []
    for match in _money().finditer(folded):
        raw = match["a"] or match["b"] or match["c"]
        value = number_value(raw.replace(" 000", "000"))
        if value is None or _OTHER_MONEY.match(folded, match.end()):
            continue
        thousand = bool(match["ka"] or match["kb"] or match["c"]) and value < 1000
        out.append(MoneyHit(round(value * (1000 if thousand else 1)), Span(*match.span())))
    if not out and len(folded.split()) <= 6 and not _OTHER_MONEY.search(folded):
        out = [MoneyHit(round(n.value), n.span, 0.8) for n in find_numbers(text) if n.value >= 500]
    return tuple(out)


@cache
def _duration() -> re.Pattern[str]:
    unit = r"(?P<unit>dias?|semanas?|meses|mes|anos?|days?|weeks?|months?|years?|noches?|nights?)"
    return re.compile(rf"(?<!\w)(?P<n>{number_pattern()}|a|an)\s+(?:full\s+|whole\s+)?{unit}(?!\w)"
                      r"(?P<half>\s+(?:y medio|y media|and a half))?")


_HALF_YEAR = re.compile(r"(?<!\w)(?:ano y medio|year and a half)(?!\w)")


def find_duration(text: str) -> DurationHit | None:
    """The first length of time: "trece meses", "año y medio", "6 weeks", "a year and two months"."""
    folded = fold(text)
    half = _HALF_YEAR.search(folded)
    match = _duration().search(folded)
    if half and (match is None or half.start() <= match.end()):
        return DurationHit(18, None, Span(*half.span()))
    if match is None:
        return None
    value = 1.0 if match["n"] in ("a", "an") else number_value(match["n"])
    if value is None:
        return None
    value += 0.5 if match["half"] else 0.0
    unit, span = match["unit"], Span(*match.span())
    if unit[0] == "a" or unit.startswith("year"):
        rest = _duration().search(folded, match.end())
        close = rest is not None and rest["unit"][0] == "m" and rest.start() - match.end() < 8
        more = number_value(rest["n"]) if rest and close else 0
        return DurationHit(int(value * 12 + (more or 0)), None, span)
    if unit.startswith(("mes", "month")):
        return DurationHit(int(value), None, span)
    return DurationHit(None, int(value * 7) if unit.startswith(("sem", "week")) else int(value), span)
