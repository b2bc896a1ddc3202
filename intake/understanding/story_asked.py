"""What the question that was just asked says of a short text: where it plays, what its date is."""

from __future__ import annotations

from intake.record import fields
from intake.understanding.types import Context

_PLACES = {"incident": "port", "fear": "home", "detention": "custody", "prosecution": "custody"}
_ELSEWHERE = {"incident.after": "mexico", "fear.fears_mexico": "mexico", "fear.danger_now": "",
              "incident.kinds": ""}


def place(ctx: Context) -> str:
    """Where an answer plays that does not say so itself."""
    awaiting = ctx.awaiting or ""
    return _ELSEWHERE.get(awaiting, _PLACES.get(awaiting.partition(".")[0], ""))


def asks_other(ctx: Context, name: str) -> bool:
    """Whether another field of the same type as ``name`` is asked for, so that a bare value is its."""
    asked = fields().get(ctx.awaiting or "")
    return asked is not None and asked.name != name and asked.type == fields()[name].type
