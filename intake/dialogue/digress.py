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
def _asking() -> re.Pattern[str]:
    return re.compile(r"[?¿]|(?:^|[.,;!\n]\s*)(?:{})\b".format("|".join(lexicon()["question_starts"])))


def is_question(text: str) -> bool:
    """Whether the words ask something."""
    return bool(_asking().search(fold(text)))


def digresses(turn: Turn, intent: Intent) -> bool:
    """Whether the form hands back so that the intent's rule answers first."""
    if turn.request:
        return True
    limits = lexicon()["thresholds"]
    heard = turn.heard
    if control.wants_withdraw(turn.text) and any(turn.state.get("answers", {}).values()):
        return False
    if turn.state.get("choice") or (heard.reply is not None and turn.awaiting):
        return False
    asks = is_question(turn.text)
    if intent.topic is None:
        if intent.name in ("greet", "thanks", "goodbye", "nlu_fallback", "out_of_scope"):
            return not heard.facts and not heard.answered and turn.awaiting != "narrative.text"
        return intent.name in ASIDE and not heard.answered and intent.confidence >= float(limits["aside"])
    if intent.topic == "danger_now":
        return False  # no danger was heard: `safety` asks when it is not sure
    corrects = heard.to_correct or any(fact.correction for fact in heard.facts)
    if heard.answered or len(heard.facts) >= 2 or corrects:
        return asks and intent.confidence >= float(limits["answered_and_asks"])
    if len(turn.text.split()) >= LONG and not asks:
        return False
    return intent.confidence >= float(limits["asks"] if asks else limits["states"])
