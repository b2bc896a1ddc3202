"""The people a text speaks of as one group: who of them is a child, who is introduced together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from intake.understanding.people_ages import GROWN
from intake.understanding.people_mentions import ADULT, CHILD, PARENTS, Mention
from intake.understanding.people_together import chains
from intake.understanding.types import Span

SURE, TOLD, LIKELY, UNSURE = 0.93, 0.85, 0.8, 0.6
SUBJECTS = ("pair", "parents", *PARENTS)


@dataclass(frozen=True)
class Part:
    """One thing told of the group: its value, how sure, and where it stands."""

    value: int | list[int]
    confidence: float
    span: Span


@dataclass(frozen=True)
class Said:
    """A text with the people who were there and those who were not, and what it answers ('' in a story)."""

    folded: str
    mentions: tuple[Mention, ...]
    away: tuple[Mention, ...]
    asked: str


def span_of(mentions: Iterable[Mention]) -> Span:
    found = list(mentions)
    return Span(min(m.start for m in found), max(m.end for m in found))


def is_child(mention: Mention) -> bool:
    if mention.kind in ("kin", "friend", "person") and mention.ages:
        return all(age < GROWN for age in mention.ages)
    return mention.kind in CHILD and not (mention.ages and min(mention.ages) >= GROWN)


def is_adult(mention: Mention) -> bool:
    if mention.kind in CHILD:
        return bool(mention.ages) and min(mention.ages) >= GROWN
    return mention.kind in ADULT and not is_child(mention)


def subject(said: Said) -> list[Mention]:
    """Those a report introduces together: "una pareja", "a father and his two sons", "three sisters"."""
    if said.asked:
        return []
    for chain in chains(said.folded, [m for m in said.mentions if m.kind != "self"], False):
        first = chain[0]
        if first.led or first.whose in ("mine", "theirs"):
            continue
        several = any(m.kind in ("pair", "parents") for m in chain) or (
            first.kind in ("kin", "friend") and (first.count or 0) > 1)
        family = first.kind in SUBJECTS and any(is_child(m) for m in chain[1:])
        others = first.kind in ("person", "teen") and any(m.whose == "theirs" for m in chain[1:])
        if several or family or others:
            return chain
    return []


def number_of(part: Part) -> int:
    """How many people it tells of, by their number or their ages."""
    return len(part.value) if isinstance(part.value, list) else part.value
