"""What the chat does with questions and with what is none: ``python -m tests.eval.topics_eval [-v] [FILE ...]``.

The trained model finds the intents in one call of the bot's own pipeline; then, for every place of a
conversation where the words may fall, the app's own code decides: a card, an answer, or neither.
Files under ``heldout*`` give totals only: nobody looks into them.
"""

from __future__ import annotations

import argparse
import json
import subprocess
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml

from intake import control
from intake.clock import now
from intake.db.shapes import Loaded, Told
from intake.dialogue import form, hearing
from intake.dialogue.digress import Intent

ROOT = Path(__file__).parents[2]
TOPICS = ROOT / "tests" / "corpus" / "topics"
OUTSIDE = "after the end"
PLACES = (OUTSIDE, "language", "consent.store", "fear.danger_now", "narrative.text", "incident.date",
          "incident.crossing", "incident.asked_for_asylum", "incident.officer_words", "person.nationality",
          "person.name", "confirm", "consent.share")


def intents(texts: list[str]) -> list[Intent]:
    """What the bot understands of each text, thresholds of its pipeline included."""
    command = [str(ROOT / "bot/.venv/bin/python"), "-W", "ignore", "-m", "bot.server", "parse"]
    out = subprocess.run(command, cwd=ROOT, input=json.dumps(texts), capture_output=True, text=True, check=True)
    return [Intent(each["name"], float(each["confidence"]), each["also"]) for each in json.loads(out.stdout)]


def loaded(text: str, language: str, place: str) -> Loaded:
    """A conversation in which ``place`` is awaited and this is the new message."""
    stored = place not in ("language", "consent.store")
    state: dict[str, Any] = {} if place == OUTSIDE else {"awaiting": place}
    return Loaded("c", "chat", None if place == "language" else language, stored, place == OUTSIDE, False, 3,
                  now(), state, None, (), (Told("m", text, now()),), ())


def topic(text: str, language: str, intent: Intent, place: str) -> str | None:
    """The topic that the person is answered, or None."""
    if control.wants_erase(text):
        return "erase"
    turn = hearing.listen(loaded(text, language, place))
    heard = Intent(turn.request.name, 1.0) if turn.request else intent
    if place == OUTSIDE:
        return heard.topic
    outcome = form.fill(turn, heard)
    return heard.topic if outcome.hand_back else next((say.topic for say in outcome.says if say.topic), None)


class Score:
    """Right answers by language and kind, and what was taken for what."""

    def __init__(self) -> None:
        self.right: Counter[tuple[str, str]] = Counter()
        self.seen: Counter[tuple[str, str]] = Counter()
        self.confused: Counter[str] = Counter()

    def add(self, case: dict[str, Any], got: str | None) -> bool:
        """Count one answer."""
        kind = (case["lang"], "questions" if case["topic"] else "left alone")
        self.seen[kind] += 1
        self.right[kind] += got == case["topic"]
        if got != case["topic"]:
            self.confused[f"{case['topic'] or '-'} > {got or '-'}"] += 1
        return bool(got == case["topic"])

    def line(self) -> str:
        """Shares of right answers."""
        return "  ".join(f"{lang} {kind} {self.right[lang, kind] / count:.3f}"
                         for (lang, kind), count in sorted(self.seen.items()))


def measure(cases: list[dict[str, Any]], found: Iterable[Intent], show: bool | None) -> None:
    """Print a line for each place, and the confusions; ``show`` each mistake too, None: totals only."""
    both, every = list(zip(cases, found, strict=True)), Score()
    for place in PLACES:
        score = Score()
        for case, intent in both:
            got = topic(case["text"], case["lang"], intent, place)
            every.add(case, got)
            if not score.add(case, got) and show:
                sure = f"{intent.name} {intent.confidence:.2f}"
                print(f"  {place}: {case['topic']} > {got} ({sure}): {case['text']}")
        print(f"{place:26} {score.line()}")
    print(f"{'everywhere':26} {every.line()}")
    if show is not None:
        print("most confused: " + ", ".join(f"{what} {count}" for what, count in every.confused.most_common(25)))


def main() -> None:
    """Every file given, or all of the corpus."""
    parser = argparse.ArgumentParser()
    parser.add_argument("files", nargs="*", type=Path, default=sorted(TOPICS.glob("*.yml")))
    parser.add_argument("-v", "--verbose", action="store_true")
    given = parser.parse_args()
    for path in given.files:
        cases = yaml.safe_load(path.read_text("utf-8"))
        print(f"\n{path.name}: {len(cases)}")
        show = None if "heldout" in path.name else given.verbose
        measure(cases, intents([case["text"] for case in cases]), show)


if __name__ == "__main__":
    main()
