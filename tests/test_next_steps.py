"""What happens now: each line only for those it is true of."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from intake import cards
from intake.db.shapes import Loaded, Shared, Told
from intake.dialogue import asking, next_steps, sharing
from intake.dialogue.turn import Turn

TODAY = date(2026, 11, 24)
NOW = datetime(2026, 11, 24, 15, tzinfo=UTC)


def turn(record: dict[str, Any], *, stored: bool = True, done: bool = True, today: date = TODAY,
         channel: str = "chat", state: dict[str, Any] | None = None, shared: tuple[Shared, ...] = ()) -> Turn:
    """A turn of someone with this record."""
    told = (Told("m_1", "y ahora que pasa", NOW),)
    loaded = Loaded("c_1", channel, "es", stored, done, False, 3, NOW, state or {}, None, (), told, ())
    made = Turn.of("t_1", loaded, told, "y ahora que pasa", today, "es")
    made.record, made.statuses = record, shared
    return made


def names(made: Turn) -> set[str]:
    """The lines, by the last part of their keys."""
    return {say.key.removeprefix("service.next.") for say in next_steps.steps(made).values["says"]}


@pytest.mark.parametrize(("record", "there", "absent"), [
    ({"person.location_country": "MX", "person.nationality": "HN"}, "mexico", "year judge court"),
    ({"person.location_country": "MX", "person.nationality": "MX"}, "papers", "mexico year"),
    ({"person.location_country": "MX"}, "mexico", "year"),
    ({"person.location_country": "US"}, "year", "mexico"),
    ({"person.location_country": "US", "person.unaccompanied_child": True}, "child", "year mexico"),
    ({"detention.detained_now": True, "detention.credible_fear": "failed"}, "judge year held", "mexico"),
    ({"person.location_country": "HN", "detention.credible_fear": "failed"}, "papers", "judge year mexico"),
    ({"case.hearing_date": "2026-12-01"}, "court", "missed"),
    ({"case.hearing_date": "2026-11-01"}, "missed", "court"),
    ({"case.hearing_date": "2026-12"}, "court", "missed"),
    ({"fear.danger_now": True}, "danger", ""),
    ({"separation.separated": True, "person.pregnant_or_ill": True}, "family medical", "danger child held"),
    ({"incident.kinds": ["turned_back"]}, "complaint", ""),
    ({}, "kept papers back erase", "complaint court mexico year"),
])
def test_lines(record: dict[str, Any], there: str, absent: str) -> None:
    said = names(turn(record))
    assert set(there.split()) <= said
    assert not set(absent.split()) & said


def test_what_was_done() -> None:
    assert {"start"} == names(turn({}, stored=False, done=False)) & {"start", "kept", "asking", "erase"}
    assert "declined" in names(turn({}, stored=False, done=False, state={"declined": True}))
    assert "asking" in names(turn({}, done=False))
    assert {"sent", "wait"} <= names(turn({}, shared=(Shared("Ayuda", "offered", NOW),)))
    assert "wait" not in names(turn({}, shared=(Shared("Ayuda", "accepted"),)))


def test_overdue_rules_are_not_told() -> None:
    late = cards.load("deadlines", "es").verify_by + timedelta(days=1)
    record = {"person.location_country": "MX", "case.hearing_date": "2027-12-01"}
    assert {"mexico"} & names(turn(record, today=late)) == set()
    assert "court" in names(turn(record, today=late))


def test_on_a_phone_that_may_be_another_persons_nothing_told_is_said() -> None:
    quiet = turn({"person.location_country": "US", "fear.danger_now": True, "case.hearing_date": "2026-12-01"},
                 channel="sms", state={"quiet": True}, shared=(Shared("Ayuda", "offered", NOW),))
    assert names(quiet) == {"papers", "back", "erase"}
    assert sharing.kept(quiet, "es", "sms") == ""


def test_the_time_that_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sharing, "now", lambda: NOW)
    for left, words in ((timedelta(hours=23, minutes=10), "unas 24 horas"), (timedelta(minutes=5), "una hora"),
                        (timedelta(hours=-2), "una hora")):
        assert words in sharing.statuses([Shared("Ayuda", "offered", NOW + left)], "es", "web")


@pytest.mark.parametrize("state", ["agreed", "offered", "accepted", "declined", "expired", "withdrawn", "closed"])
def test_each_state_has_words_for_both_questions(state: str) -> None:
    shared = (Shared("Ayuda", state, NOW),)
    for language in ("es", "en"):
        for channel in ("web", "sms"):
            assert "Ayuda" in sharing.statuses(shared, language, channel)
            assert "Ayuda" in sharing.kept(turn({}, shared=shared), language, channel)


def test_one_message_on_the_web_and_short_texts_over_sms() -> None:
    record = {"person.location_country": "MX", "person.nationality": "HN", "incident.kinds": ["turned_back"]}
    (web,) = asking.render(turn(record), [next_steps.steps(turn(record))], "es", {})
    assert "\n" in web.text
    made = turn(record, channel="sms")
    sms = asking.render(made, [next_steps.steps(made)], "es", {})
    assert 1 < len(sms) <= 4
    assert all(one.segments == 1 and one.encoding == "GSM-7" for one in sms)
