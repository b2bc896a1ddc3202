"""Who calls the chat API: a bearer token, or the browser's HttpOnly cookie with its CSRF header."""

from __future__ import annotations

from typing import Annotated

from fastapi import Cookie, Header, Request

from intake.errors import Unauthorized

COOKIE = "cobijo_session"
CSRF_HEADER = "x-cobijo-page"  # a cross-site form cannot set a header of its own


def shown_token(request: Request) -> str:
    """The token of a request, if it shows one; nothing is decided by it."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return token.strip()
    return request.cookies.get(COOKIE, "").partition(".")[2]


async def caller_token(request: Request, authorization: Annotated[str, Header()] = "",
                       cobijo_session: Annotated[str, Cookie()] = "",
                       x_cobijo_page: Annotated[str, Header()] = "") -> str:
    """The token that the caller shows; Unauthorized without one. (FastAPI runs a plain function in a thread.)"""
    scheme, _, token = authorization.partition(" ")
    if scheme.lower() == "bearer" and token:
        return token.strip()
    safe = request.method in ("GET", "HEAD")
    if cobijo_session and (safe or x_cobijo_page == "1"):
        return cobijo_session.partition(".")[2]
    raise Unauthorized
