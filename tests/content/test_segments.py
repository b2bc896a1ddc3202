"""Segments of a text message: our own tables, and Twilio's calculator as oracle."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from intake import content, segments, texts

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


@pytest.mark.parametrize("text", ["a" * 500, "í" * 200, "€" * 200, "x€" * 120, "a😀" * 60, "corto", ""])
def test_parts_are_the_text_and_each_fits(text: str) -> None:
    parts = segments.split(text)
    encoding = segments.count(text).encoding
    most = segments.LIMITS[encoding][1 if len(parts) > 1 else 0]
    assert "".join(parts) == text
    assert len(parts) == segments.count(text).count
    assert all(sum(segments._units(char, encoding) for char in part) <= most for part in parts)


def test_a_character_of_two_units_is_not_torn() -> None:
    assert segments.split("a" * 152 + "€" * 10)[0] == "a" * 152


@pytest.fixture(scope="session")
def oracle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with Twilio's calculator; skips where it cannot be had."""
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        pytest.skip("npm and node are needed for Twilio's calculator, and are not here")
    folder = tmp_path_factory.mktemp("oracle")
    done = subprocess.run([npm, "install", "--prefix", str(folder), "--no-audit", "--no-fund", ORACLE],
                          capture_output=True, timeout=120, check=False)
    if done.returncode:
        pytest.skip(f"{ORACLE} could not be installed (no network?)")
    return folder


def test_agrees_with_twilios_calculator(oracle: Path) -> None:
    samples = [*_odd_texts(), *_messages()]
    done = subprocess.run(["node", "-e", SCRIPT], input=json.dumps(samples), capture_output=True, text=True,
                          cwd=oracle, timeout=60, check=True)
    for text, (encoding, count) in zip(samples, json.loads(done.stdout), strict=True):
        ours = segments.count(text)
        assert (ours.encoding, ours.count) == (encoding, count), text


def _odd_texts() -> list[str]:
    letters = ["a", "é", "í", "ñ", "€", "^", "{", "😀", "ç", "’", "\n", "Ω", "à", "Á"]
    edges = [1, 35, 66, 67, 69, 70, 71, 76, 77, 80, 81, 134, 135, 153, 154, 160, 161, 306, 307]
    mixed = ["a" * 152 + "€" + "b" * 20, "í" * 66 + "😀" + "a" * 10, "x" * 305 + "€", "Él y ella, ¿sí?" * 11]
    return [letter * size for letter in letters for size in edges] + mixed


def _messages() -> list[str]:
    return [texts.of_channel(leaf, channel) for language in content.LANGUAGES
            for key, leaf in texts.load()[language].items() for channel in texts.CHANNELS
            if not isinstance(leaf, list) and not key.endswith(".choices") and texts.of_channel(leaf, channel)]
