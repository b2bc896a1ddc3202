"""Twilio at its worst: refused, overloaded, failing after it took a text, hanging; the app killed at every step.

What is counted is what Twilio took, for that is what a person gets and pays for.
"""

from __future__ import annotations

import inspect
import sqlite3
import time
from collections.abc import Callable, Iterator
from functools import partial

import httpx
import pytest
from twilio.request_validator import RequestValidator

from intake import workflows
from tests.conftest import TOKEN, FakeTwilio, Stack

FIRST = 2  # texts that "hola" gets


def rows(stack: Stack, query: str, *values: str) -> list[tuple[object, ...]]:
    """Read the app's own file."""
    connection = sqlite3.connect(f"file:{stack.folder}/data.sqlite?mode=ro", uri=True)
    try:
        return connection.execute(query, values).fetchall()
    finally:
        connection.close()


def until(happened: Callable[[], object], seconds: float = 30, every: float = 0.1) -> None:
    """Wait for it."""
    end = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(every)


STATES = ("select r.state from replies r join messages m on m.conversation_id = r.conversation_id "
          "where m.client_id = ? order by r.ordinal")


def replies(stack: Stack, sid: str) -> list[str]:
    """The states of what was said in the conversation of this text."""
    return [str(state) for (state,) in rows(stack, STATES, sid)]


def test_all_that_twilio_does_wrong(stack: Stack, twilio: FakeTwilio) -> None:
    """Each number has its own trouble, all at once; everybody gets every text exactly once.

    One is told the same sentence again, and that one is lost: the first is no proof that it went out.
    """
    twice = "+15125550311"
    stack.sms(twice, "hola", sid="SMtwice")
    until(lambda: replies(stack, "SMtwice") == ["sent"] * FIRST)
    stack.sms(twice, "AYUDA")
    assert len(twilio.wait(twice, FIRST + 1)) == FIRST + 1
    twilio.fail[twice].append("500-lost")
    stack.sms(twice, "AYUDA")
    numbers = {"429": "+15125550301", "500": "+15125550302", "500-lost": "+15125550303", "hang": "+15125550304",
               "hang-lost": "+15125550305", "slow": "+15125550306"}
    for how, number in numbers.items():
        twilio.fail[number] += [how, how] if how == "429" else [how]
        assert stack.sms(number, "hola", sid=f"SMwrong{how}").status_code == 200
    for how in numbers:
        until(lambda how=how: set(replies(stack, f"SMwrong{how}")) == {"sent"}, 60)  # type: ignore[misc]
    for how, number in numbers.items():
        texts = twilio.texts(number)
        assert len(texts) == len(set(texts)) == len(replies(stack, f"SMwrong{how}")), how
        again = {"429": 2, "500-lost": 1, "hang-lost": 1}.get(how, 0)
        assert twilio.tried[number] == len(texts) + again, how
    texts = twilio.wait(twice, FIRST + 2)
    assert texts[FIRST] == texts[FIRST + 1]


def test_21610_opts_out_until_start(stack: Stack, twilio: FakeTwilio) -> None:
    number = "+15125550321"
    twilio.fail[number].append("21610")
    stack.sms(number, "hello", sid="SMstopped")
    until(lambda: "failed" in replies(stack, "SMstopped"))
    for word in ("are you there", "HELP", "yes"):
        stack.sms(number, word)
    time.sleep(1.5)
    assert twilio.tried[number] == 1
    stack.sms(number, "START", sid="SMstarted")
    assert len(twilio.wait(number, 1)) == 1
    stack.sms(number, "hello")
    assert len(twilio.wait(number, 2)) > 1


def test_a_stop_that_is_repeated_after_start_changes_nothing(stack: Stack, twilio: FakeTwilio) -> None:
    number = "+15125550322"
    stack.sms(number, "ALTO", sid="SMrepeatedstop")
    stack.sms(number, "hola", sid="SMunheard")
    stack.sms(number, "ALTA")
    twilio.wait(number, 1)
    for word, sid in (("ALTO", "SMrepeatedstop"), ("hola", "SMunheard")):
        stack.sms(number, word, sid=sid)
    time.sleep(1.5)
    assert len(twilio.texts(number)) == 1
    stack.sms(number, "hola")
    assert len(twilio.wait(number, 1 + FIRST)) == 1 + FIRST


