"""Why do you ask, what happens now, the complaint in writing: through the real bot, in both languages."""

from __future__ import annotations

import itertools

import pytest

from intake import content
from tests.conftest import FakeTwilio, Stack
from tests.eval.drive import Talk

WHY = {"es": ("¿por qué pregunta eso?", "para que quiere saber", "¿y eso para qué?",
              "¿para qué lo necesita saber usted?",
              "por que tantas preguntas", "disculpe, ¿de qué le sirve saber eso?"),
       "en": ("why do you ask?", "what do you need that for", "why do you want to know that?", "what's that for?",
              "sorry, why does that matter?", "why should I tell you")}
SAID = {"es": {"consent.store": "si", "person.adults": "solo yo", "fear.fears_return": "si", "confirm": "si",
               "incident.kinds": "nos detuvieron y nos separaron", "person.location_city": "El Paso",
               "person.nationality": "Honduras", "detention.detained_now": "si",
               "detention.parole": "me lo negaron",
               "narrative.text": "es una historia muy triste", "incident.date": "el 3 de mayo de 2026",
               "incident.crossing": "puente paso del norte", "person.phone": "656 555 0144"},
        "en": {"consent.store": "yes", "person.adults": "just me", "fear.fears_return": "yes", "confirm": "yes",
               "incident.kinds": "they detained us and separated us", "person.location_city": "El Paso",
               "person.nationality": "Honduras", "detention.detained_now": "yes",
               "detention.parole": "they denied it",
               "narrative.text": "it is a very sad story", "incident.date": "May 3, 2026",
               "incident.crossing": "Paso del Norte bridge", "person.phone": "656 555 0144"}}


@pytest.mark.parametrize("language", ["es", "en"])
def test_why_at_every_question_and_the_same_again(stack: Stack, language: str) -> None:
    talk, words = Talk(stack.url, language), itertools.cycle(WHY[language])
    asked: set[str] = set()
    while talk.awaiting and talk.turns < 120:
        name = talk.awaiting
        if name not in asked:
            before = talk.record()["record"]
            answer = talk.say(next(words))
            texts = [message["text"] for message in answer["messages"]]
            assert texts[0] == content.render(f"{name}.why", language, "web")
            assert answer["awaiting"] == name
            assert len(texts) > 1, "the question comes again"
            assert talk.record()["record"] == before, "the question tells nothing"
        asked.add(name)
        talk.say(SAID[language].get(name, "no"))
    assert talk.done
    assert len(asked) >= 30, sorted(asked)
    assert {"consent.store", "fear.danger_now", "narrative.text", "confirm", "person.name", "separation.from_whom",
            "detention.parole_reason"} <= asked


def test_an_answer_beside_the_why_is_kept(stack: Stack) -> None:
    talk = Talk(stack.url, "es")
    for text in ("si", "no", "no nos dejaron pasar en el puente paso del norte el 3 de mayo de 2026"):
        talk.say(text)
    assert talk.awaiting == "person.nationality"
    answer = talk.say("soy de Honduras, ¿para qué quiere saber?")
    assert answer["messages"][0]["text"] == content.render("person.nationality.why", "es", "web")
    assert talk.record()["record"]["person.nationality"] == "HN"
    assert answer["awaiting"] != "person.nationality"


def test_danger_goes_before_any_why(stack: Stack) -> None:
    talk = Talk(stack.url, "es")
    talk.say("si")
    answer = talk.say("me estan siguiendo ahorita y estoy en peligro. ¿para qué quiere saber?")
    assert answer["messages"][0]["topic"] == "danger_now"
    answer = talk.say("¿por qué pregunta eso?")
    assert answer["messages"][0]["text"] == content.render("service.danger_go_on.why", "es", "web")


@pytest.mark.parametrize(("text", "topic"), [("¿por qué no me dejaron pasar?", "turned_away"),
                                             ("¿para qué sirve el parole?", "parole"),
                                             ("why did they separate me from my child?", "family_separation")])
def test_other_whys_are_questions_about_rights(stack: Stack, text: str, topic: str) -> None:
    talk = Talk(stack.url, "en" if text.startswith("why") else "es")
    talk.say("yes" if text.startswith("why") else "si")
    answer = talk.say(text)
    assert topic in [message["topic"] for message in answer["messages"]]


def test_why_over_sms(stack: Stack, twilio: FakeTwilio) -> None:
    number = "+15125550190"
    stack.sms(number, "hola")
    count = len(twilio.wait(number, 2))
    stack.sms(number, "por que me pregunta eso")
    texts = " ".join(twilio.wait(number, count + 1)[count:])
    assert content.render("consent.store.why", "es", "sms") in texts
