"""``cobijo``: serve, migrate, figures, partners, content, keys, a human in a conversation."""

from __future__ import annotations

import base64
import csv
import json
import secrets
import sys
from typing import Annotated
from urllib.parse import urlsplit

import typer
import uvicorn
from alembic import command
from alembic.config import Config
from sqlalchemy import select
from sqlalchemy.orm import Session

from api import cli_content
from intake import content, news
from intake.clock import new_id, now
from intake.db import repository as repo
from intake.db import tables as t
from intake.db.crypto import digest
from intake.db.session import keyring, transaction
from intake.figures import By, cells
from intake.settings import settings

app = typer.Typer(no_args_is_help=True, help="Cobijo: intake and referral.")
partner = typer.Typer(no_args_is_help=True, help="Organizations that receive referrals.")
keys = typer.Typer(no_args_is_help=True, help="Encryption keys.")
app.add_typer(partner, name="partner")
app.add_typer(cli_content.app, name="content")
app.add_typer(keys, name="keys")
human = typer.Typer(no_args_is_help=True, help="A human answers in place of the program.")
app.add_typer(human, name="human")


@app.command()
def serve() -> None:
    """Serve the app on HOST and PORT."""
    uvicorn.run("api.app:app", host=settings().host, port=settings().port, log_config=None, access_log=False)


@app.command()
def migrate() -> None:
    """Bring the database to the newest tables."""
    command.upgrade(Config("alembic.ini"), "head")


@app.command("figures")
def public_figures(by: Annotated[By, typer.Option(help="port, nationality, kind or flag")] = "port") -> None:
    """Cases by month as CSV: who agreed to be counted, in cells of five or more."""
    with transaction() as session:
        rows = cells(session, by)
    out = csv.writer(sys.stdout)
    out.writerows([("month", by, "cases"), *rows])


def _new_secret() -> str:
    return "whsec_" + base64.b64encode(secrets.token_bytes(24)).decode()


def _show(made: dict[str, str], as_json: bool) -> None:
    print(json.dumps(made) if as_json else "\n".join(f"{key}: {value}" for key, value in made.items()))


@partner.command("add")
def add_partner(name: str, webhook: Annotated[str, typer.Option()],
                place: Annotated[list[str] | None, typer.Option()] = None,
                language: Annotated[list[str] | None, typer.Option()] = None,
                capacity: Annotated[int | None, typer.Option()] = None,
                as_json: Annotated[bool, typer.Option("--json")] = False) -> None:
    """Add an organization; its API key and webhook secret are shown once. No --place: serves every place."""
    parts = urlsplit(webhook)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise typer.BadParameter(f"--webhook is no address of the form https://host/path: {webhook}")
    partner_id, api_key, secret = new_id("p"), f"ck_{secrets.token_urlsafe(32)}", _new_secret()
    with transaction() as session:
        sealed = repo.house_sealer(session).seal([secret], f"partners|secrets|{partner_id}")
        session.add(t.Partner(
            id=partner_id, name=name, api_key_hash=digest(api_key), webhook_url=webhook, secrets_sealed=sealed,
            places={"ids": place} if place else {"any": True}, languages={"tags": language or ["es", "en"]},
            is_open=True, capacity=capacity, disabled_at=None, created_at=now()))
    _show({"id": partner_id, "api_key": api_key, "webhook_secret": secret}, as_json)


@partner.command("list")
def list_partners() -> None:
    """Every organization, without secrets."""
    with transaction() as session:
        for row in session.scalars(select(t.Partner).order_by(t.Partner.name)):
            state = "disabled" if row.disabled_at else "open" if row.is_open else "closed"
            print(f"{row.id}  {row.name}  {state}")


def _partner(session: Session, partner_id: str) -> t.Partner:
    row = session.get(t.Partner, partner_id, with_for_update=True)
    if row is None:
        raise typer.BadParameter(f"no organization has the id {partner_id} (cobijo partner list)")
    return row


@partner.command("open")
def open_partner(partner_id: str) -> None:
    """Offer cases to it again, also after a 410."""
    with transaction() as session:
        row = _partner(session, partner_id)
        row.is_open, row.disabled_at = True, None


@partner.command("close")
def close_partner(partner_id: str) -> None:
    """Offer it no new cases."""
    with transaction() as session:
        _partner(session, partner_id).is_open = False


@partner.command("rotate-secret")
def rotate_secret(partner_id: str, finish: Annotated[bool, typer.Option("--finish")] = False,
                  as_json: Annotated[bool, typer.Option("--json")] = False) -> None:
    """Sign with a new secret and the one before; --finish drops the old one."""
    where = f"partners|secrets|{partner_id}"
    with transaction() as session:
        row = _partner(session, partner_id)
        house = repo.house_sealer(session)
        known: list[str] = house.open(row.secrets_sealed, where)
        kept = known[:1] if finish else [_new_secret(), known[0]]
        row.secrets_sealed = house.seal(kept, where)
    if not finish:
        _show({"id": partner_id, "webhook_secret": kept[0]}, as_json)


@keys.command("rotate")
def rotate_keys() -> None:
    """Wrap every data key with the newest house key (put the new one first in COBIJO_KEYS before)."""
    ring, count = keyring(), 0
    with transaction() as session:
        for row in session.scalars(select(t.Conversation)):
            if not ring.is_newest(row.wrapped_key):
                row.wrapped_key, count = ring.wrap(ring.unwrap(row.wrapped_key, row.id), row.id), count + 1
        for house in session.scalars(select(t.HouseSecret)):
            if not ring.is_newest(house.wrapped):
                house.wrapped, count = ring.wrap(ring.unwrap(house.wrapped, house.name), house.name), count + 1
    print(f"{count} keys rewrapped")


def _conversation(session: Session, conversation_id: str) -> t.Conversation:
    row = session.get(t.Conversation, conversation_id, with_for_update=True)
    if row is None:
        raise typer.BadParameter(f"no conversation has the id {conversation_id}")
    return row


def _hand(conversation_id: str, organization: str, with_human: bool) -> None:
    if not organization:
        raise typer.BadParameter("--organization or DESK_NAME")
    with transaction() as session:
        row = _conversation(session, conversation_id)
        if row.with_human == with_human:
            return
        row.with_human, row.wants_human_at = with_human, None
        key = f"service.human_takeover.{'start' if with_human else 'end'}"
        channel = "web" if row.channel == "chat" else "sms"
        news.say(session, row, content.render(key, row.language or "es", channel, organization=organization))


@human.command("take")
def take(conversation_id: str, organization: Annotated[str, typer.Option()] = "") -> None:
    """From now on the program is silent here and the person is told who writes."""
    _hand(conversation_id, organization or settings().desk_name, True)


@human.command("release")
def release(conversation_id: str, organization: Annotated[str, typer.Option()] = "") -> None:
    """The program answers again."""
    _hand(conversation_id, organization or settings().desk_name, False)


@human.command("say")
def say(conversation_id: str, text: Annotated[str, typer.Argument()] = "-") -> None:
    """Write to the person after `take`; TEXT is read from standard input when it is left out."""
    words = (sys.stdin.read() if text == "-" else text).strip()
    with transaction() as session:
        row = _conversation(session, conversation_id)
        if not row.with_human:
            raise typer.BadParameter(f"first: cobijo human take {conversation_id}")
        if not words:
            raise typer.BadParameter("there are no words to say")
        news.say(session, row, words)


if __name__ == "__main__":
    app()
