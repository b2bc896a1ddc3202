"""Safety first: danger is answered before anything else, and the intake goes on only if they want.

``state``: ``danger`` the kind that was answered, ``go_on`` (asked, again, paused) while the intake waits
for their yes, ``safety`` the kind of a danger that was not plain and is asked about, ``asked_safety`` which were;
``safety_card`` the card that their yes will need, ``card`` the same once they said it.
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
# What is said here is mostly of the record, or keeps something back.
NOT_OF_THEM = ("confirm", "consent.share", "consent.statistics", "person.name", "person.phone")
HARMS = ("sexual_violence", "torture")  # acknowledged in words
SUSPECTED, PLAIN = 0.7, 0.9  # of the intent classifier alone, where no pattern speaks
DOUBTLESS = 0.93  # what speaks against it makes it only a question
SUSPECTED_UNTHEMED, PLAIN_UNTHEMED = 0.85, 0.97  # the same where no word is of any kind of danger


def begin(turn: Turn) -> None:
    """A yes to "are you in danger right now?" is danger, of the kind that was suspected."""
    asked, shown, heard = turn.state.pop("safety", None), turn.state.pop("safety_card", None), turn.heard
    said_yes = any(fact.field == FIELD and fact.value is True for fact in heard.facts)
    to_question = turn.awaiting == FIELD and "go_on" not in turn.state
    if (asked is not None and heard.reply == "yes") or (said_yes and (to_question or asked is not None)):
        kind = (heard.danger.kind if heard.danger else None) or asked or None
        turn.heard = replace(heard, danger=Danger(kind, True, Span(0, len(turn.text))))
        if shown and kind == asked:
            turn.state["card"] = shown


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
    shown = turn.state.pop("card", None) or danger_kinds.card(kind, turn.text)
    kindly = _acknowledge(turn)
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
    """Where no pattern speaks, the classifier of intents may: very sure is told, less sure is asked."""
    answered = turn.heard.answered and turn.awaiting not in OWN_WORDS
    answers = answered or turn.heard.reply is not None or turn.request is not None
    if turn.heard.danger or answers or intent.topic != "danger_now":
        return
    told, sure = danger.meant(turn.text), intent.confidence
    kind = danger_kinds.theme(told)
    heard_more = danger.UNMEANT in told or (turn.heard.facts and sure < DOUBTLESS)
    if kind is None and heard_more:  # the classifier heard an idiom, or what was told is heard
        return
    if not danger.may_be_now(turn.text, sure >= PLAIN):
        if sure >= DOUBTLESS and danger.is_short(told):  # words of then, or of others, may still be of now
            _hear(turn, Danger(kind, False, Span(0, len(turn.text))))
    elif sure >= (SUSPECTED if kind else SUSPECTED_UNTHEMED):
        certain = sure >= (PLAIN if kind else PLAIN_UNTHEMED) and turn.awaiting not in NOT_OF_THEM
        _hear(turn, Danger(kind, certain, Span(0, len(turn.text))))


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
    turn.state["safety_card"] = danger_kinds.card(found.kind, turn.text)
    return True


def wait(turn: Turn) -> None:
    """A question of theirs came instead of an answer: the safety question stays."""
    before = turn.loaded.state
    if "safety" in before and not any(fact.field == FIELD for fact in turn.heard.facts):
        turn.state["safety"], turn.state["safety_card"] = before["safety"], before.get("safety_card")


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
