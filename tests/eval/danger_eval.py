"""How well danger now is told from the rest: ``python -m tests.eval.danger_eval [dev|heldout] [--show]``.

`heldout` prints totals only. Besides, how often the other corpora (no danger in them) are taken for danger.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import Any

import yaml

from intake.understanding import danger

CORPUS = Path(__file__).parents[1] / "corpus"
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


def heard(text: str) -> str:
    """`sure`, `ask` or `none`."""
    found = danger.find(text)
    return "none" if found is None else "sure" if found.certain else "ask"


def rates(told: list[Row]) -> dict[str, dict[str, float]]:
    """By language: recall and false alarms, each of sure ones and with those that are asked."""
    out: dict[str, dict[str, float]] = {}
    for language in ("es", "en"):
        counts: dict[bool, Counter[str]] = {True: Counter(), False: Counter()}
        for lang, kind, text in told:
            if lang == language:
                counts[kind != "none"][heard(text)] += 1
        right, wrong = counts[True], counts[False]
        out[language] = {
            "recall": right["sure"] / max(1, right.total()),
            "recall_asked": (right["sure"] + right["ask"]) / max(1, right.total()),
            "false": wrong["sure"] / max(1, wrong.total()),
            "false_asked": (wrong["sure"] + wrong["ask"]) / max(1, wrong.total())}
    return out


def kinds(told: list[Row]) -> float:
    """Of the danger that was heard for sure, how much as its own kind."""
    found = [(kind, danger.find(text)) for _, kind, text in told if kind != "none"]
    sure = [(kind, each.kind) for kind, each in found if each and each.certain]
    return sum(kind == got for kind, got in sure) / max(1, len(sure))


def main() -> None:
    """Print the figures, and with ``--show`` what went wrong in dev."""
    names = [arg for arg in sys.argv[1:] if not arg.startswith("-")] or ["dev", "heldout"]
    for name in names:
        told = others() if name == "others" else rows(name)
        for language, figures in rates(told).items():
            print(name, language, " ".join(f"{key} {value:.3f}" for key, value in figures.items()))
        print(name, f"kind {kinds(told):.3f}")
        if "--show" in sys.argv and name != "heldout":
            for language, kind, text in told:
                got = heard(text)
                if (kind != "none") != (got == "sure") and (kind != "none" or got != "none"):
                    found = danger.find(text)
                    where = text[found.span.start:found.span.end] if found else ""
                    print(f"  {language} {kind} -> {got} {found.kind if found else ''}: {text[:150]} [{where}]")


if __name__ == "__main__":
    main()
