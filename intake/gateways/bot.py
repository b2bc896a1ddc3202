"""The bot (Rasa): one call a turn, text in, keys and a new snapshot out.

Redacts: the text is sent over the private link and never logged; errors carry the status only.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import aiohttp

from intake.errors import Busy
from intake.settings import settings

KEPT = 2.0  # seconds that an idle connection is used again; the bot closes it after five (sanic's default)


@dataclass(frozen=True)
class BotAnswer:
    """Keys to say in order, the snapshot to commit, the intent that was understood."""

    says: tuple[dict[str, Any], ...]
    snapshot: dict[str, Any]
    intent: str


def _client() -> aiohttp.ClientSession:
    return _client_of(asyncio.get_running_loop())


@cache
def _client_of(loop: asyncio.AbstractEventLoop) -> aiohttp.ClientSession:
    """One client a loop: DBOS runs recovered workflows in a loop of its own."""
    return aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=settings().bot_timeout_seconds),
                                 connector=aiohttp.TCPConnector(limit=32, keepalive_timeout=KEPT))


async def close() -> None:
    """Close the connections of this loop."""
    await _client().close()


async def turn(conversation: str, turn_id: str, *, text: str = "", intent: str | None = None,
               states: Mapping[str, str | None], snapshot: dict[str, Any] | None) -> BotAnswer:
    """Run one turn; `Busy` when the bot is not there or did not finish."""
    body = {"conversation": conversation, "turn": turn_id, "text": text, "intent": intent,
            "states": {k: v for k, v in states.items() if v is not None}, "snapshot": snapshot,
            "actions": settings().own_url}
    try:
        async with _client().post(f"{settings().bot_url}/webhooks/cobijo/turn", json=body,
                                  headers={"Authorization": f"Bearer {settings().bot_secret}"}) as answer:
            if answer.status != 200:
                raise Busy
            got = await answer.json()
    except (aiohttp.ClientError, TimeoutError) as error:
        raise Busy from error
    if not got.get("snapshot") or got.get("error"):
        raise Busy  # an action failed: Rasa swallows it and answers without a snapshot
    return BotAnswer(tuple(got["says"]), got["snapshot"], (got.get("intent") or {}).get("name") or "")


async def is_ready() -> bool:
    """Whether the bot has loaded its model."""
    try:
        async with _client().get(f"{settings().bot_url}/webhooks/cobijo/",
                                 timeout=aiohttp.ClientTimeout(total=3)) as answer:
            return answer.status == 200 and (await answer.json()).get("status") == "ok"
    except (aiohttp.ClientError, TimeoutError):
        return False
