"""SMS over HTTP: signed in, sent by Twilio's own client to the fake, and killed at bad moments."""

from __future__ import annotations

import time

import httpx
import pytest

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


@pytest.mark.parametrize("failure", ["429", "500"])
def test_a_failing_twilio_sends_once(stack: Stack, twilio: FakeTwilio, failure: str) -> None:
    number = "+15125550105" if failure == "429" else "+15125550106"
    twilio.fail.append(failure)
    stack.sms(number, "hello")
    twilio.wait(number, 2, 20)
    time.sleep(4)
    texts = twilio.texts(number)
    assert len(texts) == len(set(texts)) > 0


def test_21610_opts_out(stack: Stack, twilio: FakeTwilio) -> None:
    number = "+15125550107"
    twilio.fail.append("21610")
    stack.sms(number, "hello")
    time.sleep(3)
    stack.sms(number, "are you there")
    time.sleep(3)
    assert twilio.texts(number) == []


@pytest.mark.parametrize("moment", [0.0, 0.6, 1.0])
def test_killed_between_accepting_and_answering(own_stack: Stack, twilio: FakeTwilio, moment: float) -> None:
    number = f"+1512555{int(2000 + moment * 10):04d}"
    own_stack.sms(number, "hola", sid=f"SMkill{moment}")
    time.sleep(moment)
    own_stack.kill()
    own_stack.start()
    texts = twilio.wait(number, 1, 40)
    time.sleep(3)
    texts = twilio.texts(number)
    assert len(texts) == len(set(texts)) > 0
