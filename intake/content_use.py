"""Which keys of content/messages the program says: read from its source, nothing is run.

A key counts as used when it stands whole in the code or a page (``say("chat.you")`` of a page is
``pages.chat.you``), or when a family of ``content_families.yml`` makes it.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from intake.record import fields
from intake.texts import LANGUAGES, has, load

ROOT = Path(__file__).parents[1]
FAMILIES = Path(__file__).parent / "content_families.yml"
FOLDERS = ("intake", "actions", "api")
SAYERS = {"Say", "render", "wording", "has", "find"}  # their first argument is a key
_DOTTED = re.compile(r"[a-z]\w*(?:\.\w+)+")
_ON_A_PAGE = re.compile(r"""\bsay\(\s*["']([\w.]+)["']""")

Use = tuple[str, str, bool]  # a key, the place that says it, whether it is surely meant as a key


@cache
def uses(root: Path = ROOT) -> tuple[Use, ...]:
    """Everything in the program's source that is or may be a key."""
    out: list[Use] = []
    for folder in FOLDERS:
        for path in sorted((root / folder).rglob("*")):
            place = path.relative_to(root).as_posix()
            if path.suffix == ".py":
                out += [(key, f"{place}:{line}", sure) for key, line, sure in _of_code(path.read_text("utf-8"))]
            elif path.suffix in (".html", ".js", ".typ"):
                out += [(f"pages.{key}", place, True) for key in _ON_A_PAGE.findall(path.read_text("utf-8"))]
    return tuple(out)


def _of_code(source: str) -> Iterator[tuple[str, int, bool]]:
    tree = ast.parse(source)
    pieces = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and node.args:
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            page = name == "say" and isinstance(node.func, ast.Name)  # the pages' own short word
            if page or name in SAYERS:
                yield from ((f"pages.{text}" if page else text, line, True)
                            for text, line in _constants(node.args[0], pieces))
    yield from ((text, line, text.startswith("service.")) for text, line in _constants(tree, pieces))


def _constants(tree: ast.AST, pieces: set[int]) -> Iterator[tuple[str, int]]:
    """Dotted names in quotes; the pieces of a composed string are none."""
    for node in ast.walk(tree):
        if (isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in pieces
                and _DOTTED.fullmatch(node.value)):
            yield node.value, node.lineno


def families() -> list[tuple[re.Pattern[str], str]]:
    """The patterns of composed keys, each with the file that composes them."""
    names = [re.escape(name) for name, field in fields().items() if field.group != "consent"]
    values = [re.escape(f"{name}.{value}") for name, field in fields().items() for value in field.values]
    rows: list[dict[str, Any]] = yaml.safe_load(FAMILIES.read_text("utf-8"))
    return [(re.compile(row["keys"].replace("{field}", f"(?:{'|'.join(names)})")
                        .replace("{value}", f"(?:{'|'.join(values)})")), row["file"]) for row in rows]


def said_where(root: Path = ROOT) -> dict[str, list[str]]:
    """Every key of the content with the places that say it; of an unused one the list is empty."""
    out: dict[str, list[str]] = {key: [] for key in load()[LANGUAGES[0]]}
    for key, place, _ in uses(root):
        if key in fields():  # the field, not its question
            continue
        for name in (key, f"consent.{key}"):  # as texts.find does
            for whole in (name, f"{name}.ask", f"{name}.choices"):  # a question is named without its wordings
                if whole in out:
                    out[whole].append(place)
    for pattern, file in families():
        for key, places in out.items():
            if pattern.fullmatch(key):
                places.append(file)
    return {key: list(dict.fromkeys(places)) for key, places in out.items()}


def problems(root: Path = ROOT) -> list[str]:
    """Keys that nothing says, keys said but not there, families of which nothing is left."""
    language = LANGUAGES[0]
    keys = load()[language]
    out = [f"{key}: nothing says it" for key, places in said_where(root).items() if not places]
    for key, place in sorted({(key, place) for key, place, sure in uses(root) if sure}):
        if not (has(key, language) or has(f"{key}.ask", language)):
            out.append(f"{key}: said in {place}, but not there")
    out += [f"{file}: no key is left of {pattern.pattern[:60]}" for pattern, file in families()
            if not (root / file).is_file() or not any(map(pattern.fullmatch, keys))]
    return out
