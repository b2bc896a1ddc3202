"""Danger through the real bot: first what helps where they are, then a human, then only if they want."""

from __future__ import annotations

from typing import Any

import pytest

from intake.understanding import danger
from tests.conftest import FakeTwilio, Stack
from tests.eval.drive import Talk

TRAFFICKING_LINE, CRISIS_LINE = "1-888-373-7888", "988"
TOLD = [  # language, what they write, words of its own card
    ("es", "me vienen siguiendo unos hombres", "lugar con gente"),
    ("es", "nos tienen encerrados y piden dinero", "a la fuerza"),
    ("es", "ya no quiero vivir", "Su vida vale"),
    ("es", "tengo 13 años y estoy solo en la terminal", "no conoce"),
    ("es", "mi hijo no respira", "La salud"),
    ("en", "there are men outside the house looking for us", "place with people"),
    ("en", "they have us locked up and ask for money", "by force"),
    ("en", "I can't take it anymore, I want to end it", "Your life matters"),
    ("en", "I'm 13 and I'm alone at the bus station", "do not know"),
    ("en", "my water broke", "Health comes first"),
]
NOT_NOW = [("es", "me mataron a mi hermano el año pasado"), ("es", "si me regresan me matan"),
           ("en", "if they send me back they will kill me"), ("en", "the officer pushed me last week")]


def card(answer: dict[str, Any]) -> str:
    """The danger card of an answer, or nothing."""
    return " ".join(message["text"] for message in answer["messages"] if message["topic"] == "danger_now")


def mid_form(stack: Stack, language: str, place: str = "") -> Talk:
    """A conversation that is kept and is past the first questions."""
    talk = Talk(stack.url, language)
    for text in ("si" if language == "es" else "yes", "no", place):
        if text:
            talk.say(text)
    return talk


@pytest.mark.parametrize(("language", "text", "words"), TOLD)
def test_first_message(stack: Stack, language: str, text: str, words: str) -> None:
    talk = Talk(stack.url, language)
    answer = talk.say(text)
    assert answer["messages"][0]["topic"] == "danger_now"
    assert words in card(answer)
    assert "911" in card(answer)
    assert answer["awaiting"] == "fear.danger_now"
    assert answer["messages"][-1]["choices"]
    after = talk.say("sí" if language == "es" else "yes")
    assert after["awaiting"] == "consent.store"
    assert not card(after)


@pytest.mark.parametrize(("language", "text", "words"), TOLD)
def test_in_the_middle(stack: Stack, language: str, text: str, words: str) -> None:
    talk = mid_form(stack, language)
    assert talk.awaiting == "narrative.text"
    answer = talk.say(text)
    assert words in card(answer)
    got = talk.record()
    assert got["record"]["fear.danger_now"] is True
    assert got["urgency"] == "emergency"
    assert talk.say("no")["awaiting"] == "fear.danger_now"  # they stop: nothing is asked
    assert len(talk.log[-1][1]["messages"]) == 1
    assert talk.say("seguir" if language == "es" else "continue")["awaiting"] == "narrative.text"


@pytest.mark.parametrize(("language", "text", "thanks", "fault"), [
    ("es", "me acaban de violar", "no tiene que dar detalles", "culpa"),
    ("en", "i was just raped please help", "do not have to give details", "fault"),
    ("en", "they are torturing my brother and me right now", "do not have to give details", "fault"),
])
def test_what_was_done_to_them_is_acknowledged_once(stack: Stack, language: str, text: str, thanks: str,
                                                    fault: str) -> None:
    talk = mid_form(stack, language)
    said = [message["text"].lower() for message in talk.say(text)["messages"]]
    assert "911" in said[0]
    assert sum(thanks in each for each in said) == 1
    assert " ".join(said).count(fault) == 1
    after = talk.say("si, " + text if language == "es" else "yes, " + text)
    assert not any(thanks in message["text"].lower() for message in after["messages"])


@pytest.mark.parametrize(("language", "text", "fault"), [
    ("es", "nos vienen siguiendo unos en una troca", "culpa"), ("en", "two men keep following me", "fault")])
def test_who_is_only_followed_hears_of_no_fault(stack: Stack, language: str, text: str, fault: str) -> None:
    assert fault not in card(Talk(stack.url, language).say(text))


