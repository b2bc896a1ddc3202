"""The real stack for tests: Rasa with the trained model, the app as a process, a fake Twilio."""

from __future__ import annotations

import base64
import json
import os
import secrets
import signal
import socket
import subprocess
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from twilio.request_validator import RequestValidator

ROOT = Path(__file__).parents[1]
MODEL = ROOT / "models" / "cobijo.tar.gz"
ACCOUNT, TOKEN = "ACtest", "test-token"


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class FakeTwilio:
    """Twilio's Messages API on loopback; ``fail`` makes the next sends to a number go wrong like Twilio's.

    21610, 429, 500 (after accepting), 500-lost (before), hang (accepted, never answered), hang-lost,
    slow (answers after a second).
    """

    port: int = field(default_factory=free_port)
    sent: list[dict[str, Any]] = field(default_factory=list)
    fail: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    tried: Counter[str] = field(default_factory=Counter)  # sends that were asked for, by number

    @property
    def url(self) -> str:
        """The base for TWILIO_API_URL."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> ThreadingHTTPServer:
        """Serve until shut down."""
        server = ThreadingHTTPServer(("127.0.0.1", self.port), _handler(self))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return server

    def texts(self, number: str) -> list[str]:
        """Bodies sent to a number, in order."""
        return [message["body"] for message in self.sent if message["to"] == number]

    def wait(self, number: str, count: int, seconds: float = 30) -> list[str]:
        """Wait until so many texts went to a number."""
        until = time.monotonic() + seconds
        while time.monotonic() < until and len(self.texts(number)) < count:
            time.sleep(0.1)
        return self.texts(number)


def _handler(fake: FakeTwilio) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *args: Any) -> None:
            return None

        def _answer(self, status: int, body: dict[str, Any]) -> None:
            data = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def do_GET(self) -> None:
            """Twilio's list: newest first; what is queued has no day of sending yet, no filter by it finds it."""
            asked = parse_qs(urlsplit(self.path).query)
            found = [] if any(name.startswith("DateSent") for name in asked) else [
                message for message in reversed(fake.sent)
                if message["to"] == asked["To"][0] and message["from"] == asked["From"][0]]
            self._answer(200, {"messages": found, "page": 0, "page_size": 50, "next_page_uri": None,
                               "first_page_uri": "", "previous_page_uri": None, "uri": ""})

        def do_POST(self) -> None:
            form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
            number = form["To"][0]
            fake.tried[number] += 1
            how = fake.fail[number].pop(0) if fake.fail[number] else ""
            if how == "21610":
                return self._answer(400, {"code": 21610, "message": "unsubscribed", "status": 400})
            if how == "429":
                return self._answer(429, {"code": 20429, "message": "too many", "status": 429})
            moment = format_datetime(datetime.now(UTC))
            message = {"sid": f"SM{secrets.token_hex(16)}", "to": number, "from": form["From"][0],
                       "body": form["Body"][0], "status": "queued", "date_created": moment, "date_sent": None,
                       "callback": form["StatusCallback"][0]}
            if not how.endswith("-lost"):
                fake.sent.append(message)
            if how.startswith("500"):
                return self._answer(500, {"code": 20500, "message": "oops", "status": 500})
            if how:
                time.sleep(1.0 if how == "slow" else 6.0)
            with suppress(OSError):  # who waits no longer
                self._answer(201, message)

    return Handler


