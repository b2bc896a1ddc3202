"""The three consents and the read-back: only a whole-message yes or no decides."""

from __future__ import annotations

from intake import control
from intake.db.shapes import ConsentRow
from intake.dialogue.turn import Say, Turn, next_offer

WORDING = "2026-11-24.2"  # version of the consent wordings in content/messages/consent.*.yml


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
    refused = turn.heard.reply == "no" or (turn.heard.reply is None and control.refuses(turn.text))
    if partner is None or not (turn.heard.reply == "yes" or refused):
        return []
    given = turn.heard.reply == "yes"
    turn.state["answers"] = {**turn.state.get("answers", {}), partner: given}
    turn.consents.append(ConsentRow("share", given, turn.message_id, WORDING, partner))
    turn.progressed = True
    return [Say("service.consent_recorded")] if given else []


def answer_statistics(turn: Turn) -> list[Say]:
    """May the case be counted, without a name."""
    if turn.heard.reply in ("yes", "no"):
        given = turn.heard.reply == "yes"
        turn.state["statistics"] = given
        turn.consents.append(ConsentRow("statistics", given, turn.message_id, WORDING))
        turn.progressed = True
    return []


def answer_menu(turn: Turn) -> list[Say]:
    """After a no to storing: a yes asks for the consent again."""
    if turn.heard.reply == "yes":
        turn.state.pop("declined", None)
    return []
