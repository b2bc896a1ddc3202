"""What follows without doubt from the facts of a story taken together."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta

from intake.record import Value
from intake.understanding.clauses import Told
from intake.understanding.types import SURE, Context, Fact

_PLAIN_DATE = re.compile(r"(\d{4})(?:-(0\d|1[0-2])(?:-(\d\d))?)?~?$")
_ASKED = 0.6
_TO_MEXICO, _NEXT = re.compile(r"\b(?:to|in|a|en) mexico\b"), 15  # characters after the words of a fear
_ITS_WORDS = ("incident.officer_words", "incident.reason_given")
_SAID_TO_THEM = ("incident.asked_for_asylum", "incident.said_afraid", "incident.showed_documents")
_HELD = ("detention.facility", "detention.parole", "detention.bond_usd", "detention.months")
_TAKEN = ("detained", "prosecuted", "expelled", "separated")
_CONTACT = (("incident.asked_for_asylum", True), ("incident.said_afraid", True), ("incident.officer_words", None),
            ("incident.force", None), ("incident.showed_documents", True))


def conclude(facts: tuple[Fact, ...], ctx: Context) -> Iterator[Fact]:
    """A refusal with its reason is a turn-back, a custody a detention, a charge after asking one after fear."""
    held = next((fact for name in _HELD if (fact := _first(facts, name))), None)
    if held and not _kind(facts, "detained") and ctx.awaiting is None:
        yield Fact("incident.kinds", ["detained"], span=held.span, confidence=0.8, basis="inferred")
    until = _first(facts, "detention.until")
    if until and str(until.value).rstrip("~") <= ctx.today.isoformat() and not (
            _held_now(facts, ctx) or _is_held_again(facts, until)):
        yield Fact("detention.detained_now", False, span=until.span, confidence=0.8, basis="inferred")
    taken = held or any(_kind(facts, kind) for kind in _TAKEN if kind != "separated")
    refused = _first(facts, "incident.reason_given") or _refusal(facts) or _left_in_mexico(facts)
    sent_back = _sent_back_after_river(facts)
    if sent_back and not _kind(facts, "expelled"):
        yield Fact("incident.kinds", ["expelled"], span=sent_back.span, confidence=0.8, basis="inferred")
    elif refused and not taken and not _kind(facts, "turned_back") and ctx.awaiting not in _ITS_WORDS:
        yield Fact("incident.kinds", ["turned_back"], span=refused.span, confidence=0.8, basis="inferred")
    charged = _first(facts, "prosecution.charged", True) or _kind(facts, "prosecuted")
    asked = _first(facts, "incident.asked_for_asylum", True) or _first(facts, "incident.said_afraid", True)
    if charged and asked:
        yield Fact("prosecution.after_fear", True, span=charged.span, confidence=0.8, basis="inferred")
    parted = _kind(facts, "separated")
    if parted and not _first(facts, "separation.from_whom") and _is_with_children(facts):
        yield Fact("separation.from_whom", ["child"], span=parted.span, confidence=0.8, basis="inferred")


def _is_held_again(facts: tuple[Fact, ...], until: Fact) -> bool:
    """Whether a place of custody is told behind the day that ended one."""
    facility = _first(facts, "detention.facility")
    return facility is not None and facility.span.start > until.span.end


def _held_now(facts: tuple[Fact, ...], ctx: Context) -> bool:
    """Whether they are told or known to be held now."""
    return ctx.known.get("detention.detained_now") is True or _first(facts, "detention.detained_now") is not None


def _is_with_children(facts: tuple[Fact, ...]) -> bool:
    """Whether the group is one adult and children, so that it can only be them."""
    children = _first(facts, "person.children_ages") or _first(facts, "person.children")
    return bool(children and children.value) and _first(facts, "person.adults", 1) is not None


def _kind(facts: tuple[Fact, ...], kind: str) -> Fact | None:
    return _first(facts, "incident.kinds", [kind])


def _first(facts: tuple[Fact, ...], name: str, value: Value = None) -> Fact | None:
    """The first sure fact of a field (with this value, if one is given)."""
    return next((fact for fact in facts if fact.field == name and fact.confidence >= SURE
                 and (value is None or fact.value == value)), None)


def _refusal(facts: tuple[Fact, ...]) -> Fact | None:
    """Words of an officer at the line that ended it, where nothing else is told of the end."""
    told = [_first(facts, name) for name in ("incident.position", "incident.officer_words")]
    asked = _first(facts, "incident.asked_for_asylum", True)
    return told[1] if asked and all(told) else None


def _sent_back_after_river(facts: tuple[Fact, ...]) -> Fact | None:
    """The return to Mexico of people whom the Border Patrol took between the ports."""
    away = _first(facts, "incident.position", "between_ports") is not None
    taken = _first(facts, "incident.agency", ["border_patrol"])
    charged, refused = _kind(facts, "prosecuted"), _kind(facts, "turned_back")
    thrown = taken and refused and refused.span.start > taken.span.end  # "they threw us out by the bridge"
    sent = _first(facts, "incident.returned_to_country", "MX") or (refused if thrown else None)
    before = refused is not None and sent is not None and refused.span.start < sent.span.start - _SAME_ACT
    return sent if away and taken and not (charged or before) else None


def _left_in_mexico(facts: tuple[Fact, ...]) -> Fact | None:
    """The words with officers at a crossing, of people who are in Mexico now."""
    port = _first(facts, "incident.crossing") or _first(facts, "incident.position")
    there = _first(facts, "person.location_country", "MX") or _first(facts, "incident.after", ["still_waiting"])
    contact = next((fact for name, value in _CONTACT if (fact := _first(facts, name, value))), None)
    return contact if port and there and port.value != "between_ports" else None


def of_mexico(told: Told, facts: Iterable[Fact], foreign: bool) -> Iterator[Fact]:
    """The facts, where the fear of people who are not Mexican to go back to Mexico is no fear of home."""
    for fact in facts:
        said = told.plain[fact.span.start:fact.span.end + _NEXT]
        feared = fact.field == "fear.fears_return" and foreign and _TO_MEXICO.search(said)
        yield replace(fact, field="fear.fears_mexico") if feared else fact


def settle(facts: Iterable[Fact]) -> tuple[Fact, ...]:
    """Of two tries told, that which ended in custody is the event: where they stood then, not before."""
    every = _latest(_of_the_person(tuple(facts)), "detention.detained_now")
    refused = _kind(every, "turned_back")
    kinds = {kind for kind in _TAKEN if _kind(every, kind)}
    if "prosecuted" in kinds or {"separated", "detained"} <= kinds:
        every = tuple(fact for fact in every if fact.value != ["turned_back"] and (
            fact.field != "incident.returned_to_country" or fact.value != "MX" or "expelled" in kinds))
    ended = kinds - {"detained"} or (kinds and not _kind(every, "turned_back"))
    if not (ended and refused) or not _first(every, "incident.position", "between_ports"):
        return every
    return tuple(fact for fact in every if fact.field != "incident.position" or fact.value == "between_ports")


def _of_the_person(facts: tuple[Fact, ...]) -> tuple[Fact, ...]:
    """Without what only an officer tells: "she told us no asylum", "there is a list at San Ysidro"."""
    said = [fact.span for fact in facts if fact.field == "incident.officer_words"]
    return tuple(fact for fact in facts if not (_tells_of_officer(fact) and any(
        span.start < fact.span.end and fact.span.start < span.end for span in said)))


def _tells_of_officer(fact: Fact) -> bool:
    """Whether it is nothing of the person's in an officer's mouth: what they did not ask, where they are."""
    return fact.field in _OF_NOW or (fact.field in _SAID_TO_THEM and fact.value is False)


def _latest(facts: tuple[Fact, ...], name: str) -> tuple[Fact, ...]:
    """Of contrary values of a field, which changes in a story, the one told last."""
    told = [fact for fact in facts if fact.field == name and fact.confidence >= SURE]
    if all(fact.value == told[0].value for fact in told):
        return facts
    last = max(told, key=lambda fact: fact.span.start)
    return tuple(fact for fact in facts if fact.field != name or fact.value == last.value)


_SAME_ACT = 60  # characters between "they walked us back" and the town
_STILL_THERE, _STILL_NEAR = timedelta(days=60), timedelta(days=21)  # after a return, after they went to a port
_RETURNED = 0.76  # the least confidence of a town to which they were returned


def of_then(facts: tuple[Fact, ...], ctx: Context) -> Iterator[Fact]:
    """The facts, where the town of a return long ago is to be asked before it is where they are now."""
    told = _first(facts, "incident.date")
    day = _day(str(told.value if told else ctx.known.get("incident.date", "")))
    since = ctx.today - day if day else timedelta()
    for fact in facts:
        follows = fact.field == "person.location_city" and fact.confidence < _TOLD_NOW
        past = since > (_STILL_THERE if fact.confidence >= _RETURNED else _STILL_NEAR)
        yield replace(fact, confidence=_ASKED) if follows and past else fact


def _day(edtf: str) -> date | None:
    """The first day of a date; None for what is no plain date."""
    found = _PLAIN_DATE.match(edtf)
    return date(int(found[1]), int(found[2] or 1), int(found[3] or 1)) if found else None


_ONE_PHRASE = ("incident.force", "incident.reason_given", "fear.harm", "incident.agency")
_STRONGER = {("fear.harm", "threat"): ("death_threat", "forced_recruitment"),
             ("fear.by_whom", "criminals"): ("gang", "cartel", "military", "police", "partner_or_family"),
             ("detention.parole_reason", "no_reason"): ("flight_risk", "danger", "identity"),
             ("incident.reason_given", "no_reason"): (
                 "no_space", "come_back_later", "waiting_list", "appointment_needed", "nationality",
                 "asylum_closed"),
             ("incident.after", "threatened"): ("kidnapped",)}
_OF_CUSTODY = ("detention.detained_now", "detention.transferred", "detention.since")
_TOLD_NOW = 0.78  # less sure is a place of now that only follows from where they were
_OF_NOW = ("person.location_country", "person.location_city")
_OF_PARTING = ("separation.from_whom", "separation.reunited", "separation.whereabouts")
_NAMED = 0.79  # less sure is an officer of whom only the place tells the agency
_STRONGER_NEAR = {("fear.harm", "attack"): ("family_killed", "sexual_violence", "beating", "death_threat"),
                  ("fear.harm", "beating"): ("torture",),
                  ("incident.reason_given", "asylum_closed"): ("nationality",),
                  ("separation.from_whom", "father"): ("child",),
                  ("separation.from_whom", "mother"): ("child",),
                  ("incident.after", "assaulted"): ("kidnapped",),
                  ("incident.after", "threatened"): ("robbed", "assaulted"),
                  ("fear.by_whom", "police"): ("partner_or_family",),
                  ("fear.by_whom", "military"): ("partner_or_family",)}
_NEAR = 40  # characters between two words for one act


def sift(facts: tuple[Fact, ...]) -> tuple[Fact, ...]:
    """Without what a stronger word for the same thing covers, and what belongs to an event that is not told."""
    held = any(_kind(facts, kind) for kind in ("detained", "prosecuted"))
    held = held or _first(facts, "detention.facility") is not None
    parted = _kind(facts, "separated") or _first(facts, "separation.separated", True)
    dropped = {name for name in _OF_CUSTODY if not held} | {name for name in _OF_PARTING if not parted}
    if _first(facts, "person.unaccompanied_child", True) and _first(facts, "person.adults", 1):
        dropped.add("person.adults")  # the one who came alone is the child
    facts = tuple(replace(fact, field="incident.after") if _is_later_custody(facts, fact) else fact
                  for fact in facts)
    return tuple(fact for fact in facts if fact.field not in dropped and not _is_covered(facts, fact)
                 and (held or fact.value != "never_asked")
                 and not _is_of_the_way(facts, fact) and not (held and _is_before_custody(facts, fact))
                 and not _is_another_agency(facts, fact) and not _is_end_of_custody(facts, fact))


def _is_of_the_way(facts: tuple[Fact, ...], fact: Fact) -> bool:
    """Whether a country that is neither Mexico nor their own was only passed through: "he flew to Ecuador"."""
    home = _first(facts, "person.nationality")
    sent = _kind(facts, "expelled")
    before = sent is not None and home is not None and fact.value != home.value and fact.span.end < sent.span.start
    if fact.field != "incident.returned_to_country" or fact.value == "MX" or (sent and not before):
        return False
    return (home is not None and fact.value != home.value) or _kind(facts, "turned_back") is not None


def _is_before_custody(facts: tuple[Fact, ...], fact: Fact) -> bool:
    """Whether a place in Mexico, or the days of a first stop, were before the custody in which they are now."""
    back = _first(facts, "incident.returned_to_country", "MX")
    there = _first(facts, "person.location_country", "MX") is not None
    if fact.field in _OF_NOW and fact.confidence < _TOLD_NOW and _kind(facts, "expelled") and not back:
        return there
    if _first(facts, "detention.detained_now", True) is None:
        return False
    if fact.field in _OF_NOW:
        return there
    moved = _first(facts, "detention.transferred", True)
    return fact.field == "detention.days" and moved is not None and fact.span.start < moved.span.start


def _is_end_of_custody(facts: tuple[Fact, ...], fact: Fact) -> bool:
    """Whether what reads like a turn-back is how a custody away from the ports ended."""
    if fact.field != "incident.kinds" or fact.value != ["turned_back"]:
        return False
    away = _first(facts, "incident.position", "between_ports") or (
        _first(facts, "incident.agency", ["border_patrol"]) and not _first(facts, "incident.crossing"))
    held = [found for kind in ("detained", "expelled") if (found := _kind(facts, kind))]
    return away is not None and any(
        each.span.start < fact.span.start or each.basis == "inferred" for each in held)


def _is_later_custody(facts: tuple[Fact, ...], fact: Fact) -> bool:
    """Whether a detention follows a crossing elsewhere, after the turn-back that is the event."""
    refused, crossed = _kind(facts, "turned_back"), _first(facts, "incident.after", ["crossed_elsewhere"])
    return bool(fact.field == "incident.kinds" and fact.value == ["detained"] and refused and crossed
                and refused.span.start < crossed.span.start < fact.span.start)


def _is_another_agency(facts: tuple[Fact, ...], fact: Fact) -> bool:
    """Whether an officer of whom no agency is told belongs to the one that is."""
    if fact.field != "incident.agency" or fact.confidence >= _NAMED:
        return False
    named = any(_first(facts, fact.field, [who]) for who in ("border_patrol", "mexican_immigration"))
    return named or _first(facts, "incident.position", "between_ports") is not None


def _is_covered(facts: tuple[Fact, ...], fact: Fact) -> bool:
    if not isinstance(fact.value, list) or len(fact.value) != 1:
        return False
    if any(_holds(other, fact) for other in facts):
        return True
    stronger = _STRONGER.get((fact.field, fact.value[0]), ())
    near = _STRONGER_NEAR.get((fact.field, fact.value[0]), ())
    return any(_first(facts, fact.field, [value]) for value in stronger) or any(
        other.field == fact.field and other.value[0] in near and _close(other, fact)
        for other in facts if isinstance(other.value, list) and other.value)


def _close(one: Fact, other: Fact) -> bool:
    return one.span.start < other.span.end + _NEAR and other.span.start < one.span.end + _NEAR


def _holds(other: Fact, fact: Fact) -> bool:
    """Whether a longer phrase for another value of the field holds this one ("pego un empujon")."""
    inside = other.span.start <= fact.span.start and fact.span.end <= other.span.end
    longer = other.span.end - other.span.start > fact.span.end - fact.span.start
    return (other.field == fact.field and other.value != fact.value and inside and longer
            and fact.field in _ONE_PHRASE)
