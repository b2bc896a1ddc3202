"""A phone number in what a person writes, as E.164."""

from __future__ import annotations

import re
from dataclasses import dataclass

import phonenumbers

from intake.understanding.normal import fold
from intake.understanding.types import Span

_RUN = re.compile(r"\+?\d[\d\s().\-]{5,20}\d")
_OLD_MOBILE = re.compile(r"^(?:\+?52)1(\d{10})$")
_HINTS = (("MX", re.compile(r"\bmex(?:ico|icano)?\b|lada")),
          ("US", re.compile(r"estados unidos|eeuu|\busa?\b|gringo|americano")),
          ("GT", re.compile(r"guatemala")), ("HN", re.compile(r"honduras")), ("SV", re.compile(r"salvador")))
_US_ONLY = ("915", "575", "505", "956", "210", "713", "832", "281", "602", "520", "619", "760", "213", "305",
            "786", "212", "347", "404", "773", "214", "469", "972", "512", "817", "830", "928", "858", "323")


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


def find_phone(text: str, country_hint: str | None = None) -> PhoneHit | None:
    """The first number of 8 digits or more; short codes are not numbers."""
    folded = fold(text)
    for match in _RUN.finditer(text):
        digits = re.sub(r"[^\d+]", "", match[0])
        if len(digits.lstrip("+")) < 8:
            continue
        found = _read(digits, folded, country_hint)
        if found:
            return PhoneHit(found[0], Span(*match.span()), found[1], found[2])
    return None


def _read(digits: str, folded: str, hint: str | None) -> tuple[str, float, tuple[str, ...]] | None:
    old = _OLD_MOBILE.match(digits)
    if old:
        digits = f"+52{old[1]}"
    if digits.startswith("00"):
        digits = f"+{digits[2:]}"
    if not digits.startswith("+") and len(digits) == 12 and digits.startswith("52"):
        digits = f"+{digits}"
    if not digits.startswith("+") and len(digits) == 11 and digits.startswith("1"):
        digits = f"+{digits}"
    if digits.startswith("+"):
        number = _parse(digits, None)
        return (number, 0.97, ()) if number else None
    told = next((code for code, pattern in _HINTS if pattern.search(folded)), None)
    region = told or ("US" if digits[:3] in _US_ONLY else hint or "MX")
    number = _parse(digits, region)
    if number is None:
        return None
    return number, 0.9 if told or len(digits) == 10 else 0.7, ()
