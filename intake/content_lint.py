"""What is wrong with content/messages: missing keys, unlike placeholders, SMS wordings too long or not GSM-7."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from intake import segments
from intake.record import Field, fields
from intake.saying import say_value
from intake.screening import order
from intake.texts import COMPOSED, LANGUAGES, PLACEHOLDER, Leaf, choices, has, limits, load, of_channel, wording

QUESTIONS = ("ask", *COMPOSED)
STATES = ("yes", "no", "unknown", "declined", "none")  # what a choice may say besides a value
BUTTONS = ("check", "clash")  # put as yes or no


def problems() -> list[str]:
    """One line for each problem, of both languages and both channels."""
    return [*_parity(), *(line for language in LANGUAGES for check in (_fields, _sms, _questions)
                          for line in check(language))]


def _parity() -> Iterator[str]:
    es, en = load()["es"], load()["en"]
    for key in sorted(set(es) ^ set(en)):
        yield f"{key}: only in {'Spanish' if key in es else 'English'}"
    for key in sorted(set(es) & set(en)):
        marks = [set(PLACEHOLDER.findall(text)) for leaf in (es[key], en[key]) for text in wordings(key, leaf)]
        if any(found != marks[0] for found in marks):
            yield f"{key}: placeholders differ"
        if _shape(key, es[key]) != _shape(key, en[key]):
            yield f"{key}: choices or variants differ"


def wordings(key: str, leaf: Leaf) -> list[str]:
    """All wordings of a leaf; of a list of variants or choices each one's."""
    if key.endswith(".choices"):
        return [text for row in leaf.values() for text in wordings("", row)]
    if isinstance(leaf, list):
        return [text for row in leaf for text in wordings("", row)]
    return list(leaf.values()) if isinstance(leaf, dict) else [leaf]


def _shape(key: str, leaf: Leaf) -> object:
    if key.endswith(".choices"):
        return list(leaf)
    return len(leaf) if isinstance(leaf, list) else None


def _fields(language: str) -> Iterator[str]:
    """Every field has what the dialogue may render, every value its label."""
    for name in order():
        if not has(f"{name}.why", language):
            yield f"{name}.why ({language}): missing, and people ask why"
    for field in fields().values():
        if field.group == "consent":
            continue
        for kind in ("ask", "label", *_readbacks(field)):
            if not has(f"{field.name}.{kind}", language):
                yield f"{field.name}.{kind} ({language}): missing"
        for value in field.values:
            if not has(f"values.{field.name}.{value}", language):
                yield f"values.{field.name}.{value} ({language}): missing"
        known = {*field.values, *(LANGUAGES if field.type == "text" else STATES)}
        for choice in choices(field.name, language, "web"):
            if choice.value not in known:
                yield f"{field.name}.choices.{choice.value} ({language}): no value of the field"


def _readbacks(field: Field) -> tuple[str, ...]:
    if field.type == "bool":
        return ("readback_yes", "readback_no")
    return ("readback", "readback_empty") if field.is_list else ("readback",)


def _sms(language: str) -> Iterator[str]:
    """Every SMS wording is GSM-7 and within its segments when its values are as long as they get."""
    for key, leaf in load()[language].items():
        if key.endswith((".label", ".choices", ".check", ".clash")) or is_web_only(key):
            continue
        for row in leaf if isinstance(leaf, list) else [leaf]:
            yield from _over(key, language, longest(of_channel(row, "sms")), allowed(key))


def is_web_only(key: str) -> bool:
    """Whether it never goes by SMS."""
    return key.startswith(tuple(limits()["web_only"]))


def allowed(key: str) -> int:
    """The segments that a text may cost."""
    return int(limits()["segments"].get(key, 1))


def _questions(language: str) -> Iterator[str]:
    """Every question fits one segment together with its choices."""
    for key in sorted(load()[language]):
        name, _, kind = key.rpartition(".")
        if kind == "ask":
            for wanted in QUESTIONS if has(f"{name}.label", language) else ("ask",):
                yield from _question(name, wanted, language)


def _question(name: str, kind: str, language: str) -> Iterator[str]:
    field = fields().get(name)
    if kind not in BUTTONS:
        yield from _with_choices(f"{name}.{kind}", "" if kind == "why" else name, language, longest)
    elif field and field.group != "consent":
        size = _longest_value(field, language)
        yield from _with_choices(f"{name}.{kind}", "yes_no", language, lambda text: longest(text, size))


def _with_choices(key: str, of: str, language: str, fill: Callable[[str], str]) -> Iterator[str]:
    rows = choices(of, language, "sms") if of else ()
    text = " ".join([wording(key, language, "sms"), *(f"{n} {row.label}" for n, row in enumerate(rows, 1))])
    yield from _over(key, language, fill(text), 1)


def _longest_value(field: Field, language: str) -> int:
    """Characters of the longest value of a field; of a list two of them."""
    said = [value for value in field.values if has(f"values.{field.name}.{value}", language)]
    if said:
        sizes = sorted(len(say_value(field.name, [value] if field.is_list else value, language)) for value in said)
        return sum(sizes[-2:]) + len(" and ") if field.is_list else sizes[-1]
    known = limits()["longest"]
    return int(known.get(field.type, known["value"]))


def longest(text: str, value: int | None = None) -> str:
    """The text with placeholders as long as they get; ``value`` for the values of one field."""
    sizes = dict(limits()["longest"])
    if value is not None:
        sizes |= {"value": value, "before": value}
    return PLACEHOLDER.sub(lambda mark: "x" * int(sizes.get(mark[1]) or sizes["default"]), text)


def _over(key: str, language: str, text: str, most: int) -> Iterator[str]:
    odd = sorted({char for char in text if not segments.is_gsm7(char)})
    counted = segments.count(text)
    if odd:
        yield f"{key} ({language}): not GSM-7 on SMS: {' '.join(odd)}"
    elif counted.count > most:
        yield f"{key} ({language}): {counted.units} units, {counted.count} segments on SMS: {text}"
