"""What asks, and what is told beside it."""

from __future__ import annotations

import pytest

from intake.dialogue.questions import Asks, asks, told_beside
from intake.understanding.types import Fact, Span

PLAIN = (
    "they locked up my cousin how do I reach him",
    "nos corrieron de la puerta, que hacemos",
    "me dijeron que vuelva, ¿es cierto?",
    'he told me "we are full", is that allowed',
    "do they pay the lawyer",
    "hola una pregunta cuanto cuesta",
)
NONE = (
    "le pregunte si podia entrar",
    "no recuerdo quien era",
    "I don't know when it was",
    "he asked me what I wanted",
    'me dijo "¿qué hace usted aquí?"',
    "nos preguntaron que adonde ibamos",
)


@pytest.mark.parametrize("text", PLAIN)
def test_asks(text: str) -> None:
    """With and without a question mark."""
    assert asks(text) is Asks.PLAINLY


@pytest.mark.parametrize("text", NONE)
def test_only_told(text: str) -> None:
    """Questions of others, and doubts about what happened, ask us nothing."""
    assert asks(text) is not Asks.PLAINLY


def test_what_is_asked_is_no_fact() -> None:
    """What stands before the question is told, what stands in it is not."""
    text = "they took my son, what if I fail the interview"
    son, interview = Fact("separation.separated", True, span=Span(5, 16)), Fact(
        "detention.credible_fear", "failed", span=Span(text.index("fail"), len(text)))
    assert told_beside(text, (son, interview)) == (son,)
