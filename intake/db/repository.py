"""Every query of a conversation: open, load, commit, erase. Callers hold the transaction.

Rows go out as frozen values (`Loaded`), opened; they come in as `Commit`, sealed here.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.orm import Session

from intake.clock import new_id, now
from intake.db import tables as t
from intake.db.crypto import Sealer, digest
from intake.db.session import FORGOT, keyring
from intake.db.shapes import FactRow, Loaded, Saying, Told, TurnCommit
from intake.errors import Conflict, LeaseLost, NotFound, Unauthorized
from intake.record import Value
from intake.settings import settings

KEY_BYTES = 32
# What every turn asks for: made once, as making a query costs nearly as much as running it.
_BY_TOKEN = select(t.Conversation).where(t.Conversation.token_hash == bindparam("token_hash"))
_BY_CLIENT_ID = select(t.Message).where(t.Message.conversation_id == bindparam("id"),
                                        t.Message.client_id == bindparam("client_id"))
_MESSAGES = (select(t.Message).order_by(t.Message.ordinal)
             .where(t.Message.conversation_id == bindparam("id"), t.Message.text_sealed.is_not(None)))
_UNANSWERED = _MESSAGES.where(t.Message.turn.is_(None))
_MESSAGES_SO_FAR, _REPLIES_SO_FAR = (
    select(func.count()).select_from(table).where(table.conversation_id == bindparam("id"))
    for table in (t.Message, t.Reply))
_CURRENT_FACTS = select(t.Fact).where(t.Fact.conversation_id == bindparam("id"), t.Fact.superseded.is_(False))


def house_sealer(session: Session) -> Sealer:
    """The house's own key: seals partner secrets and fingerprints phone numbers."""
    row = session.get(t.HouseSecret, "index")
    if row is None:
        _lock(session, "house_secrets")  # of several processes that start on an empty database one makes it
        row = session.get(t.HouseSecret, "index")
    if row is None:
        row = t.HouseSecret(name="index", wrapped=keyring().wrap(secrets.token_bytes(KEY_BYTES), "index"))
        session.add(row)
        session.flush()
    return Sealer(keyring().unwrap(row.wrapped, "index"))


def _lock(session: Session, name: str) -> None:
    """Until the end of the transaction no other holds this name (SQLite has one writer anyway)."""
    if not settings().is_sqlite:
        key = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big", signed=True)
        session.execute(select(func.pg_advisory_xact_lock(key)))


def sealer_of(row: t.Conversation) -> Sealer:
    """The conversation's data key, unwrapped."""
    return Sealer(keyring().unwrap(row.wrapped_key, row.id))


def open_conversation(session: Session, *, channel: str, language: str | None, site: str | None = None,
                      phone: str | None = None) -> tuple[t.Conversation, str]:
    """A new conversation and its bearer token (only its hash is kept)."""
    token, moment = secrets.token_urlsafe(32), now()
    key = secrets.token_bytes(KEY_BYTES)
    conversation_id = new_id("c")
    row = t.Conversation(
        id=conversation_id, channel=channel, language=language, site=site, token_hash=digest(token),
        return_code_hash=None, phone_mac=None, wrapped_key=keyring().wrap(key, conversation_id),
        address_sealed=None, state_sealed=None, snapshot_sealed=None, stored=False, done=False,
        with_human=False, wants_human_at=None, turn=0, lease_owner=None, lease_until=None, failed=0,
        created_at=moment, heard_at=moment, expires_at=moment + timedelta(hours=settings().hold_hours))
    if phone:
        row.phone_mac = house_sealer(session).mac(phone)
        row.address_sealed = Sealer(key).seal(phone, f"conversations|address|{row.id}")
    session.add(row)
    session.flush()
    return row, token


def by_token(session: Session, conversation_id: str, token: str) -> t.Conversation:
    """The conversation that this token opens.

    Raises Unauthorized for a token that opens nothing, NotFound for another's or an erased one's.
    """
    known = session.scalar(_BY_TOKEN, {"token_hash": digest(token)})
    if known is not None and known.id == conversation_id:
        return known
    erased = session.scalar(select(t.Tombstone.id).where(t.Tombstone.token_hash == digest(token)).limit(1))
    if known is not None or erased is not None:
        raise NotFound
    raise Unauthorized


def language_of_token(session: Session, token: str) -> str | None:
    """The language of the conversation that this token opens, or opened until it was erased."""
    known = session.scalar(select(t.Conversation.language).where(t.Conversation.token_hash == digest(token)))
    return known or session.scalar(select(t.Tombstone.language).where(t.Tombstone.token_hash == digest(token)))


