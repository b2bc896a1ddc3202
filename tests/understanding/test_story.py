"""Stories in many styles: what must be recorded of them, and what must not.

Rules and quotes only; which date, place or country is whose is tested in ``test_story_values.py``.
"""

from __future__ import annotations

from datetime import date
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
import yaml

from intake.understanding import story_asked, story_conclude, story_quotes, story_rules
from intake.understanding.clauses import prepare, unwrap
from intake.understanding.scope import scenes
from intake.understanding.story import best
from intake.understanding.types import SURE, Context

TODAY = date(2026, 3, 14)

STORIES = yaml.safe_load((Path(__file__).parent / "test_story.yml").read_text("utf-8"))


def recorded(text: str, ctx: Context) -> dict[str, Any]:
    text = unwrap(text)
    quotes = story_quotes.officers(prepare(text))
    told = prepare(text, quotes)
    places = scenes(told, first=story_asked.place(ctx))
    facts = best(chain(story_rules.find(told, places), story_quotes.find(told, places, quotes)))
    out: dict[str, Any] = {}
    for fact in story_conclude.sift(best(chain(facts, story_conclude.conclude(facts, ctx)))):
        if fact.confidence < SURE:
            continue
        assert 0 <= fact.span.start < fact.span.end <= len(text)
        if isinstance(fact.value, list):
            out[fact.field] = [*out.get(fact.field, []), *fact.value]
        else:
            out[fact.field] = None if fact.state == "none" else fact.value
    return out


@pytest.mark.parametrize("story", STORIES, ids=[story["text"][:40] for story in STORIES])
def test_story(story: dict[str, Any]) -> None:
    got = recorded(story["text"], Context(story["language"], TODAY, story.get("awaiting")))
    for name, value in story.get("says", {}).items():
        assert name in got, f"{name} was not heard"
        wanted = set(value) if isinstance(value, list) else value
        assert (set(got[name]) if isinstance(value, list) else got[name]) == wanted, name
    for name in story.get("never", ()):
        assert name not in got, f"{name} was invented: {got.get(name)}"
