"""The whole hearing: who wins, what is asked, what is left alone."""

from __future__ import annotations

from datetime import date

import pytest

from intake.understanding.hear import hear
from intake.understanding.merge import infer
from intake.understanding.types import SURE, Context

TODAY = date(2026, 3, 14)


def _context(awaiting: str | None = None, **more: object) -> Context:
    return Context("es", TODAY, awaiting, **more)  # type: ignore[arg-type]


def test_a_reply_answers_what_is_awaited() -> None:
    heard = hear("siii", _context("incident.asked_for_asylum"))
    assert (heard.reply, heard.answered, heard.facts[0].value) == ("yes", True, True)


def test_a_consent_needs_a_whole_reply() -> None:
    assert hear("no nos dejaron pasar", _context("consent.store")).reply is None
    assert hear("sí, autorizo", _context("consent.share")).reply == "yes"


def test_an_answer_wins_over_the_story() -> None:
    heard = hear("no, nadie me pego ni me empujo", _context("incident.force"))
    assert [fact.value for fact in heard.facts if fact.field == "incident.force"] == [[]]


def test_an_answer_and_another_fact() -> None:
    heard = hear("no, pero me insultaron", _context("incident.force"))
    values = {fact.field: fact.value for fact in heard.facts}
    assert values["incident.force"] == []
    assert values.get("incident.mistreatment") == ["insulted"]


@pytest.mark.parametrize("text", [
    "that was back home, not the officer", "eso fue en mi pais", "the gang threatened me, not the officer",
    "no fue el oficial, fue la mara"])
def test_checked_force_that_was_at_home_is_none_of_the_officers(text: str) -> None:
    heard = hear(text, _context("incident.force", checking=("incident.force", ["threatened"])))
    assert heard.reply == "no"
    assert not [fact for fact in heard.facts if fact.field == "incident.force"]


@pytest.mark.parametrize(("name", "value", "text"), [
    ("person.nationality", "GE", "yes Georgia"), ("person.nationality", "GE", "sí soy de ahí")])
def test_checked_value_is_so_in_a_few_words_more(name: str, value: object, text: str) -> None:
    heard = hear(text, _context(name, checking=(name, value)))
    assert [(fact.field, fact.value) for fact in heard.facts] == [(name, value)]


@pytest.mark.parametrize("text", ["más o menos", "around then", "algo así"])
def test_checked_date_that_is_only_about_so_stays_approximate(text: str) -> None:
    heard = hear(text, _context("incident.date", checking=("incident.date", "2026-03-03")))
    assert [fact.value for fact in heard.facts] == ["2026-03-03~"]


@pytest.mark.parametrize(("name", "text", "value"), [
    ("fear.fears_return", "claro pues veci", True), ("incident.fear_interview", "dice que no", False),
    ("incident.asked_for_asylum", "mi hermano dice que sí pidió", True),
    ("person.safe_to_contact", "el pastor es bueno. Sí.", True),
    ("person.safe_to_contact", "sí pero puro mensaje, llamadas no", True),
    ("person.pregnant_or_ill", "yo soy vih positiva y casi no tengo pastillas", True),
    ("incident.officer_words", "Vaya.", "Vaya"), ("incident.force", "no, me esposaron nomás", []),
    ("detention.credible_fear", "la está esperando", "waiting")])
def test_what_others_report_and_short_orders_are_answers(name: str, text: str, value: object) -> None:
    heard = hear(text, _context(name))
    assert {fact.field: fact.value for fact in heard.facts}[name] == value
    assert heard.danger is None


def test_spanish_by_ear_is_read_and_its_own_words_stay() -> None:
    heard = hear("ke ba, uno me dijo aki no ay asilo y se yevaron a mi ermana", _context("narrative.text"))
    values = {fact.field: fact.value for fact in heard.facts}
    assert values["incident.officer_words"] == "aki no ay asilo"
    assert values["separation.from_whom"] == ["sibling"]


def test_a_consent_is_read_as_it_is_written() -> None:
    assert hear("zi", _context("consent.share")).reply is None


@pytest.mark.parametrize("text", ["mi primo es de Guatemala", "mi esposo es guatemalteco"])
def test_the_country_of_kin_is_not_their_own(text: str) -> None:
    heard = hear(text, _context("incident.force", known={"person.nationality": "HN"}))
    assert not [fact for fact in heard.facts if fact.field == "person.nationality"]


def test_a_number_told_safe_with_itself() -> None:
    heard = hear("el de la hermana es 631 555 0133 y ahí sí me pueden escribir", _context(
        "person.phone", known={"person.location_country": "MX"}))
    assert {fact.field: fact.value for fact in heard.facts} == {
        "person.phone": "+526315550133", "person.safe_to_contact": True}


def test_a_yes_to_one_kind_of_force_and_another_kind() -> None:
    heard = hear("yes and he pushed me", _context("incident.force", checking=("incident.force", ["threatened"])))
    assert [fact.value for fact in heard.facts if fact.field == "incident.force"] == [["threatened", "pushed"]]


def test_held_since_the_day_of_the_incident() -> None:
    heard = hear("from the same day", _context("detention.since", known={"incident.date": "2025-05-17"}))
    assert [(fact.field, fact.value) for fact in heard.facts] == [("detention.since", "2025-05-17")]


def test_a_question_leaves_the_field_awaited() -> None:
    assert not hear("¿es legal eso?", _context("incident.force")).answered


