"""The chat page and the test phone: routes over ASGI, the page itself in Debian's Chromium."""

from __future__ import annotations

import base64
import re
import secrets
import socket
import threading
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import httpx
import pytest
import uvicorn
from fastapi import FastAPI, Request
from twilio.request_validator import RequestValidator

from api import chat, limits, pages, problems
from intake import content
from intake.bootstrap import SIMULATOR_ACCOUNT
from intake.db import repository as repo
from intake.db import session as db
from intake.db import tables as t
from intake.db.crypto import digest
from intake.settings import settings

CHROMIUM = Path("/usr/bin/chromium")
CSRF = {"X-Cobijo-Page": "1"}
TOKEN = "simulator-token"
NEUTRAL = re.compile("^https://")
NO_NETWORK = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def _open(body: chat.NewConversation, request: Request) -> dict[str, Any]:
    limits.check_opening(request, body.site)
    with db.transaction() as session:
        row, token = repo.open_conversation(session, channel="chat", language=body.language, site=body.site)
        first = {"id": "r1", "text": "¿Sí o no?", "choices": [{"value": "yes", "label": "Sí"}]}
        return {"id": row.id, "token": token, "messages": [first], "awaiting": "store"}


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FastAPI]:
    """The pages and the chat API on an empty database; a conversation opens without the bot."""
    port = _free_port()
    for name, value in {
        "DATABASE_URL": f"sqlite:///{tmp_path}/data.sqlite", "PORT": str(port), "INTERNAL_URL": "",
        "COBIJO_KEYS": base64.b64encode(secrets.token_bytes(32)).decode(), "RATE_LIMIT": "on",
        "PUBLIC_URL": f"http://127.0.0.1:{port}", "TWILIO_ACCOUNT_SID": SIMULATOR_ACCOUNT,
        "TWILIO_AUTH_TOKEN": TOKEN, "TWILIO_FROM": "+15005550006",
    }.items():
        monkeypatch.setenv(name, value)
    db.forget()
    t.Base.metadata.create_all(db.engine())
    monkeypatch.setattr(chat, "open_conversation", _open)
    monkeypatch.setattr(limits, "OPENINGS_BY_ADDRESS", limits.Buckets(20, 10))
    monkeypatch.setattr(limits, "GUESSES_BY_ADDRESS", limits.Buckets(10, 5))
    monkeypatch.setattr(limits, "GUESSES", limits.Buckets(200, 60))
    pages.SENT.clear()
    yield _make_app()
    db.forget()


def _make_app() -> FastAPI:
    made = FastAPI()
    problems.install(made)
    made.include_router(chat.router)
    pages.install(made)
    return made