def by_phone(session: Session, phone: str, channel: str) -> t.Conversation | None:
    """The newest conversation with this number on this channel; one transaction at a time looks for a number."""
    mac = house_sealer(session).mac(phone)
    _lock(session, mac)
    query = (select(t.Conversation).where(t.Conversation.phone_mac == mac, t.Conversation.channel == channel)
             .order_by(t.Conversation.created_at.desc()).limit(1))
    return session.scalar(query)


def find_message(session: Session, conversation_id: str, client_id: str) -> t.Message | None:
    """The message with the client's own id, if it was accepted before."""
    return session.scalar(_BY_CLIENT_ID, {"id": conversation_id, "client_id": client_id})


def accept_message(session: Session, row: t.Conversation, client_id: str, text: str) -> tuple[t.Message, bool]:
    """Keep a message, sealed; (message, is it new). Conflict when the id came with another text."""
    if not settings().is_sqlite and session.get(t.Conversation, row.id, with_for_update=True) is None:
        raise NotFound  # erased a moment ago (SQLite has one writer anyway)
    sealer = sealer_of(row)
    known = find_message(session, row.id, client_id)
    if known is not None:
        if known.text_mac != sealer.mac(text):
            raise Conflict
        return known, False
    ordinal = session.scalar(_MESSAGES_SO_FAR, {"id": row.id}) or 0
    message_id = new_id("m")
    message = t.Message(id=message_id, conversation_id=row.id, client_id=client_id, ordinal=ordinal,
                        text_mac=sealer.mac(text), turn=None, received_at=now(),
                        text_sealed=sealer.seal(text, f"messages|text|{message_id}"))
    session.add(message)
    session.flush()
    return message, True


def _told(sealer: Sealer, row: t.Message) -> Told:
    sealed = row.text_sealed
    text = sealer.open(sealed, f"messages|text|{row.id}") if sealed else ""
    return Told(row.id, text, row.received_at, row.turn, row.client_id)


def messages(session: Session, row: t.Conversation, *, unanswered_only: bool = False) -> tuple[Told, ...]:
    """The person's messages in order, opened; those erased are left out."""
    sealer, query = sealer_of(row), _UNANSWERED if unanswered_only else _MESSAGES
    return tuple(_told(sealer, m) for m in session.scalars(query, {"id": row.id}))


def facts(session: Session, row: t.Conversation) -> tuple[FactRow, ...]:
    """The current facts of a record, opened."""
    sealer = sealer_of(row)
    out = []
    for fact in session.scalars(_CURRENT_FACTS, {"id": row.id}):
        opened = sealer.open(fact.value_sealed, f"facts|value|{fact.id}")
        if opened["state"] != "removed":
            out.append(FactRow(fact.field, opened["value"], opened["state"], opened["words"],
                               fact.message_id, fact.basis))
    return tuple(out)


def load(session: Session, conversation_id: str) -> Loaded:
    """Everything that a turn needs; NotFound when it was erased."""
    row = session.get(t.Conversation, conversation_id)
    if row is None:
        raise NotFound
    sealer = sealer_of(row)

    def opened(column: str, sealed: bytes | None) -> Any:
        return sealer.open(sealed, f"conversations|{column}|{row.id}") if sealed else None

    untold = messages(session, row, unanswered_only=True)
    held = () if row.stored else tuple(m for m in messages(session, row) if m.turn is not None)
    return Loaded(row.id, row.channel, row.language, row.stored, row.done, row.with_human, row.turn,
                  row.heard_at, opened("state", row.state_sealed) or {}, opened("snapshot", row.snapshot_sealed),
                  facts(session, row), untold, held, opened("address", row.address_sealed), failed=row.failed)


def _save_facts(session: Session, row: t.Conversation, changes: Sequence[FactRow], turn: int) -> None:
    sealer, moment = sealer_of(row), now()
    names = {fact.field for fact in changes}
    session.execute(update(t.Fact).where(t.Fact.conversation_id == row.id, t.Fact.superseded.is_(False),
                                         t.Fact.field.in_(names)).values(superseded=True)
                    .execution_options(synchronize_session=False))
    for fact in changes:
        fact_id = new_id("f")
        sealed = sealer.seal({"state": fact.state, "value": fact.value, "words": fact.words},
                             f"facts|value|{fact_id}")
        session.add(t.Fact(id=fact_id, conversation_id=row.id, field=fact.field, value_sealed=sealed,
                           message_id=fact.message_id, basis=fact.basis, turn=turn, recorded_at=moment,
                           superseded=False))


