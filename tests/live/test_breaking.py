"""A message that breaks every turn is said to be unread; what comes after it is answered."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.breaking import ACTION, HEARING
from tests.conftest import FakeTwilio, Stack
from tests.eval.drive import Talk


@pytest.fixture
def faulty(bot: tuple[int, str], twilio: FakeTwilio, tmp_path: Path) -> Iterator[Stack]:
    """An app that cannot bear two words."""
    made = Stack(tmp_path, *bot, twilio, module="tests.breaking:app").start()
    yield made
    made.kill()


@pytest.mark.parametrize("word", [HEARING, ACTION])
def test_by_chat_and_by_text(faulty: Stack, twilio: FakeTwilio, word: str) -> None:
    talk = Talk(faulty.url, "es")
    talk.say("si")
    body = {"id": "m-breaks", "text": f"soy de {word}"}
    path, awaited = f"/chat/conversations/{talk.id}/messages", talk.awaiting
    assert [talk.http.post(path, json=body).status_code for _ in range(3)] == [500] * 3
    unread = talk.http.post(path, json=body).json()
    assert "no pude leer su mensaje" in unread["messages"][0]["text"]
    assert (unread["awaiting"], len(unread["messages"])) == (awaited, 1)
    assert talk.http.post(path, json=body).json() == unread
    assert talk.say("no")["awaiting"] != awaited
    assert "person.nationality" not in talk.http.get(f"/chat/conversations/{talk.id}/record").json()["record"]

    number = "+15125554901" if word == HEARING else "+15125554902"
    faulty.sms(number, "hola")
    twilio.wait(number, 1)
    time.sleep(1)
    before = len(twilio.texts(number))
    faulty.sms(number, word)
    texts = twilio.wait(number, before + 1)
    assert "no pude leer su mensaje" in texts[-1]
    faulty.sms(number, "si")
    assert len(twilio.wait(number, before + 2)) > before + 1
    assert word not in (faulty.folder / "app.log").read_text()
