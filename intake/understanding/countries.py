"""Countries told by name, by what their people are called, or by nickname, in both languages."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from babel import Locale

from intake.understanding.spelling import Match, Names, Token, key, lexicon, listed, phrases, tokens
from intake.understanding.types import Language, Span

Form = Literal["country", "demonym", "language", "region"]
_ENDINGS = {"-": ("o", "a", "os", "as"), "+": ("", "s"), "=": ("", "a", "es", "as")}
_DEPENDENT = frozenset(
    "AC AI AQ AS AW AX BL BM BQ BV CC CK CP CQ CW CX DG EA EU EZ FK FO GF GG GI GL GP GS GU HM IC IM IO JE KY"
    " MF MO MP MQ MS NC NF NU PF PM PN QO RE SH SJ SX TA TC TF TK UM UN VA VG VI WF XA XB YT ZZ".split())
_USUAL, _MISSPELLED, _FAR = 0.95, 0.85, 0.93
_SPEAKS_BEFORE = 3  # words


@dataclass(frozen=True)
class CountryHit:
    """A country told: ISO 3166-1 alpha-2; ``form``: its name, its people, a part of it, or a language."""

    code: str
    span: Span
    confidence: float
    form: Form


def find_countries(text: str, language: Language | None = None) -> tuple[CountryHit, ...]:
    """All countries told in ``text``, in order; both languages are always tried.

    >>> [(hit.code, hit.form) for hit in find_countries("soy catracho, pase por guatemala")]
    [('HN', 'demonym'), ('GT', 'country')]
    """
    words = tokens(text)
    hits = (_hit(match, words, text) for match in _names().find(words))
    return tuple(hit for hit in hits if hit)


def either(word: str) -> tuple[str, ...]:
    """The countries of one name, as codes: two Koreas."""
    return tuple(_document()["either"].get(word, "").split())


def is_demonym(word: str) -> bool:
    """Whether a folded word is what the people of a country are called."""
    return word in _meanings() and _meanings()[word][1] == "demonym"


def is_country(word: str) -> bool:
    """Whether a folded word is the name of a country, or of a part of one."""
    return word in _meanings() and _meanings()[word][1] in ("country", "region")


def _hit(match: Match, words: list[Token], text: str) -> CountryHit | None:
    meaning = _meanings().get(match.name)
    if meaning is None or not _is_meant(match, words, text):
        return None
    code, form = meaning
    sure = _sure().get(match.name, _USUAL)
    if match.score < 1:
        sure = min(sure, _MISSPELLED if match.score >= _FAR else 0.7)
    before = {word.word for word in words[max(0, match.first - _SPEAKS_BEFORE):match.first]}
    after = words[match.last].word if match.last < len(words) else ""
    spoken = before & _set("speaks") or after in _set("spoken_after") or match.name in _set("mostly_language")
    if form == "demonym" and spoken:
        form = "language"
    return CountryHit(code, match.span, sure, form)


def _is_meant(match: Match, words: list[Token], text: str) -> bool:
    """Whether a word that is also an ordinary one stands as a country's name here."""
    said = text[match.span.start:match.span.end]
    alone = len(words) == match.last - match.first
    before = words[match.first - 1].word if match.first else ""
    if match.name in _set("capitals_only") and said == said.upper() and text != text.upper():
        return True
    if match.name in _set("after_lead_only"):
        return alone or before in _set("country_leads" if match.name == "iran" else "leads")
    if match.name in _set("lead_or_capital"):
        return alone or said[0].isupper() or before in _set("leads") | _set("speaks")
    return match.name not in _set("capitals_only")


@cache
def _names() -> Names:
    other = phrases(_document()["other"])
    return Names((*_meanings(), *other), _set("guards"), _set("leads"))


@cache
def _meanings() -> dict[str, tuple[str, Form]]:
    """What each word means: a country's code and the form."""
    out: dict[str, tuple[str, Form]] = {}
    for line in _document()["regions"].splitlines():
        code, _, words = line.partition(":")
        out |= {key(word): (code.strip(), "region") for word in phrases(words)}
    for line in _document()["demonyms"].splitlines():
        code, _, words = line.partition(":")
        out |= {key(each): (code.strip(), "demonym") for word in phrases(words) for each in _inflected(word)}
    for spoken in ("es", "en"):
        for code, name in Locale(spoken).territories.items():
            if len(code) == 2 and code.isalpha() and code not in _DEPENDENT:
                out[key(name)] = (code, "country")
    for line in _document()["names"].splitlines():
        code, _, words = line.partition(":")
        out |= {key(word): (code.strip(), "country") for word in phrases(words)}
    return out


def _inflected(word: str) -> tuple[str, ...]:
    endings = _ENDINGS.get(word[-1])
    return tuple(word[:-1] + ending for ending in endings) if endings else (word,)


@cache
def _sure() -> dict[str, float]:
    return {key(word): float(sure) for sure, words in _document()["sure"].items() for word in phrases(words)}


@cache
def _set(part: str) -> frozenset[str]:
    return frozenset(map(key, listed(_document()[part])))


def _document() -> Any:
    return lexicon("countries")
