"""What people ask at any moment."""

from __future__ import annotations

from actions.base import ServiceAction
from intake.dialogue import topics


class ActionAnswer(ServiceAction):
    """A card of reviewed content."""

    service = staticmethod(topics.answer)

    def name(self) -> str:
        """Every topic without an action of its own."""
        return "action_answer"


class ActionDanger(ServiceAction):
    """Numbers first, then a human, then the intake only if they want."""

    service = staticmethod(topics.danger)

    def name(self) -> str:
        """Topic danger_now."""
        return "action_danger"


class ActionHuman(ServiceAction):
    """A person of the desk that the settings name."""

    service = staticmethod(topics.human)

    def name(self) -> str:
        """Topic human."""
        return "action_human"


class ActionStatus(ServiceAction):
    """What happened with their referral."""

    service = staticmethod(topics.status)

    def name(self) -> str:
        """Topic my_referral."""
        return "action_status"
