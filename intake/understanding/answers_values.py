"""Dates, places, people, numbers and phones as answers, over the extractors of values."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TypeVar

from intake.places import port_of, rows
from intake.record import fields
from intake.understanding import answers_lexicon as lexicon
from intake.understanding import countries, dates, languages, people, phones, places, quantities
from intake.understanding.normal import fold
from intake.understanding.people_group import Part
from intake.understanding.types import Context, Fact, Span

T = TypeVar("T")
_INCIDENT = "incident.date"
_FUTURE = ("case.hearing_date",)
_PLACE_KINDS: dict[str, tuple[places.Kind, ...]] = {
    "crossing": ("crossing", "port"), "facility": ("facility",), "city": ("city",)}
_ALONE = 3  # words of an answer that says a country and no more
_SHORT_ANSWER = 8  # words
_WHOLE_MONTH = len("2026-05")
_COUNTED = 0.85  # a date counted back from today
_LONG_ANSWER = 25  # words; what is longer is a story
_BORDER = 0.7  # a city on the border may be where they are
_ASKED = 0.85  # a place that can only be one thing, said when a place was asked for
_THOUSANDS = re.compile(r"(?i)(?<=\s)(mil|thousand)\b(?!\s*(?:d[oó]l|usd|bucks|\d|[a-zé]+ient))")
_PART_OF_SUM = re.compile(r"\d[.,]?\s*$")  # "18 | mil": half a sum read is no sum


def read_value(field: str, raw: str, ctx: Context) -> tuple[Fact, ...]:
    """The facts for a field that holds a date, place, country, language, number or phone."""
    kind = "duration" if field in ("detention.months", "detention.days") else fields()[field].type
    reader = _READERS.get(kind)
    if field in ("person.adults", "person.children_ages", "person.children"):
        return tuple(_people(field, raw, ctx))
    if field == "detention.bond_usd":
        return tuple(_money(field, raw))
    return tuple(reader(field, raw, ctx)) if reader else ()


def undenied(raw: str, hits: list[T], span: Callable[[T], Span]) -> list[T]:
    """The hits that the words before them do not deny ("no el 12"); all when each is denied."""
    text = fold(raw)
    return [hit for hit in hits if not denied_before(text, span(hit).start)] or hits


def denied_before(text: str, start: int) -> bool:
    """Whether "not", "in place of", "I said" ... stands right before ``start``."""
    before = text[max(0, start - 40):start]
    spans = lexicon.found(lexicon.listed("corrections", "deny"), before)
    return bool(spans) and re.fullmatch(r"(?:\s+[^\s,.;:!?]+){0,2}\s*", before[spans[-1][1]:]) is not None


def _dates(field: str, raw: str, ctx: Context) -> Iterator[Fact]:
    prefer = "future" if field in _FUTURE else "past"
    every = dates.find_dates(raw, ctx.today, ctx.language, prefer=prefer)
    hits = [hit for hit in every if hit.kind == "date"]
    hits = undenied(raw, hits, lambda hit: hit.span)
    if field == _INCIDENT and not every:
        yield from _ago(raw, ctx)
    if field == "detention.since" and (lengths := _only_length(raw, hits, ctx)):
        yield from lengths
    elif hits:
        best = min(reversed(hits), key=lambda hit: -len(hit.edtf.rstrip("~")))
        if field == "detention.until":
            best = hits[-1]
        when = _from_then(field, best, fold(raw), ctx)
        yield Fact(field, when, span=best.span, confidence=best.confidence,
                   options=tuple(best.options) if when == best.edtf else ())
    elif field == "detention.since" and _INCIDENT in ctx.known and lexicon.stands(
            lexicon.listed("words", "same_day"), fold(raw)):
        yield Fact(field, ctx.known[_INCIDENT], span=Span(0, len(raw)), confidence=0.9)
    elif field in ("detention.since", "detention.until"):
        yield from _lengths("", raw, ctx)


def _from_then(field: str, hit: dates.DateHit, folded: str, ctx: Context) -> str:
    """A day or month without its year at which a custody began or ended: the first after what came before it."""
    earlier = {"detention.since": (_INCIDENT,), "detention.until": ("detention.since", _INCIDENT)}.get(field, ())
    before = next((str(ctx.known[name]).rstrip("~") for name in earlier if name in ctx.known), "")
    words = folded[hit.span.start:hit.span.end]
    if len(before) < _WHOLE_MONTH or not dates.WITH_MONTH.search(words) or dates.WITH_YEAR.search(words):
        return hit.edtf
    long = min(len(before), len(hit.edtf.rstrip("~")))
    coming = (f"{int(before[:4]) + years}{hit.edtf[4:]}" for years in (0, 1))
    return next((then for then in coming if then[:long] >= before[:long]), hit.edtf)


def _ago(raw: str, ctx: Context) -> Iterator[Fact]:
    """ "Two months, more or less", where it was asked when: counted back from today."""
    told = quantities.find_duration(raw)
    if told is None or len(raw.split()) > _SHORT_ANSWER:
        return
    ago = f"hace {raw[told.span.start:told.span.end]}", f"{raw[told.span.start:told.span.end]} ago"
    hit = next((hit for said in ago for hit in dates.find_dates(said, ctx.today, ctx.language)), None)
    if hit:
        yield Fact(_INCIDENT, hit.edtf.rstrip("~") + "~", span=told.span, confidence=_COUNTED)


def _only_length(raw: str, hits: list[dates.DateHit], ctx: Context) -> list[Fact]:
    """ "it's been eight months", "van a ser ocho meses": a length, and no date."""
    told = quantities.find_duration(raw)
    ago = lexicon.stands(lexicon.listed("words", "ago"), fold(raw))
    whole = told and len(hits) == 1 and hits[0].span.start <= told.span.start and told.span.end <= hits[0].span.end
    return list(_lengths("", raw, ctx)) if whole and not ago else []


def _lengths(field: str, raw: str, ctx: Context) -> Iterator[Fact]:
    hit = quantities.find_duration(raw)
    if hit is None:
        return
    if hit.months is not None and field != "incident.waited_days":
        yield Fact("detention.months", hit.months, span=hit.span, confidence=hit.confidence)
    elif hit.days is not None:
        yield Fact(field or "detention.days", hit.days, span=hit.span, confidence=hit.confidence)


def _places(field: str, raw: str, ctx: Context) -> Iterator[Fact]:
    kind = fields()[field].type
    wanted = _PLACE_KINDS[kind]
    short = field == ctx.awaiting and len(raw.split()) <= _LONG_ANSWER
    asked = wanted[0] if short and kind != "city" else None
    said = raw
    if asked == "crossing" and not _tells_month(raw, ctx):
        said = places.with_bridge(raw)
    every = places.find_places(said, ctx.language, asked, _cities(ctx) if asked == "crossing" else ())
    hits = [(hit, each) for hit in every for each in wanted if each in hit.ids]
    hits = undenied(said, hits, lambda pair: pair[0].span)
    if kind == "city":
        hits = [pair for pair in hits if not _not_yet(said, pair[0].span)] or hits
        hits = [] if _is_longer(raw, hits) else hits
    if hits:
        exact = [each for each in hits if each[1] == wanted[0]] or hits
        hit, where = exact[-1] if kind != "crossing" else max(exact, key=lambda each: each[0].confidence)
        sure = hit.confidence if len(hit.options) > 1 else max(hit.confidence, _ASKED)
        span = hit.span if said == raw else Span(0, len(raw))
        yield Fact(field, hit.ids[where], "value", span, sure, options=tuple(hit.options))
        if kind == "facility" and len({h.ids[w] for h, w in exact}) > 1:
            yield Fact("detention.transferred", True, span=hit.span, confidence=0.85)
    elif kind != "crossing" and (len(raw.split()) <= _SHORT_ANSWER or _calls(raw)):
        name = places.name_as_told(_first_sentence(raw))
        if name and kind == "city":
            name = _city_of_port(name, ctx) or name
        if name:
            yield Fact(field, name, span=Span(0, len(raw)), confidence=0.8)


def _first_sentence(raw: str) -> str:
    """What stands before the first full stop that more follows."""
    return re.split(r"(?<=[^\W\d_]{3})[.!?]\s+(?=\w)", raw.strip(), maxsplit=1)[0]


def _city_of_port(name: str, ctx: Context) -> str | None:
    """The Mexican city at the port they told, when they say only how its name begins: "San Luis"."""
    port = str(ctx.known.get("incident.crossing", ""))
    towns = {row["mx_city"] for row in rows("ports") if port and port in (row["id"], port_of(row["id"]))}
    alike = [row["id"] for row in rows("mx_border_cities") if row["city"] in towns
             and fold(row["city"]).startswith(f"{fold(name)} ")]
    return alike[0] if len(alike) == 1 else None


def _not_yet(said: str, span: Span) -> bool:
    """Whether they only mean to go there: "mañana me voy a Monterrey"."""
    before = fold(said)[max(0, span.start - 28):span.start]
    return any(end >= len(before.rstrip()) for _, end in lexicon.found(lexicon.listed("words", "not_yet"), before))


def _calls(raw: str) -> bool:
    """Whether a place is given with "that is called ..."."""
    return len(raw.split()) <= _LONG_ANSWER and lexicon.stands(lexicon.listed("words", "called"), fold(raw))


def _is_longer(raw: str, hits: list[tuple[places.PlaceHit, places.Kind]]) -> bool:
    """Whether the place named is longer than what the gazetteer knows of it: "San Isidro del Monte"."""
    name = places.name_as_told(raw) if _calls(raw) else None
    if name is None or len(hits) != 1:
        return False
    return len(name) > hits[0][0].span.end - hits[0][0].span.start + 3


def _tells_month(raw: str, ctx: Context) -> bool:
    """Whether a date is told by more than a number: "el 2" may be a bridge, "el 2 de mayo" is none."""
    hits = dates.find_dates(raw, ctx.today, ctx.language)
    return any(not quantities.is_number(raw[hit.span.start:hit.span.end]) for hit in hits)


def _cities(ctx: Context) -> tuple[str, ...]:
    """The cities told before: the bridge is near them, if it is one of several of its name."""
    known = (ctx.known.get(name) for name in ("incident.returned_to_city", "person.location_city"))
    return tuple(str(city) for city in known if city)


def _country(field: str, raw: str, ctx: Context) -> Iterator[Fact]:
    hits = [hit for hit in countries.find_countries(raw, ctx.language) if hit.form != "language"]
    hits = undenied(raw, hits, lambda hit: hit.span)
    if hits:
        last = len(hits) > 1 and _own_last(fold(raw)[hits[-2].span.end:hits[-1].span.start])
        best = hits[-1] if field == "person.nationality" and last else hits[0]
        alone = len(raw.split()) <= _ALONE  # "Congo, the Kinshasa one"
        either = countries.either(fold(raw)[best.span.start:best.span.end]) if alone else ()
        sure = best.confidence if either else max(best.confidence, 0.8)
        yield Fact(field, best.code, span=best.span, confidence=sure, options=either)
    elif field == "person.nationality" and len(raw.split()) <= _SHORT_ANSWER:
        yield from _of_city(field, raw, ctx)


def _of_city(field: str, raw: str, ctx: Context) -> Iterator[Fact]:
    """The country of the city they say they are from; a city of the border is to be asked."""
    hits = [hit for hit in places.find_places(raw, ctx.language) if hit.country and "city" in hit.ids]
    if len({hit.country for hit in hits}) == 1:
        on_border = any(row["id"] == hits[0].ids["city"] for row in rows("mx_border_cities"))
        yield Fact(field, hits[0].country, span=hits[0].span, confidence=_BORDER if on_border else 0.8)


def _own_last(before: str) -> bool:
    """Whether the last country told is called their own ("but I am ...")."""
    return lexicon.stands(lexicon.listed("corrections", "own"), before[-30:])


def _language(field: str, raw: str, ctx: Context) -> Iterator[Fact]:
    tags = [hit for hit in languages.find_languages(raw, ctx.language, asked=len(raw.split()) <= _SHORT_ANSWER)
            if hit.tag not in ("es", "en")]
    if tags:
        yield Fact(field, tags[0].tag, span=tags[0].span, confidence=tags[0].confidence)


def _phone(field: str, raw: str, ctx: Context) -> Iterator[Fact]:
    known = (ctx.known.get(name) for name in ("person.location_country", "person.nationality"))
    hit = phones.find_phone(raw, tuple(str(country) for country in known if country), ctx.language)
    if hit:
        yield Fact(field, hit.e164, span=hit.span, confidence=hit.confidence, options=tuple(hit.options))


def _people(field: str, raw: str, ctx: Context) -> Iterator[Fact]:
    others = ctx.known.get("reporter.is") in ("relative", "volunteer")
    asked = field if len(raw.split()) <= _LONG_ANSWER else ""
    hit = people.find_people(raw, asked, counts_self=not others)
    told = dict(hit.parts())
    for name, part in told.items():
        if name != "person.pregnant_or_ill":
            yield Fact(name, part.value, span=part.span, confidence=part.confidence)
    if field == "person.adults" and asked and _only_one(told, raw):
        yield Fact("person.children_ages", [], span=Span(0, len(raw)), confidence=0.85)
    if field not in told:
        yield from _numbers(field, raw) if field != "person.children_ages" else _born(field, raw, ctx)


def _only_one(told: dict[str, Part], raw: str) -> bool:
    """Whether one person answers "how many adults and children?": "just me" leaves no child out."""
    one = told.get("person.adults")
    others = any(name.startswith("person.child") for name in told)
    return one is not None and one.value == 1 and not others and "adult" not in fold(raw)


def _numbers(field: str, raw: str) -> Iterator[Fact]:
    numbers = quantities.find_numbers(raw)
    if len(numbers) == 1:
        yield Fact(field, int(numbers[0].value), span=numbers[0].span, confidence=0.9)


def _born(field: str, raw: str, ctx: Context) -> Iterator[Fact]:
    """The age of a child that was "born in March"."""
    if not people.says_born(raw):
        return
    for hit in dates.find_dates(raw, ctx.today, ctx.language):
        if len(hit.edtf.rstrip("~")) >= len("2026-03"):
            year, month = int(hit.edtf[:4]), int(hit.edtf[5:7])
            months = (ctx.today.year - year) * 12 + ctx.today.month - month
            yield Fact(field, [months // 12], span=hit.span, confidence=0.85)
            return


def _int(field: str, raw: str, ctx: Context) -> Iterator[Fact]:
    if field == "incident.waited_days":
        yield from _lengths(field, raw, ctx)
        return
    numbers = quantities.find_numbers(raw)
    kin = _relatives(raw, sum(int(n.value) for n in numbers), [n.span.end for n in numbers])
    if kin and field == "detention.family_in_us":
        yield Fact(field, kin, span=Span(0, len(raw)), confidence=0.85)
    elif numbers:
        yield Fact(field, int(numbers[0].value), span=numbers[0].span, confidence=0.9)


def _relatives(raw: str, counted: int, ends: list[int]) -> int:
    """Relatives told by number, and one for each told alone ("my mother and two brothers")."""
    kin = lexicon.found(lexicon.listed("words", "kin"), fold(raw))
    return counted + sum(not any(0 <= start - end <= 2 for end in ends) for start, _ in kin)


def _money(field: str, raw: str) -> Iterator[Fact]:
    hits = quantities.find_money(_THOUSANDS.sub(r"\1 usd", raw))  # "18 mil" is money without its unit here
    if hits and not _PART_OF_SUM.search(raw[:hits[-1].span.start]):
        yield Fact(field, hits[-1].value, span=hits[-1].span, confidence=max(hits[-1].confidence, 0.85))


Reader = Callable[[str, str, Context], Iterator[Fact]]
_READERS: dict[str, Reader] = {
    "date": _dates, "crossing": _places, "facility": _places, "city": _places, "country": _country,
    "language": _language, "e164": _phone, "int": _int, "int_list": _people, "duration": _lengths,
}
