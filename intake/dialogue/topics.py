"""What people ask at any moment: a card, a human, the state of their referral, erasure."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from intake import complaint
from intake.clock import now
from intake.dialogue import after, safety
from intake.dialogue.absorb import absorb, record_narrative
from intake.dialogue.digress import LONG, Intent, facts_beside
from intake.dialogue.hours import is_open
from intake.dialogue.turn import Outcome, Say, Turn
from intake.flags import bounds
from intake.settings import settings

RULING = date(2026, 6, 25)  # Mullin v. Al Otro Lado, No. 25-5 (legal facts, section 0)
NOT_BESIDES = ("danger_now", "erase", "help")  # never a second answer
ABOUT_THAT_DAY = ("turned_away", "waiting_lists")


def _aside(turn: Turn) -> None:
    """After the form is closed nothing has absorbed the message yet."""
    turn.digressed = True
    if not turn.absorbed and turn.stored:
        turn.absorbed = True
        absorb(turn, facts_beside(turn))


def answer(turn: Turn, intent: Intent) -> Outcome:
    """The topic's card for this position, nationality and place; after the end, what corrects asks nothing."""
    if after.tells(turn, intent):
        return after.listen(turn, intent)
    _aside(turn)
    says = [Say("card", topic=intent.topic or "help")]
    if intent.topic in ABOUT_THAT_DAY and _before_the_ruling(turn):
        says.append(Say("service.before_ruling"))
    return Outcome((*says, *_other(turn, intent)))


def _other(turn: Turn, intent: Intent) -> tuple[Say, ...]:
    """The answer to a second question in the message."""
    other = intent.other_topic
    if other is None or other == intent.topic or other in NOT_BESIDES:
        return ()
    own = {"human": human, "my_referral": status}.get(other, answer)
    return own(turn, Intent(f"topic_{other}", 1.0)).says


def _before_the_ruling(turn: Turn) -> bool:
    """Whether what happened to them surely was before the decision that the card tells."""
    day = turn.known.get("incident.date")
    return day is not None and bounds(day)[1] < RULING


def why(turn: Turn, intent: Intent) -> Outcome:
    """Why the question that waits is asked; it comes again after it, in shorter words."""
    turn.digressed = True
    asked = "service.danger_go_on" if turn.loaded.state.get("go_on") else turn.awaiting
    return Outcome((Say(f"{asked}.why"),))


def complain(turn: Turn, intent: Intent) -> Outcome:
    """The complaint in writing, in the language of the word they sent, then where it can go."""
    turn.digressed = True
    turn.absorbed = True
    if not turn.stored:
        return Outcome((Say("complaint.need_store"),))
    if turn.state.get("quiet"):
        return Outcome((Say("service.safe_word.not_repeated"),))
    if not complaint.tells_something(turn.record):
        return Outcome((Say("complaint.nothing"),))
    said = turn.text.lower()
    language = "en" if "complaint" in said else "es" if "queja" in said else turn.language
    return Outcome((Say("complaint.intro"), Say("complaint", {"language": language}, topic="complaint"),
                    Say("complaint.closing"), Say("card", topic="complaint", kind="where")))


def danger(turn: Turn, intent: Intent) -> Outcome:
    """Numbers that help where they are, then a human; where it is not plain, the question, or what is told."""
    safety.guess(turn, intent)
    if not (turn.heard.danger and turn.heard.danger.certain):
        return after.listen(turn, intent)
    _aside(turn)
    if turn.stored and len(turn.text.split()) >= LONG:  # a cry is not yet the story
        record_narrative(turn, asked_for_it=False)
    return Outcome(tuple(safety.answer(turn)))


def human(turn: Turn, intent: Intent) -> Outcome:
    """The desk that the settings name, its hours, or that there is none."""
    if after.tells(turn, intent):
        return after.listen(turn, intent)
    _aside(turn)
    turn.wants_human = True
    says = [Say("card", topic="human")]
    if settings().desk_name and settings().desk_hours:
        here = now().astimezone(ZoneInfo(settings().desk_timezone))
        if not is_open(settings().desk_hours, here):
            says.append(Say("service.human_later", {"desk_name": settings().desk_name,
                                                    "desk_hours": settings().desk_hours}))
    return Outcome((*says, *_other(turn, intent)))


def status(turn: Turn, intent: Intent) -> Outcome:
    """What became of their referrals, from what is really there."""
    if after.tells(turn, intent):
        return after.listen(turn, intent)
    _aside(turn)
    card = Say("card", topic="my_referral", values={"statuses": turn.statuses})
    return Outcome((card, *_other(turn, intent)))
