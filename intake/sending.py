"""Sending one reply over SMS or WhatsApp: what is said about it is always in its row."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from intake.clock import now
from intake.db import repository as repo
from intake.db import tables as t
from intake.db.session import transaction
from intake.gateways import twilio

FINAL = frozenset({"sent", "delivered", "undelivered", "failed", "dropped", "unknown"})
SKEW = timedelta(seconds=60)  # Twilio's clock and ours
SURE_AFTER = timedelta(seconds=10)  # what Twilio took is in its list by then
# Twilio's delivery states, in order; a late "sent" never overwrites "delivered".
STATES = {"accepted": 1, "queued": 1, "sending": 1, "sent": 2, "delivered": 3, "undelivered": 3, "failed": 3,
          "read": 4}


def is_opted_out(session: Session, phone: str) -> bool:
    """Whether this number said STOP."""
    return session.get(t.OptOut, repo.house_sealer(session).mac(phone)) is not None


def opt_out(session: Session, phone: str, source: str) -> None:
    """Send nothing to this number until START."""
    session.merge(t.OptOut(phone_mac=repo.house_sealer(session).mac(phone), source=source, at=now()))


def opt_in(session: Session, phone: str) -> bool:
    """START: send again; whether it had been stopped."""
    row = session.get(t.OptOut, repo.house_sealer(session).mac(phone))
    if row is not None:
        session.delete(row)
    return row is not None


def _opened(session: Session, reply_id: str) -> tuple[t.Reply, str, str, str] | None:
    """(reply, channel, number, body), or None when the person was erased."""
    reply = session.get(t.Reply, reply_id)
    row = session.get(t.Conversation, reply.conversation_id) if reply else None
    if reply is None or row is None or row.address_sealed is None:
        return None
    sealer = repo.sealer_of(row)
    number = sealer.open(row.address_sealed, f"conversations|address|{row.id}")
    return reply, row.channel, number, sealer.open(reply.body_sealed, f"replies|body|{reply.id}")["text"]


def send_once(reply_id: str) -> str:
    """Send it if it was not; sent, retry, failed, dropped, ambiguous or gone."""
    with transaction() as session:
        found = _opened(session, reply_id)
        if found is None:
            return "gone"
        reply, channel, number, body = found
        if reply.state in FINAL:
            return reply.state
        if reply.state == "sending":
            return "ambiguous"  # an earlier attempt ended in the middle
        if is_opted_out(session, number):
            reply.state = "dropped"
            return "dropped"
        reply.state, reply.sent_at = "sending", now()
    result = twilio.send(channel, number, body, reply_id)
    with transaction() as session:
        return _note(session, reply_id, result, number)


def _note(session: Session, reply_id: str, result: twilio.SendResult, number: str) -> str:
    reply = session.get(t.Reply, reply_id)
    if reply is None:
        return "gone"
    reply.error_code = result.code
    if result.outcome == "opted_out":
        opt_out(session, number, "21610")
    if reply.state != "sending":  # the status callback was faster
        return reply.state
    if result.outcome == "sent":
        reply.state, reply.provider_sid = "sent", result.sid
    elif result.outcome == "retry":
        reply.state = "new"
    elif result.outcome != "ambiguous":
        reply.state = "failed"
    return result.outcome if result.outcome in ("retry", "ambiguous") else reply.state


def settle(reply_id: str, last: bool) -> str:
    """After an ambiguous send: a callback, or Twilio's own list, tells; else it stays unknown."""
    with transaction() as session:
        found = _opened(session, reply_id)
        if found is None:
            return "gone"
        reply, channel, number, body = found
        if reply.state != "sending":
            return reply.state
        sent_at = reply.sent_at or now()
        known = _known_sids(session, reply.conversation_id)
    sid = twilio.find_sent(channel, number, body, sent_at - SKEW, known)
    with transaction() as session:
        row = session.get(t.Reply, reply_id)
        if row is None or row.state != "sending":
            return row.state if row else "gone"
        if sid == "unknown":
            if not last:
                return "ambiguous"
            row.state = "unknown"
            return "unknown"
        if sid is None and now() - sent_at < SURE_AFTER and not last:
            return "ambiguous"
        if sid is None:
            row.state = "new"  # surely not accepted: it may be sent again
            return "retry"
        row.state, row.provider_sid = "sent", sid
        return "sent"


def _known_sids(session: Session, conversation_id: str) -> frozenset[str]:
    """What went to this number before: the same sentence said twice is not the same text."""
    mac = session.get_one(t.Conversation, conversation_id).phone_mac
    talks = select(t.Conversation.id).where(t.Conversation.phone_mac == mac)
    found = session.scalars(select(t.Reply.provider_sid).where(t.Reply.conversation_id.in_(talks)))
    return frozenset(sid for sid in found if sid)


def note_status(session: Session, reply_id: str | None, sid: str, status: str, code: int | None) -> None:
    """A delivery status of Twilio's; unknown ids and late states change nothing."""
    reply = session.get(t.Reply, reply_id) if reply_id else None
    reply = reply or session.scalar(select(t.Reply).where(t.Reply.provider_sid == sid))
    if reply is None or status not in STATES:
        return
    if code == twilio.OPTED_OUT:  # also when it comes late
        row = session.get_one(t.Conversation, reply.conversation_id)
        if row.address_sealed:
            number = repo.sealer_of(row).open(row.address_sealed, f"conversations|address|{row.id}")
            opt_out(session, number, "21610")
    if STATES[status] <= STATES.get(reply.state if reply.state != "sending" else "", 0):
        return
    reply.provider_sid = reply.provider_sid or sid
    reply.state = "sent" if STATES[status] < 2 else status
    reply.error_code = code or reply.error_code
