"""What a newly heard fact does to the record, and what follows from a record without doubt."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Literal

from intake.places import rows
from intake.record import Record, Value, fields
from intake.understanding.types import SURE, Fact

Verdict = Literal["set", "extend", "same", "clash"]

_OPEN_TEXTS = ("text",)
_SEASONS = {"21": ("03", "04", "05", "06"), "22": ("06", "07", "08", "09"),
            "23": ("09", "10", "11", "12"), "24": ("12", "01", "02", "03")}


@cache
def _port_groups() -> Mapping[str, frozenset[str]]:
    return {row["id"]: frozenset(row["crossings"].split("|")) for row in rows("port_groups")}


def decide(known: Record, fact: Fact, fresh: bool = False) -> tuple[Verdict, Value]:
    """What to do with a sure fact, and the value that the field then holds.

    ``set`` and ``extend`` record the value; ``same`` changes nothing; ``clash`` contradicts what is
    known and is to be asked. ``fresh``: the field was just asked or reopened, so the newest counts.

    >>> decide({"incident.force": ["pushed"]}, Fact("incident.force", ["struck"]))
    ('extend', ['pushed', 'struck'])
    """
    if fact.field not in known:
        return "set", fact.value
    old, new = known[fact.field], fact.value
    if _alike(fact.field, old, new) or fact.basis == "inferred":
        return "same", old
    if fact.correction or fresh or _refines(fact.field, old, new):
        return "set", new
    if _refines(fact.field, new, old):
        return "same", old
    return _against(fact, old, new)


def _against(fact: Fact, old: Value, new: Value) -> tuple[Verdict, Value]:
    """A different value, neither asked for nor said to be a correction."""
    kind = fields()[fact.field].type
    if kind == "enum_list" and old and new:
        merged = [*old, *(item for item in new if item not in old)]
        return ("same", old) if len(merged) == len(old) else ("extend", merged)
    if kind in _OPEN_TEXTS:
        return "same", old
    return "clash", new


def _alike(name: str, old: Value, new: Value) -> bool:
    if isinstance(old, list) and isinstance(new, list):
        return sorted(map(str, old)) == sorted(map(str, new))
    if isinstance(old, str) and isinstance(new, str):
        return old.rstrip("~").casefold() == new.rstrip("~").casefold()
    return bool(old == new) and type(old) is type(new)


def _refines(name: str, old: Value, new: Value) -> bool:
    """Whether the new value says the same as the old one, more exactly."""
    kind = fields()[name].type
    if kind == "date":
        return _date_within(str(old), str(new))
    if kind == "crossing":
        return str(new) in _port_groups().get(str(old), ())
    return False


def _date_within(wide: str, narrow: str) -> bool:
    vague = wide.endswith("~")
    wide, narrow = wide.rstrip("~"), narrow.rstrip("~")
    if narrow.startswith(wide) and len(narrow) > len(wide):
        return True
    if len(wide) == 7 and wide[5:] in _SEASONS:
        return narrow[:4] == wide[:4] and narrow[5:7] in _SEASONS[wide[5:]]
    return vague and len(narrow) == 10 and len(wide) == 10 and narrow[:7] == wide[:7]


def merge(known: Record, facts: Iterable[Fact]) -> tuple[dict[str, Value], tuple[Fact, ...]]:
    """The record after these facts, and the facts that contradict it or are not sure."""
    record, open_facts = dict(known), []
    for fact in facts:
        if fact.confidence < SURE:
            open_facts.append(fact)
        elif fact.state != "value":
            record.pop(fact.field, None)
        else:
            verdict, value = decide(record, fact)
            if verdict == "clash":
                open_facts.append(fact)
            record = record if verdict == "clash" else {**record, fact.field: value}
    return record, tuple(open_facts)


def infer(record: Record) -> tuple[Fact, ...]:
    """What follows from the record by its filling rules, for fields that hold nothing yet."""
    found: dict[str, Fact] = {}
    for name, value in _follows(record):  # the surest comes first
        if value is not None and (name not in record or _adds(name, record, value)):
            found.setdefault(name, Fact(name, value, basis="inferred"))
    return tuple(found.values())


def _adds(name: str, record: Record, value: Value) -> bool:
    """Whether a list that is known is part of what follows."""
    known = record[name]
    return isinstance(known, list) and isinstance(value, list) and {*known} < {*value}


def _follows(record: Record) -> Iterator[tuple[str, Value]]:
    kinds = record.get("incident.kinds") or []
    if "prosecuted" in kinds:
        yield "prosecution.charged", True
    if "separated" in kinds:
        yield "separation.separated", True
    held = record.get("detention.detained_now") is True or "detention.facility" in record
    if kinds == ["separated"] and record.get("incident.crossing") and not held and _is_in_mexico(record):
        kinds = ["turned_back", "separated"]  # parted at a crossing, and in Mexico since
        yield "incident.kinds", kinds
    if {"detained", "expelled"} <= {*kinds}:
        yield "detention.detained_now", False
    if {"turned_back", "expelled"} & {*kinds} and str(record.get("incident.returned_to_city")) in _across():
        yield "incident.returned_to_country", "MX"  # Nogales and Naco are on both sides
    yield from _places(record)
    if "turned_back" in kinds and record.get("incident.crossing") and not _sent_elsewhere(record):
        yield "incident.returned_to_country", "MX"
        if not set(kinds) & {"detained", "expelled"} and record.get("detention.detained_now") is not True:
            yield "person.location_country", "MX"
    if record.get("fear.fears_return") is True:
        yield "fear.country", record.get("person.nationality")


def _places(record: Record) -> Iterator[tuple[str, Value]]:
    """The country of a city that is on one side of the border only."""
    for city, country in (("person.location_city", "person.location_country"),
                          ("incident.returned_to_city", "incident.returned_to_country")):
        if city in record:
            yield country, _countries().get(str(record[city]))
    if record.get("detention.detained_now") is True:
        yield "person.location_country", "US"


def _is_in_mexico(record: Record) -> bool:
    city = _countries().get(str(record.get("person.location_city")))
    return record.get("person.location_country") == "MX" or city == "MX"


def _sent_elsewhere(record: Record) -> bool:
    city = _countries().get(str(record.get("incident.returned_to_city")))
    return city not in (None, "MX") or "went_home" in (record.get("incident.after") or ())


@cache
def _across() -> frozenset[str]:
    """The Mexican cities of the border."""
    return frozenset(row["id"] for row in rows("mx_border_cities"))


@cache
def _countries() -> Mapping[str, str]:
    """The country of each city id; names that stand on both sides of the border are left out."""
    found: dict[str, set[str]] = {}
    for name, default in (("mx_border_cities", "MX"), ("other_cities", "")):
        for row in rows(name):
            found.setdefault(row["id"], set()).add(row.get("country") or default)
    return {city: next(iter(where)) for city, where in found.items() if len(where) == 1 and "" not in where}
