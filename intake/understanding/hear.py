"""The one entry point of understanding: everything that one text says, whatever was asked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from intake.places import is_listed
from intake.record import fields, is_valid
from intake.understanding import answers_lexicon as lexicon
from intake.understanding import corrections, danger, story
from intake.understanding.answers import answer
from intake.understanding.answers_choices import beginning
from intake.understanding.merge import decide
from intake.understanding.normal import fold
from intake.understanding.replies import whole_reply
from intake.understanding.respelling import respelled
from intake.understanding.types import SURE, Context, Fact, Heard, Reply, Span

_ANSWERED_BY = {"person.pregnant_or_ill": ("incident.injured",),
                "incident.officer_words": ("incident.reason_given",)}
_KINDS_TOLD_ONCE = {"date": "date", "city": "place", "crossing": "place", "facility": "place",
                    "country": "country", "int": "number", "int_list": "number", "e164": "phone"}
_PLACES = ("city", "crossing", "facility")
_SHORTEST_STORY = 4  # words
_BARE = 4  # letters besides the name itself
_ECHO = 0.7
_WHO_CAME = ("person.adults", "person.children_ages", "person.children")
_SHORT_ANSWER = 12  # words: what it says of other things is mostly the answer's own words, misread
_NOT_IN_PASSING = ("incident.kinds", "incident.position", "incident.agency", "incident.after")
_OF_HOME_OR_THEN = ("fear.fears_return", "fear.by_whom", "fear.why", "fear.harm", "incident.said_afraid",
                    "incident.force", "incident.mistreatment", "incident.officer_words")
_OF_THE_BODY = ("incident.force", "incident.mistreatment")  # "he shoved me out" tells no new event
_OF_CUSTODY, _FEW = ("detention.", "case.", "prosecution."), 6  # words of an answer: "she is waiting for it"
_MENTIONS_PHONE = ("person.name", "person.location_city", "person.location_country", "person.safe_to_contact")
_OWN_WORDS = ("incident.officer_words", "incident.officer_description", "person.other_contact", "person.name",
              "separation.whereabouts")


def hear(text: str, ctx: Context) -> Heard:
    """All that ``text`` says: danger, whole reply, correction, the answer awaited, the story.

    ``text`` is one message, or several joined by newlines. Facts under ``SURE`` are to be asked, and so are
    contradictions of ``ctx.known`` that are not said to be corrections (`absorb`); nothing is invented. Spanish
    is read as it is usually spelled, but to a consent.
    """
    as_written = ctx.language != "es" or (ctx.awaiting or "").startswith("consent.")
    spelled, at = (text, ()) if as_written else respelled(text)
    heard = _hear_all(spelled, ctx)
    if spelled == text:
        return heard
    found = heard.danger and replace(heard.danger, span=_moved(heard.danger.span, at))
    return replace(heard, facts=tuple(_as_written(fact, text, spelled, at) for fact in heard.facts), danger=found)


def _moved(span: Span, at: Sequence[int]) -> Span:
    return Span(at[span.start], at[span.end])


def _as_written(fact: Fact, text: str, spelled: str, at: Sequence[int]) -> Fact:
    """The fact with its place in the text as it was written, and their own words as they wrote them."""
    start = spelled.find(fact.value) if isinstance(fact.value, str) and not _is_chosen(fact) else -1
    value = text[at[start]:at[start + len(str(fact.value))]].strip() if start >= 0 else fact.value
    return replace(fact, value=value, span=_moved(fact.span, at))


def _is_chosen(fact: Fact) -> bool:
    """Whether the value is none of their words: a date, an id, one of a list."""
    return fields()[fact.field].type not in ("text", *_PLACES) or is_listed(str(fact.value))


def _hear_all(text: str, ctx: Context) -> Heard:
    """All that a text in usual spelling says."""
    heard = _hear(text, ctx)
    detained = ctx.known.get("detention.detained_now") is True
    found = danger.find(text, detained) if heard.reply is None else None
    if found is not None and found.kind == "child_alone" and _is_known_alone(ctx):
        found = None
    if found is not None and not found.certain and any(fact.value == ["papers_taken"] for fact in heard.facts):
        found = None  # officers took them
    if found is not None and _of_the_question(found.kind, text, ctx, heard):
        found = None
    if found is not None and found.certain:
        others = tuple(fact for fact in heard.facts if not (
            fact.field == danger.FIELD or (found.kind == "trafficking" and _of_custody(fact))))
        fact = Fact(danger.FIELD, True, span=found.span, confidence=danger.SURE,
                    correction=ctx.known.get(danger.FIELD) is False)
        answered = heard.answered or ctx.awaiting == danger.FIELD
        return replace(heard, facts=(*others, fact), answered=answered, danger=found)
    return replace(heard, danger=found)


def _is_known_alone(ctx: Context) -> bool:
    """Whether a child alone was answered before: what they say of it again is nothing new."""
    return ctx.known.get("person.unaccompanied_child") is True and danger.FIELD in ctx.known


def _of_the_question(kind: str | None, text: str, ctx: Context, heard: Heard) -> bool:
    """Whether what sounds like danger is the answer to what they fear at home, or told an officer then."""
    if not heard.answered or kind not in ("violence", None):
        return False
    of_custody = (ctx.awaiting or "").startswith(_OF_CUSTODY) and len(text.split()) <= _FEW
    return of_custody or (ctx.awaiting in _OF_HOME_OR_THEN and not danger.says_now(text))


def _of_custody(fact: Fact) -> bool:
    """Whether it tells of detention by the United States: kidnappers' prisoners are not in it."""
    return fact.field.startswith("detention.") or fact.value == ["detained"]


