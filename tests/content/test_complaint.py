"""The complaint in writing: what the record holds and nothing else, gaps for the rest."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from intake import complaint, segments, texts
from intake.record import fields

TODAY = date(2026, 11, 24)
FULL: dict[str, Any] = {
    "person.nationality": "HN", "incident.date": "2026-05-03", "incident.crossing": "el_paso_pdn",
    "incident.position": "inside_port", "incident.agency": ["cbp_officer"],
    "incident.officer_words": "there is no space", "incident.force": ["pushed", "other"],
    "incident.mistreatment": ["insulted"], "incident.asked_for_asylum": True, "incident.said_afraid": False,
    "incident.fear_interview": False, "person.adults": 2, "person.children_ages": [7],
    "incident.witnesses": True, "narrative.text": "They said \"go back\".\nWe went."}


def text(record: dict[str, Any], language: str = "en") -> str:
    return "\n".join(complaint.lines(record, language, TODAY))


@pytest.mark.parametrize(("language", "wanted"), [
    ("en", ["May 3, 2026", "Paso del Norte", "inside the United States building", "a CBP officer",
            "they pushed me", "they insulted me", "I asked for asylum", "No one interviewed me",
            "Adults in the group: 2", "Ages of the children: 7", "\"there is no space\"",
            "They said \"go back\".\nWe went."]),
    ("es", ["3 de mayo de 2026", "Paso del Norte", "adentro del edificio", "un oficial de CBP", "me empujaron",
            "me insultaron", "Pedí asilo", "No me hicieron una entrevista", "Adultos en el grupo: 2",
            "Edad de los niños: 7", "\"there is no space\""])])
def test_it_says_what_is_recorded(language: str, wanted: list[str]) -> None:
    said = text(FULL, language)
    assert [part for part in wanted if part not in said] == []


def test_it_says_nothing_else() -> None:
    said = text(FULL)
    for never in ("I am afraid", "they hit me", "fingerprints", "signed", "lawyer", "Detention", "Bond", "After"):
        assert never not in said
    assert "what they did to you" in said, "more force was told without saying what"


@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_an_empty_record_gives_gaps_only(language: str) -> None:
    said = complaint.lines({}, language, TODAY)
    assert all("[complete: " in line for line in said[1:-1])
    assert not complaint.tells_something({})


def test_every_recorded_value_has_words_for_it() -> None:
    """No value shows its code."""
    names = ("incident.position", "incident.agency", "incident.force", "incident.mistreatment", "incident.after",
             "incident.reason_given", "prosecution.charge", "separation.from_whom")
    coded = [(name, value) for name in names for value in fields()[name].values if "_" in value]
    assert len(coded) > 20
    for name, value in coded:
        record = {name: [value] if fields()[name].is_list else value}
        assert [language for language in texts.LANGUAGES if value in text(record, language)] == []


def test_a_number_that_is_not_safe_is_not_written() -> None:
    phone = {"person.phone": "+526565550144"}
    assert "0144" not in text(FULL | phone)
    assert "0144" not in text(FULL | phone | {"person.safe_to_contact": False})
    assert "0144" in text(FULL | phone | {"person.safe_to_contact": True})


def test_who_writes_for_another_says_so() -> None:
    assert "signed permission" in text(FULL | {"reporter.is": "volunteer"})
    assert "signed permission" not in text(FULL | {"reporter.is": "self"})


def test_a_long_story_is_left_out_of_texts() -> None:
    record = FULL | {"narrative.text": "word " * 300}
    assert "word word" not in "\n".join(complaint.lines(record, "en", TODAY, 600))
    assert "word word" in text(record)


def test_parts_keep_lines_whole_and_lose_nothing() -> None:
    whole = texts.fit(text(FULL | {"narrative.text": "nos empujaron y nos gritaron " * 30}, "es"), "sms")
    parts = segments.pack(whole, 2)
    assert all(segments.count(part).count <= 2 for part in parts)
    assert " ".join(" ".join(parts).split()) == " ".join(whole.split())
    short = [line for line in whole.split("\n") if segments.count(line).count <= 2]
    assert all(any(line in part for part in parts) for line in short)
