"""The time and the ids, in one place so that tests can freeze them."""

from __future__ import annotations

import secrets
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

BORDER = ZoneInfo("America/Denver")  # El Paso: the day a person there calls "today"


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC)


def local_day(moment: datetime) -> date:
    """The calendar day of ``moment`` at the border; relative dates resolve against it."""
    return moment.astimezone(BORDER).date()


def new_id(prefix: str) -> str:
    """A fresh unguessable id such as ``c_5f2a...`` (96 random bits)."""
    return f"{prefix}_{secrets.token_hex(12)}"
