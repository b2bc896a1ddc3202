"""What is kept of a person and who has it, in words: only from consents and referrals as they are."""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import timedelta

from intake import content
from intake.clock import now
from intake.db.shapes import Shared
from intake.dialogue.turn import Turn

HOUR = timedelta(hours=1)


def statuses(shared: Iterable[Shared], language: str, channel: str) -> str:
    """One sentence for each organization that was asked, with the time it still has."""
    lines = [content.render(f"service.status.{each.state}", language, channel, organization=each.name,
                            time=_time_left(each, language, channel)) for each in shared]
    return " ".join(lines) or content.render("service.status.none", language, channel)


def _time_left(shared: Shared, language: str, channel: str) -> str:
    hours = max(1, math.ceil((shared.until - now()) / HOUR)) if shared.until else 1
    return content.render("service.time.hour" if hours == 1 else "service.time.hours", language, channel, n=hours)


def kept(turn: Turn, language: str, channel: str) -> str:
    """What this service has of them, who sees how much of it, and whether it is counted."""
    if turn.state.get("quiet"):
        return ""  # somebody else may hold the phone
    if not turn.stored:
        return content.render(f"service.kept.{'nothing' if turn.state.get('declined') else 'held'}", language,
                              channel)
    lines = [content.render("service.kept.stored", language, channel)]
    lines += [content.render(f"service.kept.{each.state}", language, channel, organization=each.name)
              for each in turn.statuses] or [content.render("service.kept.nobody", language, channel)]
    if turn.state.get("statistics") is True:
        lines.append(content.render("service.kept.counted", language, channel))
    return " ".join(lines)
