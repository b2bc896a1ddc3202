"""The reading of a reply to one question, for every field of the record, in both languages."""

from __future__ import annotations

import re
from collections.abc import Iterable

from intake.record import fields, is_valid
from intake.understanding import answers_lexicon as lexicon
from intake.understanding.answers_choices import beginning, no_means, read_bool, read_choice, read_list
from intake.understanding.answers_values import read_value
from intake.understanding.answers_words import read_words
from intake.understanding.normal import fold
from intake.understanding.replies import whole_reply
from intake.understanding.types import SURE, Context, Fact, Reply, Span, State

_WITH = {"person.pregnant_or_ill": "incident.injured"}  # one question for two fields
_NEAR_FRONT = 6  # characters: "I'm not sure", "yo no se"
_STATES: tuple[State, ...] = ("declined", "unknown")
_NO_IS_NONE = ("case.hearing_date", "case.outcome", "person.other_contact", "detention.bond_usd")
_NO_IS_DECLINED = ("person.name", "person.phone")
_NO_IS_ZERO = ("person.children", "detention.family_in_us", "incident.waited_days", "person.adults")
_OTHERS = ("incident.fear_interview", "incident.signed_papers", "incident.fingerprinted",
           "incident.asked_for_asylum")
_BY_OFFICERS = ("incident.force", "incident.mistreatment")  # what a gang did at home is neither
_SHORT = 7  # words
_DIGIT = re.compile(r"\d")
_NONE_IN_WORDS = (*_NO_IS_NONE, "person.phone", "detention.until", "detention.facility",
                  "separation.whereabouts")


def answer(field: str, text: str, ctx: Context, told: Iterable[Fact] = ()) -> tuple[Fact, ...]:
    """The facts that ``text`` gives as an answer to the question for ``field``; () when it gives none.

    ``told``: what the story finder heard in the same text; it completes lists and answers what the
    answer's own words do not.
    """
    if field not in fields():
        return ()
    reply = whole_reply(text, ctx.language)
    if reply == "declined" and field == "detention.credible_fear" and "pass" in fold(text):
        return (Fact(field, "passed", span=Span(0, len(text)), confidence=0.85),)  # "pass": not what skips
    if reply is not None and not (reply == "yes" and _may_be_words(field, text)):
        return _of_reply(field, reply, len(text))
    folded = fold(text)
    if _asks(text, folded):  # "do I have to? I'd rather not"
        declined = [fact for fact in _states(field, folded) if fact.state == "declined"]
        return tuple(declined) or tuple(fact for fact in told if fact.field == field)
    if field != "incident.officer_words" and lexicon.stands(lexicon.listed("words", "words_not_heard"), folded):
        return (Fact("incident.officer_words", state="unknown", span=Span(0, len(text)), confidence=0.85),)
    story = tuple(fact for fact in told if fact.field == field and fact.confidence > 0)
    other = _denies_other(field, folded) or _tells_other(field, folded, told)
    if other is not None:
        return other
    found = _valid(_read(field, text, folded, ctx, story))
    happened = {fact.field for fact in told if fact.value is True and fact.confidence >= SURE}
    return tuple(fact for fact in found if fact.field == field or fact.value is not False
                 or fact.field not in happened)  # "no one is ill, I was hurt"


def _may_be_words(field: str, text: str) -> bool:
    """Whether what reads as a yes answers in own words: Simón is a name, "vaya" sends away."""
    orders = lexicon.is_whole(lexicon.listed("words", "orders"), fold(text).strip(" .!,\"'"))
    return field == "person.name" or (field == "incident.officer_words" and orders)


def _asks(text: str, folded: str) -> bool:
    """Whether the message asks, or says that the answer will come later."""
    if lexicon.stands(lexicon.listed("words", "not_my_language"), folded):
        return False
    start = lexicon.strip_front(folded, "lead")
    begins = (lexicon.start_end(lexicon.listed("words", key), folded, at) > at
              for key in ("asks", "not_an_answer") for at in (start, 0))
    return "¿" in text or text.rstrip().endswith("?") or any(begins)


def _denies_other(field: str, text: str) -> tuple[Fact, ...] | None:
    """A short "no" that names another yes/no question ("no, nada de entrevista") answers that one."""
    first = beginning(text)
    if first is None or first.yes or len(text.split()) > _SHORT or _own_words(field, text):
        return None
    if lexicon.stands(lexicon.listed("words", "not_allowed"), text):
        return None  # "no podemos pedir asilo" may be what they were told
    reason = read_list("incident.reason_given", text)
    if reason and reason.value == ["no_reason"] and field != "incident.reason_given":
        return (reason,) if field.startswith("incident.") else None
    return tuple(Fact(name, False, span=Span(0, len(text)), confidence=0.85)
                 for name in _OTHERS if name != field and _is_denied(name, text)) or None


