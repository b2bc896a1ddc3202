"""One turn: claim the messages, ask the bot, commit once. Chat and SMS run the same one.

No transaction is open while the bot is called. A process killed anywhere leaves the last committed
turn; whoever runs the turn again starts from there and answers the same messages once.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from anyio.to_thread import run_sync
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from intake import content, control, referrals, sending
from intake import news as told
from intake.clock import new_id, now
from intake.db import forgetting, leases, shapes
from intake.db import repository as repo
from intake.db import tables as t
from intake.db.session import transaction
from intake.dialogue import after, asking, digress, hearing, safety, sms_only
from intake.dialogue.turn import Say, Turn
from intake.errors import Busy, CobijoError, NotFound
from intake.gateways import bot
from intake.settings import settings

RUNNING: dict[str, Turn] = {}  # turns of this process, for the actions that Rasa calls back
RENEW_EVERY = 10.0  # seconds
GOODBYE = timedelta(minutes=10)
PUT_ASIDE = 3  # times that a turn may break before its messages are answered unread


@dataclass(frozen=True)
class Done:
    """What a turn left: the ids of its replies, or that everything was erased."""

    reply_ids: tuple[str, ...] = ()
    erased: bool = False
    news: tuple[str, ...] = ()  # deliveries to start
    answer: dict[str, Any] | None = None  # what the chat API answers, when it was committed just now
    language: str | None = None  # of that answer


def running(turn_id: str) -> Turn:
    """The turn that an action belongs to; NotFound when it is not ours."""
    if turn_id not in RUNNING:
        raise NotFound
    return RUNNING[turn_id]


def claim(session: Session, conversation_id: str, owner: str) -> shapes.Loaded | None:
    """The conversation with its unanswered messages, leased to us; None while another has it."""
    if not leases.take(session, conversation_id, owner):
        if session.get(t.Conversation, conversation_id) is None:
            raise NotFound
        return None
    return replace(repo.load(session, conversation_id), partners=referrals.views(session),
                   shared=referrals.statuses(session, conversation_id))


def new_owner() -> str:
    """A name for one attempt at a turn."""
    return f"{settings().app_instance}:{new_id('o')}"


async def run(conversation_id: str) -> Done | None:
    """Answer what is unanswered; None while another turn of this conversation runs."""
    owner = new_owner()

    def begin() -> shapes.Loaded | None:
        with transaction(lasting=False) as session:
            return claim(session, conversation_id, owner)

    loaded = await run_sync(begin)
    return None if loaded is None else await answer(loaded, owner)


async def answer(loaded: shapes.Loaded, owner: str) -> Done:
    """Run a claimed turn to its commit; on any failure the lease is dropped and nothing is changed."""
    try:
        async with _renewing(loaded.id, owner):
            return await _answer(loaded, owner)
    except BaseException as error:
        broke = isinstance(error, Exception) and not isinstance(error, CobijoError | SQLAlchemyError)
        with contextlib.suppress(Exception):
            await asyncio.shield(run_sync(_drop, loaded.id, owner, broke))
        raise


async def _answer(loaded: shapes.Loaded, owner: str) -> Done:
    if loaded.untold and loaded.with_human:
        return await run_sync(_commit_silent, loaded, owner)
    if not loaded.untold and loaded.turn:
        await run_sync(_drop, loaded.id, owner)
        return Done()
    if loaded.failed >= PUT_ASIDE:
        return await run_sync(_commit_unread, loaded, owner)
    turn = hearing.listen(loaded)
    quoting = turn.awaiting == "incident.officer_words"
    if control.wants_erase(turn.text, quoting):  # a plain request only: a classifier must never erase
        return await run_sync(_erase, turn)
    short = sms_only.unlock_first(turn) or sms_only.more(turn)
    if short is None:
        await _think(turn)
    else:  # nothing else is heard or changed
        turn.said, turn.snapshot = short, turn.loaded.snapshot
    return await run_sync(_commit, turn, owner)


async def _think(turn: Turn) -> None:
    """Ask the bot; the actions it calls back fill the turn's draft."""
    RUNNING[turn.id] = turn
    try:
        snapshot = turn.loaded.snapshot
        if snapshot is None and turn.text:
            snapshot = {"version": 1, "loop": "intake", "awaiting": None}
        answered = await bot.turn(turn.loaded.id, turn.id, text=turn.text or "", snapshot=snapshot,
                                  intent=_intent(turn), states=turn.slot_states())
        if not turn.acted:
            raise Busy  # Rasa swallows an action's failure; nothing may be committed then
    except Busy:
        raise turn.broke or Busy from None
    finally:
        RUNNING.pop(turn.id, None)
    turn.snapshot = answered.snapshot
    turn.said = [turn.noted[say["ref"]] if "ref" in say else Say(say["say"]) for say in answered.says]


def _intent(turn: Turn) -> str | None:
    """What Rasa need not find out from the words."""
    if not turn.text:
        return "start"
    if safety.is_told(turn):
        return "topic_danger_now"
    if control.wants_withdraw(turn.text) and any(turn.state.get("answers", {}).values()):
        return "inform"  # carried out by its words, whatever they resemble
    if after.shares_again(turn) or digress.only_answers(turn):
        return "inform"  # nothing would be read of what Rasa finds
    return turn.request.name if turn.request else None


