"""Cobijo beside a bare ``rasa init`` bot, in one run on one machine: ``make bench``.

Both run the whole time; their measurements alternate in blocks, so what else the machine does hits both alike.
Missed targets are said, and fail nothing.
"""

from __future__ import annotations

import argparse
import contextlib
import itertools
import json
import os
import platform
import secrets
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Protocol

import httpx
import yaml

from tests.conftest import FakeTwilio, Stack, free_port
from tests.eval.drive import Talk, next_words

ROOT = Path(__file__).parents[2]
STARTER = ROOT / ".bench" / "starter"
BOT_PYTHON = ROOT / "bot" / ".venv" / "bin" / "python"
ENV = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"} | {
    "RASA_TELEMETRY_ENABLED": "false", "SQLALCHEMY_SILENCE_UBER_WARNING": "1", "TF_CPP_MIN_LOG_LEVEL": "3",
    "PYTHONPYCACHEPREFIX": os.environ.get("PYTHONPYCACHEPREFIX", str(ROOT / "var" / "pycache"))}
# The starter's own stories, in the words of its own examples.
STARTER_LINES = ("hello", "I am feeling very good", "are you a bot?", "hey there", "I am sad", "yes", "so sad",
                 "not really", "good evening", "extremely sad", "of course", "bye")
TOPICS = ("waiting_lists", "fear_interview", "interpreter", "lawyer", "prosecution", "bond", "deadlines",
          "complaint")
EARLY, LATE = 5, 200  # windows of eight turns around these


class Speaker(Protocol):
    """A conversation that is timed."""

    milliseconds: list[float]

    def say(self, text: str) -> Any:
        """One turn."""


class StarterTalk:
    """One conversation with the starter over its REST channel."""

    def __init__(self, url: str) -> None:
        self.http, self.sender = httpx.Client(base_url=url, timeout=60), secrets.token_hex(8)
        self.milliseconds: list[float] = []

    def say(self, text: str) -> list[Any]:
        """One turn; an empty answer is a failure that Rasa swallowed."""
        began = time.perf_counter()
        answer = self.http.post("/webhooks/rest/webhook", json={"sender": self.sender, "message": text})
        self.milliseconds.append((time.perf_counter() - began) * 1000)
        return list(answer.raise_for_status().json())


def rasa(*words: str, folder: Path, log: str, env: dict[str, str] | None = None) -> subprocess.Popen[bytes]:
    """A process of the bot's Python, its words kept in a file."""
    with (folder / log).open("ab") as out:
        return subprocess.Popen([BOT_PYTHON, "-W", "ignore", "-m", *words], cwd=folder, env=ENV | (env or {}),
                                stdout=out, stderr=out, stdin=subprocess.DEVNULL)


def timed(process: subprocess.Popen[bytes]) -> float:
    """Seconds until a process has ended well."""
    began = time.monotonic()
    if process.wait():
        raise RuntimeError(f"{process.args} failed; see its log")
    return time.monotonic() - began


@dataclass
class Starter:
    """The bot that ``rasa init`` makes, as it is made."""

    name: str = "starter"
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    def train(self) -> float:
        """Make and train it once; seconds of ``rasa train`` when it was."""
        kept = STARTER / "training.json"
        if not kept.exists():
            STARTER.mkdir(parents=True, exist_ok=True)
            timed(rasa("rasa", "init", "--no-prompt", folder=STARTER, log="init.log"))
            for old in (STARTER / "models").glob("*.tar.gz"):
                old.unlink()
            seconds = timed(rasa("rasa", "train", "--force", folder=STARTER, log="train.log"))
            kept.write_text(json.dumps({"seconds": seconds, "on": date.today().isoformat()}), "utf-8")
        return float(json.loads(kept.read_text("utf-8"))["seconds"])

    def start(self) -> float:
        """Seconds until it answers (it listens once its model is loaded)."""
        began = time.monotonic()
        self.process = rasa("rasa", "run", "-i", "127.0.0.1", "-p", str(self.port), folder=STARTER, log="run.log")
        for _ in range(1500):
            with contextlib.suppress(httpx.HTTPError):
                if httpx.get(f"http://127.0.0.1:{self.port}/", timeout=2).status_code == 200:
                    return time.monotonic() - began
            time.sleep(0.2)
        raise RuntimeError("the starter did not start; see .bench/starter/run.log")

    def stop(self) -> None:
        """At once."""
        if self.process:
            self.process.kill()
            self.process.wait()

    def pids(self) -> list[int]:
        """Its process."""
        return [self.process.pid] if self.process else []

    def talk(self, _: int) -> Iterator[StarterTalk]:
        """A conversation that goes through its stories once; yields after each turn."""
        talk = StarterTalk(f"http://127.0.0.1:{self.port}")
        for line in STARTER_LINES:
            talk.say(line)
            yield talk

    def long_talk(self, _: int) -> StarterTalk:
        """A conversation of more than `LATE` turns, the same words in both windows."""
        talk, lines = StarterTalk(f"http://127.0.0.1:{self.port}"), itertools.cycle(STARTER_LINES[:8])
        for _ in range(LATE + 4):
            talk.say(next(lines))
        return talk


