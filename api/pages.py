"""The pages: chat for a browser, and the test phone of ``make run`` (a stand-in for Twilio, on loopback)."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import httpx
from anyio.to_thread import run_sync
from fastapi import APIRouter, Cookie, Depends, FastAPI, Form, Header, Query, Request, Response
from fastapi.responses import HTMLResponse
from fastapi.staticfiles import StaticFiles
from jinja2 import Environment, FileSystemLoader, select_autoescape
from pydantic import BaseModel, Field
from sqlalchemy import select
from twilio.request_validator import RequestValidator

from api import chat, limits
from api.sessions import COOKIE, caller_token
from intake import content
from intake.bootstrap import SIMULATOR_ACCOUNT
from intake.db import tables as t
from intake.db.crypto import digest
from intake.db.session import transaction
from intake.errors import NotFound, Unauthorized
from intake.settings import settings

HERE = Path(__file__).parent
router = APIRouter(include_in_schema=False)
simulator = APIRouter(include_in_schema=False)
TEMPLATES = Environment(loader=FileSystemLoader(HERE / "templates"), autoescape=select_autoescape())
LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # none that look alike
CSP = "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
SAFE_HEADERS = {"Cache-Control": "no-store", "Content-Security-Policy": CSP, "Referrer-Policy": "no-referrer",
                "X-Content-Type-Options": "nosniff"}
SENT: list[dict[str, str]] = []  # what the simulator's Twilio was given, in memory only


def _page(name: str, language: str) -> HTMLResponse:
    def say(key: str, **values: Any) -> str:
        return content.render(f"pages.{key}", language, "web", **values)

    other = "en" if language == "es" else "es"
    html = TEMPLATES.get_template(name).render(say=say, language=language, other=other)
    return HTMLResponse(html, headers=SAFE_HEADERS)


def _language(request: Request, lang: Annotated[str | None, Query()] = None) -> str:
    if lang in ("es", "en"):
        return lang
    return "en" if request.headers.get("accept-language", "es").lower().startswith("en") else "es"


@router.get("/chat")
async def chat_page(language: Annotated[str, Depends(_language)]) -> HTMLResponse:
    """The chat page, in Spanish or English."""
    return _page("chat.html", language)


def _set_cookie(response: Response, conversation_id: str, token: str) -> None:
    secure = settings().public_url.startswith("https")
    response.set_cookie(COOKIE, f"{conversation_id}.{token}", httponly=True, samesite="strict", secure=secure,
                        path="/chat")


@router.post("/chat/session")
async def open_session(body: chat.NewConversation, request: Request, response: Response) -> dict[str, Any]:
    """Open a conversation for this browser; the token goes into an HttpOnly cookie only."""
    opened = await chat.open_conversation(body, request)
    _set_cookie(response, opened["id"], opened.pop("token"))
    return opened


@router.get("/chat/session")
async def my_session(cobijo_session: Annotated[str, Cookie()] = "") -> dict[str, str]:
    """Which conversation this browser has."""
    conversation_id = cobijo_session.partition(".")[0]
    if not conversation_id:
        raise Unauthorized
    return {"id": conversation_id}


def _from_page(x_cobijo_page: Annotated[str, Header()] = "") -> None:
    if x_cobijo_page != "1":  # a cross-site form cannot set it
        raise Unauthorized


@router.delete("/chat/session", status_code=204, dependencies=[Depends(_from_page)])
async def leave(response: Response, cobijo_session: Annotated[str, Cookie()] = "") -> None:
    """The browser forgets and its token stops working; the record stays as the person left it."""

    def end() -> None:
        with transaction() as session:
            row = session.scalar(select(t.Conversation).where(
                t.Conversation.token_hash == digest(cobijo_session.partition(".")[2])))
            if row is not None:
                row.token_hash = digest(secrets.token_urlsafe(32))  # only a return code opens it now

    response.delete_cookie(COOKIE, path="/chat")
    await run_sync(end)


class Code(BaseModel):
    """A return code."""

    code: str = Field(min_length=10, max_length=20)


@router.post("/chat/session/code")
async def make_code(token: Annotated[str, Depends(caller_token)]) -> dict[str, str]:
    """A code to come back on another device; a new one replaces the one before."""
    code = "".join(secrets.choice(LETTERS) for _ in range(10))

    def write() -> None:
        with transaction() as session:
            row = session.scalar(select(t.Conversation).where(t.Conversation.token_hash == digest(token)))
            if row is None:
                raise Unauthorized
            row.return_code_hash = digest(code)

    await run_sync(write)
    return {"code": code}


@router.post("/chat/return", dependencies=[Depends(_from_page)])
async def come_back(body: Code, request: Request, response: Response) -> dict[str, str]:
    """Open the conversation of a code: a fresh token for this browser; the old one stops working."""
    limits.check_guess(request)
    token = secrets.token_urlsafe(32)

    def swap() -> str:
        with transaction() as session:
            row = session.scalar(select(t.Conversation).where(
                t.Conversation.return_code_hash == digest(body.code.strip().upper())))
            if row is None:
                raise NotFound
            row.token_hash = digest(token)
            return row.id

    conversation_id = await run_sync(swap)
    _set_cookie(response, conversation_id, token)
    return {"id": conversation_id}


@simulator.get("/simulator")
async def simulator_page(language: Annotated[str, Depends(_language)]) -> HTMLResponse:
    """A phone that texts this app, for trying it without an account."""
    return _page("simulator.html", language)


@simulator.post("/simulator/send")
async def simulator_send(number: Annotated[str, Form()], body: Annotated[str, Form()] = "") -> dict[str, int]:
    """Sign Twilio's form as Twilio does and post it to /sms."""
    form = {"MessageSid": f"SM{secrets.token_hex(16)}", "From": number, "To": settings().twilio_from, "Body": body,
            "NumMedia": "0"}
    url = f"{settings().public_url}/sms"
    signature = RequestValidator(settings().twilio_auth_token).compute_signature(url, form)
    async with httpx.AsyncClient(timeout=20) as client:
        got = await client.post(f"{settings().own_url}/sms", data=form, headers={"X-Twilio-Signature": signature})
    return {"status": got.status_code}


