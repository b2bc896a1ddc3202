"""Corrections at any moment: which field is wrong, and what is right."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from intake.places import is_listed, rows
from intake.record import Value, fields, is_valid
from intake.understanding import answers_lexicon as lexicon
from intake.understanding import corrections_ages
from intake.understanding.answers_choices import beginning, read_bool, read_choice, read_list
from intake.understanding.answers_values import read_value
from intake.understanding.answers_words import read_words
from intake.understanding.dates import find_dates
from intake.understanding.normal import fold
from intake.understanding.types import Context, Fact, Span

_STORY = 30  # words: a longer text tells what happened
_WORD = re.compile(r"[a-z']{2,}")
_SENTENCE = re.compile(r"[^.!?;\n]+")
_BOUND = re.compile(r"[,.;:!\n]")
_ONLY_DAY = re.compile(r"(?i)\W*(?:(?:el|the|on|d[ií]a|del|al)\W+){0,2}\d{1,2}(?:st|nd|rd|th)?\W*")
_OPENING = 30  # characters in which "no, sorry" begins
_FEW = 4  # words
_BARE_PLACE = 2  # words
_BARE, _UPDATE = 3, 7  # words: "the 8th, please", "now I am in Tijuana"
_DAY_LONG = 10  # characters of a date to the day
_HALF_A_WEEK = 3  # days
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_BY_KIND = ("incident.crossing", "person.location_city", "person.nationality", "incident.date",
            "detention.facility", "detention.bond_usd", "person.phone")
_PLACED = ("incident.crossing", "person.location_city", "detention.facility", "person.nationality")
_DATES = ("incident.date", "detention.since", "detention.until", "case.hearing_date")
_PLACES = ("city", "crossing", "facility")
_WHERE_NAMED_ONLY = ("person.name", "incident.officer_words")


@dataclass(frozen=True)
class Correction:
    """The corrected facts; else the field said to be wrong, or that something is to be corrected or added."""

    facts: tuple[Fact, ...] = ()
    to_correct: str | None = None
    announces: Literal["correct", "add"] | None = None


def find(text: str, ctx: Context, told: Iterable[Fact] = ()) -> Correction:
    """What the text corrects of ``ctx.known``; ``told``: the story's facts in the same text."""
    if len(text.split()) > _STORY and ctx.awaiting != "confirm":
        text, told = _corrected_only(text, told)
    folded = fold(text)
    opens = any(lexicon.stands(lexicon.listed("corrections", key), folded[:_OPENING])
                for key in ("plainly", "will_correct"))
    if ctx.awaiting == "incident.officer_words" and not opens:
        return Correction()  # "it's not my problem" is the officer's
    left, announced = without_denied(text, folded), _announced(folded)
    denied = _denied(folded, fold(left), ctx) if ctx.known else []
    wrong = lexicon.stands(lexicon.listed("corrections", "wrong"), folded)
    said = wrong or bool(announced) or lexicon.stands(lexicon.listed("corrections", "said"), folded)
    again = ctx.awaiting in _DATES and ctx.awaiting in ctx.known  # asked again: "the 8th" is of the same month
    if not ctx.known or not (said or denied or again or ctx.reads_back) or ("?" in text and not announced):
        return Correction()
    told = undenied(told, left)
    rest = folded[announced[1]:] if announced else folded
    label = _label(rest) if announced or ctx.reads_back else None
    if label:
        return Correction((), label, announced[0] if announced else None)
    named = [name for name in lexicon.keys("corrections", "labels")
             if name in ctx.known and lexicon.stands(lexicon.listed("corrections", "labels", name), folded)]
    if lexicon.stands(lexicon.listed("corrections", "officials"), folded):
        named = [name for name in named if name != "person.name"]  # the name is theirs
    plainly = said or ctx.reads_back
    of_kind = _one_place(_by_kind(ctx), left, told, ctx)
    if lexicon.stands(lexicon.listed("corrections", "of_birth"), folded):  # "I turned 17 last month"
        of_kind, named = ([name for name in names if name not in _DATES] for names in (of_kind, named))
    tries = [(named, False), (denied, False), (of_kind, True)] if plainly else [(denied, True)]
    if ctx.done and not (said or denied):
        named = [name for name in named if name != "incident.officer_words"]  # more of their words
        again_then = lexicon.stands(lexicon.listed("corrections", "another_time"), folded)
        tries = [] if again_then else [(named, False), (_meant(of_kind, folded, told), True)]
    for names, listed in ([([str(ctx.awaiting)], False)] if again else []) + tries:
        facts = tuple(_changed([name for name in names if not listed or _is_theirs(name, left, told)],
                               left, folded, ctx, listed))
        if facts:
            return Correction(facts)
    told = tuple(fact for fact in told if fact.field not in _PLACED[:2] or fact.field in of_kind or said)
    facts = tuple(_of_story(told, ctx, folded)) if said or not ctx.done else ()
    if facts:
        return Correction(facts)
    name = named[0] if named and (wrong or (announced and announced[0] == "correct")) else None
    if denied and ctx.reads_back and not any(_contradicts(fact, ctx) for fact in told):
        name = name or denied[0]  # "I am not from Honduras"
    return Correction((), name, announced[0] if announced else None)


