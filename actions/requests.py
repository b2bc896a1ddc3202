"""What a person asks of the service itself, known by its words."""

from __future__ import annotations

from actions.base import ServiceAction
from intake.dialogue import next_steps, topics


class ActionWhy(ServiceAction):
    """Why the awaited question is asked; the form asks it again."""

    service = staticmethod(topics.why)

    def name(self) -> str:
        """Intent ask_why."""
        return "action_why"


class ActionNext(ServiceAction):
    """What happens now, for this person."""

    service = staticmethod(next_steps.tell)

    def name(self) -> str:
        """Intent what_next."""
        return "action_next"


class ActionComplaint(ServiceAction):
    """The complaint in writing, from the record."""

    service = staticmethod(topics.complain)

    def name(self) -> str:
        """Intent complaint_text."""
        return "action_complaint"
