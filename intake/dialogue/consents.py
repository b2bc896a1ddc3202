"""The three consents: only a message that is nothing but a yes is one; what stays unclear is no consent."""

from __future__ import annotations

from intake import control
from intake.db.shapes import ConsentRow
from intake.dialogue.agreeing import keeps_back, refuses
from intake.dialogue.turn import Say, Turn, next_offer

MOST_TRIES = 4  # unclear answers, before it is taken for a no
WORDING = "2026-11-24.2"  # version of the consent wordings in content/messages/consent.*.yml


def _decided(turn: Turn) -> str | None:
    """Their yes or no; a no, too, when it is unclear so many times: silence is no consent."""
    if turn.heard.reply in ("yes", "no"):
        return turn.heard.reply
    name = turn.awaiting
    before, tries = turn.state.get("consent_tries", ["", 0])
    turn.state["consent_tries"] = [name, tries + 1 if before == name else 1]
    tells = any(not fact.field.startswith("consent.") for fact in turn.heard.facts)
    in_vain = turn.state["consent_tries"][1] >= MOST_TRIES and not tells
    declines = turn.heard.reply == "declined" or control.refuses(turn.text)
    return "no" if refuses(turn) or declines or in_vain else None


def answer_store(turn: Turn) -> list[Say]:
    """Yes keeps what was told so far and goes on; no erases it; anything else is held, and asked again."""
    reply = turn.heard.reply
    if reply == "yes":
        turn.stored = True
        turn.stored_change = True
        turn.state.pop("declined", None)
        turn.consents.append(ConsentRow("store", True, turn.message_id, WORDING))
        turn.progressed = True
        return [] if turn.loaded.channel == "chat" else [Say("service.safe_word.offer")]
    if reply == "no":
        turn.stored_change = False
        turn.state["declined"] = True
        turn.consents.append(ConsentRow("store", False, turn.message_id, WORDING))
        return [Say("service.declined_store")]
    return []


def answer_share(turn: Turn) -> list[Say]:
    """One yes or no for the organization that was named."""
    partner = next_offer(turn.loaded.state)
    said = ("no" if control.refuses(turn.text) else None) if keeps_back(turn) else _decided(turn)
    if partner is None or said is None:
        return []
    given = said == "yes"
    turn.state["answers"] = {**turn.state.get("answers", {}), partner: given}
    turn.consents.append(ConsentRow("share", given, turn.message_id, WORDING, partner))
    turn.progressed = True
    return [Say("service.consent_recorded")] if given else []


def answer_statistics(turn: Turn) -> list[Say]:
    """May the case be counted, without a name."""
    said = _decided(turn)
    if said is not None:
        given = said == "yes"
        turn.state["statistics"] = given
        turn.consents.append(ConsentRow("statistics", given, turn.message_id, WORDING))
        turn.progressed = True
    return []


def answer_menu(turn: Turn) -> list[Say]:
    """After a no to storing: a yes asks for the consent again."""
    if turn.heard.reply == "yes":
        turn.state.pop("declined", None)
    return []
