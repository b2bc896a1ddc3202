"""Each gate of ``cobijo content check`` catches a fault that is planted in a copy of the content."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from api import cli
from intake import cards, cards_lint, content_check, content_use

ROOT = Path(__file__).parents[2]
TODAY = date(2026, 11, 24)
LONG = "Una palabra muy larga para un mensaje de texto. " * 8


@pytest.fixture
def draft(tmp_path: Path) -> Iterator[Path]:
    """A copy of the content that the program reads during the test."""
    folder = tmp_path / "content"
    shutil.copytree(ROOT / "content", folder)
    with content_check.reading(folder):
        yield folder


def plant(file: Path, old: str, new: str, flags: int = 0) -> None:
    text, count = re.subn(old, new, file.read_text("utf-8"), count=1, flags=flags)
    assert count == 1, f"{old} is not in {file.name}"
    file.write_text(text, "utf-8")
    content_check.forget()


def found(today: date = TODAY) -> str:
    return "\n".join(content_check.problems(today))


def test_the_copy_has_no_fault(draft: Path) -> None:
    assert found() == ""


@pytest.mark.parametrize(("card", "old", "new", "said"), [
    ("lawyer.en.md", r"\A.*\Z", "", None),  # the file is removed
    ("bond.es.md", r"\{as_of\}, la fianza", "La fianza", "bond: headings, parts or placeholders differ"),
    ("bond.es.md", r"^## web when detained=texas$", "## web when detained=utah", "bond: headings, parts"),
    ("bond.es.md", r"^## sms 2$", "## sms2", "a heading that is none"),
    ("bond.es.md", r"detained=texas$", "held=texas", "conditions that never hold: held"),
    ("bond.es.md", r"\{as_of\}, la fianza", "{as_off}, la fianza", "a placeholder that nothing fills"),
    ("bond.es.md", r"\{as_of\}, la fianza", "{as_of, la fianza", "a placeholder that nothing fills"),
    ("bond.es.md", r"Busque un abogado", "Búsquese abogado", "not GSM-7: ú"),
    ("bond.es.md", r"Busque un abogado", LONG + "Busque un abogado", "segments"),
    ("lawyer.es.md", r"(## web\n).*?\n\n", r"\1La inadmisibilidad determinada administrativamente imposibilita la "
     "concesión discrecional de beneficios migratorios.\n\n" * 6, "lawyer.es: web: hard to read"),
    ("lawyer.en.md", r"(## web\n).*?\n\n", r"\1Notwithstanding administrative determinations, discretionary "
     "eligibility adjudications remain unreviewable.\n\n" * 6, "lawyer.en: web: hard to read"),
    ("lawyer.es.md", r"(## web\n)", r"\1" + "Lea esto y " * 11 + "ya. ", "a sentence of"),
    ("lawyer.es.md", r"(## web\n)", r"\1Vaya al puente mañana. ", "web 1 [plain]: forbidden go_to_bridge"),
    ("scams.es.md", r"review: needed", "review: none", "not review: needed"),
])
def test_a_fault_in_a_card(draft: Path, card: str, old: str, new: str, said: str | None) -> None:
    file = draft / "rights" / card
    plant(file, old, new, re.MULTILINE | (re.DOTALL if ".*" in old else 0))
    if said is None:
        file.unlink()
        said = "lawyer.en: missing"
    assert said in found()


def test_an_expired_card_of_tier_a(draft: Path) -> None:
    plant(draft / "rights" / "deadlines.es.md", "verify_by: .*", f"verify_by: {TODAY - timedelta(days=1)}")
    assert "deadlines.es: tier A and past verify_by" in found()


@pytest.mark.parametrize(("file", "old", "new", "said"), [
    ("service.en.yml", r"^goodbye:.*\n", "", "service.goodbye: only in Spanish"),
    ("service.es.yml", r"^goodbye:", "farewell:", "service.farewell: only in Spanish"),
    ("service.en.yml", r"Hello, I am here", "Hello {name, I am here", "a brace that is no placeholder"),
    ("service.en.yml", r"Hello, I am here", "Hello. " + LONG, "segments on SMS"),
    ("service.en.yml", r"Hello, I am here", "Hello, I am here. You will be let in", "forbidden let_in"),
    ("case.en.yml", r"^  label:.*\n", "", "case.hearing_date.label"),
    ("values.es.yml", r"^  is: \{self: \"la persona\", ", "  is: {", "values.reporter.is.self (es): missing"),
])
def test_a_fault_in_a_message(draft: Path, file: str, old: str, new: str, said: str) -> None:
    plant(draft / "messages" / file, old, new, re.MULTILINE)
    assert said in found()


@pytest.mark.parametrize(("spanish", "english", "said"), [
    ('lullaby: "Hola {name}."', 'lullaby: "Hello."', "service.lullaby: placeholders differ"),
    ('lullaby: ["Hola.", "Duerma."]', 'lullaby: ["Hello."]', "service.lullaby: choices or variants differ"),
    ('lullaby: {web: "Hola {a}", sms: "{b}"}', 'lullaby: "{a} {b}"', "service.lullaby: placeholders differ")])
def test_languages_that_differ(draft: Path, spanish: str, english: str, said: str) -> None:
    plant(draft / "messages" / "service.es.yml", r"\A", f"{spanish}\n")
    plant(draft / "messages" / "service.en.yml", r"\A", f"{english}\n")
    assert said in found()


@pytest.mark.parametrize("rule", cards_lint.forbidden(), ids=lambda rule: f"{rule['id']}-{rule['language']}")
def test_each_forbidden_phrase_is_caught_in_a_card_and_in_a_message(draft: Path, rule: dict[str, str]) -> None:
    language, phrase = rule["language"], rule["example"]
    plant(draft / "rights" / f"lawyer.{language}.md", r"## web\n", f"## web\n{phrase} ")
    plant(draft / "messages" / f"service.{language}.yml", r'^other_language: (\{web: )?"', rf'\g<0>{phrase} ',
          re.MULTILINE)
    said = found()
    assert f"lawyer.{language}: web 1 [plain]: forbidden {rule['id']}" in said
    assert f"service.other_language ({language}): forbidden {rule['id']}" in said


def test_a_key_that_nothing_says(draft: Path) -> None:
    for language in ("es", "en"):
        plant(draft / "messages" / f"service.{language}.yml", r"\A", 'lullaby: "Hola."\n')
    assert "service.lullaby: nothing says it" in found()


@pytest.mark.parametrize(("file", "source", "said"), [
    ("intake/new.py", 'Say("service.lullaby")', "service.lullaby: said in intake/new.py:1, but not there"),
    ("actions/new.py", 'KEYS = {"sing": "service.lullaby"}', "service.lullaby: said in actions/new.py:1"),
    ("api/new.html", "{{ say('chat.lullaby') }}", "pages.chat.lullaby: said in api/new.html"),
    ("api/new.py", 'render("values.x" if a else "values.true")', "values.x: said in api/new.py:1"),
])
def test_a_key_that_is_said_but_not_there(tmp_path: Path, file: str, source: str, said: str) -> None:
    for folder in content_use.FOLDERS:
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / file).write_text(source, "utf-8")
    (line,) = content_use.problems(tmp_path)
    assert said in line


def test_a_family_whose_keys_are_gone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    gone = '- {keys: "service[.]songs[.].+", file: intake/texts.py}\n'
    (tmp_path / "families.yml").write_text(content_use.FAMILIES.read_text("utf-8") + gone, "utf-8")
    monkeypatch.setattr(content_use, "FAMILIES", tmp_path / "families.yml")
    assert "intake/texts.py: no key is left of service[.]songs[.].+" in content_use.problems()


def test_a_docstring_uses_no_key(tmp_path: Path) -> None:
    """Only whole strings count: a key inside a sentence or a composed string is no use of it."""
    uses = [key for key, _, _ in content_use._of_code('"""Says service.hello kindly."""\nf"service.hello{x}"')]
    assert uses == []


def test_the_command_fails_and_says_why(draft: Path) -> None:
    assert CliRunner().invoke(cli.app, ["content", "check"]).exit_code == 0
    plant(draft / "messages" / "service.en.yml", "Hello, I am here", "Hello. You qualify")
    got = CliRunner().invoke(cli.app, ["content", "check"])
    assert got.exit_code == 1
    assert got.output.splitlines() == ["service.hello (en): forbidden qualify"]


def test_due_lists_late_cards_and_numbers(draft: Path) -> None:
    plant(draft / "rights" / "bond.es.md", "verify_by: .*", "verify_by: 2020-01-02")
    plant(draft / "contacts.yml", "verify_by: .*", "verify_by: 2020-01-01")
    lines = CliRunner().invoke(cli.app, ["content", "due"]).output.splitlines()
    assert [re.sub(r"\d+ days late", "N", line) for line in lines[:2]] == [
        "2020-01-01  tier C  contacts.yml: us_emergency  N", "2020-01-02  tier B  bond.es  N"]


def test_the_content_of_the_program_is_back_after_a_draft(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "content", tmp_path / "content")
    before = cards.load("bond", "es")
    with content_check.reading(tmp_path / "content"):
        assert cards.RIGHTS == tmp_path / "content" / "rights"
    assert ROOT / "content" / "rights" == cards.RIGHTS
    assert cards.load("bond", "es") == before
