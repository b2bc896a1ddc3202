"""The referral's state machine: pure."""

from __future__ import annotations

from datetime import timedelta
from typing import Literal

from intake.errors import WrongState

State = Literal["agreed", "offered", "accepted", "declined", "expired", "withdrawn", "closed"]

ALLOWED: dict[str, frozenset[str]] = {
    "agreed": frozenset({"offered", "withdrawn"}),
    "offered": frozenset({"accepted", "declined", "expired", "withdrawn"}),
    "accepted": frozenset({"closed", "withdrawn"}),
}
RUNNING = frozenset({"offered", "accepted"})
PATIENCE = {"emergency": timedelta(hours=2), "urgent": timedelta(hours=24), "standard": timedelta(hours=72)}


def move(state: str, to: str) -> str:
    """The new state; WrongState when the machine does not allow it.

    >>> move("offered", "accepted")
    'accepted'
    """
    if to not in ALLOWED.get(state, frozenset()):
        raise WrongState
    return to
