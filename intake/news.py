"""Messages that answer nothing: what became of a referral, a human's words. In the person's language."""

from __future__ import annotations

from sqlalchemy.orm import Session

from intake import content, segments
from intake.db import repository as repo
from intake.db import shapes
from intake.db import tables as t

STATES = {"accepted": "service.referral.accepted", "declined": "service.referral.declined",
          "expired": "service.referral.expired"}


def say(session: Session, row: t.Conversation, text: str) -> t.Reply:
    """Keep one such message; on SMS the sweep or the caller sends it."""
    counted = segments.count(text)
    return repo.add_replies(session, row, [shapes.Saying(text, encoding=counted.encoding,
                                                       segments=counted.count)], None)[0]


def tell_state(session: Session, referral: t.Referral) -> str | None:
    """Tell the person that an organization accepted, declined or did not answer; the reply's id.

    Nothing they told is repeated: who reads a borrowed phone learns the organization's answer only.
    """
    key = STATES.get(referral.state)
    row = session.get(t.Conversation, referral.conversation_id) if referral.conversation_id else None
    if key is None or row is None:
        return None
    name = session.get_one(t.Partner, referral.partner_id).name
    channel = "web" if row.channel == "chat" else "sms"
    more = ""
    if referral.state in ("declined", "expired"):
        waiting = [each for each in referrals_of(session, row.id) if each.state in ("agreed", "offered")]
        follow = "service.referral.next" if waiting else "service.referral.none_left"
        more = " " + content.render(follow, row.language or "es", channel)
    return say(session, row, content.render(key, row.language or "es", channel, organization=name) + more).id


def referrals_of(session: Session, conversation_id: str) -> tuple[shapes.Shared, ...]:
    """Each referral of the person."""
    from intake.referrals import statuses

    return statuses(session, conversation_id)
