"""The cards: every topic in both languages, the right variant, honest about time, nothing forbidden."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from intake import cards, cards_lint

TODAY = date(2026, 11, 24)
LANGUAGES = ("es", "en")
CASES = [(topic, language, channel) for topic in cards_lint.topics() for language in LANGUAGES
         for channel in ("web", "sms")]


def ask(topic: str, record: dict[str, object], kind: str | None = None, language: str = "en",
        today: date = TODAY) -> cards.Answer:
    return cards.answer(topic, record=record, language=language, channel="web", today=today, kind=kind)


def test_the_build_finds_no_problem() -> None:
    assert cards.problems(TODAY) == []


@pytest.mark.parametrize(("topic", "language", "channel"), CASES)
def test_every_topic_answers(topic: str, language: str, channel: str) -> None:
    answer = cards.answer(topic, record={}, language=language, channel=channel, today=TODAY)
    assert answer.card_id == topic
    assert answer.sources
    assert not answer.expired
    assert all(part and "{" not in part for part in answer.text_parts)


@pytest.mark.parametrize(("topic", "record", "variant"), [
    ("ask_for_asylum", {"incident.position": "at_the_line", "person.location_country": "MX"},
     "position=at_the_line"),
    ("ask_for_asylum", {"incident.position": "mexican_side", "person.nationality": "MX"},
     "position=mexican_side nationality=mexican"),
    ("ask_for_asylum", {"incident.position": "inside_port", "person.nationality": "CU"},
     "position=past_the_line,inside_port"),
    ("ask_for_asylum", {"incident.position": "at_the_line", "person.location_country": "US"}, "location=US"),
    ("turned_away", {}, ""),
    ("turned_away", {"incident.position": "between_ports"}, "position=between_ports"),
    ("bond", {"detention.detained_now": True, "detention.facility": "el_paso_spc"}, "detained=texas"),
    ("bond", {"detention.detained_now": True, "detention.facility": "otero_processing"},
     "detained=new_mexico"),
    ("bond", {"detention.detained_now": False, "detention.facility": "el_paso_spc"}, ""),
    ("asylum_in_mexico", {"person.nationality": "MX"}, "nationality=mexican"),
    ("children_alone", {"person.nationality": "HN"}, "nationality=other"),
    ("parole", {"detention.parole": "denied"}, "parole=denied"),
])
def test_the_variant_fits_the_person(topic: str, record: dict[str, object], variant: str) -> None:
    assert ask(topic, record).variant == variant


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", [None, "self_harm", "self_harm_other", "violence", "hurt", "trafficking",
                                  "child_alone", "child_lost", "medical"])
def test_danger_gives_no_us_only_number_in_mexico(kind: str | None, language: str) -> None:
    text = ask("danger_now", {"person.location_country": "MX"}, kind, language).text_parts[0]
    assert "911" in text
    assert "988" not in text
    assert "7888" not in text


@pytest.mark.parametrize(("kind", "number"), [("self_harm", "988"), ("self_harm_other", "988"),
                                              ("trafficking", "1-888-373-7888")])
def test_danger_in_the_us_names_its_line(kind: str, number: str) -> None:
    assert number in ask("danger_now", {"person.location_country": "US"}, kind).text_parts[0]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("channel", ["web", "sms"])
def test_only_who_was_hurt_is_told_that_it_is_no_fault(language: str, channel: str) -> None:
    fault = {"es": "culpa suya", "en": "your fault"}[language]
    for kind, told in (("violence", False), ("medical", False), ("child_lost", False), ("hurt", True)):
        answer = cards.answer("danger_now", record={}, language=language, channel=channel, today=TODAY, kind=kind)
        assert (fault in " ".join(answer.text_parts)) is told, kind
        assert not answer.text_parts[0].startswith(("No es culpa", "It is not your fault", "Lo que le"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_expired_card_is_never_shown(language: str) -> None:
    card = cards.load("bond", language)
    assert not ask("bond", {}, language=language, today=card.verify_by).expired
    late = ask("bond", {}, language=language, today=card.verify_by + timedelta(days=1))
    assert late.expired
    assert late.sources == ()
    assert late.text_parts == cards.load("_expired", language).variants[0].web


def test_expired_danger_still_gives_the_emergency_number() -> None:
    assert "911" in ask("danger_now", {}, today=TODAY + timedelta(days=400)).text_parts[0]


def test_due_and_the_build_name_late_cards() -> None:
    soon = TODAY + timedelta(days=15)
    assert {card.tier for card in cards.due(soon)} == {"B"}
    assert cards.due(TODAY) == []
    assert any("tier A and past" in line for line in cards.problems(TODAY + timedelta(days=200)))


def test_every_number_is_verified_within_its_time() -> None:
    for entry in cards.contacts().values():
        assert entry["tier"] == "C"
        assert entry["verify_by"] - entry["as_of"] <= timedelta(days=60)
        assert entry["review"] == ("needed" if entry["confidence"] in ("GK", "L") else entry["review"])


@pytest.mark.parametrize("rule", cards_lint.forbidden(), ids=lambda rule: f"{rule['id']}-{rule['language']}")
def test_a_forbidden_phrase_is_caught(rule: dict[str, str]) -> None:
    assert rule["id"] in cards_lint.forbidden_in(rule["example"], rule["language"])
    assert cards_lint.forbidden_in(rule["fine"], rule["language"]) == []


def test_each_language_has_the_same_forbidden_rules() -> None:
    spanish, english = ({rule["id"] for rule in cards_lint.forbidden() if rule["language"] == language}
                        for language in LANGUAGES)
    assert spanish == english
