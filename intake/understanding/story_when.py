"""Which of the dates told is that of the main event, and which open or close a custody."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from intake.understanding.clauses import Told
from intake.understanding.pattern_bank import bank
from intake.understanding.patterns import listed, spans
from intake.understanding.quantities import is_number
from intake.understanding.scope import Scenes, is_of_others
from intake.understanding.story_asked import asks_other
from intake.understanding.story_values import Found, Hit, clause_text, cued
from intake.understanding.types import Context, Fact, Span

_MAY_BE_BARE = (None, "narrative.text", "incident.date", "incident.kinds", "incident.crossing")
_SHORT, _WHOLE, _OPENING = 12, 10, 14  # words; characters of a whole date, from a sentence's start
_RIGHT_BEHIND, _NEAR_DAYS = 12, 6  # characters, days: "three weeks back, on the 2nd"
_ALONE = -1  # enough for the one date of a story
_LATER = 0.00002  # of several dates of one kind the last one told is taken
_THAT_DAY = re.compile(r"\.\s+(?:that|ese|esa|aquel|aquella) (?:very |same |mism[oa] )?"
                       r"(?:day|morning|afternoon|evening|night|dia|manana|tarde|noche)\b")
_SCENE = {"port": 2, "custody": -1, "home": -2, "mexico": 0}


def find(told: Told, scenes: Scenes, found: Found, ctx: Context) -> Iterator[Fact]:
    """``incident.date``, ``detention.since``, ``detention.until``, ``case.hearing_date``."""
    coming = {hit.start: hit for hit in (*found.dates, *found.coming)}  # a hearing is to come, where it may be
    hearings = [hit for hit in coming.values() if hit.note != "counted" and cued(told, hit, "date_hearing")]
    starts = {hit.start for hit in hearings}
    for hit in (hit for hit in hearings if _is_coming(told, hit, ctx)):
        yield _fact("case.hearing_date", hit, _later(hit))
    roles = {hit: _role(told, scenes, hit) for hit in found.dates if hit.start not in starts
             and not _goes_on(told, hit) and not cued(told, hit, "date_birth", in_clause=True)}
    roles = {hit: role for hit, role in roles.items() if _is_meant(told, hit, role, ctx)}
    main = _main(told, scenes, roles, ctx.awaiting in _MAY_BE_BARE)
    for hit, role in roles.items():
        before = main and role == "detention.until" and hit.value < main.value[:10]
        if role != "incident.date" and not before and not is_of_others(told, hit.start, hit.end):
            yield _fact(role, hit, _later(hit))
    if main and not asks_other(ctx, "incident.date"):
        yield _fact("incident.date", main, main.confidence)
        same = spans(listed("values", "same_day"), told.plain)
        if same:
            yield Fact("detention.since", main.value, span=Span(*same[0]), confidence=0.8)


def _is_coming(told: Told, hit: Hit, ctx: Context) -> bool:
    """Whether a date in court is not one whose year says that it is past."""
    day = hit.value.rstrip("~")
    return day[:4] not in told.plain[hit.start:hit.end] or day >= ctx.today.isoformat()[:len(day)]


def _later(hit: Hit) -> float:
    return min(hit.confidence, 0.8 + _LATER * hit.start)


def _goes_on(told: Told, hit: Hit) -> bool:
    """Whether it only says that something goes on: "until today no answer", "desde hace 4 meses"."""
    return bank("values", "up_to_now").stands(told.plain[max(0, hit.start - _WHOLE):hit.end])


def _is_meant(told: Told, hit: Hit, role: str, ctx: Context) -> bool:
    """Whether a short answer to another question tells the date of the event, or means something else."""
    before = told.plain[told.at(hit.start).start:hit.start]
    bridge = ctx.awaiting == "incident.crossing" or spans(listed("values", "port_word"), before)
    if bridge and is_number(told.plain[hit.start:hit.end]):
        return False  # "el 1 o el 2", "el puente fue el dos" are bridges
    short = ctx.awaiting not in _MAY_BE_BARE and len(told.plain.split()) <= _SHORT
    return not short or role != "incident.date" or cued(told, hit, "date_incident")


def _role(told: Told, scenes: Scenes, hit: Hit) -> str:
    if scenes.places[told.index(hit.start)] != "custody" and _THAT_DAY.match(told.plain, hit.end):
        return "incident.date"
    if cued(told, hit, "date_out"):
        return "detention.until"
    ends = _ends(scenes.places[told.index(hit.start)]) and not cued(told, hit, "date_until_not")
    if ends and cued(told, hit, "date_until", in_clause=True):
        return "detention.until"
    return "detention.since" if cued(told, hit, "date_since") else "incident.date"


def _ends(place: str) -> bool:
    """Whether what ends there can be a custody: "salimos en enero" from home is none."""
    return place in ("custody", "port", "")


def _main(told: Told, scenes: Scenes, roles: dict[Hit, str], bare: bool) -> Hit | None:
    """The date of the event; the day a custody began may be it too."""
    hits = [hit for hit, role in roles.items() if role == "incident.date" or (
        role == "detention.since" and cued(told, hit, "date_incident"))]
    scored = [(_score(told, scenes, hit), -hit.start, hit) for hit in hits]
    best = max(scored, default=None, key=lambda item: item[:2])
    if best is None or best[0] < (_ALONE if bare and _is_alone(told, hits, best[2]) else 1):
        return None
    main = best[2]
    return _after_arrival(told, main, hits) or next((hit for hit in hits if _makes_exact(hit, main)), main)


def _after_arrival(told: Told, main: Hit, hits: list[Hit]) -> Hit | None:
    """The day counted from that of an arrival, on which they went to the port: "the next day we asked there"."""
    if main.note == "counted" or not cued(told, main, "date_arrival", in_clause=True):
        return None
    counted = [hit for hit in hits if hit.note == "counted" and hit.start > main.start]
    between = told.plain[told.at(main.start).start:counted[0].start if counted else main.end]
    at_port = bank("values", "port_word").stands(clause_text(told, main))
    if at_port or bank("values", "date_refused").stands(between):
        return None
    return counted[0] if counted and bank("values", "date_event").stands(told.plain[counted[0].end:]) else None


def _makes_exact(hit: Hit, roughly: Hit) -> bool:
    """Whether a day told right behind says which one is meant: "three weeks back, on the 2nd"."""
    if not roughly.value.endswith("~") or len(hit.value) != _WHOLE or len(roughly.value) <= _WHOLE:
        return False
    days = date.fromisoformat(hit.value) - date.fromisoformat(roughly.value[:_WHOLE])
    return 0 <= hit.start - roughly.end <= _RIGHT_BEHIND and abs(days.days) <= _NEAR_DAYS


def _is_alone(told: Told, hits: list[Hit], hit: Hit) -> bool:
    """Whether a text tells one date only, and nothing that makes it another's or of something else."""
    others = [each for each in hits if each != hit and each.note != "counted"]
    return not others and not cued(told, hit, "date_not") and not is_of_others(told, hit.start, hit.end)


