"""The values that understanding takes and returns; frozen, without behaviour."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from intake.record import Value

Language = Literal["es", "en"]
State = Literal["value", "unknown", "declined", "none"]
Reply = Literal["yes", "no", "unknown", "declined", "none"]


@dataclass(frozen=True)
class Span:
    """Where the evidence stands in the text that was given: characters start..end."""

    start: int
    end: int


@dataclass(frozen=True)
class Context:
    """What understanding may know besides the words.

    ``today`` is the day of the message. ``awaiting`` is the field the last message asked for
    (also ``confirm``, ``consent.store``, ``menu``...), ``known`` the record so far (values only),
    ``checking`` a heard value that was just put to the person as a yes/no question
    ("¿Fue en el puente Santa Fe?"): field name and value. ``done``: everything is asked; what is told
    now adds, corrects, or is to be asked back.
    """

    language: Language
    today: date
    awaiting: str | None = None
    known: Mapping[str, Value] = field(default_factory=dict)
    checking: tuple[str, Value] | None = None
    done: bool = False

    @property
    def reads_back(self) -> bool:
        """Whether what was recorded is what they speak of."""
        return self.done or self.awaiting == "confirm"


@dataclass(frozen=True)
class Fact:
    """One thing heard: a value for a field, or that there is none / unknown / declined.

    ``confidence`` 0..1; under ``SURE`` it is asked, never recorded. ``basis``: told (the words
    say it), inferred (follows from them without doubt). ``correction``: the words change
    something said before. ``options``: for an ambiguous value, what it may be (then ``value`` is
    the likeliest, and confidence is under ``SURE``).
    """

    field: str
    value: Value = None
    state: State = "value"
    span: Span = Span(0, 0)
    confidence: float = 1.0
    basis: Literal["told", "inferred"] = "told"
    correction: bool = False
    options: tuple[Value, ...] = ()


@dataclass(frozen=True)
class Danger:
    """Danger now: which kind, and whether it is plain enough to answer it without asking."""

    kind: Literal["self_harm", "medical", "child_alone", "trafficking", "violence"] | None
    certain: bool
    span: Span = Span(0, 0)


@dataclass(frozen=True)
class Heard:
    """All that one text (one message, or the messages of a story joined by newlines) says.

    ``reply``: the whole message is a bare yes, no, "I don't know", "rather not say" or "there is
    none" (politeness around it allowed), else None. Only this may give or refuse a consent.
    ``answered``: what is awaited got an answer (value or state) in ``facts``.
    ``to_correct``: a field that they say is wrong without saying what is right: ask it again.
    ``announces``: they say that they will correct or add something, not what.
    ``danger``: what they are in now; a sure one is also the fact ``fear.danger_now``.
    """

    facts: tuple[Fact, ...] = ()
    reply: Reply | None = None
    answered: bool = False
    to_correct: str | None = None
    danger: Danger | None = None
    announces: Literal["correct", "add"] | None = None


SURE = 0.75
"""Facts below this confidence are asked back, with the heard value as the first choice."""
