"""What happens now: what was done, who answers and by when, and what the person can do meanwhile.

Every line follows from the record, the flags and the referrals as they are; none promises anything.
"""

from __future__ import annotations

from collections.abc import Iterator

from intake import cards
from intake.dialogue.digress import Intent
from intake.dialogue.turn import Outcome, Say, Turn
from intake.flags import flags

BY_FLAG = {"unaccompanied_child": "child", "family_separated": "family", "medical_need": "medical"}


def tell(turn: Turn, intent: Intent) -> Outcome:
    """On demand, also in the middle of the questions."""
    turn.digressed = True
    turn.absorbed = True
    return Outcome((steps(turn),))


def steps(turn: Turn) -> Say:
    """All lines as one message on the web, as few texts as they fit in over SMS."""
    says = [*_done(turn), *_meanwhile(turn), *_deadlines(turn), *_ways(turn)]
    return Say("together", {"says": tuple(says)}, topic="my_referral")


def _next(name: str, **values: object) -> Say:
    return Say(f"service.next.{name}", values)


def _done(turn: Turn) -> Iterator[Say]:
    """What this service did, who will answer, and by when."""
    if not turn.stored:
        yield _next("declined" if turn.state.get("declined") else "start")
    elif turn.state.get("quiet"):
        return
    elif turn.statuses:
        yield _next("sent", statuses=turn.statuses)
        if any(shared.state in ("agreed", "offered") for shared in turn.statuses):
            yield _next("wait")
    else:
        yield _next("kept" if turn.done else "asking")


def _meanwhile(turn: Turn) -> Iterator[Say]:
    """What they can do themselves."""
    up = {flag.code for flag in flags(turn.known, turn.today)}
    if "danger_now" in up:
        yield _next("danger")
    yield _next("papers")
    for code, name in BY_FLAG.items():
        if code in up:
            yield _next(name)
    if turn.known.get("detention.detained_now") is True:
        yield _next("held")


def _deadlines(turn: Turn) -> Iterator[Say]:
    """Only those that are theirs, and only while the card on deadlines is not overdue."""
    known, where = turn.known, cards.location(turn.known)
    hearing = known.get("case.hearing_date")
    if hearing:
        missed = len(hearing) == len("2026-11-24") and hearing < turn.today.isoformat()
        yield _next("missed" if missed else "court", field="case.hearing_date", value=hearing)
    if turn.today > cards.load("deadlines", turn.language).verify_by:
        return
    if known.get("detention.credible_fear") == "failed" and where == "US":
        yield _next("judge")
    if where == "US" and not known.get("person.unaccompanied_child"):
        yield _next("year")
    if where == "MX" and known.get("person.nationality") != "MX":
        yield _next("mexico")


def _ways(turn: Turn) -> Iterator[Say]:
    """How to complain, to come back and to erase."""
    if turn.known.get("incident.kinds"):
        yield _next("complaint")
    yield _next("back")
    if turn.stored:
        yield _next("erase")
