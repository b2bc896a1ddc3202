"""The app with a fault: two words that it cannot bear. ``uvicorn tests.breaking:app``."""

from __future__ import annotations

from typing import Any

from actions.intake import ValidateIntake
from api.app import app
from intake import workflows
from intake.dialogue import hearing

HEARING, ACTION = "quebracho", "tamarindo"
hear, absorb = hearing.hear, ValidateIntake.service


def _hear(text: str, context: Any) -> Any:
    if HEARING in text:
        raise ValueError(text)
    return hear(text, context)


def _absorb(turn: Any, intent: Any) -> Any:
    if ACTION in turn.text:
        raise ValueError(turn.text)
    return absorb(turn, intent)


workflows.BUSY_PAUSE = 0.2
hearing.hear = _hear
ValidateIntake.service = staticmethod(_absorb)

__all__ = ["app"]
