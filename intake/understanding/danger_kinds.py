"""Which danger a message is of where no pattern said, and whose: what its card must know.

>>> theme("mi bebe no para de sangrar"), card("violence", "me estan siguiendo")
('medical', 'violence')
"""

from __future__ import annotations

from intake.understanding.danger import KINDS, Kind
from intake.understanding.normal import fold
from intake.understanding.pattern_bank import bank

_LEXICON = "danger/kinds"


def theme(text: str) -> Kind | None:
    """The kind with the most themes in the words, of equals the gravest; None when there are none."""
    folded = fold(text)
    told = {kind: len({number for number, _ in bank(_LEXICON, kind).find(folded)}) for kind in KINDS if kind}
    most = max(told, key=lambda kind: told[kind])
    return most if told[most] else None


def card(kind: Kind | None, text: str) -> str | None:
    """The kind of card: violence already suffered, another who wants to die, a child that an adult misses."""
    folded = fold(text)
    if kind == "violence" and bank(_LEXICON, "suffered").stands(folded):
        return "hurt"
    if kind == "self_harm" and bank(_LEXICON, "another").stands(folded):
        return "self_harm_other"
    if kind == "child_alone" and not bank(_LEXICON, "own_child").stands(folded):
        return "child_lost" if bank(_LEXICON, "a_child").stands(folded) else kind
    return kind


def tells_of(harm: str, text: str) -> bool:
    """Whether sexual violence or torture is told in a message of danger now."""
    return bank(_LEXICON, harm).stands(fold(text))
