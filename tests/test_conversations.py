"""Whole conversations as files, through the real bot: ``pytest tests/test_conversations.py --rewrite``.

A file: ``channel``, ``language`` (of the page) and ``at`` (the clock) in its head; then what the person
writes (``>``), what is answered (``<``, with what is awaited, or the segments of a text), a clock that moves
(``@ +5 days``), and the record at the end. ``--rewrite`` writes the answers anew: read the diff.
"""

from __future__ import annotations

import re
import sqlite3
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from zlib import crc32

import httpx
import pytest
import yaml

from intake import segments
from tests.conftest import FakeTwilio, Stack
from tests.eval.drive import Talk

FOLDER = Path(__file__).parent / "conversations"


@pytest.fixture(scope="module")
def frozen(bot: tuple[int, str], twilio: FakeTwilio, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """An app whose clock the files set, with one partner for every place."""
    made = Stack(tmp_path_factory.mktemp("frozen"), *bot, twilio, module="tests.frozen:app").start()
    made.cli("partner", "add", "Casa Legal", "--webhook", "http://127.0.0.1:9/hook")
    yield made
    made.kill()


class Chat:
    """One person in the web chat."""

    def __init__(self, stack: Stack, language: str | None) -> None:
        self.talk = Talk(stack.url, language)
        self.last = self.talk.log[0][1]

    def say(self, text: str) -> list[str]:
        """Send; the answers as lines of the file."""
        self.last = self.talk.say(text)
        return self.lines()

    def lines(self) -> list[str]:
        """The last answers."""
        out = []
        for message in self.last["messages"]:
            choices = " | ".join(choice["label"] for choice in message.get("choices") or ())
            out.append(message["text"] + (f" [{choices}]" if choices else ""))
        return [*out[:-1], f"({self.last['awaiting']}) {out[-1]}"] if out else [f"({self.last['awaiting']})"]

    def record(self) -> dict[str, object]:
        """What is recorded."""
        got = self.talk.record() or {"record": "erased", "unanswered": {}, "flags": [], "urgency": None}
        return {key: got[key] for key in ("record", "unanswered", "flags", "urgency")}


class Phone:
    """One person who texts."""

    def __init__(self, stack: Stack, number: str) -> None:
        self.stack, self.number, self.seen = stack, number, 0

    def say(self, text: str) -> list[str]:
        """Text; the answers once everything accepted is answered and sent."""
        self.stack.sms(self.number, text)
        for _ in range(200):
            time.sleep(0.1)
            if self._quiet():
                break
        else:
            raise AssertionError(self._waiting())
        texts = self.stack.twilio.texts(self.number)
        new, self.seen = texts[self.seen:], len(texts)
        return new

    def _waiting(self) -> str:
        with sqlite3.connect(f"file:{self.stack.folder}/data.sqlite?mode=ro", uri=True) as connection:
            return str(connection.execute("select turn, state, sent_at, error_code from replies "
                                          "where channel != 'chat' and state in ('new', 'sending')").fetchall())

    def _quiet(self) -> bool:
        with sqlite3.connect(f"file:{self.stack.folder}/data.sqlite?mode=ro", uri=True) as connection:
            waiting = connection.execute(
                "select (select count(*) from messages where turn is null)"
                " + (select count(*) from replies where channel != 'chat' and state in ('new', 'sending'))")
            return waiting.fetchone()[0] == 0

    def record(self) -> dict[str, object]:
        """How many segments it took."""
        texts = self.stack.twilio.texts(self.number)
        return {"texts": len(texts), "segments": sum(segments.count(text).count for text in texts)}


def play(stack: Stack, path: Path, number: str) -> str:
    """Play the person's side of a file; the file as it should be."""
    head, _, body = path.read_text("utf-8").partition("\n---\n")
    given = yaml.safe_load(head)
    at: datetime = given["at"]
    httpx.post(f"{stack.url}/test/clock", params={"at": at.isoformat()}).raise_for_status()
    who = Chat(stack, given.get("language")) if given["channel"] == "chat" else Phone(stack, number)
    out = [head, "---"]
    if isinstance(who, Chat):
        out += [f"< {line}" for line in _one_line(who.lines())]
    for line in body.splitlines():
        if line.startswith("@ "):
            at += timedelta(days=float(line.removeprefix("@ +").removesuffix(" days")))
            httpx.post(f"{stack.url}/test/clock", params={"at": at.isoformat()}).raise_for_status()
            out.append(line)
        if line.startswith("> "):
            out += [line, *(f"< {said}" for said in _one_line(who.say(line[2:])))]
    record = yaml.safe_dump(who.record(), allow_unicode=True, width=110, sort_keys=False)
    record = re.sub(r"p_[0-9a-f]{24}", "the partner", record)
    return "\n".join([*out, "---", record])


def _one_line(texts: list[str]) -> list[str]:
    return [text.replace("\n", " / ") for text in texts]


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.txt")), ids=lambda path: path.stem)
def test_conversation(frozen: Stack, path: Path, request: pytest.FixtureRequest) -> None:
    number = f"+1512555{1000 + crc32(path.stem.encode()) % 9000}"  # its own, whatever files are added
    played = play(frozen, path, number)
    if request.config.getoption("--rewrite"):
        path.write_text(played, "utf-8")
    assert played == path.read_text("utf-8")
