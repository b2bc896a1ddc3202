"""The bot's own arithmetic for one message gives what the trained model gives."""

from __future__ import annotations

import subprocess

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
print(len(texts), max(abs(row - odds.of(text)).max() for text, row in zip(texts, wanted)))
"""


def test_the_odds_are_those_of_the_model() -> None:
    ran = subprocess.run([ROOT / "bot/.venv/bin/python", "-W", "ignore", "-c", COMPARE, str(MODEL)], cwd=ROOT,
                         capture_output=True, text=True, check=True)
    count, worst = ran.stdout.split()
    assert int(count) > 100
    assert float(worst) < 1e-9
