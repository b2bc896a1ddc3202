"""Greetings, thanks, another language, and what nobody understood."""

from __future__ import annotations

from intake.dialogue import after
from intake.dialogue.digress import Intent
from intake.dialogue.turn import Outcome, Say, Turn
from intake.understanding.language import other_language

KEYS = {"greet": "service.hello", "thanks": "service.thanks", "goodbye": "service.goodbye",
        "out_of_scope": "service.out_of_scope", "nlu_fallback": "service.fallback",
        "safe_word": "service.is_it_safe", "start_over": "service.start_over"}


def switch(turn: Turn, intent: Intent) -> Outcome:
    """The reply and all after it are in the language they asked for."""
    turn.digressed = True
    turn.new_language = "en" if intent.name == "switch_to_english" else "es"
    return Outcome((Say("service.language_switched"),))


def reply(turn: Turn, intent: Intent) -> Outcome:
    """A short kind word; after the end, what tells or corrects something is heard all the same."""
    if intent.name in ("out_of_scope", "nlu_fallback"):
        if other_language(turn.text):
            turn.digressed = True
            return Outcome((Say("service.other_language"),))
    if after.tells(turn, intent):
        return after.listen(turn, intent)
    turn.digressed = True
    return Outcome((Say(KEYS.get(intent.name, "service.fallback")),))


def fallback(turn: Turn, intent: Intent) -> Outcome:
    """Not understood; nothing changes."""
    turn.digressed = True
    return Outcome((Say("service.fallback"),))
