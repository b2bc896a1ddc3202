"""Where each wording stands in the files of ``content``: one can be replaced while all else stays as it is."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from intake import cards, texts

Place = tuple[str, str]  # a key, and "web" or "sms" where these differ, else ""


@dataclass(frozen=True)
class Spot:
    """One wording: its text, and from which to which character of its file it stands."""

    file: Path
    start: int
    end: int
    text: str
    line: int

    @property
    def is_card(self) -> bool:
        """Whether it is a part of a card, else a scalar of YAML."""
        return self.file.suffix == ".md"


def spots(language: str) -> dict[Place, Spot]:
    """Every wording of a language, messages first, in the order of the files."""
    out: dict[Place, Spot] = {}
    for path in sorted(texts.MESSAGES.glob(f"*.{language}.yml")):
        tree = yaml.compose(path.read_text("utf-8"), Loader=texts.LOADER)
        for place, node in _of_yaml(tree, path.name.split(".")[0]):
            mark = node.start_mark
            out[place] = Spot(path, mark.index, node.end_mark.index, node.value, mark.line + 1)
    for path in sorted(cards.RIGHTS.glob(f"*.{language}.md")):
        out |= _of_card(path)
    return out


def _of_yaml(node: yaml.Node | None, key: str) -> Iterator[tuple[Place, yaml.ScalarNode]]:
    if isinstance(node, yaml.ScalarNode):
        yield (key, ""), node
    elif isinstance(node, yaml.SequenceNode):
        for number, item in enumerate(node.value, 1):
            yield from _of_yaml(item, f"{key} #{number}")
    elif isinstance(node, yaml.MappingNode):
        for name, value in node.value:
            if name.value in texts.CHANNELS:
                yield from (((key, name.value), scalar) for _, scalar in _of_yaml(value, key))
            else:
                yield from _of_yaml(value, f"{key}.{name.value}")


def _of_card(path: Path) -> dict[Place, Spot]:
    content, out = path.read_text("utf-8"), {}
    headings = list(cards.HEADING.finditer(content))
    for heading, after in zip(headings, [*(h.start() for h in headings[1:]), len(content)], strict=True):
        inside = content[heading.end():after]
        start = heading.end() + len(inside) - len(inside.lstrip())
        text = inside.strip()
        key = f"{path.name.split('.')[0]} {heading[0]}"
        out[key, ""] = Spot(path, start, start + len(text), text, content.count("\n", 0, start) + 1)
    return out


def text_of(found: Mapping[Place, Spot], key: str, channel: str) -> str | None:
    """The wording of a channel; one without an own SMS wording serves both."""
    for wanted in (channel, "", "web"):
        if (key, wanted) in found:
            return found[key, wanted].text
    return None


def rewrite(found: Mapping[Place, Spot], wanted: Mapping[Place, str]) -> dict[Path, str]:
    """The new text of each file in which a wording changes; ``wanted`` has web and sms, or "" for both."""
    changes: dict[Path, list[tuple[Spot, str]]] = {}
    for key in dict.fromkeys(key for key, _ in wanted):
        for spot, text in _changes(found, key, {channel: wanted[key, channel] for channel in ("", *texts.CHANNELS)
                                                if (key, channel) in wanted}):
            changes.setdefault(spot.file, []).append((spot, text))
    return {path: _replaced(path.read_text("utf-8"), rows) for path, rows in changes.items()}


def _changes(found: Mapping[Place, Spot], key: str, wanted: Mapping[str, str]) -> Iterator[tuple[Spot, str]]:
    whole = found.get((key, ""))
    if whole is None:
        for channel, text in wanted.items():
            spot = found.get((key, channel))
            if spot is not None and spot.text != text:
                yield spot, json.dumps(text, ensure_ascii=False)
    elif any(text != whole.text for text in wanted.values()):
        if whole.is_card:
            yield whole, wanted[""]
        elif len(set(wanted.values())) == 1:
            yield whole, json.dumps(next(iter(wanted.values())), ensure_ascii=False)
        else:
            pairs = (f"{channel}: {json.dumps(text, ensure_ascii=False)}" for channel, text in wanted.items())
            yield whole, "{" + ", ".join(pairs) + "}"


def _replaced(content: str, rows: list[tuple[Spot, str]]) -> str:
    for spot, text in sorted(rows, key=lambda row: row[0].start, reverse=True):
        content = content[:spot.start] + text + content[spot.end:]
    return content
