"""The ages of their children put right: all told anew, or one in place of another."""

from __future__ import annotations

import re

from intake.understanding import answers_lexicon as lexicon
from intake.understanding.answers_values import read_value
from intake.understanding.normal import fold
from intake.understanding.people_ages import GROWN
from intake.understanding.people_words import number, value
from intake.understanding.types import Context, Fact, Span

FIGURES = re.compile(r"(?<![\w$.,+-])(\d{1,2})(?:st|nd|rd|th)?(?![\w.,-]*\d)\b")
_WITH_MIDDLE = 3  # children, of whom one is the middle one
_UNDER_ONE = r"[\s-]*(?:mes(?:es|esitos?|ecitos?)?|months?|mos|semanas?|weeks?|wks?|dias|days)\b"  # of age


def numbers(folded: str) -> list[int]:
    """The numbers of a text, in figures or words; "one" is mostly none."""
    found = (match[0] for match in re.finditer(number(), folded))
    return [value(said) for said in found if not re.fullmatch("un[oa]?|one|a", said)]


def ages(left: str, folded: str, ctx: Context) -> Fact | None:
    """Ages: all of them told anew, or one put in place of one that is denied."""
    old = ctx.known.get("person.children_ages") or []
    new = [age for age in numbers(re.sub(number() + _UNDER_ONE, "0 anos", fold(left))) if age < GROWN]
    in_figures = [int(match[1]) for match in FIGURES.finditer(left)]
    if len(new) > len(in_figures) > 1 and new[0] == len(new) - 1:
        new = new[1:]  # "its three: 4, 9 n a baby of 1"
    if len(new) > max(1, len(old)) or len(old) == 1:  # "turned 7 last week, she is 7"
        new = list(dict.fromkeys(new))
    denied = [age for age in numbers(folded) if age in old]
    denied = [age for age in denied if age not in new]
    span = Span(0, len(left))
    turned = len(new) == 1 and len(old) > 1 and old.count(new[0] - 1) == 1 and not denied
    if turned and lexicon.stands(lexicon.listed("corrections", "birthday"), folded):
        denied = [new[0] - 1]  # "the youngest turned 8"
    if len(new) == 1 and len(denied) == 1 and len(old) > 1:
        return Fact("person.children_ages", [new[0] if age == denied[0] else age for age in old], span=span)
    adds = lexicon.stands(lexicon.listed("corrections", "adds"), folded) and not denied
    if len(new) == 1 and len(old) > 1 and not adds and (which := _which_child(folded, old)) is not None:
        return Fact("person.children_ages", [*old[:which], new[0], *old[which + 1:]], span=span)
    if len(new) == 2 and new[0] in old and lexicon.stands(lexicon.listed("corrections", "was_of"), folded):
        return Fact("person.children_ages", [new[1] if age == new[0] else age for age in old], span=span)
    if new:
        if len(new) == 1 < len(old) and not (adds or denied) and not lexicon.stands(
                lexicon.listed("corrections", "only_one"), folded):
            return None  # of which child, is to be asked: none is lost
        more = [*old, *new] if adds and not {*old} & {*new} else new
        return Fact("person.children_ages", more, span=span, confidence=0.9)
    facts = read_value("person.children_ages", left, ctx)
    return next((fact for fact in facts if fact.field == "person.children_ages"), None)


def _which_child(folded: str, old: list[int]) -> int | None:
    """The place of the one child that is spoken of: "the youngest is 6"."""
    for key, age in (("youngest", min(old)), ("oldest", max(old)), ("middle", sorted(old)[len(old) // 2])):
        fits = key != "middle" or len(old) == _WITH_MIDDLE
        if fits and lexicon.stands(lexicon.listed("corrections", key), folded):
            return old.index(age)
    return None
