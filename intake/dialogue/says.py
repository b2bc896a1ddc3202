"""The answer that an erased conversation still gives for 24 hours."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from intake import content
from intake.clock import now
from intake.db import tables as t
from intake.db.crypto import digest


def erased_answer(session: Session, conversation_id: str, token: str, client_id: str) -> dict[str, Any] | None:
    """The goodbye for a message that erased, repeated word for word; None when it is not one."""
    row = session.scalar(select(t.Tombstone).where(
        t.Tombstone.id == f"{conversation_id}/{client_id}", t.Tombstone.token_hash == digest(token),
        t.Tombstone.expires_at > now()))
    if row is None:
        return None
    messages: list[dict[str, Any]] = [
        {"id": f"{row.id}/{place}", "text": content.render(key, row.language, "web"), "choices": [],
         "topic": "erase" if place == 0 else None, "sources": [], "reviewed_on": None}
        for place, key in enumerate(row.keys["say"])]
    return {"messages": messages, "awaiting": None, "done": True}