@pytest.fixture
async def client(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """A browser without JavaScript."""
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as made:
        yield made


async def _started(client: httpx.AsyncClient) -> str:
    got = await client.post("/chat/session", json={"language": "es"})
    assert got.status_code == 200
    return str(got.json()["id"])


@pytest.mark.parametrize("language", ["es", "en"])
async def test_page_is_safe_and_in_its_language(client: httpx.AsyncClient, language: str) -> None:
    got = await client.get(f"/chat?lang={language}")
    assert got.headers["cache-control"] == "no-store"
    policy = got.headers["content-security-policy"]
    assert "unsafe-inline" not in policy
    assert "default-src 'self'" in policy
    assert f'<html lang="{language}">' in got.text
    assert 'aria-live="polite"' in got.text
    assert content.render("pages.chat.exit", language, "web") in got.text
    assert got.text.count("<script") == got.text.count('<script src="/static/')
    assert "<style" not in got.text
    assert " onclick=" not in got.text


async def test_token_is_only_in_a_cookie(client: httpx.AsyncClient) -> None:
    got = await client.post("/chat/session", json={"language": "es"})
    cookie = got.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "samesite=strict" in cookie.lower()
    conversation_id, _, token = client.cookies["cobijo_session"].partition(".")
    assert conversation_id == got.json()["id"]
    assert token
    assert token not in got.text
    assert (await client.get("/chat/session")).json() == {"id": conversation_id}
    assert token not in (await client.get(f"/chat/conversations/{conversation_id}")).text


async def test_a_cross_site_form_cannot_make_a_code_or_erase(client: httpx.AsyncClient) -> None:
    conversation_id = await _started(client)
    assert (await client.post("/chat/session/code")).status_code == 401
    assert (await client.delete(f"/chat/conversations/{conversation_id}")).status_code == 401


async def test_leaving_keeps_the_record(client: httpx.AsyncClient) -> None:
    conversation_id = await _started(client)
    assert (await client.delete("/chat/session", headers=CSRF)).status_code == 204
    assert "cobijo_session" not in client.cookies
    assert (await client.get("/chat/session")).status_code == 401
    with db.transaction() as session:
        assert session.get(t.Conversation, conversation_id) is not None


async def test_code_opens_on_another_device(app: FastAPI, client: httpx.AsyncClient) -> None:
    conversation_id = await _started(client)
    code = (await client.post("/chat/session/code", headers=CSRF)).json()["code"]
    assert not set(code) & set("01OIL")
    with db.transaction() as session:
        assert session.get_one(t.Conversation, conversation_id).return_code_hash == digest(code)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as other:
        back = await other.post("/chat/return", json={"code": code.lower()}, headers=CSRF)
        assert back.json() == {"id": conversation_id}
        assert (await other.get(f"/chat/conversations/{conversation_id}")).status_code == 200
    assert (await client.get(f"/chat/conversations/{conversation_id}")).status_code == 401


async def test_guessing_codes_is_limited(client: httpx.AsyncClient) -> None:
    wrong = {"code": "2345678923"}
    got = [(await client.post("/chat/return", json=wrong, headers=CSRF)).status_code for _ in range(22)]
    assert got[0] == 404
    assert got[-1] == 429
    assert got.count(404) == 10


async def test_guessing_from_many_addresses_is_limited(app: FastAPI, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "GUESSES", limits.Buckets(15, 5))
    got = []
    for place in range(20):
        transport = httpx.ASGITransport(app, client=(f"10.0.0.{place}", 1))
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as one:
            answer = await one.post("/chat/return", json={"code": "2345678923"}, headers=CSRF)
            got.append(answer.status_code)
    assert got == [404] * 15 + [429] * 5
    assert int(answer.headers["retry-after"]) > 0


async def test_simulator_is_not_there_with_a_real_account(app: FastAPI, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TWILIO_ACCOUNT_SID", "ACreal")
    settings.cache_clear()
    made = _make_app()
    async with httpx.AsyncClient(transport=httpx.ASGITransport(made), base_url="http://test") as client:
        for path in ("/simulator", "/simulator/messages?number=%2B1512"):
            assert (await client.get(path)).status_code == 404
        assert (await client.post("/simulator/send", data={"number": "+15125550123"})).status_code == 404


async def test_simulator_stands_in_for_twilio(client: httpx.AsyncClient) -> None:
    assert (await client.get("/simulator?lang=en")).status_code == 200
    path = f"/simulator/twilio/2010-04-01/Accounts/{SIMULATOR_ACCOUNT}/Messages.json"
    form = {"To": "+15125550123", "From": "+15005550006", "Body": "Hola"}
    made = await client.post(path, data=form)
    assert made.status_code == 201
    assert made.json()["sid"].startswith("SM")
    assert [m["body"] for m in (await client.get(path)).json()["messages"]] == ["Hola"]
    mine = await client.get("/simulator/messages", params={"number": "+15125550123"})
    assert [m["body"] for m in mine.json()] == ["Hola"]
    assert (await client.get("/simulator/messages", params={"number": "+15125550199"})).json() == []


@pytest.fixture
def site(app: FastAPI) -> Iterator[str]:
    """The app behind uvicorn, with an /sms that only notes what it was given."""
    app.state.texts = []

    @app.post("/sms")
    async def sms(request: Request) -> None:
        fields = dict(parse_qsl((await request.body()).decode(), keep_blank_values=True))
        app.state.texts.append((fields, request.headers["x-twilio-signature"]))

    server = uvicorn.Server(uvicorn.Config(app, port=settings().port, log_level="error", ws="none",
                                           timeout_graceful_shutdown=1))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    until = time.monotonic() + 15
    while not server.started and time.monotonic() < until:
        time.sleep(0.02)
    yield settings().public_url
    server.should_exit = True
    thread.join(10)


def test_simulator_signs_as_twilio_does(app: FastAPI, site: str) -> None:
    got = httpx.post(f"{site}/simulator/send", data={"number": "+15125550123", "body": "Hola ñ"})
    assert got.json() == {"status": 200}
    fields, signature = app.state.texts[0]
    assert fields["From"] == "+15125550123"
    assert RequestValidator(TOKEN).validate(f"{site}/sms", fields, signature)


@pytest.fixture
def page(site: str) -> Iterator[Any]:
    """A small phone's browser on the Spanish page."""
    if not CHROMIUM.exists():
        pytest.skip("no /usr/bin/chromium: apt-get install chromium")
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as play:
        browser = play.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox", NO_NETWORK])
        made = browser.new_page(viewport={"width": 320, "height": 568})
        made.set_default_timeout(10_000)
        made.route(NEUTRAL, lambda route: route.fulfill(body="neutral", content_type="text/html"))
        made.goto(f"{site}/chat?lang=es")
        made.get_by_text("¿Sí o no?").wait_for()
        yield made
        browser.close()


def test_page_fits_a_small_phone(page: Any) -> None:
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert page.locator("#exit").is_visible()
    assert page.evaluate("document.cookie") == ""


def test_a_source_with_a_known_address_is_a_link(page: Any) -> None:
    sources = [{"title": "8 USC 1158", "url": "https://uscode.house.gov/view.xhtml"},
               {"title": "COMAR", "url": None}, {"title": "Trick", "url": "javascript:alert(1)"}]
    told = {"id": "r2", "text": "Asilo", "choices": [], "sources": sources, "reviewed_on": "2026-11-24"}
    page.route("**/messages", lambda route: route.fulfill(json={"messages": [told], "done": False}))
    page.get_by_role("button", name="Sí", exact=True).click()
    link = page.get_by_role("link", name="8 USC 1158")
    link.wait_for()
    assert link.get_attribute("href") == "https://uscode.house.gov/view.xhtml"
    assert link.get_attribute("rel") == "noopener noreferrer"
    shown = page.locator(".message small").last.text_content()
    assert "; COMAR; Trick. Lo que se sabía el 24 de noviembre de 2026." in shown
    assert page.locator(".message a").count() == 1


def test_same_id_after_a_lost_connection(page: Any) -> None:
    ids: list[str] = []

    def answer(route: Any) -> None:
        ids.append(route.request.post_data_json["id"])
        if len(ids) == 1:
            route.abort()
        else:
            route.fulfill(json={"messages": [{"id": "r2", "text": "Gracias", "choices": []}], "done": False})

    page.route("**/messages", answer)
    page.get_by_role("button", name="Sí", exact=True).click()
    page.locator("#problem button").click()
    page.get_by_text("Gracias").wait_for()
    assert len(ids) == 2
    assert ids[0] == ids[1]


@pytest.mark.parametrize("how", ["button", "shift"])
def test_exit_forgets_and_leaves(page: Any, how: str) -> None:
    if how == "button":
        page.locator("#exit").click()
    else:
        for _ in range(3):
            page.keyboard.press("Shift")
    page.get_by_text("neutral").wait_for()
    until = time.monotonic() + 5
    while page.context.cookies() and time.monotonic() < until:
        page.wait_for_timeout(50)  # the request may outlive the page
    assert not [c for c in page.context.cookies() if c["name"] == "cobijo_session"]


async def test_twilio_list_gives_only_this_number(client: httpx.AsyncClient) -> None:
    path = f"/simulator/twilio/2010-04-01/Accounts/{SIMULATOR_ACCOUNT}/Messages.json"
    for number in ("+15125550123", "+15125550199"):
        await client.post(path, data={"To": number, "From": "+15005550006", "Body": number})
    got = (await client.get(path, params={"To": "+15125550123", "From": "+15005550006"})).json()["messages"]
    assert [m["body"] for m in got] == ["+15125550123"]


async def test_leaving_ends_the_session_on_the_server(app: FastAPI, client: httpx.AsyncClient) -> None:
    conversation_id = await _started(client)
    copied = {"Cookie": f"cobijo_session={client.cookies['cobijo_session']}"}
    await client.delete("/chat/session", headers=CSRF)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as other:
        got = await other.get(f"/chat/conversations/{conversation_id}", headers=copied)
    assert got.status_code == 401


@pytest.mark.parametrize(("method", "path", "body"), [
    ("DELETE", "/chat/session", None), ("POST", "/chat/return", {"code": "2345678923"})])
async def test_session_calls_need_the_pages_header(client: httpx.AsyncClient, method: str, path: str,
                                                   body: dict[str, str] | None) -> None:
    await _started(client)
    assert (await client.request(method, path, json=body)).status_code == 401


async def test_code_has_ten_characters(client: httpx.AsyncClient) -> None:
    await _started(client)
    assert len((await client.post("/chat/session/code", headers=CSRF)).json()["code"]) == 10


def test_exit_does_not_wait_for_the_server(page: Any) -> None:
    page.route("**/chat/session", lambda route: None)  # never answered
    page.locator("#exit").click()
    page.get_by_text("neutral").wait_for(timeout=3000)


def test_holding_shift_does_not_exit(page: Any) -> None:
    for _ in range(4):
        page.keyboard.down("Shift")  # the same press, repeated by the keyboard
    page.keyboard.up("Shift")
    page.wait_for_timeout(500)
    assert page.get_by_text("¿Sí o no?").is_visible()


def test_what_is_typed_meanwhile_is_not_lost(page: Any) -> None:
    page.route("**/messages", lambda route: route.abort())
    page.get_by_role("button", name="Sí", exact=True).click()
    page.locator("#problem button").wait_for()
    page.locator("#text").fill("me regresaron")
    page.locator("#form button").click()
    assert page.locator("#text").input_value() == "me regresaron"


def test_a_lost_connection_on_reload_does_not_start_anew(page: Any) -> None:
    before = page.context.cookies()
    page.route(re.compile(r"/chat/conversations/[^/]+$"), lambda route: route.abort())
    page.reload()
    page.locator("#problem").wait_for()
    assert page.context.cookies() == before
