"""The intake form's own service: take the answer, or hand back to a digression's rule."""

from __future__ import annotations

from collections.abc import Callable

from intake import control
from intake.dialogue import consents, safety
from intake.dialogue.absorb import BRIDGE, absorb, asks_bridge, record_narrative, reopen, settle
from intake.dialogue.agreeing import agrees
from intake.dialogue.digress import LONG, Intent, digresses, facts_beside
from intake.dialogue.hearing import replay_held
from intake.dialogue.questions import Asks, asks
from intake.dialogue.turn import Outcome, Say, Turn
from intake.record import Value, fields
from intake.routing import rank
from intake.screening import COVERS
from intake.understanding.normal import fold

OTHERS = ("relative", "volunteer", "other")  # who writes for somebody
ANNOUNCED = {"correct": "service.confirm_what", "add": "service.add_what"}  # they say that they will, not what
MOST_TRIES = 4
TRIES_ELSEWHERE = 4  # asked again and again while they told other things
NOT_FIELDS: dict[str, Callable[[Turn], list[Say]]] = {
    "consent.store": consents.answer_store,
    "consent.share": consents.answer_share,
    "consent.statistics": consents.answer_statistics,
    "menu": consents.answer_menu,
}


def fill(turn: Turn, intent: Intent) -> Outcome:
    """One call of ``validate_intake``: absorb the message once, then the states of all slots."""
    if turn.absorbed or not turn.text:
        turn.absorbed = True
        return Outcome(states=_states(turn))
    turn.absorbed = True
    safety.guess(turn, intent)
    aside = digresses(turn, intent)
    if not aside:
        turn.state.pop("aside", None)  # only words that come again at once insist
    if safety.is_told(turn) or (aside and not _insists(turn)):
        turn.digressed = True
        take_aside(turn)
        safety.wait(turn)
        safety.suspect(turn)
        return Outcome(states=_states(turn), hand_back=True)
    says = take_answer(turn)
    safety.suspect(turn)
    return Outcome(tuple(says), _states(turn))


def _insists(turn: Turn) -> bool:
    """Whether the very words that were taken for talk of their own come again: then they are an answer."""
    name, said = turn.awaiting or "", fold(turn.text).strip()
    again = turn.state.get("aside") == [name, said]
    turn.state["aside"] = [name, said]
    plainly = asks(turn.text) is Asks.PLAINLY
    return again and turn.request is None and not plainly and name in fields() and name != "consent.store"


def take_aside(turn: Turn) -> None:
    """What a question of theirs tells besides: facts are kept, an answer too, a consent never."""
    if turn.stored:
        absorb(turn, facts_beside(turn))
        if len(turn.text.split()) >= LONG:
            record_narrative(turn, asked_for_it=False)


def take_answer(turn: Turn) -> list[Say]:
    """Read the message as an answer to what is awaited."""
    awaiting = turn.awaiting
    if control.wants_withdraw(turn.text) and any(turn.state.get("answers", {}).values()):
        return withdraw(turn)
    if turn.state.get("go_on"):
        return _go_on(turn)
    if awaiting == "confirm":
        return _confirm(turn)
    if awaiting in NOT_FIELDS:
        says = NOT_FIELDS[awaiting](turn)
        if awaiting == "consent.store" and turn.stored and not turn.loaded.stored:
            replay_held(turn)
            says += kindly(turn)
        elif turn.stored and turn.heard.reply is None:
            says += _corrections(turn)
        return says
    return _fields(turn)


def withdraw(turn: Turn) -> list[Say]:
    """Take back every consent to share; the turn's commit withdraws the referrals."""
    turn.withdraw.append("*")
    turn.state["answers"] = {partner: False for partner in turn.state.get("answers", {})}
    turn.progressed = True
    return [Say("service.withdrawn")]


def kindly(turn: Turn) -> list[Say]:
    """Thanks for a story, once; once, too, whom the questions are about, when somebody writes for another."""
    says = acknowledge(turn)
    told = {"narrative.text"} <= {*turn.changes} & {*turn.record} - {*turn.loaded.record}
    if told and not says:
        says = [Say("service.thanks_story")]
    if turn.record.get("reporter.is") in OTHERS and not turn.state.get("about_other"):
        turn.state["about_other"] = True
        says.append(Say("service.about_other"))
    return says


def acknowledge(turn: Turn) -> list[Say]:
    """A mention of sexual violence or torture is acknowledged once, and no detail is asked."""
    harm = turn.record.get("fear.harm", []) if "fear.harm" in turn.changes else []
    for kind in safety.HARMS:
        if kind in harm and not turn.state.get("acknowledged"):
            turn.state["acknowledged"] = True
            return [Say(f"service.ack_{kind}")]
    return []