def test_checking_yes_no_and_another_value() -> None:
    checking = ("incident.position", "inside_port")
    yes = hear("si", _context("incident.position", checking=checking))
    assert (yes.facts[0].value, yes.facts[0].confidence) == ("inside_port", 1.0)
    assert hear("no", _context("incident.position", checking=checking)).facts == ()
    other = hear("no, en el torniquete", _context("incident.position", checking=checking))
    assert other.facts[0].value == "at_the_line"


def test_a_contradiction_is_heard_and_no_correction() -> None:
    known: dict[str, list[str]] = {"incident.force": []}
    heard = hear("luego el oficial de CBP me empujó en el puente", _context("person.name", known=known))
    force = [fact for fact in heard.facts if fact.field == "incident.force"]
    assert [(fact.value, fact.correction) for fact in force] == [(["pushed"], False)]  # `absorb` asks it


@pytest.mark.parametrize("text", ["ah no, ya tengo 17, los cumplí el mes pasado", "no, I turned 17 last month"])
def test_a_birthday_is_no_day_of_the_event(text: str) -> None:
    known = {"incident.date": "2026-03-01", "person.age": 16}
    told = {fact.field: fact.value for fact in hear(text, _context("confirm", known=known)).facts}
    assert "incident.date" not in told


def test_what_is_wrong_is_asked_again() -> None:
    known = {"incident.date": "2026-03-01"}
    assert hear("la fecha está mal", _context("confirm", known=known)).to_correct == "incident.date"


def test_list_values_come_in_one_fact() -> None:
    heard = hear("me empujó y me pegó", _context("incident.force"))
    assert [sorted(f.value) for f in heard.facts if f.field == "incident.force"] == [["pushed", "struck"]]


def test_a_no_to_a_check_keeps_what_else_is_told() -> None:
    checking = ("incident.crossing", "laredo_ii")
    heard = hear("no they did not push him", _context("incident.crossing", checking=checking))
    assert heard.reply == "no"
    assert [(fact.field, fact.value) for fact in heard.facts] == [("incident.force", [])]
    assert hear("no, he did not sign", _context("incident.crossing")).facts[0].field == "incident.signed_papers"


def test_a_number_beside_another_answer_is_kept() -> None:
    heard = hear("Esther, my number is +52 656 555 0114", _context("person.name"))
    facts = {fact.field: fact.value for fact in heard.facts}
    assert facts == {"person.name": "Esther", "person.phone": "+526565550114"}


def test_only_me_leaves_no_child_out() -> None:
    for text in ("nomas yo", "just me", "1"):
        facts = {f.field: f.value for f in hear(text, _context("person.adults")).facts}
        assert facts == {"person.adults": 1, "person.children_ages": []}
    assert all(f.field != "person.children_ages" for f in hear("one adult", _context("person.adults")).facts)


def test_what_is_feared_at_home_is_no_danger_now() -> None:
    assert hear("yes they will kill me", _context("fear.fears_return")).danger is None
    assert hear("sí, y ahorita están afuera buscándome", _context("fear.fears_return")).danger is not None


def test_fear_before_a_refusal_to_return_is_fear() -> None:
    values = [f.value for f in hear("tengo miedo no quiero regresar", _context()).facts
              if f.field == "fear.fears_return"]
    assert values == [True]


def test_where_a_relative_lives_is_not_where_the_person_is() -> None:
    heard = hear("This is about my cousin Sam, I live in Denver. They sent him back to Reynosa.", _context())
    assert "denver" not in [fact.value for fact in heard.facts]


def test_parted_at_a_port_and_in_mexico_is_turned_back() -> None:
    record = {"incident.kinds": ["separated"], "incident.crossing": "naco", "person.location_country": "MX"}
    assert ["turned_back", "separated"] in [fact.value for fact in infer(record)]
    held = {**record, "detention.facility": "eloy"}
    assert "incident.kinds" not in [fact.field for fact in infer(held)]


@pytest.mark.parametrize(("language", "text", "number"), [
    ("en", "use mine 312 555 0121", "+13125550121"), ("en", "664 555 0188", "+526645550188"),
    ("es", "646 555 0188", "+526465550188"), ("en", "my cell is +52 646 555 0188", "+526465550188")])
def test_a_number_without_its_country(language: str, text: str, number: str) -> None:
    heard = hear(text, Context(language, TODAY, "person.phone"))  # type: ignore[arg-type]
    assert [(fact.field, fact.value) for fact in heard.facts] == [("person.phone", number)]


def test_the_town_of_a_return_long_ago_is_asked() -> None:
    for day, sure in (("3 of this month", True), ("the 3rd of July 2025", False)):
        text = f"We asked for asylum at the Calexico West port on {day} and they sent us back to Mexicali."
        town = next(f for f in hear(text, Context("en", TODAY)).facts if f.field == "person.location_city")
        assert (town.confidence >= SURE) is sure


def test_the_place_at_the_river_is_kept() -> None:
    heard = hear("we crossed the river near Roma on March 3", Context("en", TODAY))
    facts = {fact.field: fact.value for fact in heard.facts}
    assert (facts["incident.crossing"], facts["incident.position"]) == ("roma", "between_ports")


def test_an_officers_words_correct_nothing() -> None:
    known = {"incident.force": ["pushed"], "incident.date": "2026-02-09"}
    heard = hear("it's not my problem, go or I will arrest you", _context("incident.officer_words", known=known))
    assert not any(fact.correction for fact in heard.facts)


def test_texting_two_is_no_age_of_a_child() -> None:
    assert hear("then they took me 2 court n charged me", Context("en", TODAY)).danger is None
    assert hear("he close the chain", Context("en", TODAY)).danger is None
