"""The chat API, as in docs/chat-api.md: conversations, messages, events, record, erasure."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from typing import Annotated, Any, Literal

from anyio.to_thread import run_sync
from fastapi import APIRouter, Depends, Header, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from api import limits
from api.answers import Answer, History, Opened, Record, documented
from api.sessions import caller_token
from intake import turns, workflows
from intake.clock import local_day, now
from intake.db import repository as repo
from intake.db import shapes
from intake.db import tables as t
from intake.db.session import reading, transaction
from intake.dialogue.says import erased_answer
from intake.errors import Busy, NotFound, TooLarge
from intake.flags import flags, urgency
from intake.settings import settings

router = APIRouter(prefix="/chat/conversations", tags=["chat"])
WAIT_SECONDS, PAUSE = 10.0, 0.05
Token = Annotated[str, Depends(caller_token)]


class NewConversation(BaseModel):
    """Who starts: a language if it is known, a shelter's id if it is one's site."""

    language: Literal["es", "en"] | None = None
    site: str | None = Field(None, max_length=64)


class NewMessage(BaseModel):
    """A message with the client's own id."""

    id: str = Field(min_length=1, max_length=128)
    text: str = Field(max_length=100_000)


def _reply(row: t.Reply, body: dict[str, Any]) -> dict[str, Any]:
    return {"id": row.id, **body}


def _answer(session: Session, row: t.Conversation, turn: int) -> dict[str, Any]:
    awaiting, done = repo.open_state(row).get("turns", {}).get(str(turn), [None, row.done])
    return {"messages": [_reply(*pair) for pair in repo.replies(session, row, turn)],
            "awaiting": awaiting, "done": done}


@router.post("", status_code=201, responses=documented(400, 413, 422, 429, 503, kind=Opened, status=201))
async def open_conversation(body: NewConversation, request: Request) -> dict[str, Any]:
    """A new conversation, its token, the first message and what it asks."""
    limits.check_opening(request, body.site)

    def create() -> tuple[str, str]:
        with transaction(lasting=False) as session:
            row, token = repo.open_conversation(session, channel="chat", language=body.language, site=body.site)
            return row.id, token

    conversation_id, token = await run_sync(create)
    if await turns.run(conversation_id) is None:
        raise Busy

    def read() -> dict[str, Any]:
        with reading() as session:
            row = session.get_one(t.Conversation, conversation_id)
            return _answer(session, row, 1)

    first = await run_sync(read)
    return {"id": conversation_id, "token": token, "messages": first["messages"], "awaiting": first["awaiting"]}


@router.post("/{conversation_id}/messages",
             responses=documented(400, 401, 404, 409, 413, 422, 429, 503, kind=Answer))
async def send_message(conversation_id: str, body: NewMessage, token: Token, response: Response) -> dict[str, Any]:
    """Answer one message, in the language of the header; the same id gives the same answer and changes nothing."""
    if len(body.text) > settings().message_limit:
        raise TooLarge
    limits.check_message(conversation_id)
    until = time.monotonic() + WAIT_SECONDS
    owner = turns.new_owner()
    while True:
        got = await run_sync(_accept, conversation_id, token, body, owner)
        if isinstance(got, dict):
            return got
        if isinstance(got, shapes.Loaded):
            break
        if time.monotonic() > until:
            raise Busy
        await asyncio.sleep(PAUSE)
    done = await turns.answer(got, owner)
    await workflows.start_deliveries(done.news)
    if done.answer is not None:
        if done.language:
            response.headers["Content-Language"] = done.language
        return done.answer
    return await run_sync(_read_answer, conversation_id, token, body)


def _accept(conversation_id: str, token: str, body: NewMessage,
            owner: str) -> dict[str, Any] | shapes.Loaded | None:
    """Keep the message and claim the turn: an answer already given, the claimed turn, or None: wait."""
    with transaction(lasting=False) as session:  # a client without an answer sends it again
        try:
            row = repo.by_token(session, conversation_id, token)
        except NotFound:
            erased = erased_answer(session, conversation_id, token, body.id)
            if erased is None:
                raise
            return erased
        message, _ = repo.accept_message(session, row, body.id, body.text)
        if message.turn is not None:
            return _answer(session, row, message.turn)
        return turns.claim(session, conversation_id, owner)