def _fields(turn: Turn) -> list[Say]:
    says = _corrections(turn)
    checking = turn.state.get("checking")
    if checking and turn.heard.reply == "no":  # "shall I change it?" "no": what was told first stays
        turn.state["unsure"] = {k: v for k, v in turn.state.get("unsure", {}).items() if k != checking}
        turn.progressed = True
        if checking in turn.record:
            settle(turn, checking)
    elif checking and checking not in turn.changes:
        turn.state["checked"] = sorted({*turn.state.get("checked", ()), checking})  # asked openly from now on
    if turn.stored:
        record_narrative(turn, asked_for_it=turn.awaiting == "narrative.text" and turn.heard.reply is None)
    _count_tries(turn)
    if turn.heard.announces and not turn.progressed:
        says.append(Say(ANNOUNCED[turn.heard.announces]))
    return says + kindly(turn)


def _count_tries(turn: Turn) -> None:
    """A question not answered so many times, or twice in the same words, is put aside: nobody is held in a loop.

    So is one whose second field was answered: no reason given, and no words to tell.
    """
    name = turn.awaiting or ""
    if name not in fields() or name in turn.changes:
        turn.state.pop("tries", None)
        return
    before, unheard, elsewhere, last = turn.state.get("tries", ["", 0, 0, ""])
    if before != name:
        unheard, elsewhere, last = 0, 0, ""
    unheard, elsewhere = (unheard, elsewhere + 1) if turn.progressed else (unheard + 1, elsewhere)
    said = fold(turn.text).strip()
    turn.state["tries"] = [name, unheard, elsewhere, said]
    covered = name == "incident.officer_words" and any(f.field == COVERS[name] for f in turn.heard.facts)
    in_vain = unheard >= MOST_TRIES or (said == last and not turn.progressed)
    in_vain = in_vain or (name == BRIDGE and asks_bridge(turn))  # the port is known; asked once
    if in_vain or unheard + elsewhere >= TRIES_ELSEWHERE or covered:
        turn.state["skipped"] = sorted({*turn.state.get("skipped", ()), name})
        turn.state["reopened"] = [f for f in turn.state.get("reopened", ()) if f != name]
        turn.state.pop("tries")


def _corrections(turn: Turn) -> list[Say]:
    """Absorb, and say what was corrected."""
    if not turn.stored:
        return []
    before = dict(turn.record)
    changed = absorb(turn, turn.heard.facts)
    reopen_wrong(turn, changed)
    return corrected_says(turn, before, changed)


def reopen_wrong(turn: Turn, changed: list[str]) -> None:
    """What they say is wrong, and not how it was, is asked."""
    wrong = turn.heard.to_correct
    if wrong and wrong not in changed:
        reopen(turn, wrong)
        turn.progressed = True


def corrected_says(turn: Turn, before: dict[str, Value], changed: list[str]) -> list[Say]:
    """One sentence for each field that held another value before and was corrected."""
    corrected = [f.field for f in turn.heard.facts if f.field in changed and f.field in before
                 and (f.correction or (turn.done and f.field == turn.awaiting))
                 and before[f.field] != turn.record.get(f.field)]
    return [Say("service.corrected", {"field": field, "value": turn.record[field]})
            for field in dict.fromkeys(corrected) if field in turn.record]


def _go_on(turn: Turn) -> list[Say]:
    """After danger only their word goes on; what they tell meanwhile is kept."""
    goes = safety.goes_on(turn)
    if goes is False:
        turn.state["go_on"] = "paused"
        return [Say("service.danger_pause")]
    if goes is None:
        take_aside(turn)
        return []
    turn.state.pop("go_on", None)
    turn.progressed = True
    says = _corrections(turn)
    if turn.stored:
        record_narrative(turn, asked_for_it=False)
    return says


def _confirm(turn: Turn) -> list[Say]:
    """Yes sends it on; a correction or more detail changes it and reads back again."""
    choice = turn.state.get("choice")
    if choice == "more":
        turn.state["detail"] = True
        turn.progressed = True
        return []
    if choice == "change" or turn.heard.reply == "no":
        turn.state["correcting"] = True
        return [Say("service.confirm_what")]
    if turn.heard.reply == "yes" or agrees(turn):
        return _confirmed(turn)
    says = _corrections(turn)
    if turn.progressed:
        turn.state.pop("correcting", None)
    elif turn.heard.announces:
        turn.state["correcting"] = True
        return [Say(ANNOUNCED[turn.heard.announces])]
    return says


def _confirmed(turn: Turn) -> list[Say]:
    turn.state["confirmed"] = True
    turn.state.pop("correcting", None)
    turn.progressed = True
    offers = rank(turn.record, turn.language, turn.partners)
    turn.state["offers"] = list(offers)
    return [] if offers else [Say("service.nobody_serves")]


def _states(turn: Turn) -> dict[str, str | None]:
    """Changed slots only, and always the awaited one, so that the form does not reject by itself."""
    now, before = turn.slot_states(), turn.state.get("slots", {})
    changed = {name: state for name, state in now.items() if before.get(name) != state}
    if turn.awaiting in now:
        changed[turn.awaiting] = now[turn.awaiting]
    return changed or {"language": now["language"]}
