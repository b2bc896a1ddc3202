"""Desk hours such as "Mon-Fri 09:00-17:00; Sat 10:00-12:00"."""

from __future__ import annotations

import re
from datetime import datetime

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_PART = re.compile(r"(?P<first>[a-z]{3})(?:-(?P<last>[a-z]{3}))? (?P<open>\d\d:\d\d)-(?P<close>\d\d:\d\d)")


def is_open(hours: str, moment: datetime) -> bool:
    """Whether the desk is open at ``moment`` (its own local time).

    >>> is_open("Mon-Fri 09:00-17:00", datetime(2026, 11, 24, 10, 0))
    True
    >>> is_open("Mon-Fri 09:00-17:00", datetime(2026, 11, 28, 10, 0))
    False
    """
    clock, day = moment.strftime("%H:%M"), moment.weekday()
    for part in _PART.finditer(hours.lower()):
        first = DAYS.index(part["first"])
        last = DAYS.index(part["last"] or part["first"])
        if first <= day <= last and part["open"] <= clock < part["close"]:
            return True
    return False