@simulator.get("/simulator/messages")
async def simulator_messages(number: str) -> list[dict[str, str]]:
    """What was sent to this number."""
    return [message for message in SENT if message["to"] == number]


@simulator.post("/simulator/twilio/2010-04-01/Accounts/{sid}/Messages.json", status_code=201)
async def twilio_create(sid: str, request: Request) -> dict[str, str]:
    """Twilio's create, as its own client calls it."""
    form = await request.form()
    message = {"sid": f"SM{secrets.token_hex(16)}", "to": str(form["To"]), "from": str(form["From"]),
               "body": str(form["Body"]), "status": "queued",
               "date_created": datetime.now(UTC).strftime("%a, %d %b %Y %H:%M:%S +0000")}
    SENT.append(message)
    del SENT[:-500]
    return message


@simulator.get("/simulator/twilio/2010-04-01/Accounts/{sid}/Messages.json")
async def twilio_list(sid: str, to: Annotated[str, Query(alias="To")] = "",
                      sender: Annotated[str, Query(alias="From")] = "") -> dict[str, Any]:
    """Twilio's list, filtered as Twilio does: a text to another number is no proof that this one went out."""
    found = [m for m in SENT if to in ("", m["to"]) and sender in ("", m["from"])]
    return {"messages": found, "page": 0, "page_size": 50, "next_page_uri": None}


def install(app: FastAPI) -> None:
    """The pages and their files; the simulator only with its own account."""
    app.mount("/static", StaticFiles(directory=HERE / "static"), name="static")
    app.include_router(router)
    if settings().twilio_account_sid == SIMULATOR_ACCOUNT:
        app.include_router(simulator)
