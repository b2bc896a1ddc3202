"""Who travelled together: adults, children and their ages, from a story or an answer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from intake.understanding import people_ages, people_together
from intake.understanding.normal import fold
from intake.understanding.people_adults import count_adults, is_alone
from intake.understanding.people_ages import GROWN
from intake.understanding.people_group import (
    LIKELY,
    TOLD,
    UNSURE,
    Part,
    Said,
    is_child,
    number_of,
    span_of,
    subject,
)
from intake.understanding.people_mentions import Mention
from intake.understanding.people_own import bare_age, own_age, relative_told_of
from intake.understanding.people_words import cue, written
from intake.understanding.types import Span

ASKED = ("person.adults", "person.children_ages", "person.children")
_WRITER_LIVES = re.compile(r"\b(?:yo|i|i'm|nosotros|we) (?:\w+ )?(?:estoy|vivo|estamos|vivimos|sigo|am|live|are|living|in)\b")
_MOST_CHILDREN = 12

_TWIN = re.compile(r"\b(?:twin|gemel[oa]s|melliz[oa]s) ")  # "her twin boys, 3"


@dataclass(frozen=True)
class PeopleHit:
    """The group; None where nothing was said. Ages in whole years, 0 under one year."""

    adults: Part | None = None
    children_ages: Part | None = None
    children: Part | None = None
    age: Part | None = None
    pregnant_or_ill: Part | None = None
    unaccompanied_child: Part | None = None

    def parts(self) -> Iterator[tuple[str, Part]]:
        """What was said, by the name of its field."""
        for name in ("adults", "children_ages", "children", "age", "pregnant_or_ill", "unaccompanied_child"):
            told = getattr(self, name)
            if told is not None:
                yield f"person.{name}", told


def find_people(text: str, asked: str = "", counts_self: bool = True, plain: str = "",
                minor: bool = False) -> PeopleHit:
    """The group that travelled together; relatives elsewhere do not count.

    ``asked``: the field that a short text answers: then everyone named belongs to the group, and
    bare numbers count. ``counts_self``: whether the writer is one of the group. ``plain``: the text
    folded, where some of it is hidden. ``minor``: it answers whether the writer is a child alone.
    """
    folded = plain or fold(text).replace("\n", "," if asked else ".")
    every = people_together.read(folded, text, bool(asked))
    about = relative_told_of(folded, every)
    away = tuple(m for m in every if m.away or (about and _is_of_writer(folded, m.start)))
    here = tuple(m for m in every if m not in away and m is not about)
    said = Said(folded, here, away, asked)
    ages, count = _children(said)
    adults = count_adults(said, ages, count, counts_self and about is None)
    alone = is_alone(said)
    own = (bare_age(folded) if minor else None) or own_age(text, folded, every, about, asked)
    minor_alone = own if own and number_of(own) < GROWN and alone else None
    if alone and not (ages or count or minor_alone or any(is_child(m) for m in said.mentions)):
        ages = Part([], LIKELY, alone)
    left_alone = Part(True, LIKELY, minor_alone.span) if minor_alone else None
    return PeopleHit(adults, ages, count, own, _pregnant(folded), left_alone)


def _is_of_writer(folded: str, at: int) -> bool:
    """Whether the relative who writes tells whom they live with: "yo estoy en Tegucigalpa con los niños"."""
    begin = max(folded.rfind(stop, 0, at) for stop in ".;!?")
    return _WRITER_LIVES.search(folded, begin + 1, at) is not None


def _children(said: Said) -> tuple[Part | None, Part | None]:
    """The ages of the children, or how many there are."""
    none = cue("no_children").spans(said.folded)
    grown = cue("grown").spans(said.folded) if said.asked else []
    told = [m for m in said.mentions if is_child(m) and (said.asked or _is_of_group(said, m))]
    told = _whole_list(told) or _once(said, told)
    if said.asked == "person.children_ages":
        bare = _bare(said, told)
        if bare is not None and number_of(bare) > sum(len(m.ages) for m in told):
            return bare, None
    empty = none or grown
    if empty and not any(m.ages for m in told):
        return Part([], TOLD, Span(*empty[0])), None
    away = cue("children_away").spans(said.folded) if said.asked == "person.children_ages" else []
    if away and not any(m.ages for m in told):
        return Part([], TOLD, Span(*away[0])), None  # "they stayed in Honduras"
    if not told and said.asked and (one := cue("one_child").spans(said.folded)):
        return None, Part(1, TOLD, Span(*one[0]))
    return _counted(said, told) if told else (None, None)


def _whole_list(told: list[Mention]) -> list[Mention]:
    """The one list that has every age told: "the children: 14, 11, 9 and 2"."""
    every = {age for m in told for age in m.ages}
    return next(([m] for m in told if len(m.ages) > 1 and every <= {*m.ages} and len(told) > 1
                 and len(m.ages) >= max(other.heads or 1 for other in told)), [])


def _is_of_group(said: Said, mention: Mention) -> bool:
    """Whether a story puts this child in the group: in company, or their own and told with its age."""
    if mention.kind == "which" and not any(m.start < mention.start and is_child(m) for m in said.mentions):
        return mention.linked
    return mention.linked or mention in subject(said) or bool(
        mention.ages and mention.whose in ("mine", "theirs", "the"))


def _once(said: Said, told: list[Mention]) -> list[Mention]:
    """Each child once: one who is spoken of again, in another sentence or without an age, is left out."""
    out: list[Mention] = []
    for mention in told:
        ages = [age for other in out for age in other.ages]
        again = [m for m in out if re.search(r"[.;!?]", said.folded[m.end:mention.start])]
        if mention.ages and len(mention.ages) == 1 and mention.ages[0] in [a for m in again for a in m.ages]:
            continue
        if again and not mention.ages and (ages or any(m.heads for m in out)):
            continue
        counted = [m.heads for m in again if m.heads is not None and m.heads > 1]
        if counted and mention.kind == "which" and sum(counted) <= len(ages):
            continue
        out.append(mention)
    bare = [m for m in out if not m.ages]
    later = [m for m in said.away if is_child(m) and len(m.ages) == 1 and m.whose in ("mine", "theirs", "the")]
    if len(bare) == len(out) == len(later) == 1 and bare[0].heads == 1 and later[0].start > bare[0].start:
        return [replace(bare[0], ages=later[0].ages)]  # "with her toddler ... her daughter, 2, was crying"
    return _filled(out)


def _filled(told: list[Mention]) -> list[Mention]:
    """ "dos niños, el grande tiene 12 y la chiquita 2": those told after a number are of it."""
    bare = [m for m in told if not m.ages and m.kind != "twins"]
    aged = [age for m in told for age in m.ages]
    if bare and aged and sum(m.heads or 1 for m in bare) >= len(aged):
        first, rest = bare[0], [m for m in told if m.ages]
        if rest[0].start > first.start and (first.heads is None or first.heads >= len(aged)):
            return [replace(first, ages=tuple(aged), end=max(first.end, rest[-1].end)), *bare[1:]]
    return told


def _counted(said: Said, told: list[Mention]) -> tuple[Part | None, Part | None]:
    ages: list[int] = []
    heads = 0
    for mention in told:
        own = [age for age in mention.ages if age < GROWN]
        many = mention.heads or (2 if _TWIN.search(said.folded, mention.start, mention.end) else 1)
        if len(own) == 1 and many > 1 and (mention.heads is None or mention.kind in ("twins", "triplets")
                                           or _alike(said, mention)):
            own *= many
        ages += own
        heads += max(len(own), (mention.heads or len(own) or 0) - len([a for a in mention.ages if a >= GROWN]))
    span = span_of(told)
    sure = TOLD if said.asked or any(m.linked for m in told) else LIKELY
    if any(m.heads == len(ages) > len(m.ages) > 0 for m in told):
        heads = len(ages)  # "three children, 12, 6 and one baby of 8 months"
    if any(m.heads is None and not m.ages for m in told):
        return (Part(ages, UNSURE, span), None) if ages else (None, None)
    if ages and len(ages) >= heads:
        return Part(ages, sure, span), None
    if not 0 < heads <= _MOST_CHILDREN:
        return None, None
    return (Part(ages, UNSURE, span) if ages else None), Part(heads, sure, span)


def _alike(said: Said, mention: Mention) -> bool:
    """Whether one age is told of both or all of them."""
    return written("alike").search(said.folded, mention.start, mention.end) is not None


def _bare(said: Said, told: list[Mention]) -> Part | None:
    """The ages in an answer that names no child with an age."""
    ages = people_ages.bare(said.folded)
    whole = Span(0, len(said.folded))
    kept = [age for age in ages if age < GROWN]
    if told and len(kept) == 1 and (told[0].heads or 1) > 1:
        kept *= told[0].heads or 1
    return Part(kept, 0.9, whole) if kept else None


def _pregnant(folded: str) -> Part | None:
    match = written("pregnant").search(folded)
    if match is None or written("not_pregnant").search(folded):
        return None
    return Part(True, TOLD, Span(*match.span()))


def travels_alone(text: str, plain: str = "") -> Span | None:
    """Where it is told that somebody travelled alone."""
    folded = plain or fold(text)
    return is_alone(Said(folded, (), (), ""))


def says_born(text: str) -> bool:
    """Whether the words tell when a child was born."""
    return written("born").search(fold(text)) is not None