@dataclass
class Stack:
    """One app process with its own database, against a shared bot."""

    folder: Path
    bot_port: int
    bot_secret: str
    twilio: FakeTwilio
    port: int = field(default_factory=free_port)
    module: str = "api.app:app"
    database: str = ""  # PostgreSQL's address; SQLite in the folder otherwise
    extra: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None
    migrated: bool = False
    key: str = field(default_factory=lambda: base64.b64encode(secrets.token_bytes(32)).decode())

    @property
    def url(self) -> str:
        """Where the app listens."""
        return f"http://127.0.0.1:{self.port}"

    def env(self) -> dict[str, str]:
        """The app's environment."""
        env = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
        return env | {
            "DATABASE_URL": self.database or f"sqlite:///{self.folder}/data.sqlite", "COBIJO_KEYS": self.key,
            "DBOS_DATABASE_URL": "" if self.database else f"sqlite:///{self.folder}/dbos.sqlite",
            "PORT": str(self.port),
            "BOT_URL": f"http://127.0.0.1:{self.bot_port}", "BOT_SECRET": self.bot_secret, "RATE_LIMIT": "off",
            "PUBLIC_URL": self.url, "TWILIO_ACCOUNT_SID": ACCOUNT, "TWILIO_AUTH_TOKEN": TOKEN,
            "TWILIO_FROM": "+15005550006", "TWILIO_API_URL": self.twilio.url, "SMS_WAIT_SECONDS": "0.5",
            "TWILIO_TIMEOUT_SECONDS": "3",
            "ALLOW_PRIVATE_WEBHOOKS": "1", "INTERNAL_URL": self.url} | self.extra

    def start(self) -> Stack:
        """Migrate (once) and start; returns once /healthz is 200."""
        python = ROOT / ".venv" / "bin" / "python"
        if not self.migrated:
            subprocess.run([python, "-m", "alembic", "upgrade", "head"], cwd=ROOT, env=self.env(), check=True,
                           capture_output=True)
        self.migrated = True
        log = (self.folder / "app.log").open("ab")
        self.process = subprocess.Popen([python, "-m", "uvicorn", self.module, "--port", str(self.port)],
                                        cwd=ROOT, env=self.env(), stdout=log, stderr=log)
        log.close()
        for _ in range(300):
            with suppress(httpx.HTTPError):
                if httpx.get(f"{self.url}/healthz", timeout=2).status_code == 200:
                    return self
            time.sleep(0.2)
        raise RuntimeError((self.folder / "app.log").read_text()[-2000:])

    def kill(self) -> None:
        """As the worst moment would: -9."""
        if self.process:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()
            self.process = None

    def cli(self, *words: str) -> str:
        """What ``cobijo`` prints, in this app's environment."""
        done = subprocess.run([ROOT / ".venv/bin/python", "-m", "api.cli", *words], cwd=ROOT, env=self.env(),
                              check=True, capture_output=True, text=True)
        return done.stdout

    def sms(self, number: str, body: str, sid: str | None = None, **more: str) -> httpx.Response:
        """An incoming text, signed as Twilio signs."""
        return self.signed("/sms", {"MessageSid": sid or f"SM{secrets.token_hex(16)}", "From": number,
                                    "To": "+15005550006", "Body": body, "NumMedia": "0", **more})

    def signed(self, path: str, form: dict[str, str]) -> httpx.Response:
        """A form, signed as Twilio signs."""
        url = f"{self.url}{path}"
        signature = RequestValidator(TOKEN).compute_signature(url, form)
        return httpx.post(url, data=form, headers={"X-Twilio-Signature": signature}, timeout=20)


def pytest_addoption(parser: pytest.Parser) -> None:
    """``--rewrite``: write the answers of tests/conversations anew."""
    parser.addoption("--rewrite", action="store_true", help="write tests/conversations anew")


@pytest.fixture(scope="session")
def bot_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the bot's temporary files and its log are."""
    return tmp_path_factory.mktemp("bot")


@pytest.fixture(scope="session")
def bot(bot_folder: Path) -> Iterator[tuple[int, str]]:
    """The real bot with the trained model: (port, secret)."""
    if not MODEL.exists():
        pytest.skip("no trained model: run `make train`")
    port, secret = free_port(), secrets.token_urlsafe(12)
    env = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"} | {
        "BOT_SECRET": secret, "PYTHONWARNINGS": "ignore", "TMPDIR": str(bot_folder)}
    with (bot_folder / "bot.log").open("wb") as log:
        process = subprocess.Popen([ROOT / "bot" / ".venv" / "bin" / "python", "-m", "bot.server", "serve",
                                    str(MODEL), "--port", str(port)], cwd=ROOT, env=env, stdout=log, stderr=log)
    headers = {"Authorization": f"Bearer {secret}"}
    for _ in range(600):
        with suppress(httpx.HTTPError):
            got = httpx.get(f"http://127.0.0.1:{port}/webhooks/cobijo/", headers=headers, timeout=2)
            if got.status_code == 200 and got.json()["status"] == "ok":
                break
        time.sleep(0.3)
    yield port, secret
    process.kill()
    process.wait()


@pytest.fixture(scope="session")
def twilio() -> Iterator[FakeTwilio]:
    """The fake Twilio."""
    fake = FakeTwilio()
    server = fake.start()
    yield fake
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="session")
def stack(bot: tuple[int, str], twilio: FakeTwilio, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """An app that most tests share."""
    made = Stack(tmp_path_factory.mktemp("stack"), *bot, twilio).start()
    yield made
    made.kill()


@pytest.fixture
def own_stack(bot: tuple[int, str], twilio: FakeTwilio, tmp_path: Path) -> Iterator[Stack]:
    """An app of this test's own, to be killed."""
    made = Stack(tmp_path, *bot, twilio).start()
    yield made
    made.kill()
