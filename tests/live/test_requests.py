"""Why do you ask, what happens now, the complaint in writing: through the real bot, in both languages."""

from __future__ import annotations

import itertools
import time
from typing import Any

import pytest

from intake import content, segments
from tests.conftest import FakeTwilio, Stack
from tests.eval.drive import Talk
from tests.live.test_referral import add_partner

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


TOLD = {"es": "soy de honduras, el 3 de mayo de 2026 fui solo al puente Paso del Norte, ya dentro del edificio el "
              "oficial de CBP me dijo \"no hay espacio\" y me empujo. le dije que tengo miedo de la mara",
        "en": "I am from Honduras. On May 3, 2026 I went alone to the Paso del Norte bridge. Inside the building "
              "the CBP officer said \"there is no space\" and pushed me. I told him I am afraid of the gang"}
AGREED = {"es": ("si", "no"), "en": ("yes", "no")}
NEXT = {"es": "¿y ahora qué pasa?", "en": "what happens now?"}


def told(stack: Stack, language: str) -> Talk:
    """A conversation that agreed, is in no danger and told the story."""
    talk = Talk(stack.url, language)
    for text in (*AGREED[language], TOLD[language]):
        talk.say(text)
    return talk


def through(talk: Talk, language: str, **answers: str) -> Talk:
    """Answer what is asked until something else comes than a field of the record."""
    said = SAID[language] | {"person.location_city": "Ciudad Juarez"} | answers
    while talk.awaiting and not talk.awaiting.startswith("consent.share") and talk.turns < 60:
        talk.say(said.get(talk.awaiting, "no"))
    return talk


def texts(answer: dict[str, Any]) -> str:
    """All that was said in one turn."""
    return "\n".join(message["text"] for message in answer["messages"])


@pytest.mark.parametrize("language", ["es", "en"])
def test_next_before_they_agree_and_in_the_middle(stack: Stack, language: str) -> None:
    talk = Talk(stack.url, language)
    answer = talk.say(NEXT[language])
    assert content.render("service.next.start", language, "web") in texts(answer)
    assert answer["awaiting"] == "consent.store"
    talk = told(stack, language)
    waiting = talk.awaiting
    answer = talk.say(NEXT[language])
    for name in ("asking", "papers", "complaint", "mexico", "erase"):
        assert content.render(f"service.next.{name}", language, "web") in texts(answer)
    assert content.render("service.next.year", language, "web") not in texts(answer)
    assert answer["awaiting"] == waiting


@pytest.mark.parametrize("language", ["es", "en"])
def test_the_end_says_what_happens_next_and_nobody_has_it(own_stack: Stack, language: str) -> None:
    talk = through(told(own_stack, language), language)
    assert talk.done
    last = talk.log[-1][1]
    for name in ("kept", "papers", "mexico", "complaint", "back", "erase"):
        assert content.render(f"service.next.{name}", language, "web") in texts(last)
    assert last["messages"][-1]["topic"] == "my_referral"
    again = talk.say({"es": "¿y ahora qué hago?", "en": "what do I do now?"}[language])
    assert content.render("service.next.kept", language, "web") in texts(again)
    assert content.render("service.kept.nobody", language, "web") in texts(talk.say(PRIVACY[language]))


PRIVACY = {"es": "¿quién ve lo que le conté?", "en": "who can see what I told you?"}


def test_next_and_privacy_name_the_organization_and_its_time(own_stack: Stack) -> None:
    add_partner(own_stack)
    talk = through(told(own_stack, "es"), "es")
    assert talk.awaiting == "consent.share"
    before = texts(talk.say(PRIVACY["es"]))
    assert "Nadie lo ha recibido" in before
    talk.say("si")
    talk.say("si")
    assert talk.done
    last = texts(talk.log[-1][1])
    assert "Ayuda Uno tiene lo básico de su caso. Puede contestar en unas 24 horas." in last
    assert content.render("service.next.wait", "es", "web") in last
    seen = texts(talk.say(PRIVACY["es"]))
    assert "Ayuda Uno ve solo lo básico" in seen
    assert "No ve su nombre ni su número" in seen
    assert content.render("service.kept.counted", "es", "web") in seen
    talk.say("ya no quiero que compartan mi caso")
    gone = texts(talk.say(PRIVACY["es"]))
    assert "Ayuda Uno ya no ve su caso" in gone
    assert "ve lo básico" not in gone


