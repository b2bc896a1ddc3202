"""What `bot/server/lean.py` counts on: Rasa fills no slot from a message."""

from __future__ import annotations

from pathlib import Path

import yaml

DOMAIN = sorted((Path(__file__).parents[1] / "bot" / "domain").glob("*.yml"))


def test_every_slot_is_set_by_the_form_alone() -> None:
    domain = [yaml.safe_load(path.read_text("utf-8")) for path in DOMAIN]
    slots = [slot for each in domain for slot in each.get("slots", {}).values()]
    assert slots
    assert all(slot["mappings"] == [{"type": "custom"}] for slot in slots)
