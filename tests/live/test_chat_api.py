"""The chat API over HTTP, through the real bot."""

from __future__ import annotations

import httpx
import pytest

from tests.conftest import Stack
from tests.eval.drive import Talk

STORY = ("soy de honduras, el 3 de mayo de 2026 fui solo al puente Paso del Norte, el oficial de CBP me dijo "
         "\"no hay espacio\" y me empujo. yo le pedi asilo y le dije que tengo miedo de la mara")


def start(stack: Stack) -> Talk:
    """A conversation that agreed to be kept."""
    talk = Talk(stack.url, "es")
    talk.say("si")
    return talk


def test_order_and_record(stack: Stack) -> None:
    talk = Talk(stack.url)
    assert talk.awaiting == "language"
    assert talk.say("español")["awaiting"] == "consent.store"
    assert talk.say("si")["awaiting"] == "fear.danger_now"
    assert talk.say("no")["awaiting"] == "narrative.text"
    talk.say(STORY)
    got = talk.record()
    assert got["record"]["incident.date"] == "2026-05-03"
    assert got["record"]["person.nationality"] == "HN"
    assert got["record"]["incident.crossing"] == "el_paso_pdn"
    assert "pushed" in got["record"]["incident.force"]
    assert got["urgency"] == "urgent"
    assert got["language"] == "es"


def test_only_a_whole_yes_is_a_consent(stack: Stack) -> None:
    talk = Talk(stack.url, "es")
    assert talk.say("no nos dejo pasar")["awaiting"] == "consent.store"
    assert talk.record()["record"] == {}
    assert talk.say("si")["awaiting"] != "consent.store"


def test_what_was_told_before_is_used_once_they_agree(stack: Stack) -> None:
    talk = Talk(stack.url, "es")
    talk.say(STORY)
    talk.say("si")
    assert talk.record()["record"]["incident.crossing"] == "el_paso_pdn"
    assert talk.say("no")["awaiting"] != "narrative.text"


def test_no_keeps_nothing_and_rights_still_work(stack: Stack) -> None:
    talk = Talk(stack.url, "es")
    talk.say(STORY)
    assert talk.say("no")["awaiting"] == "menu"
    answer = talk.say("¿necesito un abogado?")
    assert "lawyer" in [message["topic"] for message in answer["messages"]]
    assert talk.record()["record"] == {"consent.store": False}


def test_a_question_in_the_middle_and_the_same_is_awaited(stack: Stack) -> None:
    talk = start(stack)
    talk.say("no")
    answer = talk.say("¿quien va a ver lo que le cuento?")
    assert answer["awaiting"] == "narrative.text"
    assert "privacy" in [message["topic"] for message in answer["messages"]]


def test_the_same_id_gives_the_same_answer_and_another_text_is_409(stack: Stack) -> None:
    talk = start(stack)
    path = f"/chat/conversations/{talk.id}/messages"
    first = talk.http.post(path, json={"id": "x", "text": "no"})
    again = talk.http.post(path, json={"id": "x", "text": "no"})
    assert first.json() == again.json()
    other = talk.http.post(path, json={"id": "x", "text": "si"})
    assert other.status_code == 409
    assert other.headers["content-type"] == "application/problem+json"
    assert talk.record()["record"]["fear.danger_now"] is False


def test_errors_are_problems(stack: Stack) -> None:
    talk, other = start(stack), start(stack)
    path = f"/chat/conversations/{talk.id}/record"
    assert httpx.get(stack.url + path).status_code == 401
    assert httpx.get(stack.url + path, headers={"Authorization": "Bearer wrong"}).status_code == 401
    assert httpx.get(stack.url + path, headers={"Authorization": f"Bearer {other.token}"}).status_code == 404
    send = f"/chat/conversations/{talk.id}/messages"
    assert talk.http.post(send, json={"text": "x"}).status_code == 422
    assert talk.http.post(send, content=b"{").status_code == 422
    big = talk.http.post(send, json={"id": "big", "text": "a" * 5000})
    assert (big.status_code, big.headers["content-type"]) == (413, "application/problem+json")
    assert talk.http.post(send, json={"id": "s", "text": "/restart"}).json()["awaiting"] == "fear.danger_now"
    assert talk.http.post(send, json={"id": "e", "text": "🙄"}).json()["awaiting"] == "fear.danger_now"


@pytest.mark.parametrize("words", ["borra todo lo que dije", "ERASE", "delete everything i said"])
def test_erase_is_one_request(stack: Stack, words: str) -> None:
    talk = start(stack)
    talk.say("no")
    answer = talk.say(words)
    assert (answer["awaiting"], answer["done"]) == (None, True)
    assert talk.http.get(f"/chat/conversations/{talk.id}/record").status_code == 404
    again = talk.http.post(f"/chat/conversations/{talk.id}/messages",
                           json={"id": f"m{talk.turns - 1}", "text": words})
    assert again.json() == answer


def test_danger_first_then_only_if_they_want(stack: Stack) -> None:
    talk = start(stack)
    answer = talk.say("si")
    assert answer["awaiting"] == "fear.danger_now"
    assert answer["messages"][0]["topic"] == "danger_now"
    assert "911" in answer["messages"][0]["text"]
    assert talk.say("no")["awaiting"] == "fear.danger_now"
    assert talk.say("si")["awaiting"] == "narrative.text"
    assert talk.record()["urgency"] == "emergency"