def test_privacy_before_and_without_consent(stack: Stack) -> None:
    talk = Talk(stack.url, "es")
    assert content.render("service.kept.held", "es", "web") in texts(talk.say(PRIVACY["es"]))
    talk.say("no")
    assert content.render("service.kept.nothing", "es", "web") in texts(talk.say(PRIVACY["es"]))


@pytest.mark.parametrize("language", ["es", "en"])
def test_next_in_custody_with_a_failed_interview_and_a_court_date(stack: Stack, language: str) -> None:
    talk = Talk(stack.url, language)
    story = {"es": "soy de mexico. me detuvieron y sigo detenido en Otero. no pase la entrevista de miedo creible",
             "en": "I am from Mexico. They detained me and I am still held at Otero. I failed the credible fear "
                   "interview"}
    for text in (*AGREED[language], story[language]):
        talk.say(text)
    assert talk.record()["record"]["detention.credible_fear"] == "failed"
    said = texts(talk.say(NEXT[language]))
    for name in ("judge", "year", "held"):
        assert content.render(f"service.next.{name}", language, "web") in said
    assert "COMAR" not in said


COMPLAINT = {"es": "QUEJA", "en": "COMPLAINT"}


@pytest.mark.parametrize("language", ["es", "en"])
def test_complaint_is_offered_and_written_from_the_record_only(stack: Stack, language: str) -> None:
    talk = told(stack, language)
    waiting = talk.awaiting
    ask = {"es": "¿cómo pongo una queja contra el oficial que me empujó?",
           "en": "how can I complain about the officer who pushed me?"}
    card = talk.say(ask[language])
    assert COMPLAINT[language] in texts(card)
    before = talk.record()["record"]
    answer = talk.say(COMPLAINT[language].lower())
    assert answer["awaiting"] == waiting
    assert talk.record()["record"] == before
    written = next(m["text"] for m in answer["messages"] if "[complete: " in m["text"] and "\n" in m["text"])
    wanted = {"es": ("3 de mayo de 2026", "Paso del Norte", "adentro del edificio", "un oficial de CBP",
                     "no hay espacio", "me empujaron", "Dije que tengo miedo", "Honduras"),
              "en": ("May 3, 2026", "Paso del Norte", "inside the United States building", "a CBP officer",
                     "there is no space", "they pushed me", "I said that I am afraid", "Honduras")}
    assert [part for part in wanted[language] if part not in written] == []
    assert TOLD[language].split(",")[0] in written
    for invented in ("me golpearon", "they hit me", "Pedí asilo", "I asked for asylum"):
        assert invented not in written
    assert "1-800-323-8603" in texts(answer)
    assert {m["topic"] for m in answer["messages"]} >= {"complaint"}


def test_complaint_in_the_other_language_by_its_word(stack: Stack) -> None:
    answer = told(stack, "es").say("COMPLAINT")
    assert "they pushed me" in texts(answer)


@pytest.mark.parametrize("language", ["es", "en"])
def test_complaint_with_nothing_told(stack: Stack, language: str) -> None:
    talk = Talk(stack.url, language)
    answer = talk.say(COMPLAINT[language])
    assert content.render("complaint.need_store", language, "web") in texts(answer)
    assert answer["awaiting"] == "consent.store"
    for text in AGREED[language]:
        talk.say(text)
    assert content.render("complaint.nothing", language, "web") in texts(talk.say(COMPLAINT[language]))


def test_complaint_over_sms_comes_in_parts(stack: Stack, twilio: FakeTwilio) -> None:
    number = "+15125550191"

    def say(text: str, wait: int = 1) -> list[str]:
        count = len(twilio.texts(number))
        stack.sms(number, text)
        return twilio.wait(number, count + wait)[count:]

    say("hola", 2)
    for text in ("si", "no", TOLD["es"]):
        say(text)
    parts = say("QUEJA", 4)
    time.sleep(2)
    parts = twilio.texts(number)[-12:]
    joined = "\n".join(parts)
    assert "me empujaron" in joined
    assert "no hay espacio" in joined
    assert "[complete: a qué hora fue]" in joined
    assert all(segments.count(part).encoding == "GSM-7" and segments.count(part).count <= 2 for part in parts)
