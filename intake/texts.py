"""The sentences of ``content/messages``: loaded once, found by key, language and channel."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

MESSAGES = Path(__file__).parents[1] / "content" / "messages"
LANGUAGES = ("es", "en")
CHANNELS = ("web", "sms")
PLACEHOLDER = re.compile(r"\{(\w+)\}")
COMPOSED = ("again", "unclear", "why", "check", "clash")  # made from `service.generic` where a field has none

LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # all scalars stay strings; C where it is built

Leaf = Any  # a string, {web, sms}, a list of either, or an ordered mapping of choices


class MissingText(LookupError):
    """A key, language or placeholder that content/messages does not have."""


@dataclass(frozen=True)
class Choice:
    """One way to answer: what is shown, what is sent."""

    label: str
    value: str


def read_yaml(path: Path) -> dict[str, Any]:
    """A YAML file whose scalars all stay strings: ``yes`` and ``no`` are names of choices, not booleans."""
    loaded: dict[str, Any] = yaml.load(path.read_text("utf-8"), Loader=LOADER) or {}
    return loaded


def _flat(tree: Mapping[str, Any], prefix: str) -> dict[str, Leaf]:
    out: dict[str, Leaf] = {}
    for key, value in tree.items():
        name = f"{prefix}{key}"
        if not isinstance(value, dict) or key == "choices":
            out[name] = value
            continue
        wording = {channel: value[channel] for channel in CHANNELS if channel in value}
        if wording:
            out[name] = wording
        out.update(_flat({k: v for k, v in value.items() if k not in wording}, f"{name}."))
    return out


@cache
def load() -> dict[str, dict[str, Leaf]]:
    """Language to key to text; every file of content/messages, once a process."""
    out: dict[str, dict[str, Leaf]] = {}
    for language in LANGUAGES:
        out[language] = {}
        for path in sorted(MESSAGES.glob(f"*.{language}.yml")):
            out[language].update(_flat(read_yaml(path), f"{path.name.split('.')[0]}."))
    return out


@cache
def limits() -> dict[str, Any]:
    """``limits.yml``: longest values, letters that values lose on SMS, segments of long texts."""
    return read_yaml(MESSAGES / "limits.yml")


def has_stray_brace(text: str) -> bool:
    """Whether a brace is left when all placeholders are taken away.

    >>> has_stray_brace("Al {as_of}"), has_stray_brace("Al {as of}")
    (False, True)
    """
    return bool(re.search("[{}]", PLACEHOLDER.sub("", text)))


def find(key: str, language: str) -> Leaf | None:
    """The leaf of a key; questions that are no field (language, confirm, menu, yes_no) stand in consent.*."""
    texts = load()[language]
    return texts.get(key, texts.get(f"consent.{key}"))


def has(key: str, language: str) -> bool:
    """Whether there is such a text."""
    return find(key, language) is not None


def of_channel(leaf: Leaf, channel: str) -> str:
    """The wording of a channel; one without an own SMS wording serves both."""
    if isinstance(leaf, dict):
        return str(leaf[channel] if channel in leaf else leaf["web"])
    return str(leaf)


def wording(key: str, language: str, channel: str, variant: int = 0) -> str:
    """The sentence with its placeholders; MissingText for an unknown key."""
    leaf = find(key, language)
    if leaf is None:
        return _composed(key, language, channel)
    if isinstance(leaf, list):
        leaf = leaf[variant % len(leaf)]
    return of_channel(leaf, channel)


def _composed(key: str, language: str, channel: str) -> str:
    """What a field does not say in its own words, from the general pattern and its question."""
    field, _, kind = key.rpartition(".")
    if kind not in COMPOSED or not has(f"{field}.ask", language):
        raise MissingText(f"{key} ({language})")
    if kind == "again":
        return wording(f"{field}.ask", language, channel)
    pattern = wording(f"service.generic.{kind}", language, channel)
    return pattern.replace("{question}", wording(f"{field}.again", language, channel)).replace(
        "{label}", fit(wording(f"{field}.label", language, channel), channel))


def render(key: str, language: str, channel: str, *, variant: int = 0, **values: object) -> str:
    """The sentence; ``channel`` is web or sms. MissingText for an unknown key or placeholder.

    ``variant`` picks one of several wordings (``service.fallback``); any number will do.
    """
    try:
        return PLACEHOLDER.sub(lambda match: fit(str(values[match[1]]), channel),
                               wording(key, language, channel, variant))
    except KeyError as error:
        raise MissingText(f"{key}: {error}") from None


@cache
def _letters() -> dict[int, str]:
    return str.maketrans(limits()["letters"])


def fit(value: str, channel: str) -> str:
    """A value as it stands in a sentence: on SMS without the letters that would double its cost.

    >>> fit("Haití y Perú, año", "sms"), fit("Haití", "web")
    ('Haiti y Peru, año', 'Haití')
    """
    return value.translate(_letters()) if channel == "sms" else value


def choices(field: str, language: str, channel: str) -> tuple[Choice, ...]:
    """The numbered choices of a question, in order; none for one answered by a number or in words."""
    rows = find(f"{field}.choices", language) or {}
    return tuple(Choice(of_channel(label, channel), value) for value, label in rows.items())
