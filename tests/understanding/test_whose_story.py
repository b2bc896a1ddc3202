"""Whose each thing in a story is: the person's, a relative's, an officer's, or of another time."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from intake.understanding.hear import hear
from intake.understanding.types import SURE, Context

TODAY = date(2026, 3, 14)
ROWS = yaml.safe_load((Path(__file__).parent / "test_whose_story.yml").read_text("utf-8"))


@pytest.mark.parametrize("row", ROWS, ids=[row["text"][:50] for row in ROWS])
def test_whose(row: dict[str, Any]) -> None:
    heard = hear(row["text"], Context(row["language"], TODAY, row.get("awaiting")))
    got = {fact.field: fact.value for fact in heard.facts if fact.confidence >= SURE and fact.state == "value"}
    for name, value in row.get("says", {}).items():
        assert name in got, f"{name} was not heard"
        assert (sorted(got[name]) if isinstance(value, list) else got[name]) == (
            sorted(value) if isinstance(value, list) else value), name
    for name, value in row.get("never", {}).items():
        held = got.get(name)
        assert held is None or (value != "any" and value not in (held if isinstance(held, list) else [held])), (
            f"{name} was invented: {held}")