def _tells_other(field: str, text: str, told: Iterable[Fact]) -> tuple[Fact, ...] | None:
    """Nothing, when a short "no one is sick" denies what another question asks, and no "no, ..." stands before."""
    denies = any(fact.value in (False, []) and fact.confidence >= SURE and fact.field != field for fact in told)
    elsewhere = denies and len(text.split()) <= _SHORT and fields()[field].type != "text"
    first = beginning(text)
    own = (first and first.firm) or field in _WITH or _own_words(field, text)
    return () if elsewhere and not own else None


def _is_denied(name: str, text: str) -> bool:
    hits, denied = lexicon.asserted(lexicon.listed("corrections", "labels", name), text)
    return denied and not hits


def _own_words(field: str, text: str) -> bool:
    """Whether words of this question's own stand in the text."""
    labels = lexicon.listed("corrections", "labels", field)
    kind = "bools" if fields()[field].type == "bool" else "choices"
    values = lexicon.keys(kind, field)
    return lexicon.stands(labels, text) or any(
        lexicon.stands(lexicon.listed(kind, field, value), text) for value in values)


def _valid(facts: Iterable[Fact]) -> tuple[Fact, ...]:
    return tuple(fact for fact in facts if fact.state != "value" or is_valid(fact.field, fact.value))


def _read(field: str, raw: str, text: str, ctx: Context, story: tuple[Fact, ...]) -> tuple[Fact, ...]:
    kind = fields()[field].type
    if kind == "bool":
        return _bool(field, text, story)
    if kind == "enum":
        fact = read_choice(field, text)
        return (fact,) if fact else _states(field, text) or story
    if kind == "enum_list":
        return _list(field, text, story)
    if kind == "text":
        return _words(field, raw, text)
    own = read_value(field, raw, ctx)
    early = _states(field, text, first=True)
    if early and not any(fact.field == field and not _as_told(fact, raw) for fact in own):
        return early
    if field == "person.nationality" and own and story and story[0].confidence >= SURE:
        own = story  # of several countries the one that is theirs
    return own or _states(field, text) or _no(field, text) or story


def _as_told(fact: Fact, raw: str) -> bool:
    """Whether a place is only the words of the answer, known to no gazetteer: "can't tell you that"."""
    return fields()[fact.field].type in ("city", "facility") and str(fact.value) in raw


def _bool(field: str, text: str, story: tuple[Fact, ...]) -> tuple[Fact, ...]:
    early = _states(field, text, first=True)
    if early and not _is_safe(field, text):
        return early
    fact = read_bool(field, text)
    ill = any(each.value is True and each.confidence >= SURE for each in story)
    if fact is None or (field == "person.pregnant_or_ill" and (ill or fact.value is not False)):
        return _health(None if ill else fact, text, story) or _states(field, text) or story
    other = _WITH.get(field)
    both = (Fact(other, False, span=fact.span, confidence=fact.confidence),) if other else ()
    return (fact,) if other and _denies_one(field, other, text) else (fact, *both)


def _denies_one(field: str, other: str, text: str) -> bool:
    """Whether a "no one is sick" without a no of its own speaks of one of both fields only."""
    first = beginning(text)
    plain_no = first is not None and not first.yes and first.firm
    of_other = lexicon.stands(lexicon.listed("bools", other, "no"), text)
    return not (plain_no or of_other) and lexicon.stands(lexicon.listed("bools", field, "yes"), text)


def _is_safe(field: str, text: str) -> bool:
    """Whether "no need, I am fine" says that they are in no danger."""
    return field == "fear.danger_now" and lexicon.stands(lexicon.listed("bools", field, "no"), text)


def _health(fact: Fact | None, text: str, story: tuple[Fact, ...]) -> tuple[Fact, ...]:
    """One question, two fields: a wound of the incident is an injury, the rest an illness."""
    if not story and fact is None:
        return ()
    unhurt = lexicon.stands(lexicon.listed("bools", "incident.injured", "no"), text)
    hurt = not unhurt and lexicon.stands(lexicon.listed("bools", "person.pregnant_or_ill", "wounded"), text)
    both = lexicon.stands(lexicon.listed("bools", "person.pregnant_or_ill", "both"), text)
    ill = lexicon.stands(lexicon.listed("bools", "person.pregnant_or_ill", "yes"), text)
    found = [fact] if fact and (ill or both or not hurt) else []
    if hurt or unhurt:
        found.append(Fact("incident.injured", hurt, span=Span(0, len(text)), confidence=0.85))
    return tuple(found)


