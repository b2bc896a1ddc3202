"""What a story tells of relatives, or of the one who writes, and not of the person."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from intake.understanding.clauses import Told
from intake.understanding.pattern_bank import bank
from intake.understanding.types import SURE, Fact

_CUSTODY_KINDS = (["detained"], ["prosecuted"], ["expelled"])
_OF_FAMILY = ("fear", "separation", "reporter", "narrative")  # told of relatives, and still theirs
_GROUP = ("person.adults", "person.children", "person.children_ages", "person.age", "person.nationality",
          "person.pregnant_or_ill", "person.interpreter_language", "person.unaccompanied_child",
          "detention.family_in_us", "incident.witnesses", "incident.lawyer_present")
_OF_PARTED = ("detention.months", "detention.days", "detention.facility", "detention.transferred",
              "detention.since", "detention.until", "incident.returned_to_city", "incident.returned_to_country",
              "person.location_city", "person.location_country")
_OPENS = 3  # characters before a subject that opens a clause
_SHORT = 130  # characters of a sentence that has one subject
_ASIDE, _BACK = re.compile(r"\s*(?:who|que|quien|quienes)\b.*,$"), 4  # clauses
_FIRST = re.compile(r"\b(?:i|me|my|we|us|our|yo|mi|mis|nos|nosotros|nosotras|conmigo|i'm|im)\b")
_THIRD = re.compile(r"\b(?:he|she|him|his|her|they|their|ella|su|sus|le|les)\b")


def without(told: Told, facts: Iterable[Fact]) -> Iterator[Fact]:
    """The facts but for those of which a relative, or the writer, is the subject."""
    every = tuple(fact for fact in facts if not _only_speaks_of(told, fact))
    writer = next((str(fact.value) for fact in every if fact.field == "reporter.is"
                   and fact.confidence >= SURE), "self")
    own = writer == "self" and _is_own_telling(told.plain)
    parted = any(fact.field == "incident.kinds" and fact.value == ["separated"] for fact in every)
    yield from (fact for fact in every if not _is_of_another(told, fact, writer, own)
                and not (parted and _is_of_parted(told, fact, writer)))


def _is_of_parted(told: Told, fact: Fact, writer: str) -> bool:
    """Whether it is of the one who was taken: "the boy spent four months in foster care"."""
    if fact.field not in _OF_PARTED:
        return False
    spouse = writer != "relative" and _opens(told, "spouse_subject", fact.span.start)
    return spouse or _opens(told, "child_subject", fact.span.start)


def _only_speaks_of(told: Told, fact: Fact) -> bool:
    """Whether "my cousin is detained" stands in a story of the person's own, and nobody is written for."""
    if fact.field != "reporter.is" or fact.value != "relative":
        return False
    said = told.plain[fact.span.start:fact.span.end]
    return not bank("scope", "writes_for").stands(said) and bank("scope", "own_acts").stands(told.plain)


def _is_own_telling(plain: str) -> bool:
    """Whether the person tells it of themselves: no less "I" than "she"."""
    return len(_FIRST.findall(plain)) >= max(1, len(_THIRD.findall(plain)))


def _is_of_another(told: Told, fact: Fact, writer: str, own: bool) -> bool:
    if fact.field == "person.name":
        before = told.plain[told.at(fact.span.start).start:fact.span.start].rstrip()
        of_others = "my_kin" if writer == "self" else "names_self"
        return any(end == len(before) for _, end in bank("scope", of_others).spans(before))
    if fact.field.partition(".")[0] in _OF_FAMILY or fact.field in _GROUP:
        return False
    start = fact.span.start
    if writer == "relative":
        return fact.field.startswith("person.location") and _opens(told, "writer_lives", start)
    if fact.field.startswith("person.location") and _opens(told, "household_subject", start):
        return True
    of_one = _is_of_custody(fact) or fact.field.startswith("person.location")
    if own and of_one and _opens(told, "third_subject", start):
        return True
    return _has_kin_subject(told, start)


def _is_of_custody(fact: Fact) -> bool:
    group = fact.field.partition(".")[0]
    return group in ("detention", "prosecution") or (
        fact.field == "incident.kinds" and fact.value in _CUSTODY_KINDS)


def _has_kin_subject(told: Told, start: int) -> bool:
    """Whether a relative opens the clause, or the short sentence where nobody else comes in."""
    if _opens(told, "kin_subject", start):
        return True
    first, last = told.sentence(start)
    clause = told.at(start)
    return last - first < _SHORT and clause.start > first and _opens(told, "kin_subject", first) and not (
        bank("scope", "own_subject").stands(told.plain[clause.start:clause.end]))


def _opens(told: Told, key: str, start: int) -> bool:
    """Whether one of these subjects opens the clause, or the one that it goes on after "who ..."."""
    text = told.plain[told.at(start).start:told.at(start).end]
    before = [said for at in range(max(0, told.index(start) - _BACK), told.index(start))
              if (said := _clause(told, at)).strip()][-2:]
    if len(before) > 1 and _ASIDE.match(before[1]) and not bank("scope", "own_subject").stands(text):
        text = f"{before[0].strip(' ,')} {text.strip()}"
    return any(first <= len(text) - len(text.lstrip()) + _OPENS for first, _ in bank("scope", key).spans(text))


def _clause(told: Told, index: int) -> str:
    return told.plain[told.clauses[index].start:told.clauses[index].end]
