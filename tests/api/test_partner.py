"""The partner API, its documents, the demo receiver over real HTTP, and the commands of `cobijo`."""

from __future__ import annotations

import asyncio
import base64
import csv
import io
import json
import secrets
import threading
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from fastapi import FastAPI
from sqlalchemy import event
from standardwebhooks.webhooks import Webhook, WebhookVerificationError
from typer.testing import CliRunner

from api import cli, documents, partner, problems
from api.demo_partner import create_demo
from intake import content, delivering, referrals, workflows
from intake.clock import new_id, now
from intake.db import forgetting, leases, shapes
from intake.db import repository as repo
from intake.db import session as db
from intake.db import tables as t
from intake.flags import RULES
from intake.gateways.partner import sign

PHONE = "+15125550123"
FACTS = {"person.name": "=cmd|' /C calc'!A0", "person.phone": PHONE, "person.nationality": "HN",
         "incident.date": "2016-11", "narrative.text": "Me regresaron #set text(red) \\ $x$ @nadie"}


class Started:
    """What would have been started after the commit."""

    def __init__(self) -> None:
        self.news: list[str] = []
        self.deliveries: list[str] = []

    async def start_news(self, ids: Any) -> None:
        self._committed(t.Reply, ids)
        self.news += ids

    async def start_deliveries(self, ids: Any) -> None:
        self._committed(t.Delivery, ids)
        self.deliveries += ids

    def _committed(self, table: Any, ids: Any) -> None:
        with db.transaction() as session:
            assert all(session.get(table, each) for each in ids)


@pytest.fixture
def started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Started]:
    for name, value in {"DATABASE_URL": f"sqlite:///{tmp_path}/data.sqlite", "ALLOW_PRIVATE_WEBHOOKS": "1",
                        "COBIJO_KEYS": base64.b64encode(secrets.token_bytes(32)).decode()}.items():
        monkeypatch.setenv(name, value)
    db.forget()
    t.Base.metadata.create_all(db.engine())
    noted = Started()
    monkeypatch.setattr(workflows, "start_news", noted.start_news)
    monkeypatch.setattr(workflows, "start_deliveries", noted.start_deliveries)
    yield noted
    db.forget()


def cobijo(*arguments: str, given: str | None = None) -> str:
    got = CliRunner().invoke(cli.app, list(arguments), input=given)
    assert got.exit_code == 0, got.output
    return got.stdout


def join(name: str = "Uno", webhook: str = "http://127.0.0.1:1/webhook") -> dict[str, str]:
    made: dict[str, str] = json.loads(cobijo("partner", "add", name, "--webhook", webhook, "--json"))
    return made


def case(*partners: dict[str, str], channel: str = "chat") -> tuple[str, list[str], tuple[str, ...]]:
    """A conversation that agreed to these; (its id, referrals in rank order, deliveries to start)."""
    with db.transaction() as session:
        row, _ = repo.open_conversation(session, channel=channel, language="es",
                                        phone=PHONE if channel == "sms" else None)
        owner = "test"
        assert leases.take(session, row.id, owner)
        session.flush()
        session.refresh(row)
        loaded = repo.load(session, row.id)
        facts = tuple(shapes.FactRow(name, value, "value", value, None, "told") for name, value in FACTS.items())
        consents = tuple(shapes.ConsentRow("share", True, None, "1", each["id"]) for each in partners)
        change = shapes.TurnCommit({}, None, (), facts, consents, stored=True)
        repo.commit_turn(session, loaded, change, owner, ())
        news = referrals.after_turn(session, row.id, change, dict(FACTS), now().date())
        by_partner = {r.partner_id: r.id for r in session.query(t.Referral).filter_by(conversation_id=row.id)}
    return row.id, [by_partner[each["id"]] for each in partners], news


def make_app() -> FastAPI:
    made = FastAPI()
    problems.install(made)
    made.include_router(partner.router)
    return made


