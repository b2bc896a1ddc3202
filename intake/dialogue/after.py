"""The end of the intake and what comes afterwards: adding, correcting, withdrawing."""

from __future__ import annotations

from intake import control
from intake.dialogue import next_steps, safety
from intake.dialogue.absorb import absorb, record_narrative
from intake.dialogue.digress import Intent, digresses
from intake.dialogue.form import ANNOUNCED, acknowledge, corrected_says, reopen_wrong, withdraw
from intake.dialogue.turn import Outcome, Say, Turn

TOLD = ("service.corrected", "service.withdrawn", "service.consent_recorded")  # nothing need be said after these


def finish(turn: Turn, intent: Intent) -> Outcome:
    """Everything is asked: what was done and what comes next; once more asked, only that it was taken."""
    if turn.loaded.done:
        told = any(say.key in TOLD for say in turn.noted)
        kept = "service.kept_first" if turn.loaded.state.get("checking") else "service.menu_after"
        return Outcome(() if told else (Say("service.added" if turn.changes else kept),))
    turn.done = True
    return Outcome((Say("service.done"), next_steps.steps(turn)))


def shares_again(turn: Turn) -> bool:
    """Whether nobody may see the case, and they say now that somebody may: each is asked about again."""
    ended = turn.done and turn.stored and not turn.awaiting
    nobody = bool(turn.state.get("offers")) and not any(turn.state.get("answers", {}).values())
    return ended and nobody and control.wants_share(turn.text)


def tells(turn: Turn, intent: Intent) -> bool:
    """Whether a message after the end adds or corrects, whatever its words resemble."""
    heard = turn.heard
    anything = heard.facts or heard.to_correct or heard.announces
    return bool(anything) and not turn.absorbed and turn.stored and not digresses(turn, intent)


def listen(turn: Turn, intent: Intent) -> Outcome:
    """Facts are added, what is contrary is asked, a withdrawn consent is carried out, the rest gets the menu."""
    turn.absorbed = True
    if control.wants_withdraw(turn.text):
        return Outcome(tuple(withdraw(turn)))
    if shares_again(turn):
        turn.state["answers"] = {}
        return Outcome((), turn.slot_states(), asks=True)
    if safety.suspect(turn):
        absorb(turn, turn.heard.facts if turn.stored else ())
        return Outcome((Say(f"{safety.FIELD}.ask"),))
    if not turn.stored:
        return Outcome((Say("service.menu_after"),))
    before = dict(turn.record)
    changed = [f for f in absorb(turn, turn.heard.facts) if before.get(f) != turn.record.get(f)]
    reopen_wrong(turn, changed)
    says = [*corrected_says(turn, before, changed), *acknowledge(turn)]
    if changed:
        record_narrative(turn, asked_for_it=False)
        says = says or [Say("service.added")]
    asks = bool(turn.state.get("reopened"))
    if not says and not asks:
        says = [Say(ANNOUNCED.get(turn.heard.announces or "", "service.menu_after"))]
    return Outcome(tuple(says), turn.slot_states() if asks else {}, asks=asks)
