"""The frozen values that go out of the database for a turn and come back to be committed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from intake.record import Value
from intake.routing import PartnerView


@dataclass(frozen=True)
class Told:
    """A message of the person as a turn sees it."""

    id: str
    text: str
    received_at: datetime
    turn: int | None = None
    client_id: str = ""


@dataclass(frozen=True)
class FactRow:
    """A fact to record or as recorded: ``state`` value, unknown, declined, none; or "removed"."""

    field: str
    value: Value
    state: str
    words: str
    message_id: str | None
    basis: str


@dataclass(frozen=True)
class Loaded:
    """A conversation opened for one turn."""

    id: str
    channel: str
    language: str | None
    stored: bool
    done: bool
    with_human: bool
    turn: int
    heard_at: datetime
    state: dict[str, Any]
    snapshot: dict[str, Any] | None
    facts: tuple[FactRow, ...]
    untold: tuple[Told, ...]  # not answered yet, in order
    held: tuple[Told, ...]  # answered before consent.store, kept until they agree
    address: str | None = None
    partners: tuple[PartnerView, ...] = ()
    shared: tuple[Shared, ...] = ()
    failed: int = 0  # times in a row that a turn broke on `untold`

    @property
    def record(self) -> dict[str, Value]:
        """Field to value, only fields that hold one."""
        return {fact.field: fact.value for fact in self.facts if fact.state == "value"}

    @property
    def unanswered(self) -> dict[str, str]:
        """Field to unknown, declined or none."""
        return {fact.field: fact.state for fact in self.facts if fact.state != "value"}


@dataclass(frozen=True)
class Shared:
    """An organization that was asked about a case: its name, the referral's state, until when it may answer."""

    name: str
    state: str
    until: datetime | None = None


@dataclass(frozen=True)
class Saying:
    """One rendered reply."""

    text: str
    choices: tuple[dict[str, str], ...] = ()
    topic: str | None = None
    sources: tuple[dict[str, Any], ...] = ()
    reviewed_on: str | None = None
    encoding: str | None = None
    segments: int | None = None

    @property
    def body(self) -> dict[str, Any]:
        """What of it the chat API and the history give."""
        return {"text": self.text, "choices": list(self.choices), "topic": self.topic,
                "sources": list(self.sources), "reviewed_on": self.reviewed_on}


@dataclass(frozen=True)
class ConsentRow:
    """A consent given or refused in this turn."""

    kind: str
    given: bool
    message_id: str | None
    wording: str
    partner_id: str | None = None


@dataclass(frozen=True)
class TurnCommit:
    """All that one turn changes; written in one transaction."""

    state: dict[str, Any]
    snapshot: dict[str, Any] | None
    replies: tuple[Saying, ...]
    facts: tuple[FactRow, ...] = ()
    consents: tuple[ConsentRow, ...] = ()
    language: str | None = None
    done: bool = False
    stored: bool | None = None  # None: unchanged; False: erase what was held
    wants_human: bool = False
    withdraw: tuple[str, ...] = ()  # partner ids whose consent is taken back ("*": all)
