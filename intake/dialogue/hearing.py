"""The start of a turn: join the messages, find the language, hear what they say."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from typing import cast

from intake import content
from intake.clock import local_day, new_id, now
from intake.db.shapes import Loaded, Told
from intake.dialogue import requests, safety
from intake.dialogue.absorb import SMALLEST_STORY, absorb, record_narrative
from intake.dialogue.digress import LONG
from intake.dialogue.questions import Asks, asks, told_beside
from intake.dialogue.turn import Turn
from intake.record import Value, fields
from intake.understanding import language as tongue
from intake.understanding.answers import answer
from intake.understanding.hear import hear
from intake.understanding.merge import infer, merge
from intake.understanding.normal import fold
from intake.understanding.replies import whole_reply
from intake.understanding.types import Context, Fact, Heard, Language, Reply, Span

BOTH = ("es", "en")
WARM = ("service.confirm_what", "service.next.child", "service.next.mexico", "service.next.year")
SURE_LANGUAGE = 0.8
_NUMBER = re.compile(r"[0-9]{1,2}")
_WITH_IT = r"(?:(?:las?|los?|el|the|both|opcion(?:es)?|options?|numeros?|numbers?)\s+)*"  # before a number
_ONE = re.compile(r"(?:la|option|opcion|number|numero)\s+([0-9]{1,2})")  # "el 3" may be a day
_AND = r"(?:\s*[,;/&+]\s*|\s+)(?:(?:y|e|and|also|tambien)\s+)?"
_NUMBERS = re.compile(rf"{_WITH_IT}[0-9]{{1,2}}(?:{_AND}{_WITH_IT}[0-9]{{1,2}})*")
CHOICE_REPLIES = {"yes": "yes", "no": "no", "unknown": "unknown", "declined": "declined", "none": "none"}


def listen(loaded: Loaded) -> Turn:
    """The turn with what was heard; pure but for a fresh turn id."""
    told = loaded.untold
    text = "\n".join(message.text for message in told)
    today = local_day(told[-1].received_at if told else now())
    known = cast("Language | None", loaded.language)
    turn = Turn.of(new_id("t"), loaded, told, text, today, known or "es")
    if not text:
        return turn
    _find_language(turn)
    turn.request = requests.find(text, awaiting=turn.awaiting, done=turn.done)
    turn.heard = _without(turn.request, _hear(turn))
    if turn.new_language and tongue.requested_language(text) and turn.awaiting != "language":
        turn.heard = Heard(danger=turn.heard.danger)  # "in English please" tells nothing else
    safety.begin(turn)
    facts = turn.heard.facts
    turn.overheard = cache(lambda: _overhear(turn, facts))  # few turns need it
    return turn


def warm_up() -> None:
    """Hear sentences of our own, so that patterns and lists are read before the first person writes."""
    for language in BOTH:
        said = [content.render(key, language, "web") for key in WARM]
        for text in ("\n".join(said), "Honduras"):  # as a story, and as an answer
            listen(Loaded("", "chat", language, True, False, False, 1, now(), {"awaiting": "person.nationality"},
                          None, (), (Told("", text, now()),), ()))


def _without(request: requests.Request | None, heard: Heard) -> Heard:
    """The words of a request tell nothing: "why do you ask my name?" is no name."""
    if request is None:
        return heard
    facts = tuple(fact for fact in heard.facts if not request.holds(fact.span))
    return Heard(facts, None, heard.answered and len(facts) == len(heard.facts), danger=heard.danger)


def _find_language(turn: Turn) -> None:
    known = cast("Language | None", turn.loaded.language)
    asked_for = tongue.requested_language(turn.text)
    if turn.awaiting == "language" and not asked_for:
        asked_for = cast("Language | None", _chosen(turn, "language"))
    found, sure = tongue.detect(turn.text, known)
    spoken = asked_for or (found if found and sure >= SURE_LANGUAGE else None)
    if spoken and spoken != known:
        turn.new_language = spoken
    turn.language = spoken or known or found or "es"


def _chosen(turn: Turn, field: str) -> str | None:
    """The value of the choice that the text names by its value, number or label."""
    said = turn.text.strip().strip(".!").casefold()
    numbered = _ONE.fullmatch(fold(said))
    said = numbered[1] if numbered else said
    options = content.choices(field, turn.loaded.language or turn.language, "web")
    for number, option in enumerate(options, 1):
        if said in (option.value.casefold(), str(number), option.label.casefold()):
            return option.value
    return None


def _context(turn: Turn) -> Context:
    awaiting = None if turn.state.get("go_on") else turn.awaiting
    checking = turn.state.get("checking")
    unsure = turn.state.get("unsure", {}).get(checking) if checking else None
    return Context(turn.language, turn.today, awaiting, turn.record,
                   (checking, unsure["value"]) if checking and unsure else None,
                   done=turn.done and turn.stored and not turn.awaiting)


def _hear(turn: Turn) -> Heard:
    asked = (turn.state.get("checking") and "yes_no") or turn.awaiting or ""
    field = "service.danger_go_on" if turn.state.get("go_on") else asked
    choice = _chosen(turn, field) if field and field != "language" else None
    if choice is None:
        several = _several(turn)
        return Heard(several, None, True) if several else hear(turn.text, _context(turn))
    turn.state["choice"] = choice
    plain = not turn.state.get("checking") and not turn.state.get("go_on")
    awaiting = turn.awaiting or ""
    if plain and awaiting in fields() and not awaiting.startswith("consent."):
        facts = _facts_of_choice(awaiting, choice, turn)
        if facts:
            return Heard(facts, None, True)
    reply = cast("Reply | None", CHOICE_REPLIES.get(choice))
    if reply and turn.state.get("checking"):
        return hear({"yes": "si", "no": "no"}.get(reply, reply), replace(_context(turn), language="es"))
    return Heard((), reply, False)


def _facts_of_choice(name: str, choice: str, turn: Turn) -> tuple[Fact, ...]:
    """What a choice says; a yes or no says all that the same word typed would."""
    field, span = fields()[name], Span(0, len(turn.text))
    if field.type == "bool" and choice in ("yes", "no"):
        typed = answer(name, {"yes": "si"}.get(choice, choice), _context(turn))
        return tuple(replace(fact, span=span) for fact in typed)
    if choice in ("unknown", "declined", "none") and choice not in field.values:
        if choice == "none" and field.is_list:
            return (Fact(name, [], span=span),)
        return (Fact(name, state=cast("Reply", choice), span=span),)  # type: ignore[arg-type]
    if field.type == "bool":
        return ()
    return (Fact(name, [choice] if field.is_list else choice, span=span),)


def _several(turn: Turn) -> tuple[Fact, ...]:
    """The values of a list that several numbers name: "2, 3 y 4"."""
    name, said = turn.awaiting or "", fold(turn.text).strip(" .!")
    plain = not turn.state.get("checking") and not turn.state.get("go_on")
    if not plain or name not in fields() or fields()[name].type != "enum_list" or not _NUMBERS.fullmatch(said):
        return ()
    options = [each.value for each in content.choices(name, turn.loaded.language or turn.language, "web")]
    numbers = dict.fromkeys(map(int, _NUMBER.findall(said)))
    chosen = [options[number - 1] for number in numbers if 0 < number <= len(options)]
    if len(chosen) < len(numbers) or not {*chosen} <= {*fields()[name].values}:
        return ()
    return (Fact(name, chosen, span=Span(0, len(turn.text))),)


def _overhear(turn: Turn, facts: tuple[Fact, ...]) -> dict[str, Value]:
    """What they told without being kept yet, so that a question is answered for their own position."""
    held = "\n".join(message.text for message in turn.loaded.held)  # nothing once they agreed
    before = hear(held, Context(turn.language, turn.today, None, {})).facts if held else ()
    record, _ = merge({}, (*before, *facts))
    return record | {fact.field: fact.value for fact in infer(record)}


def replay_held(turn: Turn) -> None:
    """Once they agree, hear what they wrote before: the story is not asked again."""
    held = tuple(m for m in turn.loaded.held if whole_reply(m.text, turn.language) is None)
    if not held:
        return
    now_text, now_told, now_heard = turn.text, turn.told, turn.heard
    turn.told, turn.text = held, "\n".join(m.text for m in held)
    heard = hear(turn.text, Context(turn.language, local_day(held[-1].received_at), None, turn.record))
    turn.heard = replace(heard, facts=told_beside(turn.text, heard.facts, story=LONG))
    absorb(turn, turn.heard.facts)
    turn.text = "\n".join(message.text for message in held if _is_story(message.text))
    record_narrative(turn, asked_for_it=False)
    turn.text, turn.told, turn.heard = now_text, now_told, now_heard


def _is_story(text: str) -> bool:
    """Whether a message may be part of the story: no greeting, no question alone."""
    words = len(text.split())
    return words >= LONG or (words >= SMALLEST_STORY and asks(text) < Asks.PLAINLY)
