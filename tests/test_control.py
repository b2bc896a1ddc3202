"""Control words and plain requests; everything else is left to understanding."""

from __future__ import annotations

import pytest

from intake.control import control_word, refuses, wants_erase, wants_withdraw


@pytest.mark.parametrize("text", [
    "BORRAR", "borra todo", "borren todo lo que dije", "por favor eliminen mis datos", "quiero que borren todo",
    "bórrenme", "quiten todos mis datos por favor", "olvide todo lo que le conte", "no quiero que guarden nada",
    "ERASE", "delete everything i said", "please delete my data", "no. delete everything i said", "erase it all",
    "i want everything deleted", "forget everything i told you", "remove me",
    "please erase all what I write, I am scared that he see it", "sabe que mejor borre todo lo que le dije",
    "Ya no quiero seguir. Borre todo, por favor", "could you please delete everything about me",
    "necesito que eliminen mi caso", "borren todos mis datos y mensajes", "i want my data gone"])
def test_plain_requests_erase(text: str) -> None:
    assert wants_erase(text)


@pytest.mark.parametrize("text", [
    "¿puedo borrar lo que dije?", "me borraron las fotos del telefono", "can i delete my answers later?",
    "the officer deleted my photos", "no borre nada", "ya no quiero que compartan mi caso", "no quiero nada",
    "how do i delete my story?", "quiero que me ayuden con todo", "nos quitaron todo lo que traiamos",
    "me quitaron mis papeles", "they took everything", "quiero olvidar todo", "el oficial me dijo borra todo",
    "He took my phone and told me to delete all the videos, then pushed us back over the bridge",
    "me obligaron a borrar mis mensajes", "the agent made me delete my messages", "no borren todo",
    "He said delete everything on your phone or I arrest you", "Delete everything on your phone",
    "El oficial agarró mi celular cuando llegamos al puente. Borra todo! y me empujó", "delete what he said",
    "delete what I said about my brother", "elimina lo que dije de mi hermano", "please remove my name",
    "borre mi nombre, no quiero que salga", "delete my number", "quita todo", "me hicieron quitar todo"])
def test_questions_and_stories_do_not(text: str) -> None:
    assert not wants_erase(text)


def test_what_an_officer_said_is_no_request() -> None:
    assert not wants_erase("borra todo", quoting=True)
    assert wants_erase("borra todo lo que dije", quoting=True)


@pytest.mark.parametrize("text", [
    "ya no quiero que compartan mi caso", "retiro mi permiso", "don't share it anymore",
    "i want to withdraw my consent"])
def test_a_consent_is_taken_back(text: str) -> None:
    assert wants_withdraw(text)
    assert not wants_erase(text)


@pytest.mark.parametrize(("text", "word"), [
    ("ALTO", "stop"), ("Stop.", "stop"), ("alta", "start"), ("Ayuda!", "help"), ("me dijo alto", None), ("", None),
    ("inicio", "start")])
def test_control_words_are_whole_messages(text: str, word: str | None) -> None:
    assert control_word(text) == word


@pytest.mark.parametrize(("text", "refused"), [
    ("no, no lo manden a nadie", True), ("nah dont send it to nobody", True),
    ("I don't want them to see it", True),
    ("mejor no", True), ("no quiero que lo vean", True), ("let me think about it", True), ("no sé", False),
    ("no entiendo", False), ("no hay problema", False), ("not sure", False), ("no me importa", False),
    ("sí, pero no con mi nombre", False), ("why not?", False), ("¿no es peligroso?", False), ("ok", False)])
def test_a_refusal_needs_no_exact_word_but_a_doubt_is_none(text: str, refused: bool) -> None:
    assert refuses(text) is refused
