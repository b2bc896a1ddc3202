"""Cobijo beside a bare ``rasa init`` bot, in one run on one machine: ``make bench``.

Measurements alternate in blocks, so what else the machine does hits both alike. A missed target fails nothing.
"""

from __future__ import annotations

import argparse
import contextlib
import itertools
import json
import os
import platform
import secrets
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import mean

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
STARTER_LINES = ("hello", "I am feeling very good", "are you a bot?", "hey there", "I am sad", "yes", "so sad",
                 "not really", "good evening", "extremely sad", "of course", "bye")
TOPICS = ("waiting_lists", "fear_interview", "interpreter", "lawyer", "prosecution", "bond", "deadlines", "parole")
Processes = list[subprocess.Popen[bytes]]
EARLY, LATE, SECONDS = 5, 200, 15  # from each of these two turns on eight are timed; length of one block


class StarterTalk:
    """One conversation with the starter over its REST channel."""

    def __init__(self, url: str) -> None:
        self.http, self.sender = httpx.Client(base_url=url, timeout=60), secrets.token_hex(8)
        self.milliseconds: list[float] = []

    def say(self, text: str) -> None:
        """One turn."""
        began = time.perf_counter()
        self.http.post("/webhooks/rest/webhook", json={"sender": self.sender, "message": text}).raise_for_status()
        self.milliseconds.append((time.perf_counter() - began) * 1000)


def rasa(*words: str, folder: Path, log: str, env: dict[str, str] | None = None) -> subprocess.Popen[bytes]:
    """A process of the bot's Python, its words kept in a file."""
    with (folder / log).open("ab") as out:
        return subprocess.Popen([BOT_PYTHON, "-W", "ignore", "-m", *words], cwd=folder, env=ENV | (env or {}),
                                stdout=out, stderr=out, stdin=subprocess.DEVNULL)


def timed(process: subprocess.Popen[bytes]) -> float:
    """Seconds until a process has ended well."""
    began = time.monotonic()
    if process.wait():
        raise RuntimeError("failed; see its log", process.args)
    return time.monotonic() - began


class Starter:
    """The bot that ``rasa init`` makes, as it is made."""

    def __init__(self) -> None:
        self.name, self.lines, self.port, self.processes = "starter", STARTER_LINES[:8], free_port(), Processes()
        self.url = f"http://127.0.0.1:{self.port}"

    def train(self) -> float:
        """Make and train it once; seconds of ``rasa train`` when it was."""
        kept = STARTER / "training.json"
        STARTER.mkdir(parents=True, exist_ok=True)
        if not kept.exists():
            timed(rasa("rasa", "init", "--no-prompt", folder=STARTER, log="init.log"))  # trains too, by the way
            seconds = timed(rasa("rasa", "train", "--force", folder=STARTER, log="train.log"))
            kept.write_text(json.dumps({"seconds": seconds, "load": os.getloadavg()[0]}), "utf-8")
        return float(json.loads(kept.read_text("utf-8"))["seconds"])

    def start(self) -> float:
        """Seconds until it answers (it listens once its model is loaded)."""
        began, words = time.monotonic(), ("rasa", "run", "-i", "127.0.0.1", "-p", str(self.port))
        self.processes.append(rasa(*words, folder=STARTER, log="run.log"))
        for _ in range(1500):
            with contextlib.suppress(httpx.HTTPError):
                if httpx.get(f"{self.url}/", timeout=2).status_code == 200:
                    return time.monotonic() - began
            time.sleep(0.2)
        raise RuntimeError("the starter did not start; see .bench/starter/run.log")

    def talk(self, _: int) -> Iterator[StarterTalk]:
        """A conversation that goes through its stories once; yields after each turn."""
        talk = StarterTalk(self.url)
        for line in STARTER_LINES:
            talk.say(line)
            yield talk

    def grown(self, _: int, turns: int) -> StarterTalk:
        """A conversation of so many turns."""
        talk = StarterTalk(self.url)
        for line in itertools.islice(itertools.cycle(STARTER_LINES), turns):
            talk.say(line)
        return talk


