"""Rate limits by conversation, by site and by address: buckets in memory of this process.

A shelter's guests share one address, so a site has a bucket of its own, wider than an address's.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from fastapi import Request

from intake.errors import RateLimited
from intake.settings import settings


@dataclass
class Buckets:
    """``burst`` calls at once, ``per_minute`` on the long run, for each key."""

    burst: float
    per_minute: float
    levels: dict[str, tuple[float, float]] = field(default_factory=dict)

    def take(self, key: str) -> None:
        """Take one; RateLimited with Retry-After when the bucket is empty."""
        moment = time.monotonic()
        level, since = self.levels.get(key, (self.burst, moment))
        level = min(self.burst, level + (moment - since) * self.per_minute / 60)
        if level < 1:
            raise RateLimited(retry_after=int((1 - level) * 60 / self.per_minute) + 1)
        if len(self.levels) > 50_000:
            self.levels.clear()
        self.levels[key] = (level - 1, moment)


OPENINGS_BY_ADDRESS = Buckets(20, 10)
OPENINGS_BY_SITE = Buckets(60, 60)
MESSAGES = Buckets(30, 40)
GUESSES_BY_ADDRESS = Buckets(10, 5)
GUESSES = Buckets(200, 60)  # from everywhere: who guesses codes has many addresses


def check_opening(request: Request, site: str | None) -> None:
    """A new conversation from this address or site."""
    if settings().rate_limit == "off":
        return
    if site:
        OPENINGS_BY_SITE.take(site)
    else:
        OPENINGS_BY_ADDRESS.take(request.client.host if request.client else "")


def check_guess(request: Request) -> None:
    """A return code that may be a guess."""
    if settings().rate_limit != "off":
        GUESSES_BY_ADDRESS.take(request.client.host if request.client else "")
        GUESSES.take("")


def check_message(conversation_id: str) -> None:
    """A message of this conversation."""
    if settings().rate_limit != "off":
        MESSAGES.take(conversation_id)
