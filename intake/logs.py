"""Structured logs: only the keys below are ever written, so no phone, name or text can be."""

from __future__ import annotations

import logging
import sys
import time
import traceback
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

import structlog

ALLOWED = frozenset({"event", "level", "timestamp", "logger", "method", "route", "status", "ms", "conversation",
                     "message", "reply", "delivery", "referral", "partner", "error", "attempt", "intent", "count",
                     "where"})
Scope = MutableMapping[str, Any]


def _only_allowed(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    return {key: value for key, value in event.items() if key in ALLOWED}


def configure() -> None:
    """JSON lines on stderr; libraries' loggers say warnings and worse, by name only."""
    structlog.configure(
        processors=[structlog.stdlib.add_log_level, structlog.processors.TimeStamper(fmt="iso"), _only_allowed,
                    structlog.processors.JSONRenderer()],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr), cache_logger_on_first_use=False)
    root = logging.getLogger()
    root.handlers = [_Names()]
    root.setLevel(logging.WARNING)
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access", "dbos", "twilio.http_client", "httpx"):
        library = logging.getLogger(name)
        library.handlers, library.propagate, library.level = [], True, logging.WARNING


class _Names(logging.Handler):
    """Other people's log records may carry anything: only who, how bad, and the exception's type go out."""

    def emit(self, record: logging.LogRecord) -> None:
        """One line."""
        error = record.exc_info[0].__name__ if record.exc_info and record.exc_info[0] else None
        structlog.get_logger().bind(logger=record.name).warning("library", error=error or record.levelname)


def logger(name: str) -> Any:
    """A logger of ours."""
    return structlog.get_logger().bind(logger=name)


def where(error: Exception) -> str:
    """The last five places in the code; never the message of the error, which may hold what people wrote."""
    frames = traceback.extract_tb(error.__traceback__)
    return " < ".join(f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno}" for frame in frames[:-6:-1])


class RequestLog:
    """One line a request: method, route template, status, milliseconds."""

    def __init__(self, app: Callable[..., Awaitable[None]]) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Any, send: Any) -> None:
        """Time the request and log its end."""
        if scope["type"] != "http" or scope["path"] in ("/internal/actions", "/healthz"):
            await self.app(scope, receive, send)
            return
        began, status = time.perf_counter(), 0

        async def noting(message: Any) -> None:
            nonlocal status
            status = message.get("status", status)
            await send(message)

        try:
            await self.app(scope, receive, noting)
        finally:
            route = getattr(scope.get("route"), "path", "unknown")
            logger("http").info("request", method=scope["method"], route=route, status=status,
                                ms=round((time.perf_counter() - began) * 1000))