class Client:
    """Calls an app in this process, without a server."""

    def __init__(self, app: FastAPI, headers: dict[str, str] | None = None) -> None:
        self.app, self.headers = app, headers

    def request(self, method: str, path: str, **more: Any) -> httpx.Response:
        async def call() -> httpx.Response:
            async with httpx.AsyncClient(transport=httpx.ASGITransport(self.app), base_url="http://test",
                                         headers=self.headers) as http:
                return await http.request(method, path, **more)

        return asyncio.run(call())

    def get(self, path: str, **more: Any) -> httpx.Response:
        return self.request("GET", path, **more)

    def post(self, path: str, **more: Any) -> httpx.Response:
        return self.request("POST", path, **more)


def client(of: dict[str, str] | None = None) -> Client:
    return Client(make_app(), {"Authorization": f"Bearer {of['api_key']}"} if of else None)


def state(referral_id: str) -> str:
    with db.transaction() as session:
        return session.get_one(t.Referral, referral_id).state


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer wrong", "Basic x"])
def test_a_wrong_key_is_401(started: Started, header: str) -> None:
    got = client().get("/partner/referrals", headers={"Authorization": header})
    assert got.status_code == 401
    assert got.headers["content-type"] == problems.MEDIA


def test_an_offer_names_and_reaches_nobody(started: Started) -> None:
    one = join()
    _, (ref,), _ = case(one)
    for path in ("", ".json"):
        got = client(one).get(f"/partner/referrals/{ref}{path}")
        assert got.json()["nationality"] == "HN"
        assert "record" not in got.json()
        assert "calc" not in got.text
        assert PHONE not in got.text
        assert "Me regresaron" not in got.text


def test_accepting_opens_the_record_with_contact_and_evidence(started: Started) -> None:
    one = join()
    _, (ref,), _ = case(one)
    got = client(one).post(f"/partner/referrals/{ref}/accept").json()
    assert got["state"] == "accepted"
    assert got["record"]["record"]["person.phone"] == PHONE
    assert {"field": "person.nationality", "words": "HN", "basis": "told"} in got["evidence"]
    assert client(one).get(f"/partner/referrals/{ref}.json").json() == got


@pytest.mark.parametrize(("method", "tail"), [("GET", ""), ("GET", ".json"), ("GET", ".pdf"), ("POST", "/accept"),
                                              ("POST", "/decline"), ("POST", "/close")])
def test_anothers_referral_is_404(started: Started, method: str, tail: str) -> None:
    one, two = join("Uno"), join("Dos")
    _, (ref,), _ = case(one)
    got = client(two).request(method, f"/partner/referrals/{ref}{tail}", json={} if method == "POST" else None)
    assert got.status_code == 404
    assert state(ref) == "offered"
    assert client(two).get("/partner/referrals").json() == {"referrals": [], "cursor": None}


def test_agreed_is_not_visible_until_it_is_offered(started: Started) -> None:
    one, two = join("Uno"), join("Dos")
    _, (first, second), _ = case(one, two)
    assert client(two).get(f"/partner/referrals/{second}").status_code == 404
    assert client(two).get("/partner/referrals", params={"status": ""}).json()["referrals"] == []
    for status in ("agreed", "bogus"):  # not yet offered, and no state at all
        assert client(two).get("/partner/referrals", params={"status": status}).status_code == 422
    client(one).post(f"/partner/referrals/{first}/decline", json={"reason": "capacity"})
    assert client(two).get(f"/partner/referrals/{second}").json()["state"] == "offered"
    assert len(started.deliveries) == 1


@pytest.mark.parametrize(("before", "call"), [
    ((), "close"), (("accept",), "accept"), (("accept",), "decline"), (("decline",), "accept"),
    (("accept", "close"), "close")])
def test_a_call_that_the_state_does_not_allow_is_409(started: Started, before: tuple[str, ...], call: str) -> None:
    one = join()
    _, (ref,), _ = case(one)
    for step in before:
        assert client(one).post(f"/partner/referrals/{ref}/{step}", json={}).status_code == 200
    was = state(ref)
    got = client(one).post(f"/partner/referrals/{ref}/{call}", json={})
    assert got.status_code == 409
    assert got.json()["type"].endswith("wrong_state")
    assert state(ref) == was


