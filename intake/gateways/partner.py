"""Partners' webhooks: one signed POST. Redacts: no body and no address in results, errors or logs.

Signatures: Standard Webhooks. The address is resolved once, checked, and pinned; private ranges are
refused unless ``ALLOW_PRIVATE_WEBHOOKS=1``; no redirect is followed.
"""

from __future__ import annotations

import ipaddress
import socket
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit

import httpx
from anyio.to_thread import run_sync
from standardwebhooks.webhooks import Webhook

from intake.settings import settings

TIMEOUT_SECONDS = 15.0


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


def resolve(url: str) -> str | None:
    """The address to call, or None when it is not a public one (or does not resolve)."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return None
    try:
        found = socket.getaddrinfo(parts.hostname, parts.port or 443, type=socket.SOCK_STREAM)
    except OSError:
        return None
    addresses = [str(item[4][0]) for item in found]
    allowed = settings().allow_private_webhooks
    if parts.scheme == "http" and not allowed:
        return None
    if not allowed and any(not ipaddress.ip_address(a).is_global for a in addresses):
        return None
    return addresses[0] if addresses else None


def sign(webhook_id: str, moment: datetime, body: str, secrets: list[str]) -> dict[str, str]:
    """The three headers; one signature for each secret in force. ``moment`` goes in as UTC."""
    utc = moment.astimezone(UTC)
    signatures = [Webhook(secret).sign(webhook_id, utc, body) for secret in secrets]
    return {"webhook-id": webhook_id, "webhook-timestamp": str(int(utc.timestamp())),
            "webhook-signature": " ".join(signatures), "content-type": "application/json"}


async def post(url: str, webhook_id: str, moment: datetime, body: str, secrets: list[str]) -> PostResult:
    """One attempt."""
    address = await run_sync(resolve, url)
    if address is None:
        return PostResult(None, refused=True)
    parts = urlsplit(url)
    host = f"[{address}]" if ":" in address else address
    pinned = parts._replace(netloc=f"{host}:{parts.port}" if parts.port else host).geturl()
    headers = {**sign(webhook_id, moment, body, secrets), "host": parts.netloc}
    try:
        async with httpx.AsyncClient(timeout=TIMEOUT_SECONDS, follow_redirects=False) as client:
            answer = await client.post(pinned, content=body.encode(), headers=headers,
                                       extensions={"sni_hostname": parts.hostname})
    except httpx.HTTPError:
        return PostResult(None)
    after = answer.headers.get("retry-after", "")
    return PostResult(answer.status_code, float(after) if after.isdigit() else None)
