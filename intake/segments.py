"""How many segments a text costs: GSM-7 (160/153 units) or UCS-2 (70/67). Source: 3GPP TS 23.038."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

BASIC = frozenset("@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
                  "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà")
EXTENDED = frozenset("\f^{}\\[~]|€")


@dataclass(frozen=True)
class Segments:
    """The encoding, its units (septets or 16-bit words) and the number of segments."""

    encoding: Literal["GSM-7", "UCS-2"]
    units: int
    count: int


def is_gsm7(text: str) -> bool:
    """Whether every character fits GSM-7."""
    return all(char in BASIC or char in EXTENDED for char in text)


def count(text: str) -> Segments:
    """What this text costs; the empty text costs none.

    >>> count("¿Cuando fue?").count, count("¿Cuándo fue?").encoding
    (1, 'UCS-2')
    """
    if is_gsm7(text):
        sizes, encoding, single, multi = [2 if c in EXTENDED else 1 for c in text], "GSM-7", 160, 153
    else:
        sizes, encoding, single, multi = [2 if ord(c) > 0xFFFF else 1 for c in text], "UCS-2", 70, 67
    units = sum(sizes)
    if units <= single:
        return Segments(encoding, units, 1 if units else 0)  # type: ignore[arg-type]
    segments, left = 1, multi
    for size in sizes:  # a character of two units never straddles two segments
        if size > left:
            segments, left = segments + 1, multi
        left -= size
    return Segments(encoding, units, segments)  # type: ignore[arg-type]
