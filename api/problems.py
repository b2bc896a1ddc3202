"""Errors as RFC 9457 problem details, in plain language."""

from __future__ import annotations

import contextlib
from http import HTTPStatus
from typing import Any

from anyio.to_thread import run_sync
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from sqlalchemy.exc import DataError, IntegrityError, OperationalError, SQLAlchemyError
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp as App
from starlette.types import Message, Receive, Scope, Send

from api.answers import MEDIA
from api.sessions import shown_token
from intake import content, logs
from intake.db import repository as repo
from intake.db.session import transaction
from intake.errors import CobijoError


def language_of(request: Request) -> str:
    """The language of an error: the browser's first choice, English otherwise."""
    return "es" if request.headers.get("accept-language", "").lower().startswith("es") else "en"


async def _spoken(request: Request) -> str:
    """In a conversation its own language; the browser's otherwise."""
    token = shown_token(request) if request.url.path.startswith("/chat") else ""

    def look() -> str | None:
        with contextlib.suppress(SQLAlchemyError), transaction() as session:
            return repo.language_of_token(session, token)
        return None

    return (await run_sync(look) if token else None) or language_of(request)


async def problem(request: Request, status: int, key: str, *, headers: dict[str, str] | None = None,
                  extra: dict[str, Any] | None = None) -> JSONResponse:
    """One problem document; ``type`` is stable, title and detail are sentences."""
    language = await _spoken(request)
    body = {"type": f"https://cobijo.example/problems/{key}", "status": status,
            "title": content.render(f"service.errors.{key}.title", language, "web"),
            "detail": content.render(f"service.errors.{key}.detail", language, "web"), **(extra or {})}
    return JSONResponse(body, status, headers={"Cache-Control": "no-store", **(headers or {})}, media_type=MEDIA)


async def _expected(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, CobijoError)
    headers = {"Retry-After": str(error.retry_after or 5)} if error.status in (429, 503) else None
    return await problem(request, error.status, error.key, headers=headers)


async def _malformed(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    where = [".".join(str(part) for part in item["loc"]) for item in error.errors()]
    return await problem(request, 422, "unprocessable", extra={"fields": where})


async def _http(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    keys = {401: "unauthorized", 403: "forbidden", 404: "not_found", 405: "not_found", 413: "too_large"}
    headers = dict(error.headers) if error.headers else None
    return await problem(request, error.status_code, keys.get(error.status_code, "malformed"), headers=headers)


async def _database(request: Request, error: Exception) -> JSONResponse:
    return await problem(request, HTTPStatus.SERVICE_UNAVAILABLE, "busy", headers={"Retry-After": "5"})


async def _unstorable(request: Request, error: Exception) -> JSONResponse:
    return await problem(request, 422, "unprocessable")  # a NUL in an id, on PostgreSQL


class Unexpected:
    """ASGI: any other error is logged and answered here. Starlette's own way raises it again after the answer,
    and uvicorn then drops the connection, with the next message on it."""

    def __init__(self, app: App) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on; 500 when it breaks before its answer began."""
        began = False

        async def noting(message: Message) -> None:
            nonlocal began
            began = began or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, noting)
        except Exception as error:
            if began or scope["type"] != "http":
                raise
            logs.logger("http").error("unexpected", error=type(error).__name__, where=logs.where(error))
            answer = await problem(Request(scope, receive), 500, "server")
            await answer(scope, receive, send)


def install(app: FastAPI) -> None:
    """Every error of the app leaves as a problem document."""
    app.add_exception_handler(CobijoError, _expected)
    app.add_exception_handler(RequestValidationError, _malformed)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(OperationalError, _database)
    app.add_exception_handler(IntegrityError, _database)  # two did the same at once: the next try finds it done
    app.add_exception_handler(DataError, _unstorable)
    app.add_middleware(Unexpected)
