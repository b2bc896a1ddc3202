"""The right answer for where a person stood, their nationality, where they are and who holds them.

The rows are written from the legal facts (shared/legal/facts.md), not from the cards: each names a
situation, the facts that its answer must hold and those that it must not. Every row is asked in both
languages and on both channels.
"""

from __future__ import annotations

import itertools
import re
from datetime import date
from typing import Any

import pytest

from intake import cards, cards_lint

TODAY = date(2026, 11, 24)

# A fact of the legal file, as it may be worded in Spanish and in English.
FACTS = {
    # Mullin v. Al Otro Lado (June 2026): a person still in Mexico has not arrived
    "court": (r"Corte Suprema", r"Supreme Court"),
    "june": (r"junio de 2026", r"June 2026"),
    "not_arrived": (r"no ha(?:bía)? llegado|todavía no ha llegado", r"not (?:yet )?arrived"),
    "depends": (r"(?:depende|cuenta)[^.]{0,20} lado|qué lado|justo en la (?:línea|raya)",
                r"(?:depends|matters)[^.]{0,15} (?:where|which side)|right at the line|where you stood"),
    "step": (r"pis[aóo]|(?:un|dio aunque fuera un) paso", r"step"),
    # 8 USC 1158(a)(1): whoever is present may apply, whatever their status or way in
    "inside_may_ask": (r"Estados Unidos[^.]{0,60}puede[n]? pedir",
                       r"in(?:to)? the United States[^.]{0,20} may ask|[Tt]hey may ask"),
    "mexicans_may": (r"gente de México también|también la gente de México",
                     r"[Pp]eople from Mexico (?:may ask|too)"),
    "any_country": (r"No importa (?:de qué país|su nacionalidad)",
                    r"which country they are from|The country they are from|Their country does not matter"),
    "grounds": (r"raza", r"because of race|These are race"),
    "one_year": (r"un año|primer año", r"one year|one-year"),
    "year_not_for_child": (r"(?:año|plazo)[^.]{0,60}no (?:vale|le toca)|no tiene (?:el|ese) plazo|no le toca",
                           r"one-year limit[^.]{0,60}(?:does not count|not for you)|no (?:such|one-year) limit|"
                           r"does not have (?:that|the one-year) limit"),
    "speak_up": (r"[Nn]o espere|sin (?:que le pregunten|esperar preguntas)|aunque nadie le pregunte",
                 r"[Dd]o not wait to be asked|even if no one asks"),
    # what the answer may say of this person, only when they told it
    "you_before": (r"le pararon antes de pasar", r"stopped you before you passed"),
    "you_at": (r"estaba justo en la (?:línea|raya)|en la (?:línea|raya) o antes",
               r"stood right at the line|at the line or before it"),
    "you_past": (r"ya hab[ií]a pasado la (?:línea|raya)", r"you were past the line"),
    "you_between": (r"no (?:estaba en|fue en) una garita", r"you were not at a port"),
    "you_abroad": (r"(?:está|se encuentra) en otr", r"now in another country"),
    # 1225(b): fear, an asylum officer, the judge's review
    "officer_hears": (r"oficial de asilo", r"asylum officer"),
    "judge_review": (r"un juez la revise", r"a judge to look at it"),
    "seven_days": (r"7 d[ií]as|una semana", r"7 days"),
    "no_duty": (r"no obliga", r"does not require officers"),
    "held_only": (r"ya tienen los agentes|en manos de agentes|lo van a expulsar|van a expulsar",
                  r"officers (?:already )?hold|send you back fast|sent back fast"),
    # non-refoulement
    "no_return": (r"no (?:debe )?mandar a nadie|a donde (?:corre peligro|peligra)|no mandar",
                  r"not send a person|no way send|send a person where"),
    "exceptions": (r"excepciones", r"exceptions"),
    "fled_mexico": (r"huye de México|huye del gobierno", r"(?:fled|flee) from (?:Mexico|the government)"),
    "danger_in_mexico": (r"peligro en México|miedo en México|peligro (?:ahora|donde está)|corre peligro",
                         r"(?:danger|afraid) in Mexico|in danger"),
    "onward": (r"de (?:allí|México) le manden|le manden (?:de allí )?a su|teme que de",
               r"will send you (?:from there )?to your country"),
    # MPP
    "mpp": (r"MPP", r"MPP"),
    # COMAR
    "comar": (r"COMAR", r"COMAR"),
    "comar_30": (r"30 d[ií]as", r"30 working days"),
    "comar_not_for_you": (r"ese camino no es para usted", r"this way is not for you"),
    "for_others": (r"de otros pa[ií]ses|no (?:es|viene) de México",
                   r"from other countries|not from Mexico"),
    "can_ask_refuge": (r"[Pp]uede pedir refugio en México", r"you can ask for refuge in Mexico"),
    # lists
    "cbp_one_over": (r"CBP One ya no da citas", r"CBP One (?:app no longer gives|has given no)"),
    "no_sure_list": (r"ninguna lista", r"no list"),
    "no_pay": (r"[Nn]o pague|[Nn]o (?:dé|entregue) dinero", r"[Dd]o not (?:pay|give money)"),
    # custody and bond
    "texas": (r"Texas", r"Texas"), "new_mexico": (r"Nuevo México", r"New Mexico"),
    "california": (r"California", r"California"),
    "bond_1500": (r"1,500", r"1,500"),
    "feb_2026": (r"febrero de 2026", r"February 2026"),
    "counties": (r"condados", r"county contracts"),
    "parole": (r"parole", r"parole"),
    "guide_2010": (r"2010", r"2010"), "port_arrivals": (r"llega[a-z]* por una garita|llegó por una garita",
                                                        r"came through a port"),
    "no_promise": (r"[Nn]adie puede prometer", r"[Nn]o one can promise"),
    "consulate": (r"[Cc]onsulado", r"[Cc]onsulate"),
    "ciam": (r"520-623-7874", r"520-623-7874"),
    # children
    "48h": (r"48 horas", r"48 hours"), "72h": (r"72 horas", r"72 hours"), "hhs": (r"HHS", r"HHS"),
    "trafficking": (r"trata", r"trafficking"),
    # crossing away from a port
    "crime": (r"delito|cargos", r"crime|charges"),
    "not_advised": (r"[Nn]o (?:le|se lo|lo) aconseja", r"do not advise"),
    "fee_5000": (r"5,000", r"5,000"), "military": (r"zona militar", r"army land"),
    "six_months": (r"6 meses", r"6 months"), "two_years": (r"2 años", r"2 years"),
    "article_31": (r"[Aa]rtículo|tratado de refugiados|ley entre países", r"[Aa]rticle 31|refugee treaty|treaty"),
    # complaints
    "oig": (r"1-800-323-8603", r"1-800-323-8603"), "crcl": (r"CRCL", r"CRCL"),
    "iachr": (r"Interamericana|CIDH", r"Inter-American"),
    "no_sure_answer": (r"ni promete respuesta", r"(?:not|or) promise an answer"),
    "mexican_officer": (r"agente de México", r"officer of Mexico"),
    # others
    "gov_pays_not": (r"[Ee]l gobierno no lo paga", r"government does not pay"),
    "fees_2025": (r"julio de 2025", r"July 2025"), "fee_100": (r"100", r"100"),
    "lawyer": (r"abogado", r"lawyer"),
    "you_are_mexican": (r"Usted (?:es|viene) de México", r"You are from Mexico"),
    "no_mexican_government": (r"no huye del gobierno de México", r"not flee from the government of Mexico"),
    "as_of": (r"24 de noviembre de 2026", r"24 November 2026"),
}

