"""PO for translators: out and back without a change, one change and no more, and every refusal."""

from __future__ import annotations

import io
import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po
from typer.testing import CliRunner

from api import cli
from intake import content_check, texts, translation
from intake.clock import local_day, now

ROOT = Path(__file__).parents[2]
PLAIN, NAMED, TEXTED = "service.plain", "service.named [web]", "service.named [sms]"
ADDED = {  # of the tests alone, so that no change of a sentence breaks them
    "es": 'plain: "Nadie."  # nota\nnamed: {web: "{organization} ve su caso.", sms: "Lo ve {organization}."}\n',
    "en": 'plain: Nobody. # note\nnamed: {web: "{organization} sees the case.", sms: "{organization} sees it."}\n'}
CARD, PART = "lawyer ## web", "bond ## sms 2 when detained=texas"


@pytest.fixture
def draft(tmp_path: Path) -> Iterator[Path]:
    """A copy of the content that is translated instead of the program's own."""
    shutil.copytree(ROOT / "content", tmp_path / "content")
    for language, lines in ADDED.items():
        file = tmp_path / "content" / "messages" / f"service.{language}.yml"
        file.write_text(lines + file.read_text("utf-8"), "utf-8")
    with content_check.reading(tmp_path / "content"):
        yield tmp_path / "content"


