"""Around every request: a body has a limit, and what is answered is kept by nobody."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException

LONGEST_BODY = 256_000  # bytes: a message of the longest kind, escaped, many times over
OURS = ("/internal/", "/static/")  # the bot's calls on loopback; files that hold nothing private
Message = MutableMapping[str, Any]
App = Callable[[MutableMapping[str, Any], Callable[[], Awaitable[Message]], Callable[[Message], Awaitable[None]]],
               Awaitable[None]]


class Guard:
    """ASGI: 413 past the limit, also when no length was announced; ``Cache-Control: no-store`` unless set."""

    def __init__(self, app: App) -> None:
        self.app = app

    async def __call__(self, scope: MutableMapping[str, Any], receive: Callable[[], Awaitable[Message]],
                       send: Callable[[Message], Awaitable[None]]) -> None:
        """Pass a request on, watched."""
        if scope["type"] != "http" or scope["path"].startswith(OURS):
            await self.app(scope, receive, send)
            return
        announced = Headers(scope=scope).get("content-length", "0")
        got = 0

        async def counted() -> Message:
            nonlocal got
            message = await receive()
            got += len(message.get("body", b""))
            if got > LONGEST_BODY or (announced.isdecimal() and int(announced[:12]) > LONGEST_BODY):
                raise HTTPException(413)
            return message

        async def private(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.setdefault("Cache-Control", "no-store")
            await send(message)

        await self.app(scope, counted, private)
