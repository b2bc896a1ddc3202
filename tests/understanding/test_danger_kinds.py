"""Which danger, and whose: what chooses the card."""

from __future__ import annotations

import pytest

from intake.understanding import danger_kinds

THEMES = [
    ("la niña esta ardiendo en fiebre y convulsiona", "medical"), ("his leg is bleeding badly", "medical"),
    ("tengo pastillas y no le veo sentido a vivir", "self_harm"), ("goodbye, i dont want to live", "self_harm"),
    ("nos tienen con candado y piden dinero", "trafficking"), ("locked in, they ask for money", "trafficking"),
    ("hombres con pistola en la puerta", "violence"), ("men with a gun at the door", "violence"),
    ("mi niño se perdio", "child_alone"), ("ven", None),
]
CARDS = [
    ("violence", "me vienen siguiendo", "violence"), ("violence", "they are following me", "violence"),
    ("violence", "hay gente armada afuera del albergue", "violence"),
    ("violence", "he is threatening me with a knife", "violence"),
    ("violence", "me acaban de golpear", "hurt"), ("violence", "mi marido me esta pegando", "hurt"),
    ("violence", "he just hit me", "hurt"), ("violence", "i was just robbed at gunpoint", "hurt"),
    ("self_harm", "me quiero morir", "self_harm"), ("self_harm", "mi esposo se quiere matar", "self_harm_other"),
    ("self_harm", "i want to die", "self_harm"), ("self_harm", "my son says he wants to die", "self_harm_other"),
    ("child_alone", "tengo 14 y estoy solo", "child_alone"), ("child_alone", "im 14 and alone", "child_alone"),
    ("child_alone", "no encuentro a mi hijo", "child_lost"),
    ("child_alone", "we found a little girl crying alone", "child_lost"),
    ("child_alone", "mi mama no volvio y mi hermanito y yo estamos solos", "child_alone"),
    ("child_alone", "si", "child_alone"), ("medical", "no respira", "medical"), (None, "auxilio", None),
]


@pytest.mark.parametrize(("text", "kind"), THEMES)
def test_theme(text: str, kind: str | None) -> None:
    assert danger_kinds.theme(text) == kind


@pytest.mark.parametrize(("kind", "text", "card"), CARDS)
def test_card(kind: danger_kinds.Kind | None, text: str, card: str | None) -> None:
    assert danger_kinds.card(kind, text) == card


def test_what_is_acknowledged() -> None:
    assert danger_kinds.tells_of("sexual_violence", "me acaban de violar")
    assert danger_kinds.tells_of("sexual_violence", "a man is touching my daughter")
    assert danger_kinds.tells_of("torture", "me estan torturando")
    assert not danger_kinds.tells_of("sexual_violence", "violaron mis derechos")
