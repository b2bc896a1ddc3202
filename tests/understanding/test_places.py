"""Places as people tell them, in wordings of our own."""

from __future__ import annotations

import pytest

from intake.understanding.places import find_places, name_as_told

CROSSINGS = [
    ("en el puente 2 de Laredo el 5 de mayo", "laredo_ii"),
    ("en el puente santa fe", "el_paso_pdn"), ("the Paso del Norte bridge", "el_paso_pdn"),
    ("el puente de zaragosa", "el_paso_ysleta"), ("puente zaragoza", "el_paso_ysleta"),
    ("puente libre en juarez", "el_paso_bota"), ("the free bridge", "el_paso_bota"),
    ("por el chaparral", "san_ysidro_pedwest"), ("PedWest in Tijuana", "san_ysidro_pedwest"),
    ("garita DeConcini", "nogales_deconcini"), ("la garita mariposa", "nogales_mariposa"),
    ("Hidalgo bridge", "hidalgo"), ("puente de agua prieta", "douglas"),
    ("Port of entry at Douglas, Arizona", "douglas"), ("el puente de Ciudad Acuña", "del_rio"),
    ("en el puente 1 de nuevo laredo", "laredo_i"), ("puente colombia", "laredo_colombia"),
    ("llegamos a Nuevo Laredo y en el puente dos nos pararon", "laredo_ii"),
    ("fuimos a piedras negras, al puente dos", "eagle_pass_ii"),
    ("the old bridge in Brownsville", "brownsville_bm"), ("el puente gateway", "brownsville_gateway"),
    ("puente de ojinaga", "presidio"), ("la garita de sonoyta", "lukeville"), ("otay", "otay_mesa"),
    ("bridge of the americas", "el_paso_bota"), ("puente lerdo", "el_paso_stanton"),
    ("puente rio bravo donna", "donna"),
    ("la mariposa", "nogales_mariposa"), ("garita de palomas", "columbus"),
]
PORTS = [
    ("he asked at brownsville bridge 2 aug", "brownsville"),
    ("el puente de reinosa", "hidalgo_reynosa"), ("The bridge in Matamoros", "brownsville"),
    ("pedimos asilo en Eagle Pass", "eagle_pass"), ("nogales", "nogales"), ("laredo", "laredo"),
    ("at the San Ysidro port of entry", "san_ysidro"), ("en tiuana", "san_ysidro"),
    ("un puente en ciudad juares", "el_paso"), ("la garita de mexicali", "calexico"),
]
CITIES = [
    ("estoy en tijuana", "tijuana", "MX"), ("they sent us back to Juarez", "ciudad_juarez", "MX"),
    ("soy de san pedro sula", "san_pedro_sula", "HN"), ("estamos en Tapachula chiapas", "tapachula", "MX"),
    ("my brother lives in Houston", "houston", "US"), ("cd de mexico", "ciudad_de_mexico", "MX"),
    ("nos regresaron a Nogales Sonora", "nogales", "MX"), ("nogales", "nogales", None),
    ("en Monterey", "monterrey", "MX"), ("vivimos en matamoroz", "matamoros", "MX"),
    ("from Port-au-Prince", "port_au_prince", "HT"), ("in Reynosa now", "reynosa", "MX"),
    ("en guatemala city", "ciudad_de_guatemala", "GT"), ("de la habana", "la_habana", "CU"),
]
FACILITIES = [
    ("I was detained at Otay Mesa detention center", "otay_mesa_dc"), ("me llevaron a dilley", "dilley"),
    ("estuve detenida en Eloy", "eloy"), ("in a cell in Port Isabel", "port_isabel"),
    ("moved from Eloy to Florence", "florence_spc"), ("me tienen en la carcel de Torrance", "torrance"),
    ("karnes", "karnes"), ("el centro de detencion de Pearsall", "south_texas_ipc"),
]
NOTHING = [
    "me cerraron el paso en el puente", "cruzamos el rio bravo", "el puente", "gracias a dios por todo",
    "nos dijeron que regresaramos el martes", "vengo de colombia", "pidio la mano de donna",
    "la linea de flores",
    "el oficial me quito el pasaporte y me mando a mexico", "estuvimos presos y despues nos soltaron",
    "they told us there is no space and pushed my mother", "matando a la gente del campo",
    "mi hermana guadalupe", "esperamos tres semanas en un albergue", "she was in custody for a long time",
]


@pytest.mark.parametrize(("text", "crossing"), CROSSINGS)
def test_crossing(text: str, crossing: str) -> None:
    assert crossing in [hit.ids.get("crossing") for hit in find_places(text)]


@pytest.mark.parametrize(("text", "port"), PORTS)
def test_port(text: str, port: str) -> None:
    assert port in [hit.ids.get("port") for hit in find_places(text)]


@pytest.mark.parametrize(("text", "city", "country"), CITIES)
def test_city(text: str, city: str, country: str | None) -> None:
    assert (city, country) in [(hit.ids.get("city"), hit.country) for hit in find_places(text)]


@pytest.mark.parametrize(("text", "facility"), FACILITIES)
def test_facility(text: str, facility: str) -> None:
    assert facility in [hit.ids.get("facility") for hit in find_places(text)]


@pytest.mark.parametrize("text", NOTHING)
def test_ordinary_words_are_no_places(text: str) -> None:
    assert find_places(text) == ()


def test_number_of_a_bridge_without_its_city_is_asked_back() -> None:
    hit = find_places("en el puente 1")[0]
    assert hit.confidence < 0.75
    assert set(hit.options) == {"laredo_i", "eagle_pass_i"}


def test_city_far_from_a_bridge_is_no_crossing() -> None:
    assert not any("port" in hit.ids for hit in find_places("estamos durmiendo en un albergue de Reynosa"))


def test_spans_are_of_the_text() -> None:
    text = "Ayer llegué a Piedras Negras"
    span = find_places(text)[0].span
    assert text[span.start:span.end] == "Piedras Negras"


@pytest.mark.parametrize(("answer", "name"), [
    ("en un pueblo que se llama San Marcos", "San Marcos"), ("estoy en Metepec ahora", "Metepec"),
    ("in a town called Zarahemla", "Zarahemla"), ("Chimalhuacan", "Chimalhuacan"), ("no se", None),
    ("a La Ruana, michoacan", "La Ruana"), ("en la casa de mi tia", None), ("with my brother", None)])
def test_name_as_told(answer: str, name: str | None) -> None:
    assert name_as_told(answer) == name