class Cobijo:
    """App and bot on SQLite in a folder of their own."""

    def __init__(self, folder: Path) -> None:
        self.name, self.folder, self.processes = "Cobijo", folder, Processes()
        self.stack = Stack(folder, free_port(), secrets.token_urlsafe(12), FakeTwilio(),
                           extra={"PYTHONPYCACHEPREFIX": ENV["PYTHONPYCACHEPREFIX"]})
        corpus = ROOT / "tests" / "corpus"
        self.personas = [yaml.safe_load(p.read_text("utf-8")) for p in sorted(corpus.glob("*/dev/personas/*.yml"))]
        asked = yaml.safe_load((corpus / "topics" / "dev.yml").read_text("utf-8"))
        self.lines = [next(q["text"] for q in asked if (q["topic"], q["lang"]) == (t, "es")) for t in TOPICS]

    def train(self) -> float:
        """Train into the folder, with nothing kept from an earlier training."""
        for name in ("config.yml", "bot"):
            (self.folder / name).symlink_to(ROOT / name)
        env = {"RASA_CACHE_DIRECTORY": str(self.folder / "cache")}
        return timed(rasa("bot.server", "train", folder=self.folder, log="train.log", env=env))

    def start(self) -> float:
        """Seconds until /healthz says that app, database and bot are there; migrates first, as a start does."""
        began = time.monotonic()
        words = ("bot.server", "serve", "models/cobijo.tar.gz", "--port", str(self.stack.bot_port))
        env = {"BOT_SECRET": self.stack.bot_secret, "APP_URL": self.stack.url}
        self.processes.append(rasa(*words, folder=self.folder, log="bot.log", env=env))
        try:
            self.stack.start()
        finally:
            self.processes += [self.stack.process] if self.stack.process else []
        return time.monotonic() - began

    def talk(self, number: int) -> Iterator[Talk]:
        """One persona's conversation; yields after each turn."""
        persona, talk = self.personas[number % len(self.personas)], Talk(self.stack.url)
        opening, twists = list(persona["opening"]), list(persona.get("twists") or [])
        while opening or (talk.awaiting and not talk.done and talk.turns < 70):
            talk.say(opening.pop(0) if opening else next_words(persona, str(talk.awaiting), twists)[0])
            yield talk

    def grown(self, number: int, turns: int) -> Talk:
        """A conversation of so many turns: the intake up to the read-back, then questions of theirs."""
        persona, talk = self.personas[-1 - number % 6], Talk(self.stack.url, "es")  # the Spanish ones
        opening, asked = list(persona["opening"]), itertools.cycle(self.lines)
        while talk.turns < turns:
            if talk.awaiting in ("confirm", None):
                talk.say(next(asked))
            elif opening and talk.awaiting != "consent.store":
                talk.say(opening.pop(0))
            else:
                talk.say(next_words(persona, str(talk.awaiting), [])[0])
        return talk


System = Starter | Cobijo


def stop(system: System) -> None:
    """At once."""
    while system.processes:
        system.processes[-1].kill()
        system.processes.pop().wait()


def tree(pid: int) -> Iterator[Path]:
    """/proc of a process and of all below it."""
    yield Path(f"/proc/{pid}")
    for each in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in each.read_text().split():
            yield from tree(int(child))


def used(system: System) -> tuple[float, float]:
    """MB resident, and processor ms so far, which unlike a clock knows little of what else runs here."""
    folders = [folder for each in system.processes for folder in tree(each.pid)]
    pages = sum(int((folder / "statm").read_text().split()[1]) for folder in folders)
    stats = [(folder / "stat").read_text().split(")")[-1].split() for folder in folders]
    ticks = sum(int(stat[11]) + int(stat[12]) for stat in stats)
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6, ticks * 1000 / os.sysconf("SC_CLK_TCK")


def at_once(system: System, workers: int, seconds: float, first: int) -> list[float]:
    """Milliseconds of each turn that ended in time, with so many conversations at any moment."""
    until, out, numbers = time.monotonic() + seconds, list[float](), itertools.count(first)

    def work() -> None:
        while time.monotonic() < until:
            for talk in system.talk(next(numbers)):
                if time.monotonic() > until:
                    return
                out.append(talk.milliseconds[-1])

    with ThreadPoolExecutor(workers) as pool:
        for each in [pool.submit(work) for _ in range(workers)]:
            each.result()  # a failed turn ends the bench
    return out


