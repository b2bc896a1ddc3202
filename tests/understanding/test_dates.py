"""Dates in the words people use, with the precision they told."""

from __future__ import annotations

from datetime import date

import pytest

from intake.record import is_edtf
from intake.understanding.dates import easter, find_dates
from intake.understanding.normal import fold, number_value
from intake.understanding.types import SURE

TODAY = date(2026, 3, 14)  # a Saturday
TOLD = [
    ("en", "2025 May 17 I came", "2025-05-17"), ("es", "2025 17 mayo", "2025-05-17"),
    ("es", "fue el 14", "2026-03-14"), ("es", "el 20 me regresaron", "2026-02-20"),
    ("es", "el dia 12", "2026-03-12"), ("es", "el catorce", "2026-03-14"),
    ("es", "el 14 del mes pasado", "2026-02-14"),
    ("es", "antier", "2026-03-12"), ("es", "anteayer en la tarde", "2026-03-12"),
    ("es", "ayer", "2026-03-13"),
    ("es", "Hoy en la mañana", "2026-03-14"), ("es", "anoche", "2026-03-13"),
    ("es", "esta mañana", "2026-03-14"),
    ("en", "this morning", "2026-03-14"), ("en", "last night", "2026-03-13"),
    ("en", "the day before yesterday", "2026-03-12"), ("en", "It was the 3rd of may.", "2025-05-03"),
    ("es", "hace 10 días", "2026-03-04"), ("es", "hace como 10 dias", "2026-03-04~"),
    ("es", "hace unos diez días", "2026-03-04~"), ("es", "hace como tres semanas", "2026-02-21~"),
    ("es", "hace dos semanas", "2026-02-28~"), ("es", "hace 2 meses", "2026-01~"),
    ("es", "hace un mes", "2026-02~"),
    ("es", "hace un año", "2025-03~"), ("es", "hace 3 años", "2023~"), ("es", "3 dias atras", "2026-03-11"),
    ("es", "hace año y medio", "2024-09~"), ("es", "hace un año y medio", "2024-09~"),
    ("en", "10 days ago", "2026-03-04"), ("en", "about two weeks ago", "2026-02-28~"),
    ("en", "a week ago", "2026-03-07~"), ("en", "a couple of months ago", "2026-01~"),
    ("en", "a year ago", "2025-03~"),
    ("es", "a mediados de febrero", "2026-02~"), ("es", "a principios de noviembre", "2025-11~"),
    ("es", "a finales de octubre del 2019", "2019-10~"), ("en", "in mid-February", "2026-02~"),
    ("en", "early march 2019", "2019-03~"), ("en", "at the end of october", "2025-10~"),
    ("es", "a principios de 2019", "2019~"), ("es", "a finales del año pasado", "2025~"),
    ("es", "a principios de este mes", "2026-03~"), ("es", "a mediados del mes pasado", "2026-02~"),
    ("es", "en semana santa", "2025-04~"), ("es", "en la semana santa de 2024", "2024-03~"),
    ("en", "around thanksgiving", "2025-11-27~"), ("es", "en navidad", "2025-12-25~"),
    ("en", "on christmas day", "2025-12-25"), ("en", "on the 4th of july", "2025-07-04"),
    ("es", "nov 2016", "2016-11"), ("es", "noviembre", "2025-11"), ("es", "en marzo", "2026-03"),
    ("es", "en noviembre del año pasado", "2025-11"), ("es", "en enero de este año", "2026-01"),
    ("es", "octubre del 19", "2019-10"), ("es", "mayo de 2023", "2023-05"), ("en", "in may", "2025-05"),
    ("en", "last november", "2025-11"), ("es", "en noviembre pasado", "2025-11"),
    ("en", "November, 2016", "2016-11"),
    ("en", "last year", "2025"), ("es", "el año pasado", "2025"), ("es", "el año antepasado", "2024"),
    ("es", "el mes pasado", "2026-02"), ("en", "last month", "2026-02"), ("en", "this month", "2026-03"),
    ("es", "la semana pasada", "2026-03-07~"), ("en", "last week", "2026-03-07~"),
    ("es", "el lunes", "2026-03-09"), ("en", "last Tuesday", "2026-03-10"),
    ("es", "el martes pasado", "2026-03-10"),
    ("es", "el sábado", "2026-03-07"), ("es", "el pasado miércoles", "2026-03-11"),
    ("es", "el domingo", "2026-03-08"),
    ("es", "el martes de la semana pasada", "2026-03-03"), ("es", "el martes 10", "2026-03-10"),
    ("es", "25/12/2019", "2019-12-25"), ("en", "12/25/19", "2019-12-25"), ("en", "2019-10-14", "2019-10-14"),
    ("es", "05/05/17", "2017-05-05"), ("es", "03/2017", "2017-03"), ("es", "14-10-2019", "2019-10-14"),
    ("es", "14 de octubre de 2019", "2019-10-14"), ("es", "el lunes 14 de octubre del 2019", "2019-10-14"),
    ("es", "14 de octubre", "2025-10-14"), ("es", "catorce de octubre del año pasado", "2025-10-14"),
    ("es", "el primero de mayo", "2025-05-01"), ("es", "el 1ro de marzo", "2026-03-01"),
    ("es", "14 de octubre de dos mil diecinueve", "2019-10-14"), ("es", "14 de octubre del 19", "2019-10-14"),
    ("en", "oct 14th", "2025-10-14"), ("en", "October 14, 2019", "2019-10-14"),
    ("en", "3 may 2023", "2023-05-03"),
    ("en", "the 3rd of may", "2025-05-03"), ("en", "May 3rd 2023", "2023-05-03"),
    ("en", "March 2", "2026-03-02"),
    ("en", "on the 12th", "2026-03-12"), ("en", "the 12th at night", "2026-03-12"),
    ("es", "como el 12", "2026-03-12~"),
    ("es", "14/oct/2019", "2019-10-14"), ("es", "29 de febrero", "2024-02-29"),
    ("es", "en 2016", "2016"), ("en", "since 2016", "2016"), ("es", "2016", "2016"),
    ("en", "around 2017", "2017~"),
    ("es", "en el 2018", "2018"), ("es", "el año 2016", "2016"),
    ("en", "in the summer of 2019", "2019-22"), ("es", "en el verano de 2019", "2019-22"),
    ("en", "last summer", "2025-22"), ("en", "fall 2018", "2018-23"), ("es", "el invierno pasado", "2025-24"),
    ("es", "como en octubre", "2025-10~"), ("es", "el 14 de octubre más o menos", "2025-10-14~"),
    ("es", "hará unos 5 meses", "2025-10~"), ("es", "hace poco más de 2 meses", "2026-01~"),
    ("es", "primera semana de marzo", "2026-03~"), ("en", "the last week of february", "2026-02~"),
    ("es", "a principios de año", "2026~"), ("en", "in 2019, in may", "2019-05"),
    ("es", "14 10 2019", "2019-10-14"),
    ("es", "en el 2019 por mayo", "2019-05"), ("es", "un dia de mayo", "2025-05"),
    ("en", "on 6/14", "2025-06-14"),
    ("es", "hace una semana y media", "2026-03-04~"), ("es", "hace un par de semanas", "2026-02-28~"),
    ("es", "hace mes y medio", "2026-01~"), ("en", "a month and a half ago", "2026-01~"),
    ("en", "half a year ago", "2025-09~"), ("en", "two and a half years ago", "2023-09~"),
    ("es", "el 24 de diciembre en la noche del 2018", "2018-12-24"), ("en", "22 May 18", "2018-05-22"),
    ("es", "el primero de este mes", "2026-03-01"), ("en", "the fourth of this month", "2026-03-04"),
    ("es", "el 14 pero del mes pasado", "2026-02-14"), ("en", "on monday the 9th", "2026-03-09"),
    ("es", "el año pasado en abril", "2025-04"), ("es", "el año pasado el 14 de abril", "2025-04-14"),
    ("en", "last year in april", "2025-04"), ("en", "last year around may", "2025-05~"),
    ("es", "el pasado mes de mayo", "2025-05"), ("es", "la antepasada semana", "2026-02-28~"),
    ("es", "el fin de semana pasado", "2026-03-07~"), ("es", "el lunes antepasado", "2026-03-02"),
    ("es", "los primeros dias de noviembre", "2025-11~"), ("es", "el dia de muertos", "2025-11-02"),
    ("es", "en setienbre", "2025-09"), ("en", "it was in august", "2025-08"),
]
NO_DATES = [
    "tengo 34 años", "mi hija tiene 14", "3 meses", "por 10 dias", "me tuvieron 3 semanas",
    "esperamos dos meses",
    "I was held for 10 days", "she is 7 years old", "$500", "2000 dolares", "pague 2019 pesos", "500 dollars",
    "a las 3 de la tarde", "at 3:30 pm", "a las 10:15", "915-555-0134", "+52 656 123 4567", "6561234567",
    "somos 4", "el hijo de Julio", "they may call", "we march on", "we had to march", "de la mañana",
    "en la mañana",
    "mañana", "next week", "el próximo lunes", "la semana que viene", "14 de octubre de 2031",
    "en dos semanas",
    "he was the second in line", "24/7", "31 de febrero", "calle 16 de septiembre", "nací en Santo Domingo",
    "hace mucho calor", "ten days", "dos mil pesos", "mi esposo Abril", "el 20% de la gente", "los lunes",
    "un hombre de 25 años", "el 5 años", "5 days", "hace falta ayuda", "hoy en dia", "2031", "2-3 dias",
    "pagamos como 2000 por persona", "nos cobraron 2000", "april is my daughter", "fue un martes",
    "de martes a jueves", "1/2 hour", "the two may have gone",
]
COMING = [
    ("mi audiencia es el 20", "2026-03-20"), ("el 12", "2026-04-12"), ("el 14 de octubre", "2026-10-14"),
    ("en enero", "2027-01"), ("el lunes", "2026-03-16"), ("mañana", "2026-03-15"),
    ("next tuesday", "2026-03-17"),
    ("en dos semanas", "2026-03-28~"), ("el próximo mes", "2026-04"), ("14 de octubre de 2027", "2027-10-14"),
    ("en 2027", "2027"), ("en marzo", "2026-03"), ("January 5, 2028", "2028-01-05"),
    ("el martes que viene", "2026-03-17"), ("en mayo del proximo año", "2027-05"), ("next year", "2027"),
    ("the 2nd of next month", "2026-04-02"),
]
AFTER = [("tres días después", 3), ("the next day", 1), ("al día siguiente", 1), ("two days later", 2),
         ("una semana después", 7), ("dos días antes", -2), ("ese mismo dia", 0)]


