"""A referral as a PDF: typst with the data as JSON input, nothing written to disk."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import typst

from intake import content
from intake.clock import local_day, now
from intake.record import fields

TEMPLATE = Path(__file__).parent / "templates" / "record.typ"
# What an offer names otherwise than the record does.
OFFER = {"nationality": "person.nationality", "kinds": "incident.kinds",
         "children_ages": "person.children_ages"}
PLACE = {"crossing": "incident.crossing", "city": "person.location_city",
         "country": "person.location_country", "facility": "detention.facility"}
STORY = "narrative.text"


def as_pdf(shown: Mapping[str, Any], language: str) -> bytes:
    """The document of what the partner may see now: the offer, or the whole record."""
    data = json.dumps(_data(shown, language), ensure_ascii=False)
    made: bytes = typst.compile(str(TEMPLATE), root=str(TEMPLATE.parent), format="pdf",
                                sys_inputs={"data": data})
    return made


def _data(shown: Mapping[str, Any], language: str) -> dict[str, Any]:
    def say(key: str, **values: Any) -> str:
        return content.render(f"pages.{key}", language, "web", **values)

    def row(label: str, value: str) -> dict[str, str]:
        return {"label": label, "value": value}

    held = shown.get("record")
    record = held["record"] if held else _offered(shown)
    def value(kind: str, code: str) -> str:
        return content.render(f"values.{kind}.{code}", language, "web")

    head = [row(say("document.reference"), shown["id"]),
            row(say("partner.urgency"), value("urgency", shown["urgency"])),
            row(say("partner.state"), value("states", shown["state"])),
            row(say("partner.flags"), "; ".join(value("flags", code) for code in shown.get("flags", [])))]
    known = [name for name, field in fields().items()
             if name in record and name != STORY and field.group != "consent"]
    parts: list[dict[str, Any]] = []
    if STORY in record:
        parts.append({"title": say("document.own_words"), "text": str(record[STORY])})
    parts.append({"title": say("document.facts"),
                  "rows": [row(_label(name, language), _value(name, record[name], language))
                           for name in known]})
    evidence = [row(_label(item["field"], language), item["words"])
                for item in shown.get("evidence", []) if item["words"] and item["field"] != STORY]
    if evidence:
        parts.append({"title": say("partner.evidence"), "rows": evidence})
    made_on = say("document.made_on", date=content.say_date(local_day(now()).isoformat(), language))
    note = say("document.not_a_declaration") if held else say("partner.before_accepting")
    return {"title": say("document.title"), "language": language, "head": head, "parts": parts,
            "note": f"{note} {made_on}.", "page": say("document.page", number="{number}", count="{count}")}


def _offered(shown: Mapping[str, Any]) -> dict[str, Any]:
    values = {field: shown.get(name) for name, field in OFFER.items()}
    values |= {field: shown.get("place", {}).get(name) for name, field in PLACE.items()}
    return {field: value for field, value in values.items() if value not in (None, [])}


def _label(name: str, language: str) -> str:
    key = f"{name}.label"
    return content.render(key, language, "web") if content.has(key, language) else name


def _value(name: str, value: Any, language: str) -> str:
    try:
        return content.say_value(name, value, language)
    except content.MissingText:  # a value without a wording is better shown raw than left out
        return str(value)
