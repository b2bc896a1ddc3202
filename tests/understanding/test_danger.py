"""Danger now in any message: the annotated set, and what must never be taken for it."""

from __future__ import annotations

import time

import pytest

from intake.understanding import danger
from tests.eval import danger_eval

TOLD = [
    ("estan afuera de la casa", "violence"), ("me estan siguiendo", "violence"), ("quiero morirme", "self_harm"),
    ("mi hijo no respira", "medical"), ("nos tienen encerrados y piden dinero", "trafficking"),
    ("I can't take it anymore, I want to end it", "self_harm"), ("my water broke", "medical"),
    ("tengo 12 años y estoy sola en la calle", "child_alone"), ("I'm 14 and on my own here", "child_alone"),
    ("they won't let us leave and want a ransom", "trafficking"), ("he is hitting me right now", "violence"),
]
NOT_NOW = [
    "wait whats the point of a lawyer, do i gotta pay one?",
    "me mataron a mi hermano el año pasado", "if they send me back they will kill me", "si me regresan me matan",
    "no me estan siguiendo", "nobody is following me here", "I don't want to die", "me muero de hambre",
    "le dije al oficial que me estaban siguiendo", 'el oficial grito "te voy a matar"',
    "¿me pueden deportar si corro peligro?", "they don't let us out of the detention center",
    "my lawyer is outside", "hay mucha gente afuera esperando turno", "mi mama me esta esperando afuera",
]
UNSURE = ["me quieren matar", "they want to kill me", "ya no aguanto mas", "help me please"]
AS_MEASURED = {"recall": 0.97, "recall_asked": 0.985, "false": 0.005, "false_asked": 0.01}
STORY = ("Soy de Honduras. En 2021 la mara mato a mi hermano y me persiguio por meses. Me dijeron que me iban a "
         "matar y un hombre me puso una pistola en la cabeza. Sali con mis hijos, en el camino nos siguieron y "
         "nos robaron, y en el puente el oficial nos grito y nos echo. ")


@pytest.mark.parametrize(("text", "kind"), TOLD)
def test_told(text: str, kind: str) -> None:
    found = danger.find(text)
    assert found is not None
    assert (found.kind, found.certain) == (kind, True)
    assert 0 <= found.span.start < found.span.end <= len(text)


@pytest.mark.parametrize("text", NOT_NOW)
def test_not_now(text: str) -> None:
    assert danger.find(text) is None


@pytest.mark.parametrize("text", UNSURE)
def test_unsure_is_asked(text: str) -> None:
    found = danger.find(text)
    assert found is not None
    assert not found.certain


def test_a_long_story_of_the_past_is_none_until_it_says_now() -> None:
    assert danger.find(STORY) is None
    now = danger.find(STORY + "Ahorita hay hombres armados afuera del albergue.")
    assert now is not None
    assert now.certain


def test_whom_officers_hold_nobody_has_kidnapped() -> None:
    assert danger.find("no me dejan salir de aqui") is not None
    assert danger.find("no me dejan salir de aqui", detained=True) is None


def measured(name: str) -> dict[str, dict[str, float]]:
    """The figures of the patterns alone for one annotated set."""
    told = danger_eval.rows(name)
    return danger_eval.rates(told, danger_eval.by_patterns(told))


@pytest.mark.parametrize("language", ["es", "en"])
def test_the_annotated_set(language: str) -> None:
    figures = measured("dev")[language]
    assert figures["recall"] >= AS_MEASURED["recall"]
    assert figures["recall_asked"] >= AS_MEASURED["recall_asked"]
    assert figures["false"] <= AS_MEASURED["false"]
    assert figures["false_asked"] <= AS_MEASURED["false_asked"]


def test_other_corpora_raise_few_alarms() -> None:
    told = danger_eval.others()
    for figures in danger_eval.rates(told, danger_eval.by_patterns(told)).values():
        assert figures["false"] <= 0.01


def test_the_kind_is_its_own() -> None:
    told = danger_eval.rows("dev")
    assert danger_eval.kinds(told, danger_eval.by_patterns(told)) >= 0.95


def test_it_is_fast() -> None:
    text = STORY * 4
    danger.find(text)
    began = time.perf_counter()
    for _ in range(5):
        danger.find(text)
    assert (time.perf_counter() - began) / 5 < 0.1
