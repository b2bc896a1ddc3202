"""The gazetteer as routing reads it: a crossing's port group and its US state."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

PLACES = Path(__file__).parents[1] / "content" / "places"


@cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    """The rows of ``content/places/<name>.csv``."""
    with (PLACES / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


@cache
def _ports() -> dict[str, str]:
    return {crossing: row["id"] for row in rows("port_groups") for crossing in row["crossings"].split("|")}


@cache
def _states() -> dict[str, str]:
    out = {row["id"]: row["us_state"] for row in rows("ports")}
    out |= {row["id"]: row["state"] for row in rows("facilities")}
    out |= {group: out.get(crossing, "") for crossing, group in _ports().items()}
    return out


def port_of(place: str) -> str:
    """The port group of a crossing, or the empty string.

    >>> port_of("el_paso_pdn"), port_of("naco")
    ('el_paso', '')
    """
    return _ports().get(place, "")


def is_vague(place: str) -> bool:
    """Whether a place is a port of which people on foot use several crossings.

    >>> is_vague("laredo"), is_vague("laredo_i"), is_vague("san_luis")
    (True, False, False)
    """
    group = next((row["crossings"].split("|") for row in rows("port_groups") if row["id"] == place), [])
    freight = {row["id"] for row in rows("ports") if "Commercial" in row["official_name"]}
    return len({*group} - freight) > 1


def state_of(place: str) -> str:
    """The US state of a crossing, port or facility, or the empty string."""
    return _states().get(place, "")


@cache
def _names() -> dict[str, dict[str, str]]:
    out: dict[str, dict[str, str]] = {}
    for row in rows("ports"):
        spanish = row["mx_side_name"] or row["official_name"]
        city = row["us_city"].partition(" (")[0]
        out[row["id"]] = {"es": spanish if "(" in spanish else f"{spanish} ({city})", "en": row["official_name"]}
    for row in rows("port_groups"):
        name = row["id"].replace("_", " ").title()
        out[row["id"]] = {"es": name, "en": name}
    for row in rows("facilities"):
        out[row["id"]] = {"es": row["name"], "en": row["name"]}
    for row in rows("mx_border_cities"):
        out[row["id"]] = {"es": row["city"], "en": row["city"]}
    if (PLACES / "other_cities.csv").exists():
        for row in rows("other_cities"):
            out.setdefault(row["id"], {"es": row["city"], "en": row["city"]})
    return out


def is_listed(place: str) -> bool:
    """Whether this id is in the gazetteer; a name as told is not."""
    return place in _names()


def name_of(place: str, language: str) -> str:
    """What a person calls a place: its Spanish or official name; a name as told stays as it is."""
    known = _names().get(place)
    return known[language] if known else place.replace("_", " ").title() if "_" in place else place
