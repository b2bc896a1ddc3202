"""Ages as they are told: one, a list, "una de 10 y otra de 15", months, "va a cumplir 6"."""

from __future__ import annotations

from dataclasses import dataclass

from intake.understanding.people_words import is_plural, nouns, value, written

GROWN = 18
_OLDEST, _MONTHS = 110, 12


@dataclass(frozen=True)
class Ages:
    """Whole years (0 under one) and their place; ``sure``: with a mark, a word or a unit, not bare."""

    years: tuple[int, ...]
    start: int
    end: int
    sure: bool


@dataclass(frozen=True)
class Age:
    """One age: years, where it ends, whether with its unit; ``months``: it was told in months."""

    years: int
    end: int
    unit: bool
    months: bool = False


def read(text: str, at: int, is_bare: bool = False) -> Age | None:
    """The one age that stands at ``at``."""
    match = written("age").match(text, at)
    if match is None:
        return None
    if match["new"] or match["year"]:
        return Age(int(bool(match["year"])), match.end(), True)
    number = value(match["n"])
    no_age = written("no_age_bare" if is_bare else "no_age")
    if (no_age.match(text, match.end("n")) and not _next_child(text, match.end("n"), number)) \
            or written("one").match(text, at):
        return None
    if match["months"] or match["short"]:
        return Age(number // _MONTHS if match["months"] else 0, match.end(), True, True)
    return Age(number, match.end(), bool(match["unit"] or match["old"])) if number <= _OLDEST else None


def _next_child(text: str, at: int, number: int) -> bool:
    """Whether the noun after a number is of another child: "girl 12 boy 5" are no twelve boys."""
    noun = nouns().match(text, at + len(text[at:]) - len(text[at:].lstrip()))
    return noun is not None and number > 1 and not is_plural(noun[0])


def after(text: str, at: int, baby: bool = False) -> Ages | None:
    """The ages told right after a noun that ends at ``at``; bare months only after one for a ``baby``."""
    lead = written("lead").match(text, at)
    start = lead.end() if lead else at
    if lead and lead["bounds"]:
        return None  # "between 3 and 14"
    marked = bool(text[at:start].strip())
    first = read(text, start, not (marked or baby))
    if first is None or written("range").match(text, first.end):
        return None
    if first.months and not (marked or baby):
        return None  # "con mis hijos 3 meses" is no age
    if lead and lead["come"]:
        return _not_yet(text, start, first)
    found = [first]
    while (more := _next(text, found[-1].end)) is not None:
        found.append(more)
    sure = marked or len(found) > 1 or first.unit
    return Ages(tuple(age.years for age in found), start, found[-1].end, sure)


def _next(text: str, at: int) -> Age | None:
    between = written("between").match(text, at)
    return read(text, between.end()) if between else None


def _not_yet(text: str, start: int, age: Age) -> Ages:
    """An age to come: the one told for now, else a year less."""
    now = written("now").match(text, age.end)
    told = read(text, now.end()) if now else None
    if told:
        return Ages((told.years,), start, told.end, True)
    return Ages((max(0, age.years - 1),), start, age.end, True)


def bare(text: str) -> list[int]:
    """Every age in an answer that is of ages only: "6 y 8 y uno de meses", "dos de 5"."""
    out: list[int] = []
    at = 0
    while (match := written("bare").search(text, at)) is not None:
        one = read(text, match.end())
        if one is None:
            at = match.end() + 1
            continue
        told = _not_yet(text, match.end(), one) if match["come"] else None
        years, at = (told.years[0], told.end) if told else (one.years, one.end)
        out += [years] * (value(match["k"]) if match["k"] else 1)
    return out
