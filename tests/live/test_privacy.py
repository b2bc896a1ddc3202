"""Nothing that a person told is readable in what the app, DBOS and the bot leave on the disk."""

from __future__ import annotations

import base64
import gzip
import json
import pickle
import re
import sqlite3
import time
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from tests.conftest import ROOT, FakeTwilio, Stack
from tests.eval.drive import Talk
from tests.live import decoding
from tests.live.test_referral import add_partner

NAME, PHONE, TEXTED = "Xiomarita Quetzalcoatzin", "656 418 7302", "+19155558146"
STORY = ("soy de honduras y vendia guacamayas en un trapiche. el 3 de mayo de 2026 fui con mi hermano al puente "
         "Paso del Norte, el oficial de CBP me dijo \"no hay espacio, murciélago\" y me pego con un rastrillo. le "
         "pedi asilo, tengo miedo de los encapuchados del barrio Chamelecón")
BY_TEXT = "me llamo Xiomarita, no nos dejaron pasar, traigo una guacamaya enferma y mi numero es 656 418 7302"
ANSWERS = {"consent.store": "si", "fear.danger_now": "no", "narrative.text": STORY, "person.adults": "2",
           "person.children_ages": "no", "person.pregnant_or_ill": "no", "person.location_city": "ciudad juarez",
           "person.name": NAME, "person.phone": PHONE, "person.safe_to_contact": "si", "confirm": "si",
           "fear.fears_return": "si", "fear.by_whom": "los encapuchados", "consent.share": "si"}
WORDS = ("xiomarita", "quetzalcoatzin", "guacamaya", "trapiche", "murcielago", "rastrillo", "encapuchado",
         "chamelecon")


def number(digits: str) -> re.Pattern[str]:
    """A phone number however it is written."""
    return re.compile(r"[\s().-]{0,2}".join(digits))


NEEDLES = {word: re.compile(word) for word in WORDS} | {
    "their number": number("6564187302"), "the texting number": number("9155558146")}
PLAIN = f"yo, {NAME}, {PHONE}: {STORY}"


@pytest.mark.parametrize("wrap", [
    str.encode, lambda text: text.encode("utf-16-le"), lambda text: base64.b64encode(text.encode()),
    lambda text: base64.urlsafe_b64encode(b"\xff" + text.encode()), lambda text: text.encode().hex().encode(),
    lambda text: json.dumps({"a": [{"b": text}]}).encode(), lambda text: zlib.compress(text.encode()),
    lambda text: gzip.compress(text.encode()), lambda text: pickle.dumps({"args": (text,), "kwargs": {}}),
    lambda text: base64.b64encode(pickle.dumps([json.dumps([text])])),
    lambda text: json.dumps({"x": base64.b64encode(zlib.compress(pickle.dumps((text,)))).decode()}).encode(),
    lambda text: repr(text.encode()).encode()])
@pytest.mark.parametrize("around", [b"", b"\x00\x10noise id=c_0123456789abcdef "])
def test_the_search_finds_what_is_wrapped(tmp_path: Path, wrap: Callable[[str], bytes], around: bytes) -> None:
    (tmp_path / "f").write_bytes(around + wrap(PLAIN) + around)
    assert {found.partition(" in ")[0] for found in decoding.find(NEEDLES, [tmp_path])} >= {
        *WORDS, "their number"}


def test_the_search_reads_cells_and_logs_of_writes(tmp_path: Path) -> None:
    path = tmp_path / "dbos.sqlite"
    connection = sqlite3.connect(path)
    connection.execute("pragma journal_mode=wal")
    connection.execute("create table workflow_status (inputs text, output blob)")
    connection.execute("insert into workflow_status values (?, ?)", (
        base64.b64encode(pickle.dumps((("m_1", STORY), {}))).decode(), zlib.compress(NAME.encode())))
    connection.commit()
    found = decoding.find(NEEDLES, [tmp_path])
    assert "trapiche in dbos.sqlite:workflow_status.inputs" in found
    assert "quetzalcoatzin in dbos.sqlite:workflow_status.output" in found
    assert any(each.startswith("quetzalcoatzin") and each.endswith("-wal") for each in found)
    connection.close()


def test_the_search_finds_nothing_where_nothing_is(tmp_path: Path) -> None:
    (tmp_path / "f").write_text("soy de honduras, el puente Paso del Norte")
    assert decoding.find(NEEDLES, [tmp_path]) == []


@pytest.fixture
def told(own_stack: Stack, twilio: FakeTwilio) -> Iterator[tuple[Stack, Talk, float]]:
    """A whole case by chat and one by text; a kill in the middle, errors, and everything a partner may ask."""
    partner, since = add_partner(own_stack), time.time()
    own_stack.sms(TEXTED, BY_TEXT, sid="SMprivate1")
    time.sleep(0.7)
    own_stack.kill()
    own_stack.start()
    twilio.wait(TEXTED, 1, 40)
    own_stack.sms(TEXTED, "si", sid="SMprivate2")
    talk = Talk(own_stack.url, "es")
    talk.say(STORY)  # held before the consent
    while talk.awaiting != "consent.statistics" and talk.turns < 40:
        talk.say(ANSWERS.get(talk.awaiting or "", "no"))
    assert talk.say("si")["done"]
    assert talk.record()["record"]["person.phone"] == "+526564187302"
    _errors(own_stack, talk)
    _partner_reads(own_stack, partner)
    yield own_stack, talk, since
    talk.http.close()


