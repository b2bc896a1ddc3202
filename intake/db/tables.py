"""The tables. Columns named ``*_sealed`` hold `crypto.Sealer` output; everything else is an id,
a state, a time or a keyed fingerprint."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, DateTime, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator


class Moment(TypeDecorator[datetime]):
    """An aware UTC datetime on every database (SQLite keeps no time zone)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Store in UTC; a naive datetime is a mistake."""
        if value is not None and value.tzinfo is None:
            raise ValueError("naive datetime")
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Aware again."""
        return value.replace(tzinfo=UTC) if value and value.tzinfo is None else value


class Base(DeclarativeBase):
    """All tables."""

    type_annotation_map = {datetime: Moment, str: String, bytes: LargeBinary, dict[str, Any]: JSON}  # noqa: RUF012


class HouseSecret(Base):
    """A secret of the house (the index key of phone numbers), wrapped by the keyring."""

    __tablename__ = "house_secrets"
    name: Mapped[str] = mapped_column(primary_key=True)
    wrapped: Mapped[bytes]


class Conversation(Base):
    """One person's dialogue on one channel, with its lease and the bot's snapshot."""

    __tablename__ = "conversations"
    id: Mapped[str] = mapped_column(primary_key=True)
    channel: Mapped[str]  # chat, sms, whatsapp
    language: Mapped[str | None]
    site: Mapped[str | None]
    token_hash: Mapped[str | None] = mapped_column(index=True)
    return_code_hash: Mapped[str | None] = mapped_column(index=True)
    phone_mac: Mapped[str | None] = mapped_column(index=True)
    wrapped_key: Mapped[bytes]
    address_sealed: Mapped[bytes | None]  # the number we answer to, E.164
    state_sealed: Mapped[bytes | None]  # dialogue.State: what is awaited, what is being checked
    snapshot_sealed: Mapped[bytes | None]  # the bot's, see bot/server/snapshots.py
    stored: Mapped[bool] = mapped_column(default=False)  # consent.store is given
    done: Mapped[bool] = mapped_column(default=False)
    with_human: Mapped[bool] = mapped_column(default=False)
    wants_human_at: Mapped[datetime | None]
    turn: Mapped[int] = mapped_column(default=0)
    failed: Mapped[int] = mapped_column(default=0)  # times in a row that a turn broke on these messages
    lease_owner: Mapped[str | None]
    lease_until: Mapped[datetime | None]
    created_at: Mapped[datetime]
    heard_at: Mapped[datetime]
    expires_at: Mapped[datetime | None] = mapped_column(index=True)


