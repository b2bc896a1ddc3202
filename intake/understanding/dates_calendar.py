"""Days of the calendar: so long before or after, feasts, and the nearest one that was meant."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from intake.understanding.dates_words import key, number, says

_DAYS_PER = {"day": 1, "week": 7}
_NEAR = 5  # years to look back or on, for the sake of 29 February
Match = re.Match[str]


@dataclass(frozen=True)
class Now:
    """The day and the language of the message, and whether only what is past may be meant."""

    today: date
    language: str
    past: bool

    def allows(self, first: date) -> bool:
        """Whether a date beginning that day may be meant."""
        return first <= self.today or not self.past


def day_of(year: int, month: int, day: int) -> date | None:
    """That day, or None when the calendar has none."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def earlier(day: date, count: int, unit: str) -> date:
    """The day so many days, weeks, months or years before.

    >>> earlier(date(2026, 3, 31), 1, "month")
    datetime.date(2026, 2, 28)
    """
    if unit in _DAYS_PER:
        return day - timedelta(days=count * _DAYS_PER[unit])
    months = day.year * 12 + day.month - 1 - count * (12 if unit == "year" else 1)
    year, month = divmod(months, 12)
    return next(found for back in range(4) if (found := day_of(year, month + 1, day.day - back)))


def later(day: date, count: int, unit: str) -> date:
    """The day so many days, weeks, months or years after."""
    return earlier(day, -count, unit)


def easter(year: int) -> date:
    """Easter Sunday.

    >>> easter(2026)
    datetime.date(2026, 4, 5)
    """
    a, b, c = year % 19, year // 100, year % 100
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    k = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    m = (a + 11 * h + 22 * k) // 451
    month, day = divmod(h + k - 7 * m + 114, 31)
    return date(year, month, day + 1)


def feast(which: str, year: int) -> date | None:
    """The day of a feast of the lexicon: "easter" (its Friday), easter+N, month-day, or month-Nth-weekday."""
    if which == "easter":
        return easter(year) - timedelta(days=2)
    if which.startswith("easter"):
        return easter(year) + timedelta(days=int(which.removeprefix("easter")))
    month, _, rest = which.partition("-")
    nth, _, weekday = rest.partition("-")
    return nth_weekday(year, int(month), nth, int(weekday)) if weekday else day_of(year, int(month), int(nth))


def nth_weekday(year: int, month: int, nth: str, weekday: int) -> date | None:
    """The Nth weekday (0 Monday) of a month, the last one for "l".

    >>> nth_weekday(2026, 11, "4", 3), nth_weekday(2026, 5, "l", 0)
    (datetime.date(2026, 11, 26), datetime.date(2026, 5, 25))
    """
    days = [day for number in range(1, 32) if (day := day_of(year, month, number)) and day.weekday() == weekday]
    return days[-1] if nth == "l" else days[int(nth) - 1]


def nearest(of: Callable[[int], date | None], now: Now, year: int | None = None) -> date | None:
    """The date in the year told, else the latest that is past (or the first to come)."""
    if year is not None:
        found = of(year)
        return found if found and now.allows(found) else None
    this = now.today.year
    if now.past:
        return next((d for back in range(_NEAR) if (d := of(this - back)) and d <= now.today), None)
    return next((d for on in range(_NEAR) if (d := of(this + on)) and d >= now.today), None)


# Years

def full_year(two: int, now: Now) -> int:
    """The year that two figures mean: 19 is 2019, 85 is 1985."""
    return 2000 + two if two <= now.today.year % 100 + (0 if now.past else 5) else 1900 + two


def said_year(said: str, now: Now) -> int | None:
    """The year in figures, in words or counted from this one: "2019", "'19", "last year"."""
    if re.fullmatch(r"\d{4}", said):
        return int(said)
    if said.startswith("'"):
        return full_year(int(said[1:]), now)
    spelled = re.match(r"(?:twenty[\s-]+|(?:dos\s+mil|two\s+thousand)\s*(?:and\s+)?)", said)
    if spelled:
        value = number(said[spelled.end():] or "0")
        return None if value is None else 2000 + value
    if says("next_year", said):
        return now.today.year + 1
    if says("before_last", said):
        return now.today.year - 2
    return now.today.year - (1 if says("past", said) else 0)


def year_beside(match: Match, now: Now) -> int | None:
    """The year told beside a day, month, season or feast."""
    groups = match.groupdict()
    two = groups.get("yy") or groups.get("y2") or (groups.get("yw") and key("years_two", groups["yw"]))
    if two:
        return full_year(int(two), now)
    if groups.get("y3"):  # "14 nov 16": only a year that was, else it counts something
        year = full_year(int(groups["y3"]), now)
        return year if year >= 2000 else None
    said = groups.get("y") or groups.get("y4")
    return said_year(said, now) if said else None