def _hear(text: str, ctx: Context) -> Heard:
    reply = whole_reply(text, ctx.language)
    if ctx.checking:
        return _checked(text, ctx, reply)
    if reply is not None:
        facts = answer(ctx.awaiting, text, ctx) if ctx.awaiting else ()
        return Heard(facts, reply, _answers(ctx.awaiting, facts))
    told = story.find_facts(text, ctx)
    if ctx.reads_back:
        told = corrections.undenied(told, corrections.without_denied(text, fold(text)))
    correction = corrections.find(text, ctx, told)
    given = answer(ctx.awaiting, text, ctx, told) if ctx.awaiting else ()
    told = tuple(fact for fact in told if not (
        _in_passing(fact, text, ctx, given) or _bare_place(fact, text, ctx)))
    given = tuple(fact for fact in given if not (
        _taken(fact, correction.facts) or _of_correction(fact, correction.facts)))
    given = (*given, *_phone_besides(text, ctx), *_safe_besides(text, ctx, given))
    if correction.announces or correction.to_correct:  # "I want to change the date" is nobody's words
        given = tuple(fact for fact in given if fields()[fact.field].type not in ("text", *_PLACES))
    if correction.facts:  # "sorry, I forgot to say" answers nothing
        firm = (begins := beginning(fold(text))) is not None and begins.firm
        given = tuple(fact for fact in given if fact.state == "value" and (firm or fact.value not in ([], False)))
    facts = _arbitrate((*correction.facts, *given), told)
    answered = _answers(ctx.awaiting, facts) or _is_story(text, ctx, facts)
    if answered and not ctx.done:
        facts = tuple(_beside(fact, ctx) for fact in facts)
    return Heard(facts, None, answered, correction.to_correct, announces=correction.announces)


def _phone_besides(text: str, ctx: Context) -> tuple[Fact, ...]:
    """A number that they give with the answer to another question about themselves."""
    if ctx.awaiting not in _MENTIONS_PHONE or "person.phone" in ctx.known:
        return ()
    return tuple(fact for fact in answer("person.phone", text, ctx)
                 if fact.state == "value" and fact.confidence >= SURE)


