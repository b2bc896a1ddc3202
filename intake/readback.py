"""What was recorded, read back before it is sent: only what is known, in the record's order."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby

from intake.record import Value, fields
from intake.saying import say_value
from intake.texts import fit, has, limits, render

# The story is theirs already; consents are asked one by one.
SKIPPED = frozenset({"narrative.text", "narrative.language"})


def readback(record: Mapping[str, Value], unanswered: Mapping[str, str], language: str,
             channel: str) -> list[str]:
    """An opening line, then one paragraph for each group of the record.

    ``unanswered`` adds only what there surely is not (``none``: "there is no bond").
    """
    names = [name for name, field in fields().items()
             if field.group != "consent" and name not in SKIPPED and not _told_elsewhere(name, record)]
    known = [name for name in names if name in record or unanswered.get(name) == "none"]
    paragraphs = [" ".join(filter(None, (_sentence(name, record, language, channel) for name in group)))
                  for _, group in groupby(known, key=lambda name: fields()[name].group)]
    paragraphs = [text for text in paragraphs if text]
    opening = "confirm.intro" if paragraphs else "confirm.nothing"
    return [render(opening, language, channel), *paragraphs]


def _told_elsewhere(name: str, record: Mapping[str, Value]) -> bool:
    """Whether another sentence says it already: a text message is paid by the letter."""
    kinds = record.get("incident.kinds", [])
    match name:
        case "person.children":
            return "person.children_ages" in record
        case "person.location_country":
            return "person.location_city" in record
        case "incident.returned_to_country":
            here = record.get("person.location_country")
            return "incident.returned_to_city" in record or record.get(name) == here
        case "fear.country":
            return record.get(name) == record.get("person.nationality")
        case "prosecution.charged":
            return "prosecuted" in kinds or "prosecution.charge" in record
        case "separation.separated":
            return "separated" in kinds or "separation.from_whom" in record
        case "reporter.is":
            return record.get(name) == "self"
    return False


def _sentence(name: str, record: Mapping[str, Value], language: str, channel: str) -> str:
    if name not in record:
        key = f"{name}.readback_none"
        return render(key, language, channel) if has(key, language) else ""
    field, value = fields()[name], record[name]
    if field.type == "bool":
        return render(f"{name}.readback_{'yes' if value else 'no'}", language, channel)
    if field.is_list and not value:
        return render(f"{name}.readback_empty", language, channel)
    said = say_value(name, value, language)
    if field.type == "text":
        said = _own_words(said, channel)
    return render(f"{name}.readback", language, channel, value=said)


def _own_words(text: str, channel: str) -> str:
    """Their words on one line, without a second full stop; on SMS no longer than they must be."""
    text = " ".join(text.split()).strip(" .\"“”«»")
    longest = int(limits()["quote"])
    if channel == "sms" and len(fit(text, channel)) > longest:
        text = text[:longest].rsplit(" ", 1)[0] + "..."
    return text
