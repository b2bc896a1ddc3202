"""Languages as people tell them, in wordings of our own."""

from __future__ import annotations

import pytest

from intake.understanding.language import requested_language
from intake.understanding.languages import find_languages

TOLD = [
    ("hablo mam", ["mam"]), ("kiche", ["quc"]), ("mi idioma es quiche", ["quc"]),
    ("kanjobal", ["kjb"]),
    ("my language is Q'anjob'al", ["kjb"]), ("she only speaks Q'eqchi'", ["kek"]),
    ("hablamos mixteco", ["mix"]),
    ("Creole", ["ht"]), ("kreyol ayisyen", ["ht"]), ("necesito interprete de creol", ["ht"]),
    ("somos rusos y hablamos ruso", ["ru"]), ("solo el quichua", ["qu"]), ("I speak portugese", ["pt"]),
    ("tigrinya", ["ti"]), ("we speak Dari", ["prs"]), ("hablo hindi y punyabi", ["hi", "pa"]),
    ("nahuatl", ["nah"]), ("tzotzil", ["tzo"]), ("ixil", ["ixl"]), ("lingala and french", ["ln", "fr"]),
    ("no hablo bien el español", ["es"]), ("mandarin", ["zh"]), ("amharic", ["am"]), ("kaqchikel", ["cak"]),
]
NOTHING = ["tengo una mama", "soy rusa", "the chinese man beside me", "mande a mi hijo", "quince dias",
           "cantidad de personas", "he pushed us", "llego un señor frances"]


@pytest.mark.parametrize(("text", "tags"), TOLD)
def test_told(text: str, tags: list[str]) -> None:
    assert [hit.tag for hit in find_languages(text)] == tags


@pytest.mark.parametrize("text", NOTHING)
def test_ordinary_words_are_no_languages(text: str) -> None:
    assert find_languages(text) == ()


@pytest.mark.parametrize(("text", "language"), [
    ("in spanish please", "es"), ("can we talk in spanish", "es"), ("puede ser en ingles", "en"),
    ("no hablo inglés", "es"), ("i dont speak english", "es"), ("no spanish please english", "en"),
    ("Better in Spanish, my English is bad", "es"), ("He could not explain that in Spanish, so no", None),
    ("mi esposa habla inglés", None), ("me habló en español", None), ("they asked me in english", None)])
def test_which_language_they_ask_for(text: str, language: str | None) -> None:
    assert requested_language(text) == language
