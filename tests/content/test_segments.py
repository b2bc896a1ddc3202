"""Segments of a text message: our own tables, and Twilio's calculator as oracle."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from intake import content, segments

ORACLE = "sms-segments-calculator@1.3.0"
SCRIPT = """
const {SegmentedMessage} = require("sms-segments-calculator");
const texts = JSON.parse(require("fs").readFileSync(0, "utf8"));
console.log(JSON.stringify(texts.map(text => {
  const message = new SegmentedMessage(text);
  return [message.encodingName, message.segmentsCount];
})));
"""


@pytest.mark.parametrize(("text", "encoding", "units", "count"), [
    ("", "GSM-7", 0, 0), ("hola", "GSM-7", 4, 1), ("a" * 160, "GSM-7", 160, 1), ("a" * 161, "GSM-7", 161, 2),
    ("a" * 306, "GSM-7", 306, 2), ("a" * 307, "GSM-7", 307, 3), ("ñéü¿¡àÇÉÑ", "GSM-7", 9, 1),
    ("á", "UCS-2", 1, 1), ("í" * 70, "UCS-2", 70, 1), ("í" * 71, "UCS-2", 71, 2), ("ó" * 134, "UCS-2", 134, 2),
    ("ú" * 135, "UCS-2", 135, 3), ("€" * 80, "GSM-7", 160, 1), ("€" * 81, "GSM-7", 162, 2),
    ("a" * 159 + "€", "GSM-7", 161, 2), ("😀" * 35, "UCS-2", 70, 1), ("😀" * 36, "UCS-2", 72, 2)])
def test_count(text: str, encoding: str, units: int, count: int) -> None:
    assert segments.count(text) == segments.Segments(encoding, units, count)  # type: ignore[arg-type]


def test_one_accent_triples_the_cost() -> None:
    assert segments.count("a" * 160).count == 1
    assert segments.count("a" * 159 + "í").count == 3


@pytest.mark.parametrize("text", ["a" * 500, "í" * 200, "€" * 200, "x€" * 120, "a😀" * 60, "corto", "",
                                  "👨‍👩‍👧" * 40, "🇭🇳a" * 60, "e\u0301" * 90, "\r\n" * 200])
def test_parts_are_the_text_and_each_fits(text: str) -> None:
    parts = segments.split(text)
    encoding = segments.count(text).encoding
    most = segments.LIMITS[encoding][1 if len(parts) > 1 else 0]
    assert "".join(parts) == text
    assert len(parts) == segments.count(text).count
    assert all(sum(segments._units(char, encoding) for char in part) <= most for part in parts)


def test_a_character_of_two_units_is_not_torn() -> None:
    assert segments.split("a" * 152 + "€" * 10)[0] == "a" * 152


@pytest.mark.parametrize("emoji", ["😀", "🙏🏽", "👨‍👩‍👧", "🏳️‍🌈", "🇭🇳", "❤️", "1️⃣", "e\u0301"])
def test_an_emoji_is_not_torn(emoji: str) -> None:
    assert segments.split("a" * 66 + emoji * 3)[0] == "a" * 66


NO_NODE = "Twilio's segment calculator needs node and npm, and {} is not on the PATH (apt-get install nodejs npm)"
NO_NETWORK = f"npm could not install {ORACLE} (is the npm registry reachable?)"


def install(folder: Path) -> Path:
    """Put Twilio's calculator into a folder; skips, and says why, where it cannot be had."""
    for tool in ("node", "npm"):
        if shutil.which(tool) is None:
            pytest.skip(NO_NODE.format(tool))
    command = ["npm", "install", "--prefix", str(folder), "--no-audit", "--no-fund", "--ignore-scripts", ORACLE]
    if subprocess.run(command, capture_output=True, timeout=120, check=False).returncode:
        pytest.skip(NO_NETWORK)
    return folder


@pytest.fixture(scope="session")
def oracle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with Twilio's calculator."""
    return install(tmp_path_factory.mktemp("oracle"))


