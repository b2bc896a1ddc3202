"""One base error; what a caller may expect carries a key of ``content/messages/service`` and a status."""

from __future__ import annotations


class CobijoError(Exception):
    """Something that has a clear answer: ``key`` names the sentence, ``status`` the HTTP status."""

    key = "server"
    status = 500

    def __init__(self, key: str | None = None, *, retry_after: int | None = None) -> None:
        super().__init__(key or self.key)
        self.key = key or self.key
        self.retry_after = retry_after


class Unauthorized(CobijoError):
    """No token, or a wrong one."""

    key, status = "unauthorized", 401


class NotFound(CobijoError):
    """Not there, erased, or somebody else's."""

    key, status = "not_found", 404


class Conflict(CobijoError):
    """The same id with another content."""

    key, status = "conflict", 409


class WrongState(CobijoError):
    """The state machine does not allow this call."""

    key, status = "wrong_state", 409


class Malformed(CobijoError):
    """The request cannot be read."""

    key, status = "unprocessable", 422


class TooLarge(CobijoError):
    """More than the limit."""

    key, status = "too_large", 413


class RateLimited(CobijoError):
    """Too many requests; try later."""

    key, status = "rate_limited", 429


class Busy(CobijoError):
    """Another turn of this conversation is still running, or the bot does not answer."""

    key, status = "busy", 503


class LeaseLost(CobijoError):
    """The turn took too long and another process owns the conversation now."""

    key, status = "busy", 503
