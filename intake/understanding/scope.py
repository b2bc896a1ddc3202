"""Where a clause plays, and whether what it holds is denied, supposed or told of other people."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from intake.understanding.clauses import Clause, Told
from intake.understanding.pattern_bank import bank
from intake.understanding.patterns import lines, load, pattern

_ORDER = ("custody", "port", "mexico", "home", "route")  # the stronger cue first, when one clause has two
_ACTOR_BEFORE, _ACTOR_AFTER = 55, 40  # characters
_OPENING = 40  # characters of a clause
_NAMED_FIRST = 4  # words before the comma of "in Cuba, ..."
_SEVERAL, _AFTER = 2, 2  # places in one clause; a place told after counts as so much further away
_BETWEEN, _ADDRESS = 2, 14  # words between who speaks and the speaking; characters that address someone
_BEEN = 4  # characters of "sido"
_OBJECT = re.compile(r"\b(?:a|con|with)\s$")
_RELATIVE, _BY_MANY = re.compile(r"(?:mi|su)\s"), re.compile(r"\w(?:aron|eron)\b")
_BACKWARD = 60  # characters before a hit in which a negation may stand


@dataclass(frozen=True)
class Scenes:
    """The place of each clause ('' where nothing has told yet), and all cues that stand in it.

    ``grounds``: where it is told, when ``places`` say where what is told of there plays.
    """

    places: tuple[str, ...]
    cues: tuple[frozenset[str], ...]
    grounds: tuple[str, ...] = ()
    marks: tuple[tuple[tuple[int, str], ...], ...] = ()

    def at(self, told: Told, start: int) -> str:
        """The place of what stands at ``start``: of several told in its clause the nearest."""
        index = told.index(start)
        marks = self.marks[index]
        if self.places[index] != self.grounds[index] or len({place for _, place in marks}) < _SEVERAL:
            return self.places[index]
        return min(marks, key=lambda mark: start - mark[0] if mark[0] <= start else _AFTER * (mark[0] - start))[1]


def scenes(told: Told, extra: Iterable[tuple[str, int]] = (), mexican: bool = False,
           first: str = "") -> Scenes:
    """The place of every clause: its strongest cue, else the place of the clause before.

    An aside (what they told the officer, why they fled) plays at home until its sentence ends.
    ``extra``: cues found by others (crossings, countries), as place and offset. ``mexican``: home
    is Mexico, so what plays there before the port is home. ``first``: where the question they
    answer plays.
    """
    found = _cues(told, extra)
    places, grounds, last, aside, been_at_port = [], [], first or _opening(told, found), -1, False
    for clause, marked in zip(told.clauses, found, strict=True):
        cues = {place for _, place in marked}
        if "officer" in cues and last != "custody":
            cues.add("port")
        at_home = _opens_at_home(told, clause, found) or ("home" in cues and not been_at_port)
        if "jail" in cues and not at_home and (been_at_port or last != "home"):
            cues.add("home" if not been_at_port and _is_of_enemy(told, clause) else "custody")
        last = next((place for place in _ORDER if place in cues), last)
        if "afterwards" in cues and been_at_port and last == "port" and "port" not in cues:
            last = "mexico"
        been_at_port |= last in ("port", "custody")
        here = "home" if mexican and last == "mexico" and not been_at_port else last
        aside = clause.sentence if "aside" in cues else aside
        elsewhere = bool(cues & {"port", "custody", "mexico"}) and "aside" not in cues
        elsewhere |= not mexican and "mexico" in cues and _after_aside(marked)
        told_of = aside == clause.sentence and not elsewhere
        places.append("home" if told_of else here)
        grounds.append(here)
    marks = tuple(tuple((at, "home" if mexican and place == "mexico" and ground == "home" else place)
                        for at, place in sorted(each) if place in _ORDER)
                  for each, ground in zip(found, grounds, strict=True))
    return Scenes(tuple(places), tuple(frozenset(place for _, place in each) for each in found),
                  tuple(grounds), marks)


def _after_aside(marked: set[tuple[int, str]]) -> bool:
    """Whether what they told an officer is told of Mexico: "explained that she was robbed in Mexico"."""
    asides = [at for at, place in marked if place == "aside"]
    return bool(asides) and any(at > min(asides) for at, place in marked if place == "mexico")


def _is_of_enemy(told: Told, clause: Clause) -> bool:
    """Whether a clause, or its sentence up to it, tells of those they fled: "the police came and jailed him"."""
    said = told.plain[told.sentence(clause.start)[0]:clause.end]
    return bank("scope", "enemy_acts").stands(said) and not bank("scope", "officer_acts").stands(said)


def _opening(told: Told, found: list[set[tuple[int, str]]]) -> str:
    """The place that the first sentence tells, for its words before that."""
    first = [mark for clause, marks in zip(told.clauses, found, strict=True) if clause.sentence == 0
             for mark in marks if mark[1] in _ORDER]
    return min(first)[1] if first else ""


def _cues(told: Told, extra: Iterable[tuple[str, int]]) -> list[set[tuple[int, str]]]:
    found: list[set[tuple[int, str]]] = [set() for _ in told.clauses]
    for place in (*_ORDER[:-1], "officer", "jail", "aside", "afterwards"):
        for start, _ in bank("scope", place).spans(told.plain):
            found[told.index(start)].add((start, place))
            if place == "aside" and _officer_says(told, start):
                found[told.index(start)].discard((start, place))
    for place, start in extra:
        found[told.index(start)].add((start, place))
    return found


def _opens_at_home(told: Told, clause: Clause, found: list[set[tuple[int, str]]]) -> bool:
    """Whether a clause begins at home: "back home they put me in prison", "in Cuba, agents jailed him"."""
    index, first = told.index(clause.start), told.index(told.sentence(clause.start)[0])
    if index == first + 1 and any(place == "home" for _, place in found[first]) and len(
            told.plain[told.clauses[first].start:clause.start].split()) <= _NAMED_FIRST:
        return True
    opening = told.plain[clause.start:clause.start + _OPENING]
    return any(not opening[:start].strip(" .,") for start, _ in bank("scope", "at_home").spans(opening))


def _officer_says(told: Told, start: int) -> bool:
    """Whether "le dijo que" has an officer before it: then it is what the person heard."""
    before = told.plain[told.at(start).start:start]
    return told.plain.startswith(("le ", "les "), start) and bank("scope", "officer_named").stands(before)


def actor(told: Told, start: int, end: int) -> str:
    """Who does what stands at ``start``..``end``: officer, enemy (of home or of the route) or ''.

    "By ..." in it or right after it, else the nearest one named before it in its sentence.
    """
    first = max(told.sentence(start)[0], start - _ACTOR_BEFORE)
    before, after = told.plain[first:end], re.split(r"[.,;]", told.plain[start:end + _ACTOR_AFTER])[0]
    named = [(-at, 0, who) for who in ("officer_by", "enemy_by") for at, _ in bank("scope", who).spans(after)]
    named = named or [(last, -at, who) for who in ("officer_acts", "enemy_acts")
                      for at, last in bank("scope", who).spans(before)
                      if not (who == "enemy_acts" and _is_no_subject(before, at, told.plain[start:end]))]
    return max(named)[-1].partition("_")[0] if named else ""


def _is_no_subject(before: str, at: int, act: str) -> bool:
    """Whether it is done to them ("a mi esposo"), or by more than this one ("mi esposo ... lo detuvieron")."""
    one = _RELATIVE.match(before, at) is not None and _BY_MANY.search(act) is not None
    return one or _OBJECT.search(before, 0, at) is not None


def other_speaks(told: Told, start: int) -> bool:
    """Whether an officer or an enemy, named right before it, is the one who says what begins at ``start``."""
    before = told.plain[max(told.at(start).start, start - _ACTOR_BEFORE):start]
    named = [span for who in ("officer_acts", "enemy_acts") for span in bank("scope", who).spans(before)]
    if not named:
        return False
    first, last = max(named, key=lambda span: span[1])
    between = before[last:]
    near = len(between.split()) <= _BETWEEN or not bank("scope", "new_subject").stands(between)
    return near and not bank("scope", "addressed").stands(
        before[max(0, first - _ADDRESS):first] + "¶")


@cache
def _negation() -> re.Pattern[str]:
    words = "|".join(pattern(line).body for line in lines(load("scope")["negation"]))
    helpers = "|".join(pattern(line).body for line in lines(load("scope")["helpers"]))
    again = rf"(?:(?:\s+\w+){{1,2}},?\s+(?:or|nor|o|u|ni)(?:\s+(?:{helpers}))*)?"  # "nobody is sick or pregnant"
    return re.compile(rf"(?<!\w)(?:{words})(?:\s+(?:{helpers}))*{again}\s*$")


def is_negated(told: Told, start: int) -> bool:
    """Whether the words right before ``start`` deny what begins there.

    Between the negation and the word denied only clitics, helpers and pronouns may stand.
    """
    before = told.plain[max(told.at(start).start, start - _BACKWARD):start]
    return bool(_negation().search(before))


def denies(text: str) -> bool:
    """Whether a negation word stands anywhere in these folded words."""
    return bank("scope", "negation").stands(text)


def is_supposed(told: Told, start: int) -> bool:
    """Whether a fear, a plan or a condition before ``start`` in its clause holds it."""
    return _stands(told, "hypothesis", start, start)


_WOULD = re.compile(
    r"\b(?!quer|refer|prefer|suger|requer|adher|her)(?:\w{2,}[aei]r(?:ian|iamos)\b|"
    r"(?<=\b(?:me|le|se) )\w{2,}[aei]ria\b|(?<=\b(?:nos|les|los|las) )\w{2,}[aei]ria\b)")


def would_be(text: str) -> bool:
    """Whether a verb of these words only tells what would be: "que le quitarian a la nina"."""
    return _WOULD.search(text) is not None


def is_asked(told: Told, start: int) -> bool:
    """Whether a question or a condition of the person stands before ``start`` in its clause."""
    return _stands(told, "condition", start, start)


def is_earlier(told: Told, start: int) -> bool:
    """Whether the words before ``start`` in its clause, "sido" with them, put it before the event told."""
    return _stands(told, "earlier", start, start + _BEEN * told.plain.startswith("sido ", start))


def is_of_others(told: Told, start: int, end: int) -> bool:
    """Whether the clause speaks of people who are not the person or their group."""
    return _stands(told, "others", start, end)


def _stands(told: Told, key: str, start: int, end: int) -> bool:
    return bank("scope", key).stands(told.plain[told.at(start).start:end])
