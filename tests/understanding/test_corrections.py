"""Corrections: which field, which value."""

from __future__ import annotations

from datetime import date

import pytest

from intake.record import Value
from intake.understanding import story
from intake.understanding.corrections import find, without_denied
from intake.understanding.hear import hear
from intake.understanding.merge import decide, infer, merge
from intake.understanding.normal import fold
from intake.understanding.types import Context, Fact

TODAY = date(2026, 3, 14)
CASES: list[tuple[str, str, Value, Value]] = [
    ("me confundí, no fue el 9 que salí, fue el 19", "detention.until", "2025-09-09", "2025-09-19"),
    ("el niño no tiene 5 tiene 6, ya cumplió", "person.children_ages", [5], [6]),
    ("my nephew turned 16 last week, hes 16 not 15", "person.children_ages", [15], [16]),
    ("my daughter isnt 6, shes 7", "person.children_ages", [6, 2], [7, 2]),
    ("le había dicho que el lunes, pero fue domingo", "incident.date", "2026-03-09", "2026-03-08"),
    ("oh and about the date, make it the 12th", "incident.date", "2026-03-10", "2026-03-12"),
    ("no fue jueves fue martes", "incident.date", "2026-02-12", "2026-02-10"),
    ("nah they let me out in march 2025, not february", "detention.until", "2025-02", "2025-03"),
    ("perdón, fue el 14 no el 12", "incident.date", "2026-02-12", "2026-02-14"),
    ("no, 14 no 12", "incident.date", "2026-03-12", "2026-03-14"),
    ("la fecha esta mal, no fue hace 10 dias, fue hace 12", "incident.date", "2026-03-04", "2026-03-02"),
    ("Hay un error: salí el 10 de julio de 2024, no de junio", "detention.until", "2024-06-10", "2024-07-10"),
    ("perdón, fue en noviembre", "incident.date", "2024-12-05", "2024-11"),
    ("that's wrong, it was the Stanton bridge", "incident.crossing", "el_paso_pdn", "el_paso_stanton"),
    ("me equivoqué, mi hija tiene 9, no 7", "person.children_ages", [7, 2], [9, 2]),
    ("no soy hondureño, soy salvadoreño", "person.nationality", "HN", "SV"),
    ("correction: the bond was 18,000 not 8,000", "detention.bond_usd", 8000, 18000),
    ("Sorry, my name is Yusuf, not Yousif", "person.name", "Yousif", "Yusuf"),
    ("sí me empujaron, eso faltó", "incident.force", ["grabbed"], ["grabbed", "pushed"]),
    ("small fix: the oldest is 15", "person.children_ages", [14, 9, 5], [15, 9, 5]),
    ("la más chica tiene 6", "person.children_ages", [14, 9, 5], [14, 9, 6]),
    ("sorry, my elder daughter is 13", "person.children_ages", [12, 8], [13, 8]),
    ("the baby is 5 months, not 4", "person.children_ages", [4, 9], [0, 9]),
    ("the 4 year old is 5 now", "person.children_ages", [4, 9], [5, 9]),
    ("la mara no, fue la policía", "fear.by_whom", ["gang"], ["police"]),
    ("la policía no fue, fue el cartel", "fear.by_whom", ["police"], ["cartel"]),
    ("it was the police, the gang wasn't", "fear.by_whom", ["gang"], ["police"]),
    ("my name is spelled Anna", "person.name", "Ana", "Anna"),
]


@pytest.mark.parametrize(("text", "field", "old", "new"), CASES)
def test_correction(text: str, field: str, old: Value, new: Value) -> None:
    found = find(text, Context("es", TODAY, "confirm", {field: old}))
    assert [(fact.field, fact.value, fact.correction) for fact in found.facts] == [(field, new, True)]


@pytest.mark.parametrize(("text", "field", "old", "new"), [
    ("fue el 6 de mayo de 2026, no el 3", "incident.date", "2026-05-03", "2026-05-06"),
    ("It was May 6, 2026, not May 3", "incident.date", "2026-05-03", "2026-05-06"),
    ("soy de Guatemala, no de Honduras", "person.nationality", "HN", "GT"),
    ("I am from Guatemala, not Honduras", "person.nationality", "HN", "GT"),
    ("no fue en Paso del Norte, fue en el Puente Stanton", "incident.crossing", "el_paso_pdn", "el_paso_stanton"),
    ("no fue en Brownsville, fue en Hidalgo", "incident.crossing", "brownsville_gateway", "hidalgo"),
    ("no estoy en Juárez, estoy en Tijuana", "person.location_city", "ciudad_juarez", "tijuana")])
