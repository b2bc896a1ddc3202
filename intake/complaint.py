"""A complaint in writing, made from the record alone: nothing is added, what is missing stays a gap.

What it holds follows the CRCL form and the turn-back complaint of January 2017 (legal facts, section 4).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from intake.record import Record, fields
from intake.saying import join, say_date, say_value
from intake.texts import has, render

VAGUE = frozenset({"other", "unknown"})  # of a list: they told that there was something, not what
QUOTES = " \n\"“”«»"
# lines of one recorded value, in their order, by the part of the text they stand in
GROUP = (("adults", "person.adults"), ("children_ages", "person.children_ages"))
SAID = (("asked_for_asylum", "incident.asked_for_asylum", True), ("said_afraid", "incident.said_afraid", True),
        ("showed_documents", "incident.showed_documents", True),
        ("no_interview", "incident.fear_interview", False), ("no_interpreter", "incident.interpreter_used", False))
SINCE = (("attempts", "incident.attempts"), ("waited", "incident.waited_days"),
         ("charge", "prosecution.charge"), ("separated", "separation.from_whom"),
         ("facility", "detention.facility"), ("since", "detention.since"), ("until", "detention.until"),
         ("bond", "detention.bond_usd"), ("after", "incident.after"))
TELLING = ("narrative.text", "incident.kinds", "incident.force", "incident.mistreatment", "incident.officer_words")


def tells_something(record: Record) -> bool:
    """Whether there is anything to complain about in the record."""
    return any(record.get(name) for name in TELLING)


def lines(record: Record, language: str, today: date, longest_story: int | None = None) -> list[str]:
    """The whole text, line by line; a story over ``longest_story`` characters is left for them to add."""
    if longest_story is not None and len(record.get("narrative.text", "")) > longest_story:
        record = {name: value for name, value in record.items() if name != "narrative.text"}
    text = _Text(record, language)
    return [text.line("title"), *_heading(text), *_event(text), *_treatment(text), *_afterwards(text),
            *(text.with_gap(name) for name in ("evidence", "steps", "wish")),
            text.line("written", value=say_date(today.isoformat(), language))]


@dataclass(frozen=True)
class _Text:
    """The record in the language of the complaint."""

    record: Record
    language: str

    def line(self, name: str, **values: Any) -> str:
        return render(f"complaint.text.{name}", self.language, "web", **values)

    def gap(self, name: str) -> str:
        what = render(f"complaint.missing.{name}", self.language, "web")
        return render("complaint.gap", self.language, "web", what=what)

    def with_gap(self, name: str, missing: str = "") -> str:
        return self.line(name, gap=self.gap(missing or name))

    def said(self, name: str) -> str:
        """The value in the first person, where there is such a wording; '' when nothing certain is told."""
        value = self.record.get(name)
        if value is None:
            return ""
        if not fields()[name].is_list:
            if value in VAGUE:
                return ""
            return self._first_person(name, str(value)) or say_value(name, value, self.language).strip(QUOTES)
        certain = [item for item in value if item not in VAGUE]
        spoken = [self._first_person(name, str(item)) or say_value(name, [item], self.language)
                  for item in certain]
        return join([*spoken, *self._rest(name, len(certain) < len(value))], self.language) if spoken else ""

    def _rest(self, name: str, more: bool) -> list[str]:
        """A gap for what they told without saying what."""
        short = name.partition(".")[2]
        return [self.gap(short)] if more and has(f"complaint.missing.{short}", self.language) else []

    def _first_person(self, name: str, item: str) -> str:
        key = f"complaint.value.{name}.{item}"
        return render(key, self.language, "web") if has(key, self.language) else ""

    def value(self, name: str, field: str, **more: Any) -> str:
        """The line with what is recorded, or with a gap."""
        return self.line(name, value=self.said(field) or self.gap(name), **more)

    def told(self, name: str, field: str) -> Iterator[str]:
        """The line only if the person told it; a gap if they told no more than that there was something."""
        if self.record.get(field):
            yield self.value(name, field)


def _heading(text: _Text) -> Iterator[str]:
    if text.record.get("reporter.is", "self") != "self":
        yield text.with_gap("for_other", "consent")
    yield text.value("name", "person.name")
    unsafe = text.record.get("person.safe_to_contact") is not True
    yield text.line("contact", value=text.gap("contact")) if unsafe else text.value("contact", "person.phone")
    yield from text.told("nationality", "person.nationality")


def _event(text: _Text) -> Iterator[str]:
    yield text.value("date", "incident.date", gap=text.gap("hour"))
    yield text.value("place", "incident.crossing")
    yield text.value("position", "incident.position")
    yield text.value("agency", "incident.agency")
    yield text.value("officer", "incident.officer_description")
    yield text.value("words", "incident.officer_words")
    reasons = text.record.get("incident.reason_given", ())
    if "incident.officer_words" not in text.record and "no_reason" not in reasons:  # their words say it better
        yield from text.told("reason", "incident.reason_given")
    for name, field, wanted in SAID:
        if text.record.get(field) is wanted:
            yield text.line(name)


def _treatment(text: _Text) -> Iterator[str]:
    record = text.record
    yield from text.told("force", "incident.force")
    if record.get("incident.injured") is True:
        yield text.with_gap("injured")
    yield from text.told("mistreatment", "incident.mistreatment")
    if record.get("incident.signed_papers") is True:
        yield text.with_gap("signed")
    if record.get("incident.fingerprinted") is True:
        yield text.line("fingerprinted")
    for name, field in GROUP:
        yield from text.told(name, field)
    if "person.children_ages" not in record:
        yield from text.told("children", "person.children")
    if record.get("incident.witnesses") is not False:
        seen = record.get("incident.witnesses") is True
        yield text.with_gap("witnesses" if seen else "maybe_witnesses", "witnesses")
    if record.get("incident.lawyer_present") is True:
        yield text.with_gap("lawyer")


def _afterwards(text: _Text) -> Iterator[str]:
    record = text.record
    city = "incident.returned_to_city" if "incident.returned_to_city" in record else "incident.returned_to_country"
    yield from text.told("returned", city)
    for name, field in SINCE:
        if text.said(field):
            yield text.line(name, value=text.said(field))
    if record.get("detention.parole") == "denied":
        yield text.line("parole_denied", value=text.said("detention.parole_reason") or text.gap("reason"))
    yield text.value("story", "narrative.text")
