"""Which organizations may be asked about a case: pure rules over what each said it serves."""

from __future__ import annotations

from dataclasses import dataclass

from intake.record import Record

MOST = 3


@dataclass(frozen=True)
class PartnerView:
    """What routing knows of an organization; ``room`` None is no limit."""

    id: str
    name: str
    any_place: bool
    places: frozenset[str]
    languages: frozenset[str]
    is_open: bool
    room: int | None


def places_of(record: Record) -> frozenset[str]:
    """Every place id of a case that an organization may serve: crossing, its port, cities, facility."""
    from intake.places import port_of, state_of

    names = ("incident.crossing", "person.location_city", "incident.returned_to_city", "detention.facility")
    ids = {record[name] for name in names if name in record}
    return frozenset(ids | {port_of(i) for i in ids} | {state_of(i) for i in ids} - {""})


def serves(partner: PartnerView, record: Record, language: str) -> bool:
    """Whether it serves the place and the person's language, is open and has room."""
    tags = {language, record.get("person.interpreter_language", language)}
    return (partner.is_open and (partner.room is None or partner.room > 0)
            and (partner.any_place or bool(partner.places & places_of(record)))
            and bool(tags & partner.languages))


def rank(record: Record, language: str, partners: tuple[PartnerView, ...]) -> tuple[str, ...]:
    """Up to three organizations' ids: those that name the place first, then those with most room."""
    fitting = [p for p in partners if serves(p, record, language)]
    named = places_of(record)

    def order(partner: PartnerView) -> tuple[bool, int, str]:
        room = -1_000_000 if partner.room is None else -partner.room
        return (not partner.places & named, room, partner.name)

    return tuple(p.id for p in sorted(fitting, key=order)[:MOST])