def test_consent_taken_back_closes_the_record(started: Started) -> None:
    one = join()
    conversation, (ref,), _ = case(one)
    client(one).post(f"/partner/referrals/{ref}/accept")
    with db.transaction() as session:
        referrals.withdraw_all(session, conversation, "consent_withdrawn")
    got = client(one).get(f"/partner/referrals/{ref}")
    assert got.json()["state"] == "withdrawn"
    assert PHONE not in got.text
    assert PHONE not in client(one).get("/partner/referrals.csv").text


def told(conversation: str, *, withdraw: tuple[str, ...] = (), **record: Any) -> tuple[tuple[str, str], ...]:
    """A later turn that takes the consents back or tells facts; the (event, reason) of what is sent."""
    facts = tuple(shapes.FactRow(name, value, "value", "", None, "told") for name, value in record.items())
    change = shapes.TurnCommit({}, None, (), facts, withdraw=withdraw)
    with db.transaction() as session:
        news = referrals.after_turn(session, conversation, change, FACTS | record, now().date())
        sealer = repo.house_sealer(session)
        rows = [session.get_one(t.Delivery, each) for each in news]
        sent = [sealer.open(row.body_sealed, f"deliveries|body|{row.id}") for row in rows]
    return tuple((each["type"], each["data"].get("reason", "")) for each in sent)


def test_a_closed_case_is_seen_no_more_when_the_consent_is_taken_back(started: Started) -> None:
    one = join()
    conversation, (ref,), _ = case(one)
    for call in ("accept", "close"):
        client(one).post(f"/partner/referrals/{ref}/{call}", json={})
    assert PHONE in client(one).get(f"/partner/referrals/{ref}").text
    assert told(conversation, withdraw=("all",)) == (("referral.withdrawn", "consent_withdrawn"),)
    for path in (f"/partner/referrals/{ref}", "/partner/referrals.csv"):
        got = client(one).get(path)
        assert got.status_code == 200
        assert PHONE not in got.text
    assert state(ref) == "closed"
    assert told(conversation, withdraw=("all",)) == ()  # they were told already
    with db.transaction() as session:
        held = True  # what they saw
        assert referrals.withdraw_all(session, conversation, "erased") == ((), held)


def test_what_is_told_since_makes_a_case_more_urgent(started: Started) -> None:
    one, two = join("Uno"), join("Dos")
    conversation, (first, second), _ = case(one, two)
    assert _get(one["api_key"], first)["urgency"] == "standard"
    assert ("referral.updated", "") in told(conversation, **{"fear.danger_now": True})
    offer = _get(one["api_key"], first)
    assert offer["urgency"] == "emergency"
    left = datetime.fromisoformat(offer["expires_at"]) - now()
    assert timedelta(hours=1) < left <= timedelta(hours=2)
    client(one).post(f"/partner/referrals/{first}/decline", json={})
    assert _get(two["api_key"], second)["urgency"] == "emergency"


def test_an_offer_that_ran_out_is_taken_back(started: Started) -> None:
    one, two = join("Uno"), join("Dos")
    _, (first, second), _ = case(one, two)
    with db.transaction() as session:
        session.get_one(t.Referral, first).expires_at = now() - timedelta(seconds=1)
    news = delivering.tidy(now())
    with db.transaction() as session:
        sent = {row.partner_id: row.event for row in (session.get_one(t.Delivery, each) for each in news)}
    assert sent == {one["id"]: "referral.withdrawn", two["id"]: "referral.offered"}
    assert (state(first), state(second)) == ("expired", "offered")


def test_the_person_hears_of_it(started: Started) -> None:
    one = join("Ayuda Legal")
    conversation, (ref,), _ = case(one, channel="sms")
    client(one).post(f"/partner/referrals/{ref}/accept")
    with db.transaction() as session:
        said = repo.replies(session, session.get_one(t.Conversation, conversation), only_news=True)
    assert [row.id for row, _ in said] == started.news
    assert "Ayuda Legal" in said[0][1]["text"]