@pytest.mark.parametrize(("language", "text", "words"), [
    ("es", "tengo el frasco de veneno en la mano", "Su vida vale"),
    ("es", "van pasando cuarto por cuarto robando con armas", "lugar con gente"),
    ("en", "i have poison and i am going to drink it", "Your life matters"),
])
def test_the_classifier_alone_may_tell(stack: Stack, language: str, text: str, words: str) -> None:
    assert danger.find(text) is None
    talk = mid_form(stack, language)
    assert words in card(talk.say(text))
    assert talk.record()["record"]["fear.danger_now"] is True
    assert talk.record()["urgency"] == "emergency"


@pytest.mark.parametrize(("place", "kind", "here", "there"), [
    ("estoy en ciudad juarez", "nos tienen encerrados y piden rescate", "México", TRAFFICKING_LINE),
    ("estoy en ciudad juarez", "me quiero morir", "México", CRISIS_LINE),
])
def test_numbers_of_mexico_only(stack: Stack, place: str, kind: str, here: str, there: str) -> None:
    answer = mid_form(stack, "es", place).say(kind)
    assert here in card(answer)
    assert "911" in card(answer)
    assert there not in card(answer)


@pytest.mark.parametrize(("text", "line"), [("they are holding me against my will", TRAFFICKING_LINE),
                                            ("I want to kill myself", CRISIS_LINE)])
def test_numbers_of_the_united_states_only(stack: Stack, text: str, line: str) -> None:
    answer = mid_form(stack, "en", "I am in Houston, Texas now").say(text)
    assert line in card(answer)
    assert "Mexico" not in card(answer)


@pytest.mark.parametrize(("language", "text"), NOT_NOW)
def test_a_story_or_a_fear_is_no_danger_now(stack: Stack, language: str, text: str) -> None:
    answer = mid_form(stack, language).say(text)
    assert not card(answer)
    assert answer["awaiting"] != "fear.danger_now"


@pytest.mark.parametrize(("language", "text", "yes"), [("es", "me quieren matar", "si"),
                                                       ("en", "they want to kill me", "yes")])
def test_what_is_not_plain_is_asked_first(stack: Stack, language: str, text: str, yes: str) -> None:
    talk = Talk(stack.url, language)
    answer = talk.say(text)
    assert not card(answer)
    assert answer["awaiting"] == "fear.danger_now"
    assert card(talk.say(yes))


@pytest.mark.parametrize(("text", "yes", "words"), [
    ("my sister says she can't take it anymore", "yes", "that person"),
    ("nos pegaron y nos dejaron tirados en la calle", "sí", "culpa"),
])
def test_a_yes_gets_the_card_of_what_was_suspected(stack: Stack, text: str, yes: str, words: str) -> None:
    talk = mid_form(stack, "en" if yes == "yes" else "es")
    assert not card(talk.say(text))
    assert words in card(talk.say(yes))


def test_another_danger_gets_its_own_card_and_the_same_is_not_asked_past(stack: Stack) -> None:
    talk = mid_form(stack, "es")
    talk.say("me estan siguiendo")
    again = talk.say("estan golpeando la puerta")
    assert not card(again)
    assert again["awaiting"] == "fear.danger_now"
    assert "La salud" in card(talk.say("mi hija no despierta"))


def test_after_the_end(stack: Stack) -> None:
    talk = Talk(stack.url, "en")
    talk.say("no")  # nothing is kept: only rights are answered
    answer = talk.say("someone is following me")
    assert card(answer)
    assert talk.record()["record"] == {"consent.store": False}


@pytest.mark.parametrize(("number", "text", "words", "line"), [
    ("+15125550171", "quiero morirme", "Su vida vale", CRISIS_LINE),
    ("+15125550172", "they have us locked in a house and want money", "by force", TRAFFICKING_LINE),
])
def test_sms_gets_every_part_at_once(stack: Stack, twilio: FakeTwilio, number: str, text: str, words: str,
                                     line: str) -> None:
    stack.sms(number, text)
    texts = twilio.wait(number, 5)
    assert words in texts[0]
    assert line in texts[1]
    assert any("STOP" in each for each in texts)
