"""The intake form: take the answer, finish, and what comes afterwards."""

from __future__ import annotations

from actions.base import ServiceAction
from intake.dialogue import after, form


class ValidateIntake(ServiceAction):
    """Absorb the message; the states of the slots; or hand back to a digression's rule."""

    service = staticmethod(form.fill)

    def name(self) -> str:
        """Rasa calls it for the form ``intake``."""
        return "validate_intake"


class ActionFinish(ServiceAction):
    """Everything is asked: what happens next."""

    service = staticmethod(after.finish)

    def name(self) -> str:
        """After the form closed."""
        return "action_finish"


class ActionAfter(ServiceAction):
    """They add, correct or say something after the end."""

    service = staticmethod(after.listen)

    def name(self) -> str:
        """No form is active."""
        return "action_after"