def add_replies(session: Session, row: t.Conversation, replies: Sequence[Saying],
                turn: int | None) -> tuple[t.Reply, ...]:
    """Keep what will be said, sealed, in order."""
    sealer, moment = sealer_of(row), now()
    first = session.scalar(_REPLIES_SO_FAR, {"id": row.id}) or 0
    rows = []
    for place, saying in enumerate(replies):
        reply_id = new_id("r")
        rows.append(t.Reply(id=reply_id, conversation_id=row.id, turn=turn, ordinal=first + place,
                            body_sealed=sealer.seal(saying.body, f"replies|body|{reply_id}"), channel=row.channel,
                            encoding=saying.encoding, segments=saying.segments, state="new",
                            provider_sid=None, error_code=None, created_at=moment, sent_at=None))
    session.add_all(rows)
    return tuple(rows)


def replies(session: Session, row: t.Conversation, turn: int | None = None, *, after: int = -1,
            only_news: bool = False) -> tuple[tuple[t.Reply, dict[str, Any]], ...]:
    """Replies with their opened bodies: of one turn, or all after an ordinal."""
    query = select(t.Reply).where(t.Reply.conversation_id == row.id, t.Reply.ordinal > after)
    if turn is not None:
        query = query.where(t.Reply.turn == turn)
    if only_news:
        query = query.where(t.Reply.turn.is_(None))
    sealer = sealer_of(row)
    return tuple((reply, sealer.open(reply.body_sealed, f"replies|body|{reply.id}"))
                 for reply in session.scalars(query.order_by(t.Reply.ordinal)))


def open_state(row: t.Conversation) -> dict[str, Any]:
    """The dialogue state of a row, opened."""
    if not row.state_sealed:
        return {}
    state: dict[str, Any] = sealer_of(row).open(row.state_sealed, f"conversations|state|{row.id}")
    return state


def commit_turn(session: Session, loaded: Loaded, change: TurnCommit, owner: str,
                claimed: Sequence[Told]) -> tuple[t.Reply, ...]:
    """Write one turn, if its lease is still ours; LeaseLost otherwise."""
    row = session.get(t.Conversation, loaded.id, with_for_update=True)
    if row is None:
        raise NotFound
    if row.lease_owner != owner or row.turn != loaded.turn:
        raise LeaseLost
    turn, moment = loaded.turn + 1, now()
    sealer = sealer_of(row)
    row.turn, row.done, row.heard_at = turn, change.done, moment
    row.lease_owner, row.lease_until, row.failed = None, None, 0
    row.language = change.language or row.language
    left = [change.state.get("awaiting"), change.done]
    state = {**change.state, "turns": {**_recent(loaded.state), str(turn): left}}
    row.state_sealed = sealer.seal(state, f"conversations|state|{row.id}")
    row.snapshot_sealed = (sealer.seal(change.snapshot, f"conversations|snapshot|{row.id}")
                           if change.snapshot is not None else None)
    if change.wants_human:
        row.wants_human_at = moment
    _apply_consent(session, row, change)
    session.execute(update(t.Message).where(t.Message.id.in_([m.id for m in claimed])).values(turn=turn)
                    .execution_options(synchronize_session=False))
    for consent in change.consents:
        session.add(t.Consent(id=new_id("k"), conversation_id=row.id, kind=consent.kind,
                              partner_id=consent.partner_id, given=consent.given, channel=row.channel,
                              wording=consent.wording, message_id=consent.message_id, at=moment,
                              withdrawn_at=None))
    if row.stored and change.facts:
        _save_facts(session, row, change.facts, turn)
    out = add_replies(session, row, change.replies, turn)
    session.flush()
    return out


def _recent(state: dict[str, Any]) -> dict[str, Any]:
    """What the last turns left awaited, so that a repeated message gets the same answer."""
    turns: dict[str, Any] = state.get("turns", {})
    return dict(list(turns.items())[-400:])


def _apply_consent(session: Session, row: t.Conversation, change: TurnCommit) -> None:
    if change.stored is True:
        row.stored = True
    if change.stored is False or (change.state.get("declined") and not row.stored):
        row.stored = False
        session.execute(update(t.Message).where(t.Message.conversation_id == row.id)
                        .values(text_sealed=None))
        session.info[FORGOT] = True
    kept = timedelta(days=settings().abandoned_days) if row.stored else timedelta(hours=settings().hold_hours)
    row.expires_at = now() + kept


def consents_given(session: Session, row: t.Conversation) -> dict[str, Value]:
    """``consent.*`` of the record: the newest answer of each kind; share is the list of organizations."""
    out: dict[str, Value] = {}
    shared: dict[str, bool] = {}
    for consent in session.scalars(select(t.Consent).where(t.Consent.conversation_id == row.id)
                                   .order_by(t.Consent.at)):
        if consent.kind == "share":
            shared[consent.partner_id or ""] = consent.given and consent.withdrawn_at is None
        else:
            out[f"consent.{consent.kind}"] = consent.given
    if shared:
        out["consent.share"] = sorted(partner for partner, given in shared.items() if given)
    return out
