"""The review book: every card and sentence in both languages side by side, to read, mark and sign."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import typst
from jinja2 import Environment, FileSystemLoader

from intake import cards, cards_lint, content_lint, plain_words, segments, texts
from intake.cards import Card, Variant
from intake.content_spots import Place, Spot, spots, text_of

HERE = Path(__file__).parent / "templates"
REVIEW = Path(__file__).parents[1] / "docs" / "legal-review.md"
SURE = "H"  # a source whose own text was read
Part = dict[str, Any]


def write(folder: Path, today: date) -> tuple[Path, Path]:
    """The book as PDF and as HTML in a folder; the two files."""
    folder.mkdir(parents=True, exist_ok=True)
    book = data(today)
    pdf, html = folder / "review-book.pdf", folder / "review-book.html"
    typst.compile(str(HERE / "review_book.typ"), output=str(pdf), root=str(HERE), format="pdf",
                  sys_inputs={"data": json.dumps(book, ensure_ascii=False)})
    pages = Environment(loader=FileSystemLoader(HERE), autoescape=True, trim_blocks=True, lstrip_blocks=True)
    html.write_text(pages.get_template("review_book.html").render(book), "utf-8")
    return pdf, html


def data(today: date) -> dict[str, Any]:
    """Everything in the book, ready for both templates."""
    found = {(card.id, card.language): card for card in cards.all_cards()}
    both = [(found[topic, "es"], found[topic, "en"]) for topic in [*cards_lint.topics(), "_expired"]]
    pages = [_card(es, en, today) for es, en in both]
    pages.sort(key=lambda page: (page["kind"] == "service", page["id"].startswith("_")))
    contacts = [{**entry, "id": name, "as_of": str(entry["as_of"]), "verify_by": str(entry["verify_by"]),
                 "verified_by": entry["verified_by"] or "", "needed": entry["review"] == "needed",
                 "late": today > entry["verify_by"]} for name, entry in cards.contacts().items()]
    return {"made_on": today.isoformat(), "cards": pages, "contacts": contacts, "messages": _messages(),
            "needed": [page for page in pages if page["needed"]],
            "unsigned": sum(not page["reviewer"] for page in pages),
            "gates": {"inflesz": plain_words.INFLESZ_MIN, "huerta": plain_words.FERNANDEZ_HUERTA_MIN,
                      "grade": plain_words.GRADE_MAX, "sentence": cards_lint.LONGEST_SENTENCE,
                      "segments": cards_lint.SMS_SEGMENTS}}


def _card(es: Card, en: Card, today: date) -> dict[str, Any]:
    topic = cards_lint.topics().get(es.id, {"kind": "service", "means": "said in place of a card past its date"})
    variants = [_variant(one, other, es.id) for one, other in zip(es.variants, en.variants, strict=True)]
    parts = [part[language] for variant in variants for part in variant["parts"] for language in texts.LANGUAGES]
    return {
        "id": es.id, "name": _title(es.id), **topic, "tier": es.tier,
        "as_of": es.as_of.isoformat(), "verify_by": es.verify_by.isoformat(), "late": today > es.verify_by,
        "needed": "needed" in (es.meta["review"], en.meta["review"]), "reviewer": es.meta["reviewer"] or "",
        "jurisdiction": ", ".join(es.meta["jurisdiction"]), "applies_to": ", ".join(es.meta["applies_to"]),
        "sources": [{**source, "date": source["date"] or ""} for source in es.sources],
        "unread": [source for source in es.sources if source["confidence"] != SURE],
        "why": review().get(es.id, {}).get("why", ""), "variants": variants,
        "marked": sum(run["marked"] for part in parts for run in part["runs"]),
        "reading": [_reading(card, channel) for card in (es, en) for channel in texts.CHANNELS]}


def _title(topic: str) -> str:
    return topic.strip("_").replace("_", " ").capitalize().replace("mexico", "Mexico")


def _variant(es: Variant, en: Variant, topic: str) -> dict[str, Any]:
    rows = [("web", number, pair) for number, pair in enumerate(zip(es.web, en.web, strict=True), 1)]
    rows += [("sms", number, pair) for number, pair in enumerate(zip(es.sms, en.sms, strict=True), 1)]
    when = [{"what": key, "values": sorted(value.replace("_", " ") for value in values)}
            for key, values in es.conditions.items()]
    return {"when": when, "parts": [
        {"channel": channel, "number": number, "es": _part(pair[0], "es", channel, topic),
         "en": _part(pair[1], "en", channel, topic)} for channel, number, pair in rows]}


def _part(text: str, language: str, channel: str, topic: str) -> Part:
    counted = segments.count(cards_lint.filled(text))
    return {"runs": marked(text, review().get(topic, {}).get(language, ())), "words": len(text.split()),
            "segments": counted.count if channel == "sms" else 0, "units": counted.units,
            **_scores(text, language)}


def _scores(text: str, language: str) -> dict[str, Any]:
    found = plain_words.score(text, language)
    return {"first": found.first, "second": found.second, "passes": found.passes, "longest": found.longest}


def _reading(card: Card, channel: str) -> dict[str, Any]:
    text = "\n".join(part for each in card.variants for part in (each.web if channel == "web" else each.sms))
    return {"language": card.language, "channel": channel, **_scores(text, card.language)}


def marked(text: str, sentences: Iterator[str] | tuple[str, ...]) -> list[dict[str, Any]]:
    """A text in runs; those that a lawyer must read are marked.

    >>> [(run["text"], run["marked"]) for run in marked("Uno. Dos. Tres.", ("Dos.",))]
    [('Uno. ', False), ('Dos.', True), (' Tres.', False)]
    """
    spans = sorted((at, at + len(each)) for each in sentences if (at := text.find(each)) >= 0)
    out, done = [], 0
    for start, end in spans:
        if end <= done:
            continue
        start = max(start, done)
        out += [{"text": text[done:start], "marked": False}, {"text": text[start:end], "marked": True}]
        done = end
    return [run for run in [*out, {"text": text[done:], "marked": False}] if run["text"]]


@cache
def review() -> Mapping[str, Mapping[str, Any]]:
    """The sentences of docs/legal-review.md by card and language, and why they need a lawyer."""
    out: dict[str, dict[str, Any]] = {}
    for part in REVIEW.read_text("utf-8").split("\n## ")[1:]:
        name, _, body = part.partition("\n")
        why = re.search(r"^\*(.+)\*$", body, re.MULTILINE)
        out[name.strip()] = {"why": why[1] if why else "", **{
            language: tuple(re.findall(rf"^- {language}: (.+)$", body, re.MULTILINE))
            for language in texts.LANGUAGES}}
    return out


def _messages() -> list[dict[str, Any]]:
    found = {language: {place: spot for place, spot in spots(language).items() if not spot.is_card}
             for language in texts.LANGUAGES}
    groups: dict[str, list[dict[str, Any]]] = {}
    for key in dict.fromkeys(key for key, _ in found["es"]):
        groups.setdefault(key.partition(".")[0], []).append(_row(key, found))
    return [{"id": name, "rows": rows, "reading": [
        {"language": language, **_scores("\n".join(row[language]["web"] for row in rows), language)}
        for language in texts.LANGUAGES]} for name, rows in groups.items()]


def _row(key: str, found: Mapping[str, Mapping[Place, Spot]]) -> dict[str, Any]:
    leaf = key.partition(" #")[0].partition(".choices.")
    name = leaf[0] + (".choices" if leaf[1] else "")
    by_sms = not content_lint.is_web_only(name)
    row: dict[str, Any] = {"key": key, "by_sms": by_sms,
                           "allowed": content_lint.allowed(name) if by_sms else 0}
    for language in texts.LANGUAGES:
        web, sms = (text_of(found[language], key, channel) or "" for channel in texts.CHANNELS)
        counted = segments.count(content_lint.longest(sms))
        row[language] = {"web": web, "sms": sms if by_sms and sms != web else "", "segments": counted.count,
                         "units": counted.units}
    return row
