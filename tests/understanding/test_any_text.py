"""Whatever is written at whatever question: it is heard without an error, and every fact stands in the text."""

from __future__ import annotations

from datetime import date
from typing import cast

from hypothesis import given, settings
from hypothesis import strategies as st

from intake.control import control_word, wants_erase
from intake.record import fields
from intake.understanding.hear import hear
from intake.understanding.language import detect
from intake.understanding.types import Context, Language

TODAY = date(2026, 3, 14)
ASKED = [None, "confirm", "consent.store", "consent.share", "menu", *fields()]
PIECES = st.one_of(
    st.text(max_size=12), st.integers(-10**25, 10**25).map(str), st.dates().map(date.isoformat),
    st.sampled_from(["el", "31 de febrero", "12/13/14", "hace", "ago", "mil", "two", "-1", "0", "años", "$", "1e9",
                     "no", "sí", "yes", "/", "///restart", "{}", "\x00", "\u200d", "🙄", "ñ" * 40, "+", "+52",
                     "(6)", "\"\"", "'", "¿", "?", "\n", "mi hijo de", "born", "puente", "Honduras", "9" * 12]))
TEXTS = st.lists(PIECES, max_size=12).map(" ".join)


@settings(max_examples=400, deadline=None, derandomize=True, database=None)
@given(text=TEXTS, awaiting=st.sampled_from(ASKED), language=st.sampled_from(["es", "en"]))
def test_anything_is_heard(text: str, awaiting: str | None, language: str) -> None:
    heard = hear(text, Context(cast("Language", language), TODAY, awaiting))
    for fact in heard.facts:
        assert 0 <= fact.span.start <= fact.span.end <= len(text)
        assert 0 <= fact.confidence <= 1
    control_word(text)
    wants_erase(text)
    detect(text, None)