@pytest.mark.parametrize(("language", "text", "edtf"), TOLD)
def test_dates_told(language: str, text: str, edtf: str | None) -> None:
    hits = find_dates(text, TODAY, language)
    assert [hit.edtf for hit in hits] == ([edtf] if edtf else [])
    assert all(hit.confidence >= SURE and is_edtf(hit.edtf) for hit in hits)


@pytest.mark.parametrize("text", NO_DATES)
@pytest.mark.parametrize("language", ["es", "en"])
def test_no_dates(text: str, language: str) -> None:
    assert find_dates(text, TODAY, language) == ()


@pytest.mark.parametrize(("text", "edtf"), COMING)
def test_dates_to_come(text: str, edtf: str) -> None:
    assert [hit.edtf for hit in find_dates(text, TODAY, "es", prefer="future")] == [edtf]


@pytest.mark.parametrize(("text", "days"), AFTER)
def test_relative_to_another_event(text: str, days: int) -> None:
    [hit] = find_dates(text, TODAY, "es")
    assert (hit.kind, hit.offset_days, hit.edtf) == ("relative_event", days, "")


@pytest.mark.parametrize(("text", "edtf"), [
    ("hace unos meses", "2025-12~"), ("a few days ago", "2026-03-11~"), ("hace dos lunes", "2026-03-02")])
