"""What people ask, answered for their own position, nationality and place as recorded at that moment."""

from __future__ import annotations

from typing import Any

from intake import content
from tests.conftest import Stack
from tests.eval.drive import Talk


def about(answer: dict[str, Any], topic: str) -> str:
    """The text of the card that was shown."""
    texts = [message["text"] for message in answer["messages"] if message["topic"] == topic]
    assert texts, answer
    return " ".join(texts)


def start(stack: Stack, language: str = "es") -> Talk:
    """A conversation that agreed to be kept and is not in danger."""
    talk = Talk(stack.url, language)
    talk.say({"es": "si", "en": "yes"}[language])
    talk.say("no")
    return talk


def test_before_they_agree_the_answer_is_for_what_they_told(stack: Stack) -> None:
    talk = Talk(stack.url, "es")
    talk.say("soy mexicana y me pararon antes de llegar a la raya, del lado mexicano")
    text = about(talk.say("¿puedo pedir asilo en la garita?"), "ask_for_asylum")
    assert "gente de México también" in text
    assert "antes de pasar la línea" in text
    assert talk.record()["record"] == {}


def test_the_answer_changes_with_what_is_recorded(stack: Stack) -> None:
    talk = start(stack)
    assert "le pararon" not in about(talk.say("¿puedo pedir asilo en la garita?"), "ask_for_asylum")
    talk.say("soy de honduras y no nos dejaron pasar en el puente paso del norte, nos pararon del lado mexicano")
    assert "antes de pasar la línea" in about(talk.say("¿puedo pedir asilo en la garita?"), "ask_for_asylum")
    talk.say("me equivoque, ya habiamos pasado la raya, estabamos del lado americano")
    text = about(talk.say("¿puedo pedir asilo en la garita?"), "ask_for_asylum")
    assert talk.record()["record"]["incident.position"] == "past_the_line"
    assert "ya había pasado la línea" in text
    assert "no ha llegado" not in text


def test_who_is_in_the_united_states_now_is_answered_for_there(stack: Stack) -> None:
    talk = start(stack)
    talk.say("soy de honduras y no nos dejaron pasar en el puente paso del norte el 3 de mayo de 2026")
    assert talk.record()["record"]["person.location_country"] == "MX"
    assert "COMAR" in about(talk.say("¿cuánto tiempo tengo para pedir asilo?"), "deadlines")
    while talk.awaiting != "person.location_city" and talk.turns < 40:
        talk.say("solo yo" if talk.awaiting == "person.adults" else "no")
    talk.say("ahora estoy en Houston")
    assert talk.record()["record"]["person.location_country"] == "US"
    assert "COMAR" not in about(talk.say("¿cuánto tiempo tengo para pedir asilo?"), "deadlines")


def test_custody_by_the_state_of_the_facility(stack: Stack) -> None:
    talk = start(stack, "en")
    talk.say("I am from Cuba. They detained me at the bridge and now I am held at Otero")
    assert "New Mexico" in about(talk.say("can I get out on bond?"), "bond")
    text = about(talk.say("how long can they keep me locked up here?"), "detention")
    assert "New Mexico" in text
    assert "onsulate" not in text


def test_a_question_about_a_people_is_no_fact_about_the_person(stack: Stack) -> None:
    talk = start(stack)
    about(talk.say("¿los mexicanos pueden pedir asilo en el puente?"), "ask_for_asylum")
    assert not {"person.nationality", "incident.asked_for_asylum"} & set(talk.record()["record"])


def test_what_happened_before_the_ruling_may_be_under_other_rules(stack: Stack) -> None:
    early = content.render("service.before_ruling", "es", "web")
    for day, said in (("en noviembre de 2017", True), ("el 3 de julio de 2026", False)):
        talk = start(stack)
        talk.say(f"{day} no nos dejaron pasar en el puente paso del norte, estabamos del lado mexicano")
        answer = talk.say("¿fue legal que no me dejaran pasar?")
        assert about(answer, "turned_away")
        assert (early in [message["text"] for message in answer["messages"]]) is said
