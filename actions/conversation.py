"""Greetings, thanks, another language, what nobody understood."""

from __future__ import annotations

from actions.base import ServiceAction
from intake.dialogue import small_talk


class ActionLanguage(ServiceAction):
    """Go on in the other language."""

    service = staticmethod(small_talk.switch)

    def name(self) -> str:
        """Intents switch_to_english and switch_to_spanish."""
        return "action_language"


class ActionSmallTalk(ServiceAction):
    """A short kind word; the question comes again after it."""

    service = staticmethod(small_talk.reply)

    def name(self) -> str:
        """Greetings, thanks, things this service is not for."""
        return "action_small_talk"


class ActionDefaultFallback(ServiceAction):
    """No rule fits: say so kindly, change nothing."""

    service = staticmethod(small_talk.fallback)

    def name(self) -> str:
        """Rasa's own name for it."""
        return "action_default_fallback"
