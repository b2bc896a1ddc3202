"""Values of the record in words: labels, dates, countries, languages, places, phones, money, lists."""

from __future__ import annotations

from typing import Any

import phonenumbers
from babel import Locale

from intake import places
from intake.record import Value, fields
from intake.texts import has, render


def say_value(field: str, value: Value, language: str) -> str:
    """A value in words; of a list its items joined with "and", of an empty one "no".

    >>> say_value("incident.force", ["pushed", "struck"], "es")
    'le empujaron y le golpearon'
    """
    if value == []:
        return render("values.false", language, "web")
    if fields()[field].is_list:
        return join([_say_one(field, item, language) for item in value], language)
    return _say_one(field, value, language)


def join(items: list[str], language: str) -> str:
    """Items in a row: commas, and "and" before the last."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {render('values.and', language, 'web')} {items[-1]}"


def _say_one(field: str, value: Value, language: str) -> str:
    text = str(value)
    match fields()[field].type:
        case "enum" | "enum_list":
            return render(f"values.{field}.{text}", language, "web")
        case "bool":
            return render("values.true" if value else "values.false", language, "web")
        case "date":
            return say_date(text, language)
        case "country":
            return str(Locale(language).territories.get(text, text))
        case "language":
            return say_language(text, language)
        case "crossing" | "facility" | "city":
            return places.name_of(text, language)
        case "e164":
            return _say_phone(text)
        case "int_list":
            return text if value else render("values.under_one", language, "web")
    return f"${value:,}" if field == "detention.bond_usd" else text


def _say_phone(number: str) -> str:
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return number
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def say_language(tag: str, language: str) -> str:
    """A language's own label, CLDR's name, or the tag itself (BCP 47)."""
    own = f"values.languages.{tag}"
    return render(own, language, "web") if has(own, language) else str(Locale(language).languages.get(tag, tag))


def say_date(edtf: str, language: str) -> str:
    """An EDTF date in words.

    >>> say_date("2016-11-14", "es"), say_date("2017-02~", "en"), say_date("2016-23", "es")
    ('14 de noviembre de 2016', 'about February 2017', 'otoño de 2016')
    """
    plain = edtf.rstrip("~?%")
    year, *rest = plain.split("-")
    values: dict[str, Any] = {"year": year}
    if rest:
        month = int(rest[0])
        name = "seasons" if month > 12 else "months"
        values["month"] = render(f"values.{name}.{month}", language, "web")
    if len(rest) > 1:
        values["day"] = str(int(rest[1]))
    text = render(f"values.dates.{('year', 'month', 'day')[len(rest)]}", language, "web", **values)
    return render("values.dates.about", language, "web", date=text) if plain != edtf else text
