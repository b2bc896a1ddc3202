"""Whole-message replies: generous in form, strict in meaning."""

from __future__ import annotations

import pytest

from intake.understanding.replies import whole_reply

YES = (
    "si", "Sí", "siiii", "sí, autorizo", "si mandelo", "ok", "OK!", "dale", "claro que si", "simón",
    "Sí, con autorización del cliente.", "yes, with her permission",
    "de acuerdo", "correcto", "ahora si, todo bien", "si por favor gracias", "todo está bien", "así es",
    "yes please", "yess", "sure go ahead", "yeah", "yep thanks", "that's right", "yes sir",
    "okay thank you so much", "👍", "si 🙏", "👍🏽", "no hay problema", "sí, señorita", "si gracias a dios",
    "está todo bien", "all good", "yes it is correct",
)
NO = (
    "no", "No.", "noo", "no gracias", "mejor no", "nel", "nope", "nah", "no autorizo", "no quiero",
    "para nada", "no thank you", "not now", "👎", "por ahora no", "no, disculpe", "please don't",
    "don't share my story",
)
UNKNOWN = (
    "no sé", "nose", "quien sabe", "ni idea", "no me acuerdo", "no sabria decirle", "idk", "not sure",
    "i don't know", "I dont remember", "no recuerdo", "la verdad no sé", "no lo sé", "no clue",
    "no, no sé",
)
DECLINED = (
    "prefiero no decir", "paso", "skip", "no quiero decirlo", "me lo reservo", "rather not", "pass",
    "prefiere no darlo", "she would prefer not to say",
    "I'd rather not say", "no, prefiero no contestar", "i dont want to say", "no contesto eso",
)
YES_IN_FEW_WORDS = (
    "Yes, he asked me to", "yes, i asked her and she says yes", "Sí, con autorización del cliente.",
    "ya le pregunte y dice que si", "Yes, my brother asked me to", "sí, mi hermana me lo pidió", "aight yea",
    "yes please quickly", "Sí, no tengo inconveniente.",
    "yes, agree", "is correct", "yes is right", "heck yes", "client agrees", "mi prima acepta", "claro que pueden",
    "he said it's fine",
)
NO_YES_EITHER = (
    "she asked me not to", "yes if he agrees", "he asked me to wait", "le pregunte y dice que no",
    "hay problema", "soon",
    "nothing to change", "nada que corregir", "everyone is good", "i guess yea", "yes if they pay", "is it right?",
)
NONE = (
    "no hay", "ninguno", "no tengo", "nada", "none", "nobody", "no, ninguna", "no tengo ninguno",
    "nothing",
)
NOTHING = (
    "no nos dejó pasar", "si pero ahora no", "yes but not now", "¿sí?", "yes?", "no me dejaron", "🙄",
    "😭", "si me regresan me matan", "no tengo papeles", "hola", "gracias", "", "...",
    "solo si no mandan mi nombre", "no fue ahi", "si, en Reynosa", "yes and no", "sí o no",
    "no one let us in", "ok pero mañana",
)


@pytest.mark.parametrize("text", YES)
def test_yes(text: str) -> None:
    assert whole_reply(text, "es") == "yes"


@pytest.mark.parametrize("text", YES_IN_FEW_WORDS)
def test_yes_of_people_who_learn_the_language_or_write_for_another(text: str) -> None:
    assert whole_reply(text, "en") == "yes"


@pytest.mark.parametrize("text", NO_YES_EITHER)
def test_never_a_consent(text: str) -> None:
    assert whole_reply(text, "en") is None


@pytest.mark.parametrize("text", NO)
def test_no(text: str) -> None:
    assert whole_reply(text, "es") == "no"


@pytest.mark.parametrize(("meaning", "texts"), [("unknown", UNKNOWN), ("declined", DECLINED), ("none", NONE)])
def test_states(meaning: str, texts: tuple[str, ...]) -> None:
    assert {text: whole_reply(text, "en") for text in texts} == dict.fromkeys(texts, meaning)


@pytest.mark.parametrize("text", NOTHING)
def test_no_reply(text: str) -> None:
    assert whole_reply(text, "es") is None
