"""``cobijo content``: check the sentences and cards, list what is due, hand them to translators and lawyers."""

from __future__ import annotations

import io
from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer

from intake import cards, content_check, translation
from intake.clock import local_day, now
from intake.content import LANGUAGES

app = typer.Typer(no_args_is_help=True, help="Sentences and rights cards.")


@app.command("check")
def check() -> None:
    """Fail on anything wrong with the sentences or the cards."""
    found = content_check.problems(local_day(now()))
    for problem in found:
        print(problem)
    raise typer.Exit(1 if found else 0)


@app.command("due")
def due(within: Annotated[int, typer.Option(help="Also what is due in so many days.")] = 0) -> None:
    """Cards and telephone numbers to verify again, the longest overdue first."""
    today = local_day(now())
    day = today + timedelta(days=within)
    rows = [(card.verify_by, f"{card.id}.{card.language}", card.tier) for card in cards.due(day)]
    rows += [(entry["verify_by"], f"contacts.yml: {name}", entry["tier"])
             for name, entry in cards.contacts().items() if day > entry["verify_by"]]
    for verify_by, name, tier in sorted(rows):
        late = (today - verify_by).days
        print(f"{verify_by}  tier {tier}  {name}  {f'{late} days late' if late > 0 else f'in {-late} days'}")


@app.command("export")
def export(language: str, file: Path) -> None:
    """Write everything to translate into LANGUAGE (es or en) as gettext PO, with the translation as it is now."""
    if language not in LANGUAGES:
        raise typer.BadParameter(f"{language}: {' or '.join(LANGUAGES)}")
    made = io.BytesIO()
    translation.write(language, made)
    file.write_bytes(made.getvalue())


@app.command("import")
def take(file: Path) -> None:
    """Take a translated PO back into the content; nothing is written if anything in it is wrong."""
    try:
        with file.open("rb") as opened:
            changed = translation.take(opened, local_day(now()))
    except translation.Refused as refused:
        print(*refused.args, "Nothing was written.", sep="\n")
        raise typer.Exit(1) from None
    print(*changed, sep="\n") if changed else print("Nothing changed.")


@app.command("book")
def book(folder: Annotated[Path, typer.Argument()] = Path("build")) -> None:
    """Make the review book: all cards and sentences in both languages, to read, print and sign."""
    from api import review_book  # typst is needed for this command only

    print(*review_book.write(folder, local_day(now())), sep="\n")
