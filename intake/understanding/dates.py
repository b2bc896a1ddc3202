"""Dates as people tell them, in both languages, with no more precision than was told (EDTF)."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from intake.understanding.normal import fold, number_pattern, number_value
from intake.understanding.types import Span

LEXICON = Path(__file__).parent / "lexicon" / "values" / "dates.yml"
_DAYS_PER = {"day": 1, "week": 7}
_OLDEST = 1920
Match = re.Match[str]


@dataclass(frozen=True)
class DateHit:
    """A date told; ``kind`` "relative_event" has no date but ``offset_days`` from another event."""

    edtf: str
    span: Span
    confidence: float
    options: tuple[str, ...] = ()
    kind: str = "date"
    offset_days: int | None = None


@dataclass(frozen=True)
class _Read:
    """What a rule made of its match; without ``edtf`` the words are only kept from other rules."""

    edtf: str = ""
    confidence: float = 0.95
    options: tuple[str, ...] = ()
    offset: int | None = None


@dataclass(frozen=True)
class _Now:
    today: date
    language: str
    past: bool
    text: str

    def allows(self, first: date) -> bool:
        """Whether a date beginning that day may be meant."""
        return first <= self.today or not self.past


Rule = Callable[[Match, _Now], _Read | None]


def find_dates(text: str, today: date, language: str, prefer: str = "past") -> tuple[DateHit, ...]:
    """The dates told in ``text``, in order; none is to come when ``prefer`` is "past".

    >>> [hit.edtf for hit in find_dates("llegue el 14, a mediados de mayo no", date(2026, 3, 20), "es")]
    ['2026-03-14', '2025-05~']
    """
    folded = fold(text)
    now = _Now(today, language, prefer != "future", folded)
    taken: list[tuple[int, int]] = []
    hits: list[DateHit] = []
    for pattern, rule in _rules():
        for match in pattern.finditer(folded):
            start, end = match.span("d") if "d" in pattern.groupindex else match.span()
            if any(match.start() < b and a < match.end() for a, b in taken):
                continue
            read = rule(match, now)
            if read is None:
                continue
            taken.append(match.span())
            if read.offset is not None:
                hits.append(DateHit("", Span(start, end), read.confidence, (), "relative_event", read.offset))
            elif read.edtf and not _is_year_zero(read.edtf):
                edtf = _approximated(read.edtf, folded, start, end)
                hits.append(DateHit(edtf, Span(start, end), read.confidence, read.options))
    return tuple(sorted(hits, key=lambda hit: hit.span.start))


def earlier(day: date, count: int, unit: str) -> date:
    """The day so many days, weeks, months or years before.

    >>> earlier(date(2026, 3, 31), 1, "month")
    datetime.date(2026, 2, 28)
    """
    if unit in _DAYS_PER:
        return day - timedelta(days=count * _DAYS_PER[unit])
    months = day.year * 12 + day.month - 1 - count * (12 if unit == "year" else 1)
    year, month = divmod(months, 12)
    return next(found for back in range(4) if (found := _day(year, month + 1, day.day - back)))


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


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _is_year_zero(edtf: str) -> bool:
    return not _OLDEST <= int(edtf[:4]) <= 2100


# The lexicon

@cache
def _lexicon() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(LEXICON.read_text("utf-8"))
    return loaded


@cache
def _words(name: str) -> dict[str, str]:
    """Each word of a table of the lexicon to its key."""
    lines = (line.partition(":") for line in str(_lexicon()[name]).splitlines())
    return {word.strip(): key.strip() for key, _, words in lines for word in words.split(",") if word.strip()}


def _any(words: Any) -> str:
    ordered = sorted((str(word) for word in words), key=len, reverse=True)
    return "(?:" + "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in ordered) + ")"


def _key(name: str, said: str) -> str:
    return _words(name)[re.sub(r"\s+", " ", said.strip(" ."))]


def _month(said: str) -> int:
    return int(_key("months", said))


@cache
def _fragments() -> dict[str, str]:
    """The named parts that the patterns are written with."""
    lex = _lexicon()
    number = number_pattern()
    month = _any(_words("months"))
    sure = _any(word for word in _words("months") if word not in lex["doubtful"] + lex["never_alone"])
    doubtful = _any(word for word in lex["doubtful"] if word not in lex["never_alone"])
    past, this, last2 = lex["past"], lex["this"], lex["before_last"]
    words_year = (r"(?:dos\s+mil|two\s+thousand)(?:\s+(?:and\s+)?" + number + r")?|twenty[\s-]+(?:ten|eleven|"
                  r"twelve|(?:thir|four|fif|six|seven|eigh|nine)teen|twenty(?:[\s-]+(?:one|two|three|four|"
                  r"five|six|seven|eight|nine))?)")
    relative = (rf"ano\s+{past}|ano\s+{last2}|{this}\s+(?:mismo\s+)?ano|{past}\s+year|year\s+{last2}|"
                rf"(?:the\s+)?year\s+{last2}|this\s+year|{past}\s+ano")
    year = rf"(?:(?:19|20)\d\d|'\d\d|{words_year}|{relative})"
    return {
        "NUM": number, "MONTH": month, "SURE": sure, "DOUBTFUL": doubtful, "YEAR": year,
        "RELYEAR": rf"(?:{relative})", "WORDYEAR": rf"(?:{words_year})",
        "OFYEAR": rf"(?:(?:\s*,?\s+|\s*,\s*|\s+(?:del?|of)\s+(?:el\s+|the\s+)?(?:ano\s+)?(?:el\s+)?)"
                  rf"(?P<y>{year})\b"
                  r"|\s+del\s+(?P<yy>\d\d)\b(?!\s*[:%]))?",
        "ORD": _any(_words("ordinals")), "WEEKDAY": _any(_words("weekdays")),
        "DAYWORD": _any(_words("days")), "SEASON": _any(_words("seasons")),
        "HOLIDAY": _any(_words("holidays")),
        **{f"U_{unit.upper()}": pattern for unit, pattern in lex["units"].items()},
        "UNIT": "(?:" + "|".join(lex["units"].values()) + ")",
        **{name.upper(): f"(?:{lex[name]})" for name in (
            "past", "before_last", "this", "coming", "parts", "about_before", "about_after", "before_month",
            "before_year", "after_year_not", "money", "streets", "after_the", "after_el_not", "same_day",
            "next_day", "prior_day", "later", "earlier", "not_days", "not_verb", "ago", "year_start")},
    }


def _compiled(written: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"<<(\w+)>>", lambda m: _fragments()[m[1]], written))


# What was meant

def _year(match: Match, now: _Now) -> int | None:
    """The year told beside a day, month, season or feast."""
    groups = match.groupdict()
    two = groups.get("yy") or groups.get("y2")
    if two:
        return _full_year(int(two), now)
    said = groups.get("y") or groups.get("y4")
    return _said_year(said, now) if said else None


def _full_year(two: int, now: _Now) -> int:
    return 2000 + two if two <= now.today.year % 100 + (0 if now.past else 5) else 1900 + two


def _said_year(said: str, now: _Now) -> int | None:
    if re.fullmatch(r"\d{4}", said):
        return int(said)
    if said.startswith("'"):
        return _full_year(int(said[1:]), now)
    if re.match(r"dos|two|twenty", said):
        if said.startswith("twenty"):
            value = number_value(re.sub(r"^twenty[\s-]+", "", said))
            return None if value is None else 2000 + int(value)
        value = number_value(re.sub(r"^(?:dos\s+mil|two\s+thousand)\s*(?:and\s+)?", "", said) or "0")
        return None if value is None else 2000 + int(value)
    if re.search(_lexicon()["before_last"], said):
        return now.today.year - 2
    return now.today.year - (1 if re.search(_lexicon()["past"], said) else 0)


def _nearest(of: Callable[[int], date | None], now: _Now, year: int | None = None) -> date | None:
    """The date in the year told, else the latest that is past (or the first to come)."""
    if year is not None:
        found = of(year)
        return found if found and now.allows(found) else None
    this = now.today.year
    if now.past:
        return next((d for back in range(5) if (d := of(this - back)) and d <= now.today), None)
    return next((d for on in range(5) if (d := of(this + on)) and d >= now.today), None)


def _unit(said: str) -> str:
    return next(u for u in ("day", "week", "month", "year") if re.fullmatch(_lexicon()["units"][u], said))


def _number(said: str) -> int | None:
    said = said.strip()
    figures = re.match(r"\d+", said)
    if figures:
        return int(figures[0])
    if re.sub(r"\s+", " ", said) in _words("ordinals"):
        return int(_key("ordinals", said))
    value = number_value(said)
    return int(value) if value is not None and value == int(value) else None


def _approximated(edtf: str, folded: str, start: int, end: int) -> str:
    """With "~" when the words around say "about"."""
    before, after = _about()
    if edtf[-1] == "~" or (not before.search(folded[max(0, start - 30):start])
                           and not after.match(folded[end:end + 25])):
        return edtf
    return f"{edtf}~"


@cache
def _about() -> tuple[re.Pattern[str], re.Pattern[str]]:
    return (_compiled(r"\b<<ABOUT_BEFORE>>\s+(?:(?:en|in|el|the|on|de|del|a|fue|era)\s+){0,2}$"),
            _compiled(r"\s*,?\s*\b<<ABOUT_AFTER>>\b"))


# The rules

def _block(match: Match, now: _Now) -> _Read | None:
    return _Read()


def _iso(match: Match, now: _Now) -> _Read | None:
    found = _day(int(match["a"]), int(match["b"]), int(match["c"]))
    return _Read(found.isoformat(), 0.98) if found and now.allows(found) else _Read()


def _numeric(match: Match, now: _Now) -> _Read | None:
    a, b, c = int(match["a"]), int(match["b"]), match["c"]
    year = None if c is None else int(c) if len(c) == 4 else _full_year(int(c), now)
    orders = [(a, b), (b, a)] if now.language != "en" else [(b, a), (a, b)]
    wanted = [found for day, month in dict.fromkeys(orders) if _day(2000, month, day)
              if (found := _nearest(lambda y, m=month, d=day: _day(y, m, d), now, year))]  # type: ignore[misc]
    if not wanted:
        return _Read()
    if len(wanted) == 1:
        return _Read(wanted[0].isoformat(), 0.95 if max(a, b) > 12 or a == b else 0.8)
    return _Read(wanted[0].isoformat(), 0.5, tuple(found.isoformat() for found in wanted))


def _month_of_year(match: Match, now: _Now) -> _Read | None:
    year, month = int(match["y4"]), int(match["m"])
    found = _day(year, month, 1)
    return _Read(f"{year}-{month:02d}") if found and now.allows(found) else _Read()


def _ago(match: Match, now: _Now) -> _Read | None:
    """So long ago: days are exact, the longer the unit the less is claimed."""
    said = match["n"].strip()
    count = 1 if re.fullmatch(r"a|an|un|una", said) else _number(said)
    unit = _unit(match["u"])
    if count is None or count > {"day": 4000, "week": 600, "month": 600, "year": 90}[unit]:
        return _Read()
    half = match.groupdict().get("half")
    about = bool(match.groupdict().get("about")) or "par" in said or "couple" in said
    if half and unit == "year":
        count, unit = count * 12 + 6, "month"
    then = earlier(now.today, count, unit)
    if unit in _DAYS_PER:
        return _Read(f"{then.isoformat()}{'~' if about or half or unit == 'week' else ''}", 0.95)
    if unit == "month" or count <= 1:
        return _Read(f"{then.isoformat()[:7]}~", 0.9)
    return _Read(f"{then.year}~", 0.9)


def _after_event(match: Match, now: _Now) -> _Read | None:
    said = match["n"].strip()
    count = 1 if re.fullmatch(r"a|an|un|una", said) else _number(said)
    unit = _unit(match["u"])
    if count is None:
        return _Read()
    days = count * {"day": 1, "week": 7, "month": 30, "year": 365}[unit]
    return _Read(offset=-days if match["earlier"] else days, confidence=0.9 if unit == "day" else 0.8)


def _offset(days: int) -> Rule:
    return lambda match, now: _Read(offset=days, confidence=0.9)


def _ahead(match: Match, now: _Now) -> _Read | None:
    """ "dentro de tres semanas", only where a date to come is wanted."""
    if now.past:
        return _Read()
    said = match["n"].strip()
    count = 1 if re.fullmatch(r"a|an|un|una", said) else _number(said)
    unit = _unit(match["u"])
    if count is None or count > 200:
        return _Read()
    then = later(now.today, count, unit).isoformat()
    return _Read(then if unit == "day" else f"{then}~" if unit == "week" else f"{then[:7]}~", 0.9)


def _part_of_month(match: Match, now: _Now) -> _Read | None:
    """The middle, beginning or end of a month: the month, about."""
    if match["rel"]:
        back = 1 if re.search(_lexicon()["past"], match["rel"]) else 0
        return _Read(f"{earlier(now.today.replace(day=1), back, 'month').isoformat()[:7]}~", 0.9)
    month = _month(match["m"])
    found = _nearest(lambda y: _day(y, month, 1), now, _year(match, now))
    return _Read(f"{found.isoformat()[:7]}~", 0.9) if found else _Read()


def _part_of_year(match: Match, now: _Now) -> _Read | None:
    year = _said_year(match["y"], now)
    return _Read(f"{year}~", 0.9) if year and year <= now.today.year else _Read()


def _day_of_month(match: Match, now: _Now) -> _Read | None:
    day, month = _number(match["day"]), _month(match["m"])
    if day is None or not 1 <= day <= 31:
        return None
    year = _year(match, now)
    found = _nearest(lambda y: _day(y, month, day), now, year)
    return _Read(found.isoformat(), 0.98 if year else 0.95) if found else _Read()


def _month_told(match: Match, now: _Now) -> _Read | None:
    month, year = _month(match["m"]), _year(match, now)
    found = _nearest(lambda y: _day(y, month, 1 if now.past else 28), now, year)
    return _Read(found.isoformat()[:7], 0.95 if year else 0.9) if found else _Read()


def _month_to_come(match: Match, now: _Now) -> _Read | None:
    return _Read() if now.past else _month_told(match, now)


def _day_alone(match: Match, now: _Now) -> _Read | None:
    """ "el 14": the latest past (or first coming) month that has it; or of the month told."""
    groups = match.groupdict()
    day = _number(match["day"])
    if day is None or not 1 <= day <= 31:
        return None
    of, first = groups.get("of"), now.today.replace(day=1)
    if of:
        month = earlier(first, 1 if re.search(_lexicon()["past"], of) else 0, "month")
        found = _day(month.year, month.month, day)
        return _Read(found.isoformat(), 0.95) if found and now.allows(found) else _Read()
    for step in range(5):
        month = earlier(first, step if now.past else -step, "month")
        found = _day(month.year, month.month, day)
        if found and (found <= now.today if now.past else found >= now.today):
            return _Read(found.isoformat(), 0.9)
    return _Read()


def _weekday(match: Match, now: _Now) -> _Read | None:
    groups = match.groupdict()
    wanted = int(_key("weekdays", match["w"]))
    if groups.get("n"):
        day = int(groups["n"])
        steps = [now.today + timedelta(days=s if not now.past else -s) for s in range(400)]
        same = [d for d in steps if d.day == day]
        if not same:
            return _Read()
        exact = next((d for d in same if d.weekday() == wanted), None)
        sure = same[0].weekday() == wanted
        both = (same[0].isoformat(), exact.isoformat()) if exact else ()
        return _Read(same[0].isoformat(), 0.95) if sure else _Read(same[0].isoformat(), 0.5, both)
    ahead = (wanted - now.today.weekday() - 1) % 7 + 1
    if groups.get("coming"):
        return _Read() if now.past else _Read((now.today + timedelta(days=ahead)).isoformat(), 0.9)
    if groups.get("week"):
        monday = now.today - timedelta(days=now.today.weekday() + 7)
        return _Read((monday + timedelta(days=wanted)).isoformat(), 0.95)
    back = (now.today.weekday() - wanted - 1) % 7 + 1
    if now.past or groups.get("past"):
        return _Read((now.today - timedelta(days=back)).isoformat(), 0.9)
    return _Read((now.today + timedelta(days=ahead)).isoformat(), 0.9)


def _day_word(match: Match, now: _Now) -> _Read | None:
    then = now.today + timedelta(days=int(_key("days", match["w"])))
    return _Read(then.isoformat()) if now.allows(then) else _Read()


def _week(match: Match, now: _Now) -> _Read | None:
    groups = match.groupdict()
    if groups.get("coming"):
        return _Read() if now.past else _Read(f"{(now.today + timedelta(days=7)).isoformat()}~", 0.85)
    if groups.get("this"):
        return _Read(f"{(now.today - timedelta(days=now.today.weekday() // 2)).isoformat()}~", 0.85)
    weeks = 2 if groups.get("last2") else 1
    return _Read(f"{(now.today - timedelta(days=7 * weeks)).isoformat()}~", 0.9)


def _weekend(match: Match, now: _Now) -> _Read | None:
    back = (now.today.weekday() - 5) % 7 or 7
    return _Read(f"{(now.today - timedelta(days=back)).isoformat()}~", 0.85)


def _relative_month(match: Match, now: _Now) -> _Read | None:
    groups, first = match.groupdict(), now.today.replace(day=1)
    if groups.get("coming"):
        return _Read() if now.past else _Read(later(first, 1, "month").isoformat()[:7], 0.9)
    back = 0 if groups.get("this") else 2 if groups.get("last2") else 1
    return _Read(earlier(first, back, "month").isoformat()[:7], 0.95)


def _year_told(match: Match, now: _Now) -> _Read | None:
    said = match["d"]
    year = _said_year(said, now)
    if year is None or not _OLDEST <= year:
        return _Read()
    if year > now.today.year and (now.past or year > now.today.year + 10):
        return _Read()
    return _Read(str(year), 0.9)


def _season(match: Match, now: _Now) -> _Read | None:
    code, year = int(_key("seasons", match["s"])), _year(match, now)
    month = {21: 3, 22: 6, 23: 9, 24: 12}[code]
    found = _nearest(lambda y: _day(y, month, 1), now, year)
    return _Read(f"{found.year}-{code}", 0.9 if year else 0.8) if found else _Read()


def _holiday(match: Match, now: _Now) -> _Read | None:
    """A feast: Easter week its month about, the others their day, about unless that very day is told."""
    which, year = _key("holidays", match["h"]), _year(match, now)

    def of(y: int) -> date | None:
        if which == "easter":
            return easter(y) - timedelta(days=2)
        if which == "thanksgiving":
            return date(y, 11, 22 + (3 - date(y, 11, 22).weekday()) % 7)
        return _day(y, int(which[:2]), int(which[3:]))

    found = _nearest(of, now, year)
    if not found:
        return _Read()
    if which == "easter":
        return _Read(f"{found.isoformat()[:7]}~", 0.9)
    return _Read(found.isoformat() + ("" if match["on"] else "~"), 0.9)


_WRITTEN: tuple[tuple[str, Rule], ...] = (
    # figures
    (r"^\W*(?P<d>(?P<a>\d{1,2})\s+(?P<b>\d{1,2})\s+(?P<c>(?:19|20)\d\d))\W*$", _numeric),
    (r"(?<![\d/.-])(?P<a>(?:19|20)\d\d)[-/.](?P<b>\d{1,2})[-/.](?P<c>\d{1,2})(?![\d/-])", _iso),
    (r"(?<![\d/.$-])(?P<a>\d{1,2})\s?(?P<sep>[-/.])\s?(?P<b>\d{1,2})\s?(?P=sep)\s?(?P<c>(?:19|20)\d\d|\d\d)"
     r"(?![\d/-])", _numeric),
    (r"(?<![\d/.$+-])\+?\(?\d[\d\s().-]{7,}\d(?![\d])(?<=\d{4})", _block),
    (r"(?<![\d/.-])(?P<m>0?[1-9]|1[0-2])[/-](?P<y4>(?:19|20)\d\d)(?![\d/-])", _month_of_year),
    (r"(?<![\d/.-])(?P<y4>(?:19|20)\d\d)[/-](?P<m>0[1-9]|1[0-2])(?![\d/-])", _month_of_year),
    (r"(?:\b(?:el|on|dia|fecha|date|fue|was|hasta|since|desde|until)\s+|^\W*(?=\d+/\d+\W*$))"
     r"(?P<d>(?!24/7)(?P<a>\d{1,2})/(?P<b>\d{1,2}))(?P<c>(?!))?(?![\d/:-])(?!\s*(?:de|of|am|pm|<<UNIT>>)"
     r"\b)", _numeric),
    # what is no date
    (r"\b<<STREETS>>\.?\s+(?:el\s+|del?\s+)?(?:<<NUM>>|<<ORD>>)\s+(?:de\s+)?<<MONTH>>\b", _block),
    (r"\b24\s?/\s?7\b|\b\d{1,2}:\d\d\s*(?:[ap]\.?\s?m\b\.?)?|\b\d{1,2}\s?[ap]\.?m\b\.?|"
     r"\ba\s+las?\s+<<NUM>>\b(?!\s+de\s+<<MONTH>>)", _block),
    (r"[$]\s?\d[\d.,]*\d?|\b<<NUM>>\s+(?:de\s+)?<<MONEY>>\b", lambda m, now: None
     if re.match(r"dos\s+mil|two\s+thousand", m[0])
     and not re.search(r"dol|peso|usd|buck", m[0]) else _Read()),
    # distances
    (r"\b(?:desde\s+)?<<AGO>>\s+(?:(?:ya|apenas|solo|tan|poco)\s+)*(?P<about>(?:<<ABOUT_BEFORE>>\s+(?:de"
     r"\s+)?){1,3})?"
     r"(?P<n><<NUM>>)\s+(?P<u><<U_DAY>>|<<U_WEEK>>|<<U_MONTH>>|<<U_YEAR>>)\b(?P<half>\s+y\s+medio|\s+y"
     r"\s+media)?"
     r"(?:\s+atras)?", _ago),
    (r"\b(?P<about>(?:<<ABOUT_BEFORE>>\s+(?:de\s+)?){1,3})?(?P<n><<NUM>>|an?)\s+(?P<u><<U_DAY>>|<<U_WEEK>>|"
     r"<<U_MONTH>>|<<U_YEAR>>)"
     r"(?P<half>\s+and\s+a\s+half|\s+y\s+medio|\s+y\s+media)?\s+(?:ago|atras|back|agoo)\b", _ago),
    (r"\b(?P<n><<NUM>>|an?)\s+(?P<u><<U_DAY>>|<<U_WEEK>>|<<U_MONTH>>|<<U_YEAR>>)\s+"
     r"(?:(?P<earlier><<EARLIER>>)|<<LATER>>)\b", _after_event),
    (r"\b(?P<n>(?!))?(?:<<SAME_DAY>>)\b", _offset(0)),
    (r"\b(?:<<NEXT_DAY>>)\b", _offset(1)),
    (r"\b(?:<<PRIOR_DAY>>)\b", _offset(-1)),
    (r"\b(?:dentro\s+de|de\s+aqui\s+a|in|en)\s+(?P<n><<NUM>>|an?)\s+"
     r"(?P<u><<U_DAY>>|<<U_WEEK>>|<<U_MONTH>>|<<U_YEAR>>)\b(?!\s+(?:de|of)\b)", _ahead),
    # parts of a month or year
    (r"\b<<PARTS>>(?:(?P<m><<MONTH>>)\b\.?<<OFYEAR>>|(?:del?\s+)?(?P<rel>(?:<<THIS>>\s+)?mes(?:\s+<<PAST>>)?|"
     r"(?:last|this|the)\s+month)\b)", _part_of_month),
    (r"\b<<PARTS>>(?:l\s+)?(?:ano\s+)?(?P<y><<YEAR>>)\b", _part_of_year),
    (r"\b<<YEAR_START>>\b", lambda m, now: _Read(f"{now.today.year}~", 0.85)),
    # days of a month
    (r"\b(?P<d>(?P<day>\d{1,2}))(?=\s+(?:al?|y|to|and|o|or|-|through|hasta)\s+(?:el\s+|the\s+)?\d{1,2}\s+"
     r"(?:de\s+|of\s+)?"
     r"(?P<m><<MONTH>>)\b\.?<<OFYEAR>>)", _day_of_month),
    (r"(?<![\d.,:/$'-])\b(?:(?:el\s+)?<<WEEKDAY>>,?\s+)?(?:(?:the|el)\s+)?(?P<d>(?P<day>\d{1,2}"
     r"(?:st|nd|rd|th|ro|ero|°|º)?|<<ORD>>|(?!una?\b)<<NUM>>(?=\s+(?:dias?\s+)?(?:del?|of)\s))"
     r"(?:\s+(?:dias?\s+)?(?:del?\s+|of\s+)?(?:mes\s+de\s+|este\s+)?|\s*[-/]\s*|(?<=\d))"
     r"(?P<m><<MONTH>>)\b<<NOT_VERB>>\.?(?:\s*[-/]\s*(?=\d{2,4}\b)(?P<yy>\d\d\b)?(?P<y4>\d{4}\b)?|"
     r"<<OFYEAR2>>))", _day_of_month),
    (r"\b(?:<<WEEKDAY>>,?\s+)?(?P<d>(?P<m><<MONTH>>)\.?\s+(?:the\s+|el\s+|dia\s+)?(?P<day>\d{1,2}"
     r"(?:st|nd|rd|th)?|<<ORD>>)"
     r"(?![\d:%/]|\s*(?:dolares|pesos|anos|am\b|pm\b|dias|years|days|months))\b<<OFYEAR>>)", _day_of_month),
    # feasts and seasons
    (r"\b(?P<on>on\s+|el\s+(?:mero\s+)?dia\s+de\s+|(?:el\s+)?dia\s+de\s+)?(?P<past>last\s+|this\s+past\s+)?"
     r"(?P<h><<HOLIDAY>>)\b(?:\s+day\b)?(?:\s+<<PAST>>\b)?<<OFYEAR>>", _holiday),
    (r"\b(?P<s><<SEASON>>)(?:\s+of|\s+del?|\s+del\s+ano)?,?\s+(?P<y><<YEAR>>)\b", _season),
    (r"\b(?:last|this\s+past|past|pasad[oa]|in\s+the|this|est[ea])\s+(?P<s><<SEASON>>)\b", _season),
    (r"\b(?P<s><<SEASON>>)\s+<<PAST>>\b", _season),
    # months
    (r"\b(?:<<COMING>>\s+(?P<m><<MONTH>>)\b|(?P<m2><<SURE>>)\s+que\s+viene)", lambda m, now: _Read()
     if now.past or not m["m"] else _month_told(m, now)),
    (r"\b(?P<m><<SURE>>|<<DOUBTFUL>>|mar|ago)\b\.?(?:\s*,?\s+(?:del?\s+|of\s+)?(?:el\s+)?(?:ano\s+)?)"
     r"(?P<y><<YEAR>>)\b(?!\s*<<AFTER_YEAR_NOT>>\b)", _month_told),
    (r"\b(?P<d>(?P<y>(?:19|20)\d\d),?\s+(?:(?:como|mas\s+o\s+menos)\s+)?(?:en|por|in|around|about)\s+"
     r"(?:el\s+mes\s+de\s+)?(?P<m><<MONTH>>))\b", _month_told),
    (r"\b(?P<m><<SURE>>|<<DOUBTFUL>>)\s+del\s+(?P<yy>\d\d)\b", _month_told),
    (r"\b(?P<m><<SURE>>|<<DOUBTFUL>>)\s+<<PAST>>\b|\b(?:this\s+past|<<PAST>>)\s+(?P<m2><<SURE>>|"
     r"<<DOUBTFUL>>)\b",
     lambda m, now: _last_month_named(m, now)),
    (r"\b(?P<m><<SURE>>)\b", _month_told),
    (r"(?:^\W*|\b<<BEFORE_MONTH>>\s+)(?P<d>(?P<m><<DOUBTFUL>>))\b(?!\s+(?:i|we|you|they|he|she|be|have|not)"
     r"\b)",
     _month_told),
    # ages and durations
    (r"\b(?:<<NUM>>|an?)\s+(?:y\s+medi[oa]\s+)?<<UNIT>>\b", lambda m, now: None
     if re.match(r"(?:19|20)\d\d\s", m[0]) else _Read()),
    (r"\b(?:el\s+|este\s+|the\s+)?(?P<w><<WEEKDAY>>)\s+(?:de\s+la|of)\s+(?P<week>semana\s+pasada|last"
     r"\s+week)\b",
     _weekday),
    # weeks, months, years
    (r"\b(?:la\s+)?semana\s+(?:<<PAST>>|(?P<last2><<BEFORE_LAST>>)|(?P<coming>que\s+viene|que"
     r"\s+entra|proxima))\b",
     _week),
    (r"\b(?:la\s+)?(?:pasada|ultima)\s+semana\b|\b(?:the\s+)?week\s+(?P<last2>before\s+last)\b|\b"
     r"(?:last|this\s+past)"
     r"\s+week\b(?!\s*end)|\b(?P<this>(?:esta(?:\s+misma)?\s+semana|this\s+week)\b(?!\s*end))|"
     r"\b(?P<coming>(?:next\s+week|(?:la\s+)?proxima\s+semana)\b(?!\s*end))", _week),
    (r"\b(?:(?:el|este)\s+fin\s+de\s+semana(?:\s+pasado)?|(?:last|this\s+past|over\s+the)\s+weekend)"
     r"\b", _weekend),
    (r"\b(?:the\s+)?<<DAYORD>>\s+(?:of|de)(?:l)?\s+(?P<of>(?:last|this)\s+month|(?:este\s+)?mes(?:\s+"
     r"<<PAST>>)?)\b",
     _day_alone),
    (r"\b(?:el\s+)?mes\s+(?:<<PAST>>|(?P<last2><<BEFORE_LAST>>)|(?P<coming>que\s+viene|que\s+entra|proximo))"
     r"\b|"
     r"\b(?:el\s+)?pasado\s+mes\b", _relative_month),
    (r"\b(?:the\s+)?month\s+(?P<last2>before\s+last)\b|\b(?:last|this\s+past)\s+month\b|\b(?P<this>(?:este"
     r"(?:\s+mismo)?\s+"
     r"mes|this\s+month)\b)|\b(?P<coming>next\s+month|(?:el\s+)?proximo\s+mes)\b", _relative_month),
    (r"\b(?:(?:el|en|the)\s+)*(?P<d><<RELYEAR>>)\b", _year_told),
    # weekdays
    (r"\bsanto\s+domingo\b", _block),
    (r"\b(?P<w><<WEEKDAY>>)\s+(?P<n>\d{1,2})\b(?![:/%]|\s*"
     r"(?:am|pm|horas|dias|meses|semanas|anos|personas|de)\b)", _weekday),
    (r"\b(?:el\s+)?(?P<coming>next|this\s+coming|proximo)\s+(?P<w><<WEEKDAY>>)\b", _weekday),
    (r"\b(?:el\s+)?(?P<w><<WEEKDAY>>)\s+(?P<coming>que\s+viene|que\s+entra|proximo)\b", _weekday),
    (r"\b(?:el\s+|este\s+)?(?P<past>(?:this\s+)?<<PAST>>)\s+(?P<w><<WEEKDAY>>)\b", _weekday),
    (r"\b(?:el\s+|este\s+)?(?P<w><<WEEKDAY>>)\s+(?P<past><<PAST>>)\b", _weekday),
    (r"(?:^\W*|\b(?:el|este|fue|del|on|dia)\s+)(?P<d>(?P<w>domingo))\b", _weekday),
    (r"\b(?<!los\s)(?<!cada\s)(?<!every\s)(?!domingo)(?:el\s+|este\s+|on\s+|this\s+)?(?P<w><<WEEKDAY>>)"
     r"\b", _weekday),
    # today, yesterday
    (r"<<NOT_DAYS>>", _block),
    (r"\b(?P<w><<DAYWORD>>)\b", _day_word),
    # years
    (r"(?:^\W*|\b<<BEFORE_YEAR>>\s+(?:el\s+|del\s+|the\s+|a\s+)?(?:year\s+|ano\s+)?|\()"
     r"(?P<d>(?:19|20)\d\d|'\d\d|<<WORDYEAR>>)\b(?![-/:]\d|[.,]\d)(?!\s*(?:%|<<AFTER_YEAR_NOT>>"
     r"\b))", _year_told),
    # days alone
    (r"\b(?:el\s+(?:dia\s+)?(?:pasado\s+)?|este\s+|pasado\s+|dia\s+|del\s+(?:dia\s+)?)(?P<d>(?P<day>\d{1,2}|"
     r"(?!un[oa]?\b)<<NUM>>))\b"
     r"(?![\d%]|\s*<<AFTER_EL_NOT>>)(?!\s*[:.,/-]\d)", lambda m, now: _day_alone(m, now)),
    (r"\bdia\s+(?P<d>(?P<day>primero|uno|1ro))\b", _day_alone),
    (r"\b(?:on\s+)?(?P<d>the\s+(?P<day>\d{1,2}(?:st|nd|rd|th)|<<ORD>>))\b(?=\s*(?:$|[.,;!?)])|\s+"
     r"<<AFTER_THE>>\b)",
     lambda m, now: _day_alone(m, now)
     if re.search(r"\d|t[hy]$", m["day"]) or m[0].startswith("on") else None),
    (r"^\W*(?P<d>(?P<day>\d{1,2}(?:st|nd|rd|th)))\W*$", _day_alone),
)


def _last_month_named(match: Match, now: _Now) -> _Read | None:
    """ "noviembre pasado": the last one that is over or running."""
    month = _month(match["m"] or match["m2"])
    found = _nearest(lambda y: _day(y, month, 1), _Now(now.today, now.language, True, now.text))
    return _Read(found.isoformat()[:7], 0.9) if found else _Read()


@cache
def _rules() -> tuple[tuple[re.Pattern[str], Rule], ...]:
    more = {"DAYORD": r"(?:el\s+)?(?P<day>\d{1,2}(?:st|nd|rd|th)?)",
            "OFYEAR2": _fragments()["OFYEAR"].replace("(?P<yy>", "(?P<y2>")}
    ready = []
    for written, rule in _WRITTEN:
        for name, pattern in more.items():
            written = written.replace(f"<<{name}>>", pattern)
        ready.append((_compiled(written), rule))
    return tuple(ready)
