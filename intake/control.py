"""Words that are handled before any understanding: STOP, START, HELP, ERASE, in both languages."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any, Literal

import yaml

from intake.understanding.normal import fold

Word = Literal["stop", "start", "help", "erase", "more"]
_FEW = 8  # words in a message that is the request and little else
LEXICON = Path(__file__).parent / "control.yml"


@cache
def _lexicon() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(LEXICON.read_text("utf-8"))
    return loaded


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{item})" for item in _lexicon()["phrases"][name]))


def control_word(text: str) -> Word | None:
    """The control word that the whole message is, or None.

    >>> control_word("ALTO"), control_word("Stop."), control_word("me dijo alto")
    ('stop', 'stop', None)
    """
    bare = re.sub(r"[^a-z0-9 ]", "", fold(text)).strip()
    for word, forms in _lexicon()["words"].items():
        if bare in forms:
            found: Word = word
            return found
    return None


def wants_more(text: str) -> bool:
    """Whether the whole message asks for the next part."""
    return control_word(text) == "more"


def wants_erase(text: str, quoting: bool = False) -> bool:
    """Whether the message plainly asks to delete all that was told; no second question is put.

    Only a clause that is nothing but the request counts, never one in which somebody else speaks. Just
    "delete everything" is not enough in a long message, nor where they were asked for an officer's words
    (``quoting``): there it may be what the officer said.

    >>> wants_erase("no. borre todo por favor"), wants_erase("el oficial me dijo borra todo")
    (True, False)
    """
    if control_word(text) == "erase":
        return True
    folded = fold(text)
    plainly = not quoting and len(folded.split()) <= _FEW
    for sentence in re.split(r"[.;!?\n]+", folded):
        if not _pattern("others_say").search(sentence):
            for clause in re.split(r"[,:]", sentence):
                if _request(plainly).fullmatch(clause.strip()):
                    return True
    return False


@cache
def _request(plainly: bool) -> re.Pattern[str]:
    """A clause that asks to delete what is theirs; ``plainly``: "everything" alone is that too."""
    part = {name: _pattern(f"erase_{name}").pattern for name in (
        "verb", "verb_of_theirs", "lead", "theirs", "all", "tail", "whole", "gone")}
    theirs = f"(?:(?:{part['all']})\\s+)?(?:{part['theirs']})"
    what = f"(?:{theirs}|{part['all']})" if plainly else theirs
    core = (f"(?:{part['verb']})\\s+{what}|(?:{part['verb_of_theirs']})\\s+{theirs}|{part['whole']}|"
            f"{what}\\s+(?:{part['gone']})")
    return re.compile(f"(?:(?:{part['lead']})\\s+)*(?:{core})(?:\\s+(?:{part['tail']}|{part['theirs']}))*")


def chosen_word(text: str) -> str | None:
    """The secret word that the whole message chooses, folded.

    >>> chosen_word("PALABRA luna"), chosen_word("my safe word is Blue Bird"), chosen_word("palabra")
    ('luna', 'blue bird', None)
    """
    found = _pattern("choose_word").fullmatch(fold(text).strip(" .,!\"'"))
    return next(word for word in found.groups() if word) if found else None


def refuses(text: str) -> bool:
    """Whether an answer to "may I send it?" is surely no yes: not sending is always safe, so it counts as a no.

    >>> refuses("no, no lo manden a nadie"), refuses("no entiendo"), refuses("yes")
    (True, False, False)
    """
    folded = fold(text)
    return bool(_pattern("refuse").search(folded)) and not _pattern("not_refuse").search(folded)


def wants_share(text: str) -> bool:
    """Whether they say that it may be shared after all: then the consent is asked again.

    >>> wants_share("sí quiero que lo compartan"), wants_share("no lo compartan"), wants_share("yes, send it")
    (True, False, True)
    """
    folded = fold(text)
    return bool(_pattern("share").search(folded)) and not _pattern("not_share").search(folded)


def wants_withdraw(text: str) -> bool:
    """Whether they take back the consent to share."""
    return bool(_pattern("withdraw").search(fold(text)))
