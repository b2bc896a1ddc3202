"""Requests known by their words: found in many wordings, and not in questions about rights or in stories."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from intake.dialogue.requests import find

CORPUS = Path(__file__).parent / "corpus"
DATE = "incident.date"
WHY = ["por que pregunta eso", "¿para qué quiere saber?", "why do you ask", "what do you need that for",
       "¿y eso para qué lo quiere saber?", "disculpe señorita, ¿por qué me pregunta si tengo hijos?",
       "no sé por qué pregunta eso", "¿por qué?", "para que sirve eso?", "¿me puede decir para qué lo pregunta?",
       "¿Por qué tengo que decirle eso?", "por que tantas preguntas", "eso qué importa",
       "qué tiene que ver mi edad con esto", "¿de qué le sirve saber eso?", "why do you want to know where I am?",
       "what's this for?", "how come you need that?", "and why does my age matter", "why so many questions",
       "why should I tell you that", "can I ask why you need that",
       "what's the point of that question?",
       "xq pregunta eso", "y porque kieren saber eso", "¿y usted para qué quiere esa información?",
       "¿por qué me hace esa pregunta?", "¿es necesario contestar eso?", "what's it to you", "is this necessary?",
       "me puede explicar por qué pregunta eso?", "do I have to answer that?",
       "soy de Cuba. ¿para qué quiere saber eso?", "it was in May, why do you ask?"]
NEXT = ["y ahora que pasa", "what happens now", "¿qué sigue?", "gracias, ¿y ahora qué sigue?", "now what?",
        "what happens next?", "¿qué va a pasar con mi caso?", "what are the next steps?", "¿y después qué?",
        "ya terminé, ¿qué sigue?", "¿y ahora?", "so what now?", "i'm done, what's next", "que sige"]
COMPLAINT = ["QUEJA", "queja por favor", "Complaint", "quiero el texto de la queja", "escríbame la queja",
             "I want the complaint text", "please write me the complaint", "sí quiero que me escriba la queja",
             "sí, quiero el texto", "mándeme la queja", "make the complaint", "I'd like the complaint text"]
NONE = ["¿por qué no me dejaron pasar?", "¿por qué me piden dinero los polleros?", "¿para qué sirve el parole?",
        "¿por qué me preguntan en la entrevista sobre mi miedo?", "why did they send me back?", "what is this?",
        "por que tengo que esperar tanto", "me pegaron porque no quise firmar", "¿qué pasa si firmo?",
        "what happens if I sign?", "y ahora que hago", "quiero poner una queja",
        "how do I complain about an officer?",
        "no se por que", "¿es obligatorio decir que tengo miedo?", "do I have to say that I am afraid?",
        "why do I have to tell the officer I am afraid", "¿por qué es importante decir que tengo miedo?",
        "why do they take fingerprints", "qué importa, ya nos regresaron",
        "¿por qué tengo que decir a la migra mi miedo?",
        "el oficial dijo: queja no sirve de nada", "no sé", "me pueden deportar ahora?",
        "what are you going to do with my data", "por que quieren mi pasaporte los de la migra"]


@pytest.mark.parametrize(("text", "name"), [*((text, "ask_why") for text in WHY),
                                            *((text, "what_next") for text in NEXT),
                                            *((text, "complaint_text") for text in COMPLAINT)])
def test_found(text: str, name: str) -> None:
    request = find(text, awaiting=DATE, done=False)
    assert request is not None
    assert request.name == name


@pytest.mark.parametrize("text", NONE)
def test_left_to_the_rest(text: str) -> None:
    assert find(text, awaiting=DATE, done=False) is None


def test_why_only_while_something_is_asked_and_what_do_i_do_only_afterwards() -> None:
    assert find("¿por qué pregunta eso?", awaiting=None, done=True) is None
    found = find("¿y ahora qué hago?", awaiting=None, done=True)
    assert found is not None
    assert found.name == "what_next"


@pytest.mark.parametrize(("text", "field"), [("¿por qué quiere mi teléfono?", "person.phone"),
                                             ("why do you need my phone number?", "person.phone"),
                                             ("¿para qué quiere mi nombre?", "person.name")])
def test_personal_data_are_explained_where_they_are_asked_else_it_is_privacy(text: str, field: str) -> None:
    assert find(text, awaiting=field, done=False) is not None
    assert find(text, awaiting=DATE, done=False) is None


def test_only_the_words_of_the_request_tell_nothing() -> None:
    text = "me llamo Juan, ¿para qué quiere mi nombre?"
    found = find(text, awaiting="person.name", done=False)
    assert found is not None
    assert [text[span.start:span.end] for span in found.spans] == ["para qué quiere mi nombre"]


def test_no_story_and_no_question_about_rights_is_a_request() -> None:
    rows = yaml.safe_load((CORPUS / "topics" / "dev.yml").read_text("utf-8"))
    texts = [row["text"] for row in rows if row["topic"] not in (None, "my_referral", "complaint", "help")]
    for path in CORPUS.glob("*/dev/stories.yml"):
        texts += [case["text"] for case in yaml.safe_load(path.read_text("utf-8")) if "text" in case]
    assert len(texts) > 100
    assert [text for text in texts if find(text, awaiting=DATE, done=False)] == []
