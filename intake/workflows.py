"""Durable work (DBOS): answer a text, send a reply, deliver a webhook. Arguments and results are ids
and enums only, never words or numbers: DBOS keeps them, see tests/live/test_privacy.py."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from anyio.to_thread import run_sync
from dbos import DBOS, DBOSConfig
from sqlalchemy import select
from sqlalchemy.orm import Session

from intake import delivering, logs, sending, turns
from intake.clock import now
from intake.db import leases
from intake.db import tables as t
from intake.db.session import transaction
from intake.errors import CobijoError, NotFound
from intake.settings import VAR, settings

MESSAGES, NEWS, DELIVERIES = "messages", "news", "deliveries"
VERSION = "1"  # raised only when a workflow's steps change incompatibly
BUSY_PAUSE, BUSY_LONGEST, BUSY_TRIES = 2.0, 60.0, 3000  # for two days: the bot may be down for long
SETTLE_SECONDS, SETTLE_TRIES = 10.0, 30
RETRY_SECONDS, RETRY_LONGEST, SEND_TRIES = 5.0, 120.0, 60  # about two hours


def config() -> DBOSConfig:
    """DBOS in its own file, or in the PostgreSQL that holds the data."""
    url = settings().dbos_database_url
    if not url:
        url = (f"sqlite:///{VAR / 'dbos.sqlite'}" if settings().is_sqlite
               else settings().database_url.replace("+psycopg", ""))
    return {"name": "cobijo", "system_database_url": url, "application_version": VERSION,
            "executor_id": settings().app_instance, "log_level": "WARNING",
            "notification_listener_polling_interval_sec": 0.2}


def launch() -> None:
    """Start DBOS in this process: recovers what it left, listens to the queues."""
    VAR.mkdir(exist_ok=True)
    with transaction() as session:
        leases.drop_all_of(session, settings().app_instance)
    DBOS(config=config())
    DBOS.launch()
    # Every poll costs 3 ms of the app whether or not there is work.
    DBOS.register_queue(MESSAGES, partition_concurrency=1, polling_interval_sec=0.3)
    DBOS.register_queue(NEWS, worker_concurrency=10, polling_interval_sec=1)
    DBOS.register_queue(DELIVERIES, worker_concurrency=20, polling_interval_sec=1)


async def start_message(message_id: str, conversation_id: str) -> None:
    """Answer this text soon; the same id starts nothing twice."""
    await DBOS.enqueue_workflow_with_options_async(
        {"workflow_name": handle_message.__qualname__, "queue_name": MESSAGES, "workflow_id": message_id,
         "queue_partition_key": conversation_id, "app_version": VERSION}, message_id)


async def start_news(reply_ids: Sequence[str]) -> None:
    """Send texts that answer nothing: a partner's news."""
    for reply_id in reply_ids:
        await DBOS.enqueue_workflow_with_options_async(
            {"workflow_name": send_news.__qualname__, "queue_name": NEWS, "workflow_id": f"news-{reply_id}",
             "app_version": VERSION}, reply_id)


async def start_deliveries(delivery_ids: Sequence[str]) -> None:
    """Deliver these webhooks."""
    for delivery_id in delivery_ids:
        await DBOS.enqueue_workflow_with_options_async(
            {"workflow_name": deliver_referral.__qualname__, "queue_name": DELIVERIES,
             "workflow_id": delivery_id, "app_version": VERSION}, delivery_id)


@DBOS.workflow()
async def handle_message(message_id: str) -> str:
    """Wait for what else comes in these seconds, run one turn over all of it, send the replies."""
    if not await is_first_open(message_id):
        return "joined"
    await DBOS.sleep_async(settings().sms_wait_seconds)
    for tried in range(1, BUSY_TRIES):
        done = await run_turn(message_id)
        if done is not None:
            await start_deliveries(done["deliveries"])  # here: a step may not start workflows
            for reply_id in done["replies"]:
                await _send(reply_id)
            return "answered"
        await DBOS.sleep_async(min(BUSY_PAUSE * tried, BUSY_LONGEST))
    return "gave_up"


@DBOS.workflow()
async def send_news(reply_id: str) -> str:
    """Send one reply by itself."""
    return await _send(reply_id)


@DBOS.workflow()
async def deliver_referral(delivery_id: str) -> str:
    """Try the partner's webhook by the retry schedule, with durable sleeps, until it is taken."""
    attempt = 0
    while True:
        pause = await try_delivery(delivery_id, attempt)
        if pause < 0:
            return "finished"
        await DBOS.sleep_async(pause)
        attempt += 1


@DBOS.step()
async def is_first_open(message_id: str) -> bool:
    """Whether this text still waits, or was the first of a turn whose replies must go out."""

    def read() -> bool:
        with transaction() as session:
            message = session.get(t.Message, message_id)
            return message is not None and (message.turn is None or _leads(session, message))

    return await run_sync(read)


