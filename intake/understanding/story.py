"""Facts in a story: everything of the record that free text says, with its evidence."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain

from intake.understanding import (
    story_asked,
    story_conclude,
    story_custody,
    story_extract,
    story_names,
    story_others,
    story_people,
    story_quotes,
    story_rules,
    story_sums,
    story_when,
    story_where,
    story_who,
    story_words,
)
from intake.understanding.clauses import prepare, unwrap
from intake.understanding.pattern_bank import bank
from intake.understanding.scope import scenes
from intake.understanding.types import Context, Fact


def find_facts(text: str, ctx: Context) -> tuple[Fact, ...]:
    """All facts told in ``text`` (one or several messages joined by newlines), both languages.

    List fields come as one fact for each value (``value=["pushed"]``), each with its own evidence.
    """
    text = unwrap(text)
    quotes = story_quotes.officers(prepare(text))
    told = prepare(text, quotes)
    found = story_extract.extract(told, ctx)
    who = best(story_who.find(told, found, ctx))
    nationality = next((fact.value for fact in who if fact.field == "person.nationality"),
                       ctx.known.get("person.nationality"))
    cues = story_extract.cues(told, found, nationality)
    mexican = nationality == "MX" or (nationality is None and bank("scope", "mexican_home").stands(told.plain))
    foreign = nationality not in (None, "MX")
    places = scenes(told, cues, mexican, story_asked.place(ctx))
    facts = best(story_conclude.settle(story_others.without(told, chain(
        who, story_conclude.of_mexico(told, story_rules.find(told, places), foreign),
        story_quotes.find(told, places, quotes),
        story_when.find(told, places, found, ctx), story_where.find(told, places, found),
        story_names.find(told, found), story_people.find(told, ctx), story_sums.find(told, places),
        story_words.find(told, places), story_custody.find(told, found)))))
    facts = story_conclude.sift(best(chain(facts, story_conclude.conclude(facts, ctx))))
    return tuple(story_conclude.of_then(facts, ctx))


def best(facts: Iterable[Fact]) -> tuple[Fact, ...]:
    """The surest fact of each field and value; of contrary values of one field the surest."""
    kept: dict[str, Fact] = {}
    for fact in facts:
        key = f"{fact.field}={fact.value}" if isinstance(fact.value, list) else fact.field
        if key not in kept or _weight(fact) > _weight(kept[key]):
            kept[key] = fact
    some = {fact.field for fact in kept.values() if fact.value and isinstance(fact.value, list)}
    told = (fact for fact in kept.values() if fact.value != [] or fact.field not in some)
    return tuple(sorted(told, key=lambda fact: fact.span.start))


def _weight(fact: Fact) -> tuple[float, int]:
    first = fact.field == "incident.position"  # where they were stopped is told before where they were put
    return fact.confidence, -fact.span.start if first else fact.span.end - fact.span.start