MX, HN, CA = ({"person.nationality": code} for code in ("MX", "HN", "CA"))
IN_MX, IN_US, IN_HN = ({"person.location_country": code} for code in ("MX", "US", "HN"))
SIDE, LINE, PAST, INSIDE, RIVER = ({"incident.position": value} for value in (
    "mexican_side", "at_the_line", "past_the_line", "inside_port", "between_ports"))
CHILD = {"person.unaccompanied_child": True}


def held(facility: str | None = None) -> dict[str, Any]:
    """Detained now, in this facility."""
    return {"detention.detained_now": True} | ({"detention.facility": facility} if facility else {})


Row = tuple[str, dict[str, Any], str, str]
ROWS: list[Row] = [
    # asylum: who may ask depends on where they stood; nobody is left out for a nationality
    ("ask_for_asylum", {},
     "as_of depends court june not_arrived inside_may_ask any_country mexicans_may grounds lawyer",
     "you_before you_at you_past you_between one_year"),
    ("ask_for_asylum", MX, "as_of court not_arrived inside_may_ask mexicans_may grounds lawyer",
     "you_before you_at you_past"),
    ("ask_for_asylum", HN, "depends court inside_may_ask any_country", "you_before you_past one_year"),
    ("ask_for_asylum", HN | SIDE | IN_MX, "as_of you_before court june not_arrived step lawyer",
     "you_past you_at mexicans_may one_year"),
    ("ask_for_asylum", MX | SIDE | IN_MX, "mexicans_may court june not_arrived step", "you_past you_at one_year"),
    ("ask_for_asylum", HN | LINE | IN_MX, "as_of you_at court june not_arrived step inside_may_ask lawyer",
     "you_before you_past mexicans_may"),
    ("ask_for_asylum", MX | LINE | IN_MX, "mexicans_may you_at court not_arrived step danger_in_mexico",
     "you_before you_past"),
    ("ask_for_asylum", HN | PAST | IN_MX, "as_of you_past inside_may_ask any_country grounds lawyer",
     "you_before you_at not_arrived mexicans_may"),
    ("ask_for_asylum", MX | PAST | IN_MX, "mexicans_may you_past inside_may_ask lawyer", "you_before not_arrived"),
    ("ask_for_asylum", HN | INSIDE | IN_MX, "you_past inside_may_ask", "you_before not_arrived"),
    ("ask_for_asylum", MX | INSIDE | IN_MX, "mexicans_may you_past inside_may_ask", "you_before"),
    ("ask_for_asylum", HN | RIVER | IN_MX,
     "you_between inside_may_ask any_country court not_arrived crime not_advised", "you_before you_past you_at"),
    ("ask_for_asylum", MX | RIVER | IN_MX, "mexicans_may you_between inside_may_ask crime not_advised court",
     "you_before you_past"),
    ("ask_for_asylum", HN | IN_US, "as_of inside_may_ask any_country one_year exceptions grounds speak_up",
     "not_arrived you_before mexicans_may"),
    ("ask_for_asylum", MX | IN_US, "mexicans_may inside_may_ask one_year speak_up", "not_arrived"),
    ("ask_for_asylum", HN | IN_US | CHILD, "inside_may_ask year_not_for_child grounds", "not_arrived"),
    ("ask_for_asylum", HN | SIDE | IN_US, "inside_may_ask one_year", "you_before not_arrived"),
    ("ask_for_asylum", HN | LINE | held("el_paso_spc"), "inside_may_ask one_year", "you_at not_arrived"),
    ("ask_for_asylum", MX | SIDE | held(), "mexicans_may inside_may_ask", "you_before not_arrived"),
    ("ask_for_asylum", HN | IN_HN, "you_abroad inside_may_ask court not_arrived", "one_year you_before"),
    # turned away: never legal or illegal by us, never "try again"
    ("turned_away", {}, "as_of depends court june not_arrived no_duty lawyer", "you_before you_past you_between"),
    ("turned_away", MX, "depends court not_arrived mexicans_may no_return exceptions danger_in_mexico",
     "you_before you_past"),
    ("turned_away", HN | SIDE | IN_MX, "you_before court june not_arrived no_duty lawyer",
     "you_past mexicans_may"),
    ("turned_away", MX | SIDE | IN_MX, "you_before court not_arrived mexicans_may danger_in_mexico", "you_past"),
    ("turned_away", HN | LINE | IN_MX, "you_at court not_arrived step lawyer", "you_before you_past"),
    ("turned_away", MX | LINE | IN_MX, "you_at court mexicans_may step danger_in_mexico", "you_before you_past"),
    ("turned_away", HN | PAST | IN_MX, "you_past lawyer", "not_arrived you_before no_duty"),
    ("turned_away", MX | PAST | IN_MX, "you_past mexicans_may fled_mexico danger_in_mexico lawyer", "not_arrived"),
    ("turned_away", HN | INSIDE, "you_past lawyer", "not_arrived you_before"),
    ("turned_away", HN | RIVER, "crime court lawyer", "you_before you_past you_at"),
    ("turned_away", MX | RIVER, "crime court mexicans_may danger_in_mexico", "you_before you_past"),
    # lists
    ("waiting_lists", {}, "as_of cbp_one_over no_sure_list court not_arrived no_pay",
     "you_before you_at you_past"),
    ("waiting_lists", SIDE | IN_MX, "cbp_one_over no_sure_list you_at court no_pay", "you_past"),
    ("waiting_lists", LINE | MX, "cbp_one_over you_at court danger_in_mexico", "you_past"),
    ("waiting_lists", PAST, "cbp_one_over you_past inside_may_ask", "you_at court"),
    ("waiting_lists", INSIDE | MX, "cbp_one_over you_past inside_may_ask no_pay", "court"),
    # made to wait in Mexico
    ("returned_to_mexico", {}, "as_of mpp danger_in_mexico lawyer", "fled_mexico consulate"),
    ("returned_to_mexico", HN | IN_MX, "mpp danger_in_mexico onward comar lawyer", "fled_mexico consulate"),
    ("returned_to_mexico", MX | IN_MX, "fled_mexico exceptions speak_up", "comar"),
    # the fear interview
    ("fear_interview", {}, "as_of held_only officer_hears judge_review gov_pays_not speak_up",
     "you_at you_past court"),
    ("fear_interview", SIDE | IN_MX, "court june not_arrived held_only", "you_past judge_review"),
    ("fear_interview", LINE | MX | IN_MX, "court not_arrived step", "you_past"),
    ("fear_interview", PAST | IN_MX, "you_past officer_hears judge_review lawyer", "court not_arrived"),
    ("fear_interview", INSIDE, "you_past officer_hears", "court"),
    ("fear_interview", SIDE | held("otero_processing"), "officer_hears judge_review speak_up", "court you_at"),
    ("fear_interview", {"detention.credible_fear": "failed"}, "as_of judge_review seven_days lawyer", "court"),
    ("fear_interview", LINE | IN_MX | {"detention.credible_fear": "failed"}, "judge_review seven_days", "court"),
    ("fear_interview", {"detention.credible_fear": "passed"}, "parole no_promise lawyer", "judge_review"),
    # non-refoulement
    ("non_refoulement", {}, "no_return exceptions lawyer", "fled_mexico onward"),
    ("non_refoulement", MX | IN_MX, "no_return exceptions fled_mexico", "onward"),
    ("non_refoulement", HN | IN_MX, "no_return exceptions danger_in_mexico onward", "fled_mexico"),
    ("non_refoulement", HN | IN_US, "no_return exceptions", "fled_mexico onward"),
    # refuge in Mexico
    ("asylum_in_mexico", {}, "as_of comar comar_30 for_others lawyer", "you_are_mexican"),
    ("asylum_in_mexico", MX | IN_MX, "comar_not_for_you for_others mexicans_may", "can_ask_refuge comar_30"),
    ("asylum_in_mexico", MX | IN_US, "comar_not_for_you", "can_ask_refuge"),
    ("asylum_in_mexico", HN | IN_MX, "can_ask_refuge comar_30 lawyer", "comar_not_for_you for_others"),
    ("asylum_in_mexico", HN | IN_US, "comar comar_30 lawyer", "can_ask_refuge comar_not_for_you"),
    ("asylum_in_mexico", HN | IN_HN, "comar comar_30", "can_ask_refuge"),
    # deadlines
    ("deadlines", {}, "one_year exceptions year_not_for_child judge_review", "comar_30"),
    ("deadlines", IN_MX, "one_year comar_30 for_others", ""),
    ("deadlines", HN | IN_MX, "one_year comar_30", ""),
    ("deadlines", MX | IN_MX, "one_year exceptions", "comar comar_30"),
    ("deadlines", HN | IN_MX | CHILD, "year_not_for_child", ""),
    ("deadlines", IN_US | {"detention.credible_fear": "failed"}, "judge_review seven_days one_year", "comar"),
    # bond and custody differ by state
    ("bond", {}, "as_of bond_1500 no_promise lawyer", "texas new_mexico california"),
    ("bond", held("el_paso_spc"), "texas feb_2026 parole port_arrivals lawyer", "new_mexico california"),
    ("bond", held("otero_processing"), "new_mexico parole lawyer", "california feb_2026"),
    ("bond", held("otay_mesa_dc"), "california lawyer", "new_mexico feb_2026"),
    ("bond", held("Winn, Louisiana"), "bond_1500 no_promise", "texas new_mexico california"),
    ("bond", held("el_paso_spc") | MX, "texas feb_2026", "new_mexico"),
    ("bond", {"detention.detained_now": False, "detention.facility": "el_paso_spc"}, "bond_1500", "texas"),
    ("detention", {}, "as_of parole", "texas new_mexico consulate"),
    ("detention", held("el_paso_spc") | HN, "texas parole lawyer", "new_mexico consulate"),
    ("detention", held("cibola") | HN, "new_mexico counties lawyer", "texas consulate"),
    ("detention", held("el_paso_spc") | MX, "texas parole consulate ciam fled_mexico", "new_mexico"),
    ("detention", held("cibola") | MX, "new_mexico counties consulate ciam fled_mexico", "texas"),
    ("detention", held() | MX, "consulate ciam fled_mexico", "texas counties"),
    ("parole", {}, "as_of guide_2010 port_arrivals no_promise", ""),
    ("parole", held("el_paso_spc") | {"detention.parole": "denied"},
     "guide_2010 port_arrivals no_promise lawyer", ""),
    # children alone
    ("children_alone", {}, "48h 72h hhs trafficking year_not_for_child", ""),
    ("children_alone", MX | CHILD, "48h hhs trafficking", "72h"),
    ("children_alone", CA | CHILD, "48h hhs trafficking", "72h"),
    ("children_alone", HN | CHILD | IN_MX, "72h hhs year_not_for_child", "48h"),
    # crossing and charges
    ("crossing_elsewhere", {}, "as_of not_advised crime six_months two_years fee_5000 military lawyer", ""),
    ("crossing_elsewhere", MX | RIVER | IN_MX, "not_advised crime fee_5000 military lawyer", ""),
    ("crossing_elsewhere", HN | IN_US, "inside_may_ask crime fee_5000 speak_up lawyer", ""),
    ("prosecution", {}, "crime six_months two_years article_31 lawyer", ""),
    ("prosecution", {"prosecution.charge": "illegal_reentry"}, "two_years article_31 lawyer", "six_months"),
    # complaints: nowhere but where the facts say
    ("complaint", {}, "as_of oig crcl iachr no_sure_answer", "mexican_officer"),
    ("complaint", {"incident.agency": ["cbp_officer", "mexican_immigration"]}, "oig iachr", "mexican_officer"),
    ("complaint", {"incident.agency": ["mexican_police"]}, "mexican_officer iachr no_sure_answer", "oig"),
    # family, work, lawyers
    ("family_separation", HN, "lawyer", "consulate"),
    ("family_separation", MX, "lawyer consulate no_mexican_government", ""),
    ("work_and_papers", IN_US, "as_of fees_2025 fee_100 lawyer", ""),
    ("lawyer", {}, "lawyer gov_pays_not", ""),
    ("lawyer", held("el_paso_spc"), "gov_pays_not", ""),
]


