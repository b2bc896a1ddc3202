"""The names of the gazetteer, and what each may be."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache

from intake.places import port_of, rows
from intake.understanding.spelling import Names, key, lexicon, listed, phrases


@dataclass
class Named:
    """What a name may be: ids by kind. ``at_port``: crossings it says only beside a port word.

    ``ports`` are those of the city of that name; ``cities`` are id and country.
    """

    crossings: list[str] = field(default_factory=list)
    at_port: list[str] = field(default_factory=list)
    port: str = ""
    ports: list[str] = field(default_factory=list)
    cities: list[tuple[str, str]] = field(default_factory=list)
    facilities: list[str] = field(default_factory=list)
    towns: list[str] = field(default_factory=list)
    usual: bool = False


@cache
def gazetteer() -> dict[str, Named]:
    """Every name, as ``spelling.key`` gives it, and what it may be."""
    out: dict[str, Named] = {}
    _crossings(out)
    _cities(out)
    _facilities(out)
    _by_city(out)
    return out


@cache
def names() -> Names:
    """The finder of the gazetteer's names."""
    return Names(gazetteer(), words("guards"), words("leads"))


@cache
def words(part: str) -> frozenset[str]:
    """A list of words of ``lexicon/values/places.yml``."""
    return frozenset(map(key, listed(lexicon("places")[part])))


@cache
def beside(part: str, name: str) -> frozenset[str]:
    """The words of ``not_before`` or ``not_after`` for one name."""
    return frozenset(map(key, listed(lexicon("places")[part].get(name, ""))))


@cache
def cities_of(crossing: str) -> frozenset[str]:
    """The ids of the cities on either side of a crossing, or of its port."""
    at = {crossing, port_of(crossing)} - {""}
    return frozenset(row["id"] for name in ("mx_border_cities", "other_cities") for row in rows(name)
                     if row["port"] in at)


def _at(out: dict[str, Named], name: str) -> Named:
    return out.setdefault(key(name), Named())


def _split(cell: str) -> list[str]:
    return [name.strip() for name in cell.split("|") if name.strip()]


def _crossings(out: dict[str, Named]) -> None:
    for row in rows("ports"):
        for name in _split(row["aliases"]):
            _at(out, name).crossings.append(row["id"])
        for name in _split(row["aliases_at_port"]):
            _at(out, name).at_port.append(row["id"])
    for row in rows("port_groups"):
        for name in _split(row["aliases"]):
            _at(out, name).port = row["id"]


def _cities(out: dict[str, Named]) -> None:
    for file, default in (("mx_border_cities", "MX"), ("other_cities", "")):
        for row in rows(file):
            told = [row["city"]] if row.get("bare", "yes") == "yes" else []
            told = [name for name in told if key(name) not in words("only_by_alias")]
            for name in dict.fromkeys(map(key, [*told, *_split(row["aliases"])])):
                here = _at(out, name)
                here.cities.append((row["id"], row.get("country") or default))
                if row["port"] and row["port"] not in here.ports:
                    here.ports.append(row["port"])


def _facilities(out: dict[str, Named]) -> None:
    for row in rows("facilities"):
        plain = re.sub(r"\(.*?\)", "", row["name"])
        for name in dict.fromkeys(map(key, [plain, *_split(row["aliases"])])):
            here = _at(out, name)
            if row["id"] not in here.facilities:
                here.facilities.append(row["id"])
        _at(out, row["city"]).towns.append(row["id"])


def _by_city(out: dict[str, Named]) -> None:
    for line in lexicon("places")["by_city"].splitlines():
        told, _, ids = line.rpartition(":")
        for name in phrases(told):
            here = _at(out, name)
            choice = ids.replace("=", "").split()
            here.usual = "=" in ids
            if here.at_port and not here.crossings:
                here.at_port = choice
            else:
                here.crossings = choice
