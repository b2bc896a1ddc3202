"""Twilio: send one text, look for one that may have gone out, check a signature.

Redacts: bodies and numbers never leave this module in an exception, a result or a log.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Literal

import requests
from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.request_validator import RequestValidator
from twilio.rest import Client

from intake.settings import settings

OPTED_OUT, TOO_MANY = 21610, 429
Outcome = Literal["sent", "retry", "failed", "opted_out", "ambiguous"]


@dataclass(frozen=True)
class SendResult:
    """What became of a send: ``sid`` only if sent, ``code`` only if refused."""

    outcome: Outcome
    sid: str | None = None
    code: int | None = None


@cache
def _client() -> Client:
    client = Client(settings().twilio_account_sid, settings().twilio_auth_token,
                    http_client=TwilioHttpClient(timeout=settings().twilio_timeout_seconds))
    if settings().twilio_api_url:
        client.api.base_url = settings().twilio_api_url
    return client


def _ends(channel: str, number: str) -> tuple[str, str]:
    if channel == "whatsapp":
        return f"whatsapp:{number}", f"whatsapp:{settings().twilio_whatsapp_from or settings().twilio_from}"
    return number, settings().twilio_from


def send(channel: str, number: str, body: str, reply_id: str) -> SendResult:
    """Send once; the status callback carries our own id, so that an ambiguous send can be reconciled."""
    to, sender = _ends(channel, number)
    callback = f"{settings().public_url}/sms/status?reply={reply_id}"
    try:
        message = _client().messages.create(to=to, from_=sender, body=body, status_callback=callback)
    except TwilioRestException as error:
        return _refused(error)
    except requests.exceptions.ConnectionError as error:
        # Refused before anything was sent, or broken off in the middle: only the first is certain.
        fresh = "NewConnectionError" in repr(error) or "Connection refused" in repr(error)
        return SendResult("retry" if fresh else "ambiguous")
    except (requests.exceptions.RequestException, TwilioException, ValueError):
        return SendResult("ambiguous")
    return SendResult("sent", message.sid)


def _refused(error: TwilioRestException) -> SendResult:
    if error.code == OPTED_OUT:
        return SendResult("opted_out", code=OPTED_OUT)
    if error.status == TOO_MANY:
        return SendResult("retry", code=TOO_MANY)
    if error.status >= 500:
        return SendResult("ambiguous", code=error.status)
    return SendResult("failed", code=error.code or error.status)


def find_sent(channel: str, number: str, body: str, since: datetime,
              known: Collection[str]) -> str | Literal["unknown"] | None:
    """The sid of a text with this body accepted since then that is not a ``known`` one; None: there is none.

    Not filtered by the day of sending: what is still queued has none and would be missed.
    """
    to, sender = _ends(channel, number)
    try:
        for message in _client().messages.list(to=to, from_=sender, limit=50):
            fresh = message.date_created is None or message.date_created >= since
            if message.body == body and fresh and message.sid not in known:
                return str(message.sid)
    except (TwilioException, requests.exceptions.RequestException, ValueError, KeyError, TypeError):
        return "unknown"
    return None


def is_signed(url: str, fields: dict[str, str | list[str]], signature: str | None) -> bool:
    """Whether Twilio signed this form for this public URL, with the primary or secondary token."""
    tokens = [settings().twilio_auth_token, settings().twilio_auth_token_secondary]
    return bool(signature) and any(RequestValidator(token).validate(url, fields, signature)
                                   for token in tokens if token)
