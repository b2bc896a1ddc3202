"""Answers to one question, in many wordings; places, dates and people are tested with their extractors."""

from __future__ import annotations

from datetime import date

import pytest

from intake.record import Value
from intake.understanding.answers import answer
from intake.understanding.types import SURE, Context

TODAY = date(2026, 3, 14)
CASES: list[tuple[str, str, Value]] = [
    ("fear.by_whom", "la mara no, la policía", ["police"]),
    ("fear.by_whom", "the gang no, the police", ["police"]),
    ("fear.fears_return", "they will find me, yes", True),
    ("fear.by_whom", "gente de otro pueblo, pleito de tierra", ["other"]),
    ("incident.date", "dos mes, mas o menos", "2026-01~"),
    ("incident.date", "two months", "2026-01~"),
    ("fear.fears_return", "híjole sí", True),
    ("fear.fears_return", "allá me encuentran", True),
    ("person.pregnant_or_ill", "strong and healthy thank God", False),
    ("person.pregnant_or_ill", "bien de salud gracias a dios", False),
    ("incident.force", "the gang threatened me, not the officer", []),
    ("incident.force", "en mi pais si, aqui no", []),
    ("incident.force", "nobody, they dont touch us", []),
    ("incident.force", "they dont touch we at all", []),
    ("incident.force", "only handcuffs when they took us to the detention", []),
    ("incident.kinds", "she dont allow us to enter", ["turned_back"]),
    ("incident.kinds", "they chased us away from the gate", ["turned_back"]),
    ("incident.kinds", "nos viraron", ["turned_back"]),
    ("incident.position", "en la mera rayita", "at_the_line"),
    ("incident.position", "at the middle of the bridge, past the metal marker", "past_the_line"),
    ("incident.position", "outside of the gate, del lado mexicano", "mexican_side"),
    ("incident.asked_for_asylum", "yh", True),
    ("fear.danger_now", "orita no", False),
    ("incident.fear_interview", "que va, ni me preguntaron", False),
    ("incident.said_afraid", "it was quick... I guess yes, he did say it", True),
    ("person.children_ages", "no, aun no nace", []),
    ("person.safe_to_contact", "whatsapp only", True),
    ("person.pregnant_or_ill", "my leg hurts, I need to see a doctor", True),
    ("detention.credible_fear", "pass", "passed"),
    ("incident.asked_for_asylum", "si, se lo dije claro", True),
    ("incident.asked_for_asylum", "no dije esa palabra, pero pedí protección", True),
    ("incident.asked_for_asylum", "nunca me dieron chance de hablar", False),
    ("incident.fear_interview", "no, nadie nos entrevisto", False),
    ("incident.fear_interview", "ese dia no, fue un mes despues", False),
    ("incident.fear_interview", "an asylum officer asked me questions", True),
    ("incident.interpreter_used", "He could not explain that in Spanish, so no", False),
    ("incident.said_afraid", "I tried but they would not listen", False),
    ("incident.signed_papers", "me negue a firmar", False),
    ("incident.signed_papers", "me hicieron firmar unas hojas", True),
    ("fear.danger_now", "ahorita estamos seguros", False),
    ("fear.danger_now", "they found the house and are looking for us", True),
    ("detention.detained_now", "they let him out in May", False),
    ("detention.detained_now", "sigue adentro", True),
    ("separation.reunited", "todavia no", False),
    ("person.safe_to_contact", "my husband reads it, so no", False),
    ("incident.force", "nada de eso", []),
    ("incident.force", "no nos tocaron", []),
    ("incident.force", "she grabbed my arm and shoved me", ["pushed", "grabbed"]),
    ("incident.force", "not physically but he threatened to arrest us", ["threatened"]),
    ("incident.mistreatment", "nos insultaron y no nos dieron agua", ["insulted", "denied_food_or_water"]),
    ("incident.kinds", "they sent us back and kept my son", ["turned_back", "separated"]),
    ("incident.position", "en el mero torniquete", "at_the_line"),
    ("incident.position", "we were past the line, on the American side", "past_the_line"),
    ("incident.position", "adentro, en la ventanilla", "inside_port"),
    ("incident.position", "en el rio", "between_ports"),
    ("fear.by_whom", "mi ex marido", ["partner_or_family"]),
    ("fear.by_whom", "the army and the police", ["police", "military"]),
    ("fear.by_whom", "we never knew who they were", ["unknown"]),
    ("detention.credible_fear", "no la pase", "failed"),
    ("detention.credible_fear", "I passed", "passed"),
    ("detention.parole", "nunca lo pedi", "not_requested"),
    ("detention.parole", "they turned it down", "denied"),
    ("prosecution.charge", "entrada ilegal", "illegal_entry"),
    ("prosecution.charge", "reentry", "illegal_reentry"),
    ("separation.from_whom", "de mi mamá y mi hermana", ["mother", "sibling"]),
    ("person.name", "Me llamo Ofelia Tzoc", "Ofelia Tzoc"),
    ("person.name", "just call me Dario", "Dario"),
    ("person.name", "Nelson", "Nelson"),
    ("person.name", "Simón", "Simón"),
    ("incident.officer_words", 'he said "the bridge is closed for you"', "the bridge is closed for you"),
    ("incident.officer_words", "me dijo que regresara mañana", "regresara mañana"),
    ("separation.whereabouts", "creo que en un albergue de Phoenix", "un albergue de Phoenix"),
]
STATES = [
    ("person.name", "eso lo dejo en blanco", "declined"),
    ("person.name", "ese dato me lo guardo mano", "declined"),
    ("person.phone", "this one I keep for me, sorry", "declined"),
    ("person.phone", "lets not go there", "declined"),
    ("person.name", "mejor sin nombre", "declined"),
    ("person.name", "mi nombre no lo quiero dar", "declined"),
    ("person.name", "no", "declined"), ("detention.bond_usd", "no hay fianza", "none"),
    ("person.other_contact", "no tengo otro contacto", "none"),
    ("case.hearing_date", "no tengo fecha", "none"),
    ("incident.officer_words", "no me acuerdo que dijo", "unknown"), ("fear.by_whom", "no se", "unknown"),
    ("incident.position", "no idea, it was dark", "unknown"), ("incident.witnesses", "idk", "unknown"),
    ("narrative.text", "I don't feel like telling it", "declined"),
    ("incident.officer_description", "no le vi bien la cara", "unknown"),
]