def test_vague_distances_are_asked(text: str, edtf: str) -> None:
    [hit] = find_dates(text, TODAY, "es")
    assert hit.edtf == edtf
    assert hit.confidence < SURE


@pytest.mark.parametrize(("text", "edtfs"), [
    ("octubre y noviembre de 2022", ["2022-10", "2022-11"]),
    ("from the 3rd to the 5th of feb", ["2026-02-03", "2026-02-05"])])
def test_the_year_or_month_is_told_once_for_two(text: str, edtfs: list[str]) -> None:
    assert [hit.edtf for hit in find_dates(text, TODAY, "en")] == edtfs


@pytest.mark.parametrize(("text", "edtf"), [
    ("octubre o noviembre de 2022", "2022-10~"), ("March or April of 2025", "2025-03~"),
    ("en marzo o en abril de 2025", "2025-03~"), ("between March and April 2025", "2025-03~"),
    ("not sure, May or June", "2025-05~"), ("entre el 3 y el 5 de mayo de 2025", "2025-05-03~"),
    ("between May 3 and May 5, 2025", "2025-05-03~"), ("2024 o 2025", "2024~"), ("in 2024 or 2025", "2024~"),
    ("el 3 de mayo o el 3 de junio", "2025-05-03~"), ("December 2024 or January 2025", "2024-12~")])