def said(topic: str, record: dict[str, Any], language: str, channel: str) -> str:
    """The whole answer in one line."""
    return " ".join(cards.answer(topic, record=record, language=language, channel=channel, today=TODAY).text_parts)


def holds(fact: str, text: str, language: str) -> bool:
    """Whether the answer says this fact, in any of its wordings."""
    return bool(re.search(FACTS[fact][language == "en"], text))


def test_the_table_is_long_enough_and_says_something() -> None:
    assert len(ROWS) >= 60
    used = {fact for _, _, must, never in ROWS for fact in f"{must} {never}".split()}
    assert used <= set(FACTS)
    assert set(FACTS) <= used


@pytest.mark.parametrize("channel", ["web", "sms"])
@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize(("topic", "record", "must", "never"), ROWS,
                         ids=[f"{n}-{row[0]}" for n, row in enumerate(ROWS)])
def test_answers_hold_the_facts_of_this_person(topic: str, record: dict[str, Any], must: str, never: str,
                                               language: str, channel: str) -> None:
    text = said(topic, record, language, channel)
    assert [fact for fact in must.split() if not holds(fact, text, language)] == [], text
    assert [fact for fact in never.split() if holds(fact, text, language)] == [], text


POSITIONS = (None, "mexican_side", "at_the_line", "past_the_line", "inside_port", "between_ports")
PLACES: tuple[dict[str, Any], ...] = ({}, IN_MX, IN_US, IN_HN, held("el_paso_spc"), held("otero_processing"))
TOLD = {"mexican_side": ("you_before", "you_at"), "at_the_line": ("you_at",), "past_the_line": ("you_past",),
        "inside_port": ("you_past",), "between_ports": ("you_between",)}