@pytest.mark.parametrize("missing", ["node", "npm"])
def test_says_why_it_is_skipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, missing: str) -> None:
    tools = {"node": "/usr/bin/node", "npm": "/usr/bin/npm"}
    monkeypatch.setattr(shutil, "which", lambda tool: None if tool == missing else tools[tool])
    with pytest.raises(pytest.skip.Exception) as skipped:
        install(tmp_path)
    assert str(skipped.value) == (f"Twilio's segment calculator needs node and npm, and {missing} is not on the "
                                  "PATH (apt-get install nodejs npm)")


def test_says_that_the_registry_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda tool: tool)
    monkeypatch.setattr(subprocess, "run", lambda command, **more: subprocess.CompletedProcess(command, 1))
    with pytest.raises(pytest.skip.Exception) as skipped:
        install(tmp_path)
    assert str(skipped.value) == ("npm could not install sms-segments-calculator@1.3.0 "
                                  "(is the npm registry reachable?)")


def test_agrees_with_twilios_calculator(oracle: Path) -> None:
    samples = [*_odd_texts(), *_random_texts(), *_content()]
    done = subprocess.run(["node", "-e", SCRIPT], input=json.dumps(samples), capture_output=True, text=True,
                          cwd=oracle, timeout=60, check=True)
    differ = [(text, theirs) for text, theirs in zip(samples, json.loads(done.stdout), strict=True)
              if [(ours := segments.count(text)).encoding, ours.count] != theirs]
    assert differ == []
    assert len(samples) > 3000


def _random_texts() -> list[str]:
    """Any mixture of what people write, near the edges of segments; the same on every run."""
    chance = random.Random(1865)
    alphabets = [list("abcdefgh ijklmno ñ¿é¡?\n"), list("€^{}[]~|\\"),
                 list("áíóúÁ’“ç—ʼ"), list("русский中文"),
                 ["😀", "🙏🏽", "👍", "🔥"],
                 ["👨‍👩‍👧", "👩🏽‍⚖️", "🏳️‍🌈", "🇭🇳", "🇲🇽", "❤️", "e\u0301", "\r\n", "✊🏿", "1️⃣"]]
    edges = [1, 33, 35, 36, 66, 67, 68, 69, 70, 71, 134, 135, 152, 153, 154, 159, 160, 161, 305, 306, 307, 400]
    out = []
    for _ in range(1500):
        first, *others = chance.sample(alphabets, chance.randint(1, len(alphabets)))
        out.append("".join(chance.choice(chance.choice(others) if others and chance.random() < 0.15 else first)
                           for _ in range(chance.choice(edges))))
    return out


def _odd_texts() -> list[str]:
    letters = ["a", "é", "í", "ñ", "€", "^", "{", "😀", "ç", "’", "\n", "Ω", "à", "Á"]
    edges = [1, 35, 66, 67, 69, 70, 71, 76, 77, 80, 81, 134, 135, 153, 154, 160, 161, 306, 307]
    mixed = ["a" * 152 + "€" + "b" * 20, "í" * 66 + "😀" + "a" * 10, "x" * 305 + "€", "Él y ella, ¿sí?" * 11]
    return [letter * size for letter in letters for size in edges] + mixed


def _content() -> list[str]:
    """Every sentence and every paragraph of content/, by text and on the web."""
    folder = Path(content.__file__).parents[1] / "content"
    loaded = [yaml.safe_load(path.read_text("utf-8")) for path in folder.rglob("*.yml")]
    cards = [part for path in (folder / "rights").glob("*.md") for part in path.read_text("utf-8").split("\n")]
    return [text for text in [*_strings(loaded), *cards] if text]


def _strings(value: object) -> list[str]:
    if isinstance(value, dict):
        return [text for item in value.values() for text in _strings(item)]
    if isinstance(value, list):
        return [text for item in value for text in _strings(item)]
    return [value] if isinstance(value, str) else []
