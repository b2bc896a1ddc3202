"""Webhooks against a receiver that answers as receivers do: a table of answers and what must become of each."""

from __future__ import annotations

import asyncio
import inspect
import json
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from standardwebhooks.webhooks import Webhook

from intake import delivering, workflows
from intake.clock import now
from intake.db import session as db
from intake.db import tables as t
from intake.gateways import partner
from intake.settings import Settings, settings
from tests.api.test_partner import Started, case, cobijo, join, started

__all__ = ["started"]  # the fixture
SCHEDULE = (5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400)


@dataclass
class Receiver:
    """A partner's web server: gives the next of ``answers`` (204 once they are used up), keeps what it got."""

    answers: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    got: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)
    url: str = ""
    drip: bool = False  # never finishes its answer


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    made = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *args: Any) -> None:
            return None

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            made.got.append((self.path, {k.lower(): v for k, v in self.headers.items()}, body))
            status, headers = made.answers.pop(0) if made.answers else (204, {})
            if made.drip:
                return self._drip()
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, as_date(int(value[3:])) if value.startswith("in ") else value)
            self.end_headers()

        def do_GET(self) -> None:
            made.got.append((self.path, {}, b""))
            self.send_response(204)
            self.end_headers()

        def _drip(self) -> None:
            """A byte now and then: each is within any limit that counts from the last one."""
            for letter in b"HTTP/1.1 200 OK\r\nX-Slow: " + b"a" * 60:
                try:
                    self.wfile.write(bytes([letter]))
                except OSError:
                    return
                time.sleep(0.1)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    made.url = f"http://127.0.0.1:{server.server_port}/webhook"
    yield made
    server.shutdown()
    server.server_close()


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long the workflow sleeps between attempts, without sleeping."""
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    monkeypatch.setattr(workflows.DBOS, "sleep_async", sleep)
    monkeypatch.setattr(workflows, "try_delivery", delivering.attempt)
    return slept


def deliver(delivery_id: str) -> None:
    """The whole workflow, until it is finished."""
    assert asyncio.run(inspect.unwrap(workflows.deliver_referral)(delivery_id)) == "finished"


def row_of(delivery_id: str) -> t.Delivery:
    with db.transaction() as session:
        return session.get_one(t.Delivery, delivery_id)


def disabled(partner_id: str) -> bool:
    with db.transaction() as session:
        return session.get_one(t.Partner, partner_id).disabled_at is not None


def as_date(seconds: int) -> str:
    return format_datetime(now() + timedelta(seconds=seconds), usegmt=True)


# (answers before the last 204, the least and the most that is slept before each next attempt)
TABLE: dict[str, tuple[list[tuple[int, dict[str, str]]], list[tuple[float, float]]]] = {
    "200": ([(200, {})], []),
    "201": ([(201, {})], []),
    "204": ([(204, {})], []),
    "500, then taken": ([(500, {})], [(5, 6)]),
    "503 three times": ([(503, {})] * 3, [(5, 6), (300, 360), (1800, 2160)]),
    "400 is tried again too": ([(400, {})], [(5, 6)]),
    "429 with seconds": ([(429, {"Retry-After": "40"})], [(40, 40)]),
    "429 with less than the schedule": ([(429, {"Retry-After": "1"})], [(5, 6)]),
    "429 with a date": ([(429, {"Retry-After": "in 900"})], [(890, 900)]),
    "429 with a date that is over": ([(429, {"Retry-After": "in -900"})], [(5, 6)]),
    "429 with nonsense": ([(429, {"Retry-After": "soon"})], [(5, 6)]),
    "503 for a year": ([(503, {"Retry-After": "31536000"})], [(86400, 86400)]),
    "a redirect is not followed": ([(301, {"Location": "/elsewhere"}), (307, {"Location": "/elsewhere"})],
                                   [(5, 6), (300, 360)]),
}


@pytest.mark.parametrize("what", TABLE)
def test_taken_in_the_end(started: Started, receiver: Receiver, pauses: list[float], what: str) -> None:
    answers, wanted = TABLE[what]
    one = join("Uno", receiver.url)
    _, _, (delivery,) = case(one)
    receiver.answers = list(answers)
    deliver(delivery)
    assert len(pauses) == len(wanted)
    for slept, (least, most) in zip(pauses, wanted, strict=True):
        assert least <= slept <= most
    row = row_of(delivery)
    assert (row.state, row.attempts, row.last_status) == (
        "delivered", len(wanted) + 1, 204 if wanted else answers[0][0])
    assert {path for path, _, _ in receiver.got} == {"/webhook"}
    assert {headers["webhook-id"] for _, headers, _ in receiver.got} == {delivery}
    assert len({body for _, _, body in receiver.got}) == 1
    for _, headers, body in receiver.got:
        assert Webhook(one["webhook_secret"]).verify(body, headers)["type"] == "referral.offered"
    assert not disabled(one["id"])


def test_the_timestamp_is_of_each_attempt_and_both_secrets_sign(started: Started, receiver: Receiver,
                                                                monkeypatch: pytest.MonkeyPatch) -> None:
    one = join("Uno", receiver.url)
    _, _, (delivery,) = case(one)
    new = json.loads(cobijo("partner", "rotate-secret", one["id"], "--json"))["webhook_secret"]
    receiver.answers = [(500, {})]
    asyncio.run(delivering.attempt(delivery, 0))
    monkeypatch.setattr(delivering, "now", lambda: now() + timedelta(seconds=100))
    asyncio.run(delivering.attempt(delivery, 1))
    (_, first, _), (_, second, body) = receiver.got
    assert int(second["webhook-timestamp"]) - int(first["webhook-timestamp"]) >= 100
    assert first["webhook-id"] == second["webhook-id"]
    for secret in (one["webhook_secret"], new):
        Webhook(secret).verify(body, second)


def test_500_to_the_end_of_the_schedule(started: Started, receiver: Receiver, pauses: list[float]) -> None:
    assert Settings(_env_file=None).webhook_retry_seconds == SCHEDULE  # type: ignore[call-arg]
    _, _, (delivery,) = case(join("Uno", receiver.url))
    receiver.answers = [(500, {})] * 20
    deliver(delivery)
    assert len(receiver.got) == len(SCHEDULE) + 1
    assert all(least <= slept <= least * 1.2 for slept, least in zip(pauses, SCHEDULE, strict=True))
    assert len({round(slept / least, 6) for slept, least in zip(pauses, SCHEDULE, strict=True)}) > 1  # jitter
    assert row_of(delivery).state == "failed"


def test_410_disables_the_endpoint(started: Started, receiver: Receiver, pauses: list[float]) -> None:
    one = join("Uno", receiver.url)
    _, _, (first,) = case(one)
    _, _, (second,) = case(one)
    receiver.answers = [(410, {})]
    deliver(first)
    deliver(second)
    assert len(receiver.got) == 1
    assert (row_of(first).state, row_of(second).state) == ("failed", "cancelled")
    assert disabled(one["id"])
    cobijo("partner", "open", one["id"])
    assert not disabled(one["id"])
    _, _, (third,) = case(one)
    deliver(third)
    assert row_of(third).state == "delivered"


def test_410_asks_the_next_organization_at_once(started: Started, receiver: Receiver, pauses: list[float]) -> None:
    one, two, three = (join(name, receiver.url) for name in ("Uno", "Dos", "Tres"))
    _, offers, (first,) = case(one, two, three)
    receiver.answers = [(410, {})]
    deliver(first)
    (second,) = delivering.tidy(now())
    with db.transaction() as session:
        assert [session.get_one(t.Referral, each).state for each in offers] == ["expired", "offered", "agreed"]
        session.get_one(t.Partner, two["id"]).disabled_at = now()  # gone by another case's webhook meanwhile
    deliver(second)
    assert len(receiver.got) == 1
    (third,) = delivering.tidy(now())
    deliver(third)
    assert [row_of(each).state for each in (first, second, third)] == ["failed", "cancelled", "delivered"]


def test_nobody_listens_and_then_somebody_does(started: Started, receiver: Receiver, pauses: list[float],
                                               monkeypatch: pytest.MonkeyPatch) -> None:
    one = join("Uno", receiver.url.replace("127.0.0.1", "receiver.invalid"))
    _, _, (delivery,) = case(one)
    found = [[], [("127.0.0.1", 9)], [("127.0.0.1", 0)]]  # no name yet, nothing listens, the receiver

    def look_up(host: str, port: int, **more: Any) -> list[Any]:
        assert host == "receiver.invalid"
        if not (at := found.pop(0)):
            raise socket.gaierror(socket.EAI_AGAIN, "try again")
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", address) for address in at]

    real = partner.urlsplit
    monkeypatch.setattr(partner.socket, "getaddrinfo", look_up)
    assert asyncio.run(delivering.attempt(delivery, 0)) > 0
    monkeypatch.setattr(partner, "urlsplit", lambda url: real("http://receiver.invalid:9/webhook"))
    assert asyncio.run(delivering.attempt(delivery, 1)) > 0
    monkeypatch.setattr(partner, "urlsplit", real)
    assert asyncio.run(delivering.attempt(delivery, 2)) == delivering.FINISHED
    ((_, headers, _),) = receiver.got
    assert headers["host"].startswith("receiver.invalid:")
    assert row_of(delivery).state == "delivered"


def test_a_slow_receiver_is_left(started: Started, receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEBHOOK_TIMEOUT_SECONDS", "0.8")
    settings.cache_clear()
    _, _, (delivery,) = case(join("Uno", receiver.url))
    receiver.drip = True
    began = time.monotonic()
    assert 5 <= asyncio.run(delivering.attempt(delivery, 0)) <= 6
    assert time.monotonic() - began < 3
    assert (row_of(delivery).state, row_of(delivery).last_status) == ("new", None)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "10.0.0.8", "192.168.1.1", "169.254.169.254", "[::1]",
                                  "0.0.0.0", "[::ffff:127.0.0.1]", "[fd00::1]", "2130706433"])
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_private_address_is_refused(started: Started, receiver: Receiver, monkeypatch: pytest.MonkeyPatch,
                                      host: str, scheme: str) -> None:
    port = receiver.url.rpartition(":")[2]
    _, _, (delivery,) = case(join("Uno", f"{scheme}://{host}:{port}"))
    monkeypatch.setenv("ALLOW_PRIVATE_WEBHOOKS", "0")
    settings.cache_clear()
    assert asyncio.run(delivering.attempt(delivery, 0)) == delivering.FINISHED
    assert row_of(delivery).state == "failed"
    assert receiver.got == []


def test_a_name_with_one_private_address_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALLOW_PRIVATE_WEBHOOKS", "0")
    settings.cache_clear()
    both = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, 443)) for each in ("93.184.216.34", "10.0.0.1")]
    monkeypatch.setattr(partner.socket, "getaddrinfo", lambda *a, **k: both)
    with pytest.raises(partner.Refused):
        partner.resolve("https://partner.example/webhook")
    both.pop()
    assert partner.resolve("https://partner.example/webhook") == "93.184.216.34"
    with pytest.raises(partner.Refused):
        partner.resolve("http://partner.example/webhook")
    settings.cache_clear()


def test_an_offer_that_is_over_is_not_delivered(started: Started, receiver: Receiver) -> None:
    from intake import referrals

    conversation, _, (delivery,) = case(join("Uno", receiver.url))
    with db.transaction() as session:
        (told,), _ = referrals.withdraw_all(session, conversation, "consent_withdrawn")
    deliver_now = [asyncio.run(delivering.attempt(each, 0)) for each in (delivery, told)]
    assert deliver_now == [delivering.FINISHED] * 2
    assert [json.loads(body)["type"] for _, _, body in receiver.got] == ["referral.withdrawn"]
    assert row_of(delivery).state == "cancelled"
