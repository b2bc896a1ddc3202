"""Is this message an answer, or a question of their own? Rasa's intent and what was heard decide."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from intake import control
from intake.dialogue.agreeing import agrees
from intake.dialogue.questions import Asks, asks, told_beside
from intake.dialogue.turn import Turn
from intake.understanding import danger
from intake.understanding.types import Fact

LEXICON = Path(__file__).parent / "digress.yml"
ASIDE = ("greet", "thanks", "goodbye", "switch_to_english", "switch_to_spanish", "out_of_scope", "safe_word",
         "nlu_fallback", "start_over")
POLITE = ("greet", "thanks", "goodbye")
SMALL_TALK = ("greet", "thanks", "goodbye", "nlu_fallback", "out_of_scope")
OWN_WORDS = ("narrative.text", "incident.officer_words", "incident.officer_description", "person.other_contact",
             "person.name", "separation.whereabouts")  # any words answer these
SHORT = 6  # words
NEVER = 2.0
CUED = 0.95  # confidence of own words after "my name is", "he said"
CUE = 3  # words
QUESTION = 12  # words of one that tells nothing of the event: "do you work with la migra?"
LONG = 30  # words; a message this long is a story unless it plainly asks


@dataclass(frozen=True)
class Intent:
    """What Rasa understood."""

    name: str
    confidence: float
    also: str | None = None  # another question in the same message

    @property
    def topic(self) -> str | None:
        """The id in topics.yaml, for intents of what people ask."""
        return _topic(self.name)

    @property
    def other_topic(self) -> str | None:
        """The topic of the other question."""
        return _topic(self.also or "")


def _topic(name: str) -> str | None:
    return name.removeprefix("topic_") if name.startswith("topic_") else None


@cache
def lexicon() -> dict[str, Any]:
    """Thresholds and question words."""
    loaded: dict[str, Any] = yaml.safe_load(LEXICON.read_text("utf-8"))
    return loaded


def digresses(turn: Turn, intent: Intent) -> bool:
    """Whether the form hands back so that the intent's rule answers first."""
    if turn.request:
        return True
    heard = turn.heard
    if heard.announces and (heard.to_correct or heard.facts):
        return False  # "can I change the date?", "I want to add that they hit me"
    if control.wants_withdraw(turn.text) and any(turn.state.get("answers", {}).values()):
        return False
    if turn.awaiting == "consent.share" and control.refuses(turn.text) and not _asks_surely(turn, intent):
        return False
    if turn.awaiting == "confirm" and agrees(turn):
        return False
    if turn.state.get("choice") or (heard.reply is not None and turn.awaiting):
        return False
    if intent.topic is None:
        return _is_aside(turn, intent, float(lexicon()["aside"]))
    if intent.topic == "danger_now":
        return False  # no danger was heard: `safety` asks when it is not sure
    return intent.confidence >= _needed(turn, intent)


def only_answers(turn: Turn) -> bool:
    """Whether `digresses` says no, and `safety.guess` hears nothing more, whatever the intent may be."""
    heard, awaiting = turn.heard, turn.awaiting
    if turn.request or not awaiting:
        return False
    if heard.reply is not None:
        return True
    found, besides = asks(turn.text), _heard(turn)
    if heard.answered and besides == "answer" and awaiting not in OWN_WORDS and found is Asks.NO:
        return True
    telling = heard.facts and besides not in ("nothing", "own_words") and awaiting != "person.name"
    return bool(telling) and found < Asks.PLAINLY and danger.is_story(turn.text)


def _asks_surely(turn: Turn, intent: Intent) -> bool:
    """A question that only begins like a no: "no one will tell my government?"."""
    sure = intent.topic is not None and intent.confidence >= float(lexicon()["no_refusal"])
    return sure and bool(asks(turn.text))


def _needed(turn: Turn, intent: Intent) -> float:
    """How sure the intent must be, by how plainly the words ask and what else they are."""
    found, near, heard = asks(turn.text), _is_near(turn, intent), _heard(turn)
    if not found and near:
        return float(lexicon()["near_unasked"]) if heard in ("nothing", "own_words") else NEVER
    if found < Asks.PLAINLY and len(turn.text.split()) >= LONG:
        return NEVER
    kind = "service" if intent.topic in lexicon()["service"] else "rights"
    needed: float = lexicon()["needed"][heard][kind][found]
    return max(needed, float(lexicon()["near"][kind])) if near and found < Asks.PLAINLY else needed


def _heard(turn: Turn) -> str:
    """What the words say besides, if they are a question."""
    heard, awaiting = turn.heard, turn.awaiting
    others = [fact for fact in heard.facts if fact.field != awaiting]
    if heard.to_correct or heard.announces or any(fact.correction for fact in heard.facts):
        return "correction"
    if awaiting == "narrative.text":
        return "own_words" if bare_words(turn) else "story"
    if any(fact.field == awaiting and fact.state != "value" for fact in heard.facts):
        return "answer"  # "I did not understand what he said" asks for no help
    if heard.answered and awaiting in OWN_WORDS and bare_words(turn):
        return "officer" if awaiting == "incident.officer_words" else "own_words"
    if heard.answered:
        return "answer"
    return "much" if len(others) > 1 else "something" if others else "nothing"


def bare_words(turn: Turn) -> bool:
    """Whether nothing but the words themselves, without a cue, answers what is awaited in own words."""
    if turn.awaiting == "narrative.text":
        return all(fact.field == turn.awaiting for fact in turn.heard.facts)
    return not any(fact.field == turn.awaiting and _is_cued(turn, fact) for fact in turn.heard.facts)


def _is_cued(turn: Turn, fact: Fact) -> bool:
    """Whether a cue that begins the message brought these words, or quotation marks."""
    return fact.confidence >= CUED and len(turn.text[: fact.span.start].split()) <= CUE


def facts_beside(turn: Turn) -> tuple[Fact, ...]:
    """What a question tells besides; an agency that a short one names, and a name without a cue, are no facts."""
    named = OWN_WORDS if len(turn.text.split()) > QUESTION else (*OWN_WORDS, "incident.agency")
    return tuple(fact for fact in told_beside(turn.text, turn.heard.facts)
                 if fact.field not in named or _is_cued(turn, fact))


def _is_near(turn: Turn, intent: Intent) -> bool:
    """Whether they speak of the very thing that was asked: an answer not understood, rather than a question."""
    near = lexicon()["near_fields"].get(intent.topic, [])
    return any((turn.awaiting or "").startswith(field) for field in near)


def _is_aside(turn: Turn, intent: Intent, sure: float) -> bool:
    """Small talk, another language, nothing understood; at the story only when it is short and plain."""
    heard, telling = turn.heard, turn.awaiting == "narrative.text"
    if turn.awaiting == "person.name" and bare_words(turn) and len(heard.facts) == 1 and heard.reply is None:
        return intent.name in POLITE and intent.confidence >= float(lexicon()["name_aside"])
    if heard.facts or heard.to_correct or heard.announces or (heard.answered and not telling):
        return False
    if telling:
        plain = intent.name in ASIDE and intent.name not in ("nlu_fallback", "out_of_scope")
        return plain and len(turn.text.split()) <= SHORT and intent.confidence >= sure
    return intent.name in SMALL_TALK or (intent.name in ASIDE and intent.confidence >= sure)
