"""SMS over HTTP: signed in, sent by Twilio's own client to the fake (what goes wrong: test_twilio.py)."""

from __future__ import annotations

import sqlite3
import time

import httpx

from tests.conftest import FakeTwilio, Stack


def test_unsigned_is_403(stack: Stack) -> None:
    form = {"MessageSid": "SM1", "From": "+15125550101", "Body": "hola"}
    assert httpx.post(f"{stack.url}/sms", data=form).status_code == 403
    assert httpx.post(f"{stack.url}/sms", data=form, headers={"X-Twilio-Signature": "no"}).status_code == 403


def test_first_text_names_the_service_and_a_repeat_changes_nothing(stack: Stack, twilio: FakeTwilio) -> None:
    number = "+15125550102"
    assert stack.sms(number, "hola", sid="SMrepeat").status_code == 200
    texts = twilio.wait(number, 1)
    time.sleep(1)
    texts = twilio.texts(number)
    assert any("STOP" in text for text in texts), texts
    count = len(texts)
    stack.sms(number, "hola", sid="SMrepeat")
    time.sleep(2)
    assert len(twilio.texts(number)) == count


def test_stop_is_never_answered_and_only_start_opens(stack: Stack, twilio: FakeTwilio) -> None:
    number = "+15125550103"
    for word in ("ALTO", "hola", "si"):
        stack.sms(number, word)
    time.sleep(2)
    assert twilio.texts(number) == []
    stack.sms(number, "ALTA")
    assert twilio.wait(number, 1)


def test_several_texts_are_one_turn(stack: Stack, twilio: FakeTwilio) -> None:
    number = "+15125550104"
    stack.sms(number, "hola")
    before = len(twilio.wait(number, 1))
    time.sleep(1.5)
    before = len(twilio.texts(number))
    stack.sms(number, "soy de honduras")
    stack.sms(number, "y no nos dejaron pasar en el puente")
    twilio.wait(number, before + 1)
    time.sleep(2)
    assert len(twilio.texts(number)) == before + 1


def test_a_yes_sent_twice_at_once_answers_one_question(stack: Stack, twilio: FakeTwilio) -> None:
    number = "+15125550108"
    stack.sms(number, "hola")
    before = len(twilio.wait(number, 2))
    for _ in range(2):
        stack.sms(number, "si")
    twilio.wait(number, before + 1)
    time.sleep(2)
    texts = twilio.texts(number)[before:]
    assert len(texts) == len(set(texts))
    assert "911" not in " ".join(texts)  # not taken for "yes, in danger"
    with sqlite3.connect(f"file:{stack.folder}/data.sqlite?mode=ro", uri=True) as connection:
        ours = "conversation_id = (select conversation_id from replies where provider_sid = ?)"
        sid = next(message["sid"] for message in twilio.sent if message["to"] == number)
        kinds = connection.execute(f"select kind, given from consents where {ours}", (sid,)).fetchall()
        facts = connection.execute(f"select field from facts where {ours}", (sid,)).fetchall()
    connection.close()
    assert kinds == [("store", 1)]
    assert ("fear.danger_now",) not in facts