def test_news_of_a_chat_is_kept_but_not_texted(started: Started) -> None:
    one = join()
    conversation, (ref,), _ = case(one)
    client(one).post(f"/partner/referrals/{ref}/accept")
    with db.transaction() as session:
        assert repo.replies(session, session.get_one(t.Conversation, conversation), only_news=True)
    assert started.news == []


def test_list_is_newest_first_with_a_cursor(started: Started) -> None:
    one = join()
    refs = [case(one)[1][0] for _ in range(5)]
    start = datetime(2026, 1, 1, tzinfo=UTC)
    with db.transaction() as session:
        for place, ref in enumerate(refs):
            session.get_one(t.Referral, ref).offered_at = start + timedelta(days=place)
    seen: list[str] = []
    cursor: str | None = None
    for _ in range(3):
        params: dict[str, Any] = {"limit": 2} | ({"cursor": cursor} if cursor else {})
        got = client(one).get("/partner/referrals", params=params).json()
        seen += [each["id"] for each in got["referrals"]]
        cursor = got["cursor"]
    assert seen == refs[::-1]
    assert cursor is None
    late = client(one).get("/partner/referrals", params={"since": "2026-01-04T00:00:00Z"}).json()
    assert [each["id"] for each in late["referrals"]] == refs[:2:-1]
    client(one).post(f"/partner/referrals/{refs[0]}/accept")
    held = client(one).get("/partner/referrals", params={"status": "accepted"}).json()
    assert [each["id"] for each in held["referrals"]] == refs[:1]
    naive = client(one).get("/partner/referrals", params={"since": "2026-01-04T00:00:00"})
    assert naive.status_code == 422


@pytest.mark.parametrize("lang", ["es", "en"])
def test_pdf_of_offer_and_record(started: Started, lang: str) -> None:
    one = join()
    _, (ref,), _ = case(one)
    path = f"/partner/referrals/{ref}.pdf"
    offer = client(one).get(path, params={"lang": lang})
    client(one).post(f"/partner/referrals/{ref}/accept")
    record = client(one).get(path, params={"lang": lang})
    for got in (offer, record):
        assert got.headers["content-type"] == "application/pdf"
        assert got.content.startswith(b"%PDF-")
        assert got.headers["cache-control"] == "no-store"
    assert len(record.content) > len(offer.content)


def test_the_document_of_an_offer_holds_no_contact(started: Started) -> None:
    one = join()
    _, (ref,), _ = case(one)
    offer = json.dumps(documents._data(client(one).get(f"/partner/referrals/{ref}").json(), "es"))
    assert "Honduras" in offer
    assert "555" not in offer
    assert "calc" not in offer
    client(one).post(f"/partner/referrals/{ref}/accept")
    assert "555-0123" in json.dumps(documents._data(client(one).get(f"/partner/referrals/{ref}").json(), "es"))


def test_the_document_names_flags_and_state_in_words() -> None:
    shown = {"id": "r1", "urgency": "urgent", "state": "offered", "flags": list(RULES)}
    for language in ("es", "en"):
        head = json.dumps(documents._data(shown, language)["head"], ensure_ascii=False)
        assert "_" not in head
        assert content.render("values.flags.medical_need", language, "web") in head


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "\r@", "\n+", " -"])
def test_a_cell_never_begins_a_formula(start: str) -> None:
    assert partner._cell(f"{start}1") == f"'{start}1"
    assert partner._cell("a=1") == "a=1"


def test_tables_hold_only_its_accepted_records(started: Started) -> None:
    one, two = join("Uno"), join("Dos")
    _, (mine,), _ = case(one)
    _, (theirs,), _ = case(two)
    case(one)  # offered only
    client(one).post(f"/partner/referrals/{mine}/accept")
    client(two).post(f"/partner/referrals/{theirs}/accept")
    rows = list(csv.DictReader(io.StringIO(client(one).get("/partner/referrals.csv").text)))
    assert [row["id"] for row in rows] == [mine]
    assert rows[0]["person.name"] == "'" + FACTS["person.name"]
    assert rows[0]["person.phone"] == "'" + PHONE
    book = zipfile.ZipFile(io.BytesIO(client(one).get("/partner/referrals.xlsx").content))
    assert "<f>" not in book.read("xl/worksheets/sheet1.xml").decode()
    texts = book.read("xl/sharedStrings.xml").decode()
    assert mine in texts
    assert theirs not in texts


