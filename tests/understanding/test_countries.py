"""Countries as people tell them, in wordings of our own."""

from __future__ import annotations

import pytest

from intake.understanding.countries import find_countries

TOLD = [
    ("soy catracho, pase por guatemala", ["HN", "GT"]),
    ("Soy de Hondruas", ["HN"]), ("de colonbia", ["CO"]),
    ("vengo de camerún", ["CM"]), ("somos venezonalos", ["VE"]), ("We are Guatemalans", ["GT"]),
    ("I'm from the Democratic Republic of the Congo", ["CD"]), ("crucé a EE.UU.", ["US"]),
    ("soy rusa", ["RU"]), ("de el salvador", ["SV"]), ("salvadoreña de san salvador", ["SV"]),
    ("somos de la india", ["IN"]), ("nicaraguense", ["NI"]), ("gutemala", ["GT"]), ("Haïti", ["HT"]),
    ("Mexico's police", ["MX"]), ("ivory coast", ["CI"]), ("burkina faso", ["BF"]), ("uzbekistán", ["UZ"]),
    ("ecuatorianos", ["EC"]), ("soy chapina", ["GT"]), ("guanacos", ["SV"]), ("we fled Eritrea", ["ER"]),
    ("de costa rica", ["CR"]), ("Afghan family", ["AF"]), ("my husband is Kurdish from Turkey", ["TR"]),
    ("michoacano", ["MX"]), ("jamaican", ["JM"]), ("soy de ghana", ["GH"]), ("dominicana", ["DO"]),
]
NOTHING = [
    "iran a ver", "they told us no", "lado americano", "new mexico", "el usa zapatos", "Mi hija Kenia y yo",
    "puente colombia", "ciudad de mexico", "soy africano", "mi amigo Israel me ayudo", "me dio una reunion",
    "chile con carne", "nos salvamos de milagro",
    "the guards pushed him", "la rubia me grito", "on the american side",
]


@pytest.mark.parametrize(("text", "codes"), TOLD)
def test_told(text: str, codes: list[str]) -> None:
    assert [hit.code for hit in find_countries(text)] == codes


@pytest.mark.parametrize("text", NOTHING)
def test_ordinary_words_are_no_countries(text: str) -> None:
    assert find_countries(text) == ()


@pytest.mark.parametrize(("text", "form"), [
    ("de honduras", "country"), ("hondureña", "demonym"), ("habla ruso", "language"),
    ("in english", "language")])
def test_form(text: str, form: str) -> None:
    assert [hit.form for hit in find_countries(text)] == [form]


def test_far_misspelling_is_asked_back() -> None:
    assert find_countries("somos venezonalos")[0].confidence < 0.75
