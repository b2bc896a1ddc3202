"""What a person asks of the service itself, known by its words."""

from __future__ import annotations

from actions.base import ServiceAction
from intake.dialogue import topics


class ActionWhy(ServiceAction):
    """Why the awaited question is asked; the form asks it again."""

    service = staticmethod(topics.why)

    def name(self) -> str:
        """Intent ask_why."""
        return "action_why"
