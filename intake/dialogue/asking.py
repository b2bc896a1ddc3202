"""From Rasa's keys to sentences: which wording of a question, its choices, the read-back."""

from __future__ import annotations

from typing import Any

from intake import cards, complaint, content, segments, texts
from intake.db.shapes import Saying
from intake.dialogue import sharing
from intake.dialogue.absorb import BRIDGE, asks_bridge
from intake.dialogue.turn import Say, Turn, next_offer
from intake.settings import settings

PART = 2  # segments of one text of a long document
AFTER_DANGER = "service.danger_go_on"


def render(turn: Turn, says: list[Say], language: str, names: dict[str, str]) -> tuple[Saying, ...]:
    """Every say of a turn as messages of its channel; ``names`` of organizations by id."""
    out: list[Saying] = []
    for say in says:
        out.extend(_one(turn, say, language, names))
    return tuple(_join_sms(out) if turn.loaded.channel != "chat" else out)


def _channel(turn: Turn) -> str:
    return "web" if turn.loaded.channel == "chat" else "sms"


def _one(turn: Turn, say: Say, language: str, names: dict[str, str]) -> list[Saying]:
    if say.key == "card":
        return _card(turn, say, language)
    if say.key.endswith(".ask"):
        return _question(turn, say.key.removesuffix(".ask"), language, names)
    if say.key == "together":
        return _together(turn, say, language, names)
    if say.key == "complaint":
        return _complaint(turn, say)
    values = dict(say.values)
    if "statuses" in values:
        values["status"] = sharing.statuses(values.pop("statuses"), language, _channel(turn))
    if "field" in values:
        field = values.pop("field")
        values["label"] = content.render(f"{field}.label", language, _channel(turn))
        values["value"] = content.say_value(field, values["value"], language)
    return [Saying(content.render(say.key, language, _channel(turn), **values))]


def _together(turn: Turn, say: Say, language: str, names: dict[str, str]) -> list[Saying]:
    """Several lines as one message on the web; over SMS `_join_sms` fits them into segments."""
    lines = [line for each in say.values["says"] for line in _one(turn, each, language, names)]
    if _channel(turn) == "sms":
        return lines
    return [Saying("\n".join(line.text for line in lines), topic=say.topic)]


def _complaint(turn: Turn, say: Say) -> list[Saying]:
    """The complaint in writing: whole on the web, in parts over SMS."""
    web = _channel(turn) == "web"
    text = "\n".join(complaint.lines(turn.record, say.values["language"], turn.today,
                                     None if web else int(texts.limits()["complaint_story"])))
    if web:
        return [Saying(text, topic=say.topic)]
    return [Saying(part, topic=say.topic) for part in segments.pack(texts.fit(text, "sms"), PART)]


def _card(turn: Turn, say: Say, language: str) -> list[Saying]:
    values = {"desk_name": settings().desk_name, "desk_hours": settings().desk_hours,
              "status": "", "state": ""}
    if "statuses" in say.values:
        values["status"] = sharing.statuses(say.values["statuses"], language, _channel(turn))
    if say.topic == "privacy":
        values["state"] = sharing.kept(turn, language, _channel(turn))
    answer = cards.answer(say.topic or "help", record=turn.known, language=language,
                          channel=_channel(turn), today=turn.today, kind=say.kind, values=values)
    sources = tuple({"title": s["title"], "url": s.get("url")} for s in answer.sources)
    reviewed = answer.as_of.isoformat() if answer.as_of else None
    parts = answer.text_parts
    if turn.loaded.channel != "chat" and say.topic != "danger_now":
        parts = _next_part(turn, say, parts, language)
    return [Saying(part, topic=say.topic, sources=sources, reviewed_on=reviewed) for part in parts]