def part(values: Sequence[float], share: float) -> float:
    """A percentile."""
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def measure(got: dict[str, list[float]], systems: Sequence[System], blocks: int) -> None:
    """Everything that needs both running, by alternating blocks; what and whose to values."""
    def keep(what: str, system: System, values: Sequence[float]) -> None:
        got.setdefault(f"{what} {system.name}", []).extend(values)

    for system in systems:
        at_once(system, 2, SECONDS / 2, 0)  # warm
    for block in range(blocks):
        order = systems if block % 2 == 0 else systems[::-1]
        for workers in (1, 8):
            for system in order:
                before, times = used(system)[1], at_once(system, workers, SECONDS, block * 3)
                keep(f"processor{workers}", system, [(used(system)[1] - before) / len(times)])
                keep(f"turn{workers}", system, times)
                keep(f"rate{workers}", system, [len(times) / SECONDS])
        for system in order:
            old, young = system.grown(block, LATE - 1), system.grown(block, EARLY - 1)
            for line in system.lines:  # turn about, so that a busy moment hits both
                young.say(line)
                old.say(line)
            keep("early", system, young.milliseconds[EARLY - 1:])
            keep("late", system, old.milliseconds[LATE - 1:])
            keep("memory", system, [used(system)[0]])


def report(got: dict[str, list[float]]) -> None:
    """The table: starter, Cobijo, their ratio, what was aimed at."""
    def row(what: str, values: tuple[float, float], aim: str = "", met: object = None) -> None:
        verdict = "" if met is None else "met" if met else "MISSED"
        print(f"{what:34}{values[0]:9.1f}{values[1]:9.1f}{values[1] / values[0]:8.2f}  {aim:28}{verdict}")

    def pair(what: str, share: float = 0.5) -> tuple[float, float]:
        return part(got[f"{what} starter"], share), part(got[f"{what} Cobijo"], share)

    print(f"\n{f'(load at the end {os.getloadavg()[0]:.1f})':34}{'starter':>9}{'Cobijo':>9}{'ratio':>8}  target")
    p50, early, late, memory = map(pair, ("turn1", "early", "late", "memory"))
    row("turn p50, ms, 1 conversation", p50, "ratio <= 1.0 (wished 0.6)", p50[1] <= p50[0])
    row("turn p95, ms, 1 conversation", pair("turn1", 0.95))
    row("turn p50, ms, 8 conversations", pair("turn8"))
    row("turn p95, ms, 8 conversations", pair("turn8", 0.95))
    rate = mean(got["rate8 starter"]), mean(got["rate8 Cobijo"])
    row("turns a second, 8 conversations", rate, "ratio >= 1.5 (wished 2.5)", rate[1] >= 1.5 * rate[0])
    row("processor ms a turn, 8", (mean(got["processor8 starter"]), mean(got["processor8 Cobijo"])))
    row(f"turn {EARLY}, ms (median of 8)", early)
    row(f"turn {LATE}, ms (median of 8)", late)
    growth = late[0] / early[0], late[1] / early[1]
    row(f"turn {LATE} / turn {EARLY}", growth, "Cobijo <= 1.3", growth[1] <= 1.3)
    row("resident memory, MB", memory, "ratio <= 0.5", memory[1] <= 0.5 * memory[0])
    row("training, s", pair("train"), "Cobijo <= 60", pair("train")[1] <= 60)
    row("first start, s", pair("first"))
    row("second start, s", pair("start"), "Cobijo <= 25", pair("start")[1] <= 25)


def main() -> None:
    """Train, start twice, measure, print; stopped early it prints what it has."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--blocks", type=int, default=4)
    blocks, got = parser.parse_args().blocks, dict[str, list[float]]()
    print(f"{os.cpu_count()} cores, app on {platform.python_version()}, Rasa on {BOT_PYTHON.resolve().name}, "
          f"load {os.getloadavg()[0]:.1f}; {blocks} alternating blocks of {SECONDS} s\n"
          "Cobijo: dev personas, SQLite. Starter: its stories, in memory. Client on the same cores.", flush=True)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with tempfile.TemporaryDirectory(prefix="cobijo-bench-") as folder:
        systems: list[System] = [Starter(), Cobijo(Path(folder))]
        try:
            for system in systems:
                got[f"train {system.name}"] = [system.train()]
                got[f"first {system.name}"] = [system.start()]
                stop(system)
            for system in systems:
                got[f"start {system.name}"] = [system.start()]
            measure(got, systems, blocks)
        except KeyboardInterrupt:
            print("(stopped before its end)")
        finally:
            for system in systems:
                stop(system)
    if "memory Cobijo" in got:
        report(got)


if __name__ == "__main__":
    main()
