"""Every sentence a person reads, from ``content/messages``: rendered by key, language and channel."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from babel import Locale

from intake import places, segments
from intake.record import Value, fields

MESSAGES = Path(__file__).parents[1] / "content" / "messages"
LANGUAGES = ("es", "en")
PLACEHOLDER = re.compile(r"\{(\w+)\}")
SEGMENT_LIMIT = 160


class MissingText(LookupError):
    """A key, language or placeholder that content/messages does not have."""


@dataclass(frozen=True)
class Choice:
    """One way to answer: what is shown, what is sent."""

    label: str
    value: str


def _flat(tree: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    out: dict[str, Any] = {}
    for key, value in tree.items():
        name = f"{prefix}{key}"
        leaf = not isinstance(value, dict) or key == "choices" or set(value) <= {"web", "sms"}
        out.update({name: value} if leaf else _flat(value, f"{name}."))
    return out


@cache
def load() -> dict[str, dict[str, Any]]:
    """Language to key to text; every file of content/messages, once a process."""
    out: dict[str, dict[str, Any]] = {}
    for language in LANGUAGES:
        out[language] = {}
        for path in sorted(MESSAGES.glob(f"*.{language}.yml")):
            group = path.name.split(".")[0]
            out[language].update(_flat(yaml.safe_load(path.read_text("utf-8")) or {}, f"{group}."))
    return out


def _find(key: str, language: str) -> Any:
    # Questions that are no field stand in consent.*.yml: language, confirm, menu, yes_no.
    texts = load()[language]
    for name in (key, f"consent.{key}"):
        if name in texts:
            return texts[name]
    raise MissingText(f"{key} ({language})")


def has(key: str, language: str) -> bool:
    """Whether there is such a text."""
    return key in load()[language] or f"consent.{key}" in load()[language]


def render(key: str, language: str, channel: str, **values: str) -> str:
    """The sentence; ``channel`` is web or sms. MissingText for an unknown key or placeholder."""
    found = _find(key, language)
    text = found if isinstance(found, str) else found.get(channel) or found["web"]
    try:
        return PLACEHOLDER.sub(lambda match: str(values[match[1]]), text)
    except KeyError as error:
        raise MissingText(f"{key}: {error}") from None


def choices(field: str, language: str, channel: str) -> tuple[Choice, ...]:
    """The numbered choices of a question, in order; none for one answered by a number or in words."""
    if not has(f"{field}.choices", language):
        return ()
    found = _find(f"{field}.choices", language)
    rows = found if isinstance(found, dict) else {}
    return tuple(Choice(label if isinstance(label, str) else label.get(channel) or label["web"], _value(value))
                 for value, label in rows.items())


def _value(value: Any) -> str:
    """YAML 1.1 reads a bare yes or no as a bool."""
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def question(field: str, wording: str, language: str, channel: str, **values: str) -> str:
    """A field's question; a wording that it lacks falls back: again to ask, unclear to "sorry" and ask."""
    if has(f"{field}.{wording}", language):
        return render(f"{field}.{wording}", language, channel, **values)
    if wording in ("check", "clash"):
        return render(f"service.{wording}", language, channel, **values)
    again = render(f"{field}.again" if has(f"{field}.again", language) else f"{field}.ask", language, channel,
                   **values)
    return f"{render('service.unclear', language, channel)} {again}" if wording == "unclear" else again


def say_value(field: str, value: Value, language: str) -> str:
    """A value in words: labels of enums, dates, countries, places, lists joined with "and"."""
    spec = fields()[field]
    if spec.is_list:
        items = [_say_one(field, item, language) for item in value]
        joined = f" {render('values.and', language, 'web')} "
        return joined.join(filter(None, [", ".join(items[:-1]), items[-1]])) if items else ""
    return _say_one(field, value, language)


def _say_one(field: str, value: Value, language: str) -> str:
    kind = fields()[field].type
    if kind in ("enum", "enum_list"):
        return render(f"values.{field}.{value}", language, "web")
    if kind == "bool":
        return render("values.true" if value else "values.false", language, "web")
    if kind == "date":
        return say_date(str(value), language)
    if kind == "country":
        return str(Locale(language).territories.get(str(value), value))
    if kind == "language":
        return _say_language(str(value), language)
    if kind in ("crossing", "facility", "city"):
        return places.name_of(str(value), language)
    if field == "detention.bond_usd":
        return f"${value:,}"
    return str(value)


