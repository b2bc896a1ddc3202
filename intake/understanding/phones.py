"""A phone number in what a person writes, as E.164."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import phonenumbers

from intake.understanding.normal import fold
from intake.understanding.people_words import number, value
from intake.understanding.types import Language, Span

_RUN = re.compile(r"\+?\d[\d\s().\-]{5,30}\d")
_SHORTEST, _NATIONAL, _LONGEST = 8, 10, 15  # figures
_OLD_MOBILE = re.compile(r"^(?:\+?52)1(\d{10})$")
_HINTS = (("MX", re.compile(r"\bmex(?:ico|icano)?\b|lada")),
          ("US", re.compile(r"estados unidos|eeuu|\busa?\b|gringo|americano")),
          ("GT", re.compile(r"guatemala")), ("HN", re.compile(r"honduras")), ("SV", re.compile(r"salvador")))
_US_ONLY = ("915", "575", "505", "956", "210", "713", "832", "281", "602", "520", "619", "760", "213", "305",
            "786", "212", "347", "404", "773", "214", "469", "972", "512", "817", "830", "928", "858", "323")

_OF_BORDER = ("664", "663", "661", "665", "686", "653", "651", "631", "633", "636", "656", "657", "639", "627",
              "626", "862", "877", "878", "867", "868", "891", "892", "894", "897", "899")


@dataclass(frozen=True)
class PhoneHit:
    """A number; confidence under SURE when its country is a guess (then ``options`` has both)."""

    e164: str
    span: Span
    confidence: float
    options: tuple[str, ...] = ()


def _parse(digits: str, region: str | None) -> str | None:
    try:
        parsed = phonenumbers.parse(digits, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(parsed):
        return None
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


@cache
def _spoken() -> re.Pattern[str]:
    """A run of numbers said one by one: "seis cinco seis, cincuenta y cinco ..."."""
    return re.compile(rf"(?<!\w)(?:(?:{number()}|\d+)[\s,.-]+){{4,}}(?:{number()}|\d+)(?!\w)")


def _in_figures(folded: str) -> tuple[str, Span] | None:
    """The figures of a number that is said in words."""
    match = _spoken().search(folded)
    if match is None or match[0].replace(" ", "").isdecimal():
        return None
    parts = re.findall(rf"{number()}|\d+", match[0])
    return "".join(part if part.isdecimal() else str(value(part)) for part in parts), Span(*match.span())


def find_phone(text: str, hints: Sequence[str] = (), language: Language | None = None) -> PhoneHit | None:
    """The first number of 8 digits or more; short codes are not numbers.

    ``hints``: countries it may be of. ``language``: in English a number that both countries may have is American,
    unless its area code is of a Mexican town on the border.
    """
    folded = fold(text)
    said = _in_figures(folded)
    if said and _SHORTEST <= len(said[0]) <= _LONGEST and (
            found := _read(said[0], folded, hints, language)):
        return PhoneHit(found[0], said[1], min(found[1], 0.85), found[2])
    for match in _RUN.finditer(text):
        digits = re.sub(r"[^\d+]", "", match[0])
        if not _SHORTEST <= len(digits.lstrip("+")) <= _LONGEST:
            continue
        found = _read(digits, folded, hints, language)
        if found:
            return PhoneHit(found[0], Span(*match.span()), found[1], found[2])
    return None


def _read(digits: str, folded: str, hints: Sequence[str],
          language: Language | None) -> tuple[str, float, tuple[str, ...]] | None:
    old = _OLD_MOBILE.match(digits)
    if old:
        digits = f"+52{old[1]}"
    if digits.startswith("00"):
        digits = f"+{digits[2:]}"
    if re.fullmatch(r"52\d{10}|1\d{10}", digits):
        digits = f"+{digits}"
    if digits.startswith("+"):
        number = _parse(digits, None)
        return (number, 0.97, ()) if number else None
    told = next((code for code, pattern in _HINTS if pattern.search(folded)), None)
    if told is None and len(digits) > _NATIONAL and (number := _parse(f"+{digits}", None)):
        return number, 0.9, ()  # with the country's code and no plus
    return _local(digits, told, hints, language)


def _usual(digits: str, hints: Sequence[str], language: Language | None) -> str:
    """Mexico or the United States, by the area code; one that both have is of where they are."""
    if digits[:3] in _US_ONLY:
        return "US"
    mexican, american = (_is_valid(digits, region) for region in ("MX", "US"))
    usual = "US" in hints or (language == "en" and digits[:3] not in _OF_BORDER)
    return "US" if american and (not mexican or usual) else "MX"


def _is_valid(digits: str, region: str) -> bool:
    return phonenumbers.is_valid_number(phonenumbers.parse(digits, region))


def _local(digits: str, told: str | None, hints: Sequence[str],
           language: Language | None) -> tuple[str, float, tuple[str, ...]] | None:
    """A number without its country: the one told, else by its length that of Mexico, the US or a hint."""
    whole = len(digits) == _NATIONAL
    usual = [_usual(digits, hints, language)] if whole else []
    for region in (*([told] if told else []), *usual, *hints):
        number = _parse(digits, region)
        if number:
            return number, 0.9 if told or whole else 0.7, ()
    return None