def _next_part(turn: Turn, say: Say, parts: tuple[str, ...], language: str) -> tuple[str, ...]:
    """One part of a card and how to get the next: texts cost money, and a long answer is not read."""
    at = say.values.get("part", 0)
    turn.state.pop("more", None)
    if at + 1 >= len(parts):
        return parts[at:]
    turn.state["more"] = [say.topic, say.kind, at + 1]
    return (f"{parts[at]} {content.render('service.more', language, 'sms')}",)


def _question(turn: Turn, field: str, language: str, names: dict[str, str]) -> list[Saying]:
    turn.state.pop("checking", None)
    channel = _channel(turn)
    if field == "fear.danger_now" and turn.state.get("go_on") == "paused":
        return []
    if field == "fear.danger_now" and turn.state.get("go_on"):
        text = content.render(f"{AFTER_DANGER}.ask", language, channel)
        return [_with_choices(text, AFTER_DANGER, language, channel)]
    if field == "confirm":
        return _read_back(turn, language, channel)
    values: dict[str, Any] = {}
    if field == "consent.share":
        values = {"organization": names.get(next_offer(turn.state) or "", "")}
    wording, more = _wording(turn, field, language)
    text = content.question(field, wording, language, channel, **values, **more)
    if wording in ("check", "clash"):
        return [_with_choices(text, "yes_no", language, channel)]
    return [_with_choices(text, field, language, channel)]


def _wording(turn: Turn, field: str, language: str) -> tuple[str, dict[str, Any]]:
    unsure = turn.state.get("unsure", {}).get(field)
    if turn.state.get("quiet") or field in turn.state.get("checked", ()):
        unsure = None  # it would repeat what was told
    if unsure and not (turn.digressed is False and turn.loaded.state.get("checking") == field):
        turn.state["checking"] = field
        value = content.say_value(field, unsure["value"], language)
        if field in turn.record:
            return "clash", {"value": value, "before": content.say_value(field, turn.record[field], language)}
        return "check", {"value": value}
    if field == BRIDGE and asks_bridge(turn) and field != turn.awaiting:
        return "which", {"value": content.say_value(field, turn.record[field], language)}
    if field != turn.awaiting:
        return "ask", {}
    if turn.digressed or turn.progressed:
        return "again", {}
    return "unclear", {}


def _with_choices(text: str, field: str, language: str, channel: str) -> Saying:
    options = content.choices(field, language, channel)
    rows = tuple({"label": option.label, "value": option.value} for option in options)
    if channel == "sms" and rows:
        text = f"{text} " + " ".join(f"{n} {row['label']}" for n, row in enumerate(rows, 1))
    return Saying(text, choices=rows)


def _read_back(turn: Turn, language: str, channel: str) -> list[Saying]:
    """The whole record once; after a correction only the question again."""
    seen = turn.awaiting == "confirm"
    if turn.state.get("correcting"):
        return []
    if seen:
        wording = "again" if turn.progressed or turn.digressed else "unclear"
        text = content.question("confirm", wording, language, channel)
        return [_with_choices(text, "confirm", language, channel)]
    lines = content.readback(turn.record, turn.unanswered, language, channel)
    if turn.state.get("quiet"):
        lines = [content.render("service.safe_word.not_repeated", language, channel)]
    joiner = "\n" if channel == "web" else " "
    return [Saying(joiner.join(lines)),
            _with_choices(content.render("confirm.ask", language, channel), "confirm", language, channel)]


def _join_sms(sayings: list[Saying]) -> list[Saying]:
    """Texts that fit one segment together go as one; every outgoing text has its segments counted."""
    out: list[Saying] = []
    for saying in sayings:
        joined = f"{out[-1].text} {saying.text}" if out else ""
        if out and not saying.topic and not out[-1].topic and segments.count(joined).count == 1:
            out[-1] = Saying(joined, saying.choices)
        else:
            out.append(saying)
    return [counted(saying) for saying in out]


def counted(saying: Saying) -> Saying:
    """With its encoding and segments as an SMS."""
    counted = segments.count(saying.text)
    return Saying(saying.text, saying.choices, saying.topic, saying.sources, saying.reviewed_on,
                  counted.encoding, counted.count)
