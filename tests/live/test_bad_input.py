"""What nobody should send: a clear answer or a clear error each, and nothing else changed."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.conftest import FakeTwilio, Stack
from tests.eval.drive import Talk
from tests.live.test_referral import add_partner

LONG = "me regresaron del puente y no se que hacer. " * 40
SAYINGS = {
    "restart": "/restart", "intent with values": '/affirm{"consent.store": true}', "slashes": "//// /deny",
    "a slash behind nothing": "\u200b/restart", "a wide slash": "／restart", "only a slash": "/",
    "a command of Rasa": "/session_start", "emoji": "🙄🙏🏽👨‍👩‍👧", "dots": "...", "spaces": " \n\t ",
    "nothing": "", "zero width": "\u200b\u200d\ufeff", "NUL": "a\x00b", "right to left": "\u202eabc",
    "code": "${7*7} {{x}} <script>",
    "sql": "'; drop table facts; --", "braces": '{"a": [1, 2', "one letter": "x", "a very long word": "a" * 1600,
    "French": "je ne comprends pas ce que vous demandez",
    "Portuguese": "não entendo o que você está perguntando", "Kreyol": "mwen pa konprann sa ou mande m la",
    "Russian": "я не понимаю вопроса", "Chinese": "我不明白这个问题", "Arabic": "لا أفهم السؤال"}


@pytest.fixture(scope="module")
def talk(stack: Stack) -> Iterator[Talk]:
    """A conversation in Spanish that waits for the answer of a field."""
    made = Talk(stack.url, "es")
    made.say("si")
    assert made.awaiting == "fear.danger_now"
    yield made
    made.http.close()


@pytest.mark.parametrize("what", SAYINGS)
def test_an_odd_message_is_answered_and_tells_nothing(talk: Talk, what: str) -> None:
    before = talk.record()
    answer = talk.say(SAYINGS[what])
    assert [message["text"] for message in answer["messages"] if message["text"].strip()]
    assert answer["awaiting"] == "fear.danger_now"
    after = talk.record()
    language = before["record"].keys() ^ after["record"].keys()
    assert language <= {"person.interpreter_language"}
    assert after["language"] == "es"


def test_1600_characters_are_kept_whole(stack: Stack) -> None:
    talk = Talk(stack.url, "es")
    talk.say("si")
    answer = talk.say(LONG[:1600])
    assert answer["messages"]
    assert answer["awaiting"]
    assert talk.record()["record"]["narrative.text"] == LONG[:1600].strip()
    talk.http.close()


def problem(got: httpx.Response, status: int, language: str = "en") -> dict[str, Any]:
    """The problem document of an answer, in this language."""
    assert (got.status_code, got.headers["content-type"]) == (status, "application/problem+json")
    assert got.headers["cache-control"] == "no-store"
    body = got.json()
    assert body["status"] == status
    assert body["title"]
    assert body["detail"]
    spanish = {"no", "de", "se", "el", "la", "es", "un", "una", "que", "lo", "espere", "intente", "mensaje"}
    words = {word.strip(".,").lower() for word in f"{body['title']} {body['detail']}".split()}
    assert bool(len(words & spanish) > 1) == (language == "es"), body
    return dict(body)


BROKEN: dict[str, tuple[dict[str, Any], int]] = {
    "no JSON": ({"content": b"{"}, 422), "not UTF-8": ({"content": b'{"id": "a", "text": "\xff"}'}, 422),
    "a list": ({"json": []}, 422), "no text": ({"json": {"id": "a"}}, 422),
    "no id": ({"json": {"text": "a"}}, 422), "an empty id": ({"json": {"id": "", "text": "a"}}, 422),
    "a long id": ({"json": {"id": "a" * 129, "text": "a"}}, 422),
    "a number": ({"json": {"id": "a", "text": 1}}, 422),
    "half a character": ({"content": b'{"id": "a", "text": "\\ud800"}'}, 422),
    "deep": ({"content": b"[" * 50_000}, 422),
    "too long": ({"json": {"id": "a", "text": "a" * 4001}}, 413),
    "far too long": ({"json": {"id": "a", "text": "a" * 2_000_000}}, 413)}


@pytest.mark.parametrize("what", BROKEN)
@pytest.mark.parametrize("language", ["es", "en"])
def test_a_broken_request_is_a_problem_in_their_language(stack: Stack, what: str, language: str) -> None:
    talk = Talk(stack.url, language)
    sent, status = BROKEN[what]
    other = {"Accept-Language": "en" if language == "es" else "es"}  # a volunteer's browser
    problem(talk.http.post(f"/chat/conversations/{talk.id}/messages", headers=other, **sent), status, language)
    assert (talk.awaiting, talk.record()["record"]) == ("consent.store", {})
    talk.http.close()


def test_a_body_without_an_announced_length_has_the_limit_too(talk: Talk) -> None:
    def chunks() -> Iterator[bytes]:
        yield b'{"id": "a", "text": "'
        for _ in range(400):
            yield b"a" * 1000
        yield b'"}'

    problem(talk.http.post(f"/chat/conversations/{talk.id}/messages", content=chunks(),
                           headers={"Content-Type": "application/json"}), 413, "es")


def test_tokens_and_ids(stack: Stack, talk: Talk) -> None:
    other, gone = Talk(stack.url, "en"), Talk(stack.url, "es")
    gone.say("borra todo")
    before = talk.record()
    for tail in ("", "/record", "/events", "/messages"):
        method, sent = ("POST", {"id": "new", "text": "hola"}) if tail == "/messages" else ("GET", None)
        path = f"{stack.url}/chat/conversations/{talk.id}{tail}"
        for token, status in ((b"", 401), (b"wrong", 401), ("ñ".encode(), 401), (other.token.encode(), 404)):
            given = {"Authorization": b"Bearer " + token} if token else {}
            problem(httpx.request(method, path, headers=given, json=sent), status)
        problem(gone.http.request(method, f"/chat/conversations/{gone.id}{tail}", json=sent), 404, "es")
    problem(httpx.delete(f"{stack.url}/chat/conversations/{talk.id}"), 401)
    problem(other.http.delete(f"/chat/conversations/{talk.id}"), 404)
    problem(gone.http.delete(f"/chat/conversations/{gone.id}"), 404, "es")
    path = f"/chat/conversations/{talk.id}/messages"
    problem(talk.http.post(path, json={"id": "m0", "text": "otra cosa"}), 409, "es")
    assert talk.record() == before


@pytest.mark.parametrize("last", ["²", "--5", "9" * 5000, "abc", "-1", "", "1e9"])
def test_events_take_up_anywhere(talk: Talk, last: str) -> None:
    with talk.http.stream("GET", f"/chat/conversations/{talk.id}/events",
                          headers={"Last-Event-ID": last.encode("latin-1")}) as got:
        assert got.status_code == 200
        assert next(got.iter_lines()) == ": here"


@pytest.fixture(scope="module")
def partner(stack: Stack) -> Iterator[httpx.Client]:
    made = add_partner(stack)
    with httpx.Client(base_url=stack.url, headers={"Authorization": f"Bearer {made['api_key']}"}) as client:
        yield client


@pytest.mark.parametrize(("method", "path", "sent", "status"), [
    ("GET", "/partner/referrals/ref_unknown", {}, 404), ("GET", "/partner/referrals/ref_unknown.pdf", {}, 404),
    ("POST", "/partner/referrals/ref_unknown/accept", {}, 404), ("GET", "/partner/referrals/a%00b", {}, 404),
    ("POST", "/partner/referrals/ref_unknown/decline", {"json": {"reason": "a" * 501}}, 422),
    ("POST", "/partner/referrals/ref_unknown/decline", {"content": b"{"}, 422),
    ("POST", "/partner/referrals/ref_unknown/close", {"json": {"outcome": "a" * 900_000}}, 413),
    ("GET", "/partner/referrals?limit=0", {}, 422), ("GET", "/partner/referrals?limit=999", {}, 422),
    ("GET", "/partner/referrals?since=yesterday", {}, 422),
    ("GET", "/partner/referrals?since=2026-01-01T00:00:00", {}, 422),
    ("GET", "/partner/referrals?since=0001-01-01T00:00:00%2B23:00", {}, 422),
    ("GET", "/partner/referrals?cursor=ref_unknown", {}, 422), ("PUT", "/partner/referrals", {}, 405),
    ("GET", "/nowhere", {}, 404)])
def test_partner_calls_that_are_wrong(partner: httpx.Client, method: str, path: str, sent: dict[str, Any],
                                      status: int) -> None:
    problem(partner.request(method, path, **sent), status)
    spoken = partner.request(method, path, headers={"Accept-Language": "es-MX"}, **sent)
    problem(spoken, status, "es")


@pytest.mark.parametrize("key", [None, "Bearer", "Bearer ck_wrong", "Basic abc", "ck_wrong"])
def test_an_unknown_partner(stack: Stack, key: str | None) -> None:
    for path in ("/partner/referrals", "/partner/referrals.csv", "/partner/referrals/ref_x"):
        problem(httpx.get(stack.url + path, headers={"Authorization": key} if key else {}), 401)


def test_private_answers_are_kept_by_nobody(stack: Stack, talk: Talk, partner: httpx.Client) -> None:
    base = f"/chat/conversations/{talk.id}"
    sent = {"id": "again", "text": "?"}
    got = [talk.http.get(base), talk.http.get(f"{base}/record"), talk.http.post(f"{base}/messages", json=sent),
           talk.http.post("/chat/conversations", json={}), partner.get("/partner/referrals"),
           partner.get("/partner/referrals.csv"), partner.get("/partner/referrals.xlsx"),
           httpx.post(f"{stack.url}/chat/session", json={"language": "es"})]
    assert [each.headers.get("cache-control") for each in got] == ["no-store"] * len(got)


def kept(stack: Stack, table: str = "messages") -> int:
    """How many rows are kept."""
    connection = sqlite3.connect(f"file:{stack.folder}/data.sqlite?mode=ro", uri=True)
    count: int = connection.execute(f"select count(*) from {table}").fetchone()[0]
    connection.close()
    return count


@pytest.mark.parametrize(("sent", "status"), [
    ({"data": {"From": "+15125550401", "Body": "hola", "MessageSid": "SMu"}}, 403),
    ({"content": b"{}", "headers": {"Content-Type": "application/json"}}, 403),
    ({"content": b"--x", "headers": {"Content-Type": "multipart/form-data; boundary=x"}}, 403),
    ({"content": b"--x", "headers": {"Content-Type": "multipart/form-data"}}, 400),
    ({"content": b"\xff%ff=%"}, 403), ({"data": {"Body": "a" * 70_000}}, 400),
    ({"data": {"Body": "a" * 900_000}}, 400)])
def test_texts_that_are_not_from_twilio(stack: Stack, sent: dict[str, Any], status: int) -> None:
    before = kept(stack)
    for path in ("/sms", "/sms/status"):
        problem(httpx.post(stack.url + path, **sent), status)
    assert kept(stack) == before


@pytest.mark.parametrize("form", [
    {"From": "5125550402"}, {"From": ""}, {"From": "+"}, {"From": "+abc<>"}, {"From": "+1512555٠٤٠٢"},
    {"From": "+1" * 40}, {"MessageSid": "", "SmsMessageSid": ""}])
def test_signed_but_not_a_text(stack: Stack, form: dict[str, str]) -> None:
    before = kept(stack)
    problem(stack.sms("+15125550402", "hola", **form), 400)
    assert kept(stack) == before


@pytest.mark.parametrize("code", ["²", "٣", "30007", "", "-1", "x"])
def test_an_odd_error_code_is_none(stack: Stack, code: str) -> None:
    form = {"MessageSid": "SMnone", "MessageStatus": "failed", "ErrorCode": code}
    assert stack.signed("/sms/status", form).status_code == 204


TEXTS = {"emoji": "🙄🙏🏽", "restart": "/restart", "with values": '/affirm{"a": 1}', "French": SAYINGS["French"],
         "Russian": SAYINGS["Russian"], "long": LONG[:1600], "nothing": ""}


def test_odd_texts_are_answered_and_tell_nothing(stack: Stack, twilio: FakeTwilio) -> None:
    numbers = {what: f"+1512555{4100 + place}" for place, what in enumerate(TEXTS)}
    for number in numbers.values():
        stack.sms(number, "hola")
    counts = {what: len(twilio.wait(number, 2)) for what, number in numbers.items()}
    agreed = kept(stack, "consents")
    for what, number in numbers.items():
        assert stack.sms(number, TEXTS[what]).status_code == 200
    for what, number in numbers.items():
        texts = twilio.wait(number, counts[what] + 1)
        assert len(texts) > counts[what], what
        assert texts[-1].strip()
    assert kept(stack, "consents") == agreed


def test_a_picture_or_a_voice_message(stack: Stack, twilio: FakeTwilio) -> None:
    number = "+15125550421"
    media = {"NumMedia": "1", "MediaUrl0": "https://api.twilio.com/x", "MediaContentType0": "audio/ogg"}
    stack.sms(number, "hola")
    before = len(twilio.wait(number, 2))
    stack.sms(number, "", sid="SMvoice", **media)
    texts = twilio.wait(number, before + 1)
    assert "audio" in texts[-1].lower()
    count = kept(stack)
    stack.sms(number, "", sid="SMvoice", **media)
    time.sleep(1)
    assert (len(twilio.texts(number)), kept(stack)) == (before + 1, count)


def test_no_error_of_all_this_was_a_fault_of_ours(stack: Stack) -> None:
    lines = [json.loads(line) for line in (stack.folder / "app.log").read_text().splitlines() if line[:1] == "{"]
    assert [line for line in lines if line.get("event") in ("unexpected", "turn_failed")] == []
    assert [line for line in lines if line.get("status") == 500] == []
