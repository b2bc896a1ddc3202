"""From what was heard to what is recorded: sure facts with their evidence, the rest becomes a question."""

from __future__ import annotations

from collections.abc import Iterable

from intake.db.shapes import FactRow, Told
from intake.dialogue.turn import Turn
from intake.places import is_vague
from intake.record import Value, asked, fields, is_valid
from intake.understanding.merge import decide, infer
from intake.understanding.types import SURE, Fact

SMALLEST_STORY = 4  # words
WORDS_OF_OFFICERS = ("incident.officer_words", "incident.reason_given")  # alone they are no story
LONGEST_ANSWER = 15  # words
BRIDGE, PHONE = "incident.crossing", "person.phone"
PLAIN = 0.65  # enough for the answer to the very question


def absorb(turn: Turn, facts: Iterable[Fact]) -> list[str]:
    """Record the sure facts; the fields that changed. Unsure and contradicting ones are kept to ask."""
    changed, port_known = [], BRIDGE in turn.record
    for fact in facts:
        if fact.field not in fields() or fact.field.startswith("consent."):
            continue
        if fact.state == "value" and not is_valid(fact.field, fact.value):
            continue
        if fact.confidence < SURE and not _is_plain_answer(turn, fact):
            _keep_unsure(turn, fact)
        elif _record(turn, fact):
            changed.append(fact.field)
    for fact in (*infer(_plainly_told(turn)), *infer(turn.record)):
        if fact.field in turn.unanswered or turn.record.get(fact.field) == fact.value:
            continue
        turn.record.pop(fact.field, None)  # what followed from less: the bridge said Mexico, the city Houston
        if _record(turn, fact):
            changed.append(fact.field)
    _reach_by_sender(turn)
    if BRIDGE in changed and not port_known and asks_bridge(turn) and turn.awaiting != BRIDGE:
        reopen(turn, BRIDGE)
    return changed


def _reach_by_sender(turn: Turn) -> None:
    """On SMS the number they write from is where to reach them, once they say that it is safe, and only then."""
    number, told = turn.loaded.address, turn.record.get(PHONE)
    safe = turn.record.get("person.safe_to_contact") is True
    if number is None or PHONE in turn.unanswered or (told != number if told else not safe):
        return
    if safe and told is None:
        turn.record[PHONE] = number
        turn.changes[PHONE] = FactRow(PHONE, number, "value", "", turn.message_id, "inferred")
    elif told and not safe:
        del turn.record[PHONE]
        turn.changes[PHONE] = FactRow(PHONE, None, "removed", "", turn.message_id, "inferred")


def asks_bridge(turn: Turn) -> bool:
    """Whether the port was told, and which of its crossings is to be asked."""
    return is_vague(str(turn.record.get(BRIDGE))) and turn.record.get("incident.position") != "between_ports"


def _plainly_told(turn: Turn) -> dict[str, Value]:
    """The record without what only followed from it."""
    basis = {fact.field: fact.basis for fact in turn.loaded.facts}
    basis |= {name: row.basis for name, row in turn.changes.items()}
    return {name: value for name, value in turn.record.items() if basis.get(name) != "inferred"}


def _is_plain_answer(turn: Turn, fact: Fact) -> bool:
    """The name that was asked for, with one meaning only, or a value told again when it was checked."""
    if fact.field != turn.awaiting or fact.field in turn.record:
        return False
    before = turn.state.get("unsure", {}).get(fact.field)
    told_again = before is not None and before["value"] == fact.value
    return told_again or (fact.confidence >= PLAIN and len(fact.options) < 2)


def _keep_unsure(turn: Turn, fact: Fact) -> None:
    """Remember an unsure value, to be put to the person when its question comes."""
    questions = {name for branch in asked().values() for name in branch}
    if fact.state != "value" or fact.field not in questions:
        return
    if fact.field in turn.record:
        contradicts = fact.confidence >= SURE or fact.correction
        if turn.record[fact.field] == fact.value or fact.basis == "inferred" or not contradicts:
            return  # a faint echo of another value is no reason to doubt what was told plainly
        reopen(turn, fact.field)
    words = turn.text[fact.span.start : fact.span.end]
    before = turn.state.get("unsure", {}).get(fact.field)
    if before is None or before["value"] != fact.value:
        turn.state["checked"] = [name for name in turn.state.get("checked", ()) if name != fact.field]
    turn.state["unsure"] = {**turn.state.get("unsure", {}),
                            fact.field: {"value": fact.value, "words": words, "message": _message_of(turn, fact),
                                         "options": list(fact.options)}}