def state(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*.*")}


@cache  # the content of the drafts is the same in every test
def po_file(target: str) -> bytes:
    file = io.BytesIO()
    translation.write(target, file)
    return file.getvalue()


def exported(target: str = "en") -> Catalog:
    return read_po(io.BytesIO(po_file(target)))


def message(catalog: Catalog, context: str) -> object:
    (found,) = [each for each in catalog if each.context == context]
    return found


def taken(catalog: Catalog) -> list[str]:
    file = io.BytesIO()
    write_po(file, catalog)
    file.seek(0)
    return [path.name for path in translation.take(file, local_day(now()))]


def refused(draft: Path, catalog: Catalog) -> tuple[str, ...]:
    before = state(draft)
    with pytest.raises(translation.Refused) as caught:
        taken(catalog)
    assert state(draft) == before
    return caught.value.args


@pytest.mark.parametrize("target", ["es", "en"])
def test_out_and_back_changes_no_byte(draft: Path, tmp_path: Path, target: str) -> None:
    before, file = state(draft), tmp_path / "all.po"
    run = CliRunner().invoke
    assert run(cli.app, ["content", "export", target, str(file)]).exit_code == 0
    assert file.stat().st_size > 100_000
    got = run(cli.app, ["content", "import", str(file)])
    assert (got.exit_code, got.output) == (0, "Nothing changed.\n")
    assert state(draft) == before


@pytest.mark.parametrize("target", ["es", "en"])
def test_every_wording_of_the_files_is_there(draft: Path, target: str) -> None:
    there = {each.context for each in exported(target) if each.id}
    assert len([key for key in there if key.endswith("[web]")]) == len([k for k in there if k.endswith("[sms]")])
    for key in texts.load()[target]:
        assert any(context.startswith(key) for context in there), key
    headings = sum(path.read_text("utf-8").count("\n## ") for path in (draft / "rights").glob(f"*.{target}.md"))
    assert len([context for context in there if " ## " in context]) == headings


def test_an_entry_says_what_a_translator_needs(draft: Path) -> None:
    catalog = exported()
    named, part = message(catalog, TEXTED), message(catalog, PART)
    assert named.string == "{organization} sees it."
    assert "Placeholders: {organization}" in named.auto_comments
    assert any(line.startswith("SMS: at most 1 segment") for line in named.auto_comments)
    assert named.locations == [("content/messages/service.es.yml", 2)]
    assert any(line.startswith("SMS: at most 2 segments") for line in part.auto_comments)
    assert any("bond hearing" in line for line in part.auto_comments)
    said = [line for each in catalog for line in each.auto_comments if line.startswith("Said in: ")]
    assert any("intake/news.py" in line for line in said)


def test_one_change_touches_one_line(draft: Path) -> None:
    before, catalog = state(draft), exported()
    message(catalog, PLAIN).string = "Nobody has it."
    message(catalog, NAMED).string = "{organization} took it."
    assert taken(catalog) == ["service.en.yml"]
    after = state(draft)
    assert [name for name in after if after[name] != before[name]] == ["messages/service.en.yml"]
    lines = after["messages/service.en.yml"].splitlines(), before["messages/service.en.yml"].splitlines()
    assert [new for new, old in zip(*lines, strict=True) if old != new] == [
        b'plain: "Nobody has it." # note',
        b'named: {web: "{organization} took it.", sms: "{organization} sees it."}']


def test_a_card_keeps_its_front_matter(draft: Path) -> None:
    before, catalog = state(draft), exported("es")
    said = message(catalog, CARD)
    said.string += " Guarde sus papeles."
    assert taken(catalog) == ["lawyer.es.md"]
    old, new = before["rights/lawyer.es.md"].decode(), (draft / "rights" / "lawyer.es.md").read_text("utf-8")
    assert new.replace(" Guarde sus papeles.\n\n## sms\n", "\n\n## sms\n", 1) == old


def test_a_wording_for_sms_alone_parts_the_channels(draft: Path) -> None:
    catalog = exported()
    context = next(each.context for each in catalog if each.context and each.context.endswith(".label [sms]")
                   and each.string == message(catalog, each.context.replace("sms", "web")).string)
    message(catalog, context).string = "short"
    taken(catalog)
    content_check.forget()
    key = context.partition(" ")[0]
    assert texts.wording(key, "en", "sms") == "short"
    assert texts.wording(key, "en", "web") == message(catalog, context.replace("sms", "web")).string


@pytest.mark.parametrize("text", ['She said "no" \\ and left: #1, {3', "a: b # c", "- x", "'quoted'", "no", "1.0"])
def test_yaml_keeps_any_text(draft: Path, text: str) -> None:
    text = text.replace("{3", "3")
    catalog = exported()
    message(catalog, PLAIN).string = text
    assert taken(catalog) == ["service.en.yml"]
    content_check.forget()
    assert texts.wording(PLAIN, "en", "web") == text


@pytest.mark.parametrize(("context", "text", "said"), [
    (NAMED, "They took your case.", "placeholder missing: {organization}"),
    (NAMED, "{organization} {name}.", "placeholder too many: {name}"),
    (NAMED, "{organization} took {it", "a broken placeholder"),
    (NAMED, "{organisation} took it", "placeholder missing: {organization}"),
    (PART.replace(" 2", ""), "As of today, no.", "placeholder missing: {as_of}"),
    (PLAIN, "", "not translated"),
    (PLAIN, " Hello.", "spaces or lines before or after the text"),
    (CARD, "Text.\n## sms\nMore.", "a line that begins like a heading"),
])
def test_an_entry_is_refused(draft: Path, context: str, text: str, said: str) -> None:
    catalog = exported()
    message(catalog, context).string = text
    assert refused(draft, catalog) == (f"{context}: {said}",)


@pytest.mark.parametrize(("context", "text", "said"), [
    (PLAIN, "Hello. " * 30, "service.plain (en): 209 units, 2 segments on SMS"),
    (TEXTED, "{organization}, niños y más", "service.named (en): not GSM-7 on SMS: á"),
    (PART, "Keep this paper. " * 22, "bond.en: sms 2 [detained=texas]: 3 segments, 373 characters"),
    (CARD, "You will be let in. Ask for help.", "lawyer.en: web 1 [plain]: forbidden let_in"),
    (PLAIN, "Hello, you qualify.", "service.plain (en): forbidden qualify"),
])
def test_what_content_check_would_refuse_is_refused(draft: Path, context: str, text: str, said: str) -> None:
    catalog = exported()
    message(catalog, context).string = text.strip()
    assert any(line.startswith(said) for line in refused(draft, catalog))


def test_a_missing_heading_and_an_unknown_key_are_refused(draft: Path) -> None:
    catalog = exported()
    part = message(catalog, PART)
    catalog.delete(part.id, context=PART)
    catalog.add("Hola", "Hello", context="service.lullaby")
    assert refused(draft, catalog) == ("service.lullaby: no such key or heading", f"{PART}: missing from the file")


def test_an_old_source_and_an_unfinished_entry_are_refused(draft: Path) -> None:
    catalog = exported()
    hello = message(catalog, PLAIN)
    catalog.delete(hello.id, context=PLAIN)
    catalog.add("Otra cosa", "Hello", context=PLAIN)
    message(catalog, CARD).flags.add("fuzzy")
    assert refused(draft, catalog) == (f"{CARD}: marked fuzzy: not finished",
                                       f"{PLAIN}: the text to translate has changed since: export again")


def test_one_bad_entry_keeps_the_good_ones_out(draft: Path) -> None:
    catalog = exported()
    message(catalog, PLAIN).string = "Hello there."
    message(catalog, NAMED).string = "Done."
    assert refused(draft, catalog) == (f"{NAMED}: placeholder missing: {{organization}}",)


@pytest.mark.parametrize(("content", "said"), [
    ("hello\n", "not a PO file"), ('msgid ""\nmsgstr "Language: fr\\n"\n', "the header says Language: fr"),
    ("", "the header says Language: nothing")])
def test_the_command_says_what_is_wrong(draft: Path, tmp_path: Path, content: str, said: str) -> None:
    file = tmp_path / "x.po"
    file.write_text(content)
    got = CliRunner().invoke(cli.app, ["content", "import", str(file)])
    assert got.exit_code == 1
    assert said in got.output
    assert got.output.endswith("Nothing was written.\n")


def test_only_languages_of_the_program(tmp_path: Path) -> None:
    got = CliRunner().invoke(cli.app, ["content", "export", "fr", str(tmp_path / "x.po")])
    assert got.exit_code == 2