def _read_answer(conversation_id: str, token: str, body: NewMessage) -> dict[str, Any]:
    with reading() as session:
        row = session.get(t.Conversation, conversation_id)
        if row is None:
            erased = erased_answer(session, conversation_id, token, body.id)
            if erased is None:
                raise NotFound
            return erased
        message = repo.find_message(session, conversation_id, body.id)
        if message is None or message.turn is None:
            raise Busy
        return _answer(session, row, message.turn)


@router.get("/{conversation_id}", responses=documented(401, 404, 422, 503, kind=History))
async def history(conversation_id: str, token: Token) -> dict[str, Any]:
    """Everything said so far, for a page that was reloaded."""

    def read() -> dict[str, Any]:
        with reading() as session:
            row = repo.by_token(session, conversation_id, token)
            told = {m.turn or 0: [] for m in repo.messages(session, row)}  # type: dict[int, list[str]]
            for message in repo.messages(session, row):
                told[message.turn or 0].append(message.text)
            out: list[dict[str, Any]] = []
            for reply, body in repo.replies(session, row):
                for text in told.pop(reply.turn or -1, []):
                    out.append({"from": "person", "text": text})
                out.append({"from": "cobijo", **_reply(reply, body)})
            state = repo.open_state(row)
            return {"id": row.id, "history": out, "awaiting": state.get("awaiting"), "done": row.done,
                    "language": row.language}

    return await run_sync(read)


@router.get("/{conversation_id}/record", responses=documented(401, 404, 422, 503, kind=Record))
async def record(conversation_id: str, token: Token) -> dict[str, Any]:
    """What has been recorded so far, with flags and urgency."""

    def read() -> dict[str, Any]:
        with reading() as session:
            return record_of(session, repo.by_token(session, conversation_id, token))

    return await run_sync(read)


def record_of(session: Session, row: t.Conversation) -> dict[str, Any]:
    """The record as the chat API and an accepted partner see it."""
    rows = repo.facts(session, row)
    values = {fact.field: fact.value for fact in rows if fact.state == "value"}
    values |= repo.consents_given(session, row)
    codes = [flag.code for flag in flags(values, local_day(now()))]
    return {"record": values, "unanswered": {f.field: f.state for f in rows if f.state != "value"},
            "flags": codes, "urgency": urgency(frozenset(codes)), "language": row.language}


@router.delete("/{conversation_id}", status_code=204, responses=documented(401, 404, 422, 503))
async def erase(conversation_id: str, token: Token) -> Response:
    """Everything of this conversation is gone."""

    def remove() -> tuple[str, ...]:
        with transaction() as session:
            row = repo.by_token(session, conversation_id, token)
            return turns.erase(session, row.id, row.language or "es")[0]

    await workflows.start_deliveries(await run_sync(remove))
    return Response(status_code=204)


@router.get("/{conversation_id}/events", response_class=StreamingResponse,
            responses=documented(401, 404, 422, 503, media="text/event-stream"))
async def events(conversation_id: str, token: Token, last_event_id: str = Header("-1")) -> StreamingResponse:
    """Server-sent events: messages that were not a reply; resumes after ``Last-Event-ID``."""

    def check() -> None:
        with reading() as session:
            repo.by_token(session, conversation_id, token)

    await run_sync(check)
    after = int(last_event_id) if last_event_id.isdecimal() and len(last_event_id) < 10 else -1
    return StreamingResponse(_news(conversation_id, token, after), media_type="text/event-stream",
                             headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"})


async def _news(conversation_id: str, token: str, after: int) -> AsyncIterator[str]:
    import json

    def read() -> tuple[int, list[dict[str, Any]], str | None, bool] | None:
        with reading() as session:
            try:
                row = repo.by_token(session, conversation_id, token)
            except Exception:
                return None
            pairs = repo.replies(session, row, after=after, only_news=True)
            last = max((reply.ordinal for reply, _ in pairs), default=after)
            return last, [_reply(*p) for p in pairs], repo.open_state(row).get("awaiting"), row.done

    yield ": here\n\n"
    while True:
        got = await run_sync(read)
        if got is None:
            return
        last, messages, awaiting, done = got
        if messages:
            after = last
            data = json.dumps({"messages": messages, "awaiting": awaiting, "done": done}, ensure_ascii=False)
            yield f"id: {last}\nevent: messages\ndata: {data}\n\n"
        await asyncio.sleep(1)
