"""Recall, precision and inventions of ``hear`` over the corpus and over persona-shaped files.

Usage: ``python tests/eval/hear_eval.py [-v] [--field PREFIX] [--personas DIR] [FILE ...]`` (default:
all sentences and stories of the dev part). Files under ``heldout`` give totals only: nobody looks into them.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import yaml

from intake.record import asked, fields
from intake.understanding.hear import hear
from intake.understanding.merge import decide, infer
from intake.understanding.types import SURE, Context

CORPUS = Path(__file__).parents[1] / "corpus"
SKIPPED = ("narrative.text", "narrative.language", "consent.store", "consent.share", "consent.statistics")
INFERRED = ("person.location_country", "incident.returned_to_country", "prosecution.charged",
            "separation.separated", "fear.country")  # not annotated in every sentence


@dataclass
class Score:
    """Counts by field."""

    hit: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    slowest: float = 0.0
    spent: float = 0.0
    cases: int = 0

    def totals(self) -> str:
        """One line: recall, precision, number wrong, times."""
        right, lost, bad = (sum(c.values()) for c in (self.hit, self.missed, self.wrong))
        return (f"{self.cases} texts: recall {right / (right + lost or 1):.3f}  precision "
                f"{right / (right + bad or 1):.3f}  wrong {bad}  "
                f"mean {1000 * self.spent / (self.cases or 1):.1f} ms"
                f"  slowest {1000 * self.slowest:.0f} ms")


def absorb(record: dict[str, Any], states: dict[str, str], text: str, ctx: Context, score: Score) -> None:
    """Hear the text and record what is sure, as the dialogue does."""
    started = time.perf_counter()
    heard = hear(text, ctx)
    spent = time.perf_counter() - started
    score.spent += spent
    score.slowest = max(score.slowest, spent)
    score.cases += 1
    for fact in heard.facts:
        if fact.confidence < SURE or fact.field in SKIPPED:
            continue
        if fact.state != "value":
            if fact.field not in record or fact.field == ctx.awaiting:
                states[fact.field] = fact.state
            continue
        verdict, value = decide(record, fact, fresh=fact.field == ctx.awaiting)
        if verdict != "clash":
            record[fact.field] = value
            states.pop(fact.field, None)


def same(name: str, gold: Any, got: Any) -> bool:
    """Whether a value is as good as the annotated one (texts need only be there, dates but for ``~``)."""
    kind = fields()[name].type
    if isinstance(gold, dict):
        return same_place_or_date(gold, got)
    if kind == "text":
        return bool(got)
    if isinstance(gold, list):
        return sorted(map(str, gold)) == sorted(map(str, got))
    if kind == "date":
        return str(got).rstrip("~") == str(gold).rstrip("~")
    return bool(gold == got)


def same_place_or_date(gold: dict[str, Any], got: Any) -> bool:
    """Persona files: ``{name, accept}``, ``{edtf, accept}`` or ``{days_ago, tolerance}``."""
    if "days_ago" in gold:
        try:
            day = date.fromisoformat(str(got).rstrip("~"))
        except ValueError:
            return False
        return bool(abs((date.today() - day).days - gold["days_ago"]) <= gold.get("tolerance", 0))
    words = str(got).replace("_", " ").casefold()
    if "edtf" in gold:
        good = {str(day).rstrip("~") for day in (gold["edtf"], *gold.get("accept", ()))}
        return bool(str(got).rstrip("~") in good)
    names = [str(name).replace("_", " ").casefold() for name in gold.get("accept", (gold["name"],))]
    return any(name in words for name in names)


def compare(score: Score, case: dict[str, Any], got: dict[str, Any], label: str, args: Any, quiet: bool,
            ignore: tuple[str, ...] = ()) -> None:
    """Count a record against the annotation, and show the differences."""
    gold, free = dict(case["facts"]), set(case.get("also_ok") or ())
    gold |= {name: f"<{state}>" for name, state in (case.get("unanswered") or {}).items()}
    for name in sorted({*gold, *got} - set(SKIPPED)):
        right = name in gold and name in got and _equal(name, gold[name], got[name])
        if right:
            score.hit[name] += 1
            continue
        if name in gold and name not in free:
            score.missed[name] += 1
        if name in got and name not in free and not (name in ignore and name not in gold):
            score.wrong[name] += 1
        elif name not in gold:
            continue
        if args.v and not quiet and name.startswith(args.field):
            print(f"{label:11} {name}: gold {gold.get(name)} got {got.get(name)} | "
                  f"{case.get('awaiting') or ''} | {str(case.get('text', ''))[:90]!r}")


def _equal(name: str, gold: Any, got: Any) -> bool:
    if str(gold).startswith("<") or str(got).startswith("<"):
        return str(gold) == str(got)
    return same(name, gold, got)


def _both(record: dict[str, Any], states: dict[str, str]) -> dict[str, Any]:
    return {**record, **{name: f"<{state}>" for name, state in states.items() if name not in record}}


def run_corpus(paths: list[Path], score: Score, args: Any) -> None:
    """Every sentence or story by itself."""
    for path in paths:
        quiet, language = "heldout" in path.parts, path.parts[-3]
        for case in yaml.safe_load(path.read_text("utf-8")) or ():
            today = case["today"] if isinstance(case["today"], date) else date.fromisoformat(case["today"])
            known = case.get("known") or {}
            ctx = Context("es" if language == "es" else "en", today, case.get("awaiting"), known)
            record, states = dict(known), dict[str, str]()
            absorb(record, states, case["text"].strip(), ctx, score)
            sentence = path.name.startswith("sentences")
            for fact in () if sentence else infer(record):
                record[fact.field] = fact.value
            changed = {k: v for k, v in record.items() if known.get(k, ()) != v}
            for name in INFERRED:
                if sentence and name in case["facts"] and name not in changed:
                    changed |= {f.field: f.value for f in infer(record) if f.field == name}
            ignore = INFERRED if sentence else ()
            compare(score, case, _both(changed, states), case["id"], args, quiet, ignore)


def questions(record: dict[str, Any], states: dict[str, str]) -> Iterator[str]:
    """What would be asked next, in the order of ``record.yaml``."""
    kinds = record.get("incident.kinds") or ()
    for branch, names in asked().items():
        if branch in ("core", "contact") or branch in kinds:
            for name in names:
                skip = name == "fear.by_whom" and record.get("fear.fears_return") is not True
                skip |= name == "detention.until" and record.get("detention.detained_now") is True
                paired = {"incident.officer_words": "incident.reason_given",
                          "person.pregnant_or_ill": "incident.injured"}.get(name, "")
                if not skip and name not in record and name not in states and paired not in record:
                    yield name


def run_persona(path: Path, score: Score, args: Any) -> None:
    """The opening, then each open question answered once as the person would."""
    case = yaml.safe_load(path.read_text("utf-8"))
    record: dict[str, Any] = {"narrative.text": "-"}
    states: dict[str, str] = {}
    language, today = case["language"], date.today()
    absorb(record, states, "\n".join(case["opening"]), Context(language, today, None, {}), score)
    done: set[str] = {"narrative.text"}
    while name := next((q for q in questions(record, states) if q not in done), None):
        done.add(name)
        reply = case["answers"].get(name, case["otherwise"])
        absorb(record, states, reply, Context(language, today, name, record), score)
        for fact in infer(record):
            record.setdefault(fact.field, fact.value)
    record.pop("narrative.text")
    detail = {name for branch in asked().values() for name in branch}
    case["facts"] = {k: v for k, v in case["facts"].items() if k in record or k in detail}
    case["unanswered"] = {k: v for k, v in (case.get("unanswered") or {}).items() if k in detail}
    compare(score, case, _both(record, states), path.stem, args, "heldout" in path.parts)


def main() -> None:
    """Print differences (``-v``), a line for each field, and the totals."""
    parser = argparse.ArgumentParser()
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("-v", action="store_true")
    parser.add_argument("--field", default="")
    parser.add_argument("--personas", type=Path)
    args = parser.parse_args()
    score = Score()
    hear("hola, warm up", Context("es", date.today() - timedelta(days=1)))
    if args.personas:
        for path in sorted([*args.personas.glob("*.yaml"), *args.personas.glob("*.yml")]):
            run_persona(path, score, args)
    paths = args.files or ([] if args.personas else sorted(CORPUS.glob("*/dev/*.yml")))
    run_corpus([path.resolve() for path in paths], score, args)
    hidden = any("heldout" in str(path) for path in (*paths, args.personas or ""))
    for name in () if hidden else sorted({*score.hit, *score.missed, *score.wrong}):
        if score.missed[name] or score.wrong[name]:
            counts = f"missed {score.missed[name]:3}  wrong {score.wrong[name]:3}"
            print(f"{name:32} hit {score.hit[name]:3}  {counts}")
    print(score.totals())


if __name__ == "__main__":
    main()
