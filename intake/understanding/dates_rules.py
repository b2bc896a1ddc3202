"""What the rules of the pattern file make of the words: figures, distances, days; see dates_spans."""

from __future__ import annotations

import re
from datetime import timedelta

from intake.understanding import dates_words as words
from intake.understanding.dates_calendar import (
    Match,
    Now,
    day_of,
    earlier,
    full_year,
    later,
    nearest,
    year_beside,
)
from intake.understanding.dates_read import NOTHING, Read, Rule, in_month, on_day, recorder

_A_FEW = 3  # what a few days, weeks or months are taken for, when it is put to the person
_MOST = {"day": 4000, "week": 600, "month": 600, "year": 90}
_LENGTH = {"day": 1, "week": 7, "month": 30, "year": 365}

RULES: dict[str, Rule] = {}
_rule = recorder(RULES)


@_rule
def block(match: Match, now: Now) -> Read | None:
    return NOTHING


@_rule
def money(match: Match, now: Now) -> Read | None:
    """ "dos mil pesos"; but "dos mil diecinueve" may be a year."""
    year = re.match(r"dos\s+mil|two\s+thousand", match[0]) and not re.search(r"dol|peso|usd|buck", match[0])
    return None if year else NOTHING


@_rule
def duration(match: Match, now: Now) -> Read | None:
    return None if re.match(r"(?:19|20)\d\d\s", match[0]) else NOTHING


# Figures

@_rule
def iso(match: Match, now: Now) -> Read | None:
    return on_day(day_of(int(match["a"]), int(match["b"]), int(match["c"])), 0.98, now)


@_rule
def numeric(match: Match, now: Now) -> Read | None:
    """Day and month in the order of the language; where both orders hold it is to be asked."""
    a, b, c = int(match["a"]), int(match["b"]), match["c"]
    year = None if c is None else int(c) if len(c) == 4 else full_year(int(c), now)
    found = []
    for day, month in dict.fromkeys([(a, b), (b, a)] if now.language != "en" else [(b, a), (a, b)]):
        then = nearest(lambda y, m=month, d=day: day_of(y, m, d), now, year)  # type: ignore[misc]
        found += [then.isoformat()] if then else []
    if len(found) > 1:
        return Read(found[0], 0.5, tuple(found))
    return Read(found[0], 0.95 if max(a, b) > 12 or a == b else 0.8) if found else NOTHING


@_rule
def month_of_year(match: Match, now: Now) -> Read | None:
    found = day_of(int(match["y4"]), int(match["m"]), 1)
    return in_month(found, 0.95) if found and now.allows(found) else NOTHING


# Distances

@_rule
def ago(match: Match, now: Now) -> Read | None:
    """So long ago: days are exact, the longer the unit the less is claimed; a few is to be asked."""
    groups, said, unit = match.groupdict(), match["n"], words.unit(match["u"])
    vague = words.is_vague(said)
    count = float(_A_FEW) if vague else words.count(said)
    if count is None:
        return NOTHING
    count += 0.5 if groups.get("half") else 0
    if count > _MOST[unit]:
        return NOTHING
    about = vague or bool(groups.get("about")) or "par" in said or "couple" in said or count % 1 > 0
    exact = unit == "day" or bool(groups.get("today"))
    return _so_long_ago(count, unit, now, 0.6 if vague else 0.95, "" if exact and not about else "~")


def _so_long_ago(count: float, unit: str, now: Now, sure: float, about: str) -> Read:
    if unit == "year" and count % 1:
        count, unit = count * 12, "month"
    if unit == "week":
        count, unit = count * 7, "day"
    then = earlier(now.today, int(count), unit)
    if unit == "day":
        return Read(then.isoformat() + about, sure)
    if unit == "month" and count % 1:
        then = earlier(then, 15, "day")
    sure = min(sure, 0.9)
    return in_month(then, sure, "~") if unit == "month" or count <= 1 else Read(f"{then.year}~", sure)


@_rule
def ago_between(match: Match, now: Now) -> Read | None:
    """ "hace 2 o 3 semanas": about the middle, to be asked."""
    groups = match.groupdict()
    counts = [words.count(said) for said in (groups["n"] or groups["n3"], groups["n2"] or groups["n4"])]
    if counts[0] is None or counts[1] is None:
        return NOTHING
    return _so_long_ago((counts[0] + counts[1]) / 2, words.unit(groups["u"] or groups["u2"]), now, 0.7, "~")


@_rule
def month_of_ago(match: Match, now: Now) -> Read | None:
    """ "marzo de hace dos años": that month, so many years back."""
    groups = match.groupdict()
    years, month = words.count(groups["n"] or groups["n2"]), words.month(groups["m"] or groups["m2"])
    return in_month(day_of(now.today.year - int(years), month, 1), 0.9) if years else NOTHING


@_rule
def half_ago(match: Match, now: Now) -> Read | None:
    """ "hace medio año", "hace mes y medio"."""
    unit = words.unit(match["half_of"] or match["one_and_half"])
    return _so_long_ago(0.5 if match["half_of"] else 1.5, unit, now, 0.9, "~")


