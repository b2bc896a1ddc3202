"""How many segments a text costs: GSM-7 (160/153 units) or UCS-2 (70/67). Source: 3GPP TS 23.038."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import regex

Encoding = Literal["GSM-7", "UCS-2"]

BASIC = frozenset("@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
                  "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà")
EXTENDED = frozenset("\f^{}\\[~]|€")
LIMITS: dict[Encoding, tuple[int, int]] = {"GSM-7": (160, 153), "UCS-2": (70, 67)}  # alone, one of several


@dataclass(frozen=True)
class Segments:
    """The encoding, its units (septets or 16-bit words) and the number of segments."""

    encoding: Encoding
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
    encoding = _encoding(text)
    return Segments(encoding, sum(_units(char, encoding) for char in text), len(split(text)))


def split(text: str) -> tuple[str, ...]:
    """The parts that the segments carry; what is seen as one character never straddles two of them.

    >>> [len(part) for part in split("a" * 161)]
    [153, 8]
    """
    encoding = _encoding(text)
    alone, several = LIMITS[encoding]
    if sum(_units(char, encoding) for char in text) <= alone:
        return (text,) if text else ()
    parts, left = [""], several
    for char in _characters(text):
        size = sum(_units(each, encoding) for each in char)
        if size > left:
            parts.append("")
            left = several
        parts[-1] += char
        left -= size
    return tuple(parts)


def pack(text: str, most: int) -> list[str]:
    """A document as texts of ``most`` segments at the most: cut between lines, a long line between words.

    >>> pack("Uno\\nDos " + "x" * 200, 1)[0]
    'Uno\\nDos'
    """
    out = [""]
    for line in text.split("\n"):
        pieces = [line] if count(line).count <= most else line.split(" ")
        for place, piece in enumerate(pieces):
            joined = out[-1] + ("\n" if place == 0 else " ") + piece
            if out[-1] and count(joined).count > most:
                out.append(piece)
            else:
                out[-1] = joined if out[-1] else piece
    return [part for part in out if part]


def _characters(text: str) -> list[str]:
    """As a reader counts them: an emoji of several code points is one."""
    return [each for found in regex.findall(r"\X", text) for each in (found if found == "\r\n" else (found,))]


def _encoding(text: str) -> Encoding:
    return "GSM-7" if is_gsm7(text) else "UCS-2"


def _units(char: str, encoding: Encoding) -> int:
    """Septets of a GSM-7 character, 16-bit words of any other."""
    return 2 if (char in EXTENDED if encoding == "GSM-7" else ord(char) > 0xFFFF) else 1