@pytest.mark.parametrize(("awaiting", "done"), [("incident.force", False), (None, False), (None, True)])
def test_what_was_told_is_denied(text: str, field: str, old: Value, new: Value, awaiting: str | None,
                                 done: bool) -> None:
    heard = hear(text, Context("es", date(2026, 11, 24), awaiting, {field: old}, done=done))
    assert [(fact.field, fact.value) for fact in heard.facts if fact.correction] == [(field, new)]
    assert not any(fact.field == "incident.force" for fact in heard.facts)


@pytest.mark.parametrize(("text", "field", "old", "new"), [
    ("ahora estoy en Tijuana", "person.location_city", "ciudad_juarez", "tijuana"),
    ("el 8", "incident.date", "2026-05-03", "2026-05-08"), ("May 7", "incident.date", "2026-04-03", "2026-05-07"),
    ("mi hijo de 5 años iba conmigo", "person.children_ages", [], [5])])
def test_short_update_after_the_end(text: str, field: str, old: Value, new: Value) -> None:
    found = find(text, Context("es", date(2026, 11, 24), None, {field: old}, done=True),
                 story.find_facts(text, Context("es", date(2026, 11, 24), None, {field: old}, done=True)))
    assert [(fact.field, fact.value) for fact in found.facts] == [(field, new)]


@pytest.mark.parametrize("text", [
    "mi mamá está en Tijuana", "me voy a Tijuana", "my cousin is from Guatemala",
    "el nombre del oficial era Pérez", "the officer's name was Perez",
    "ayer volvieron a regresarme, fue en la garita de Otay",
    "they turned me back again yesterday at Otay", "Nogales", "Tijuana",
    "ya no estoy en Tijuana"])
def test_no_correction_after_the_end(text: str) -> None:
    known: dict[str, Value] = {"person.location_city": "ciudad_juarez", "person.nationality": "HN",
                               "person.name": "Ana", "incident.date": "2026-05-03",
                               "incident.crossing": "el_paso_pdn"}
    heard = hear(text, Context("es", date(2026, 11, 24), None, known, done=True))
    assert not any(fact.correction for fact in heard.facts)


@pytest.mark.parametrize(("text", "field", "announces"), [
    ("quiero corregir la fecha", "incident.date", "correct"),
    ("can I change the date?", "incident.date", "correct"),
    ("corrija mi nombre por favor", "person.name", "correct"),
    ("quiero agregar mi teléfono", "person.phone", "add"),
    ("I want to correct something", None, "correct"), ("olvidé mencionar algo", None, "add"),
    ("la ciudad", "person.location_city", None), ("the date", "incident.date", None),
    ("no soy de Honduras", "person.nationality", None)])
@pytest.mark.parametrize("done", [True, False])
def test_what_is_to_be_asked_again(text: str, field: str | None, announces: str | None, done: bool) -> None:
    known: dict[str, Value] = {"incident.date": "2026-05-03", "person.name": "Ana", "person.nationality": "HN",
                               "person.location_city": "ciudad_juarez"}
    found = find(text, Context("es", date(2026, 11, 24), None if done else "confirm", known, done=done))
    assert (found.facts, found.to_correct, found.announces) == ((), field, announces)


@pytest.mark.parametrize(("text", "field"), [
    ("la fecha está mal", "incident.date"), ("the bridge is wrong", "incident.crossing"),
    ("mi nombre está mal escrito", "person.name"), ("the boy's age is wrong, he's 10", "person.children_ages")])
def test_wrong_without_a_value(text: str, field: str) -> None:
    known: dict[str, Value] = {"incident.date": "2026-03-01", "incident.crossing": "el_paso_pdn",
                               "person.name": "Ana", "person.children_ages": [4, 9]}
    found = find(text, Context("es", TODAY, "confirm", known))
    assert (found.facts, found.to_correct) == ((), field)