@_rule
def after_event(match: Match, now: Now) -> Read | None:
    count, unit = words.count(match["n"]), words.unit(match["u"])
    if count is None:
        return NOTHING
    days = int(count * _LENGTH[unit])
    return Read(offset=-days if match["earlier"] else days, confidence=0.9 if unit == "day" else 0.8)


@_rule
def same_day(match: Match, now: Now) -> Read | None:
    return Read(offset=0, confidence=0.9)


@_rule
def next_day(match: Match, now: Now) -> Read | None:
    return Read(offset=1, confidence=0.9)


@_rule
def prior_day(match: Match, now: Now) -> Read | None:
    return Read(offset=-1, confidence=0.9)


@_rule
def ahead(match: Match, now: Now) -> Read | None:
    """ "dentro de tres semanas", only where a date to come is wanted."""
    count, unit = words.count(match["n"]), words.unit(match["u"])
    if now.past or count is None or count > 200:
        return NOTHING
    then = later(now.today, int(count), unit).isoformat()
    return Read(then if unit == "day" else f"{then}~" if unit == "week" else f"{then[:7]}~", 0.9)


# Days of a month

@_rule
def day_of_month(match: Match, now: Now) -> Read | None:
    groups = match.groupdict()
    day = words.number(groups["day"] or groups.get("day2") or "")
    month = words.month(groups["m"] or groups.get("m2") or "")
    if day is None or not 1 <= day <= 31:
        return None
    year = year_beside(match, now)
    return on_day(nearest(lambda y: day_of(y, month, day), now, year), 0.98 if year else 0.95, now)


@_rule
def day_alone(match: Match, now: Now) -> Read | None:
    """ "el 14": the latest past (or first coming) month that has it; or of the month told."""
    groups, first = match.groupdict(), now.today.replace(day=1)
    day, of = words.number(groups["day"] or groups.get("day2") or ""), groups.get("of") or groups.get("of2")
    if day is None or not 1 <= day <= 31:
        return None
    if of:
        month = earlier(first, 1 if words.says("past", of) else -1 if words.says("coming", of) else 0, "month")
        return on_day(day_of(month.year, month.month, day), 0.95, now)
    months = [earlier(first, step if now.past else -step, "month") for step in range(5)]
    days = [found for month in months if (found := day_of(month.year, month.month, day))]
    return on_day(next((d for d in days if (d <= now.today if now.past else d >= now.today)), None), 0.9, now)


@_rule
def day_to_come(match: Match, now: Now) -> Read | None:
    """ "el proximo 3 de junio", only where a date to come is wanted."""
    groups = match.groupdict()
    day, month = words.number(groups["day"] or groups["day2"]), words.month(groups["m"] or groups["m2"])
    if now.past or day is None:
        return NOTHING
    return on_day(nearest(lambda y: day_of(y, month, day), now, year_beside(match, now)), 0.95, now)


@_rule
def the_day(match: Match, now: Now) -> Read | None:
    """ "the 14th", "on the second"; not "the second" of anything."""
    told = re.search(r"\d|t[hy]$", match["day"]) or match[0].startswith("on")
    return day_alone(match, now) if told else None


@_rule
def weekday(match: Match, now: Now) -> Read | None:
    groups, wanted = match.groupdict(), int(words.key("weekdays", match["w"]))
    if groups.get("n"):
        return _weekday_with_day(wanted, int(groups["n"]), now)
    ahead_days = (wanted - now.today.weekday() - 1) % 7 + 1
    if groups.get("coming"):
        return on_day(later(now.today, ahead_days, "day"), 0.9, now)
    if groups.get("week"):
        return on_day(earlier(now.today, now.today.weekday() + 7 - wanted, "day"), 0.95, now)
    if now.past or groups.get("past") or groups.get("last2"):
        back = (now.today.weekday() - wanted - 1) % 7 + 1 + (7 if groups.get("last2") else 0)
        return on_day(earlier(now.today, back, "day"), 0.9, now)
    return on_day(later(now.today, ahead_days, "day"), 0.9, now)


@_rule
def weekdays_ago(match: Match, now: Now) -> Read | None:
    """ "hace dos lunes": the last but one, and to be asked, as not all count so."""
    count, wanted = words.count(match["n"] or match["n2"]), int(words.key("weekdays", match["w"] or match["w2"]))
    back = (now.today.weekday() - wanted - 1) % 7 + 1
    return on_day(earlier(now.today, back + 7 * (int(count) - 1), "day"), 0.6, now) if count else NOTHING


def _weekday_with_day(wanted: int, day: int, now: Now) -> Read:
    """ "el martes 10": sure when the latest 10th was a Tuesday, else one of the two is to be asked."""
    days = (now.today + timedelta(days=-step if now.past else step) for step in range(400))
    same = [each for each in days if each.day == day]
    if not same:
        return NOTHING
    if same[0].weekday() == wanted:
        return Read(same[0].isoformat(), 0.95)
    exact = next((each for each in same if each.weekday() == wanted), None)
    return Read(same[0].isoformat(), 0.5, (same[0].isoformat(), exact.isoformat()) if exact else ())


@_rule
def day_word(match: Match, now: Now) -> Read | None:
    return on_day(later(now.today, int(words.key("days", match["w"])), "day"), 0.95, now)