def undenied(told: Iterable[Fact], left: str) -> tuple[Fact, ...]:
    """Without the places that are denied: "I am no longer in Tijuana"."""
    return tuple(fact for fact in told if fact.field not in _PLACED or left[fact.span.start:fact.span.end].strip())


def _one_place(names: list[str], left: str, told: tuple[Fact, ...], ctx: Context) -> list[str]:
    """Without the port and the city, where a bare name may be of both: "Nogales"."""
    both = [name for name in _PLACED[:2] if name in names and _reads(name, left, ctx)]
    heard = {fact.field for fact in told} if len(left.split()) > _BARE_PLACE else set()
    if len(both) < len(_PLACED[:2]):
        return names
    return [name for name in names if name not in (*both, "person.nationality") or name in heard]


def _meant(names: list[str], folded: str, told: tuple[Fact, ...]) -> list[str]:
    """After the end, what a short message tells of them, or says alone; a longer one may tell of another day."""
    words = len(folded.split())
    heard = {fact.field for fact in told}
    return [name for name in names if words <= _BARE or (words <= _UPDATE and name in heard)]


def _contradicts(fact: Fact, ctx: Context) -> bool:
    return fact.field in ctx.known and fact.value != ctx.known[fact.field]


def _announced(folded: str) -> tuple[Literal["correct", "add"], int] | None:
    """Whether they want to correct or add something, and where that ends: "can I change the date?"."""
    cues: tuple[Literal["correct", "add"], ...] = ("correct", "add")
    for cue in cues:
        spans = lexicon.found(lexicon.listed("corrections", f"will_{cue}"), folded)
        if spans:
            return cue, spans[-1][1]
    return None


def _label(folded: str) -> str | None:
    """The field whose name is all that is said: "the date"."""
    words = folded.strip(" .!?")[lexicon.strip_front(folded.strip(" .!?"), "article"):]
    if len(words.split()) > _BARE:
        return None
    return next((name for name in lexicon.keys("corrections", "labels")
                 if lexicon.is_whole(lexicon.listed("corrections", "labels", name), words)), None)


def _is_theirs(name: str, left: str, told: Iterable[Fact]) -> bool:
    """Of a country that no word names: whether it is told as their own, or is all that is said."""
    own = any(fact.field == name for fact in told)
    return name != "person.nationality" or own or len(left.split()) <= _FEW


def _corrected_only(text: str, told: Iterable[Fact]) -> tuple[str, tuple[Fact, ...]]:
    """Of a long text the sentences that plainly correct, offsets kept, and the facts told in them."""
    folded, kept = fold(text), " " * len(text)
    for match in _SENTENCE.finditer(folded):
        cues = lexicon.found(lexicon.listed("corrections", "plainly"), match[0])
        if cues and not lexicon.stands(lexicon.listed("corrections", "says"), match[0][:cues[0][0]]):
            kept = kept[:match.start()] + text[match.start():match.end()] + kept[match.end():]
    return kept, tuple(fact for fact in told if fact.span and kept[fact.span.start:fact.span.end].strip())


def _denied(folded: str, left: str, ctx: Context) -> list[str]:
    """The fields whose known value stands in the words that were denied: "no es Rosa", "not 12"."""
    name = fold(str(ctx.known.get("person.name", "")))
    out = ["person.name"] if name and _times(name, left) < _times(name, folded) else []
    ages = ctx.known.get("person.children_ages")
    denied = {*corrections_ages.numbers(folded)} - {*corrections_ages.numbers(fold(left))}
    out += ["person.children_ages"] if isinstance(ages, list) and denied & {*ages} else []
    denied_words = "".join(" " if char == kept else char for char, kept in zip(folded, left, strict=True))
    out += _denied_dates(denied_words, ctx)
    placed = [name for name in _PLACED if name in ctx.known]
    return [*out, *([name for name in placed if ctx.known[name] in _reads(name, denied_words, ctx)] or [
        name for name in placed if ctx.known[name] in _within(name, _reads(name, denied_words, ctx))])]