def _leads(session: Session, message: t.Message) -> bool:
    first = session.scalar(select(t.Message.id).where(
        t.Message.conversation_id == message.conversation_id, t.Message.turn == message.turn)
        .order_by(t.Message.ordinal).limit(1))
    return bool(first == message.id)


@DBOS.step()
async def run_turn(message_id: str) -> dict[str, list[str]] | None:
    """One turn; the ids of its replies and webhooks, or None: try later. Safe to repeat after a crash."""

    def where() -> tuple[str, int | None] | None:
        with transaction() as session:
            message = session.get(t.Message, message_id)
            if message is None or (message.turn is not None and not _leads(session, message)):
                return None
            return message.conversation_id, message.turn

    found = await run_sync(where)
    if found is None:
        return _ids()
    conversation_id, turn = found
    if turn is not None:
        return _ids(await run_sync(_replies_of, conversation_id, turn))
    try:
        done = await turns.run(conversation_id)
    except NotFound:
        return _ids()
    except CobijoError:
        return None
    except Exception as error:  # a workflow that ends in an error would leave the message unanswered
        logs.logger("turn").error("turn_failed", message=message_id, error=type(error).__name__,
                                   where=logs.where(error))
        return None
    if done is None:
        return None
    return _ids(done.reply_ids, done.news)


def _ids(replies: Sequence[str] = (), deliveries: Sequence[str] = ()) -> dict[str, list[str]]:
    return {"replies": list(replies), "deliveries": list(deliveries)}


def _replies_of(conversation_id: str, turn: int) -> list[str]:
    with transaction() as session:
        return list(session.scalars(select(t.Reply.id).where(
            t.Reply.conversation_id == conversation_id, t.Reply.turn == turn).order_by(t.Reply.ordinal)))


async def _send(reply_id: str) -> str:
    """Send until it is known what became of it; an ambiguous send is reconciled, never repeated blindly."""
    tries = settles = 0
    while True:
        outcome = await send_once(reply_id)
        if outcome == "ambiguous" and settles < SETTLE_TRIES:
            settles += 1
            await DBOS.sleep_async(SETTLE_SECONDS if settles > 1 else 2.0)
            outcome = await settle(reply_id, settles == SETTLE_TRIES)
        if outcome == "retry" and tries < SEND_TRIES:
            tries += 1
            await DBOS.sleep_async(min(RETRY_SECONDS * tries, RETRY_LONGEST))
        elif outcome != "ambiguous":
            return outcome


@DBOS.step()
async def send_once(reply_id: str) -> str:
    """The one place that sends; opt-outs are respected here."""
    return await run_sync(sending.send_once, reply_id)


@DBOS.step()
async def settle(reply_id: str, last: bool) -> str:
    """What became of an ambiguous send."""
    return await run_sync(sending.settle, reply_id, last)


@DBOS.step()
async def try_delivery(delivery_id: str, attempt: int) -> float:
    """One attempt; seconds until the next, or -1: finished."""
    return await delivering.attempt(delivery_id, attempt)


async def sweep() -> None:
    """Start what should run and does not (a crash between commit and enqueue), and end what is over."""
    moment = now()

    def missing() -> tuple[list[tuple[str, str]], list[str], list[str]]:
        with transaction() as session:
            late = moment - timedelta(seconds=30)
            texts = session.execute(
                select(t.Message.id, t.Message.conversation_id)
                .join(t.Conversation, t.Conversation.id == t.Message.conversation_id)
                .where(t.Conversation.channel != "chat", t.Message.turn.is_(None),
                       t.Message.received_at < late))
            news = session.scalars(select(t.Reply.id).where(
                t.Reply.channel != "chat", t.Reply.turn.is_(None), t.Reply.state == "new",
                t.Reply.created_at < late))
            deliveries = session.scalars(select(t.Delivery.id).where(
                t.Delivery.state == "new", t.Delivery.created_at < late))
            return [(message, talk) for message, talk in texts], list(news), list(deliveries)

    texts, news, deliveries = await run_sync(missing)
    for message_id, conversation_id in texts:
        await start_message(message_id, conversation_id)
    await start_news(news)
    await start_deliveries([*deliveries, *await run_sync(delivering.tidy, moment)])
    await _forget_finished(moment)


async def _forget_finished(moment: datetime) -> None:
    """The ids of what was done go from DBOS as a tombstone does."""
    before = (moment - timedelta(hours=settings().hold_hours)).isoformat()
    old = await DBOS.list_workflows_async(completed_before=before, load_input=False, load_output=False, limit=500)
    if old:
        await DBOS.delete_workflows_async([each.workflow_id for each in old])
