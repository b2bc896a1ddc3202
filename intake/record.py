"""The vocabulary of the incident record: fields, their value rules, what is asked and when.

Source of truth is ``record.yaml`` beside this file (public API, see its comments).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import phonenumbers
import yaml

HERE = Path(__file__).parent
UNANSWERED = ("unknown", "declined", "none")

Value = Any  # what a field holds: str, bool, int, list[str], list[int]
Record = Mapping[str, Value]  # field name -> value, only fields that hold one


@dataclass(frozen=True)
class Field:
    """One field of the record: its dotted name, type and limits."""

    name: str
    type: str
    values: tuple[str, ...] = ()
    minimum: int | None = None
    sensitive: bool = False
    optional: bool = False

    @property
    def group(self) -> str:
        """The part before the dot: ``incident`` of ``incident.date``."""
        return self.name.partition(".")[0]

    @property
    def is_list(self) -> bool:
        """Whether ``[]`` is a value ("asked, and none")."""
        return self.type in ("enum_list", "int_list", "partner_list")


@cache
def _document() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((HERE / "record.yaml").read_text("utf-8"))
    return loaded


GROUPS = ("reporter", "narrative", "person", "incident", "fear", "prosecution", "detention",
          "separation", "case", "consent")


@cache
def fields() -> dict[str, Field]:
    """Every field by its dotted name, in the order of ``record.yaml``."""
    out: dict[str, Field] = {}
    for group in GROUPS:
        for key, spec in _document()[group].items():
            name = f"{group}.{key}"
            out[name] = Field(name, spec["type"], tuple(spec.get("values", ())), spec.get("min"),
                              bool(spec.get("sensitive")), bool(spec.get("optional")))
    return out


@cache
def asked() -> dict[str, tuple[str, ...]]:
    """The questions of each branch, in order: core, prosecuted, detained, separated, contact."""
    return {branch: tuple(names) for branch, names in _document()["ask"].items()}


_EDTF = re.compile(r"^\d{4}(-(0[1-9]|1[0-2]|2[1-4])(-(0[1-9]|[12]\d|3[01]))?)?[~?%]?$")


def is_edtf(text: str) -> bool:
    """Whether this is an EDTF level 1 date as the record uses it.

    >>> [is_edtf(d) for d in ("2016-11-14", "2017-02~", "2016-23", "2016-13", "2017-02-30")]
    [True, True, True, False, False]
    """
    if not _EDTF.match(text):
        return False
    plain = text.rstrip("~?%")
    if len(plain) < 10:
        return True
    try:
        date.fromisoformat(plain)
    except ValueError:
        return False
    return True


def _is_int(value: Value, minimum: int | None) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= (minimum or 0)


def _is_phone(value: Value) -> bool:
    try:
        return phonenumbers.is_possible_number(phonenumbers.parse(value))
    except phonenumbers.NumberParseException:
        return False


def is_valid(name: str, value: Value) -> bool:
    """Whether ``value`` may stand in field ``name``; the gazetteer is not consulted."""
    field = fields()[name]
    match field.type:
        case "bool":
            return isinstance(value, bool)
        case "enum":
            return value in field.values
        case "enum_list":
            return isinstance(value, list) and len(set(value)) == len(value) and set(value) <= set(field.values)
        case "int":
            return _is_int(value, field.minimum)
        case "int_list":
            return isinstance(value, list) and all(_is_int(item, 0) for item in value)
        case "date":
            return isinstance(value, str) and is_edtf(value)
        case "country":
            return isinstance(value, str) and bool(re.fullmatch(r"[A-Z]{2}", value))
        case "e164":
            return isinstance(value, str) and value.startswith("+") and _is_phone(value)
        case "partner_list":
            return isinstance(value, list)
        case _:  # text, language, crossing, facility, city
            return isinstance(value, str) and bool(value.strip())
