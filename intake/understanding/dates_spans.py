"""The rules for more than a day: weeks, months and their parts, feasts, seasons, years."""

from __future__ import annotations

from intake.understanding import dates_calendar as calendar
from intake.understanding import dates_words as words
from intake.understanding.dates_calendar import (
    Match,
    Now,
    day_of,
    earlier,
    feast,
    later,
    nearest,
    said_year,
    year_beside,
)
from intake.understanding.dates_read import NOTHING, Read, Rule, in_month, on_day, recorder

_OLDEST = 1920
_COMING_YEARS = 10
_BEGINS = {21: 3, 22: 6, 23: 9, 24: 12}  # the month in which an EDTF season begins

RULES: dict[str, Rule] = {}
_rule = recorder(RULES)


# Months

@_rule
def month_told(match: Match, now: Now) -> Read | None:
    month, year = words.month(match["m"]), year_beside(match, now)
    found = nearest(lambda y: day_of(y, month, 1 if now.past else 28), now, year)
    about = "~" if match.groupdict().get("about") else ""
    return in_month(found, 0.95 if year else 0.9, about)


@_rule
def month_to_come(match: Match, now: Now) -> Read | None:
    return NOTHING if now.past or not match["m"] else month_told(match, now)


@_rule
def last_month_named(match: Match, now: Now) -> Read | None:
    """ "noviembre pasado": the last one that is over or running."""
    month = words.month(match["m"] or match["m2"])
    return in_month(nearest(lambda y: day_of(y, month, 1), Now(now.today, now.language, True)), 0.9)


@_rule
def part_of_month(match: Match, now: Now) -> Read | None:
    """The middle, beginning or end of a month: the month, about."""
    if match["rel"]:
        back = 1 if words.says("past", match["rel"]) else 0
        return in_month(earlier(now.today.replace(day=1), back, "month"), 0.9, "~")
    month = words.month(match["m"])
    return in_month(nearest(lambda y: day_of(y, month, 1), now, year_beside(match, now)), 0.9, "~")


@_rule
def relative_month(match: Match, now: Now) -> Read | None:
    groups, first = match.groupdict(), now.today.replace(day=1)
    if groups.get("coming"):
        return NOTHING if now.past else in_month(later(first, 1, "month"), 0.9)
    back = 0 if groups.get("this") else 2 if groups.get("last2") else 1
    return in_month(earlier(first, back, "month"), 0.95)


# Weeks

@_rule
def week(match: Match, now: Now) -> Read | None:
    groups, today = match.groupdict(), now.today
    if groups.get("coming"):
        return NOTHING if now.past else Read(f"{later(today, 1, 'week').isoformat()}~", 0.85)
    if groups.get("this"):
        return Read(f"{earlier(today, today.weekday() // 2, 'day').isoformat()}~", 0.85)
    weeks = 2 if groups.get("last2") or groups.get("last3") else 1
    return Read(f"{earlier(today, weeks, 'week').isoformat()}~", 0.9)


@_rule
def weekend(match: Match, now: Now) -> Read | None:
    back = ((now.today.weekday() - 5) % 7 or 7) + (7 if match["last2"] else 0)
    return Read(f"{earlier(now.today, back, 'day').isoformat()}~", 0.85)


# Years, seasons, feasts

@_rule
def year_told(match: Match, now: Now) -> Read | None:
    year = said_year(match["d"], now)
    latest = now.today.year + (0 if now.past else _COMING_YEARS)
    return Read(str(year), 0.9) if year and _OLDEST <= year <= latest else NOTHING


@_rule
def part_of_year(match: Match, now: Now) -> Read | None:
    year = said_year(match["y"], now)
    latest = now.today.year + (0 if now.past else _COMING_YEARS)
    return Read(f"{year}~", 0.9) if year and year <= latest else NOTHING


@_rule
def year_start(match: Match, now: Now) -> Read | None:
    return Read(f"{now.today.year}~", 0.85)


@_rule
def season(match: Match, now: Now) -> Read | None:
    code, year = int(words.key("seasons", match["s"])), year_beside(match, now)
    found = nearest(lambda y: day_of(y, _BEGINS[code], 1), now, year)
    return Read(f"{found.year}-{code}", 0.9 if year else 0.8) if found else NOTHING


@_rule
def holiday(match: Match, now: Now) -> Read | None:
    """A feast: Easter week its month about, the others their day, about unless that very day is told."""
    which = words.key("holidays", match["h"])
    found = nearest(lambda y: feast(which, y), now, year_beside(match, now))
    if found is None or which == "easter":
        return in_month(found, 0.9, "~")
    very = match["on"] or words.says("one_day", match["h"])
    return Read(found.isoformat() + ("" if very else "~"), 0.9)


@_rule
def nth_weekday(match: Match, now: Now) -> Read | None:
    """ "the first Monday of March"."""
    month, weekday = words.month(match["m"]), int(words.key("weekdays", match["w"]))
    found = nearest(lambda y: calendar.nth_weekday(y, month, words.key("nths", match["nth"]), weekday), now,
                    year_beside(match, now))
    return on_day(found, 0.95, now)


@_rule
def beside_feast(match: Match, now: Now) -> Read | None:
    """ "two days before Thanksgiving", "la vispera de Año Nuevo"."""
    groups, which = match.groupdict(), words.key("holidays", match["h"])
    eve = groups["u"] in ("vispera", "eve")
    of_day = "easter+0" if which == "easter" else which
    found = nearest(lambda y: feast(of_day, y), now, year_beside(match, now))
    if found is None or not (eve or words.says("beside", match[0])):
        return None
    count = 1.0 if eve or groups["n"] in (None, "el", "la", "the") else words.count(groups["n"])
    unit = "day" if eve else words.unit(groups["u"])
    if count is None:
        return None
    then = (earlier if eve or groups["earlier"] else later)(found, int(count), unit)
    return Read(then.isoformat() + ("" if unit == "day" and which != "easter" else "~"), 0.9)
