"""Where Rasa is asked for no intent, none would change anything."""

from __future__ import annotations

import pytest

from intake.clock import now
from intake.db.shapes import Loaded, Told
from intake.dialogue import form, hearing
from intake.dialogue.digress import Intent, only_answers

INTENTS = [Intent(name, sure) for sure in (0.75, 1.0) for name in (
    "topic_danger_now", "topic_privacy", "topic_fear_interview", "topic_human", "greet", "nlu_fallback", "inform")]
STORY = ("Soy de Honduras. El 3 de mayo fui al puente Paso del Norte en Juárez con mi hija de 6 años y pedí "
         "asilo, pero el oficial nos regresó y nos dijo que no había espacio, así que seguimos en el albergue.")


def _loaded(awaiting: str, text: str) -> Loaded:
    told = Told("m1", text, now())
    return Loaded("c1", "chat", "es", True, False, False, 1, now(), {"awaiting": awaiting}, None, (), (told,), ())


@pytest.mark.parametrize(("awaiting", "text", "only"), [
    ("incident.force", "no", True), ("person.nationality", "soy de Honduras", True),
    ("consent.store", STORY, True), ("narrative.text", STORY, True), ("confirm", "todo está bien", True),
    ("incident.force", "¿esto lo lee la migra?", False), ("person.name", "Lucía Mejía", False),
    ("incident.officer_words", "no hay espacio", False), ("narrative.text", STORY + " ¿qué hago?", False)])
def test_no_intent_is_asked_where_none_counts(awaiting: str, text: str, only: bool) -> None:
    """An answer and a story are taken alike, whatever they resemble; questions and own words may not be."""
    loaded = _loaded(awaiting, text)
    assert only_answers(hearing.listen(loaded)) is only
    turns = [(hearing.listen(loaded), intent) for intent in INTENTS]
    outcomes = {repr((form.fill(turn, intent), turn.heard, turn.state, turn.record)) for turn, intent in turns}
    assert len(outcomes) == 1 or not only