def test_one_of_two_is_about_the_earlier_and_asked(text: str, edtf: str) -> None:
    [hit] = find_dates(text, TODAY, "es")
    assert hit.edtf == edtf
    assert hit.confidence < SURE


@pytest.mark.parametrize(("text", "edtf"), [
    ("March 2025-ish", "2025-03~"), ("March 2025 I think", "2025-03~"),
    ("I think it was in March 2025", "2025-03~"),
    ("marzo de 2025, creo", "2025-03~"), ("creo que fue el 5 de mayo", "2025-05-05~"), ("2019-ish", "2019~"),
    ("me parece que fue en mayo", "2025-05~"), ("si no me equivoco el 5 de mayo", "2025-05-05~")])
def test_i_think_is_about(text: str, edtf: str) -> None:
    assert [hit.edtf for hit in find_dates(text, TODAY, "es")] == [edtf]


@pytest.mark.parametrize(("text", "value"), [
    ("catorce", 14), ("mil quinientos", 1500), ("twenty one", 21), ("dos y medio", 2.5), ("un par", 2),
    ("two and a half", 2.5), ("a hundred", 100), ("veinte mil", 20000), ("doscientas", 200), ("a dozen", 12)])
def test_number_words(text: str, value: float) -> None:
    assert number_value(text) == value


def test_folding_keeps_the_length() -> None:
    for text in ("Mañana", "“¿Qué?” K’iche’", "nin\u0303o", "İstanbul ǆ 👩🏽"):
        assert len(fold(text)) == len(text)


def test_order_of_day_and_month_is_asked() -> None:
    [hit] = find_dates("12/03/17", TODAY, "es")
    assert hit.confidence < SURE
    assert hit.options == ("2017-03-12", "2017-12-03")
    assert find_dates("12/03/17", TODAY, "en")[0].options == ("2017-12-03", "2017-03-12")


def test_several_dates_and_their_spans() -> None:
    text = "Salí el 3 de mayo de 2023, llegué en agosto de 2023 y el 12 al 14 de octubre estuve preso"
    hits = find_dates(text, TODAY, "es")
    assert [text[hit.span.start:hit.span.end] for hit in hits][1:2] == ["agosto de 2023"]
    assert [hit.edtf for hit in hits] == ["2023-05-03", "2023-08", "2025-10-12", "2025-10-14"]


def test_easter() -> None:
    assert [easter(year) for year in (2018, 2019, 2024)] == [
        date(2018, 4, 1), date(2019, 4, 21), date(2024, 3, 31)]
