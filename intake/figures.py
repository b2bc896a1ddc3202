"""Public numbers: of the cases that agreed to be counted, how many there were, in cells of five or more."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from intake.db import tables as t

By = Literal["port", "nationality", "kind", "flag"]
LEAST = 5  # cases in a cell: a smaller one may point at somebody


def cells(session: Session, by: By) -> list[tuple[str, str, int]]:
    """(month, value, cases), in order; no totals, from which a small cell could be reckoned."""
    counts = Counter(cell for row in session.scalars(select(t.Figure)) for cell in _cells(row, by))
    return sorted((*cell, count) for cell, count in counts.items() if count >= LEAST)


def _cells(row: t.Figure, by: By) -> Iterator[tuple[str, str]]:
    values = {"port": [row.port], "nationality": [row.nationality], "kind": row.kinds.get("all", ()),
              "flag": row.flags.get("all", ())}[by]
    for value in values:
        if row.month and value:
            yield row.month, value
