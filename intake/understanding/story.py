"""Facts in a story: everything of the record that free text says, with its evidence."""

from __future__ import annotations

from intake.understanding.types import Context, Fact


def find_facts(text: str, ctx: Context) -> tuple[Fact, ...]:
    """All facts told in ``text`` (one or several messages joined by newlines), both languages.

    List fields come as one fact for each value (``value=["pushed"]``), each with its own evidence.
    """
    return ()
