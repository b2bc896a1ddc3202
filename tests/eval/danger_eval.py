"""How well danger now is told from the rest: ``python -m tests.eval.danger_eval [NAME ...] [--show]``.

NAME: a file of ``tests/corpus/danger`` or ``others``, the other corpora (no danger in them). Both voices
are measured, patterns and the trained classifier, as the app hears them; ``--patterns``: patterns alone.
Files under ``heldout*`` give totals only.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

from intake.dialogue import hearing, safety
from intake.dialogue.digress import Intent
from intake.understanding import danger
from intake.understanding.types import Danger
from tests.eval.topics_eval import intents, loaded

CORPUS = Path(__file__).parents[1] / "corpus"
NAMES = ("dev", "dev2", "others", "heldout", "heldout2")
PLACE = "narrative.text"  # where most things may be told
Row = tuple[str, str, str]  # language, kind or "none", text


def rows(name: str) -> list[Row]:
    """Every message of ``tests/corpus/danger``."""
    loaded: dict[str, dict[str, str]] = yaml.safe_load((CORPUS / "danger" / f"{name}.yml").read_text("utf-8"))
    return [(language, kind, line) for language, kinds in loaded.items()
            for kind, text in kinds.items() for line in text.splitlines()]


def others() -> list[Row]:
    """Messages of the other dev corpora that tell of no danger now."""
    out: list[Row] = []
    for item in _load("topics/dev.yml"):
        if item["topic"] != "danger_now":
            out.append((item["lang"], "none", item["text"]))
    for language in ("es", "en"):
        for name in ("sentences", "stories"):
            for item in _load(f"{language}/dev/{name}.yml"):
                told = item.get("facts", {}).get("fear.danger_now") or "fear.danger_now" in item.get("also_ok", [])
                if not told:
                    out.append((language, "none", item["text"]))
    return out


def _load(name: str) -> list[dict[str, Any]]:
    loaded: list[dict[str, Any]] = yaml.safe_load((CORPUS / name).read_text("utf-8"))
    return loaded


def by_patterns(told: list[Row]) -> list[Danger | None]:
    """What the patterns alone find in each message."""
    return [danger.find(text) for _, _, text in told]


def by_both(told: list[Row], found: Sequence[Intent]) -> list[Danger | None]:
    """What the app hears in each message, the trained classifier's intent of each beside it."""
    out: list[Danger | None] = []
    for (language, _, text), intent in zip(told, found, strict=True):
        turn = hearing.listen(loaded(text, language, PLACE))
        safety.guess(turn, Intent(turn.request.name, 1.0) if turn.request else intent)
        out.append(turn.heard.danger)
    return out


def level(found: Danger | None) -> str:
    """`sure`, `ask` or `none`."""
    return "none" if found is None else "sure" if found.certain else "ask"


def rates(told: list[Row], heard: list[Danger | None]) -> dict[str, dict[str, float]]:
    """By language: recall and false alarms, each of sure ones and with those that are asked."""
    out: dict[str, dict[str, float]] = {}
    for language in ("es", "en"):
        counts: dict[bool, Counter[str]] = {True: Counter(), False: Counter()}
        for (lang, kind, _), found in zip(told, heard, strict=True):
            if lang == language:
                counts[kind != "none"][level(found)] += 1
        right, wrong = counts[True], counts[False]
        out[language] = {
            "recall": right["sure"] / max(1, right.total()),
            "recall_asked": (right["sure"] + right["ask"]) / max(1, right.total()),
            "false": wrong["sure"] / max(1, wrong.total()),
            "false_asked": (wrong["sure"] + wrong["ask"]) / max(1, wrong.total())}
    return out


def kinds(told: list[Row], heard: list[Danger | None]) -> float:
    """Of the danger that was heard for sure, how much as its own kind."""
    sure = [(kind, found.kind) for (_, kind, _), found in zip(told, heard, strict=True)
            if kind != "none" and found and found.certain]
    return sum(kind == got for kind, got in sure) / max(1, len(sure))


def show(told: list[Row], heard: list[Danger | None], found: Sequence[Intent]) -> None:
    """Every message that was taken for what it is not, and danger that is only asked about."""
    for (language, kind, text), got, intent in zip(told, heard, found, strict=True):
        if (kind == "none") != (level(got) == "none") or (kind != "none" and level(got) == "ask"):
            where = text[got.span.start:got.span.end] if got else ""
            print(f"  {language} {kind} -> {level(got)} {got.kind if got else ''} "
                  f"({intent.name} {intent.confidence:.2f}): {text[:150]} [{where}]")


def main() -> None:
    """Print the figures, and with ``--show`` what went wrong in dev."""
    for name in [arg for arg in sys.argv[1:] if not arg.startswith("-")] or NAMES:
        told = others() if name == "others" else rows(name)
        alone = "--patterns" in sys.argv
        found = [Intent("", 0.0)] * len(told) if alone else intents([text for _, _, text in told])
        heard = by_patterns(told) if alone else by_both(told, found)
        for language, figures in rates(told, heard).items():
            print(name, language, " ".join(f"{key} {value:.3f}" for key, value in figures.items()))
        print(name, f"kind {kinds(told, heard):.3f}")
        if "--show" in sys.argv and not name.startswith("heldout"):
            show(told, heard, found)


if __name__ == "__main__":
    main()