def _errors(stack: Stack, talk: Talk) -> None:
    """Words in every place where they are refused."""
    send = f"/chat/conversations/{talk.id}/messages"
    for body in ({"id": "m1", "text": PLAIN}, {"id": NAME * 20, "text": "x"}, {"id": "z", "text": PLAIN * 30}):
        assert talk.http.post(send, json=body).status_code in (409, 413, 422)
    assert talk.http.post(send, content=PLAIN.encode()).status_code == 422
    httpx.post(f"{stack.url}/sms", data={"From": TEXTED, "Body": PLAIN, "MessageSid": "SMforged"})
    httpx.get(f"{stack.url}/chat/{NAME}", params={"q": STORY, "tel": PHONE})
    httpx.post(f"{stack.url}/chat/return", json={"code": f"{NAME} {PHONE}"}, headers={"X-Cobijo-Page": "1"})


def _partner_reads(stack: Stack, partner: dict[str, str]) -> None:
    headers = {"Authorization": f"Bearer {partner['api_key']}"}
    with httpx.Client(base_url=stack.url, headers=headers, timeout=60) as keyed:
        (offer,) = keyed.get("/partner/referrals").json()["referrals"]
        path = f"/partner/referrals/{offer['id']}"
        assert "quetzalcoatzin" in keyed.post(f"{path}/accept").text.lower()
        for made in (f"{path}.pdf", f"{path}.json", "/partner/referrals.csv", "/partner/referrals.xlsx"):
            assert keyed.get(made).status_code == 200
        assert keyed.post(f"{path}/close", json={"outcome": f"helped {NAME}, {PHONE}"}).status_code == 200


def readable(stack: Stack, bot_folder: Path, since: float) -> list[str]:
    """What of them can be read in the stack's folder, or in what was written meanwhile by the bot or here."""
    others = [path for folder in (bot_folder, *(ROOT / name for name in ("bot", "var", "models", "intake", "api")))
              for path in folder.rglob("*") if path.is_file() and path.stat().st_mtime > since
              and not {".venv", "pycache", "__pycache__"} & set(path.parts)]
    return decoding.find(NEEDLES, [stack.folder, *others, *(path for path in ROOT.glob("*") if path.is_file())])


def rows(path: Path, query: str, *values: str) -> list[tuple[object, ...]]:
    """Read a file of the stack."""
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as connection:
        found = connection.execute(query, values).fetchall()
    connection.close()
    return found


def test_nothing_told_is_readable_and_erasing_leaves_ids(
        told: tuple[Stack, Talk, float], twilio: FakeTwilio, bot_folder: Path) -> None:
    stack, talk, since = told
    data = stack.folder / "data.sqlite"
    assert readable(stack, bot_folder, since) == []
    kept = " ".join(text for where, value in decoding.cells(stack.folder / "dbos.sqlite")
                    if "put" in where for text in decoding.readings(value))
    assert "m_" in kept  # what DBOS was given and gave back was read
    assert not [word for word in ("honduras", "espacio", "ciudad", "juarez", "cobijo, ayuda") if word in kept]
    key = rows(data, "select wrapped_key from conversations where id = ?", talk.id)[0][0]
    (texted,) = rows(data, "select id from conversations where channel = 'sms'")[0]
    ids = [str(row[0]) for row in rows(data, "select id from messages union select id from facts "
                                             "union select id from replies union select id from consents")]
    count = len(twilio.texts(TEXTED))
    assert talk.say("borra todo lo que dije")["done"]
    stack.sms(TEXTED, "BORRAR", sid="SMprivate3")
    assert len(twilio.wait(TEXTED, count + 1)) == count + 1
    assert readable(stack, bot_folder, since) == []
    stored = list(decoding.cells(data))
    for gone in (talk.id, str(texted)):
        assert {where for where, value in stored if gone in value.decode("utf-8", "replace")} <= {
            "tombstones.id", "tombstones.conversation_id"}
    assert not [where for where, value in stored for each in ids if each.encode() == value]
    assert rows(data, "select 1 from deliveries where event != 'referral.withdrawn'") == []
    assert rows(data, "select 1 from figures") == []
    assert isinstance(key, bytes)
    assert not [name for name, value in decoding.places([stack.folder]) if key in value]
    _a_day_later(stack)
    kept = b" ".join(value for _, value in decoding.cells(stack.folder / "dbos.sqlite"))
    assert not [each for each in ids if each.encode() in kept]


def _a_day_later(stack: Stack) -> None:
    """What DBOS has finished was finished yesterday; wait for the sweep."""
    stack.kill()
    stack.extra["SWEEP_SECONDS"] = "0.5"
    with sqlite3.connect(stack.folder / "dbos.sqlite") as connection:
        connection.execute("update workflow_status set completed_at = completed_at - 90000000")
    connection.close()
    stack.start()
    until = time.monotonic() + 20
    query = "select 1 from workflow_status where completed_at < created_at"
    while rows(stack.folder / "dbos.sqlite", query) and time.monotonic() < until:
        time.sleep(0.2)
