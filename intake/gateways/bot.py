"""The bot (Rasa): one call a turn, text in, keys and a new snapshot out.

Redacts: the text is sent over the private link and never logged; errors carry the status only.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import httpx

from intake.errors import Busy
from intake.settings import settings


@dataclass(frozen=True)
class BotAnswer:
    """Keys to say in order, the snapshot to commit, the intent that was understood."""

    says: tuple[dict[str, Any], ...]
    snapshot: dict[str, Any]
    intent: str


def _client() -> httpx.AsyncClient:
    return _client_of(asyncio.get_running_loop())


@cache
def _client_of(loop: asyncio.AbstractEventLoop) -> httpx.AsyncClient:
    """One client a loop: DBOS runs recovered workflows in a loop of its own."""
    return httpx.AsyncClient(timeout=settings().bot_timeout_seconds,
                             limits=httpx.Limits(max_connections=32, max_keepalive_connections=8))


async def turn(conversation: str, turn_id: str, *, text: str = "", intent: str | None = None,
               states: Mapping[str, str | None], snapshot: dict[str, Any] | None) -> BotAnswer:
    """Run one turn; `Busy` when the bot is not there or did not finish."""
    body = {"conversation": conversation, "turn": turn_id, "text": text, "intent": intent,
            "states": {k: v for k, v in states.items() if v is not None}, "snapshot": snapshot,
            "actions": settings().own_url}
    try:
        answer = await _client().post(f"{settings().bot_url}/webhooks/cobijo/turn", json=body,
                                      headers={"Authorization": f"Bearer {settings().bot_secret}"})
    except httpx.HTTPError as error:
        raise Busy from error
    if answer.status_code != 200:
        raise Busy
    got = answer.json()
    if not got.get("snapshot") or got.get("error"):
        raise Busy  # an action failed: Rasa swallows it and answers without a snapshot
    return BotAnswer(tuple(got["says"]), got["snapshot"], (got.get("intent") or {}).get("name") or "")


async def is_ready() -> bool:
    """Whether the bot has loaded its model."""
    try:
        answer = await _client().get(f"{settings().bot_url}/webhooks/cobijo/", timeout=3)
        return answer.status_code == 200 and answer.json().get("status") == "ok"
    except httpx.HTTPError:
        return False
