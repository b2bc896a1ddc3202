"""Leases: of all processes one at a time runs a turn of a conversation. Callers hold the transaction."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import or_, update
from sqlalchemy.orm import Session

from intake.clock import now
from intake.db import tables as t
from intake.settings import settings


def take(session: Session, conversation_id: str, owner: str) -> bool:
    """Become the only one who runs a turn of this conversation, until the lease runs out."""
    moment = now()
    taken = session.execute(
        update(t.Conversation)
        .where(t.Conversation.id == conversation_id,
               or_(t.Conversation.lease_owner.is_(None), t.Conversation.lease_owner == owner,
                   t.Conversation.lease_until < moment))
        .values(lease_owner=owner, lease_until=moment + timedelta(seconds=settings().lease_seconds))
        .execution_options(synchronize_session=False))
    return bool(getattr(taken, "rowcount", 0))


def renew(session: Session, conversation_id: str, owner: str) -> None:
    """Keep the lease while the turn runs."""
    session.execute(update(t.Conversation)
                    .where(t.Conversation.id == conversation_id, t.Conversation.lease_owner == owner)
                    .values(lease_until=now() + timedelta(seconds=settings().lease_seconds)))


def drop(session: Session, conversation_id: str, owner: str, broke: bool = False) -> None:
    """Let the next turn run; count one that ``broke`` on its messages."""
    session.execute(update(t.Conversation)
                    .where(t.Conversation.id == conversation_id, t.Conversation.lease_owner == owner)
                    .values(lease_owner=None, lease_until=None, failed=t.Conversation.failed + int(broke)))


def drop_all_of(session: Session, instance: str) -> None:
    """A process that starts under this name has no turn running: what it held before it died is free again."""
    held = t.Conversation.lease_owner.startswith(f"{instance}:", autoescape=True)
    session.execute(update(t.Conversation).where(held).values(lease_owner=None, lease_until=None))
