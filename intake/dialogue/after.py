"""The end of the intake and what comes afterwards: adding, correcting, withdrawing."""

from __future__ import annotations

from intake import control
from intake.dialogue import next_steps, safety
from intake.dialogue.absorb import absorb
from intake.dialogue.digress import Intent
from intake.dialogue.form import acknowledge, corrected_says, withdraw
from intake.dialogue.turn import Outcome, Say, Turn


def finish(turn: Turn, intent: Intent) -> Outcome:
    """Everything is asked: what was done and what comes next."""
    turn.done = True
    return Outcome((Say("service.done"), next_steps.steps(turn)))


def listen(turn: Turn, intent: Intent) -> Outcome:
    """Facts are added, a withdrawn consent is carried out, the rest gets the menu."""
    turn.absorbed = True
    if control.wants_withdraw(turn.text):
        return Outcome(tuple(withdraw(turn)))
    if safety.suspect(turn):
        absorb(turn, turn.heard.facts if turn.stored else ())
        return Outcome((Say(f"{safety.FIELD}.ask"),))
    if not turn.stored:
        return Outcome((Say("service.menu_after"),))
    before = dict(turn.record)
    changed = [f for f in absorb(turn, turn.heard.facts) if before.get(f) != turn.record.get(f)]
    if not changed:
        return Outcome((Say("service.menu_after"),))
    says = [*corrected_says(turn, before, changed), *acknowledge(turn)]
    return Outcome(tuple(says) or (Say("service.added"),))