def _denied_dates(denied: str, ctx: Context) -> list[str]:
    """The date whose weekday is denied, or the one whose month is: "in February, not January"."""
    found = find_dates(denied, ctx.today, ctx.language)
    days = {date.fromisoformat(hit.edtf).weekday() for hit in found if len(hit.edtf) == _DAY_LONG}
    old = str(ctx.known.get(_DATES[0], ""))
    if len(old) == _DAY_LONG and date.fromisoformat(old).weekday() in days and lexicon.stands(
            lexicon.listed("corrections", "weekdays"), denied):
        return [_DATES[0]]
    plain_days = {int(day[1]) for day in corrections_ages.FIGURES.finditer(denied)}
    if len(old) == _DAY_LONG and int(old[8:]) in plain_days and _ONLY_DAY.fullmatch(_without_cues(denied)):
        return [_DATES[0]]
    months = {hit.edtf[5:7] for hit in found if len(hit.edtf) >= len("2026-01")}
    dates = [name for name in _DATES if str(ctx.known.get(name, ""))[5:7] in months]
    return dates if len(dates) == 1 else []


def _without_cues(denied: str) -> str:
    """What is denied, without the words that deny."""
    for start, end in lexicon.found(lexicon.listed("corrections", "deny"), denied):
        denied = denied[:start] + " " * (end - start) + denied[end:]
    return denied


def _reads(name: str, words: str, ctx: Context) -> list[Value]:
    """What these words say as the answer to a question."""
    facts = read_value(name, words, replace(ctx, awaiting=name)) if words.strip() else ()
    return [fact.value for fact in facts if fact.field == name]


def _within(name: str, ports: list[Value]) -> list[str]:
    """The crossings of these ports: "not in Brownsville" denies its Gateway bridge too."""
    found = (row["crossings"].split("|") for row in rows("port_groups") if row["id"] in ports)
    return [each for group in found for each in group] if name == "incident.crossing" else []


def _times(word: str, text: str) -> int:
    return len(re.findall(rf"(?<!\w){re.escape(word)}(?!\w)", text))


def _by_kind(ctx: Context) -> list[str]:
    return [name for name in _BY_KIND if name in ctx.known]


def without_denied(text: str, folded: str) -> str:
    """The text with what they deny blanked out ("no el 12"), offsets kept."""
    out = text
    for start, end in lexicon.found(lexicon.listed("corrections", "deny"), folded):
        after = folded[end:].lstrip(" ")
        if lexicon.denies_before(folded, start) or _BOUND.match(after[:1]) or not after or lexicon.start_end(
                lexicon.listed("corrections", "no_denial"), after, 0):
            continue
        stop = _denial_ends(folded, end)
        out = out[:start] + " " * (stop - start) + out[stop:]
    return out


def _denial_ends(folded: str, start: int) -> int:
    bound = _BOUND.search(folded, start)
    stop = bound.start() if bound else len(folded)
    after = re.search(r"\w+\s", folded[start:stop])  # the denied value itself is at least a word
    first = start + after.end() if after else stop
    ends = lexicon.found(lexicon.listed("corrections", "deny_ends"), folded[first:stop])
    return first + ends[0][0] if ends else stop


def _changed(names: Iterable[str], left: str, folded: str, ctx: Context,
             listed: bool = False) -> Iterator[Fact]:
    """The first field of these that the words left give another value; ``listed``: no place of unknown name."""
    for name in names:
        fact = _read(name, left, folded, ctx if listed else replace(ctx, awaiting=name))
        if fact and listed and not _is_meant(name, fact, left):
            continue
        if fact and fact.value != ctx.known.get(name) and is_valid(name, fact.value):
            yield replace(fact, field=name, correction=True, confidence=max(fact.confidence, 0.9))
            return


def _is_meant(name: str, fact: Fact, left: str) -> bool:
    """Of a field that no word names: a place that is known, a date with nothing else told of that day."""
    if fields()[name].type in _PLACES:
        return is_listed(str(fact.value))
    if fields()[name].type != "date":
        return True
    start = max((match.end() for match in _BOUND.finditer(left, 0, fact.span.start)), default=0)
    end = next((match.start() for match in _BOUND.finditer(left, fact.span.end)), len(left))
    around = fold(f"{left[start:fact.span.start]} {left[fact.span.end:end]}")
    known = lexicon.found(lexicon.listed("corrections", "beside_a_date"), around)
    return not [word for word in _WORD.finditer(around)
                if not any(first <= word.start() and word.end() <= last for first, last in known)]


def _read(name: str, left: str, folded: str, ctx: Context) -> Fact | None:
    kind = fields()[name].type
    if kind == "date":
        return _date(name, left, folded, ctx)
    if name == "person.children_ages":
        return corrections_ages.ages(left, folded, ctx)
    if kind == "enum_list":
        return _list(name, read_list(name, fold(left)), folded, ctx)
    if kind == "enum":
        return read_choice(name, fold(left))
    if kind == "bool":
        return read_bool(name, fold(left)) if beginning(fold(left)) else None
    if kind == "text":
        return read_words(name, left, fold(left)) if name in _WHERE_NAMED_ONLY else None
    found = next((fact for fact in read_value(name, left, ctx) if fact.field == name), None)
    return found or (_at_the_end(name, left, ctx) if kind in _PLACES else None)


