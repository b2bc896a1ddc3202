"""What is asked next: pure rules over the record, as the states of the form's slots.

The form in ``bot/domain/intake.yml`` asks its first slot that has no state, so a slot that must
not be asked gets ``not_needed``. Rules: ``ask`` in ``record.yaml``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from intake.record import Record, asked, fields

OPEN = None
NOT_NEEDED = "not_needed"
ANSWERED = "answered"

# A question that covers a second field; the second is never asked by itself.
COVERS = {"person.adults": "person.children_ages", "person.pregnant_or_ill": "incident.injured",
          "incident.officer_words": "incident.reason_given"}
NEVER_ALONE = frozenset({"incident.injured", "incident.reason_given", "person.children"})
BRANCH_KIND = {"prosecuted": "prosecuted", "detained": "detained", "separated": "separated"}


@dataclass(frozen=True)
class Progress:
    """Where the conversation stands besides the record itself."""

    channel: str = "chat"
    language_known: bool = True
    stored: bool = False
    declined: bool = False  # consent.store was refused: nothing is asked, rights still answered
    confirmed: bool = False
    detail: bool = False  # they chose to add more
    done: bool = False  # all was asked: only what is reopened is asked again
    offers_open: bool = False  # an organization waits for their yes or no
    statistics_answered: bool = False
    reopened: frozenset[str] = frozenset()  # to be asked again: a contradiction, "the date is wrong"
    skipped: frozenset[str] = frozenset()  # not understood several times: put aside, nothing is recorded
    safety_first: bool = False  # danger was told or is asked about: nothing else is asked


@cache
def detail_fields() -> tuple[str, ...]:
    """Fields asked only of people who want to add more, in the record's order."""
    core = {name for branch in asked().values() for name in branch}
    groups = ("reporter", "person", "incident", "fear", "prosecution", "detention", "separation", "case")
    return tuple(name for name, field in fields().items()
                 if field.group in groups and name not in core and name not in NEVER_ALONE)


@cache
def order() -> tuple[str, ...]:
    """Every slot of the form, in the order of asking."""
    ask = asked()
    return ("language", "consent.store", *ask["core"], *ask["prosecuted"], *ask["detained"], *ask["separated"],
            *ask["contact"], *detail_fields(), "confirm", "consent.share", "consent.statistics", "menu")


def _field_state(name: str, record: Record, unanswered: Mapping[str, str]) -> str | None:
    if name in record:
        return ANSWERED
    return unanswered.get(name, OPEN)


def _needed(name: str, record: Record, unanswered: Mapping[str, str], progress: Progress) -> bool:
    kinds = record.get("incident.kinds", [])
    for branch, kind in BRANCH_KIND.items():
        if name in asked()[branch] and kind not in kinds:
            return False
    match name:
        case "fear.by_whom":
            return record.get("fear.fears_return") is True
        case "person.children_ages":  # told together with the adults; alone only when those were known
            return "person.adults" in record or "person.adults" in unanswered
        case "detention.until":
            return record.get("detention.detained_now") is False
        case "detention.parole_reason":
            return record.get("detention.parole") == "denied"
        case "person.phone":
            return progress.channel == "chat"
        case "person.safe_to_contact":
            return progress.channel != "chat" or "person.phone" in record
    return True


def _detail_needed(name: str, record: Record, progress: Progress) -> bool:
    if not progress.detail:
        return False
    group = name.partition(".")[0]
    kinds = record.get("incident.kinds", [])
    if group == "detention" and "detained" not in kinds:
        return False
    if group == "prosecution" and "prosecuted" not in kinds:
        return False
    return not (name == "fear.fears_mexico" and record.get("person.nationality") == "MX")


def states(record: Record, unanswered: Mapping[str, str], progress: Progress) -> dict[str, str | None]:
    """The state of every slot: None is open, the first open one is asked.

    >>> list(states({}, {}, Progress(language_known=False)).items())[0]
    ('language', None)
    """
    out: dict[str, str | None] = {"language": ANSWERED if progress.language_known else OPEN}
    out["consent.store"] = ANSWERED if progress.stored or progress.declined else OPEN
    asking = progress.stored
    details = set(detail_fields())
    for name in order()[2:-4]:
        state = _field_state(name, record, unanswered)
        if name in progress.reopened:
            state = OPEN
        elif state is OPEN and (progress.done or name in progress.skipped):
            state = NOT_NEEDED
        elif state is OPEN and name in details:
            state = OPEN if _detail_needed(name, record, progress) else NOT_NEEDED
        elif state is OPEN and not _needed(name, record, unanswered, progress):
            state = NOT_NEEDED
        out[name] = state if asking else NOT_NEEDED
    out["confirm"] = ANSWERED if progress.confirmed else (OPEN if asking else NOT_NEEDED)
    out["consent.share"] = OPEN if asking and progress.offers_open else NOT_NEEDED
    out["consent.statistics"] = (ANSWERED if progress.statistics_answered else OPEN) if asking else NOT_NEEDED
    out["menu"] = OPEN if progress.declined and not progress.stored else NOT_NEEDED
    if progress.safety_first:
        return dict.fromkeys(out, NOT_NEEDED) | {"fear.danger_now": OPEN}
    return out
