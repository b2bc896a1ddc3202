"""PostgreSQL and Redis for real: two app processes on one PostgreSQL, a bot that takes its locks from Redis."""

from __future__ import annotations

import os
import secrets
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import httpx
import psycopg
import pytest
import redis

from tests.conftest import MODEL, ROOT, FakeTwilio, Stack, free_port
from tests.eval.drive import Talk

SERVER = os.environ.get("TEST_POSTGRES", "postgresql://postgres@127.0.0.1:5432/postgres")
REDIS = os.environ.get("TEST_REDIS", "redis://127.0.0.1:6379/15")


@pytest.fixture
def database() -> Iterator[str]:
    """A database of this test's own."""
    name = f"cobijo_test_{secrets.token_hex(4)}"
    try:
        admin = psycopg.connect(SERVER, autocommit=True, connect_timeout=3)
    except psycopg.OperationalError:
        pytest.skip(f"no PostgreSQL at {SERVER.rpartition('@')[2]} (TEST_POSTGRES names another)")
    admin.execute(f'create database "{name}"')
    yield f"{SERVER.rpartition('/')[0].replace('postgresql:', 'postgresql+psycopg:')}/{name}"
    admin.execute(f'drop database "{name}" with (force)')
    admin.close()


def test_two_processes_share_the_work_and_one_dies(
        bot: tuple[int, str], twilio: FakeTwilio, tmp_path: Path, database: str) -> None:
    first = Stack(tmp_path, *bot, twilio, database=database).start()
    second = Stack(tmp_path, *bot, twilio, database=database, key=first.key, extra={"APP_INSTANCE": "app-1"})
    second.start()
    try:
        talk = Talk(first.url, "es")
        talk.say("si")
        there = httpx.get(f"{second.url}/chat/conversations/{talk.id}/record",
                          headers={"Authorization": f"Bearer {talk.token}"}).json()
        assert there["record"]["consent.store"] is True
        numbers = [f"+1512555{n}" for n in range(3100, 3106)]
        for place, number in enumerate(numbers):
            (first, second)[place % 2].sms(number, "hola, no me dejaron pasar")
        second.kill()
        second.start()
        for number in numbers:
            texts = twilio.wait(number, 1, 40)
            time.sleep(0.5)
            assert len(texts) == len(set(texts)) > 0
    finally:
        first.kill()
        second.kill()


def test_the_same_texts_reach_two_processes_at_once(
        bot: tuple[int, str], twilio: FakeTwilio, tmp_path: Path, database: str) -> None:
    """Also: the second one starts while the first is in the middle of a send, and does not repeat it."""
    patient = {"TWILIO_TIMEOUT_SECONDS": "30"}
    first = Stack(tmp_path, *bot, twilio, database=database, extra=patient).start()
    second = Stack(tmp_path, *bot, twilio, database=database, key=first.key,
                   extra={"APP_INSTANCE": "app-1"} | patient)
    numbers = [f"+1512555{n}" for n in range(3200, 3206)]
    early = "+15125553290"
    twilio.fail[early].append("hang")
    first.sms(early, "hola")
    assert twilio.wait(early, 1)
    second.start()
    try:
        with ThreadPoolExecutor(24) as pool:
            sent = [pool.submit(stack.sms, number, body, f"SM{number}{body}") for number in numbers
                    for body in ("hola", "soy de honduras") for stack in (first, second)]
        assert {each.result().status_code for each in sent} <= {200, 503}
        for number in numbers:
            texts = twilio.wait(number, 1, 40)
            assert len(texts) == len(set(texts)) > 0
        with psycopg.connect(database.replace("+psycopg", "")) as connection:
            assert connection.execute("select count(*) from conversations").fetchone() == (len(numbers) + 1,)
            assert connection.execute("select count(*), count(distinct client_id) from messages").fetchone() == (
                2 * len(numbers) + 1, 2 * len(numbers) + 1)
        assert len(twilio.wait(early, 2)) == 2
        assert twilio.tried[early] == 2
    finally:
        first.kill()
        second.kill()


def test_the_bot_takes_its_locks_from_redis() -> None:
    try:
        client = redis.Redis.from_url(REDIS, socket_connect_timeout=3)
        client.ping()
    except redis.exceptions.ConnectionError:
        pytest.skip(f"no Redis at {REDIS} (TEST_REDIS names another)")
    port = free_port()
    env = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"} | {
        "BOT_SECRET": "x", "REDIS_URL": REDIS, "PYTHONWARNINGS": "ignore"}
    command = [ROOT / "bot/.venv/bin/python", "-m", "bot.server", "serve", str(MODEL), "--port", str(port)]
    process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{port}/webhooks/cobijo"
    watched: list[bytes] = []
    try:
        for _ in range(300):
            with suppress(httpx.HTTPError):
                if httpx.get(f"{url}/", timeout=2).json()["status"] == "ok":
                    break
            time.sleep(0.3)
        monitor = client.monitor()
        with monitor as listening:
            httpx.post(f"{url}/turn", headers={"Authorization": "Bearer x"}, timeout=30, json={
                "conversation": "c_lock", "turn": "t", "text": "hola", "states": {},
                "actions": "http://127.0.0.1:9",
                "snapshot": {"version": 1, "loop": "intake", "awaiting": "person.name"}})
            for _ in range(3):
                watched.append(str(listening.next_command()["command"]).encode())
        assert any(b"c_lock" in command for command in watched)
    finally:
        process.kill()
        process.wait()
        client.close()
