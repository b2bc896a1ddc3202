"""Safety first: danger is answered before anything else, and the intake goes on only if they want.

``state``: ``danger`` the kind that was answered, ``go_on`` (asked, again, paused) while the intake waits
for their yes, ``safety`` the kind of a danger that was not plain and is asked about, ``asked_safety`` which were.
"""

from __future__ import annotations

import re
from dataclasses import replace

from intake.dialogue.digress import OWN_WORDS, Intent
from intake.dialogue.questions import asks
from intake.dialogue.turn import Say, Turn
from intake.understanding import danger, danger_kinds
from intake.understanding.answers_choices import beginning
from intake.understanding.normal import fold
from intake.understanding.replies import whole_reply
from intake.understanding.types import Danger, Fact, Span

FIELD = danger.FIELD
PIECES = re.compile(r"[.,;!\n]+")
HARMS = ("sexual_violence", "torture")  # acknowledged in words
SUSPECTED, PLAIN = 0.7, 0.9  # of the intent classifier alone, where no pattern speaks


def begin(turn: Turn) -> None:
    """A yes to "are you in danger right now?" is danger, of the kind that was suspected."""
    asked, heard = turn.state.pop("safety", None), turn.heard
    said_yes = any(fact.field == FIELD and fact.value is True for fact in heard.facts)
    to_question = turn.awaiting == FIELD and "go_on" not in turn.state
    if (asked is not None and heard.reply == "yes") or (said_yes and (to_question or asked is not None)):
        kind = (heard.danger.kind if heard.danger else None) or asked or None
        turn.heard = replace(heard, danger=Danger(kind, True, Span(0, len(turn.text))))


def is_told(turn: Turn) -> bool:
    """Whether this message plainly tells of danger that was not answered yet."""
    found = turn.heard.danger
    return found is not None and found.certain and not ("go_on" in turn.state and _answered(turn, found.kind))


def _answered(turn: Turn, kind: str | None) -> bool:
    """Whether the numbers given last are the right ones for this kind too."""
    before = turn.state.get("danger")
    return kind is None or kind == before or (kind == "violence" and before == "")


def numbers(turn: Turn) -> list[Say]:
    """What helps where they are, for this kind of danger; then that what was done to them is no fault of theirs.

    The acknowledgement says so itself, so the card beside it does not.
    """
    kind = turn.heard.danger.kind if turn.heard.danger else None
    shown, kindly = danger_kinds.card(kind, turn.text), _acknowledge(turn)
    return [Say("card", topic="danger_now", kind=kind if kindly and shown == "hurt" else shown), *kindly]


def _acknowledge(turn: Turn) -> list[Say]:
    """Sexual violence or torture is acknowledged once, whether it makes a fact or not."""
    told = [item for fact in turn.heard.facts if fact.field == "fear.harm" and isinstance(fact.value, list)
            for item in fact.value]
    for kind in HARMS:
        if not turn.state.get("acknowledged") and (kind in told or danger_kinds.tells_of(kind, turn.text)):
            turn.state["acknowledged"] = True
            return [Say(f"service.ack_{kind}")]
    return []


def answer(turn: Turn) -> list[Say]:
    """Numbers, a human, and for a child alone who asks what is theirs by law."""
    says = [*numbers(turn), Say("service.danger_human")]
    turn.state["danger"] = (turn.heard.danger.kind if turn.heard.danger else None) or ""
    turn.wants_human = True
    if not turn.done and not (turn.state.get("declined") and not turn.stored):
        turn.state["go_on"] = "asked"
    if turn.state["danger"] == "child_alone" and asks(turn.text):
        says.append(Say("card", topic="children_alone"))
    return says


def guess(turn: Turn, intent: Intent) -> None:
    """Where no pattern speaks, the classifier of intents may: very sure is told, less sure is asked.

    Where no word is of any kind of danger it must be very sure even to ask.
    """
    answered = turn.heard.answered and turn.awaiting not in OWN_WORDS
    answers = answered or turn.heard.reply is not None or turn.request is not None
    if turn.heard.danger or answers or intent.topic != "danger_now" or intent.confidence < SUSPECTED:
        return
    kind = danger_kinds.theme(turn.text)
    if (kind or intent.confidence >= PLAIN) and danger.may_be_now(turn.text):
        _hear(turn, Danger(kind, kind is not None and intent.confidence >= PLAIN, Span(0, len(turn.text))))


def _hear(turn: Turn, found: Danger) -> None:
    """As if the words had said it: what is certain is a fact."""
    others = tuple(fact for fact in turn.heard.facts if not (found.certain and fact.field == FIELD))
    told = Fact(FIELD, True, span=found.span, confidence=danger.SURE, correction=turn.record.get(FIELD) is False)
    turn.heard = replace(turn.heard, danger=found, facts=(*others, told) if found.certain else others)


def suspect(turn: Turn) -> bool:
    """Danger that is not plain is asked about before the next question, once for each kind."""
    found = turn.heard.danger
    if found is None or found.certain:
        return False
    kind = found.kind or ""
    already = turn.state.get("asked_safety", [])
    if turn.state.get("go_on") or turn.awaiting == FIELD or kind in already or turn.heard.reply:
        return False
    turn.state["safety"], turn.state["asked_safety"] = kind, [*already, kind]
    return True


def wait(turn: Turn) -> None:
    """A question of theirs came instead of an answer: the safety question stays."""
    before = turn.loaded.state
    if "safety" in before and not any(fact.field == FIELD for fact in turn.heard.facts):
        turn.state["safety"] = before["safety"]


def goes_on(turn: Turn) -> bool | None:
    """After danger: True to go on, False to stop here, None when they must be asked (again)."""
    reply, state = turn.heard.reply, turn.state["go_on"]
    if reply == "no":
        return False
    safe = any(f.field == FIELD and f.value is False for f in turn.heard.facts)
    begins = beginning(fold(turn.text))
    if reply == "yes" or safe or (begins and begins.yes):
        return True
    told_again = turn.heard.danger is not None and turn.heard.danger.certain
    pieces = {whole_reply(piece, turn.language) for piece in PIECES.split(turn.text)}
    if "yes" in pieces and "no" not in pieces and not told_again:
        return True  # "I feel better now, let's go on"
    if state == "paused" or (told_again and state == "asked"):
        turn.state["go_on"] = "again" if told_again else "asked"
        return None
    return True