def _list(field: str, text: str, story: tuple[Fact, ...]) -> tuple[Fact, ...]:
    early = _states(field, text, first=True)
    if field in _BY_OFFICERS and lexicon.stands(lexicon.listed("words", "not_there"), text):
        return story or (Fact(field, [], span=Span(0, len(text)), confidence=0.85),)
    own = read_list(field, _without_victims(text) if field == "fear.by_whom" else text)
    if own is None or (early and own.value == []):
        return early or story or _states(field, text)
    if own.value == [] and any(fact.value and fact.confidence >= SURE for fact in story):
        return story  # "they did not touch us. He said that he would lock us up"
    return (own,)


def _without_victims(text: str) -> str:
    """The words without those to whom harm was done: "the same men who killed my father"."""
    for start, end in lexicon.found(lexicon.listed("words", "victims"), text):
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def _words(field: str, raw: str, text: str) -> tuple[Fact, ...]:
    state = _states(field, text, first=field != "separation.whereabouts") or _no(field, text)
    if state or field == "narrative.text":
        return state
    fact = read_words(field, raw, text)
    if fact is None and field == "person.name":
        return _states(field, text)
    if field == "incident.officer_words":
        return _said(fact, text)
    return (fact,) if fact else ()


def _said(fact: Fact | None, text: str) -> tuple[Fact, ...]:
    """The officer's words, and the reasons that lie in them; no reason given is a reason too."""
    reason = read_list("incident.reason_given", text)
    none = reason is not None and reason.value == ["no_reason"]
    return tuple(each for each in (None if none else fact, reason) if each)


def _states(field: str, text: str, first: bool = False) -> tuple[Fact, ...]:
    """ "I don't know", "rather not" within a longer answer; ``first``: only where it begins with that."""
    start = lexicon.strip_front(text, "lead")
    for state in _STATES:
        spans = [span for span in lexicon.found(lexicon.listed("words", state), text)
                 if lexicon.start_end(lexicon.listed("words", "unknown_not"), text, lexicon.past(text, span[1]))
                 == lexicon.past(text, span[1])]
        if spans and (not first or spans[0][0] <= start + _NEAR_FRONT):
            return (Fact(field, state=state, span=Span(*spans[0]), confidence=0.9),)
    return ()


def _no(field: str, text: str) -> tuple[Fact, ...]:
    """A longer "there is none", for fields that may have none, or number zero."""
    first = beginning(text)
    plain_no = first is not None and not first.yes and first.firm and not _DIGIT.search(text)
    if field == "person.children_ages" and plain_no:  # "no, todavia no nace"
        return (Fact(field, [], span=Span(0, len(text)), confidence=0.85),)
    if not lexicon.stands(lexicon.listed("words", "none"), text):
        return ()
    if field in _NONE_IN_WORDS:
        return (Fact(field, state="none", span=Span(0, len(text)), confidence=0.9),)
    if field == "person.children_ages":
        return (Fact(field, [], span=Span(0, len(text)), confidence=0.85),)
    return (Fact(field, 0, span=Span(0, len(text)), confidence=0.85),) if field in _NO_IS_ZERO[:3] else ()


def _of_reply(field: str, reply: Reply, length: int) -> tuple[Fact, ...]:
    span = Span(0, length)
    if reply in ("unknown", "declined"):
        return (Fact(field, state=reply, span=span),)
    kind = fields()[field].type
    if kind == "bool":
        value = reply == "yes"
        other = _WITH.get(field)
        more = (Fact(other, False, span=span),) if other and not value else ()
        return (Fact(field, value, span=span), *more)
    return () if reply == "yes" else _of_no(field, kind, reply, span)


def _of_no(field: str, kind: str, reply: Reply, span: Span) -> tuple[Fact, ...]:
    """A bare "no" or "none" to a question that is not a yes/no question."""
    if field == "incident.officer_words" and reply == "none":
        return (Fact("incident.reason_given", ["no_reason"], span=span, confidence=0.8),)
    if field == "person.children_ages":
        return (Fact(field, [], span=span),)
    if kind == "enum_list":
        empty = no_means(field)
        return () if empty is None else (Fact(field, empty, span=span),)
    if field in _NO_IS_ZERO[:3]:
        return (Fact(field, 0, span=span),)
    if field == "separation.whereabouts":  # "do you know where?" "no"
        return (Fact(field, state="unknown", span=span),)
    if field in _NO_IS_DECLINED and reply == "no":
        return (Fact(field, state="declined", span=span),)
    if field == "detention.parole":
        return (Fact(field, "not_requested", span=span, confidence=0.8),)
    return (Fact(field, state="none", span=span),) if field in _NONE_IN_WORDS else ()
