"""How many adults travelled together, the person included."""

from __future__ import annotations

from intake.understanding.people_group import (
    LIKELY,
    SURE,
    TOLD,
    UNSURE,
    Part,
    Said,
    is_adult,
    is_child,
    number_of,
    span_of,
    subject,
)
from intake.understanding.people_mentions import Mention, says_the_one
from intake.understanding.people_words import cue, value, written
from intake.understanding.types import Span

_OURS = ("our ", "nuestr")


def count_adults(said: Said, ages: Part | None, count: Part | None, counts_self: bool) -> Part | None:
    children = number_of(ages) if ages else number_of(count) if count else 0
    none = cue("no_adults").spans(said.folded)
    if none:
        return Part(0, TOLD, Span(*none[0]))
    counted = [m for m in said.mentions if m.kind in ("adults", "adults_counted") and m.count is not None]
    if counted:
        return Part(sum(m.count or 0 for m in counted), SURE, span_of(counted))
    named = _named(said, counts_self)
    total = _total(said)
    if total and (named is None or named.confidence < LIKELY or not any(m.kind == "self" for m in said.mentions)):
        left = number_of(total) - children
        if left >= (0 if said.asked else 1) and (said.asked or children or named):
            told = ages or count or named or total.confidence < TOLD or cue("grown").spans(said.folded)
            return Part(left, TOLD if left and told else UNSURE, total.span)
    if named is not None:
        return named
    alone = is_alone(said)
    if alone:
        return Part(1, 0.9, alone)
    return _with_children(said)


def _named(said: Said, counts_self: bool) -> Part | None:
    """The adults told one by one, and the person, when they do not count only others."""
    young = {m.word for m in said.mentions if m.ages and is_child(m)}  # "my sister of 15 ... they took my sister"
    told = [m for m in said.mentions if is_adult(m) and not (m.word in young and not m.ages)]
    chain = subject(said)
    if not said.asked:
        pair = any(m.kind == "pair" for m in (*chain, *told))
        told = [m for m in told if (m in chain or m.linked) and not (pair and m.kind == "spouse")]
        told += [m for m in chain if m.kind == "person" and not pair]
    people = [m for m in said.mentions if m.kind == "person" and (m.heads or 0)] if said.asked else []
    if people and not told:
        return Part(sum(m.heads or 0 for m in people), LIKELY, span_of(people))
    if not told:
        return None
    heads = sum(m.heads or 2 for m in _different(told))
    own = not chain and (any(m.kind == "self" for m in said.mentions) or _counts_writer(said, told, counts_self)
                         or says_the_one(said.folded))
    vague = any(m.heads is None or (m.young and not m.ages) for m in told)
    return Part(heads + own, UNSURE if vague else LIKELY if not said.asked else TOLD, span_of(told))


def _counts_writer(said: Said, told: list[Mention], counts_self: bool) -> bool:
    """Whether the one who writes comes to those told: "my mother", "with a friend", "wife and two kids"."""
    if not said.asked:
        return True
    related = ("spouse", "kin", "friend")
    return counts_self and any(m.whose == "mine" or m.led or (m.linked and m.kind in related) or (
        m.kind in related and m.whose == "") for m in told)


def _different(told: list[Mention]) -> list[Mention]:
    """Each relative once, by whatever word."""
    seen: dict[str, Mention] = {}
    for mention in told:
        one = mention.kind in ("spouse", "mother", "father", "pair", "parents")
        key = mention.kind if one else mention.word.rstrip("s")
        if key not in seen or (mention.heads or 0) > (seen[key].heads or 0):
            seen[key] = mention
    return list(seen.values())


def _total(said: Said) -> Part | None:
    """How many they were in all."""
    match = written("total").search(said.folded)
    if match:
        return Part(value(match["a"] or match["b"]), TOLD, Span(*match.span()))
    if said.asked != "person.adults":
        return None
    grown = cue("grown").spans(said.folded)
    lead = written("number").search(said.folded) if grown else written("leading").match(said.folded)
    if lead is None:
        return None
    return Part(value(lead["n"]), LIKELY, Span(*lead.span()))


def is_alone(said: Said) -> Span | None:
    """Where it is told that the person travelled alone."""
    found = cue("alone").spans(said.folded) or (cue("alone_answer").spans(said.folded) if said.asked else [])
    for start, end in found:
        before = said.folded[max(0, start - 14):start]
        if not any(b >= len(before) - 1 for _, b in cue("not_alone").spans(before)):
            return Span(start, end)
    return None


def _with_children(said: Said) -> Part | None:
    """One adult with children: "con mi hija", "yo y mis hijos", "a woman and her son"."""
    own = any(m.kind == "self" for m in said.mentions)
    if said.asked in ("person.children_ages", "person.children") and not own:
        return None
    told = [m for m in said.mentions if is_child(m) and m.linked]
    family = [m for m in subject(said) if is_child(m)]
    if not told and said.asked and any(is_child(m) and m.whose == "mine" for m in said.mentions):
        told = [m for m in said.mentions if is_child(m)]
    found = told or family
    if not found:
        return _of_those(said)
    if said.folded.startswith(_OURS, found[0].start):
        return _parents(said, found)
    return Part(1, LIKELY, span_of(found))


def _parents(said: Said, children: list[Mention]) -> Part | None:
    """Of "our" children the two parents, where the other one is told of too."""
    other = [m for m in said.mentions if m.kind == "spouse" and m.whose == "mine"]
    return Part(2, LIKELY, span_of([*children, *other])) if other else Part(1, UNSURE, span_of(children))


def _of_those(said: Said) -> Part | None:
    """ "the two", told of the person and one child spoken of before."""
    children = [m for m in said.mentions if is_child(m) and m.heads == 1 and m.whose == "theirs"]
    match = written("those").search(said.folded)
    if said.asked or match is None or len({m.word for m in children}) != 1 or children[0].start > match.start():
        return None
    total = 2 if match["both"] else value(match["n"])
    return Part(1, LIKELY, Span(*match.span())) if total == 2 else None
