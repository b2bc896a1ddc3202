"""One attempt at a webhook, and what time ends: offers, held copies, abandoned intakes, tombstones."""

from __future__ import annotations

import json
import random
from dataclasses import dataclass
from datetime import datetime

from anyio.to_thread import run_sync
from sqlalchemy import delete
from sqlalchemy.orm import Session

from intake import news, referrals, turns
from intake.clock import now
from intake.db import forgetting
from intake.db import repository as repo
from intake.db import tables as t
from intake.db.session import transaction
from intake.gateways import partner
from intake.settings import settings

LONGEST_WAIT = 86400.0  # seconds that a partner may ask for
FINISHED = -1.0


@dataclass(frozen=True)
class _Outgoing:
    url: str
    body: str
    secrets: list[str]


async def attempt(delivery_id: str, number: int) -> float:
    """Try once; seconds until the next attempt, or FINISHED."""
    outgoing = await run_sync(_load, delivery_id)
    if outgoing is None:
        return FINISHED
    result = await partner.post(outgoing.url, delivery_id, now(), outgoing.body, outgoing.secrets)
    return await run_sync(_note, delivery_id, number, result)


def _load(delivery_id: str) -> _Outgoing | None:
    with transaction() as session:
        row = session.get(t.Delivery, delivery_id)
        if row is None or row.state != "new":
            return None
        organization = session.get_one(t.Partner, row.partner_id)
        referral = session.get(t.Referral, row.referral_id)
        stale = referral is None or (row.event == "referral.offered" and referral.state != "offered")
        if organization.disabled_at is not None or stale:
            row.state, row.finished_at = "cancelled", now()
            _end_offer(session, row)
            return None
        house = repo.house_sealer(session)
        body = house.open(row.body_sealed, f"deliveries|body|{row.id}")
        secrets = house.open(organization.secrets_sealed, f"partners|secrets|{organization.id}")
        return _Outgoing(organization.webhook_url, json.dumps(body, ensure_ascii=False), secrets)


def _note(delivery_id: str, number: int, result: partner.PostResult) -> float:
    with transaction() as session:
        row = session.get(t.Delivery, delivery_id)
        if row is None or row.state != "new":
            return FINISHED
        row.attempts, row.last_status = number + 1, result.status
        if result.taken:
            row.state, row.finished_at = "delivered", now()
            return FINISHED
        if result.gone:
            session.get_one(t.Partner, row.partner_id).disabled_at = now()
            _end_offer(session, row)
        schedule = settings().webhook_retry_seconds
        if result.gone or result.refused or number >= len(schedule):
            row.state, row.finished_at = "failed", now()
            return FINISHED
    pause = schedule[number] * random.uniform(1.0, 1.2)
    return max(pause, min(result.retry_after or 0.0, LONGEST_WAIT))


def _end_offer(session: Session, row: t.Delivery) -> None:
    """Nobody is there to answer this offer: the next `tidy` asks the next organization."""
    referral = session.get(t.Referral, row.referral_id)
    if row.event == "referral.offered" and referral is not None and referral.state == "offered":
        referral.expires_at = now()


def tidy(moment: datetime) -> list[str]:
    """End what is over; the deliveries to start. Runs every half minute, in any process."""
    started: list[str] = []
    with transaction() as session:
        for row in referrals.expire_due(session, moment):
            started += referrals.change_state(session, row, "expired")
            news.tell_state(session, row)
        for conversation in forgetting.expired(session, moment):
            started += turns.erase(session, conversation.id, conversation.language or "es", uncount=False)[0]
        forgetting.forget_held(session, moment)
        session.execute(delete(t.Tombstone).where(t.Tombstone.expires_at < moment))
    return started
