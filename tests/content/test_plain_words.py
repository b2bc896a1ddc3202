"""Syllables, reading scores, and the length of a text message."""

from __future__ import annotations

import pytest

from intake import plain_words


@pytest.mark.parametrize(("word", "count"), [
    ("asilo", 3), ("miedo", 2), ("países", 3), ("guerra", 2), ("que", 1), ("ley", 1), ("oír", 2),
    ("Estados", 3), ("abogado", 4), ("tenía", 3), ("después", 2), ("leyes", 2), ("ahora", 3)])
def test_spanish_syllables(word: str, count: int) -> None:
    assert plain_words.syllables_es(word) == count


@pytest.mark.parametrize(("word", "count"), [("asylum", 3), ("afraid", 2), ("judge", 1), ("officer", 3)])
def test_english_syllables(word: str, count: int) -> None:
    assert plain_words.syllables_en(word) == count


def test_plain_passes_and_legalese_does_not() -> None:
    assert plain_words.score("Guarde sus papeles. Un abogado puede ver su caso.", "es").passes
    assert plain_words.score("Keep your papers. A lawyer can look at your case.", "en").passes
    assert not plain_words.score("La inadmisibilidad determinada administrativamente imposibilita la "
                                 "concesión discrecional de beneficios migratorios.", "es").passes
    assert not plain_words.score("Notwithstanding any administrative determination, discretionary "
                                 "eligibility adjudications remain unreviewable.", "en").passes


@pytest.mark.parametrize(("text", "segments"), [
    ("a" * 160, 1), ("a" * 161, 2), ("ñ" * 306, 2), ("a" * 307, 3), ("€" * 80, 1), ("€" * 81, 2),
    ("más", None), ("¿Qué?", 1), ("n°", None)])
def test_segments(text: str, segments: int | None) -> None:
    assert plain_words.gsm7_segments(text) == segments
