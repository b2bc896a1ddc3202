"""No YAML file of ours names a key twice: the second would silently take the place of the first."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
FOLDERS = ("intake", "content", "bot/data", "bot/domain")
FILES = sorted(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.yml"))


def twice(node: yaml.Node) -> list[str]:
    """The keys that a mapping, or one inside it, names more than once."""
    if isinstance(node, yaml.SequenceNode):
        return [key for item in node.value for key in twice(item)]
    if not isinstance(node, yaml.MappingNode):
        return []
    keys = [str(key.value) for key, _ in node.value]
    return [key for key in {*keys} if keys.count(key) > 1] + [key for _, item in node.value for key in twice(item)]


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_key_twice(path: Path) -> None:
    node = yaml.compose(path.read_text("utf-8"))
    assert node is None or twice(node) == []
