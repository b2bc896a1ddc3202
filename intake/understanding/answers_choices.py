"""Yes/no answers and answers with a fixed choice, in any wording."""

from __future__ import annotations

import re
from dataclasses import dataclass

from intake.understanding import answers_lexicon as lexicon
from intake.understanding.types import Fact, Span

_FIRM = re.compile(r"\s*([,.;:!\n-]|$|(?:and|y|pero|but|porque|because|que|i|he|she|we|they|yo|le|les)\b)")
_FIRM_NO = re.compile(r"\s*([,.;:!\n-]|$|(?:and|y|pero|but|porque|because|i|he|she|we|they|im|i'm|we're|"
                      r"it's|its|there|nobody|nadie|gracias|thanks|thank)\b)")
_LAST = ("other", "no_reason", "unknown")  # said only when nothing more exact was
_EMPTY_IS_ANSWER = ("incident.force", "incident.mistreatment", "incident.after", "fear.harm", "fear.by_whom",
                    "fear.why", "separation.from_whom")
_UNDENIABLE = ("incident.reason_given", "detention.parole_reason", "fear.why")  # reasons are often negative
_NOTHING = "nothing"  # key of the wordings that say that there was none
_NO_MEANS = {"incident.reason_given": ["no_reason"], "detention.parole_reason": ["no_reason"]}


@dataclass(frozen=True)
class Beginning:
    """How an answer begins: yes or no, where that ends, and whether it stands by itself."""

    yes: bool
    end: int
    firm: bool


def beginning(text: str) -> Beginning | None:
    """The yes or no with which folded text begins, if it does."""
    for at in (lexicon.past(text, 0), lexicon.strip_front(text, "lead")):  # "que va" begins with no lead
        yes = lexicon.start_end(lexicon.listed("words", "begins_yes"), text, at)
        no = lexicon.start_end(lexicon.listed("words", "begins_no"), text, at)
        if yes != no:
            break
    if yes == no or lexicon.start_end(lexicon.listed("words", "supposed"), text, at) > at:
        return None
    end = max(yes, no)
    firm = bool((_FIRM if yes > no else _FIRM_NO).match(text, end))
    return Beginning(yes > no, end, firm)


def ending(text: str) -> bool | None:
    """The verdict that stands at the end ("..., so no")."""
    for key, value in (("ends_no", False), ("ends_yes", True)):
        spans = lexicon.found(lexicon.listed("words", key), text)
        if spans and not re.search(r"\w", text[spans[-1][1]:]):
            return value
    return _tail(text)


def _tail(text: str) -> bool | None:
    """A yes after the last comma or stop, unless the answer begins with a no."""
    told, last = _last_part(text.rstrip(" .!"))
    if not told or not lexicon.is_whole(lexicon.listed("words", "tail_yes"), last.strip()):
        return None
    first = beginning(told)
    return None if first and not first.yes else True


def _last_part(text: str) -> tuple[str, str]:
    """What stands before and after the last comma or stop."""
    at = max(text.rfind(mark) for mark in ",.;!")
    return (text[:at], text[at + 1:]) if at > 0 else ("", text)


def read_bool(field: str, text: str) -> Fact | None:
    """The truth of a yes/no field as an answer in folded ``text`` gives it."""
    whole = Span(0, len(text))
    last, first = ending(text), beginning(text)
    if last is not None:
        return Fact(field, last, span=whole, confidence=0.95)
    own = _own(field, text)
    if first and first.firm:
        turned = not first.yes and _after_but(field, text)
        return Fact(field, turned or first.yes, span=whole, confidence=0.95)
    if own is not None:
        return Fact(field, own, span=whole, confidence=0.85)
    return Fact(field, first.yes, span=whole, confidence=0.85) if first else None


def _own(field: str, text: str) -> bool | None:
    """What the field's own words say; with a "but", what follows it counts most."""
    for part in reversed(_parts(text)):
        no, no_denied = lexicon.asserted(lexicon.listed("bools", field, "no"), part)
        yes, denied = lexicon.asserted(lexicon.listed("bools", field, "yes"), part)
        no = [hit for hit in no if not any(a <= hit[0] and hit[1] <= b and (a, b) != hit for a, b in yes)]
        yes = [hit for hit in yes if not any(a <= hit[0] and hit[1] <= b for a, b in no)]
        if no:
            return False
        if yes or no_denied:
            return True
        if denied:
            return False
    return None


def _parts(text: str) -> list[str]:
    cuts = [start for start, _ in lexicon.found(lexicon.listed("words", "but"), text)]
    return [text[a:b] for a, b in zip([0, *cuts], [*cuts, len(text)], strict=True)]


def _after_but(field: str, text: str) -> bool:
    parts = _parts(text)
    return len(parts) > 1 and _own(field, parts[-1]) is True


def read_choice(field: str, text: str) -> Fact | None:
    """The one value of an enum field, the first of the lexicon's order that stands in the answer."""
    hits, _ = _hits(field, text)
    for value in lexicon.keys("choices", field):
        if value in hits:
            start, end = hits[value][0]
            return Fact(field, value, span=Span(start, end), confidence=0.9)
    return None


def read_list(field: str, text: str) -> Fact | None:
    """Every value of an enum list that stands in the answer; [] when all of it is denied."""
    hits, denied = _hits(field, text)
    values = [value for value in lexicon.keys("choices", field) if value in hits and value != _NOTHING]
    exact = [value for value in values if value not in _LAST]
    values = exact or values[:1]
    if values:
        spans = [hits[value][0] for value in values]
        span = Span(min(a for a, _ in spans), max(b for _, b in spans))
        return Fact(field, values, span=span, confidence=0.9)
    first = beginning(text)
    if denied or _NOTHING in hits or (first and not first.yes):
        return Fact(field, [], span=Span(0, len(text)), confidence=0.9) if field in _EMPTY_IS_ANSWER else None
    return None


def no_means(field: str) -> list[str] | None:
    """What a bare no or "none" to a list question says; None where it says nothing."""
    return _NO_MEANS.get(field, [] if field in _EMPTY_IS_ANSWER else None)


def _hits(field: str, text: str) -> tuple[dict[str, list[tuple[int, int]]], bool]:
    """Undenied hits by value; one that lies inside a longer one of another value is not meant."""
    raw: dict[str, list[tuple[int, int]]] = {}
    denied = False
    for value in lexicon.keys("choices", field):
        patterns = lexicon.listed("choices", field, value)
        if field in _UNDENIABLE:
            hits, no = lexicon.found(patterns, text), False
        else:
            hits, no = lexicon.asserted(patterns, text)
        denied |= no
        if hits:
            raw[value] = hits
    every = [(a, b, value) for value, hits in raw.items() for a, b in hits]
    kept = {value: [hit for hit in hits if not _inside(hit, value, every)] for value, hits in raw.items()}
    return {value: hits for value, hits in kept.items() if hits}, denied


def _inside(hit: tuple[int, int], value: str, every: list[tuple[int, int, str]]) -> bool:
    length = hit[1] - hit[0]
    return any(a <= hit[0] and hit[1] <= b and b - a > length and other != value for a, b, other in every)
