"""What the question that was just asked says of a short text: where it plays, what its date is."""

from __future__ import annotations

from intake.record import fields
from intake.understanding import answers_lexicon as lexicon
from intake.understanding.types import Context

_PLACES = {"incident": "port", "fear": "home", "detention": "custody", "prosecution": "custody"}
_ELSEWHERE = {"incident.after": "mexico", "fear.fears_mexico": "mexico", "fear.danger_now": "",
              "incident.kinds": ""}
_SHORT = 12  # words


def place(ctx: Context, folded: str = "") -> str:
    """Where an answer plays that does not say so itself; what is added at the end ("also") is of that day."""
    if ctx.reads_back:
        adds = lexicon.stands(lexicon.listed("corrections", "adds"), folded)
        return "port" if adds and len(folded.split()) <= _SHORT else ""
    awaiting = ctx.awaiting or ""
    return _ELSEWHERE.get(awaiting, _PLACES.get(awaiting.partition(".")[0], ""))


def asks_other(ctx: Context, name: str) -> bool:
    """Whether another field of the same type as ``name`` is asked for, so that a bare value is its."""
    asked = fields().get(ctx.awaiting or "")
    return asked is not None and asked.name != name and asked.type == fields()[name].type
