"""What the build refuses in a card: missing language, unequal parts, hard words, forbidden promises."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from intake import cards, plain_words, texts
from intake.cards import Card

HERE = Path(__file__).parent
LANGUAGES = ("es", "en")
LONGEST_SENTENCE, SMS_SEGMENTS, WEB_WORDS = 20, 2, 130
# what a placeholder may grow to, when an SMS is measured
WIDEST = {"as_of": "Al 30 de septiembre de 2026", "desk_name": "N" * 40, "desk_hours": "H" * 30,
          "status": "S" * 120, "state": "S" * 130}
_PLACEHOLDER = re.compile(r"\{(\w+)\}")


@cache
def topics() -> dict[str, dict[str, str]]:
    """The topics of ``topics.yaml``."""
    document: dict[str, dict[str, dict[str, str]]] = yaml.safe_load((HERE / "topics.yaml").read_text("utf-8"))
    return document["topics"]


@cache
def forbidden() -> list[dict[str, Any]]:
    """The rules of ``content/forbidden.yml``: id, language, pattern, example, why."""
    text = (cards.CONTENT / "forbidden.yml").read_text("utf-8")
    rules: list[dict[str, Any]] = yaml.safe_load(text)["rules"]
    return rules


def forbidden_in(text: str, language: str) -> list[str]:
    """The ids of the rules that a text breaks, in any language of the rule or both."""
    flat = " ".join(text.lower().split())
    return [rule["id"] for rule in forbidden()
            if rule["language"] == language and re.search(rule["pattern"], flat)]


def _texts(card: Card) -> Iterator[tuple[str, str, str]]:
    """Channel, place and text of every part; over SMS with the words on how to get the next one."""
    for variant in card.variants:
        for channel, parts in (("web", variant.web), ("sms", variant.sms)):
            for number, text in enumerate(parts, 1):
                more = channel == "sms" and number < len(parts) and card.id != "danger_now"
                said = f"{text} {texts.render('service.more', card.language, 'sms')}" if more else text
                yield channel, f"{channel} {number} [{variant.name or 'plain'}]", said


def filled(text: str) -> str:
    """A text with its placeholders as long as they may get."""
    numbers = {f"contact_{name}": entry["number"] for name, entry in cards.contacts().items()}
    return _PLACEHOLDER.sub(lambda found: str((WIDEST | numbers).get(found[1], found[0])), text)


def _shape(card: Card) -> list[tuple[str, int, int, list[str], list[str]]]:
    return [(v.name, len(v.web), len(v.sms), _placeholders(v.web), _placeholders(v.sms)) for v in card.variants]


def _placeholders(parts: tuple[str, ...]) -> list[str]:
    return sorted(set(_PLACEHOLDER.findall(" ".join(parts))))


def _dates(card: Card, today: date) -> Iterator[str]:
    if card.tier == "A" and today > card.verify_by:
        yield "tier A and past verify_by"
    for field in ("jurisdiction", "reviewer", "review"):
        if field not in card.meta:
            yield f"front matter has no {field}"
    weak = [source["title"] for source in card.sources if source["confidence"] in ("GK", "L")]
    if weak and card.meta.get("review") != "needed":
        yield f"built on {weak} but not review: needed"


def _variants(card: Card) -> Iterator[str]:
    if not any(variant.name == "" for variant in card.variants):
        yield "no plain variant"
    for variant in card.variants:
        unknown = set(variant.conditions) - set(cards.situation("", {}))
        if unknown:
            yield f"[{variant.name}] conditions that never hold: {', '.join(sorted(unknown))}"
        if len(variant.web) != 1 or not variant.sms:
            yield f"[{variant.name}] needs one web section and an SMS"
        for text in (variant.web[:1] + variant.sms[:1]) if card.tier == "B" else ():
            if "{as_of}" not in text:
                yield f"[{variant.name}] tier B without {{as_of}}"


def _wording(card: Card) -> Iterator[str]:
    for channel, where, text in _texts(card):
        whole = filled(text)
        if texts.has_stray_brace(whole) or _PLACEHOLDER.search(whole):
            yield f"{where}: a placeholder that nothing fills: {text}"
        if text.startswith("#") or "\n#" in text:
            yield f"{where}: a heading that is none"
        if channel == "sms":
            segments = plain_words.gsm7_segments(whole)
            if segments is None:
                strange = "".join(sorted(set(whole) - plain_words.GSM7))
                yield f"{where}: not GSM-7: {strange}"
            elif segments > SMS_SEGMENTS:
                yield f"{where}: {segments} segments, {len(whole)} characters"
        elif len(text.split()) > WEB_WORDS:
            yield f"{where}: {len(text.split())} words"
        longest = plain_words.score(text, card.language).longest
        if longest > LONGEST_SENTENCE:
            yield f"{where}: a sentence of {longest} words"
        for rule in forbidden_in(whole, card.language):
            yield f"{where}: forbidden {rule}"


def _with_more(card: Card) -> Iterator[str]:
    """A part that another follows goes with how to get it (danger is told whole)."""
    hint = texts.render("service.more", card.language, "sms")
    for variant in card.variants if card.id != "danger_now" else ():
        for part in variant.sms[:-1]:
            whole = f"{filled(part)} {hint}"
            if (plain_words.gsm7_segments(whole) or 0) > SMS_SEGMENTS:
                yield f"[{variant.name}] sms: no room for how to get the next part, {len(whole)} characters"


def _reading(card: Card) -> Iterator[str]:
    for channel in ("web", "sms"):
        found = plain_words.score("\n".join(t for c, _, t in _texts(card) if c == channel), card.language)
        if not found.passes:
            yield f"{channel}: hard to read ({found.first}, {found.second})"


def _lonely(found: dict[tuple[str, str], Card]) -> Iterator[str]:
    for topic in [*topics(), "_expired"]:
        pair = [found.get((topic, language)) for language in LANGUAGES]
        for language, card in zip(LANGUAGES, pair, strict=True):
            if card is None:
                yield f"{topic}.{language}: missing"
        spanish, english = pair
        if spanish and english and _shape(spanish) != _shape(english):
            yield f"{topic}: headings, parts or placeholders differ between es and en"
        if spanish and english and _untitled(spanish) != _untitled(english):
            yield f"{topic}: sources differ between es and en"


def _untitled(card: Card) -> list[tuple[str | None, str | None, str]]:
    """The sources but their titles, which are in the card's language."""
    return [(source["url"], source["date"], source["confidence"]) for source in card.sources]


def problems(today: date) -> list[str]:
    """Every error in the cards, one line each; an empty list lets the build pass."""
    found = {(card.id, card.language): card for card in cards.all_cards()}
    out = list(_lonely(found))
    for (topic, language), card in found.items():
        for check in (_dates(card, today), _variants(card), _wording(card), _with_more(card), _reading(card)):
            out += [f"{topic}.{language}: {problem}" for problem in check]
    return out
