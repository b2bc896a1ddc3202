"""What the value extractors find in a story, brought into one shape."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

from intake.places import port_of
from intake.record import Value
from intake.understanding import countries, dates, places
from intake.understanding.clauses import Told
from intake.understanding.pattern_bank import bank
from intake.understanding.story_values import Found, Hit, cued, is_held_since
from intake.understanding.types import Context

_DAY = len("2026-05-12")
_NAMED = 0.9  # a facility whose name is of nothing else
_THAT, _THAT_WITHIN, _WEEK = re.compile(r"\b(?:es[ea]|aquel|that|mismo) (?:mismo )?$"), 14, 7
_SLIP_WORDS, _NO_BETWEEN = 5, re.compile(r"\s*[,;.]\s*no\s*,")  # "..., no, ..."
_THAT_MONTH = re.compile(r",? (?:del?|of) (?:ese|aquel|dicho|mismo|that|the same) (?:mismo )?(?:mes|month)\b")
_MONTH_LONG = len("2026-05")
_NAMED_SO = re.compile(r"(?:(?:Abril|Julio),? de \d\d años|(?:April|June|August), \d\d,)")  # a name
_WHICH_YEAR, _LONG_AGO, _EVER = 0.6, 2, 12  # years; longer ago they were born
_YEAR = len("2026")
_COUNTED, _ABOUT = 0.8, 14  # confidence of a date counted from another; days from which it is only about


def extract(told: Told, ctx: Context) -> Found:
    """All dates, places and countries of the text; not those in what officers are quoted with."""
    spots = places.find_places(told.raw, ctx.language)
    found = Found(
        dates=tuple(_dates(told, ctx)), coming=tuple(_coming(told, ctx)),
        crossings=tuple(_of(spots, "crossing", "port")),
        facilities=(*_of(spots, "facility"), *_held_since(told, tuple(_of(spots, "crossing")))),
        cities=tuple(_of(spots, "city")),
        countries=tuple(Hit(hit.code, hit.span.start, hit.span.end, hit.confidence, hit.form)
                        for hit in countries.find_countries(told.raw, ctx.language)
                        if hit.form != "language"))
    found = replace(found, dates=_kept(told, found.dates), countries=_kept(told, found.countries))
    return Found(*(tuple(hit for hit in hits if told.is_plain(hit.start)) for hits in (
        found.dates, found.crossings, found.facilities, found.cities, found.countries, found.coming)))


def _kept(told: Told, hits: tuple[Hit, ...]) -> tuple[Hit, ...]:
    """Without those taken back at once: "May 3, I mean May 5", "el 14, no, el 12 de octubre"."""
    taken_back = {one for one, other in pairwise(hits) if _is_slip(told.plain[one.end:other.start])}
    return tuple(hit for hit in hits if hit not in taken_back)


def _is_slip(between: str) -> bool:
    return len(between.split()) <= _SLIP_WORDS and (
        bank("values", "retract").stands(between) or _NO_BETWEEN.match(between) is not None)


def _coming(told: Told, ctx: Context) -> Iterator[Hit]:
    """The dates once more, read as still to come, in the sentences that tell of a court or an appointment."""
    for start, end in dict.fromkeys(told.sentence(clause.start) for clause in told.clauses):
        if not bank("values", "coming").stands(told.plain[start:end]):
            continue
        dated = _dated(told, end, ctx)
        for hit in dates.find_dates(told.raw[start:end], ctx.today, ctx.language, prefer="future"):
            at = start + hit.span.start
            if hit.kind == "date" and hit.edtf:
                before = next((day for where, day in reversed(dated) if where < at), "")
                words = told.folded[at:start + hit.span.end]
                then = hit.edtf if dates.WITH_YEAR.search(words) else _first_from(hit.edtf, before, ctx.today)
                past = then < ctx.today.isoformat() and then != hit.edtf
                yield Hit(then, at, start + hit.span.end, _WHICH_YEAR if past else hit.confidence)


def _dated(told: Told, end: int, ctx: Context) -> list[tuple[int, str]]:
    """Where a day or month is told with its year, and the date."""
    return [(hit.span.start, hit.edtf) for hit in dates.find_dates(told.raw[:end], ctx.today, ctx.language)
            if hit.kind == "date" and hit.edtf and len(hit.edtf) > _YEAR
            and dates.WITH_YEAR.search(told.folded[hit.span.start:hit.span.end])]


def _first_from(coming: str, before: str, today: date) -> str:
    """A coming day of court without its year, after a date told with its year: the first such day from then on.

    >>> _first_from("2027-05-12", "2020-03-05", date(2026, 11, 24))
    '2020-05-12'
    >>> _first_from("2026-12-12", "2026-01-03", date(2026, 11, 24))
    '2026-12-12'
    """
    if not before or today.year - int(before[:4]) > _EVER:
        return coming
    years = (before[:4], str(int(before[:4]) + 1))
    return next((then for year in years if (then := f"{year}{coming[4:]}") >= before), coming)


def _dates(told: Told, ctx: Context) -> Iterator[Hit]:
    """Every date; "two days later" is counted from the day told before it."""
    last, dated, month, certain = "", "", "", 1.0
    for hit in dates.find_dates(told.raw, ctx.today, ctx.language):
        if _NAMED_SO.match(told.raw, hit.span.start):
            continue
        if hit.kind == "date" and hit.edtf and (day := _that_day(told, hit.span.start, hit.edtf, last)):
            yield Hit(day, hit.span.start, hit.span.end, _COUNTED, "counted")
        elif hit.kind == "date" and hit.edtf:
            before, last = last, hit.edtf if len(hit.edtf) == _DAY else last
            words = told.folded[hit.span.start:hit.span.end]
            dated = hit.edtf if dates.WITH_YEAR.search(words) else dated
            with_month = dates.WITH_MONTH.search(words)
            that_month = _of_that_month(hit.edtf, words, told.folded[hit.span.end:], month)
            told_day = that_month or (_following(hit.edtf, dated, ctx.today) if with_month else _next(
                hit.edtf, words, before, ctx.today))
            month = told_day[:_MONTH_LONG] if len(told_day) >= _MONTH_LONG else month
            plain = that_month or told_day == hit.edtf
            sure = hit.confidence if plain else min(hit.confidence, _WHICH_YEAR)
            last, certain = (told_day, sure) if len(told_day) == _DAY else (last, certain)
            yield Hit(told_day, hit.span.start, hit.span.end, sure)
        elif hit.offset_days is not None and last:
            then = date.fromisoformat(last) + timedelta(days=hit.offset_days)
            about = "~" if abs(hit.offset_days) >= _ABOUT else ""
            if then <= ctx.today:
                sure = min(_COUNTED, certain)
                yield Hit(then.isoformat() + about, hit.span.start, hit.span.end, sure, "counted")


def _that_day(told: Told, start: int, day: str, last: str) -> str:
    """ "That Wednesday" after a day told: the first such day from then on; '' for any other date."""
    if not last or len(day) != _DAY or not _THAT.search(told.folded[max(0, start - _THAT_WITHIN):start]):
        return ""
    told_day, from_day = date.fromisoformat(day), date.fromisoformat(last)
    return (from_day + timedelta(days=(told_day - from_day).days % _WEEK)).isoformat()


def _of_that_month(day: str, words: str, after: str, month: str) -> str:
    """ "The 28th of that month": of the month told last; '' for any other date."""
    if not month or not dates.DAY_ALONE.fullmatch(words) or not _THAT_MONTH.match(after):
        return ""
    then = f"{month}{day[_MONTH_LONG:_DAY]}"
    try:
        return date.fromisoformat(then).isoformat()
    except ValueError:
        return ""


def _next(day: str, words: str, before: str, today: date) -> str:
    """ "The 20th" after a day told: the first one from then on, to be asked; any other date as it is.

    >>> _next("2026-11-20", "el 20", "2026-10-01", date(2026, 11, 24))
    '2026-10-20'
    """
    if not before or not dates.DAY_ALONE.fullmatch(words):
        return day
    first, number = date.fromisoformat(before), int(day[-2:])
    coming = (first + timedelta(days=ahead) for ahead in range(62))
    then = next((each for each in coming if each.day == number), today)
    return then.isoformat() if then < today else day


def _following(told: str, dated: str, today: date) -> str:
    """A day and month told after a date with its year: perhaps of that year, to be asked; after a bare year
    long ago, of which only what came before is told, as it is.

    >>> _following("2026-04-11", "2025-03", date(2026, 11, 24))
    '2025-04-11'
    >>> _following("2026-04-11", "2019", date(2026, 11, 24))
    '2026-04-11'
    >>> _following("2026-04-11", "2019-01-05", date(2026, 11, 24))
    '2019-04-11'
    """
    ago = today.year - int(dated[:4] or 0)
    if not dated or told[:4] <= dated[:4] or ago > (_EVER if len(dated) > _YEAR else _LONG_AGO):
        return told
    months = [f"{year}{told[4:]}" for year in (dated[:4], str(int(dated[:4]) + 1))]
    return next((then for then in months if dated <= then[:len(dated)] and then[:10] <= today.isoformat()), told)


def _of(spots: tuple[places.PlaceHit, ...], *kinds: str) -> Iterator[Hit]:
    for spot in spots:
        kind = next((kind for kind in kinds if kind in spot.ids), None)
        if kind:
            note = (spot.country or "") if kind == "city" else "exact" if port_of(spot.ids[kind]) else ""
            yield Hit(spot.ids[kind], spot.span.start, spot.span.end, spot.confidence, note)


def _held_since(told: Told, crossings: tuple[Hit, ...]) -> Iterator[Hit]:
    """The place of custody of a crossing's name: "they arrested him, he is in Otay Mesa since May"."""
    if bank("scope", "jail").stands(told.plain):
        for hit in crossings:
            if is_held_since(told, hit):
                named = places.find_places(told.raw[hit.start:hit.end], asked="facility")
                yield from (replace(each, start=hit.start, end=hit.end, confidence=_COUNTED)
                            for each in _of(named, "facility"))


def cues(told: Told, found: Found, nationality: Value = None) -> Iterator[tuple[str, int]]:
    """What places and countries say of where a clause plays; a country not their own is the route."""
    yield from (("port", hit.start) for hit in found.crossings if hit.note == "exact")
    yield from (("custody", hit.start) for hit in found.facilities
                if hit.confidence >= _NAMED or cued(told, hit, "held_at", in_clause=True)
                or cued(told, hit, "held_stay"))
    yield from (("mexico", hit.start) for hit in found.cities if hit.note == "MX")
    yield from (("home" if nationality in (None, hit.value) else "route", hit.start)
                for hit in found.countries
                if hit.note == "country" and hit.value not in ("MX", "US"))
