"""Twilio's two calls: an incoming text, a delivery status. Signed, or 403."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from anyio.to_thread import run_sync
from fastapi import APIRouter, Request, Response
from sqlalchemy.orm import Session

from intake import content, control, news, sending, turns, workflows
from intake.clock import now
from intake.db import repository as repo
from intake.db import tables as t
from intake.db.session import transaction
from intake.errors import CobijoError, Conflict
from intake.gateways import twilio
from intake.settings import settings
from intake.understanding.language import detect

router = APIRouter(tags=["sms"])
EMPTY = '<?xml version="1.0" encoding="UTF-8"?><Response/>'
LONGEST_FORM = 64_000
NUMBER = re.compile(r"\+[1-9][0-9]{4,14}")  # E.164


class Forbidden(CobijoError):
    """The signature does not match."""

    key, status = "forbidden", 403


class BadForm(CobijoError):
    """A field that every text has is missing."""

    key, status = "malformed", 400


@dataclass(frozen=True)
class Incoming:
    """What is kept of Twilio's form; city, zip and profile name are dropped."""

    sid: str
    number: str
    channel: str
    text: str
    media: bool


async def _signed_form(request: Request) -> dict[str, str | list[str]]:
    if int(request.headers.get("content-length") or 0) > LONGEST_FORM:
        raise BadForm
    form = await request.form()
    fields: dict[str, str | list[str]] = {}
    for name in form:
        values = [str(value) for value in form.getlist(name)]
        fields[name] = values[0] if len(values) == 1 else values
    query = f"?{request.url.query}" if request.url.query else ""
    url = f"{settings().public_url.rstrip('/')}{request.url.path}{query}"
    if not twilio.is_signed(url, fields, request.headers.get("x-twilio-signature")):
        raise Forbidden
    return fields


def _one(fields: dict[str, str | list[str]], name: str) -> str:
    value = fields.get(name, "")
    return value if isinstance(value, str) else value[0]


def _read(fields: dict[str, str | list[str]]) -> Incoming:
    sid, sender = _one(fields, "MessageSid") or _one(fields, "SmsMessageSid"), _one(fields, "From")
    channel = "whatsapp" if sender.startswith("whatsapp:") else "sms"
    number = sender.removeprefix("whatsapp:")
    if not sid or not NUMBER.fullmatch(number):
        raise BadForm
    return Incoming(sid, number, channel, _one(fields, "Body")[:1600], _one(fields, "NumMedia") not in ("", "0"))


@router.post("/sms")
async def incoming(request: Request) -> Response:
    """Keep the text, start its workflow, answer Twilio at once."""
    text = _read(await _signed_form(request))
    accepted = await run_sync(_accept, text)
    if accepted.get("message"):
        await workflows.start_message(accepted["message"], accepted["conversation"])
    await workflows.start_news(accepted.get("replies", []))
    await workflows.start_deliveries(accepted.get("deliveries", []))
    return Response(EMPTY, media_type="application/xml")


def _accept(text: Incoming) -> dict[str, Any]:
    """One transaction: control words are carried out, anything else is kept for its turn."""
    with transaction() as session:
        row = repo.by_phone(session, text.number, text.channel)
        if row is not None and repo.find_message(session, row.id, text.sid) is not None:
            known = repo.find_message(session, row.id, text.sid)
            # Twilio repeats what we may have accepted just before a crash: make sure that it runs.
            return {"message": known.id, "conversation": row.id} if known and known.turn is None else {}
        if session.get(t.Tombstone, f"sms/{text.sid}"):
            return {}
        word = control.control_word(text.text)
        if word == "stop":
            sending.opt_out(session, text.number, "keyword")
        elif word == "start":
            sending.opt_in(session, text.number)
        if word != "erase" and sending.is_opted_out(session, text.number):
            _remember(session, text.sid, row.language if row and row.language else "es")
            return {}
        return _keep(session, row, text, word)


def _keep(session: Session, row: t.Conversation | None, text: Incoming, word: str | None) -> dict[str, Any]:
    language = row.language if row and row.language else detect(text.text, None)[0] or "es"
    if word == "erase":
        return _erase(session, row, text, language)
    if row is None:
        row, _ = repo.open_conversation(session, channel=text.channel, language=None, phone=text.number)
    if word in ("help", "start") or (not text.text.strip() and text.media):
        key = {"help": "service.help_sms", "start": "service.started"}.get(word or "", "service.empty_media")
        return _say_now(session, row, text, key, language)
    try:
        message, _ = repo.accept_message(session, row, text.sid, text.text or "?")
    except Conflict:
        return {}
    return {"message": message.id, "conversation": row.id}


def _say_now(session: Session, row: t.Conversation, text: Incoming, key: str, language: str) -> dict[str, Any]:
    """Answer a control word without a turn; its MessageSid is remembered so that it is answered once."""
    _remember(session, text.sid, language)
    reply = news.say(session, row, content.render(key, language, "sms"))
    session.flush()
    return {"replies": [reply.id]}


def _erase(session: Session, row: t.Conversation | None, text: Incoming, language: str) -> dict[str, Any]:
    """Everything of this number's conversation goes, also after a STOP (then without an answer)."""
    _remember(session, text.sid, language)
    known = row.id if row else None
    deliveries, replies = turns.erase_and_say(session, text.channel, text.number, known, language)
    return {"replies": list(replies), "deliveries": list(deliveries)}


def _remember(session: Session, sid: str, language: str) -> None:
    session.add(t.Tombstone(id=f"sms/{sid}", conversation_id=secrets.token_hex(8), token_hash=None,
                            language=language, keys={}, expires_at=now() + timedelta(hours=24)))
    session.flush()


@router.post("/sms/status")
async def status(request: Request) -> Response:
    """A delivery status; repeated, late and unknown ones change nothing."""
    fields = await _signed_form(request)
    sid, state = _one(fields, "MessageSid"), _one(fields, "MessageStatus") or _one(fields, "SmsStatus")
    if not sid or not state:
        raise BadForm
    code = _one(fields, "ErrorCode")

    def write() -> None:
        with transaction() as session:
            sending.note_status(session, request.query_params.get("reply"), sid, state,
                                int(code) if code.isascii() and code.isdecimal() else None)

    await run_sync(write)
    return Response(status_code=204)