class Message(Base):
    """A message of the person; unique by the client's id (chat) or the MessageSid (SMS)."""

    __tablename__ = "messages"
    __table_args__ = (UniqueConstraint("conversation_id", "client_id"),)
    id: Mapped[str] = mapped_column(primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"), index=True)
    client_id: Mapped[str]
    ordinal: Mapped[int]
    text_mac: Mapped[str]
    text_sealed: Mapped[bytes | None]  # None once it is erased by a "no" to consent.store
    turn: Mapped[int | None]
    received_at: Mapped[datetime]


class Reply(Base):
    """A message to the person; on SMS also its delivery."""

    __tablename__ = "replies"
    id: Mapped[str] = mapped_column(primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"), index=True)
    turn: Mapped[int | None]  # None: not an answer (a partner's news, a reminder)
    ordinal: Mapped[int]
    body_sealed: Mapped[bytes]  # {"text", "choices", "topic", "sources", "reviewed_on"}
    channel: Mapped[str]
    encoding: Mapped[str | None]
    segments: Mapped[int | None]
    state: Mapped[str] = mapped_column(default="new")  # new, sending, sent, delivered, failed, unknown, dropped
    provider_sid: Mapped[str | None] = mapped_column(index=True)
    error_code: Mapped[int | None]
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]


class Fact(Base):
    """One field of a record with its evidence; the newest row of a field counts, older ones are kept."""

    __tablename__ = "facts"
    __table_args__ = (Index("ix_facts_current", "conversation_id", "superseded"),)
    id: Mapped[str] = mapped_column(primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"))
    field: Mapped[str]
    value_sealed: Mapped[bytes]  # {"state", "value", "words"}
    message_id: Mapped[str | None]
    basis: Mapped[str]  # told, confirmed, inferred
    turn: Mapped[int]
    recorded_at: Mapped[datetime]
    superseded: Mapped[bool] = mapped_column(default=False)


class Consent(Base):
    """A whole-message yes or no to one consent; ``partner_id`` only for share."""

    __tablename__ = "consents"
    id: Mapped[str] = mapped_column(primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str]  # store, share, statistics
    partner_id: Mapped[str | None]
    given: Mapped[bool]
    channel: Mapped[str]
    wording: Mapped[str]  # version of the sentence that was shown
    message_id: Mapped[str | None]
    at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]


class Partner(Base):
    """An organization that joined; its secrets are sealed with the house's index key."""

    __tablename__ = "partners"
    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    api_key_hash: Mapped[str] = mapped_column(index=True)
    webhook_url: Mapped[str]
    secrets_sealed: Mapped[bytes]  # list of whsec_..., newest first
    places: Mapped[dict[str, Any]]  # {"any": true} or {"ids": [crossing, port, city, facility or state ids]}
    languages: Mapped[dict[str, Any]]  # {"tags": ["es", "en"]}
    is_open: Mapped[bool] = mapped_column(default=True)
    capacity: Mapped[int | None]  # open referrals it takes at once; None: no limit
    disabled_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


class Referral(Base):
    """A case offered to one organization under one consent."""

    __tablename__ = "referrals"
    id: Mapped[str] = mapped_column(primary_key=True)
    conversation_id: Mapped[str | None] = mapped_column(
        ForeignKey("conversations.id", ondelete="SET NULL"), index=True)  # None: the person was erased
    partner_id: Mapped[str] = mapped_column(ForeignKey("partners.id"), index=True)
    consent_id: Mapped[str | None] = mapped_column(ForeignKey("consents.id", ondelete="SET NULL"))
    rank: Mapped[int]
    state: Mapped[str]  # agreed (waits its turn), offered, accepted, declined, expired, withdrawn, closed
    reason: Mapped[str | None]  # a code of ours: consent_withdrawn, erased, accepted_by_another
    note_sealed: Mapped[bytes | None]  # the organization's own words on declining or closing
    urgency: Mapped[str]
    offered_at: Mapped[datetime | None]
    expires_at: Mapped[datetime | None] = mapped_column(index=True)
    accepted_at: Mapped[datetime | None]  # since then the organization holds the case
    changed_at: Mapped[datetime]


class Delivery(Base):
    """One webhook to one partner; its id is the ``webhook-id`` of every attempt."""

    __tablename__ = "deliveries"
    id: Mapped[str] = mapped_column(primary_key=True)
    referral_id: Mapped[str] = mapped_column(ForeignKey("referrals.id", ondelete="CASCADE"), index=True)
    partner_id: Mapped[str] = mapped_column(ForeignKey("partners.id"))
    event: Mapped[str]
    body_sealed: Mapped[bytes]
    state: Mapped[str] = mapped_column(default="new")  # new, delivered, failed, cancelled
    attempts: Mapped[int] = mapped_column(default=0)
    last_status: Mapped[int | None]
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]


class OptOut(Base):
    """A number that said STOP; only START opens it. Outlives an erasure: it is a keyed fingerprint."""

    __tablename__ = "opt_outs"
    phone_mac: Mapped[str] = mapped_column(primary_key=True)
    source: Mapped[str]  # keyword, 21610
    at: Mapped[datetime]


class Tombstone(Base):
    """An erased conversation's ids for 24 h, so that a retry gets the same answer."""

    __tablename__ = "tombstones"
    id: Mapped[str] = mapped_column(primary_key=True)  # conversation id + "/" + client id of the message
    conversation_id: Mapped[str] = mapped_column(index=True)
    token_hash: Mapped[str | None] = mapped_column(index=True)
    language: Mapped[str]
    keys: Mapped[dict[str, Any]]  # {"say": [...]}: keys of content, no words
    expires_at: Mapped[datetime] = mapped_column(index=True)


class Figure(Base):
    """A case counted with consent.statistics: coarse values only, no link to the person."""

    __tablename__ = "figures"
    id: Mapped[str] = mapped_column(primary_key=True)
    conversation_id: Mapped[str | None] = mapped_column(
        ForeignKey("conversations.id", ondelete="SET NULL"), index=True)
    port: Mapped[str | None]
    month: Mapped[str | None]
    nationality: Mapped[str | None]
    kinds: Mapped[dict[str, Any]]
    flags: Mapped[dict[str, Any]]