def _safe_besides(text: str, ctx: Context, given: tuple[Fact, ...]) -> tuple[Fact, ...]:
    """Whether it is safe to call, told with the number itself."""
    number = next((fact for fact in given if fact.field == "person.phone" and fact.state == "value"), None)
    if ctx.awaiting != "person.phone" or number is None:
        return ()
    safe = [answer for key, answer in (("unsafe_said", False), ("safe_said", True))
            if lexicon.stands(lexicon.listed("words", key), fold(text))]
    whole = Span(0, len(text))
    return tuple(Fact("person.safe_to_contact", value, span=whole, confidence=0.85) for value in safe[:1])


def _checked(text: str, ctx: Context, reply: Reply | None) -> Heard:
    """The answer to "is it so?": yes settles the value, another value replaces it."""
    name, value = ctx.checking or ("", None)
    first = beginning(fold(text))
    roughly = lexicon.is_whole(lexicon.listed("words", "roughly"), fold(text).strip(" .!"))
    if reply == "yes" or roughly or (reply is None and first and first.yes and first.firm):
        if roughly and fields()[name].type == "date" and not str(value).endswith("~"):
            value = f"{value}~"  # "more or less"
        sure = Fact(name, value, span=Span(0, len(text)), confidence=1.0)
        lists = fields()[name].type == "enum_list"  # "yes, and he pushed me"
        more = () if reply else tuple(f for f in story.find_facts(text, ctx) if lists or f.field != name)
        return Heard(_combined((sure, *more)), reply, True)
    if reply == "no":
        return Heard((), "no", False)
    plain = replace(ctx, checking=None, awaiting=name)
    if reply is not None:
        return _hear(text, plain)
    left = corrections.without_denied(text, fold(text))
    heard = _hear(left if first and not first.yes else text, plain)
    denied = bool(first and not first.yes)
    if name.startswith("incident.") and _is_of_elsewhere(text):
        return replace(heard, facts=_but(heard.facts, name, "incident.agency"), reply="no", answered=False)
    if first and first.yes and not any(fact.field == name for fact in heard.facts):
        return replace(heard, facts=(Fact(name, value, span=Span(0, len(text))), *heard.facts), answered=True)
    facts = tuple(_settled(fact, name, value) for fact in heard.facts if not (
        fact.field == name and fact.value == value and denied))
    if not denied or any(fact.field == name for fact in facts):
        return replace(heard, facts=facts, reply=None, answered=_answers(name, facts))
    others = tuple(f for f in _hear(text, plain).facts if f.field != name)  # "no, they did not push him"
    return Heard(others, "no", False, heard.to_correct)


def _is_of_elsewhere(text: str) -> bool:
    """Whether what is checked was at home, or by others than officers: "the gang, not the officer"."""
    return lexicon.stands(lexicon.listed("words", "not_there"), fold(text))


def _but(facts: Iterable[Fact], *names: str) -> tuple[Fact, ...]:
    return tuple(fact for fact in facts if fact.field not in names)


def _in_passing(fact: Fact, text: str, ctx: Context, given: tuple[Fact, ...]) -> bool:
    """Whether a short answer to another question only seems to say this too.

    "Still inside" at ``detention.detained_now`` says nothing of where they stood at the port, and
    the words of a description or a contact are no story.
    """
    if not given or ctx.awaiting is None:
        return False
    if fact.field == "reporter.is" and ctx.awaiting not in ("reporter.is", "narrative.text"):
        said = fold(text[fact.span.start:fact.span.end])  # "it was my wife who told him"
        return not lexicon.stands(lexicon.listed("words", "speaks_for"), said)
    if len(text.split()) > _SHORT_ANSWER:
        return False
    if fact.field == "person.name" and ctx.awaiting in _WHO_CAME:
        return True  # "Ana, 14, y Rosa, 5"
    if ctx.awaiting in _OWN_WORDS:
        return any(own.field in _OWN_WORDS and own.state == "value" and _inside(fact, own) for own in given)
    if fact.field == "incident.kinds" and fact.field in ctx.known and ctx.awaiting in _OF_THE_BODY:
        return True
    elsewhere = fields()[fact.field].group != ctx.awaiting.partition(".")[0]
    return elsewhere and fact.field in _NOT_IN_PASSING


