"""The review book holds every wording, marks what a lawyer must read, and both its forms are whole."""

from __future__ import annotations

import html
import json
import re
import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from api import cli, review_book
from intake import cards, content_check, texts
from intake.content_spots import spots

ROOT = Path(__file__).parents[2]
TODAY = date(2026, 11, 24)


@pytest.fixture(scope="module")
def book() -> dict[str, Any]:
    return review_book.data(TODAY)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return review_book.write(tmp_path_factory.mktemp("build"), TODAY)


def plain(page: str) -> str:
    """The words of a page as they are read."""
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", "", page)).replace("\u200b", ""))


@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_every_wording_is_in_the_html(written: tuple[Path, Path], language: str) -> None:
    page = plain(written[1].read_text("utf-8"))
    missing = [place for place, spot in spots(language).items()
               if re.sub(r"\s+", " ", spot.text) not in page]
    assert missing == [place for place in missing if not goes_by_sms(place[0]) and place[1] == "sms"]


def goes_by_sms(key: str) -> bool:
    return not key.startswith(tuple(texts.limits()["web_only"]))


def test_the_pdf_is_a_tagged_document_with_an_outline(written: tuple[Path, Path]) -> None:
    made = written[0].read_bytes()
    assert made.startswith(b"%PDF-")
    assert b"/StructTreeRoot" in made
    assert b"/Outlines" in made
    assert len(re.findall(rb"/Type\s*/Page\b", made)) > 60


def test_both_templates_use_all_that_is_told_of_a_card(book: dict[str, Any]) -> None:
    """Neither form leaves out what the other shows."""
    for name in ("review_book.typ", "review_book.html"):
        template = (review_book.HERE / name).read_text("utf-8")
        for key in book["cards"][0]:
            assert f"card.{key}" in template or key in ("marked", "unread"), (name, key)
        for key in ("gates", "unsigned", "made_on", "Reviewer: name and signature", "Date"):
            assert key in template, (name, key)


def test_each_card_has_its_sources_dates_scores_and_a_line_to_sign(book: dict[str, Any],
                                                                  written: tuple[Path, Path]) -> None:
    assert {page["id"] for page in book["cards"]} == {card.id for card in cards.all_cards()}
    page = written[1].read_text("utf-8")
    for told in book["cards"]:
        section = page.partition(f'id="card-{told["id"]}"')[2].partition("</section>")[0]
        card = cards.load(told["id"], "es")
        for wanted in (card.tier, str(card.as_of), str(card.verify_by), "INFLESZ", "grade", "segments",
                       "Reviewer: name and signature", *(html.escape(s["title"]) for s in card.sources)):
            assert wanted in section, (told["id"], wanted)
        assert ("REVIEW NEEDED" in section) == (card.meta["review"] == "needed")


def test_the_front_page_names_what_a_lawyer_must_read(book: dict[str, Any], written: tuple[Path, Path]) -> None:
    needed = {card.id for card in cards.all_cards() if card.meta["review"] == "needed"}
    assert {page["id"] for page in book["needed"]} == needed
    front = written[1].read_text("utf-8").partition('id="front"')[2].partition("</section>")[0]
    assert set(re.findall(r'href="#card-(\w+)"', front)) == needed
    assert all(page["why"] or page["unread"] for page in book["needed"])


def test_marked_sentences_are_those_of_the_list(book: dict[str, Any]) -> None:
    (bond,), (scams,) = ([page for page in book["cards"] if page["id"] == name] for name in ("bond", "scams"))
    assert bond["marked"] == 0
    assert scams["marked"] > 0
    runs = [run for page in book["cards"] for variant in page["variants"] for part in variant["parts"]
            for language in texts.LANGUAGES for run in part[language]["runs"] if run["marked"]]
    assert "No espere a que le pregunten." in [run["text"] for run in runs]


def test_the_list_for_the_lawyer_is_up_to_date() -> None:
    """Every sentence of docs/legal-review.md is still said, and no card that needs review is left out."""
    told = {name: entry for name, entry in review_book.review().items()
            if name not in ("contacts.yml", "messages")}
    assert {card.id for card in cards.all_cards() if card.meta["review"] == "needed"} <= set(told)
    for name, entry in told.items():
        for language in texts.LANGUAGES:
            said = " ".join(part for each in cards.load(name, language).variants for part in each.web + each.sms)
            assert [sentence for sentence in entry[language] if sentence not in said] == [], name


@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_messages_on_the_list_are_said(language: str) -> None:
    said = "\n".join(texts.of_channel(leaf, channel) for key, leaf in texts.load()[language].items()
                     if not key.endswith(".choices") and not isinstance(leaf, list) for channel in texts.CHANNELS)
    sentences = review_book.review()["messages"][language]
    assert len(sentences) > 5
    assert [sentence for sentence in sentences if sentence not in said] == []


@pytest.fixture
def draft(tmp_path: Path) -> Iterator[Path]:
    shutil.copytree(ROOT / "content", tmp_path / "content")
    with content_check.reading(tmp_path / "content"):
        yield tmp_path / "content"


def test_markup_in_a_sentence_is_only_text(draft: Path, tmp_path: Path) -> None:
    file = draft / "messages" / "service.en.yml"
    odd = "<script>x</script> #set text(red) $x$ @a"
    file.write_text(file.read_text("utf-8").replace("Hello, I am here.", odd))
    content_check.forget()
    pdf, page = review_book.write(tmp_path / "build", TODAY)
    assert "&lt;script&gt;x&lt;/script&gt; #set text(red) $x$ @a" in page.read_text("utf-8")
    assert pdf.stat().st_size > 100_000


def test_a_late_card_is_marked(book: dict[str, Any]) -> None:
    late = review_book.data(TODAY + timedelta(days=20))
    assert {page["tier"] for page in late["cards"] if page["late"]} == {"B"}
    assert not any(page["late"] for page in book["cards"])


def test_the_data_is_json(book: dict[str, Any]) -> None:
    assert json.loads(json.dumps(book)) == book


def test_the_command_writes_both(tmp_path: Path) -> None:
    got = CliRunner().invoke(cli.app, ["content", "book", str(tmp_path / "out")])
    assert got.exit_code == 0, got.output
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["review-book.html", "review-book.pdf"]