@pytest.mark.parametrize("topic", sorted(cards_lint.topics()))
def test_in_no_situation_a_word_too_much(topic: str) -> None:
    """Nothing is said of a person that they did not tell; no consulate but the Mexicans'; nothing forbidden."""
    for position, nationality, where in itertools.product(POSITIONS, (None, "MX", "CA", "VE"), PLACES):
        record = {"incident.position": position, "person.nationality": nationality} | where
        record = {name: value for name, value in record.items() if value is not None}
        for language, channel in itertools.product(("es", "en"), ("web", "sms")):
            text = said(topic, record, language, channel)
            wrong = {"you_before", "you_at", "you_past", "you_between"} - set(TOLD.get(position or "", ()))
            assert [fact for fact in wrong if holds(fact, text, language)] == [], (record, text)
            assert nationality == "MX" or not holds("consulate", text, language), (record, text)
            assert nationality != "MX" or not holds("can_ask_refuge", text, language), (record, text)
            assert cards_lint.forbidden_in(text, language) == []
            if cards.load(topic, language).tier == "B":
                assert holds("as_of", text, language)


def test_the_supreme_court_is_not_named_to_someone_inside() -> None:
    """Who is in the United States is under the statute's plain words (8 USC 1158), not under Mullin."""
    for topic in ("ask_for_asylum", "fear_interview"):
        for position in POSITIONS:
            record = {"person.location_country": "US", **({"incident.position": position} if position else {})}
            assert not holds("not_arrived", said(topic, record, "es", "web"), "es")