@dataclass
class Cobijo:
    """App and bot on SQLite in a folder of their own."""

    folder: Path
    name: str = "Cobijo"
    bot: subprocess.Popen[bytes] | None = None

    def __post_init__(self) -> None:
        self.stack = Stack(self.folder, free_port(), secrets.token_urlsafe(12), FakeTwilio(),
                           extra={"PYTHONPYCACHEPREFIX": ENV["PYTHONPYCACHEPREFIX"]})
        files = sorted((ROOT / "tests" / "corpus").glob("*/dev/personas/*.yml"))
        self.personas = [yaml.safe_load(path.read_text("utf-8")) for path in files]
        asked = yaml.safe_load((ROOT / "tests" / "corpus" / "topics" / "dev.yml").read_text("utf-8"))
        self.questions = [next(q["text"] for q in asked if q["topic"] == topic and q["lang"] == "es")
                          for topic in TOPICS]

    def train(self) -> float:
        """Train into the folder, with nothing kept from an earlier training."""
        for name in ("config.yml", "bot"):
            (self.folder / name).symlink_to(ROOT / name)
        return timed(rasa("bot.server", "train", folder=self.folder, log="train.log",
                          env={"RASA_CACHE_DIRECTORY": str(self.folder / "cache")}))

    def start(self) -> float:
        """Seconds until /healthz says that app, database and bot are there; migrates first, as a start does."""
        began = time.monotonic()
        self.bot = rasa("bot.server", "serve", "models/cobijo.tar.gz", "--port", str(self.stack.bot_port),
                        folder=self.folder, log="bot.log",
                        env={"BOT_SECRET": self.stack.bot_secret, "APP_URL": self.stack.url})
        self.stack.start()
        return time.monotonic() - began

    def stop(self) -> None:
        """At once."""
        self.stack.kill()
        if self.bot:
            self.bot.kill()
            self.bot.wait()

    def pids(self) -> list[int]:
        """App and bot."""
        return [each.pid for each in (self.bot, self.stack.process) if each]

    def talk(self, number: int) -> Iterator[Talk]:
        """One persona's conversation; yields after each turn."""
        persona = self.personas[number % len(self.personas)]
        talk, twists = Talk(self.stack.url), list(persona.get("twists") or [])
        opening = list(persona["opening"])
        while opening or (talk.awaiting and not talk.done and talk.turns < 70):
            talk.say(opening.pop(0) if opening else next_words(persona, str(talk.awaiting), twists)[0])
            yield talk

    def long_talk(self, number: int) -> Talk:
        """Consent, questions of theirs around turn 5, the whole intake, and the same questions around turn 200."""
        spanish = [p for p in self.personas if p["language"] == "es"]
        persona, talk = spanish[number % len(spanish)], Talk(self.stack.url, "es")
        opening, asked = list(persona["opening"]), itertools.cycle(self.questions)
        while talk.turns < LATE + 4:
            if talk.turns < EARLY - 4:
                talk.say(opening.pop(0))
            elif talk.awaiting == "consent.store":
                talk.say("si")
            elif talk.turns < EARLY + 4 or talk.awaiting in ("confirm", None):
                talk.say(next(asked))
            else:
                talk.say(opening.pop(0) if opening else next_words(persona, str(talk.awaiting), [])[0])
        return talk


System = Starter | Cobijo


def resident(pids: Sequence[int]) -> float:
    """MB resident of these processes and all below them."""
    parents: dict[int, int] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            parents[int(stat.parent.name)] = int(stat.read_text().rpartition(")")[2].split()[1])
    tree = set(pids)
    while more := {pid for pid, parent in parents.items() if parent in tree} - tree:
        tree |= more
    pages = sum(int(Path(f"/proc/{pid}/statm").read_text().split()[1]) for pid in tree)
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def at_once(system: System, workers: int, seconds: float, first: int) -> tuple[list[float], float]:
    """(milliseconds of each turn, turns a second) with so many conversations at any moment."""
    until, out, numbers = time.monotonic() + seconds, list[float](), itertools.count(first)

    def work() -> None:
        while time.monotonic() < until:
            for talk in system.talk(next(numbers)):
                if time.monotonic() > until:
                    return
                out.append(talk.milliseconds[-1])

    with ThreadPoolExecutor(workers) as pool:
        for each in [pool.submit(work) for _ in range(workers)]:
            each.result()  # a failed turn ends the bench: figures with failures in them would flatter
    return out, len(out) / seconds