def _commit(turn: Turn, owner: str) -> Done:
    awaiting = (turn.snapshot or {}).get("awaiting")
    turn.state["slots"] = {k: v for k, v in turn.slot_states().items() if v is not None}
    names = {partner.id: partner.name for partner in turn.partners}
    language = turn.new_language or turn.loaded.language or turn.language
    if not turn.loaded.turn:
        first = sum(say.topic == "danger_now" for say in turn.said)  # who we are comes after what helps
        turn.said = [*turn.said[:first], *_greeting(turn), *turn.said[first:]]
    replies = asking.render(turn, turn.said, language, names)
    turn.state["awaiting"] = awaiting
    turn.state.pop("choice", None)
    change = shapes.TurnCommit(turn.state, turn.snapshot, replies, tuple(turn.changes.values()),
                             tuple(turn.consents), turn.new_language, turn.done, turn.stored_change,
                             turn.wants_human, tuple(turn.withdraw))
    with transaction() as session:
        rows = repo.commit_turn(session, turn.loaded, change, owner, turn.told)
        news = referrals.after_turn(session, turn.loaded.id, change, turn.record, turn.today,
                                    shared=bool(turn.loaded.shared))
    answer = {"messages": [{"id": row.id, **reply.body} for row, reply in zip(rows, replies, strict=True)],
              "awaiting": awaiting, "done": turn.done}
    return Done(tuple(row.id for row in rows), news=news, answer=answer, language=language)


def _greeting(turn: Turn) -> list[Say]:
    return [Say("service.greeting" if turn.loaded.channel == "chat" else "service.first_sms")]


def _commit_silent(loaded: shapes.Loaded, owner: str) -> Done:
    """A human has the conversation: the message is kept for them; danger alone gets its numbers."""
    turn = hearing.listen(loaded)
    says = safety.numbers(turn) if safety.is_told(turn) else []
    return _commit_only(loaded, owner, asking.render(turn, says, loaded.language or turn.language, {}))


def _commit_unread(loaded: shapes.Loaded, owner: str) -> Done:
    """The same messages broke every try: say so and go on, or nothing sent later would be answered."""
    text = content.render("service.unread", loaded.language or "es", "web" if loaded.channel == "chat" else "sms")
    return _commit_only(loaded, owner, (asking.counted(shapes.Saying(text)),))


def _commit_only(loaded: shapes.Loaded, owner: str, replies: tuple[shapes.Saying, ...]) -> Done:
    """Replies that change nothing else."""
    change = shapes.TurnCommit(loaded.state, loaded.snapshot, replies, done=loaded.done)
    with transaction() as session:
        rows = repo.commit_turn(session, loaded, change, owner, loaded.untold)
    return Done(tuple(row.id for row in rows))


def _erase(turn: Turn) -> Done:
    language = turn.new_language or turn.loaded.language or turn.language
    with transaction() as session:
        if turn.loaded.channel == "chat":
            return Done(erased=True, news=erase(session, turn.loaded.id, language)[0])
        news, replies = erase_and_say(session, turn.loaded.channel, turn.loaded.address or "", turn.loaded.id,
                                      language)
    return Done(replies, True, news)


def erase_and_say(session: Session, channel: str, number: str, conversation_id: str | None,
                  language: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Erase, and leave the goodbye to send in an empty conversation that goes minutes later.

    Returns (deliveries to start, replies to send); nothing is said to a number that said STOP.
    """
    news, keys = erase(session, conversation_id, language) if conversation_id else ((), ["service.erased"])
    session.flush()
    if sending.is_opted_out(session, number):
        return news, ()
    row, _ = repo.open_conversation(session, channel=channel, language=language, phone=number)
    row.expires_at = now() + GOODBYE
    replies = tuple(told.say(session, row, content.render(key, language, "sms")).id for key in keys)
    session.flush()
    return news, replies


def erase(session: Session, conversation_id: str, language: str, *,
          uncount: bool = True) -> tuple[tuple[str, ...], list[str]]:
    """Withdraw every referral, then remove the person everywhere; (deliveries to start, keys to say)."""
    row = session.get(t.Conversation, conversation_id)
    if row is None:
        raise NotFound
    news, accepted = referrals.withdraw_all(session, conversation_id, "erased")
    keys = ["service.erased", *(["service.erase_withdrawn"] if accepted else [])]
    ids = [m.client_id for m in session.query(t.Message).filter_by(conversation_id=conversation_id)]
    forgetting.erase(session, row, language=language, keys={"say": keys}, client_ids=ids, uncount=uncount)
    return news, keys


def _drop(conversation_id: str, owner: str, broke: bool = False) -> None:
    with transaction(lasting=False) as session:
        leases.drop(session, conversation_id, owner, broke)


@contextlib.asynccontextmanager
async def _renewing(conversation_id: str, owner: str) -> AsyncIterator[None]:
    """Keep the lease while the body runs."""

    def renew() -> None:
        with transaction(lasting=False) as session:
            leases.renew(session, conversation_id, owner)

    async def loop() -> None:
        while True:
            await asyncio.sleep(RENEW_EVERY)
            with contextlib.suppress(SQLAlchemyError):  # the database is busy: there is time for the next
                await run_sync(renew)

    task = asyncio.create_task(loop())
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
