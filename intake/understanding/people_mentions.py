"""Each time a text speaks of a person who may belong to the group: who, how many, of what age, with whom."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from intake.understanding import people_ages
from intake.understanding.people_ages import GROWN
from intake.understanding.people_words import is_number, is_one_of, is_plural, nouns, value, written

CHILD = ("child", "teen", "twins", "triplets", "child_counted", "which")
ADULT = ("spouse", "mother", "father", "grandparent", "kin", "other", "friend", "pair", "parents")
PARENTS = ("mother", "father", "grandparent")
_YOUNGEST_PARENT = 14
_COUNTED = ("adults_counted", "child_counted")
_BEFORE, _AFTER = 60, 45  # characters before a noun, after the words for it
_LIST = 150  # characters after the word for them in which children are named
_MANY = ("pair", "parents", "adults", *_COUNTED)  # may follow a number in any form
_SINGLE = ("un", "una", "uno", "one", "1")
_ADJECTIVES = 2  # between a noun and its age
_ONE = re.compile(r"una?|an?|otr[oa]|another")
_NAMED = re.compile(  # "Ana, 9", "Ana tiene 9", "Ana (9)"
    r"(?<![\w.])[A-ZÁÉÍÓÚÑ][a-záéíóúñü'’]+"
    r"(?:,? (?:de|d|que tiene|tiene|ya tiene|cumpli[oó]|is|who is|who's|aged|turned)(?: apenas| ya| just| only)? "
    r"|, ?| ?\()(?=\d{1,2}\b)")
_AND_SELF = re.compile(r"(?:^|[\s,])(?:el|ella|he|she|him|her)(?:,| y | con | e | and | with )"
                       r"|(?:,| y | con | e | and | with )(?:el|ella|him|her)\s*(?:$|[,.;])")
_POSSESSIVE = re.compile(r"'s?\s+[a-z]")


@dataclass(frozen=True)
class Mention:
    """A noun with what stands at it; ``whose``: mine, theirs, a, the or ''.

    ``led``: "with" stands before it; ``linked``: before it or another it is told together with.
    """

    kind: str
    word: str
    start: int
    end: int
    count: int | None = None
    ages: tuple[int, ...] = ()
    whose: str = ""
    led: bool = False
    linked: bool = False
    young: bool = False
    away: bool = False

    @property
    def heads(self) -> int | None:
        """How many people it speaks of; None when it does not say."""
        if self.kind in ("pair", "parents", "twins"):
            return 2
        if self.kind == "triplets":
            return 3
        if self.count is None and not is_plural(self.word) and self.ages and min(self.ages) >= GROWN:
            return 1  # "Josue and his partner Abel, 26 and 31"
        if self.count is not None or len(self.ages) > 1:
            return self.count or len(self.ages)
        return None if is_plural(self.word) else 1


def find(text: str, raw: str, answers: bool = False) -> Iterator[Mention]:
    """Every mention in folded ``text`` (``raw`` before folding), of each kind of words in turn."""
    yield from _nouns(text)
    yield from _unnamed(text)
    yield from _children_by_name(text, raw)
    if answers:
        yield from _pronouns(text)


def _nouns(text: str) -> Iterator[Mention]:
    last = 0
    for match in nouns().finditer(text):
        kind, end = match.lastgroup or "", match.end()
        of_another = _POSSESSIVE.match(text, end) and not people_ages.after(text, end)
        other = _is_verb(text, match) or written("denied").match(text, match.end())
        if match.start() < last or of_another or other:
            continue
        start = max(last, match.start() - _BEFORE)
        head = None if kind == "self" else written("head").search(text, start, match.start())
        mention = _mention(text, match, head)
        if mention:
            last = mention.end
            yield mention


def _is_verb(text: str, match: re.Match[str]) -> bool:
    """Whether "son" is Spanish for "are": "tres son niños"."""
    if match[0] != "son" or written("before_son").search(text, 0, match.start()):
        return False
    return written("spanish").search(text) is not None


def _mention(text: str, match: re.Match[str], head: re.Match[str] | None) -> Mention | None:
    if head and head["n"] and head["n"] not in _SINGLE and not (
            is_plural(match[0]) or match.lastgroup in (*_MANY, "child")):
        head = None  # "nine nights now mother": the number is not theirs
    before = head.groupdict() if head else {}
    count = _count(before.get("of") or before.get("n"), before.get("det"))
    whose = "theirs" if before.get("of") else _whose(before.get("det"))
    kind, word = _kind(text, match, head, whose), match[0]
    count = value(word) if count is None and is_number(word) else count  # "my two", "mis tres"
    if kind in _COUNTED and not before.get("n"):
        return None
    tail = written("tail").match(text, match.end())
    end = tail.end() if tail else match.end()
    label = None if head and head[0].strip() else _label(text, match)
    if label:
        count, end = value(label["n"]), label.end()
    ages, stop = _ages(text, end, before.get("age"), is_one_of(word, "baby"))
    if len(ages) > 1 and not is_plural(word) and written("and_months").search(text, match.end(), stop):
        ages = ages[:1]  # "mi hija de 1 año y 7 meses"
    if (kind in PARENTS and ages and max(ages) < _YOUNGEST_PARENT) or (kind == "spouse" and len(ages) > 1):
        ages, stop = (), end  # "mother of three"
    if not ages and is_one_of(word, "infant"):
        ages = (0,)
    young = bool(head and written("young").search(head[0])) or bool(tail and "menor" in tail[0])
    start = head.start() if head else match.start()
    return Mention(kind, word, start, stop, count, ages, whose, led=label is not None, young=young)


def _label(text: str, match: re.Match[str]) -> re.Match[str] | None:
    """The number behind a noun that is the label of a form: "hijos: 2 (5 y 8)"."""
    opens = written("label_before").search(text, 0, match.start())
    return written("label").match(text, match.end()) if opens and is_plural(match[0]) else None


def _kind(text: str, match: re.Match[str], head: re.Match[str] | None, whose: str) -> str:
    """What a noun counts as here: "mi mujer" is a wife, "una pareja" are two, "I am a girl" is the person."""
    kind, word, own = match.lastgroup or "", match[0], whose in ("mine", "theirs")
    if kind == "own_spouse":
        return "spouse" if own or written("own").match(text, match.end()) else "person"
    if kind == "pair" or (kind == "spouse" and word == "pareja" and not own):
        return "spouse" if own and word != "esposos" else "pair"
    if kind == "child" and written("in_law").match(text, match.end()):
        return "kin"
    if kind == "child" and (written("twinned").match(text, match.end()) or (head and "twin" in head[0].split())):
        return "twins"
    if kind == "child" and whose == "a" and head and written("i_am").search(text, 0, head.start()):
        return "person"
    return kind


def _count(said: str | None, det: str | None) -> int | None:
    if said:
        return 2 if said.startswith(("un par", "a couple")) else value(said)
    return 1 if det and _ONE.fullmatch(det) else 2 if det in ("ambos", "both") else None


def _whose(det: str | None) -> str:
    if not det:
        return ""
    for name in ("mine", "theirs"):
        if is_one_of(det, name):
            return name
    return "a" if _ONE.fullmatch(det) else "the"


def _ages(text: str, end: int, before: str | None, baby: bool) -> tuple[tuple[int, ...], int]:
    """The ages before or behind a noun, and where they end."""
    if before and (one := people_ages.read(text, text.rfind(before, 0, end))) is not None:
        return (one.years,), end
    if before and before.startswith("a year"):
        return (1,), end
    aside = written("aside_age").match(text, end)
    near = aside and not nouns().search(text, end, aside.end())
    if aside and near and (one := people_ages.read(text, aside.end())) is not None:
        return (one.years,), one.end
    at = end
    for _ in range(_ADJECTIVES + 1):
        told = people_ages.after(text, at, baby)
        if told and (told.sure or at == end):
            return told.years, told.end
        skip = written("adjective").match(text, at)
        if skip is None:
            break
        at = skip.end()
    return (), end


def _unnamed(text: str) -> Iterator[Mention]:
    """Children told by their place or their age only: "la mayor, de 4 años", "her 14-year-old"."""
    for match in written("which").finditer(text):
        told = people_ages.after(text, match.end())
        if told and told.start - match.end() < _AFTER:
            whose = "the" if written("definite").search(match[0]) else "a"
            yield Mention("which", "other", match.start(), told.end, len(told.years), told.years, whose)
    for match in written("the_one_of").finditer(text):
        yield Mention("which", "other", match.start(), match.end(), 1, (value(match["n"]),), "the")
    for match in written("only_age").finditer(text):
        age, whose = value(match["n"]) // (12 if match["m"] else 1), _whose(match["det"])
        if whose in ("mine", "theirs") or age < GROWN:
            yield Mention("which", "old", match.start(), match.end(), 1, (age,), whose)


def _children_by_name(text: str, raw: str) -> Iterator[Mention]:
    """Children told by their names, after the word for them: "mis hijas: Ana, 14, y Rosa, 5"."""
    first = next((match.end() for match in nouns().finditer(text) if match.lastgroup in CHILD), None)
    for match in _NAMED.finditer(raw, first) if first is not None else ():
        age = people_ages.read(text, match.end(), is_bare=True)
        if age and age.years < GROWN and match.end() - (first or 0) < _LIST:
            yield Mention("which", "other", match.start(), age.end, 1, (age.years,), "the")


def says_the_one(text: str) -> bool:
    """Whether an answer counts the one it is about: "he and a cousin"."""
    return _AND_SELF.search(text) is not None


def _pronouns(text: str) -> Iterator[Mention]:
    """A child told of before: "one child. she is six"."""
    for match in written("pronoun").finditer(text):
        told = people_ages.after(text, match.end())
        if told and told.years[0] < GROWN:
            yield Mention("which", "other", match.start(), told.end, 1, told.years[:1], "the")
    for match in written("small_one").finditer(text):
        yield Mention("child", "other", match.start(), match.end(), 1, (), "the")