@pytest.mark.parametrize(("text", "field", "old", "new"), [
    ("I came with my brother to the port. The American officer at the turnstile told us to wait, sorry, not today "
     "he said. I said I want asylum and we waited there until the evening", "person.nationality", "CM", None),
    ("llegamos en la tarde al puente con mi hija y mi mamá, había mucha gente. perdón, fue el 14 y no el 12. El "
     "oficial dijo que espere allá atrás hasta que nos llamen", "incident.date", "2026-03-12", "2026-03-14"),
    ("el oficial nos dijo perdón, ya no hay lugar, y que esperáramos en Reynosa. Después vino otro y yo dije que "
     "venía de Honduras con mis hijos y que tenía mucho miedo", "person.location_city", "matamoros", None)])
def test_a_story_corrects_only_where_it_says_so(text: str, field: str, old: Value, new: Value) -> None:
    found = find(text, Context("es", TODAY, "narrative.text", {field: old}))
    assert [(fact.field, fact.value) for fact in found.facts] == ([(field, new)] if new else [])


@pytest.mark.parametrize(("text", "changed"), [
    ("no perdon la niña tiene 5, los cumplio ayer", {"person.children_ages": [5]}),
    ("perdón, ayer me llamó mi hermano", {}), ("sorry, my sister had her baby yesterday", {}),
    ("me equivoqué, fue el 3", {"incident.date": "2026-02-03"}),
    ("sorry it was yesterday", {"incident.date": "2026-03-13"})])
def test_another_day_is_not_the_day_of_the_incident(text: str, changed: dict[str, Value]) -> None:
    known: dict[str, Value] = {"person.children_ages": [4], "incident.date": "2026-02-09"}
    found = find(text, Context("es", TODAY, "incident.officer_words", known))
    assert {fact.field: fact.value for fact in found.facts} == changed


def test_denied_words_are_blanked() -> None:
    text = "no fue en marzo sino en abril"
    assert without_denied(text, fold(text)).split() == ["sino", "en", "abril"]


@pytest.mark.parametrize(("known", "field", "value", "verdict"), [
    ({}, "incident.date", "2026-03", "set"),
    ({"incident.date": "2026-03"}, "incident.date", "2026-03-12", "set"),
    ({"incident.date": "2026-03-12"}, "incident.date", "2026-03", "same"),
    ({"incident.date": "2026-03-12"}, "incident.date", "2026-03-13", "clash"),
    ({"incident.crossing": "el_paso"}, "incident.crossing", "el_paso_pdn", "set"),
    ({"incident.crossing": "el_paso_pdn"}, "incident.crossing", "el_paso", "same"),
    ({"incident.force": ["pushed"]}, "incident.force", ["struck"], "extend"),
    ({"incident.force": []}, "incident.force", ["struck"], "clash"),
    ({"person.adults": 2}, "person.adults", 3, "clash")])
def test_decide(known: dict[str, Value], field: str, value: Value, verdict: str) -> None:
    assert decide(known, Fact(field, value))[0] == verdict


def test_merge_keeps_what_contradicts() -> None:
    record, open_facts = merge({"person.adults": 2}, [Fact("person.adults", 3), Fact("person.age", 30)])
    assert record == {"person.adults": 2, "person.age": 30}
    assert [fact.field for fact in open_facts] == ["person.adults"]


def test_infer_only_without_doubt() -> None:
    record = {"incident.kinds": ["turned_back", "separated"], "incident.crossing": "naco",
              "fear.fears_return": True, "person.nationality": "HN"}
    assert {fact.field: fact.value for fact in infer(record)} == {
        "separation.separated": True, "incident.returned_to_country": "MX", "person.location_country": "MX",
        "fear.country": "HN"}
    assert infer({"incident.kinds": ["expelled"]}) == ()


@pytest.mark.parametrize(("text", "awaiting"), [
    ("quiero cambiar la fecha", "separation.whereabouts"), ("I want to correct something", "person.name"),
    ("la fecha está mal", "person.location_city"), ("en realidad dijo el jueves", "incident.fear_interview"),
    ("también me agarró del brazo", "incident.fear_interview")])
def test_no_answer_and_no_other_date(text: str, awaiting: str) -> None:
    known: dict[str, Value] = {"incident.date": "2026-05-03", "incident.crossing": "el_paso_pdn"}
    heard = hear(text, Context("es", date(2026, 11, 24), awaiting, known))
    assert not {fact.field for fact in heard.facts} & {awaiting, "incident.date"}
