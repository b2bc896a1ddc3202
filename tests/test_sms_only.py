"""After days of silence nothing is read back on a phone before the person's own word."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from intake.control import chosen_word
from intake.db.shapes import Loaded, Told
from intake.dialogue import asking, sms_only
from intake.dialogue.turn import Say, Turn
from intake.understanding.types import Danger, Heard, Span

NOW = datetime(2026, 6, 10, 15, tzinfo=UTC)


def turn(text: str, days: float, state: dict[str, Any] | None = None, channel: str = "sms") -> Turn:
    """A turn of someone who wrote last so many days ago."""
    told = (Told("m_1", text, NOW),)
    loaded = Loaded("c_1", channel, "es", True, False, False, 3, NOW - timedelta(days=days),
                    {"awaiting": "incident.date", **(state or {})}, None, (), told, ())
    return Turn.of("t_1", loaded, told, text, date(2026, 6, 10), "es")


@pytest.fixture(autouse=True)
def frozen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sms_only, "now", lambda: NOW)


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
    assert keys(sms_only.unlock_first(first)) == ["service.safe_word.set", "incident.date.ask"]
    assert "luna" not in str(first.state).lower()
    back = turn("hola", 5, first.state)
    assert keys(sms_only.unlock_first(back)) == ["service.safe_word.welcome_back"]
    wrong = turn("sol", 0, back.state)
    assert keys(sms_only.unlock_first(wrong)) == ["service.safe_word.wrong"]
    right = turn("Luna.", 0, wrong.state)
    assert keys(sms_only.unlock_first(right)) == ["service.safe_word.right", "incident.date.ask"]
    assert sms_only.unlock_first(turn("el 3 de mayo", 0, right.state)) is None


def test_guessing_ends() -> None:
    state = turn("PALABRA luna", 0).state
    chosen = turn("PALABRA luna", 0, state)
    sms_only.unlock_first(chosen)
    now = turn("hola", 9, chosen.state)
    sms_only.unlock_first(now)
    for guess in range(sms_only.MOST_WRONG):
        now = turn(f"no{guess}", 0, now.state)
        sms_only.unlock_first(now)
    assert keys(sms_only.unlock_first(turn("luna", 0, now.state))) == ["service.safe_word.wrong"]


def test_danger_is_heard_without_the_word_and_stays_quiet() -> None:
    chosen = turn("PALABRA luna", 0)
    sms_only.unlock_first(chosen)
    danger = turn("me estan siguiendo", 9, chosen.state)
    danger.heard = Heard(danger=Danger("violence", True, Span(0, 2)))
    assert sms_only.unlock_first(danger) is None
    assert danger.state["quiet"]


def test_without_a_word_nothing_told_is_repeated() -> None:
    back = turn("hola", 5)
    assert sms_only.unlock_first(back) is None
    back.record = {"person.nationality": "HN", "incident.date": "2026-05-03"}
    back.state["unsure"] = {"incident.date": {"value": "2026-02-04", "words": "", "message": None, "options": []}}
    said = asking.render(back, [Say("confirm.ask")], "es", {})
    assert "Honduras" not in " ".join(one.text for one in said)
    said = asking.render(back, [Say("incident.date.ask")], "es", {})
    assert "febrero" not in said[0].text
    stranger = turn("PALABRA sol", 0, back.state)
    assert sms_only.unlock_first(stranger) is None
    assert "safe_word" not in stranger.state


def test_the_chat_has_its_own_token() -> None:
    assert sms_only.unlock_first(turn("hola", 50, channel="chat")) is None


def test_the_rest_of_a_card_comes_when_they_ask() -> None:
    asked = turn("que es el parole", 0)
    asked.digressed = True
    first = asking.render(asked, [Say("card", topic="parole"), Say("incident.date.ask")], "es", {})
    assert "MAS" in first[0].text
    assert first[0].segments is not None
    assert first[0].segments <= 2
    more = turn("MAS", 0, asked.state)
    says = sms_only.more(more)
    assert says is not None
    second = asking.render(more, says, "es", {})
    assert "carta" in second[0].text
    assert [say.key for say in says] == ["card", "incident.date.ask"]
    assert keys(sms_only.more(turn("mas", 0, more.state))) == ["incident.date.ask"]
    assert sms_only.more(turn("mas", 0, {"awaiting": "confirm"})) is None


def test_danger_is_told_whole() -> None:
    now = turn("ayuda", 0)
    now.digressed = True
    asking.render(now, [Say("card", topic="danger_now")], "es", {})
    assert "more" not in now.state