def test_delivery_reports(stack: Stack, twilio: FakeTwilio) -> None:
    """Signed, in any order, repeated; one that tells of an opt-out is respected."""
    number = "+15125550331"
    stack.sms(number, "hola", sid="SMreport")
    until(lambda: replies(stack, "SMreport") and set(replies(stack, "SMreport")) == {"sent"})
    text = next(message for message in twilio.sent if message["to"] == number)

    def report(status: str, sign: bool = True, **more: str) -> int:
        form = {"MessageSid": text["sid"], "MessageStatus": status, **more}
        signature = RequestValidator(TOKEN).compute_signature(text["callback"], form) if sign else "x"
        return httpx.post(text["callback"], data=form, headers={"X-Twilio-Signature": signature}).status_code

    assert report("delivered", sign=False) == 403
    assert replies(stack, "SMreport")[0] == "sent"
    assert [report(each) for each in ("delivered", "sent", "delivered", "nonsense")] == [204] * 4
    assert replies(stack, "SMreport")[0] == "delivered"
    assert report("undelivered", ErrorCode="21610") == 204
    stack.sms(number, "sigo aqui")
    time.sleep(1.5)
    assert len(twilio.texts(number)) == FIRST


@pytest.fixture(scope="module")
def mortal(bot: tuple[int, str], twilio: FakeTwilio, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """An app that is killed again and again."""
    made = Stack(tmp_path_factory.mktemp("mortal"), *bot, twilio, extra={"SWEEP_SECONDS": "1"}).start()
    yield made
    made.kill()


async def test_a_bot_that_is_down_for_a_day_loses_no_text(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [0.0]

    async def sleep(seconds: float) -> None:
        clock[0] += seconds

    async def answer(message_id: str) -> dict[str, list[str]] | None:
        return {"replies": ["r_1"], "deliveries": []} if clock[0] > 86_400 else None

    async def yes(message_id: str) -> bool:
        return True

    sent: list[str] = []

    async def send(reply_id: str) -> str:
        sent.append(reply_id)
        return "sent"

    for name, made in {"is_first_open": yes, "run_turn": answer, "_send": send}.items():
        monkeypatch.setattr(workflows, name, made)
    monkeypatch.setattr(workflows.DBOS, "sleep_async", sleep)
    assert await inspect.unwrap(workflows.handle_message)("m_1") == "answered"
    assert sent == ["r_1"]
    assert clock[0] < 86_400 + 120


def _kept(stack: Stack, sid: str) -> bool:
    return bool(rows(stack, "select 1 from messages where client_id = ?", sid))


def _leased(stack: Stack, sid: str) -> bool:
    return bool(rows(stack, "select 1 from conversations c join messages m on m.conversation_id = c.id "
                            "where m.client_id = ? and c.lease_owner is not null", sid))


def _answered(stack: Stack, sid: str) -> bool:
    return bool(rows(stack, "select 1 from messages where client_id = ? and turn is not null", sid))


def _sending(stack: Stack, sid: str) -> bool:
    return "sending" in replies(stack, sid)


# (what is seen in the database, what Twilio does then in each of the conversations)
STEPS = {"kept": (_kept, [""]), "turn runs": (_leased, [""]), "answered, not sent": (_answered, [""]),
         "being sent, not taken or taken": (_sending, ["hang-lost", "hang"])}


@pytest.mark.parametrize("step", STEPS)
def test_killed_at_this_step(mortal: Stack, twilio: FakeTwilio, step: str) -> None:
    """A "si" on its way: nothing is lost, nothing goes out twice, and it does not answer two questions."""
    reached, troubles = STEPS[step]
    numbers = {f"+15125550{340 + 10 * place + list(STEPS).index(step)}": how for place, how in enumerate(troubles)}
    for number in numbers:
        mortal.sms(number, "hola", sid=f"SMhola{number}")
    until(lambda: all(replies(mortal, f"SMhola{number}") == ["sent"] * FIRST for number in numbers))
    for number, how in numbers.items():
        twilio.fail[number] += [how]
        mortal.sms(number, "si", sid=f"SMsi{number}")
    for number, how in numbers.items():
        until(partial(reached, mortal, f"SMsi{number}"), every=0.003)
        if how:
            until(lambda number=number: twilio.tried[number] > FIRST)  # type: ignore[misc]
    mortal.kill()
    mortal.start()
    for number in numbers:
        assert mortal.sms(number, "si", sid=f"SMsi{number}").status_code == 200  # Twilio tries again too
    for number in numbers:
        _answered_once(mortal, twilio, number)


def _answered_once(stack: Stack, twilio: FakeTwilio, number: str) -> None:
    sid = f"SMsi{number}"
    until(lambda: _answered(stack, sid) and set(replies(stack, sid)) == {"sent"}, 60)
    time.sleep(0.3)
    texts = twilio.texts(number)
    assert len(texts) == len(set(texts)) == len(replies(stack, sid))
    conversation = "select conversation_id from messages where client_id = ?"
    assert rows(stack, f"select kind, given from consents where conversation_id = ({conversation})",
                sid) == [("store", 1)]
    assert rows(stack, f"select field from facts where conversation_id = ({conversation}) "
                       "and field = 'fear.danger_now'", sid) == []
    assert rows(stack, f"select turn from conversations where id = ({conversation})", sid) == [(2,)]
