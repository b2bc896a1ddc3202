"""Which date, place or country of a story is whose, with the extractors' hits given."""

from __future__ import annotations

from datetime import date
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
import yaml

from intake.understanding import story_names, story_when, story_where, story_who
from intake.understanding.clauses import prepare
from intake.understanding.scope import scenes
from intake.understanding.story import best
from intake.understanding.story_extract import cues
from intake.understanding.story_values import Found, Hit
from intake.understanding.types import SURE, Context

STORIES = yaml.safe_load((Path(__file__).parent / "test_story_values.yml").read_text("utf-8"))
NOTES = {"crossings": "exact", "cities": "MX"}


def given(story: dict[str, Any], kind: str) -> tuple[Hit, ...]:
    """The hits that the story lists, where they stand in its text."""
    text = story["text"]
    hits = (Hit(value, text.index(words), text.index(words) + len(words), 0.95, note(kind, words))
            for words, value in story.get(kind, {}).items())
    return tuple(sorted(hits, key=lambda hit: hit.start))


def note(kind: str, words: str) -> str:
    if kind == "countries":
        return "demonym" if words.lower().rstrip("s").endswith(("an", "ano")) else "country"
    return NOTES.get(kind, "")


@pytest.mark.parametrize("story", STORIES, ids=[story["text"][:40] for story in STORIES])
def test_whose(story: dict[str, Any]) -> None:
    told, ctx = prepare(story["text"]), Context("es", date(2026, 3, 14))
    kinds = ("dates", "crossings", "facilities", "cities", "countries")
    found = Found(*(given(story, kind) for kind in kinds))
    places = scenes(told, cues(told, found))
    facts = best(chain(story_who.find(told, found, ctx), story_names.find(told, found),
                       story_when.find(told, places, found, ctx), story_where.find(told, places, found)))
    got = {fact.field: fact.value for fact in facts if fact.confidence >= SURE}
    for name, value in story["says"].items():
        assert got.get(name) == value, name
