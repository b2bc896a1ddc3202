"""Per-field recall and precision of ``story.find_facts`` over annotated stories.

Usage: ``python tests/eval/story_eval.py [-v] [--field PREFIX] [FILE ...]`` (default: the dev stories).
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from intake.record import fields
from intake.understanding.merge import infer
from intake.understanding.story import find_facts
from intake.understanding.types import SURE, Context, Language

CORPUS = Path(__file__).parents[1] / "corpus"
FREE = ("text",)  # wording is not compared
LENIENT = ("narrative.text", "narrative.language")


def heard(case: dict[str, Any]) -> tuple[dict[str, Any], dict[str, tuple[Any, str]]]:
    """What is recorded (SURE or more, and what follows from it), and the words each value rests on."""
    text = case["text"].strip()
    language: Language = "es" if "/es/" in case["file"] else "en"
    out: dict[str, Any] = {}
    words: dict[str, tuple[Any, str]] = {}
    for fact in find_facts(text, Context(language, case["today"], case.get("awaiting"))):
        piece = text[fact.span.start:fact.span.end].replace("\n", " ")
        words.setdefault(f"{fact.field}", (fact.value, ""))
        words[fact.field] = (fact.value, f"{words[fact.field][1]} | {fact.value}: {piece[:70]}")
        if fact.confidence < SURE or fact.state != "value":
            continue
        if isinstance(fact.value, list):
            out[fact.field] = [*out.get(fact.field, []), *fact.value]
        else:
            out[fact.field] = fact.value
    for fact in infer(out):
        out.setdefault(fact.field, fact.value)
    return out, words


def units(record: dict[str, Any]) -> set[tuple[str, Any]]:
    """One unit for each value of an enum list, else for each field; texts only count as given."""
    out = set()
    for name, value in record.items():
        if name in LENIENT:
            continue
        kind = fields()[name].type
        if kind == "enum_list":
            out |= {(name, item) for item in value} or {(name, "[]")}
        elif kind == "int_list":
            out.add((name, tuple(sorted(value))))
        else:
            out.add((name, "text" if kind in FREE else str(value).rstrip("~")))
    return out


def load(paths: list[Path]) -> list[dict[str, Any]]:
    """Every case of the files, with the name of its file."""
    cases = []
    for path in paths:
        for case in yaml.safe_load(path.read_text("utf-8")) or ():
            today = case["today"]
            cases.append({**case, "file": str(path),
                          "today": today if isinstance(today, date) else date.fromisoformat(today)})
    return cases


def main() -> None:
    """Print the table, and with ``-v`` every miss and invention with its evidence."""
    parser = argparse.ArgumentParser()
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("-v", action="store_true")
    parser.add_argument("--field", default="")
    args = parser.parse_args()
    cases = load(args.files or sorted(CORPUS.glob("*/dev/stories.yml")))
    hit, missed, invented = Counter[str](), Counter[str](), Counter[str]()
    started = time.perf_counter()
    answers = [heard(case) for case in cases]
    spent = time.perf_counter() - started
    for case, (record, words) in zip(cases, answers, strict=True):
        gold, got, free = units(case["facts"]), units(record), set(case.get("also_ok") or ())
        for unit in sorted(gold | got, key=str):
            name = unit[0]
            if unit in gold and unit in got:
                hit[name] += 1
            elif unit in gold:
                missed[name] += 1
            elif name in free and name not in case["facts"]:
                continue
            else:
                invented[name] += 1
            if args.v and not (unit in gold and unit in got) and name.startswith(args.field):
                mark = "MISS " if unit in gold else "WRONG"
                print(f"{case['id']:12} {mark} {name}={unit[1]}   {words.get(name, ('', ''))[1]}")
    for name in sorted({*hit, *missed, *invented}):
        print(f"{name:32} hit {hit[name]:3}  missed {missed[name]:3}  wrong {invented[name]:3}")
    right, lost, bad = sum(hit.values()), sum(missed.values()), sum(invented.values())
    print(f"{len(cases)} cases: recall {right / (right + lost or 1):.3f}  "
          f"precision {right / (right + bad or 1):.3f}  {1000 * spent / (len(cases) or 1):.1f} ms a case")


if __name__ == "__main__":
    main()
