"""Which of the dates told is that of the main event, and which open or close a custody."""

from __future__ import annotations

from collections.abc import Iterator

from intake.understanding.clauses import Told
from intake.understanding.patterns import listed, spans
from intake.understanding.scope import Scenes, is_of_others
from intake.understanding.story_asked import asks_other
from intake.understanding.story_values import Found, Hit, cued
from intake.understanding.types import Context, Fact, Span

_MAY_BE_BARE = (None, "narrative.text", "incident.date", "incident.kinds", "incident.crossing")
_SHORT, _WHOLE = 12, 10  # words of an answer; characters of a whole date
_LATER = 0.00002  # of several dates of one kind the last one told is taken
_SCENE = {"port": 2, "custody": -1, "home": -2, "mexico": 0}


def find(told: Told, scenes: Scenes, found: Found, ctx: Context) -> Iterator[Fact]:
    """``incident.date``, ``detention.since``, ``detention.until``, ``case.hearing_date``."""
    roles = {hit: _role(told, scenes, hit) for hit in found.dates}
    coming = {hit.start: hit for hit in found.coming}
    for told_hit, role in roles.items():
        hit = coming.get(told_hit.start, told_hit) if role == "case.hearing_date" else told_hit
        if role != "incident.date":
            yield _fact(role, hit, min(hit.confidence, 0.8 + _LATER * hit.start))
    bare = ctx.awaiting in _MAY_BE_BARE
    roles = {hit: role for hit, role in roles.items() if _is_meant(told, hit, role, ctx)}
    main = _main(told, scenes, [hit for hit, role in roles.items() if role == "incident.date"], bare)
    if main and not asks_other(ctx, "incident.date"):
        yield _fact("incident.date", main, main.confidence)
        same = spans(listed("values", "same_day"), told.plain)
        if same:
            yield Fact("detention.since", main.value, span=Span(*same[0]), confidence=0.8)


def _is_meant(told: Told, hit: Hit, role: str, ctx: Context) -> bool:
    """Whether a short answer to another question tells the date of the event, or means something else."""
    if ctx.awaiting == "incident.crossing" and told.plain[hit.start:hit.end].strip().isdigit():
        return False  # "el 1 o el 2" are bridges
    short = ctx.awaiting not in _MAY_BE_BARE and len(told.plain.split()) <= _SHORT
    return not short or role != "incident.date" or cued(told, hit, "date_incident")


def _role(told: Told, scenes: Scenes, hit: Hit) -> str:
    for role, key in (("case.hearing_date", "date_hearing"), ("detention.until", "date_until"),
                      ("detention.since", "date_since")):
        if cued(told, hit, key) and (key != "date_until" or _ends(scenes.places[told.index(hit.start)])):
            return role
    return "incident.date"


def _ends(place: str) -> bool:
    """Whether what ends there can be a custody: "salimos en enero" from home is none."""
    return place in ("custody", "port", "")


def _main(told: Told, scenes: Scenes, hits: list[Hit], bare: bool) -> Hit | None:
    scored = [(_score(told, scenes, hit), -hit.start, hit) for hit in hits]
    best = max(scored, default=None, key=lambda item: item[:2])
    return best[2] if best and (best[0] > 0 or (bare and len(hits) == 1 and best[0] >= 0)) else None


def _score(told: Told, scenes: Scenes, hit: Hit) -> int:
    score = 3 * cued(told, hit, "date_incident") - 3 * cued(told, hit, "date_not")
    score -= 4 * is_of_others(told, hit.start, hit.end)
    score += _SCENE.get(scenes.places[told.index(hit.start)], 0)
    return score + (len(hit.value) >= _WHOLE) - 2 * (hit.note == "counted")


def _fact(name: str, hit: Hit, sure: float) -> Fact:
    return Fact(name, hit.value, span=Span(hit.start, hit.end), confidence=sure)
