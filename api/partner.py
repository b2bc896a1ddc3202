"""The partner API: each organization sees its own referrals and no other's."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from anyio.to_thread import run_sync
from fastapi import APIRouter, Depends, Header, Query, Request, Response
from pydantic import AwareDatetime, BaseModel, Field
from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from api.answers import Referral, Referrals, documented
from api.chat import record_of
from api.documents import as_pdf
from api.problems import language_of
from intake import news, referrals, workflows
from intake.db import repository as repo
from intake.db import tables as t
from intake.db.crypto import digest
from intake.db.session import transaction
from intake.errors import Malformed, NotFound, Unauthorized

router = APIRouter(prefix="/partner", tags=["partner"])
PAGE = 50
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ONE = documented(401, 404, 422, 503, kind=Referral)
MOVED = documented(400, 401, 404, 409, 413, 422, 503, kind=Referral)
Status = Literal["offered", "accepted", "declined", "expired", "withdrawn", "closed", ""]
HELD = ("accepted", "closed")
RISKY = ("=", "+", "-", "@")


class Reason(BaseModel):
    """Why a referral is declined; it stays with us and is not told to the person."""

    reason: str = Field("", max_length=500)


class Outcome(BaseModel):
    """How a case ended."""

    outcome: str = Field("", max_length=500)


def _caller(authorization: Annotated[str, Header()] = "") -> str:
    scheme, _, key = authorization.partition(" ")
    if scheme.lower() != "bearer" or not key:
        raise Unauthorized
    with transaction() as session:
        found = session.scalar(select(t.Partner.id).where(t.Partner.api_key_hash == digest(key.strip())))
    if found is None:
        raise Unauthorized
    return found


Caller = Annotated[str, Depends(_caller)]


def _own(session: Session, partner_id: str, referral_id: str) -> t.Referral:
    row = session.get(t.Referral, referral_id)
    if row is None or row.partner_id != partner_id or row.offered_at is None:
        raise NotFound
    return row


def _record(session: Session, conversation: t.Conversation, partner_id: str) -> dict[str, Any]:
    """The record as this organization may see it: which others the person agreed to is none of its business."""
    shown = record_of(session, conversation)
    agreed = shown["record"].get("consent.share", [])
    shown["record"]["consent.share"] = [partner for partner in agreed if partner == partner_id]
    return shown


def _shown(session: Session, row: t.Referral) -> dict[str, Any]:
    """The offer; after accepting, while the consent stands, the whole record with its evidence."""
    body = referrals.offer_body(session, row)
    conversation = session.get(t.Conversation, row.conversation_id) if row.conversation_id else None
    if row.state in HELD and conversation is not None and referrals.is_shown(session, row):
        body["record"] = _record(session, conversation, row.partner_id)
        body["evidence"] = [{"field": fact.field, "words": fact.words, "basis": fact.basis}
                            for fact in repo.facts(session, conversation)]
    return body


def _utc(moment: datetime) -> datetime:
    try:
        return moment.astimezone(UTC)
    except (OverflowError, ValueError):  # year 1 east of Greenwich
        raise Malformed from None


def _last_of(session: Session, partner_id: str, cursor: str) -> tuple[datetime | None, str]:
    """Where the page before ended."""
    row = session.get(t.Referral, cursor)
    if row is None or row.partner_id != partner_id or row.offered_at is None:
        raise Malformed
    return row.offered_at, row.id


@router.get("/referrals", responses=documented(401, 422, 503, kind=Referrals))
async def list_referrals(caller: Caller, status: Status | None = None, since: AwareDatetime | None = None,
                         cursor: str | None = None, limit: Annotated[int, Query(ge=1, le=PAGE)] = PAGE,
                         ) -> dict[str, Any]:
    """Newest first; ``cursor`` of an answer gives the next page."""

    def read() -> dict[str, Any]:
        with transaction() as session:
            query = select(t.Referral).where(t.Referral.partner_id == caller, t.Referral.offered_at.is_not(None))
            if status:
                query = query.where(t.Referral.state == status)
            if since:
                query = query.where(t.Referral.offered_at >= _utc(since))
            if cursor:
                last = _last_of(session, caller, cursor)
                query = query.where(tuple_(t.Referral.offered_at, t.Referral.id) < last)
            found = list(session.scalars(query.order_by(t.Referral.offered_at.desc(), t.Referral.id.desc())
                                         .limit(limit + 1)))
            page = found[:limit]
            more = page[-1].id if len(found) > limit else None
            return {"referrals": [referrals.offer_body(session, row) for row in page], "cursor": more}

    return await run_sync(read)


def _accepted(session: Session, partner_id: str) -> list[tuple[t.Referral, dict[str, Any]]]:
    out = []
    for row in session.scalars(select(t.Referral).where(t.Referral.partner_id == partner_id,
                                                        t.Referral.state.in_(HELD))):
        conversation = session.get(t.Conversation, row.conversation_id) if row.conversation_id else None
        if conversation is not None and referrals.is_shown(session, row):
            out.append((row, _record(session, conversation, partner_id)))
    return out


def _cell(value: Any) -> str:
    """A value as a spreadsheet may hold it: nothing that a formula begins with."""
    text = ", ".join(map(str, value)) if isinstance(value, list) else "" if value is None else str(value)
    return f"'{text}" if text.lstrip().startswith(RISKY) else text


def _table(caller: str) -> list[list[str]]:
    with transaction() as session:
        rows = _accepted(session, caller)
        names = sorted({name for _, shown in rows for name in (*shown["record"], *shown["unanswered"])})
        return [["id", "state", *names],
                *([row.id, row.state, *(_told(shown, name) for name in names)] for row, shown in rows)]


def _told(shown: dict[str, Any], name: str) -> str:
    """A value; or why there is none: "(unknown)", "(declined)", "(none)"; empty when it was never asked."""
    state = shown["unanswered"].get(name)
    value = shown["record"].get(name)
    return f"({state})" if state else "(none)" if value == [] else _cell(value)


@router.get("/referrals.csv", response_class=Response, responses=documented(401, 422, 503, media="text/csv"))
async def as_csv(caller: Caller) -> Response:
    """All accepted records."""
    out = io.StringIO()
    csv.writer(out).writerows(await run_sync(_table, caller))
    return Response(out.getvalue(), media_type="text/csv; charset=utf-8")


@router.get("/referrals.xlsx", response_class=Response, responses=documented(401, 422, 503, media=XLSX))
async def as_xlsx(caller: Caller) -> Response:
    """All accepted records."""
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet("referrals")
    for place, row in enumerate(await run_sync(_table, caller)):
        sheet.write_row(place, 0, row)
    book.close()
    return Response(out.getvalue(),
                    media_type=XLSX)


@router.get("/referrals/{referral_id}.pdf", response_class=Response,
            responses=documented(401, 404, 422, 503, media="application/pdf"))
async def pdf(referral_id: str, caller: Caller, request: Request,
              lang: Literal["es", "en"] | None = None) -> Response:
    """What `one` gives, as a document to print or to file."""
    shown = await one(referral_id, caller)
    made = await run_sync(as_pdf, shown, lang or language_of(request))
    return Response(made, media_type="application/pdf", headers={
        "Cache-Control": "no-store", "Content-Disposition": f'inline; filename="{referral_id}.pdf"'})


@router.get("/referrals/{referral_id}", responses=ONE)  # last: it would match the two with a suffix too
@router.get("/referrals/{referral_id}.json", responses=ONE)
async def one(referral_id: str, caller: Caller) -> dict[str, Any]:
    """The offer; after accepting the whole record with contact."""

    def read() -> dict[str, Any]:
        with transaction() as session:
            return _shown(session, _own(session, caller, referral_id))

    return await run_sync(read)


async def _move(caller: str, referral_id: str, to: str, note: str = "") -> dict[str, Any]:
    def write() -> tuple[dict[str, Any], tuple[str, ...], str | None, str]:
        with transaction() as session:
            row = _own(session, caller, referral_id)
            deliveries = referrals.change_state(session, row, to, note)
            reply = news.tell_state(session, row)
            said = session.get(t.Reply, reply) if reply else None
            session.flush()
            return _shown(session, row), deliveries, reply, said.channel if said else "chat"

    shown, deliveries, reply, channel = await run_sync(write)
    await workflows.start_deliveries(deliveries)
    if reply and channel != "chat":
        await workflows.start_news([reply])
    return shown


@router.post("/referrals/{referral_id}/accept", responses=MOVED)
async def accept(referral_id: str, caller: Caller) -> dict[str, Any]:
    """Take the case; 409 when it is no longer offered or the consent is gone."""
    return await _move(caller, referral_id, "accepted")


@router.post("/referrals/{referral_id}/decline", responses=MOVED)
async def decline(referral_id: str, body: Reason, caller: Caller) -> dict[str, Any]:
    """Not this case; the next organization that the person agreed to is asked."""
    return await _move(caller, referral_id, "declined", body.reason)


@router.post("/referrals/{referral_id}/close", responses=MOVED)
async def close(referral_id: str, body: Outcome, caller: Caller) -> dict[str, Any]:
    """The case is over."""
    return await _move(caller, referral_id, "closed", body.outcome)
