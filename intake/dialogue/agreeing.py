"""A yes with a few words more, to the read-back; a no with some, to a consent. A yes to a consent has none."""

from __future__ import annotations

import re

from intake.dialogue.questions import asks
from intake.dialogue.turn import Turn
from intake.understanding import answers_lexicon as lexicon
from intake.understanding.answers_choices import beginning
from intake.understanding.normal import fold
from intake.understanding.replies import whole_reply

MOST_WORDS = 9
_DENIES = r"pero|menos|excepto|salvo|but|except|not|no|ni|without|sin|nunca|never|wrong|mal|falta|missing|don'?t"
_CORRECTS = r"equivoc\w*|error\w*|cambi\w*|corri[gj]\w*|otr[oa]s?|mas bien"
_DEPENDS = r"if|si me|si no|unless|when|cuando|solo|only|depend\w*|guess|suppose|maybe|creo|think"
DOUBT = re.compile(rf"\b(?:{_DENIES}|{_CORRECTS}|{_DEPENDS})\b")

_SO = re.compile(r"(?i)\b(?:right|correct|true|it|so)[\s.!]*$")

NAMELESS = re.compile(r"\b(?:sin|without)\b.*\b(?:nombres?|names?)\b")


def keeps_back(turn: Turn) -> bool:
    """A yes with a condition that we cannot keep: who accepts a case reads the name."""
    return NAMELESS.search(fold(turn.text)) is not None


def agrees(turn: Turn) -> bool:
    """A plain yes with a few words more, and none of doubt, condition or correction among them."""
    words = turn.text.split()
    if lexicon.is_whole(lexicon.listed("words", "nothing_wrong"), fold(turn.text).strip(" .!")):
        return True
    doubts = turn.heard.to_correct or any(fact.correction for fact in turn.heard.facts)
    said = _SO.sub("", turn.text)  # "yes, that's about right" asks nothing
    if not 0 < len(words) <= MOST_WORDS or doubts or asks(said) or DOUBT.search(fold(turn.text)):
        return False
    if lexicon.is_whole(lexicon.listed("words", "all_right"), fold(turn.text).strip(" .!")):
        return True
    first = beginning(fold(turn.text))
    return whole_reply(words[0].strip(",.!"), turn.language) == "yes" or bool(first and first.yes and first.firm)


def refuses(turn: Turn) -> bool:
    """A plain no with a few words more ("no, not my name")."""
    first = beginning(fold(turn.text))
    short = 0 < len(turn.text.split()) <= MOST_WORDS
    return bool(short and first and not first.yes and first.firm) and not asks(turn.text)
