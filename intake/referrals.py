"""Referrals in the database. A referral exists only under a given consent that names its organization:
`_offer` reads it in the same transaction, and every body is made from the allow-lists below."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.orm import Session

from intake.clock import local_day, new_id, now
from intake.db import repository as repo
from intake.db import shapes
from intake.db import tables as t
from intake.errors import NotFound, WrongState
from intake.flags import flags, urgency
from intake.record import Record
from intake.referral import ALLOWED, PATIENCE, RUNNING, move
from intake.routing import PartnerView

# What an organization sees before it accepts: enough to decide, nothing that names or reaches anyone.
OFFERED_FIELDS = ("person.nationality", "incident.kinds", "person.children_ages", "person.children",
                  "incident.crossing", "person.location_city", "person.location_country", "detention.facility",
                  "detention.detained_now")
SHOWN = frozenset({"offered", "accepted", "closed"})
# Every turn asks for these: made once, as making a query costs nearly as much as running it.
_PARTNERS = select(t.Partner, select(func.count()).where(
    t.Referral.partner_id == t.Partner.id, t.Referral.state.in_(RUNNING)).scalar_subquery())
_STATUSES = (select(t.Partner.name, t.Referral.state, t.Referral.expires_at)
             .join(t.Partner, t.Partner.id == t.Referral.partner_id)
             .where(t.Referral.conversation_id == bindparam("id")).order_by(t.Referral.rank))


def views(session: Session) -> tuple[PartnerView, ...]:
    """The organizations that joined, as routing knows them."""
    return tuple(_view(row, busy) for row, busy in session.execute(_PARTNERS))


def _view(row: t.Partner, busy: int) -> PartnerView:
    room = None if row.capacity is None else max(0, row.capacity - busy)
    return PartnerView(row.id, row.name, bool(row.places.get("any")), frozenset(row.places.get("ids", ())),
                       frozenset(row.languages.get("tags", ())), row.is_open and row.disabled_at is None, room)


def after_turn(session: Session, conversation_id: str, change: shapes.TurnCommit, record: Record,
               today: date, *, shared: bool = True) -> tuple[str, ...]:
    """Carry out what a turn agreed, in its own transaction: withdraw, agree, offer, tell of additions.

    ``shared``: whether there was a referral before this turn.
    """
    if not (shared or change.consents or change.withdraw):
        return ()
    news: list[str] = []
    if change.withdraw:
        news += withdraw_all(session, conversation_id, "consent_withdrawn")[0]
        session.execute(update(t.Consent).where(t.Consent.conversation_id == conversation_id,
                                                t.Consent.kind == "share", t.Consent.withdrawn_at.is_(None))
                        .values(withdrawn_at=now()))
    session.flush()
    for consent in change.consents:
        if consent.kind == "share" and consent.given and consent.partner_id:
            _agree(session, conversation_id, consent.partner_id, record, today)
        if consent.kind == "statistics":
            _count(session, conversation_id, consent.given, record, today)
    news += offer_next(session, conversation_id)
    if change.facts:
        _renew_urgency(session, conversation_id, record, today)
    if change.facts and not change.consents:
        news += _tell_updated(session, conversation_id)
    return tuple(news)


def _agree(session: Session, conversation_id: str, partner_id: str, record: Record, today: date) -> None:
    consent = _consent(session, conversation_id, partner_id)
    rank = session.scalar(select(func.count()).select_from(t.Referral)
                          .where(t.Referral.conversation_id == conversation_id)) or 0
    codes = frozenset(flag.code for flag in flags(record, today))
    session.add(t.Referral(id=new_id("ref"), conversation_id=conversation_id, partner_id=partner_id,
                           consent_id=consent.id, rank=rank, state="agreed", reason=None,
                           urgency=urgency(codes), offered_at=None, expires_at=None, accepted_at=None,
                           changed_at=now()))
    session.flush()


def _consent(session: Session, conversation_id: str, partner_id: str) -> t.Consent:
    """The consent in force for this organization; NotFound when there is none."""
    newest = session.scalar(select(t.Consent).where(
        t.Consent.conversation_id == conversation_id, t.Consent.kind == "share",
        t.Consent.partner_id == partner_id).order_by(t.Consent.at.desc()).limit(1))
    if newest is None or not newest.given or newest.withdrawn_at is not None:
        raise NotFound
    return newest


def is_shown(session: Session, row: t.Referral) -> bool:
    """Whether the organization may see the case: it is offered or taken, and the consent stands."""
    if row.conversation_id is None or row.state not in SHOWN:
        return False
    try:
        _consent(session, row.conversation_id, row.partner_id)
    except NotFound:
        return False
    return True


def offer_next(session: Session, conversation_id: str) -> tuple[str, ...]:
    """Offer the best agreed referral, if none is running; deliveries to start."""
    rows = list(session.scalars(select(t.Referral).where(t.Referral.conversation_id == conversation_id)
                                .order_by(t.Referral.rank)))
    if any(row.state in RUNNING for row in rows):
        return ()
    row = next((row for row in rows if row.state == "agreed"), None)
    if row is None:
        return ()
    _consent(session, conversation_id, row.partner_id)
    moment = now()
    row.state, row.offered_at, row.changed_at = move(row.state, "offered"), moment, moment
    row.expires_at = moment + PATIENCE[row.urgency]
    session.flush()
    return (deliver(session, row, "referral.offered", offer_body(session, row)),)


def deliver(session: Session, row: t.Referral, event: str, data: Mapping[str, Any]) -> str:
    """Keep a webhook to send, sealed; its id (start it after the commit)."""
    delivery_id = new_id("msg")
    body = {"type": event, "timestamp": now().isoformat(), "data": dict(data)}
    sealed = repo.house_sealer(session).seal(body, f"deliveries|body|{delivery_id}")
    session.add(t.Delivery(id=delivery_id, referral_id=row.id, partner_id=row.partner_id, event=event,
                           body_sealed=sealed, state="new", attempts=0, last_status=None, created_at=now(),
                           finished_at=None))
    session.flush()
    return delivery_id


def offer_body(session: Session, row: t.Referral) -> dict[str, Any]:
    """What `referral.offered` and the portal show before acceptance; nothing once it is over or withdrawn."""
    conversation = session.get(t.Conversation, row.conversation_id) if row.conversation_id else None
    if conversation is None or not is_shown(session, row):
        return {"id": row.id, "urgency": row.urgency, "state": row.state}
    record = {fact.field: fact.value for fact in repo.facts(session, conversation) if fact.state == "value"}
    today = local_day(now())
    tongue = record.get("person.interpreter_language")
    return {
        "id": row.id, "state": row.state, "urgency": row.urgency,
        "flags": [flag.code for flag in flags(record, today)],
        "nationality": record.get("person.nationality"),
        "languages": [tag for tag in (tongue, conversation.language) if tag],
        "place": {"crossing": record.get("incident.crossing"), "city": record.get("person.location_city"),
                  "country": record.get("person.location_country"), "facility": record.get("detention.facility")},
        "kinds": record.get("incident.kinds", []),
        "children_ages": record.get("person.children_ages", []),
        "offered_at": row.offered_at.isoformat() if row.offered_at else None,
        "expires_at": row.expires_at.isoformat() if row.expires_at else None,
    }


def withdraw_all(session: Session, conversation_id: str, why: str) -> tuple[tuple[str, ...], bool]:
    """Withdraw every referral that is not over, and tell those that hold the case though it is closed.

    Returns (deliveries to start, whether an organization holds what it saw when it accepted).
    """
    news, accepted = [], False
    for row in session.scalars(select(t.Referral).where(t.Referral.conversation_id == conversation_id)):
        accepted = accepted or row.accepted_at is not None
        told = row.state in RUNNING or (row.state == "closed" and is_shown(session, row))
        if row.state in ALLOWED:
            row.state, row.reason, row.changed_at = move(row.state, "withdrawn"), why, now()
        if told:
            news.append(deliver(session, row, "referral.withdrawn", {"id": row.id, "reason": why}))
    return tuple(news), accepted


def _renew_urgency(session: Session, conversation_id: str, record: Record, today: date) -> None:
    """What was told since may make a case more urgent: an offer is then answered sooner, never later."""
    urgent = urgency(frozenset(flag.code for flag in flags(record, today)))
    for row in session.scalars(select(t.Referral).where(
            t.Referral.conversation_id == conversation_id, t.Referral.state.in_(("agreed", *RUNNING)))):
        row.urgency = urgent
        if row.state == "offered" and row.expires_at:
            row.expires_at = min(row.expires_at, now() + PATIENCE[urgent])


def _tell_updated(session: Session, conversation_id: str) -> tuple[str, ...]:
    """The person added something: organizations that hold the case hear it, by id only."""
    rows = session.scalars(select(t.Referral).where(t.Referral.conversation_id == conversation_id,
                                                    t.Referral.state.in_(RUNNING)))
    return tuple(deliver(session, row, "referral.updated", {"id": row.id}) for row in rows)


def change_state(session: Session, row: t.Referral, to: str, note: str = "") -> tuple[str, ...]:
    """A partner accepts, declines or closes, or time runs out: the new state, and what follows.

    Raises WrongState when the state does not allow it, or the consent is gone. Returns deliveries to start.
    """
    if to == "accepted" and row.conversation_id is not None:
        try:
            _consent(session, row.conversation_id, row.partner_id)
        except NotFound:
            raise WrongState from None
    row.state, row.reason, row.changed_at = move(row.state, to), None, now()
    row.accepted_at = row.changed_at if to == "accepted" else row.accepted_at
    session.flush()
    if row.conversation_id is None:
        return ()
    if note:  # may name anyone: it goes with the conversation's key
        sealer = repo.sealer_of(session.get_one(t.Conversation, row.conversation_id))
        row.note_sealed = sealer.seal(note, f"referrals|note|{row.id}")
    if to == "accepted":
        return _withdraw_others(session, row)
    listens = session.get_one(t.Partner, row.partner_id).disabled_at is None
    over = to == "expired" and listens
    news = (deliver(session, row, "referral.withdrawn", {"id": row.id, "reason": to}),) if over else ()
    return (*news, *offer_next(session, row.conversation_id)) if to in ("declined", "expired") else ()


def _withdraw_others(session: Session, accepted: t.Referral) -> tuple[str, ...]:
    news = []
    for row in session.scalars(select(t.Referral).where(
            t.Referral.conversation_id == accepted.conversation_id, t.Referral.id != accepted.id,
            t.Referral.state.in_(("agreed", "offered")))):
        told = row.state == "offered"
        row.state, row.reason, row.changed_at = move(row.state, "withdrawn"), "accepted_by_another", now()
        if told:
            news.append(deliver(session, row, "referral.withdrawn",
                                {"id": row.id, "reason": "accepted_by_another"}))
    return tuple(news)


def expire_due(session: Session, moment: datetime) -> tuple[t.Referral, ...]:
    """Offers that nobody answered in time."""
    return tuple(session.scalars(select(t.Referral).where(t.Referral.state == "offered",
                                                          t.Referral.expires_at < moment)))


def _count(session: Session, conversation_id: str, given: bool, record: Record, today: date) -> None:
    """Keep the coarse figures of a case that agreed to be counted; none when they said no."""
    from intake.places import port_of

    known = session.scalar(select(t.Figure).where(t.Figure.conversation_id == conversation_id))
    if known is not None:
        session.delete(known)
    if not given:
        return
    crossing = record.get("incident.crossing")
    month = str(record.get("incident.date", ""))[:7] or None
    session.add(t.Figure(id=new_id("n"), conversation_id=conversation_id,
                         port=(port_of(crossing) or crossing) if crossing else None, month=month,
                         nationality=record.get("person.nationality"),
                         kinds={"all": record.get("incident.kinds", [])},
                         flags={"all": [flag.code for flag in flags(record, today)]}))


def statuses(session: Session, conversation_id: str) -> tuple[shapes.Shared, ...]:
    """Every referral, for "what happened with my case"."""
    return tuple(shapes.Shared(name, state, until if state == "offered" else None)
                 for name, state, until in session.execute(_STATUSES, {"id": conversation_id}))