def _score(told: Told, scenes: Scenes, hit: Hit) -> int:
    goes_on = _THAT_DAY.match(told.plain, hit.end) is not None  # "waits since June 2. That day he asked ..."
    score = 3 * (goes_on or cued(told, hit, "date_incident"))
    score -= 4 * (not goes_on and cued(told, hit, "date_not", in_clause=True))
    score -= 4 * is_of_others(told, hit.start, hit.end)
    score += _SCENE.get(scenes.places[told.index(hit.start)], 0) + 2 * _opens(told, hit)
    score -= 3 * _is_of_enemy(told, hit)
    return score + (len(hit.value) >= _WHOLE) - 2 * (hit.note == "counted") - 3 * _is_of_telling(told, hit)


def _is_of_enemy(told: Told, hit: Hit) -> bool:
    """Whether it opens the deed of those they fled: "in 2018 soldiers took me from my classroom"."""
    return cued(told, hit, "date_enemy", in_clause=True)


def _opens(told: Told, hit: Hit) -> bool:
    """Whether the date opens a sentence that tells of the event: "In December 2016, a father ... asked"."""
    start, end = told.sentence(hit.start)
    text = told.plain[start:end]
    tells = any(True for each in listed("values", "date_event") for _ in each.find(text))
    return tells and hit.start - start <= _OPENING


def _is_of_telling(told: Told, hit: Hit) -> bool:
    """Whether it is "yesterday", "this month" or the like, counted from the day it was written."""
    words = told.plain[hit.start:hit.end]
    return any(True for each in listed("values", "date_telling") for _ in each.find(words))


def _fact(name: str, hit: Hit, sure: float) -> Fact:
    return Fact(name, hit.value, span=Span(hit.start, hit.end), confidence=sure)
