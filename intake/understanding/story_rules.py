"""The rules of the lexicons applied to a story."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from intake.understanding import patterns
from intake.understanding.clauses import Told
from intake.understanding.pattern_bank import Bank
from intake.understanding.patterns import Pattern, Rule
from intake.understanding.scope import (
    Scenes,
    actor,
    denies,
    is_asked,
    is_earlier,
    is_negated,
    is_of_others,
    is_supposed,
    other_speaks,
    would_be,
)
from intake.understanding.types import Fact, Span

FILES = ("incident", "acts", "fear", "custody", "person")
EVENTS = ("custody",)  # files in which what had happened before is another event

_ANYWHERE = (["threatened"], ["assaulted"])  # harm since, that is told of home in the same words
_SHORT, _UNPLACED = 90, 0.7  # an act told in so few characters, without a place or an actor, is asked back


def find(told: Told, scenes: Scenes) -> Iterator[Fact]:
    """Every fact that a rule's pattern says, judged by place, negation, supposition and person."""
    bank, owners = _bank()
    for start, end in told.sentences.values():
        for number, match in bank.find(told.plain, start, end):
            name, rule = owners[number]
            if name not in EVENTS or not is_earlier(told, match.start()):
                yield from _judge(told, scenes, rule, bank.patterns[number], Span(*match.span()))


@cache
def _bank() -> tuple[Bank, list[tuple[str, Rule]]]:
    """All patterns of all rules, and for each the file and the rule that it stands in."""
    held = [(each, (name, rule)) for name in FILES for rule in patterns.rules(name) for each in rule.patterns]
    return Bank(each for each, _ in held), [owner for _, owner in held]


def _judge(told: Told, scenes: Scenes, rule: Rule, pattern: Pattern, span: Span) -> Iterator[Fact]:
    if not rule.others and is_of_others(told, span.start, span.end):
        return
    if is_asked(told, span.start) or (not rule.hypothesis and is_supposed(told, span.start)):
        return
    if not rule.hypothesis and would_be(told.plain[span.start:span.end]):
        return
    if _is_ruled_out(told, rule, span) or (rule.own_words and other_speaks(told, span.start)):
        return
    place = _place(told, scenes, rule, span)
    claims = rule.says.get(place, rule.says.get("any", ()))
    if not rule.negation and _is_denied(told, rule, pattern, span):
        elsewhere = place in ("home", "mexico") and not claims and "port" in rule.says
        claims = () if elsewhere else rule.negated
    either = rule.actor and bool(rule.says.get("port") or rule.says.get("mexico"))
    short = either and len(told.plain) < _SHORT and not scenes.places[told.index(span.end - 1)]
    unplaced = short and not actor(told, span.start, span.end)
    for claim in claims:
        since = claim.field == "incident.after" and claim.value in _ANYWHERE
        doubtful = unplaced or (since and not _is_told_in_mexico(told, scenes, span))
        yield Fact(claim.field, claim.value, claim.state, span, _UNPLACED if doubtful else rule.sure)


def _is_told_in_mexico(told: Told, scenes: Scenes, span: Span) -> bool:
    """Whether the sentence itself puts a harm in Mexico, after the port, and not at home."""
    first, last = told.sentence(span.start)
    cues = set().union(*scenes.cues[told.index(first):told.index(max(first, last - 1)) + 1])
    return bool(cues & {"mexico", "afterwards"}) and "home" not in cues


def _is_ruled_out(told: Told, rule: Rule, span: Span) -> bool:
    clause = told.at(span.start).start, told.at(span.end - 1).end
    return any(True for within, ruled_out in ((clause, rule.unless), (told.sentence(span.start), rule.never_with))
               for each in ruled_out for _ in each.find(told.plain, *within))


def _place(told: Told, scenes: Scenes, rule: Rule, span: Span) -> str:
    """Where it plays; for acts that officers and others do, who does it decides first."""
    if rule.own_words:
        return _ground(told, scenes, span.start)
    place = scenes.at(told, span.end - 1)
    if rule.actor:
        who = actor(told, span.start, span.end)
        if who == "officer" and place != "custody":
            return "port"
        if who == "enemy" and place in ("port", "custody", ""):
            return "home"
    if place not in rule.says and "any" not in rule.says and "port" in rule.says:
        who = actor(told, span.start, span.end)
        if who == "officer" or (who != "enemy" and place == "mexico"):
            return "port"
    if place not in rule.says and "mexico" in scenes.cues[told.index(span.end - 1)] and "mexico" in rule.says:
        return "mexico"
    return place or ("home" if rule.says.get("home") else "")


def _ground(told: Told, scenes: Scenes, start: int) -> str:
    """Where something is said: a home named only in what is said, "told him that in Honduras ...", is not it."""
    index = told.index(start)
    ground, marks = scenes.grounds[index], scenes.marks[index]
    if ground == "home" and index and marks and all(at > start for at, _ in marks):
        return scenes.grounds[index - 1]
    return ground


def _is_denied(told: Told, rule: Rule, pattern: Pattern, span: Span) -> bool:
    if is_negated(told, span.start):
        return True
    return not (pattern.negative or rule.own_words) and denies(told.plain[span.start:span.end])

