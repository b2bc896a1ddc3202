"""What a rule for dates gives back, and how rules are kept by their names."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from intake.understanding.dates_calendar import Match, Now


@dataclass(frozen=True)
class Read:
    """What a rule made of its match; without ``edtf`` the words are only kept from other rules."""

    edtf: str = ""
    confidence: float = 0.95
    options: tuple[str, ...] = ()
    offset: int | None = None


NOTHING = Read()
Rule = Callable[[Match, Now], Read | None]


def recorder(rules: dict[str, Rule]) -> Callable[[Rule], Rule]:
    """A decorator that keeps each rule in ``rules`` under the name it has in the pattern file."""
    def keep(function: Rule) -> Rule:
        rules[getattr(function, "__name__")] = function  # noqa: B009
        return function
    return keep


def on_day(day: date | None, sure: float, now: Now) -> Read:
    """That very day, when there is one that may be meant."""
    return Read(day.isoformat(), sure) if day and now.allows(day) else NOTHING


def in_month(day: date | None, sure: float, about: str = "") -> Read:
    """The month of that day."""
    return Read(day.isoformat()[:7] + about, sure) if day else NOTHING
