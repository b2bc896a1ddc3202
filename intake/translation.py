"""Sentences and cards as gettext PO for translators, and back again."""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import IO, Any

from babel.messages.catalog import Catalog
from babel.messages.pofile import PoFileError, read_po, write_po

from intake import cards, cards_lint, content_check, content_lint, content_use, texts
from intake.content_spots import Place, Spot, rewrite, spots, text_of

HEADER = """\
# Cobijo: every sentence and card, from {source} to {target}.
# Keep what stands in braces, such as {{organization}}, as it is. Texts marked SMS have a limit
# and may use only the letters of GSM-7 (not á í ó ú). Take it back: cobijo content import FILE"""


class Refused(Exception):
    """A translation that cannot be taken over; the arguments say why, one entry each."""


@dataclass(frozen=True)
class Entry:
    """One text to translate."""

    place: Place
    source: str
    target: str
    spot: Spot

    @property
    def context(self) -> str:
        """What names it in the PO file."""
        return " ".join(filter(None, (self.place[0], self.place[1] and f"[{self.place[1]}]")))


def other(language: str) -> str:
    """The language that a translation into this one starts from."""
    return next(each for each in texts.LANGUAGES if each != language)


def entries(target: str) -> dict[str, Entry]:
    """Everything to translate into a language, by its context; SMS apart where either language parts it."""
    of, to = spots(other(target)), spots(target)
    out: dict[str, Entry] = {}
    for key in dict.fromkeys(key for key, _ in of):
        parted = any((key, "web") in each for each in (of, to))
        for channel in texts.CHANNELS if parted else ("",):
            spot = next(of[key, each] for each in (channel, "", "web") if (key, each) in of)
            entry = Entry((key, channel), spot.text, text_of(to, key, channel) or "", spot)
            out[entry.context] = entry
    return out


def write(target: str, file: IO[bytes]) -> None:
    """All entries as PO, with the translation as it is now."""
    catalog = Catalog(locale=target, project="Cobijo", fuzzy=False, charset="utf-8",
                      header_comment=HEADER.format(source=other(target), target=target))
    said = content_use.said_where()
    for context, entry in entries(target).items():
        path = entry.spot.file
        catalog.add(entry.source, entry.target, context=context, auto_comments=list(_notes(entry, said)),
                    locations=[(f"content/{path.parent.name}/{path.name}", entry.spot.line)])
    write_po(file, catalog, width=100)


def _notes(entry: Entry, said: Mapping[str, list[str]]) -> Iterator[str]:
    """What the translator should know: placeholders, limits, where it is said."""
    key, channel = entry.place
    marks = sorted(set(texts.PLACEHOLDER.findall(entry.source)))
    if marks:
        yield f"Placeholders: {' '.join(f'{{{mark}}}' for mark in marks)}"
    if entry.spot.is_card:
        topic, _, heading = key.partition(" ## ")
        yield (f"SMS: at most {cards_lint.SMS_SEGMENTS} segments" if heading.startswith("sms") else
               f"At most {cards_lint.WEB_WORDS} words") + f", no sentence over {cards_lint.LONGEST_SENTENCE} words"
        means = cards_lint.topics().get(topic, {}).get("means", "said in place of a card past its date")
        yield f"Card: {means}"
        return
    leaf = key.partition(" #")[0].partition(".choices.")
    name = leaf[0] + (".choices" if leaf[1] else "")
    if channel != "web" and not content_lint.is_web_only(name):
        yield f"SMS: at most {content_lint.allowed(name)} segment(s), placeholders filled and choices added"
    yield f"Said in: {', '.join(said.get(name, [])[:4])}"


def take(file: IO[bytes], today: date) -> list[Path]:
    """Write a translated PO into the content; the files that changed. Refused when anything is wrong with it."""
    wanted, target, wrong = _read(file)
    drafts = rewrite(spots(target), wanted)
    wrong += _faults(drafts, target, wanted, today) if drafts else []
    if wrong:
        raise Refused(*wrong)
    for path, text in drafts.items():
        fresh = path.with_suffix(".new")
        fresh.write_text(text, "utf-8")
        fresh.replace(path)
    return sorted(drafts)


def _read(file: IO[bytes]) -> tuple[dict[Place, str], str, list[str]]:
    """The good entries of a PO file, its language, and what is wrong with the others."""
    try:
        catalog = read_po(file, abort_invalid=True)
    except (PoFileError, ValueError) as error:
        raise Refused(f"not a PO file: {error}") from None
    target = str(catalog.locale or "")
    if target not in texts.LANGUAGES:
        raise Refused(f"the header says Language: {target or 'nothing'}; known are {', '.join(texts.LANGUAGES)}")
    known = entries(target)
    wrong: list[str] = []
    wanted: dict[Place, str] = {}
    for message in (each for each in catalog if each.id):
        entry = known.get(str(message.context))
        fault = _fault(entry, message)
        if entry and not fault:
            wanted[entry.place] = str(message.string)
        else:
            wrong.append(f"{message.context}: {fault}")
    there = {str(message.context) for message in catalog if message.id}
    wrong += [f"{context}: missing from the file" for context in known if context not in there]
    half = {entry.place[0] for entry in known.values() if entry.place not in wanted}
    return {place: text for place, text in wanted.items() if place[0] not in half}, target, wrong


def _fault(entry: Entry | None, message: Any) -> str | None:
    """What is wrong with one entry in itself."""
    text = str(message.string or "")
    if entry is None:
        return "no such key or heading"
    if message.id != entry.source:
        return "the text to translate has changed since: export again"
    if message.fuzzy:
        return "marked fuzzy: not finished"
    if not text.strip():
        return "not translated"
    if text == entry.target:
        return None
    if text != text.strip():
        return "spaces or lines before or after the text"
    if entry.spot.is_card and any(line.startswith(("#", "---")) for line in text.splitlines()):
        return "a line that begins like a heading"
    return _marks(entry.source, text)


def _marks(source: str, text: str) -> str | None:
    if texts.has_stray_brace(text):
        return "a broken placeholder"
    before, after = set(texts.PLACEHOLDER.findall(source)), set(texts.PLACEHOLDER.findall(text))
    for what, marks in (("missing", before - after), ("too many", after - before)):
        if marks:
            return f"placeholder {what}: {' '.join(f'{{{mark}}}' for mark in sorted(marks))}"
    return None


def _faults(drafts: Mapping[Path, str], target: str, wanted: Mapping[Place, str], today: date) -> list[str]:
    """What ``content check`` would say of the drafts and does not say now."""
    content = cards.CONTENT
    now = Counter(content_check.problems(today))
    with tempfile.TemporaryDirectory() as made:
        draft = Path(made) / "content"
        shutil.copytree(content, draft)
        for path, text in drafts.items():
            (draft / path.relative_to(content)).write_text(text, "utf-8")
        with content_check.reading(draft):
            new = Counter(content_check.problems(today)) - now
            got = {entry.place: entry.target for entry in entries(target).values()}
    lost = [f"{' '.join(place)}: could not be written" for place, text in wanted.items() if got.get(place) != text]
    return [*new.elements(), *lost]
