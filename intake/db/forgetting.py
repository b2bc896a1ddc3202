"""What goes, goes: one person when they ask, held words and abandoned intakes when their time is over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from intake.clock import now
from intake.db import tables as t
from intake.db.session import FORGOT
from intake.settings import settings


def erase(session: Session, row: t.Conversation, *, language: str, keys: Mapping[str, Any],
          client_ids: Sequence[str], uncount: bool = True) -> None:
    """Remove the person from every table; what stays are ids for 24 h, and referrals without them.

    ``uncount`` also takes the case out of the figures that it was counted in with a consent.
    """
    until = now() + timedelta(hours=settings().hold_hours)
    for client_id in {*client_ids, ""}:
        # Twilio repeats a MessageSid to a number whose conversation is gone: it is known by itself.
        name = f"{row.id}/{client_id}" if row.channel == "chat" or not client_id else f"sms/{client_id}"
        session.merge(t.Tombstone(id=name, conversation_id=row.id, token_hash=row.token_hash,
                                  language=language, keys=dict(keys), expires_at=until))
    offered = select(t.Referral.id).where(t.Referral.conversation_id == row.id)
    session.execute(delete(t.Delivery).where(t.Delivery.referral_id.in_(offered),
                                             t.Delivery.event != "referral.withdrawn"))  # that one holds ids only
    session.execute(update(t.Referral).where(t.Referral.conversation_id == row.id)
                    .values(conversation_id=None, consent_id=None, note_sealed=None))
    if uncount:
        session.execute(delete(t.Figure).where(t.Figure.conversation_id == row.id))
    session.execute(update(t.Figure).where(t.Figure.conversation_id == row.id).values(conversation_id=None))
    for table in (t.Fact, t.Reply, t.Message, t.Consent):
        session.execute(delete(table).where(table.conversation_id == row.id))
    session.execute(delete(t.Conversation).where(t.Conversation.id == row.id))
    session.info[FORGOT] = True


def forget_held(session: Session, moment: datetime) -> None:
    """What was written without a consent to keep it goes after 24 hours, also while they go on writing."""
    before = moment - timedelta(hours=settings().hold_hours)
    without = select(t.Conversation.id).where(t.Conversation.stored.is_(False))
    gone = session.execute(
        update(t.Message).where(t.Message.conversation_id.in_(without), t.Message.received_at < before,
                                t.Message.text_sealed.is_not(None)).values(text_sealed=None))
    session.info[FORGOT] = session.info.get(FORGOT) or bool(getattr(gone, "rowcount", 0))


def expired(session: Session, moment: datetime) -> tuple[t.Conversation, ...]:
    """Conversations whose time is over: held copies after 24 h, abandoned intakes after the set time."""
    return tuple(session.scalars(select(t.Conversation).where(t.Conversation.expires_at < moment)))
