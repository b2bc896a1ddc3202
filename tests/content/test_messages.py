"""Every sentence of the dialogue: the same in both languages, short enough for SMS, true and kind."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from intake import content, content_lint, segments, texts
from intake.dialogue.consents import WORDING
from intake.record import asked, fields

ROOT = Path(__file__).parents[2]
KINDS = ("ask", "again", "unclear", "why")
ASKED = [name for branch in asked().values() for name in branch]
RECORDED = [name for name, field in fields().items() if field.group != "consent"]
SAMPLES = {"int": 3, "bool": True, "date": "2026-05-03", "country": "HT", "crossing": "el_paso_pdn",
           "city": "tijuana", "facility": "otero_processing", "language": "mam", "int_list": [0, 7],
           "e164": "+526561234567", "text": "palabras"}


def test_no_problems() -> None:
    assert content.problems() == []
    content.validate()


@pytest.mark.parametrize("channel", texts.CHANNELS)
@pytest.mark.parametrize("language", content.LANGUAGES)
def test_every_question_of_the_record_renders(language: str, channel: str) -> None:
    for name in RECORDED:
        for kind in KINDS:
            assert content.render(f"{name}.{kind}", language, channel)
        for kind in ("check", "clash"):
            said = content.render(f"{name}.{kind}", language, channel, value="X1", before="X2")
            assert "X1" in said
            assert "{" not in said


@pytest.mark.parametrize("name", ["language", "confirm", "menu", "consent.store", "consent.share",
                                  "consent.statistics"])
def test_questions_that_are_no_field(name: str) -> None:
    for language in content.LANGUAGES:
        for kind in KINDS:
            assert content.render(f"{name}.{kind}", language, "web", organization="Ayuda") != ""
        assert content.choices(name, language, "web")


def test_own_wordings_for_what_everyone_is_asked() -> None:
    """Everybody hears these; the general pattern is for the rest."""
    for language in content.LANGUAGES:
        missing = [f"{name}.{kind}" for name in ASKED for kind in ("unclear", "why")
                   if name != "narrative.text" and not content.has(f"{name}.{kind}", language)]
        assert missing == []


def test_choices_have_values_of_the_field_and_no_booleans() -> None:
    assert [choice.value for choice in content.choices("fear.danger_now", "es", "web")] == ["yes", "no"]
    assert [choice.label for choice in content.choices("fear.danger_now", "es", "web")] == ["Sí", "No"]
    assert [choice.label for choice in content.choices("fear.danger_now", "es", "sms")] == ["Si", "No"]
    assert content.choices("incident.date", "es", "web") == ()


@pytest.mark.parametrize("kind", ["int", "date", "text", "country", "crossing", "city", "facility", "e164",
                                  "int_list", "language"])
def test_answers_in_numbers_and_words_have_no_choices(kind: str) -> None:
    for name in RECORDED:
        if fields()[name].type == kind:
            assert content.choices(name, "es", "web") == ()


def test_choices_of_both_channels_have_the_same_order() -> None:
    for name in RECORDED:
        rows = [[choice.value for choice in content.choices(name, language, channel)]
                for language in content.LANGUAGES for channel in texts.CHANNELS]
        assert all(row == rows[0] for row in rows), name


def test_unknown_key_and_missing_placeholder_raise() -> None:
    with pytest.raises(content.MissingText):
        content.render("service.nothing_like_this", "es", "web")
    with pytest.raises(content.MissingText):
        content.render("consent.share.ask", "es", "web")
    with pytest.raises(content.MissingText):
        content.render("service.thanks.again", "es", "web")


def test_variants_take_turns() -> None:
    said = {content.render("service.fallback", "es", "web", variant=turn) for turn in range(6)}
    assert len(said) == 3


def test_a_value_loses_its_accents_on_sms_but_no_sentence_does() -> None:
    assert content.render("person.nationality.check", "es", "sms", value="Haití") == "¿Usted es de Haiti?"
    assert content.render("person.nationality.check", "es", "web", value="Haití") == "¿Usted es de Haití?"
    assert texts.fit("mañana, José", "sms") == "mañana, José"


@pytest.mark.parametrize(("field", "value", "es", "en"), [
    ("incident.date", "2016-11-14", "14 de noviembre de 2016", "November 14, 2016"),
    ("incident.date", "2017-02~", "más o menos febrero de 2017", "about February 2017"),
    ("incident.date", "2016-23", "otoño de 2016", "fall 2016"),
    ("incident.date", "2016", "2016", "2016"),
    ("incident.date", "2016~", "más o menos 2016", "about 2016"),
    ("person.nationality", "HT", "Haití", "Haiti"),
    ("person.interpreter_language", "kjb", "q’anjob’al", "Q’anjob’al"),
    ("person.interpreter_language", "pt", "portugués", "Portuguese"),
    ("person.children_ages", [0, 7], "menos de 1 y 7", "under 1 and 7"),
    ("person.phone", "+526561234567", "+52 656 123 4567", "+52 656 123 4567"),
    ("detention.bond_usd", 12500, "$12,500", "$12,500"),
    ("incident.force", ["pushed", "struck", "threatened"], "le empujaron, le golpearon y le amenazaron",
     "pushed, hit and threatened"),
    ("incident.force", [], "no", "no"),
    ("incident.injured", False, "no", "no"),
    ("person.location_city", "Un pueblo", "Un pueblo", "Un pueblo")])
def test_say_value(field: str, value: object, es: str, en: str) -> None:
    assert content.say_value(field, value, "es") == es
    assert content.say_value(field, value, "en") == en


@pytest.mark.parametrize("channel", texts.CHANNELS)
@pytest.mark.parametrize("language", content.LANGUAGES)
def test_every_field_is_read_back(language: str, channel: str) -> None:
    for name in RECORDED:
        field = fields()[name]
        for value in [*field.values, []] if field.type == "enum_list" else field.values or [SAMPLES[field.type]]:
            told = [value] if field.type == "enum_list" and value else value
            lines = content.readback({name: told}, {}, language, channel)
            assert all(line and "{" not in line for line in lines)
            if channel == "sms":
                assert segments.is_gsm7(" ".join(lines)), name


def test_nothing_recorded_is_said_so() -> None:
    assert content.readback({}, {"incident.date": "unknown"}, "en", "web") == [
        content.render("confirm.nothing", "en", "web")]


def test_only_what_is_known_is_read_back_and_once() -> None:
    record = {"person.nationality": "HN", "fear.country": "HN", "person.location_country": "MX",
              "person.location_city": "tijuana", "person.children": 2, "person.children_ages": [3, 7],
              "incident.kinds": ["separated"], "separation.separated": True, "narrative.text": "todo"}
    said = " ".join(content.readback(record, {"detention.bond_usd": "none", "incident.date": "declined"},
                                     "es", "web"))
    assert said.count("Honduras") == said.count("Tijuana") == said.count("separa") == 1
    assert "México" not in said
    assert "todo" not in said
    assert "No hay fianza." in said
    assert "echa" not in said


def test_long_words_of_an_officer_are_cut_on_sms_only() -> None:
    words = "No hay lugar, vuelva otro día. " * 10
    web, sms = (" ".join(content.readback({"incident.officer_words": words}, {}, "es", channel))
                for channel in texts.CHANNELS)
    assert web.count("No hay lugar") == 10
    assert len(sms) < 120
    assert segments.is_gsm7(sms)


def test_first_text_message_names_who_what_it_costs_and_how_to_stop() -> None:
    for language in content.LANGUAGES:
        first = content.render("service.first_sms", language, "sms")
        assert all(word in first for word in ("Cobijo", "HELP", "STOP", "AYUDA", "ALTO", "data rates may apply"))
        assert segments.count(first).count == 1


def test_consents_say_who_asks_and_that_no_is_fine() -> None:
    es, en = "gobierno.*abogado.*no guardo nada.*derechos", "government.*lawyer.*keep nothing.*rights"
    assert re.search(es, content.render("consent.store.ask", "es", "web"))
    assert re.search(en, content.render("consent.store.ask", "en", "web"))
    assert re.search("gobierno.*abogado.*derechos", content.render("consent.store.ask", "es", "sms"))
    share = content.render("consent.share.ask", "es", "sms", organization="Ayuda del Norte")
    assert "Ayuda del Norte" in share
    assert {content.render("consent.version", language, "web") for language in content.LANGUAGES} == {WORDING}


def _sentences(language: str) -> Iterator[tuple[str, str]]:
    for key, leaf in texts.load()[language].items():
        for text in content_lint.wordings(key, leaf):
            yield key, text


def test_no_promise_and_no_advice_to_cross() -> None:
    rules = yaml.safe_load((ROOT / "content" / "forbidden.yml").read_text("utf-8"))["rules"]
    found = [(key, rule["id"]) for rule in rules for key, text in _sentences(rule["language"])
             if re.search(rule["pattern"], text.lower())]
    assert found == []


def test_usted_never_tu() -> None:
    informal = re.compile(r"\b(?:tú|tu|tus|ti|contigo|puedes|quieres|tienes|escribe tu|dime|cuéntame)\b", re.I)
    assert [key for key, text in _sentences("es") if informal.search(text)] == []


def test_no_ano_for_año() -> None:
    stripped = re.compile(r"\b(?:ano|anos|nino|ninos|manana)\b", re.I)
    assert [key for key, text in _sentences("es") if stripped.search(text)] == []


def test_every_language_that_is_understood_has_a_name() -> None:
    lexicon = ROOT / "intake" / "understanding" / "lexicon" / "values" / "languages.yml"
    names = yaml.safe_load(lexicon.read_text("utf-8"))["names"]
    tags = [line.partition(":")[0].strip() for line in names.splitlines() if ":" in line]
    assert [tag for tag in tags for language in content.LANGUAGES
            if tag != "mam" and content.say_value("person.interpreter_language", tag, language) == tag] == []


def test_keys_that_the_program_uses_are_there() -> None:
    used = re.compile(r"[\"'](service\.[a-z_.]+[a-z])[\"']")
    keys = {key for folder in ("intake", "api", "actions") for path in (ROOT / folder).rglob("*.py")
            for key in used.findall(path.read_text("utf-8"))}
    assert {key for key in keys if not (content.has(key, "es") or content.has(f"{key}.ask", "es"))} == set()