def _at_the_end(name: str, left: str, ctx: Context) -> Fact | None:
    """The place that the last words name ("the wrong port, it was the Mariposa")."""
    start = max((match.end() for match in _BOUND.finditer(left)), default=0)
    blank = " " * start + left[start:]
    return next((fact for fact in read_value(name, blank, ctx) if fact.field == name), None)


def _date(name: str, left: str, folded: str, ctx: Context) -> Fact | None:
    """A date; told by its day or month alone it keeps the rest of the old one."""
    old = str(ctx.known.get(name, ""))
    completed = _complete_ago(left, folded)
    fact = next((f for f in read_value(name, completed, ctx) if f.field == name), None) or _year(name, left)
    days = list(corrections_ages.FIGURES.finditer(left))
    only_day = fact is None or _ONLY_DAY.fullmatch(_words(completed, fact.span))
    if len(old) == 10 and days and only_day:
        day = f"{old[:8]}{int(days[-1][1]):02d}"
        return Fact(name, day, span=Span(*days[-1].span()), confidence=0.95)
    if fact and len(old) == len(str(fact.value)) == 10 and _only_weekday(_words(completed, fact.span)):
        return replace(fact, value=_weekday_near(old, str(fact.value), ctx.today))
    if fact and _YEAR.fullmatch(str(fact.value)) and len(old) == 10 and is_valid(name, f"{fact.value}{old[4:]}"):
        return replace(fact, value=f"{fact.value}{old[4:]}")  # the year alone was wrong
    if fact is None or _YEAR.search(_words(completed, fact.span)):
        return fact
    return _in_old_year(fact, old, completed, ctx)


def _only_weekday(words: str) -> bool:
    return len(words.split()) <= 2 and lexicon.stands(lexicon.listed("corrections", "weekdays"), fold(words))


def _weekday_near(old: str, new: str, today: date) -> str:
    """The weekday nearest to the old date, and past: "not Tuesday, Monday"."""
    was = date.fromisoformat(old)
    ahead = (date.fromisoformat(new).weekday() - was.weekday()) % 7
    near = was + timedelta(days=ahead - 7 if ahead > _HALF_A_WEEK else ahead)
    return (near - timedelta(days=7) if near >= today > was else near).isoformat()


def _year(name: str, left: str) -> Fact | None:
    years = list(_YEAR.finditer(left))
    return Fact(name, years[-1][0], span=Span(*years[-1].span()), confidence=0.9) if years else None


def _in_old_year(fact: Fact, old: str, text: str, ctx: Context) -> Fact:
    """A month named without a year is the month of the old date's year, unless that is to come."""
    named = re.search(r"[a-z]{3}", fold(_words(text, fact.span))) and not _relative(_words(text, fact.span))
    moved = f"{old[:4]}{str(fact.value)[4:]}"
    if named and len(old) >= 4 and moved[:10] <= ctx.today.isoformat() and is_valid(fact.field, moved):
        return replace(fact, value=moved)
    return fact


def _relative(words: str) -> bool:
    return lexicon.stands(lexicon.listed("corrections", "relative"), fold(words))


def _words(text: str, span: Span) -> str:
    return text[span.start:span.end]


def _complete_ago(left: str, folded: str) -> str:
    """ "fue hace 12" gets the unit that was said with the old value."""
    units = [folded[a:b] for a, b in lexicon.found(lexicon.listed("corrections", "units"), folded)]
    if not units or lexicon.stands(lexicon.listed("corrections", "units"), fold(left)):
        return left
    spans = lexicon.found(lexicon.listed("corrections", "bare_ago"), fold(left))
    return f"{left[:spans[-1][1]]} {units[0]}{left[spans[-1][1]:]}" if spans else left


def _list(name: str, fact: Fact | None, folded: str, ctx: Context) -> Fact | None:
    old = ctx.known.get(name) or []
    if fact is None or not lexicon.stands(lexicon.listed("corrections", "adds"), folded):
        return fact
    return replace(fact, value=[*old, *(item for item in fact.value if item not in old)])


def _of_story(told: Iterable[Fact], ctx: Context, folded: str) -> Iterator[Fact]:
    """Facts of the story that differ from what is known are the correction."""
    for fact in told:
        old = ctx.known.get(fact.field)
        if fact.field == "person.children_ages" and isinstance(old, list) and 0 < len(fact.value) < len(old) and (
                not lexicon.stands(lexicon.listed("corrections", "only_one"), folded)):
            continue
        if fact.state == "value" and old is not None and old != fact.value:
            merged = _list(fact.field, fact, folded, ctx) if isinstance(old, list) else fact
            yield replace(merged or fact, correction=True)
