"""After days of silence nothing is read back on a phone before the person's own word."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from intake.control import chosen_word
from intake.db.shapes import Loaded, Told
from intake.dialogue import asking, safe_word
from intake.dialogue.turn import Say, Turn
from intake.understanding.types import Fact, Heard

NOW = datetime(2026, 6, 10, 15, tzinfo=UTC)


def turn(text: str, days: float, state: dict[str, Any] | None = None, channel: str = "sms") -> Turn:
    """A turn of someone who wrote last so many days ago."""
    told = (Told("m_1", text, NOW),)
    loaded = Loaded("c_1", channel, "es", True, False, False, 3, NOW - timedelta(days=days),
                    {"awaiting": "incident.date", **(state or {})}, None, (), told, ())
    return Turn.of("t_1", loaded, told, text, date(2026, 6, 10), "es")


@pytest.fixture(autouse=True)
def frozen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(safe_word, "now", lambda: NOW)


def keys(says: list[Say] | None) -> list[str] | None:
    return None if says is None else [say.key for say in says]


@pytest.mark.parametrize(("text", "word"), [
    ("PALABRA luna", "luna"), ("clave: Girasol", "girasol"), ("mi palabra secreta es luz verde", "luz verde"),
    ("WORD moon", "moon"), ("my safe word is blue", "blue"), ("palabra", None), ("no dijo ni una palabra", None),
    ("la palabra que dijo el oficial", None)])
def test_choosing(text: str, word: str | None) -> None:
    assert chosen_word(text) == word


def test_chosen_then_asked_after_days_and_opened_by_it_alone() -> None:
    first = turn("PALABRA Luna", 0)
    assert keys(safe_word.before(first)) == ["service.safe_word.set", "incident.date.ask"]
    assert "luna" not in str(first.state).lower()
    back = turn("hola", 5, first.state)
    assert keys(safe_word.before(back)) == ["service.safe_word.welcome_back"]
    wrong = turn("sol", 0, back.state)
    assert keys(safe_word.before(wrong)) == ["service.safe_word.wrong"]
    right = turn("Luna.", 0, wrong.state)
    assert keys(safe_word.before(right)) == ["service.safe_word.right", "incident.date.ask"]
    assert safe_word.before(turn("el 3 de mayo", 0, right.state)) is None


def test_guessing_ends() -> None:
    state = turn("PALABRA luna", 0).state
    chosen = turn("PALABRA luna", 0, state)
    safe_word.before(chosen)
    now = turn("hola", 9, chosen.state)
    safe_word.before(now)
    for guess in range(safe_word.MOST_WRONG):
        now = turn(f"no{guess}", 0, now.state)
        safe_word.before(now)
    assert keys(safe_word.before(turn("luna", 0, now.state))) == ["service.safe_word.wrong"]


def test_danger_is_heard_without_the_word_and_stays_quiet() -> None:
    chosen = turn("PALABRA luna", 0)
    safe_word.before(chosen)
    danger = turn("me estan siguiendo", 9, chosen.state)
    danger.heard = Heard((Fact("fear.danger_now", True),))
    assert safe_word.before(danger) is None
    assert danger.state["quiet"]


def test_without_a_word_nothing_told_is_repeated() -> None:
    back = turn("hola", 5)
    assert safe_word.before(back) is None
    back.record = {"person.nationality": "HN", "incident.date": "2026-05-03"}
    back.state["unsure"] = {"incident.date": {"value": "2026-02-04", "words": "", "message": None, "options": []}}
    said = asking.render(back, [Say("confirm.ask")], "es", {})
    assert "Honduras" not in " ".join(one.text for one in said)
    said = asking.render(back, [Say("incident.date.ask")], "es", {})
    assert "febrero" not in said[0].text
    stranger = turn("PALABRA sol", 0, back.state)
    assert safe_word.before(stranger) is None
    assert "safe_word" not in stranger.state


def test_the_chat_has_its_own_token() -> None:
    assert safe_word.before(turn("hola", 50, channel="chat")) is None
