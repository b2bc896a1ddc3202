"""One running turn: what was loaded, what was heard, and the draft of what will be committed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from intake.db.shapes import ConsentRow, FactRow, Loaded, Shared, Told
from intake.dialogue.requests import Request
from intake.record import Value
from intake.routing import PartnerView
from intake.screening import Progress, states
from intake.understanding.types import Heard, Language


@dataclass(frozen=True)
class Say:
    """One thing to say: a key of content/messages, or a card; ``values`` fill its placeholders."""

    key: str
    values: dict[str, Any] = field(default_factory=dict)
    topic: str | None = None
    kind: str | None = None  # which danger a card answers


@dataclass(frozen=True)
class Outcome:
    """What an action answers Rasa: says, slot states, and whether the form hands back."""

    says: tuple[Say, ...] = ()
    states: dict[str, str | None] = field(default_factory=dict)
    hand_back: bool = False
    asks: bool = False  # the form begins again, for what was reopened


@dataclass
class Turn:
    """A turn in memory of the process that runs it; nothing is written before its commit."""

    id: str
    loaded: Loaded
    text: str
    told: tuple[Told, ...]
    today: date
    language: Language
    heard: Heard = field(default_factory=Heard)
    request: Request | None = None  # known by its words; Rasa gets its name as the intent
    # the draft
    record: dict[str, Value] = field(default_factory=dict)
    unanswered: dict[str, str] = field(default_factory=dict)
    overheard: Callable[[], dict[str, Value]] = dict  # before they agree: to answer rightly, never kept
    changes: dict[str, FactRow] = field(default_factory=dict)
    consents: list[ConsentRow] = field(default_factory=list)
    state: dict[str, Any] = field(default_factory=dict)
    said: list[Say] = field(default_factory=list)
    new_language: str | None = None
    stored: bool = False
    stored_change: bool | None = None
    done: bool = False
    wants_human: bool = False
    withdraw: list[str] = field(default_factory=list)
    absorbed: bool = False
    digressed: bool = False
    progressed: bool = False  # something was recorded or agreed in this turn
    broke: Exception | None = None  # what an action raised
    acted: bool = False  # an action was called: Rasa did its part
    noted: list[Say] = field(default_factory=list)  # says of actions; Rasa carries their places only
    snapshot: dict[str, Any] | None = None
    partners: tuple[PartnerView, ...] = ()
    statuses: tuple[Shared, ...] = ()  # of each referral

    @classmethod
    def of(cls, turn_id: str, loaded: Loaded, told: tuple[Told, ...], text: str, today: date,
           language: Language) -> Turn:
        """A turn whose draft is what was committed last."""
        return cls(turn_id, loaded, text, told, today, language, record=loaded.record,
                   unanswered=loaded.unanswered, state=dict(loaded.state), stored=loaded.stored,
                   done=loaded.done, partners=loaded.partners, statuses=loaded.shared)

    @property
    def awaiting(self) -> str | None:
        """What the last message asked for."""
        return self.loaded.state.get("awaiting")

    @property
    def message_id(self) -> str | None:
        """The newest message, for consents."""
        return self.told[-1].id if self.told else None

    @property
    def known(self) -> dict[str, Value]:
        """What an answer may go by."""
        quiet = self.state.get("quiet")  # somebody else may hold the phone
        return self.record if self.stored and not quiet else self.overheard()

    def progress(self) -> Progress:
        """Where the draft stands, for `screening`."""
        state = self.state
        return Progress(
            channel=self.loaded.channel, language_known=bool(self.loaded.language or self.new_language),
            stored=self.stored, declined=bool(state.get("declined")), confirmed=bool(state.get("confirmed")),
            detail=bool(state.get("detail")), offers_open=bool(next_offer(state)), done=self.done,
            statistics_answered="statistics" in state,
            reopened=frozenset(state.get("reopened", ())), skipped=frozenset(state.get("skipped", ())),
            safety_first="go_on" in state or "safety" in state)

    def slot_states(self) -> dict[str, str | None]:
        """The state of every slot of the form, by the draft."""
        return states(self.record, self.unanswered, self.progress())


def next_offer(state: dict[str, Any]) -> str | None:
    """The organization that is asked about next, if any."""
    answers = state.get("answers", {})
    return next((partner for partner in state.get("offers", ()) if partner not in answers), None)
