"""What goes, goes: by text, after STOP, by time, and a consent taken back."""

from __future__ import annotations

import sqlite3
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.conftest import FakeTwilio, Stack
from tests.eval.drive import Talk


def rows(stack: Stack, query: str) -> list[tuple[object, ...]]:
    """Read the app's own file."""
    with sqlite3.connect(f"file:{stack.folder}/data.sqlite?mode=ro", uri=True) as connection:
        return connection.execute(query).fetchall()


def test_erase_in_words_by_text_is_confirmed_and_leaves_no_message(stack: Stack, twilio: FakeTwilio) -> None:
    number = "+15125550121"
    stack.sms(number, "hola, soy de honduras", sid="SMbefore")
    twilio.wait(number, 1)
    time.sleep(2)
    before = len(twilio.texts(number))
    stack.sms(number, "borra todo lo que dije", sid="SMerase")
    texts = twilio.wait(number, before + 1, 20)
    assert len(texts) == before + 1
    assert rows(stack, "select count(*) from messages where client_id in ('SMbefore', 'SMerase')") == [(0,)]
    stack.sms(number, "hola, soy de honduras", sid="SMbefore")  # Twilio repeats an old one: nothing comes back
    time.sleep(3)
    assert len(twilio.texts(number)) == before + 1


def test_erase_after_stop_erases_and_stays_silent(stack: Stack, twilio: FakeTwilio) -> None:
    number = "+15125550122"
    stack.sms(number, "hola", sid="SMhola122")
    twilio.wait(number, 1)
    time.sleep(2)
    before = len(twilio.texts(number))
    stack.sms(number, "ALTO")
    stack.sms(number, "BORRAR")
    time.sleep(2)
    assert rows(stack, "select count(*) from messages where client_id = 'SMhola122'") == [(0,)]
    assert len(twilio.texts(number)) == before


def test_what_is_written_after_a_no_is_not_kept(stack: Stack) -> None:
    talk = Talk(stack.url, "es")
    talk.say("no")
    talk.say("¿necesito un abogado?")
    kept = rows(stack, "select count(*) from messages where text_sealed is not null and conversation_id = "
                       f"'{talk.id}'")
    assert kept == [(0,)]


def test_held_words_go_after_a_day_also_while_they_write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from intake.db import forgetting
    from intake.db import repository as repo
    from intake.db import session as db
    from intake.db import tables as t
    from intake.db.crypto import make_key

    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/held.sqlite")
    monkeypatch.setenv("COBIJO_KEYS", make_key())
    db.forget()
    t.Base.metadata.create_all(db.engine())
    with db.transaction() as session:
        row, _ = repo.open_conversation(session, channel="chat", language="es")
        old, _ = repo.accept_message(session, row, "old", "lo que conte ayer")
        new, _ = repo.accept_message(session, row, "new", "lo que digo hoy")
        old.received_at = datetime.now(UTC) - timedelta(hours=25)
        session.flush()
        forgetting.forget_held(session, datetime.now(UTC))
        session.expire_all()
        assert old.text_sealed is None
        assert new.text_sealed is not None
    db.forget()


def test_a_consent_is_taken_back_before_the_end(own_stack: Stack) -> None:
    from tests.live.test_referral import add_partner, reach

    add_partner(own_stack)
    talk = reach(own_stack, "consent.share")
    talk.say("si")
    assert rows(own_stack, "select state from referrals") == [("offered",)]
    answer = talk.say("ya no quiero que compartan mi caso")
    assert answer["awaiting"] == "consent.statistics"
    assert rows(own_stack, "select state, reason from referrals") == [("withdrawn", "consent_withdrawn")]
    assert talk.record()["record"]["consent.share"] == []
