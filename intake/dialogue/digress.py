"""Is this message an answer, or a question of their own? Rasa's intent and what was heard decide."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from intake import control
from intake.dialogue.turn import Turn
from intake.understanding.normal import fold

LEXICON = Path(__file__).parent / "digress.yml"
ASIDE = ("greet", "thanks", "goodbye", "switch_to_english", "switch_to_spanish", "out_of_scope", "safe_word",
         "nlu_fallback", "start_over")
SMALL_TALK = ("greet", "thanks", "goodbye", "nlu_fallback", "out_of_scope")
OWN_WORDS = ("narrative.text", "incident.officer_words")  # any words answer these
SHORT = 6  # words
LONG = 30  # words; a message this long is a story unless it plainly asks


@dataclass(frozen=True)
class Intent:
    """What Rasa understood."""

    name: str
    confidence: float

    @property
    def topic(self) -> str | None:
        """The id in topics.yaml, for intents of what people ask."""
        return self.name.removeprefix("topic_") if self.name.startswith("topic_") else None


@cache
def lexicon() -> dict[str, Any]:
    """Thresholds and question words."""
    loaded: dict[str, Any] = yaml.safe_load(LEXICON.read_text("utf-8"))
    return loaded


@cache
def _asking(plainly: bool) -> re.Pattern[str]:
    starts, relative = ("|".join(lexicon()[name]) for name in ("question_starts", "relative_starts"))
    plain = rf"[?¿]|(?:^|[.,;!\n]\s*)(?:{starts})\b"
    return re.compile(plain if plainly else rf"{plain}|(?:^|[.;!\n]\s*)(?:{relative})\b")


def is_question(text: str, plainly: bool = False) -> bool:
    """Whether the words ask something; ``plainly``: not only by a word that may join a sentence ("que...")."""
    return bool(_asking(plainly).search(fold(text)))


def digresses(turn: Turn, intent: Intent) -> bool:
    """Whether the form hands back so that the intent's rule answers first."""
    if turn.request:
        return True
    limits = lexicon()["thresholds"]
    heard = turn.heard
    if control.wants_withdraw(turn.text) and any(turn.state.get("answers", {}).values()):
        return False
    if turn.awaiting == "consent.share" and control.refuses(turn.text):
        return False
    if turn.state.get("choice") or (heard.reply is not None and turn.awaiting):
        return False
    asks = is_question(turn.text)
    if intent.topic is None:
        return _is_aside(turn, intent, float(limits["aside"]))
    if intent.topic == "danger_now":
        return False  # no danger was heard: `safety` asks when it is not sure
    if not asks and _is_attempt(turn, intent):
        return False
    if turn.awaiting in OWN_WORDS and all(fact.field == turn.awaiting for fact in heard.facts):
        sure = limits["asks"] if asks else limits["tells"] if turn.awaiting == "narrative.text" else 1.0
        return intent.confidence >= float(sure) and len(turn.text.split()) < LONG
    corrects = heard.to_correct or any(fact.correction for fact in heard.facts)
    if heard.answered or len(heard.facts) >= 2 or corrects:
        plainly = is_question(turn.text, plainly=True)
        return plainly and intent.confidence >= float(limits["answered_and_asks"])
    if len(turn.text.split()) >= LONG and not asks:
        return False
    return intent.confidence >= float(limits["asks"] if asks else limits["states"])


def _is_attempt(turn: Turn, intent: Intent) -> bool:
    """A statement about the very thing that was asked is an answer not understood, no question of theirs."""
    near = lexicon()["near"].get(intent.topic, [])
    return any((turn.awaiting or "").startswith(field) for field in near)


def _is_aside(turn: Turn, intent: Intent, sure: float) -> bool:
    """Small talk, another language, nothing understood; at the story only when it is short and plain."""
    heard, telling = turn.heard, turn.awaiting == "narrative.text"
    if heard.facts or (heard.answered and not telling):
        return False
    if telling:
        plain = intent.name in ASIDE and intent.name not in ("nlu_fallback", "out_of_scope")
        return plain and len(turn.text.split()) <= SHORT and intent.confidence >= sure
    return intent.name in SMALL_TALK or (intent.name in ASIDE and intent.confidence >= sure)
