"""What a text message may get without the bot: the safe word, and the next part of a card.

Phones are borrowed and numbers recycled: after days of silence a text must bring the person's own word.

With a word chosen, nothing at all is answered before it. Without one the questions go on, but nothing
told earlier is repeated on that phone. Danger told is always heard.
"""

from __future__ import annotations

from datetime import timedelta

from intake import control
from intake.clock import now
from intake.db.crypto import digest
from intake.dialogue import safety
from intake.dialogue.turn import Say, Turn
from intake.settings import settings
from intake.understanding.normal import fold

MOST_WRONG = 10  # then the word opens nothing more; BORRAR still works


def unlock_first(turn: Turn) -> list[Say] | None:
    """What is said instead of a turn with the bot, or None to go on."""
    if turn.loaded.channel == "chat" or not turn.stored:
        return None
    known, wrong = turn.state.get("safe_word"), turn.state.get("wrong_words")
    silent = now() - turn.loaded.heard_at > timedelta(days=settings().silence_days)
    if wrong is None and not silent:
        return _choose(turn)
    if known and not safety.is_told(turn):
        return _unlock(turn, known, wrong)
    turn.state["quiet"] = True
    return None


def _choose(turn: Turn) -> list[Say] | None:
    """They choose their word; after a silence nobody can, for it may be somebody else."""
    word = control.chosen_word(turn.text)
    if word is None or turn.state.get("quiet"):
        return None
    turn.state["safe_word"] = digest(word)
    return [Say("service.safe_word.set"), *_same_question(turn)]


def _unlock(turn: Turn, known: str, wrong: int | None) -> list[Say]:
    said = {digest(fold(turn.text).strip(" .,!\"'")), digest(control.chosen_word(turn.text) or "")}
    if known in said and (wrong or 0) < MOST_WRONG:
        turn.state.pop("wrong_words", None)
        turn.state.pop("quiet", None)
        return [Say("service.safe_word.right"), *_same_question(turn)]
    turn.state["wrong_words"] = 0 if wrong is None else wrong + 1
    return [Say("service.safe_word.welcome_back" if wrong is None else "service.safe_word.wrong")]


def more(turn: Turn) -> list[Say] | None:
    """MORE on SMS: the next part of the last card, then the question again; nothing more is no topic."""
    if turn.loaded.channel == "chat":
        return None
    left = turn.state.pop("more", None)
    if not control.wants_more(turn.text) or turn.awaiting == "confirm":
        return None
    if left is None:
        return _same_question(turn) or None
    topic, kind, part = left
    return [Say("card", {"part": part}, topic, kind), *_same_question(turn)]


def _same_question(turn: Turn) -> list[Say]:
    """What was awaited is asked again."""
    turn.digressed = True
    return [Say(f"{turn.awaiting}.ask")] if turn.awaiting else []