def test_a_table_tells_why_a_cell_is_empty() -> None:
    shown = {"record": {"incident.force": [], "person.name": "unknown"},
             "unanswered": {"incident.date": "unknown", "person.phone": "declined", "detention.bond_usd": "none"}}
    names = (*shown["record"], *shown["unanswered"], "person.age")
    assert [partner._told(shown, name) for name in names] == [
        "(none)", "unknown", "(unknown)", "(declined)", "(none)", ""]


@contextmanager
def served(app: FastAPI, port: int) -> Iterator[str]:
    """The app behind uvicorn on loopback."""
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="error", ws="none", lifespan="off",
                                           timeout_graceful_shutdown=1))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    until = time.monotonic() + 15
    while not server.started and time.monotonic() < until:
        time.sleep(0.02)
    assert server.started
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(10)


def free_port() -> int:
    from tests.conftest import free_port as found

    return found()


def test_webhook_is_verified_over_real_http_and_its_buttons_work(started: Started) -> None:
    port = free_port()
    one = join("Demo", f"http://127.0.0.1:{port}/webhook")
    conversation, (ref,), deliveries = case(one)
    with served(make_app(), free_port()) as app_url:
        demo_app = create_demo(one["webhook_secret"], one["api_key"], app_url)
        with served(demo_app, port) as demo:
            assert asyncio.run(delivering.attempt(deliveries[0], 0)) == delivering.FINISHED
            assert [item["type"] for item in demo_app.state.got] == ["referral.offered"]
            assert PHONE not in json.dumps(demo_app.state.got)
            assert "Accept" in httpx.get(demo).text
            assert httpx.post(f"{demo}/{ref}/accept").status_code == 303
            assert state(ref) == "accepted"
            assert PHONE in httpx.get(demo).text
            with db.transaction() as session:
                assert session.get_one(t.Delivery, deliveries[0]).state == "delivered"
                row = session.get_one(t.Conversation, conversation)
                told, _ = referrals.withdraw_all(session, conversation, "erased")
                forgetting.erase(session, row, language="es", keys={}, client_ids=())
            assert asyncio.run(delivering.attempt(told[0], 0)) == delivering.FINISHED
            assert demo_app.state.got[-1]["type"] == "referral.withdrawn"
            page = httpx.get(demo)
            assert page.status_code == 200
            assert PHONE not in page.text
        assert httpx.get(f"{app_url}/partner/referrals").status_code == 401


def test_demo_refuses_a_forged_an_old_and_a_changed_webhook(started: Started) -> None:
    secret = cli._new_secret()
    demo = create_demo(secret, "k", "http://127.0.0.1:1")
    body = '{"type": "referral.offered", "data": {"id": "ref_1"}}'
    receiver = Client(demo)

    def send(moment: datetime, key: str, text: str) -> int:
        return receiver.post("/webhook", content=text, headers=sign("msg_1", moment, body, [key])).status_code

    assert send(now(), cli._new_secret(), body) == 401
    assert send(now() - timedelta(hours=1), secret, body) == 401
    assert send(now(), secret, body.replace("ref_1", "ref_2")) == 401
    assert receiver.post("/webhook", content=body).status_code == 401
    assert demo.state.got == []
    assert send(now(), secret, body) == send(now(), secret, body) == 204
    assert len(demo.state.got) == 1
    assert receiver.get("/").status_code == 200  # also while the app is down


