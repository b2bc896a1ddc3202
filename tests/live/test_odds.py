"""The bot's own arithmetic for one message gives what the trained model gives, and both voices are heard."""

from __future__ import annotations

import json
import platform
import subprocess

import pytest

from tests.conftest import MODEL, ROOT

COMPARE = """
import sys, tarfile, tempfile
from pathlib import Path
from bot.server import lean
lean.without_tensorflow()
import joblib, yaml
from bot.server.nlu import Odds
folder = Path(tempfile.mkdtemp())
with tarfile.open(sys.argv[1]) as packed:
    packed.extractall(folder)
model = joblib.load(next(folder.rglob("model.joblib")))
odds = Odds(model)
asked = [each["text"] for each in yaml.safe_load(Path("tests/corpus/topics/dev.yml").read_text("utf-8"))]
texts = [*asked, "", "?", "no no no no", "\\N{THUMBS UP SIGN}", "xqzt"]
wanted = model.predict_proba(texts)
assert odds.names == list(model.classes_)
print(len(texts), max(abs(row - odds.by_words(text)).max() for text, row in zip(texts, wanted)))
"""

BOTH = """
import json, sys
from bot.server import lean
lean.without_tensorflow()
import numpy as np
from bot.server.meaning import FILE, Meaning
names = [str(name) for name in np.load(FILE)["names"]]
meaning = Meaning.load(names)
odd = ["", " ", "\\0", "\\ud83d half", "a" * 3000, "\\u202e \\U0001F64F \\u4e2d", "\\x07" * 40]
sums = [float(meaning.of(text).sum()) for text in odd] if meaning else []
asked = [names[int(meaning.of(text).argmax())] for text in json.load(sys.stdin)] if meaning else []
json.dump({"sums": sums, "asked": asked}, sys.stdout)
"""
ODD = 7  # texts


def run(program: str, *args: str, given: str = "") -> str:
    """What a program prints in the bot's environment."""
    command = [ROOT / "bot/.venv/bin/python", "-W", "ignore", "-c", program, *args]
    return subprocess.run(command, cwd=ROOT, input=given, capture_output=True, text=True, check=True).stdout


def test_any_text_has_a_meaning_and_a_question_its_topic() -> None:
    asked = ["could i get hired legally while my papers are being looked at", "cuanto cobra el abogado de ustedes"]
    found = json.loads(run(BOTH, given=json.dumps(asked)))
    if (platform.system(), platform.machine()) != ("Linux", "x86_64"):
        pytest.skip("the sentence encoder has a wheel for Linux on x86-64 only")
    assert len(found["sums"]) == ODD
    assert all(abs(total - 1) < 1e-4 for total in found["sums"])
    assert found["asked"] == ["topic_work_and_papers", "topic_lawyer"]


def test_the_odds_are_those_of_the_model() -> None:
    count, worst = run(COMPARE, str(MODEL)).split()
    assert int(count) > 100
    assert float(worst) < 1e-9
