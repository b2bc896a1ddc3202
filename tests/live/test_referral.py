"""From the first word to a signed webhook and back, through the real bot."""

from __future__ import annotations

import json
import subprocess
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx
import pytest
from standardwebhooks.webhooks import Webhook

from tests.conftest import ROOT, Stack, free_port
from tests.eval.drive import Talk

STORY = ("soy de honduras, el 3 de mayo de 2026 fui solo al puente Paso del Norte, ya dentro del edificio "
         "el oficial de CBP me dijo \"no hay espacio\" y me empujo. yo le pedi asilo y le dije que tengo miedo de "
         "la mara")
ANSWERS = {"language": "español", "consent.store": "si", "fear.danger_now": "no", "narrative.text": STORY,
           "person.adults": "solo yo", "person.children_ages": "no", "person.pregnant_or_ill": "no",
           "person.location_city": "ciudad juarez", "person.name": "Wilmer", "person.phone": "656 555 0144",
           "person.safe_to_contact": "si", "confirm": "si", "fear.fears_return": "si", "fear.by_whom": "la mara"}


def add_partner(stack: Stack, webhook: str = "http://127.0.0.1:9/webhook") -> dict[str, str]:
    """An organization that serves every place."""
    command = [ROOT / ".venv/bin/python", "-m", "api.cli", "partner", "add", "Ayuda Uno", "--webhook", webhook,
               "--json"]
    made = subprocess.run(command, cwd=ROOT, env=stack.env(), capture_output=True, text=True, check=True)
    return dict(json.loads(made.stdout))


def reach(stack: Stack, awaiting: str) -> Talk:
    """Talk until this is awaited."""
    talk = Talk(stack.url)
    while talk.awaiting != awaiting and talk.turns < 40:
        talk.say(ANSWERS.get(talk.awaiting or "", "no"))
    assert talk.awaiting == awaiting
    return talk


@pytest.fixture
def receiver() -> Iterator[tuple[str, list[tuple[dict[str, str], bytes]]]]:
    """A partner's web server: (its webhook's address, what it got)."""
    got: list[tuple[dict[str, str], bytes]] = []
    broken = [True]  # the first attempt fails, the next is taken

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *args: Any) -> None:
            return None

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(500 if broken else 204)
            self.end_headers()
            if broken:
                broken.clear()
            else:
                got.append((dict(self.headers.items()), body))

    port = free_port()
    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{port}/webhook", got
    server.shutdown()
    server.server_close()


def test_signed_offer_names_nobody_and_accepting_opens_the_record(
        own_stack: Stack, receiver: tuple[str, list[tuple[dict[str, str], bytes]]]) -> None:
    webhook, got = receiver
    partner = add_partner(own_stack, webhook)
    talk = reach(own_stack, "consent.share")
    assert not got
    talk.say("si")
    until = time.monotonic() + 30
    while not got and time.monotonic() < until:
        time.sleep(0.2)
    headers, body = got[0]
    event = Webhook(partner["webhook_secret"]).verify(body, {k.lower(): v for k, v in headers.items()})
    assert event["type"] == "referral.offered"
    assert event["data"]["nationality"] == "HN"
    assert event["data"]["urgency"] == "urgent"
    for secret in ("Wilmer", "6565550144", "espacio", "mara"):
        assert secret not in body.decode()
    keyed = httpx.Client(base_url=own_stack.url, headers={"Authorization": f"Bearer {partner['api_key']}"})
    path = f"/partner/referrals/{event['data']['id']}"
    assert "record" not in keyed.get(path).json()
    accepted = keyed.post(f"{path}/accept").json()
    assert accepted["record"]["record"]["person.phone"] == "+526565550144"
    assert keyed.post(f"{path}/accept").status_code == 409
    assert talk.say("no")["done"] is True
    assert any("Ayuda Uno" in m["text"] for m in talk.say("¿que paso con mi caso?")["messages"])
    news = [m for m in talk.http.get(f"/chat/conversations/{talk.id}").json()["history"] if m["from"] == "cobijo"]
    assert any("Ayuda Uno" in m["text"] and "caso" in m["text"] for m in news)
    talk.say("borra todo lo que dije")
    assert set(keyed.get(path).json()) == {"id", "urgency", "state"}
    keyed.close()


def test_no_consent_no_referral(own_stack: Stack) -> None:
    partner = add_partner(own_stack)
    talk = reach(own_stack, "consent.share")
    assert talk.say("no se, tal vez")["awaiting"] == "consent.share"
    assert talk.say("no")["awaiting"] == "consent.statistics"
    headers = {"Authorization": f"Bearer {partner['api_key']}"}
    listed = httpx.get(f"{own_stack.url}/partner/referrals", headers=headers)
    assert listed.json()["referrals"] == []
