"""Which language a message is in: lexicon first, and sticky."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from intake.understanding.normal import fold
from intake.understanding.types import Language

LEXICON = Path(__file__).parent / "lexicon" / "values" / "language.yml"
SWITCH_WORDS, SWITCH_MARGIN = 5, 3
SHORT = 12  # words; a longer message that names a language is a story


@cache
def _lexicon() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(LEXICON.read_text("utf-8"))
    return {"es": frozenset(map(str, loaded["es"])), "en": frozenset(map(str, loaded["en"])),
            "other": {tag: frozenset(words) for tag, words in loaded["other"].items()},
            "requests": loaded["requests"], "asks": re.compile(loaded["asks"]),
            "not_asked": re.compile(loaded["not_asked"]), "a_little": re.compile(loaded["a_little"]),
            "cannot": loaded["cannot"]}


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z']+", fold(text))


def detect(text: str, current: Language | None) -> tuple[Language | None, float]:
    """The language and how sure (0..1); stays with ``current`` unless the evidence is strong.

    >>> detect("hola, me regresaron en el puente", None)[0], detect("they sent us back", None)[0]
    ('es', 'en')
    """
    words, lexicon = _words(text), _lexicon()
    spanish, english = sum(w in lexicon["es"] for w in words), sum(w in lexicon["en"] for w in words)
    if re.search(r"[ñ¿¡]", text.lower()):
        spanish += 2
    if spanish == english:
        return current, 0.5 if current else 0.0
    found: Language = "es" if spanish > english else "en"
    margin = abs(spanish - english)
    if current is None or found == current:
        return found, min(1.0, 0.6 + 0.25 * margin)
    if len(words) >= SWITCH_WORDS and margin >= SWITCH_MARGIN and margin >= 0.3 * len(words):
        return found, 0.9
    return current, 0.6


def requested_language(text: str) -> Language | None:
    """The language that a message asks for in so many words ("english please"), or None."""
    folded, lexicon = fold(text), _lexicon()
    words = _words(text)
    if not words or len(words) > SHORT:
        return None
    if len(words) > 3 and (not lexicon["asks"].search(folded) or lexicon["not_asked"].search(folded)):
        return None
    weak = str(detect(text, None)[0])  # "poco español yo" is written in it all the same
    for tag, forms in lexicon["requests"].items():
        if tag == weak and lexicon["a_little"].search(folded):
            return None
        if any(re.search(lexicon["cannot"].replace("{form}", re.escape(form)), folded) for form in forms):
            return "en" if tag == "es" else "es"
    named = [(match.start(), tag) for tag, forms in lexicon["requests"].items() for form in forms
             if (match := re.search(rf"\b{re.escape(form)}\b", folded))]
    return min(named)[1] if named else None  # the first: "better in Spanish, my English is bad"


def other_language(text: str) -> str | None:
    """The tag of a language that is neither (fr, pt, ht, ar, ru, zh), or None."""
    for tag, ranges in (("ru", "\u0400-\u04ff"), ("ar", "\u0600-\u06ff"), ("zh", "\u4e00-\u9fff"),
                        ("am", "\u1200-\u137f"), ("hi", "\u0900-\u097f"), ("pa", "\u0a00-\u0a7f")):
        if len(re.findall(f"[{ranges}]", text)) >= 3:
            return tag
    words, lexicon = _words(text), _lexicon()
    counts = {tag: sum(w in known for w in words) for tag, known in lexicon["other"].items()}
    best = max(counts, key=lambda tag: counts[tag])
    ours = max(sum(w in lexicon["es"] for w in words), sum(w in lexicon["en"] for w in words))
    return best if counts[best] >= 2 and counts[best] > ours else None
