"""The lawyer's list (docs/legal-review.md) names every card that needs one, and only sentences that are said."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from intake import cards, texts

DOCUMENT = Path(__file__).parents[2] / "docs" / "legal-review.md"
SECTIONS = dict(re.findall(r"(?ms)^## (\S+)\n(.*?)(?=^## |\Z)", DOCUMENT.read_text("utf-8")))


def listed(section: str, language: str) -> list[str]:
    """The sentences of a section."""
    return re.findall(rf"(?m)^- {language}: (.+)$", SECTIONS[section])


@pytest.mark.parametrize("card", [card for card in cards.all_cards() if card.meta["review"] == "needed"],
                         ids=lambda card: f"{card.id}.{card.language}")
def test_a_card_that_needs_a_lawyer_is_listed_as_it_is_said(card: cards.Card) -> None:
    sentences = listed(card.id, card.language)
    said = "\n".join(text for variant in card.variants for text in (*variant.web, *variant.sms))
    assert sentences
    assert [sentence for sentence in sentences if sentence not in said] == []


@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_listed_messages_are_said(language: str) -> None:
    said = "\n".join(texts.of_channel(leaf, channel) for key, leaf in texts.load()[language].items()
                     if not key.endswith(".choices") and not isinstance(leaf, list) for channel in texts.CHANNELS)
    sentences = listed("messages", language)
    assert len(sentences) > 5
    assert [sentence for sentence in sentences if sentence not in said] == []


def test_numbers_that_need_a_check_are_listed() -> None:
    wanted = {name for name, entry in cards.contacts().items() if entry["review"] == "needed"}
    assert wanted <= set(re.findall(r"(?m)^- (\w+): ", SECTIONS["contacts.yml"]))
