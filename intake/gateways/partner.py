"""Partners' webhooks: one signed POST. Redacts: no body and no address in results, errors or logs.

Signatures: Standard Webhooks. The address is resolved once, checked, and pinned; private ranges are
refused unless ``ALLOW_PRIVATE_WEBHOOKS=1``; no redirect is followed.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

import httpx
from anyio.to_thread import run_sync
from standardwebhooks.webhooks import Webhook

from intake.clock import now
from intake.settings import settings


@dataclass(frozen=True)
class PostResult:
    """``status`` None: no answer; ``refused``: the address may never be called."""

    status: int | None
    retry_after: float | None = None
    refused: bool = False

    @property
    def taken(self) -> bool:
        """Whether the partner has it."""
        return self.status is not None and 200 <= self.status < 300

    @property
    def gone(self) -> bool:
        """410: the partner wants no more webhooks."""
        return self.status == 410


class Refused(Exception):
    """An address that may never be called."""


def resolve(url: str) -> str | None:
    """The address to call; None when it does not resolve now; Refused when it is no public https one."""
    parts, allowed = urlsplit(url), settings().allow_private_webhooks
    if parts.scheme not in (("http", "https") if allowed else ("https",)) or not parts.hostname:
        raise Refused
    try:
        found = socket.getaddrinfo(parts.hostname, parts.port or 443, type=socket.SOCK_STREAM)
    except OSError:
        return None
    addresses = [str(item[4][0]) for item in found]
    if not allowed and any(not ipaddress.ip_address(a).is_global for a in addresses):
        raise Refused
    return addresses[0] if addresses else None


def sign(webhook_id: str, moment: datetime, body: str, secrets: list[str]) -> dict[str, str]:
    """The three headers; one signature for each secret in force. ``moment`` goes in as UTC."""
    utc = moment.astimezone(UTC)
    signatures = [Webhook(secret).sign(webhook_id, utc, body) for secret in secrets]
    return {"webhook-id": webhook_id, "webhook-timestamp": str(int(utc.timestamp())),
            "webhook-signature": " ".join(signatures), "content-type": "application/json"}


async def post(url: str, webhook_id: str, moment: datetime, body: str, secrets: list[str]) -> PostResult:
    """One attempt."""
    try:
        address = await run_sync(resolve, url)
    except (Refused, ValueError):  # ValueError: a port that is no number
        return PostResult(None, refused=True)
    if address is None:
        return PostResult(None)
    parts = urlsplit(url)
    host = f"[{address}]" if ":" in address else address
    pinned = parts._replace(netloc=f"{host}:{parts.port}" if parts.port else host).geturl()
    headers = {**sign(webhook_id, moment, body, secrets), "host": parts.netloc.rpartition("@")[2]}
    try:
        # The limit is for the whole call, and of the answer only the head is read.
        async with (asyncio.timeout(settings().webhook_timeout_seconds),
                    httpx.AsyncClient(timeout=None, follow_redirects=False) as client,
                    client.stream("POST", pinned, content=body.encode(), headers=headers,
                                  extensions={"sni_hostname": parts.hostname}) as answer):
            return PostResult(answer.status_code, _seconds(answer.headers.get("retry-after", "")))
    except (httpx.HTTPError, TimeoutError):
        return PostResult(None)


def _seconds(retry_after: str) -> float | None:
    """A Retry-After, which is seconds or a date, as seconds from now: the answer may have come late."""
    if retry_after.isascii() and retry_after.isdecimal():
        return float(retry_after[:9])
    try:
        return (parsedate_to_datetime(retry_after) - now()).total_seconds()
    except (ValueError, TypeError):  # neither, or a date without a zone
        return None