def _say_language(tag: str, language: str) -> str:
    own = f"values.languages.{tag}"
    if has(own, language):
        return render(own, language, "web")
    return str(Locale(language).languages.get(tag, tag))


def say_date(edtf: str, language: str) -> str:
    """An EDTF date in words.

    >>> say_date("2016-11-14", "es"), say_date("2017-02~", "en")
    ('14 de noviembre de 2016', 'around February 2017')
    """
    plain = edtf.rstrip("~?%")
    parts = plain.split("-")
    key, values = "year", {"year": parts[0]}
    if len(parts) > 1:
        month = int(parts[1])
        name = "seasons" if month > 12 else "months"
        key, values = "month", {**values, "month": render(f"values.{name}.{month}", language, "web")}
    if len(parts) > 2:
        key, values = "day", {**values, "day": str(int(parts[2]))}
    text = render(f"values.dates.{key}", language, "web", **values)
    return render("values.dates.about", language, "web", date=text) if plain != edtf else text


ORDER = ("incident", "person", "fear", "prosecution", "detention", "separation", "case", "reporter")
NOT_READ = frozenset({"narrative.text", "narrative.language", "fear.country", "incident.returned_to_country",
                      "person.location_country", "incident.returned_to_city", "prosecution.charged",
                      "separation.separated", "person.children", "reporter.is"})


def readback(record: Mapping[str, Value], unanswered: Mapping[str, str], language: str,
             channel: str) -> list[str]:
    """What was recorded, as short sentences in the record's order; nothing that was not told."""
    names = [name for group in ORDER for name, spec in fields().items() if spec.group == group]
    lines = [_read_one(name, record[name], language, channel)
             for name in names if name in record and name not in NOT_READ]
    return [line for line in lines if line]


def _read_one(name: str, value: Value, language: str, channel: str) -> str:
    kind = fields()[name].type
    if kind == "bool":
        key = f"{name}.readback_{'yes' if value else 'no'}"
        return render(key, language, channel) if has(key, language) else ""
    if fields()[name].is_list and not value:
        key = f"{name}.readback_empty"
        return render(key, language, channel) if has(key, language) else ""
    said = say_value(name, value, language)
    if has(f"{name}.readback", language):
        return render(f"{name}.readback", language, channel, value=said)
    return f"{render(f'{name}.label', language, channel)}: {said}."


def _texts(value: Any, channel: str) -> str:
    if isinstance(value, dict):
        return str(value.get(channel) or value.get("web", ""))
    return str(value)


def problems() -> list[str]:
    """What is wrong with content/messages: parity of keys and placeholders, SMS wordings over their limit."""
    es, en = load()["es"], load()["en"]
    out = [f"{key}: only in Spanish" for key in sorted(set(es) - set(en))]
    out += [f"{key}: only in English" for key in sorted(set(en) - set(es))]
    for key in sorted(set(es) & set(en)):
        if _marks(es[key]) != _marks(en[key]):
            out.append(f"{key}: placeholders differ")
        if isinstance(es[key], dict) and isinstance(en[key], dict) and list(es[key]) != list(en[key]):
            out.append(f"{key}: variants or choices differ")
    for language in LANGUAGES:
        out += _long_questions(language)
    return out


def _marks(value: Any) -> set[str]:
    return set(PLACEHOLDER.findall(str(value)))


def _long_questions(language: str) -> list[str]:
    """Questions that do not fit one segment with their choices."""
    out = []
    for key, value in load()[language].items():
        name, _, kind = key.rpartition(".")
        if kind not in ("ask", "again", "unclear") or name.removeprefix("consent.") in LONG_ASKS:
            continue
        field = name.removeprefix("consent.") if name.startswith("consent.") else name
        rows = choices(name, language, "sms") or choices(field, language, "sms")
        text = " ".join([_texts(value, "sms"), *(f"{n} {row.label}" for n, row in enumerate(rows, 1))])
        counted = segments.count(PLACEHOLDER.sub("x" * 20, text))
        if counted.count > 1:
            out.append(f"{key} ({language}): {counted.units} {counted.encoding} units on SMS")
    return out


LONG_ASKS = frozenset({"store", "share", "statistics"})