def part(values: Sequence[float], share: float) -> float:
    """A percentile."""
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]



def measure(systems: Sequence[System], blocks: int, seconds: float) -> dict[str, list[float]]:
    """Everything that needs both running, by alternating blocks; name and system to values."""
    got: dict[str, list[float]] = {}

    def keep(what: str, system: System, values: Sequence[float]) -> None:
        got.setdefault(f"{what} {system.name}", []).extend(values)

    for system in systems:
        at_once(system, 2, seconds / 2, 0)  # warm
    for block in range(blocks):
        order = systems if block % 2 == 0 else systems[::-1]
        for workers in (1, 8):
            for system in order:
                times, rate = at_once(system, workers, seconds, block * 3)
                keep(f"turn{workers}", system, times)
                keep(f"rate{workers}", system, [rate])
        for system in order:
            times = system.long_talk(block).milliseconds
            keep("early", system, times[EARLY - 4:EARLY + 4])
            keep("late", system, times[LATE - 4:LATE + 4])
    for system in systems:
        keep("memory", system, [resident(system.pids())])
    return got


def report(got: dict[str, list[float]]) -> None:
    """The table: starter, Cobijo, their ratio, what was aimed at."""
    def row(what: str, starter: float, cobijo: float, ratio: float, aim: str = "", met: object = None) -> None:
        verdict = "" if met is None else "met" if met else "MISSED"
        print(f"{what:34}{starter:9.1f}{cobijo:9.1f}{ratio:8.2f}  {aim:28}{verdict}")

    def pair(what: str, share: float = 0.5) -> tuple[float, float, float]:
        starter, cobijo = (part(got[f"{what} {name}"], share) for name in ("starter", "Cobijo"))
        return starter, cobijo, cobijo / starter

    print(f"\n{'':34}{'starter':>9}{'Cobijo':>9}{'ratio':>8}  target")
    p50 = pair("turn1")
    row("turn p50, ms, 1 conversation", *p50, "ratio <= 1.0 (wished 0.6)", p50[2] <= 1)
    row("turn p95, ms, 1 conversation", *pair("turn1", 0.95))
    row("turn p50, ms, 8 conversations", *pair("turn8"))
    row("turn p95, ms, 8 conversations", *pair("turn8", 0.95))
    rate = pair("rate8")
    row("turns a second, 8 conversations", *rate, "ratio >= 1.5 (wished 2.5)", rate[2] >= 1.5)
    early, late = pair("early"), pair("late")
    row(f"turn {EARLY}, ms (window of 8)", *early)
    row(f"turn {LATE}, ms (window of 8)", *late)
    growth = late[0] / early[0], late[1] / early[1]
    row(f"turn {LATE} / turn {EARLY}", *growth, growth[1] / growth[0], "Cobijo <= 1.3", growth[1] <= 1.3)
    memory = pair("memory")
    row("resident memory, MB", *memory, "ratio <= 0.5", memory[2] <= 0.5)
    train, start = pair("train"), pair("start")
    row("training, s", *train, "Cobijo <= 60", train[1] <= 60)
    row("first start (new database), s", *pair("first"))
    row("second start, s", *start, "Cobijo <= 25", start[1] <= 25)


def main() -> int:
    """Train, start twice, measure, print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--blocks", type=int, default=4)
    parser.add_argument("--seconds", type=float, default=20, help="of one block")
    given = parser.parse_args()
    model = next((line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines()
                  if line.startswith("model name")), platform.machine())
    bot_python = subprocess.run([BOT_PYTHON, "-V"], capture_output=True, text=True, check=True).stdout.strip()
    print(f"machine: {os.cpu_count()} cores, {model}, app on Python {platform.python_version()}, Rasa 3.6.21 on "
          f"{bot_python}; load before {os.getloadavg()[0]:.1f}; {date.today()}")
    print(f"{given.blocks} alternating blocks of {given.seconds:.0f} s; Cobijo: dev personas on SQLite; starter: "
          "its own stories, trackers in memory; the client runs on the same cores", flush=True)
    with tempfile.TemporaryDirectory(prefix="cobijo-bench-") as folder:
        systems: list[System] = [Starter(), Cobijo(Path(folder))]
        got: dict[str, list[float]] = {}
        try:
            for system in systems:
                got[f"train {system.name}"] = [system.train()]
                got[f"first {system.name}"] = [system.start()]
                system.stop()
            for system in systems:
                got[f"start {system.name}"] = [system.start()]
            got |= measure(systems, given.blocks, given.seconds)
        finally:
            for system in systems:
                system.stop()
    print(f"load after {os.getloadavg()[0]:.1f}")
    report(got)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