def _record(turn: Turn, fact: Fact) -> bool:
    name = fact.field
    if fact.state != "value":
        return _record_unanswered(turn, fact)
    fresh = fact.correction or name == turn.awaiting or name in turn.state.get("reopened", ())
    verdict, value = decide(turn.record, fact, fresh)
    if verdict == "same":
        settle(turn, name)
        return name == turn.awaiting
    if verdict == "clash":
        _keep_unsure(turn, fact)
        return False
    turn.record[name] = value
    turn.unanswered.pop(name, None)
    _write(turn, fact, value)
    return True


def _record_unanswered(turn: Turn, fact: Fact) -> bool:
    if fact.field in turn.record and not fact.correction and fact.field != turn.awaiting:
        return False
    if fact.field == BRIDGE and is_vague(str(turn.record.get(fact.field))):
        settle(turn, fact.field)  # the port is known, the bridge is not
        turn.progressed = True
        return True
    turn.record.pop(fact.field, None)
    turn.unanswered[fact.field] = fact.state
    _write(turn, fact, None)
    return True


def _write(turn: Turn, fact: Fact, value: object) -> None:
    words = turn.text[fact.span.start : fact.span.end]
    basis = "confirmed" if turn.state.get("checking") == fact.field else fact.basis
    turn.changes[fact.field] = FactRow(fact.field, value, fact.state, words, _message_of(turn, fact), basis)
    turn.progressed = True
    settle(turn, fact.field)


def settle(turn: Turn, name: str) -> None:
    """The field needs no more asking."""
    for key in ("unsure",):
        kept = {k: v for k, v in turn.state.get(key, {}).items() if k != name}
        turn.state[key] = kept
    turn.state["reopened"] = [f for f in turn.state.get("reopened", ()) if f != name]


def reopen(turn: Turn, name: str) -> None:
    """Ask this field again though it holds a value."""
    turn.state["reopened"] = sorted({*turn.state.get("reopened", ()), name})


def _message_of(turn: Turn, fact: Fact) -> str | None:
    return message_at(turn.told, fact.span.start)


def message_at(told: tuple[Told, ...], offset: int) -> str | None:
    """Which of the joined messages holds this offset."""
    end = 0
    for message in told:
        end += len(message.text) + 1
        if offset < end:
            return message.id
    return told[-1].id if told else None


def record_narrative(turn: Turn, *, asked_for_it: bool) -> None:
    """Keep the person's own words as the story, once; more of it is added."""
    text = turn.text.strip()
    few = len(text.split()) < SMALLEST_STORY or not _tells_something(turn) or _only_answers(turn)
    if few and not asked_for_it:
        return
    before = turn.record.get("narrative.text")
    if before and text in str(before).split("\n"):
        return  # said again, nothing new
    turn.record["narrative.text"] = f"{before}\n{text}" if before else text
    turn.record.setdefault("narrative.language", turn.language)  # the story's, though they switch later
    turn.unanswered.pop("narrative.text", None)
    for name in ("narrative.text", "narrative.language"):
        turn.changes[name] = FactRow(name, turn.record[name], "value", "", turn.message_id, "told")
    turn.progressed = True


def _only_answers(turn: Turn) -> bool:
    """Whether a message does no more than answer what was asked, or correct what was told."""
    corrects = any(fact.correction for fact in turn.heard.facts)
    return (turn.heard.answered or corrects) and len(turn.text.split()) <= LONGEST_ANSWER


def _tells_something(turn: Turn) -> bool:
    told = ("incident.", "detention.", "prosecution.", "separation.", "fear.harm")
    words = [fact.span for fact in turn.heard.facts if fact.field in WORDS_OF_OFFICERS]
    return any(fact.field.startswith(told) and fact.field not in WORDS_OF_OFFICERS
               and not any(fact.span.start < span.end and span.start < fact.span.end for span in words)
               for fact in turn.heard.facts if fact.state == "value")