def _bare_place(fact: Fact, text: str, ctx: Context) -> bool:
    """A place named alone, at a question about something else, says nothing of where it happened."""
    asks_place = ctx.awaiting in (None, "narrative.text", "incident.kinds", fact.field)
    alone = len(text.strip()) - (fact.span.end - fact.span.start) <= _BARE
    return fact.field == "incident.crossing" and alone and not asks_place


def _inside(fact: Fact, own: Fact) -> bool:
    return own.span.start <= fact.span.start and fact.span.end <= own.span.end


def _settled(fact: Fact, name: str, old: object) -> Fact:
    """A value given in place of the one that was checked is meant as a correction."""
    return replace(fact, correction=True) if fact.field == name and fact.value != old else fact


def _arbitrate(first: tuple[Fact, ...], told: Iterable[Fact]) -> tuple[Fact, ...]:
    """Each field once, corrections and answers first; the same words never say two things of one kind."""
    rest = tuple(fact for fact in told if not _taken(fact, first))
    facts = _combined((*first, *rest))
    ages = any(fact.field == "person.children_ages" and fact.confidence >= SURE for fact in facts)
    return tuple(fact for fact in facts if not (ages and fact.field == "person.children"))


def _taken(fact: Fact, by: Iterable[Fact]) -> bool:
    return any(fact.field == other.field or _same_words(fact, other) for other in by)


def _of_correction(fact: Fact, by: Iterable[Fact]) -> bool:
    """Whether a number or words were read out of what corrects another field ("the date is wrong, the 6th")."""
    if fields()[fact.field].type not in ("int", "int_list", "text", "date") or fact.state != "value":
        return False
    return any(fact.span.start <= other.span.start and other.span.end <= fact.span.end for other in by)


def _same_words(fact: Fact, other: Fact) -> bool:
    """Whether a value of the same kind was read from the same words for another field."""
    if {fact.field, other.field} <= {"person.adults", "person.children_ages", "person.children"}:
        return False
    kind, of_other = (_KINDS_TOLD_ONCE.get(fields()[each.field].type) for each in (fact, other))
    overlap = fact.span.start < other.span.end and other.span.start < fact.span.end
    return overlap and kind is not None and kind == of_other


def _combined(facts: Iterable[Fact]) -> tuple[Fact, ...]:
    """The sure values of a list field in one fact; other fields by their surest fact."""
    out: dict[tuple[str, bool], Fact] = {}
    for fact in facts:
        if fact.state == "value" and not is_valid(fact.field, fact.value):
            continue
        key = (fact.field, fact.confidence >= SURE)
        before = out.get(key)
        if before is None:
            out[key] = fact
        elif fields()[fact.field].type == "enum_list" and fact.state == before.state == "value":
            more = [item for item in fact.value if item not in before.value]
            out[key] = replace(before, value=[*before.value, *more])
    return tuple(fact for key, fact in out.items() if key[1] or (key[0], True) not in out)


def _beside(fact: Fact, ctx: Context) -> Fact:
    """What an answer to another question seems to contradict is a faint echo; said by itself it is asked."""
    plain = fact.correction or fact.field == ctx.awaiting or fact.state != "value" or fact.confidence < SURE
    clashes = not plain and decide(ctx.known, fact)[0] == "clash"
    return replace(fact, confidence=_ECHO) if clashes else fact


def _answers(awaiting: str | None, facts: Iterable[Fact]) -> bool:
    names = (awaiting, *_ANSWERED_BY.get(awaiting or "", ()))
    return any(fact.field in names and not fact.correction for fact in facts)


def _is_story(text: str, ctx: Context, facts: tuple[Fact, ...]) -> bool:
    if ctx.awaiting != "narrative.text" or "?" in text:
        return False
    return bool(facts) or len(text.split()) >= _SHORTEST_STORY
