"""Who travelled together: adults, children and their ages, from a story or an answer."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from intake.understanding.normal import fold, number_pattern, number_value
from intake.understanding.types import Span

LEXICON = Path(__file__).parent / "lexicon" / "values" / "people.yml"
GROWN = 18
SHORT = 14  # words; an answer, where bare numbers are ages


@dataclass(frozen=True)
class PeopleHit:
    """The group; None where nothing was said. Ages in whole years, 0 under one year."""

    adults: int | None = None
    children_ages: tuple[int, ...] | None = None
    children: int | None = None
    age: int | None = None
    pregnant: bool | None = None
    confidence: float = 0.85
    spans: tuple[Span, ...] = ()


@cache
def _words() -> dict[str, str]:
    loaded: dict[str, str] = yaml.safe_load(LEXICON.read_text("utf-8"))
    return loaded


@cache
def _re(name: str) -> re.Pattern[str]:
    w, n = _words(), number_pattern()
    sep = r"(?:\s*(?:,\s*y|,\s*and|,|y|and|e|&|/|-)\s*(?:(?:otr[oa] |another |one )?(?:de|of|aged)\s+)?)"
    unit = r"(?:\s*(?P<mes>mes(?:es)?|months?|semanas|weeks|dias|days)|\s*(?:anit?os?|years?(?:[ -]old)?|yrs?|yo\b|y/o|a))?"
    ages = rf"(?P<ages>{n}(?:\s*(?:mes(?:es)?|months?|anit?os?|years?))?(?:{sep}{n}(?:\s*(?:mes(?:es)?|months?|anit?os?|years?))?)*)"
    forms = {
        "kids": rf"(?:(?P<n>{n})\s+)?(?:\w+\s+)?{w['child']}\s*(?:,|\(|:|de|of|aged?|ages|who (?:is|are)|que tienen?|tienen?|is|are|con|she is|he is|they are|ella tiene)*\s*{ages}{unit}(?!\s*(?:de la|am|pm|dolares|hijos|ninos|kids|veces|times))",
        "kid_before": rf"(?P<ages>{n})[\s-]*(?:(?P<mes>mes(?:es)?|months?|weeks?|semanas)|anit?os?|years?)[\s-]*(?:old|de edad)?[\s-]*{w['child']}",
        "count": rf"(?P<n>{n})\s+(?:\w+\s+)?{w['child']}(?!\w)",
        "one": rf"(?:{w['mine']})\s+(?:\w+\s+)?{w['child']}(?!\w)",
        "adults": rf"(?P<n>{n})\s+(?:adult[oa]s?|adults?|mayores|grown[- ]?ups?)",
        "kin": (rf"(?:(?:{w['with']})\s*(?:{w['mine']})\s+{w['adult_kin']}(?!\w)"
                rf"|(?:{w['mine']})\s+{w['adult_kin']}(?=\s*,?\s*(?:y\s+|and\s+)?(?:yo|i|me)\b))"),
        "alone": w["alone"], "no_children": w["no_children"], "pregnant": w["pregnant"],
        "elsewhere": w["elsewhere"],
        "age": rf"{w['age_self']}\s+(?P<n>{n})\s*(?:anos|years|yrs)",
    }
    return re.compile(rf"(?<!\w)(?:{forms[name]})")


def find_people(text: str, language: str) -> PeopleHit | None:
    """The group that travelled together; relatives elsewhere do not count."""
    folded = fold(text)
    ages, count, spans = _children(folded)
    none = _re("no_children").search(folded)
    if none and not ages:
        ages, count = (), None
        spans.append(Span(*none.span()))
    adults, sure = _adults(folded, ages or count, spans)
    age = next((int(number_value(m["n"]) or 0) for m in _re("age").finditer(folded)), None)
    if age is not None and age < GROWN and adults in (None, 1) and not ages:
        ages, adults = (age,), 0 if adults == 1 else None
    pregnant = True if _re("pregnant").search(folded) and not re.search(r"\bno\b.{0,15}embaraz|not pregnant", folded) else None
    if (adults, ages, count, age, pregnant) == (None,) * 5:
        return None
    return PeopleHit(adults, ages, count, age, pregnant, sure, tuple(sorted(spans, key=lambda s: s.start)))


def _children(folded: str) -> tuple[tuple[int, ...] | None, int | None, list[Span]]:
    ages: list[int] = []
    spans: list[Span] = []
    taken = set[int]()
    for name in ("kids", "kid_before"):
        for match in _re(name).finditer(folded):
            if taken & set(range(*match.span())) or _elsewhere(folded, match):
                continue
            told = _ages(match)
            if told and all(a < GROWN for a in told):
                ages += told
                taken |= set(range(*match.span()))
                spans.append(Span(*match.span()))
    if ages:
        return tuple(ages), None, spans
    for match in _re("count").finditer(folded):
        value = number_value(match["n"])
        if value and value < 12 and not _elsewhere(folded, match):
            return None, int(value), [Span(*match.span())]
    return None, None, spans


def _ages(match: re.Match[str]) -> list[int]:
    out = []
    for part in re.finditer(rf"(?P<n>{number_pattern()})\s*(?P<m>mes(?:es)?\b|months?\b)?", match["ages"]):
        words = re.split(r"\s+(?:y|and)\s+", part["n"])
        values = [number_value(w) for w in words] if len(words) > 1 else [number_value(part["n"])]
        out += [0 if part["m"] else int(v) for v in values if v is not None]
    if match["mes"]:
        out = [*out[:-1], 0]
    return out


def _elsewhere(folded: str, match: re.Match[str]) -> bool:
    around = folded[max(0, match.start() - 30):match.start()] + " " + folded[match.end():match.end() + 25]
    return bool(_re("elsewhere").search(around))


def _adults(folded: str, children: object, spans: list[Span]) -> tuple[int | None, float]:
    counted = _re("adults").search(folded)
    if counted:
        spans.append(Span(*counted.span()))
        return int(number_value(counted["n"]) or 0), 0.93
    kin = [m for m in _re("kin").finditer(folded) if not _elsewhere(folded, m)]
    alone = _re("alone").search(folded)
    if alone and not kin:
        spans.append(Span(*alone.span()))
        return 1, 0.9
    if kin:
        spans += [Span(*m.span()) for m in kin]
        return 1 + len({m[0].split()[-1] for m in kin}), 0.8
    with_child = re.search(rf"(?<!\w)(?:con|with|and|y)\s+(?:{_words()['mine']})\s+(?:\w+\s+)?{_words()['child']}", folded)
    if children and with_child:
        return 1, 0.8
    return None, 0.85
