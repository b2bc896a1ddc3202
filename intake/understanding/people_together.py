"""Who is told together with whom, who has company, and who was left behind."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from intake.understanding import people_mentions
from intake.understanding.people_ages import GROWN
from intake.understanding.people_mentions import CHILD, Mention
from intake.understanding.people_words import cue, written

_COMPANY = 34  # characters before the first word of a mention
_AFTER, _RIGHT_BEHIND = 45, 12  # characters after it
_NAME_AND = re.compile(r"(?:\s+[A-ZÁÉÍÓÚÑ]\w+){1,2}(?=,?\s)")
_OTHERS = re.compile(r"\b(?:other|otr[oa]s)\b")
_WITHOUT = re.compile(r"\b(?:sin|without)\s+$")


def read(text: str, raw: str, answers: bool = False) -> list[Mention]:
    """Every mention in folded ``text`` (``raw`` before folding), in order, links and absences worked out.

    ``answers``: the text answers who travelled, so that fewer words speak of others.
    """
    found = sorted(people_mentions.find(text, raw, answers), key=lambda mention: mention.start)
    found = [m for i, m in enumerate(found) if not i or m.start >= found[i - 1].end]
    found = [each for m in found for each in _by_age(m)]
    found = [m for i, m in enumerate(found) if m.kind != "other" or (i and found[i - 1].kind == "self" and (
        _are_joined(text, raw, found[i - 1], m, True)))]
    found = [replace(m, led=m.led or _has_company(text, raw, m)) for m in _loved(found)]
    return _absent(text, _joined(text, raw, found, answers), answers)


def _by_age(mention: Mention) -> list[Mention]:
    """ "Two sisters of 19 and 14": the grown-up, and the child told together with her."""
    grown = tuple(age for age in mention.ages if age >= GROWN)
    young = tuple(age for age in mention.ages if age < GROWN)
    mixed = bool(grown and young) and mention.kind in ("kin", "friend", "person")
    if not mixed or mention.heads != len(mention.ages):
        return [mention]
    return [replace(mention, ages=grown, count=len(grown)),
            replace(mention, ages=young, count=len(young), led=True)]


def _loved(found: list[Mention]) -> list[Mention]:
    """ "My girl" without an age is a wife where children are told besides; alone she may be either."""
    def of(mention: Mention) -> Mention:
        if mention.kind != "child" or mention.word != "girl" or mention.whose != "mine" or mention.ages:
            return mention
        others = any(m is not mention and m.kind in CHILD for m in found)
        return replace(mention, kind="spouse" if others else "loved")

    return [of(mention) for mention in found]


def _has_company(text: str, raw: str, mention: Mention) -> bool:
    """Whether the words before it make it company: "con", "accompanied by", "he and his"."""
    start = max(0, mention.start - _COMPANY)
    if mention.kind == "self" or written("company").search(text, start, mention.start):
        return True
    if written("listed").search(text, 0, mention.start):
        return True
    own = mention.whose in ("mine", "theirs")
    if (own and written("too").match(text, mention.end)) or written("with_them").match(text, mention.end):
        return True
    return own and written("one_of_two").search(raw[start:mention.start]) is not None


def _joined(text: str, raw: str, found: list[Mention], answers: bool) -> list[Mention]:
    """Those told together are linked when one of them is."""
    out: list[Mention] = []
    for chain in chains(text, found, answers, raw):
        linked = any(m.led or m.kind == "adults" for m in chain) or _is_family(text, chain)
        out += [replace(mention, linked=linked) for mention in chain]
    return out


def _is_family(text: str, chain: list[Mention]) -> bool:
    """Whether a chain goes on from the one it is about: "the driver, his wife and their three teenagers"."""
    theirs = [mention for mention in chain if mention.whose == "theirs"]
    apposed = written("apposed").search(text, 0, chain[0].start)
    return len(chain) > 1 and theirs[:1] == chain[:1] and apposed is not None


def chains(text: str, found: list[Mention], answers: bool, raw: str = "") -> list[list[Mention]]:
    """The mentions that are told together, with nothing but "and" between them."""
    out: list[list[Mention]] = []
    for mention in found:
        if out and _are_joined(text, raw or text, out[-1][-1], mention, answers):
            out[-1].append(mention)
        else:
            out.append([mention])
    return out


def _are_joined(text: str, raw: str, one: Mention, other: Mention, answers: bool) -> bool:
    """Whether "and", a comma or (in an answer) nothing stands between two mentions."""
    between = text[one.end:other.start]
    if answers:
        return written("joined").fullmatch(between) is not None
    if other.kind == "self":
        named = _NAME_AND.match(raw[one.end:other.start])  # "my wife Olga and I"
        if not between.strip(" ,") and written("self_and").match(text, other.end):
            return True  # "mi esposo yo y los dos niños"
        if written("i_alone").match(text, other.end):
            return False  # "con mi hermano y yo sigo aqui"
        return written("and_self").fullmatch(between[named.end():] if named else between) is not None
    if one.kind == "self":
        harmed = one.word == "me" and not written("begins").search(text, 0, one.start)
        if (harmed and written("does").match(text, other.end)) or written("caught").search(text, 0, one.start):
            return False
        return written("self_and").fullmatch(between) is not None
    if not between.strip() and one.whose == other.whose == "mine":
        return True  # "mi esposa mis suegros"
    return not re.search(r"[.;]", between) and written("joined").fullmatch(between) is not None


def _absent(text: str, found: list[Mention], answers: bool) -> list[Mention]:
    """Those marked who were left behind, killed, live elsewhere or are other people."""
    hosts, behind = cue("hosts").spans(text), cue("away_after").spans(text)
    here = cue("with_writer").spans(text)
    others = [] if answers else [each for each in cue("of_others").spans(text)
                                 if not any(start <= each[0] < end for start, end in here)]
    cues = _Cues(cue("away").spans(text), others, hosts, cue("travel").spans(text))
    kept = {m.start for chain in chains(text, found, answers) for m in chain
            if any(other.kind == "self" for other in chain)}
    out = []
    for mention, follows in zip(found, [*(m.start for m in found[1:]), len(text)], strict=False):
        stops = [at for stop in ".;!?" if (at := text.find(stop, mention.end)) >= 0]
        limit = min([mention.end + _AFTER, follows, *stops])
        left = any(mention.end <= start <= mention.end + _RIGHT_BEHIND and start < limit for start, _ in behind)
        before = mention.start not in kept and cues.leave_out(text, mention)
        before = before or _WITHOUT.search(text, 0, mention.start) is not None
        unknown = mention.whose == "" and not mention.ages  # "I crossed with 14 other boys"
        before = before or (unknown and _OTHERS.search(text, mention.start, mention.end) is not None)
        there = written("with_them").match(text, mention.end) is not None
        out.append(replace(mention, away=(before or left) and not there))
    return out


@dataclass(frozen=True)
class _Cues:
    """Where words stand that leave people out (``away`` all, ``others`` when near, ``hosts`` grown-ups)."""

    away: list[tuple[int, int]]
    others: list[tuple[int, int]]
    hosts: list[tuple[int, int]]
    travel: list[tuple[int, int]]

    def leave_out(self, text: str, mention: Mention) -> bool:
        """Whether one of them stands before a mention, and no word of travelling after it."""
        begin = max(text.rfind(stop, 0, mention.start) for stop in ".;!?")
        near = max(begin, mention.start - _COMPANY) if mention.led else begin
        said = [(begin, self.away), (near, self.others)]
        said += [] if mention.kind in CHILD else [(begin, self.hosts)]
        last = max((start for first, cues in said for start, end in cues
                    if first < start and end <= mention.start), default=-1)
        return last > max((start for start, end in self.travel
                           if begin < start and end <= mention.start), default=-1)