def _first(field: str, text: str) -> tuple[Value, str]:
    facts = [f for f in answer(field, text, Context("es", TODAY, field)) if f.field == field]
    return (facts[0].value, facts[0].state) if facts else (None, "nothing")


@pytest.mark.parametrize(("field", "text", "value"), CASES)
def test_values(field: str, text: str, value: Value) -> None:
    got, _ = _first(field, text)
    wanted = sorted(value) if isinstance(value, list) else value
    assert (sorted(got) if isinstance(got, list) else got) == wanted


@pytest.mark.parametrize(("field", "text", "state"), STATES)
def test_states(field: str, text: str, state: str) -> None:
    assert _first(field, text) == (None, state)


@pytest.mark.parametrize("field", ["incident.date", "incident.position", "person.name", "incident.crossing"])
@pytest.mark.parametrize("text", ["¿para qué quieren saber eso?", "what does that mean", "👍", "no entiendo"])
def test_no_answer(field: str, text: str) -> None:
    assert _first(field, text) == (None, "nothing")


def test_one_question_for_two_fields() -> None:
    facts = answer("person.pregnant_or_ill", "no, nadie", Context("es", TODAY))
    assert {fact.field: fact.value for fact in facts} == {
        "person.pregnant_or_ill": False, "incident.injured": False}
    facts = answer("person.pregnant_or_ill", "my mother has diabetes", Context("en", TODAY))
    assert {fact.field: fact.value for fact in facts} == {"person.pregnant_or_ill": True}


def test_no_reason_is_a_reason() -> None:
    facts = answer("incident.officer_words", "They gave no reason", Context("en", TODAY))
    assert {fact.field: fact.value for fact in facts} == {"incident.reason_given": ["no_reason"]}


@pytest.mark.parametrize("text", [
    "no dieron razón", "no dio explicación", "nunca dieron una razón", "no explicaron nada", "nadie me explicó",
    "no dijeron la razón", "he never said why", "they never gave us a reason", "nobody explained why",
    "he gave none"])
def test_no_reason_is_no_words_of_theirs(text: str) -> None:
    facts = answer("incident.officer_words", text, Context("es", TODAY, "incident.officer_words"))
    assert [(fact.field, fact.value) for fact in facts] == [("incident.reason_given", ["no_reason"])]


@pytest.mark.parametrize(("text", "both"), [
    ("nadie está enfermo", False), ("no one is sick", False), ("no hay nadie embarazada", False), ("nadie", True),
    ("no, nadie está enfermo", True), ("nobody is sick or hurt", True), ("estamos bien", True)])
def test_who_denies_one_of_two(text: str, both: bool) -> None:
    facts = answer("person.pregnant_or_ill", text, Context("es", TODAY, "person.pregnant_or_ill"))
    told = {fact.field: fact.value for fact in facts}
    assert told == {"person.pregnant_or_ill": False} | ({"incident.injured": False} if both else {})


@pytest.mark.parametrize("text", ["cinco mil pesos", "5000 pesos", "$5000 pesos", "20 mil quetzales"])
def test_other_money_is_no_dollars(text: str) -> None:
    assert answer("detention.bond_usd", text, Context("es", TODAY, "detention.bond_usd")) == ()


@pytest.mark.parametrize(("text", "code"), [("Corea", "KR"), ("Korea", "KR"), ("Congo", "CD"), ("Guinea", "GN")])
def test_one_of_two_countries_is_asked(text: str, code: str) -> None:
    [fact] = answer("person.nationality", text, Context("es", TODAY, "person.nationality"))
    assert (fact.value, fact.confidence < SURE, len(fact.options) > 1) == (code, True, True)


@pytest.mark.parametrize("text", ["1, 4", "2 y 3", "1 and 99"])
def test_numbers_are_no_words_of_an_officer(text: str) -> None:
    assert answer("incident.officer_words", text, Context("es", TODAY, "incident.officer_words")) == ()
@pytest.mark.parametrize("text", ["espera, le pregunto", "no entiende eso", "deje que le pregunte a ella",
                                  "she doesn't understand the question", "wait, let me ask him"])
def test_what_answers_later_is_no_answer(text: str) -> None:
    assert not answer("incident.fear_interview", text, Context("es", TODAY))