def test_add_keeps_no_secret_in_the_clear(started: Started) -> None:
    made = json.loads(cobijo("partner", "add", "Uno", "--webhook", "https://x.example/w", "--place", "el_paso",
                             "--language", "es", "--json"))
    assert set(made) == {"id", "api_key", "webhook_secret"}
    assert 24 <= len(base64.b64decode(made["webhook_secret"].removeprefix("whsec_"))) <= 32
    with db.transaction() as session:
        row = session.get_one(t.Partner, made["id"])
        assert (row.places, row.languages) == ({"ids": ["el_paso"]}, {"tags": ["es"]})
        stored = repr(vars(row))
    assert made["api_key"] not in stored
    assert made["webhook_secret"] not in stored
    assert made["api_key"] not in cobijo("partner", "list")


def test_open_and_close(started: Started) -> None:
    one = join()
    for command, shown in (("close", "closed"), ("open", "open")):
        cobijo("partner", command, one["id"])
        assert cobijo("partner", "list").split() == [one["id"], "Uno", shown]


@pytest.mark.parametrize("arguments", [
    ("partner", "open", "p_unknown"), ("partner", "close", "p_unknown"), ("partner", "rotate-secret", "p_unknown"),
    ("human", "take", "c_unknown", "--organization", "A"), ("human", "say", "c_unknown", "hola"),
    ("partner", "add", "Uno", "--webhook", "uno.example/w"), ("partner", "add", "Uno", "--webhook", "ftp://uno.example")])
def test_a_command_that_names_nobody_says_so(started: Started, arguments: tuple[str, ...]) -> None:
    got = CliRunner().invoke(cli.app, list(arguments))
    assert got.exit_code == 2
    assert isinstance(got.exception, SystemExit)
    named = next(each for each in arguments if "unknown" in each or "uno.example" in each)
    assert named in " ".join(got.output.replace("│", " ").split())
    assert "Traceback" not in got.output
    assert cobijo("partner", "list") == ""


def test_a_page_of_the_list_reads_no_more_than_a_page(started: Started) -> None:
    one = join()
    refs = [case(one)[1][0] for _ in range(9)]
    loaded: list[str] = []
    event.listen(t.Referral, "load", note := lambda row, _: loaded.append(row.id))
    try:
        first = client(one).get("/partner/referrals", params={"limit": 2}).json()
        second = client(one).get("/partner/referrals", params={"limit": 2, "cursor": first["cursor"]}).json()
    finally:
        event.remove(t.Referral, "load", note)
    assert [each["id"] for each in first["referrals"] + second["referrals"]] == refs[:-5:-1]
    assert len(loaded) <= 3 + 4  # a page and one more to know whether there is a next; the cursor's own row


def test_another_organizations_cursor_is_refused(started: Started) -> None:
    one, two = join("Uno"), join("Dos")
    _, (theirs,), _ = case(two)
    case(one)
    got = client(one).get("/partner/referrals", params={"cursor": theirs})
    assert (got.status_code, got.json()["type"].rpartition("/")[2]) == (422, "unprocessable")


def secrets_of(partner_id: str) -> list[str]:
    with db.transaction() as session:
        row = session.get_one(t.Partner, partner_id)
        found: list[str] = repo.house_sealer(session).open(row.secrets_sealed, f"partners|secrets|{partner_id}")
        return found


