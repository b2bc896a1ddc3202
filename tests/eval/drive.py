"""Drive persona files through the chat API of a running app: ``python -m tests.eval.drive FOLDER [--url URL]``.

Prints for each persona whether it finished, turns, wrong and invented and missing fields, flags, twists.
"""

from __future__ import annotations

import argparse
import re
import sys
import time
import unicodedata
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import httpx
import yaml

MOST_TURNS = 70
LOOSE = {"incident.officer_words", "person.name", "person.other_contact", "separation.whereabouts"}
FREE = {"narrative.text", "narrative.language"}


def fold(text: str) -> str:
    """Comparable letters."""
    plain = unicodedata.normalize("NFKD", str(text).lower()).replace("_", " ")
    return "".join(c for c in plain if not unicodedata.combining(c))


def matches(field: str, want: Any, got: Any, today: date) -> bool:
    """Whether a recorded value is what a careful intake worker would write."""
    if field in LOOSE:
        return bool(got)
    if isinstance(want, dict) and "days_ago" in want:
        days = {(today - timedelta(days=want["days_ago"] + d)).isoformat()
                for d in range(-want.get("tolerance", 0), want.get("tolerance", 0) + 1)}
        return str(got).rstrip("~") in days
    if isinstance(want, dict) and "edtf" in want:
        return str(got) in [want["edtf"], *want.get("accept", [])]
    if isinstance(want, dict):
        return any(fold(each) in fold(got) for each in want["accept"])
    if isinstance(want, list) and isinstance(got, list):
        return Counter(map(str, want)) == Counter(map(str, got))
    return bool(want == got)


class Talk:
    """One conversation over HTTP."""

    def __init__(self, url: str, language: str | None = None) -> None:
        self.http = httpx.Client(base_url=url, timeout=60)
        opened = self.http.post("/chat/conversations", json={"language": language}).raise_for_status().json()
        self.id, self.token = opened["id"], opened["token"]
        self.awaiting, self.done, self.turns, self.log = opened["awaiting"], False, 0, [("bot", opened)]
        self.http.headers["Authorization"] = f"Bearer {self.token}"
        self.milliseconds: list[float] = []

    def say(self, text: str) -> dict[str, Any]:
        """Send one message; the answer."""
        began = time.perf_counter()
        answer = self.http.post(f"/chat/conversations/{self.id}/messages",
                                json={"id": f"m{self.turns}", "text": text}).raise_for_status().json()
        self.milliseconds.append((time.perf_counter() - began) * 1000)
        self.turns += 1
        self.awaiting, self.done = answer["awaiting"], answer["done"]
        self.log += [("person", text), ("bot", answer)]
        return dict(answer)

    def record(self) -> dict[str, Any]:
        """What is recorded, or nothing when erased."""
        got = self.http.get(f"/chat/conversations/{self.id}/record")
        return dict(got.json()) if got.status_code == 200 else {}


def next_words(persona: dict[str, Any], at: str,
               twists: list[dict[str, Any]]) -> tuple[str, dict[str, Any] | None]:
    """What the persona says when asked this, and the twist that it is, which is taken out of the list."""
    twist = next((t for t in twists if t["at"] == at), None)
    if twist:
        twists.remove(twist)
        return str(twist["say"]), twist
    return str(persona["language"] if at == "language" else persona["answers"].get(at, persona["otherwise"])), None


def run(persona: dict[str, Any], url: str) -> tuple[Talk, list[str], set[str]]:
    """The whole conversation; (talk, what went wrong with the twists, fields that were asked)."""
    talk, faults, asked = Talk(url), [], set[str]()
    for text in persona["opening"]:
        talk.say(text)
    twists = list(persona.get("twists") or [])
    while not talk.done and talk.turns < MOST_TURNS and talk.awaiting:
        at = talk.awaiting
        asked.add(at)
        said, twist = next_words(persona, at, twists)
        answer = talk.say(said)
        if twist:
            faults += check_twist(twist, at, answer, talk)
    return talk, faults + [f"twist at {t['at']} never came" for t in twists], asked


