"""Every sentence a person reads: rendered by key, language and channel. Validated when the app starts."""

from __future__ import annotations

from typing import Any

from intake.readback import readback
from intake.saying import say_date, say_value
from intake.texts import LANGUAGES, Choice, MissingText, choices, has, load, render

__all__ = ["LANGUAGES", "BadContent", "Choice", "MissingText", "choices", "has", "load", "problems", "question",
           "readback", "render", "say_date", "say_value", "validate"]


class BadContent(Exception):
    """content/messages cannot be served as it is; the arguments say what is wrong."""


def question(field: str, wording: str, language: str, channel: str, **values: Any) -> str:
    """A field's question in one of its wordings: ask, again, unclear, why, check, clash."""
    return render(f"{field}.{wording}", language, channel, **values)


def problems() -> list[str]:
    """What is wrong with content/messages, one line each; empty when all is well."""
    from intake import content_lint  # needed by the build and at start only

    return content_lint.problems()


def validate() -> None:
    """BadContent when a key, a placeholder or a reviewed SMS wording is missing or too long."""
    found = problems()
    if found:
        raise BadContent(*found)