def test_while_a_secret_rotates_both_verify(started: Started) -> None:
    one = join()
    new = json.loads(cobijo("partner", "rotate-secret", one["id"], "--json"))["webhook_secret"]
    headers = sign("msg_1", now(), "{}", secrets_of(one["id"]))
    for each in (one["webhook_secret"], new):
        Webhook(each).verify("{}", headers)
    assert cobijo("partner", "rotate-secret", one["id"], "--finish") == ""
    headers = sign("msg_1", now(), "{}", secrets_of(one["id"]))
    Webhook(new).verify("{}", headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(one["webhook_secret"]).verify("{}", headers)


def test_keys_rotate(started: Started, monkeypatch: pytest.MonkeyPatch) -> None:
    one = join()
    conversation, _, _ = case(one)
    old = db.settings().cobijo_keys
    new = base64.b64encode(secrets.token_bytes(32)).decode()
    monkeypatch.setenv("COBIJO_KEYS", f"{new},{old}")
    db.forget()
    assert cobijo("keys", "rotate") == "2 keys rewrapped\n"
    monkeypatch.setenv("COBIJO_KEYS", new)
    db.forget()
    with db.transaction() as session:
        assert repo.load(session, conversation).record["person.phone"] == PHONE
    assert secrets_of(one["id"]) == [one["webhook_secret"]]
    assert cobijo("keys", "rotate") == "0 keys rewrapped\n"


def test_a_human_takes_writes_and_releases(started: Started) -> None:
    conversation, _, _ = case(join())
    refused = CliRunner().invoke(cli.app, ["human", "say", conversation, "hola"])
    assert refused.exit_code != 0
    cobijo("human", "take", conversation, "--organization", "Ayuda Legal")
    cobijo("human", "take", conversation, "--organization", "Ayuda Legal")  # told once
    cobijo("human", "say", conversation, given="Soy Ana.\n")
    with db.transaction() as session:
        assert session.get_one(t.Conversation, conversation).with_human
    cobijo("human", "release", conversation, "--organization", "Ayuda Legal")
    with db.transaction() as session:
        row = session.get_one(t.Conversation, conversation)
        assert not row.with_human
        said = [body["text"] for _, body in repo.replies(session, row, only_news=True)]
    assert len(said) == 3
    assert "Ayuda Legal" in said[0]
    assert said[1] == "Soy Ana."
    assert CliRunner().invoke(cli.app, ["human", "take", new_id("c"), "--organization", "A"]).exit_code != 0


def test_migrate_makes_the_tables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/new.sqlite")
    db.forget()
    cobijo("migrate")
    from sqlalchemy import inspect

    assert set(t.Base.metadata.tables) <= set(inspect(db.engine()).get_table_names())
    db.forget()


def _get(api_key: str, referral_id: str, *, accept: bool = False) -> dict[str, Any]:
    async def call() -> dict[str, Any]:
        transport = httpx.ASGITransport(make_app())
        headers = {"Authorization": f"Bearer {api_key}"}
        async with httpx.AsyncClient(transport=transport, base_url="http://test", headers=headers) as client:
            if accept:
                (await client.post(f"/partner/referrals/{referral_id}/accept")).raise_for_status()
            got = await client.get(f"/partner/referrals/{referral_id}")
            return dict(got.raise_for_status().json())

    return asyncio.run(call())


def test_an_organization_does_not_learn_which_others_were_agreed_to(started: Started) -> None:
    one, two = join("Uno"), join("Dos")
    _, (first, _), _ = case(one, two)
    shown = _get(one["api_key"], first, accept=True)
    assert shown["record"]["record"]["consent.share"] == [one["id"]]
    assert two["id"] not in json.dumps(shown)


def test_nothing_of_a_case_is_shown_once_it_is_withdrawn(started: Started) -> None:
    one = join("Uno")
    conversation_id, (referral_id,), _ = case(one)
    assert _get(one["api_key"], referral_id)["nationality"] == "HN"
    with db.transaction() as session:
        referrals.withdraw_all(session, conversation_id, "consent_withdrawn")
    assert set(_get(one["api_key"], referral_id)) == {"id", "urgency", "state"}


def test_figures_hide_what_is_fewer_than_five(started: Started) -> None:
    def figure(port: str, month: str | None, kind: str) -> t.Figure:
        return t.Figure(id=new_id("n"), conversation_id=None, port=port, month=month, nationality="HN",
                        kinds={"all": [kind]}, flags={"all": ["force_by_officer"]})

    with db.transaction() as session:
        session.add_all([figure("hidalgo", "2026-05", "turned_back") for _ in range(5)])
        session.add_all([figure("roma", "2026-05", "separated") for _ in range(4)])
        session.add(figure("roma", None, "separated"))
    lines = {by: cobijo("figures", "--by", by).split() for by in ("port", "kind", "flag", "nationality")}
    assert lines["port"] == ["month,port,cases", "2026-05,hidalgo,5"]
    assert lines["kind"] == ["month,kind,cases", "2026-05,turned_back,5"]
    assert lines["flag"][1:] == ["2026-05,force_by_officer,9"]
    assert lines["nationality"][1:] == ["2026-05,HN,9"]