def check_twist(twist: dict[str, Any], at: str, answer: dict[str, Any], talk: Talk) -> list[str]:
    """What of ``expect`` did not happen."""
    expect, faults, today = twist["expect"], [], date.today()
    record = talk.record()
    if "topic" in expect and expect["topic"] not in [m["topic"] for m in answer["messages"]]:
        faults.append(f"topic {expect['topic']} not answered at {at}")
    if expect.get("then_awaiting") == "same" and answer["awaiting"] != at:
        faults.append(f"awaiting {answer['awaiting']} after {at}")
    wanted = dict(expect.get("fields") or {})
    if "field" in expect:
        wanted[expect["field"]] = expect["becomes"]
    for field, want in wanted.items():
        if not matches(field, want, record.get("record", {}).get(field), today):
            faults.append(f"{field} is {record.get('record', {}).get(field)!r} after the twist, not {want}")
    for field, state in (expect.get("unanswered") or {}).items():
        if record.get("unanswered", {}).get(field) != state:
            faults.append(f"{field} not {state}")
    if expect.get("erased") and (record or not answer["done"]):
        faults.append("not erased")
    if "language" in expect and record.get("language") != expect["language"]:
        faults.append("language not switched")
    return faults


def told_by_opening(path: Path) -> set[str]:
    """The fields that the comment above ``facts`` names: told by the opening, so never to be asked."""
    found = re.search(r"^# told by the opening alone: \[(.*?)\]", path.read_text("utf-8"), re.MULTILINE)
    return {name.strip() for name in found[1].split(",") if name.strip()} if found else set()


def compare(persona: dict[str, Any], got: dict[str, Any], asked: set[str],
            told: set[str]) -> dict[str, list[str]]:
    """Right, wrong, missed (asked or told) and invented fields; told ones that were asked again."""
    out: dict[str, list[str]] = {"right": [], "wrong": [], "missed": [], "invented": [],
                                 "asked again": sorted(asked & told)}
    facts = dict(persona["facts"])
    for twist in persona.get("twists") or []:
        if "field" in twist["expect"]:
            facts[twist["expect"]["field"]] = twist["expect"]["becomes"]
    record, unanswered = got.get("record", {}), got.get("unanswered", {})
    for field, want in facts.items():
        if field in record:
            fine = matches(field, want, record[field], date.today())
            out["right" if fine else "wrong"].append(field if fine else f"{field}: {record[field]!r} not {want!r}")
        elif field in asked | told and field not in FREE:
            out["missed"].append(f"{field} ({unanswered.get(field, 'absent')})")
    okay = {*facts, *(persona.get("also_ok") or []), *(persona.get("unanswered") or {}), *FREE}
    out["invented"] = [f"{f}: {v!r}" for f, v in record.items() if f not in okay]
    return out


def main() -> int:
    """Drive every file of a folder."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder")
    parser.add_argument("--url", default="http://127.0.0.1:8000")
    parser.add_argument("-v", "--verbose", action="store_true")
    given = parser.parse_args()
    sealed = "heldout" in given.folder  # totals only: nobody looks into them
    totals: Counter[str] = Counter()
    turns, times, bad_flags = [], [], 0
    files = sorted(p for p in Path(given.folder).iterdir() if p.suffix in (".yaml", ".yml"))
    for path in files:
        persona = yaml.safe_load(path.read_text("utf-8"))
        talk, faults, asked = run(persona, given.url)
        got = talk.record()
        erased = any(t["expect"].get("erased") for t in persona.get("twists") or [])
        result = {} if erased else compare(persona, got, asked, told_by_opening(path))
        for kind, rows in result.items():
            totals[kind] += len(rows)
        flags_fine = erased or (set(got.get("flags", [])) == set(persona["flags"])
                                and got.get("urgency") == persona["urgency"])
        bad_flags += not flags_fine
        turns.append(talk.turns)
        times += talk.milliseconds
        if sealed:
            totals["faults"] += len(faults)
            continue
        end = "done" if talk.done else f"NOT DONE at {talk.awaiting}"
        print(f"{persona['id']}: {end}, {talk.turns} turns, "
              f"right {len(result.get('right', []))}, flags {'ok' if flags_fine else got.get('flags')}")
        for kind in ("wrong", "missed", "invented", "asked again"):
            for row in result.get(kind, []):
                print(f"    {kind}: {row}")
        for fault in faults:
            totals["faults"] += 1
            print(f"    twist: {fault}")
        if given.verbose:
            for who, what in talk.log:
                if who == "person":
                    print(f"  > {what}")
                else:
                    for message in what["messages"]:
                        print(f"  < [{what['awaiting']}] {message['text'][:220]}")
    right, wrong = totals["right"], totals["wrong"] + totals["invented"]
    recall = right / max(1, right + totals["wrong"] + totals["missed"])
    times.sort()
    print(f"\n{len(files)} conversations: recall {recall:.3f}, precision {right / max(1, right + wrong):.3f}, "
          f"flags wrong {bad_flags}, twist faults {totals['faults']}, "
          f"turns median {sorted(turns)[len(turns) // 2]}, "
          f"turn ms p50 {times[len(times) // 2]:.0f} p95 {times[int(len(times) * 0.95)]:.0f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
