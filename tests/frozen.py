"""The app with a clock that the tests set: ``uvicorn tests.frozen:app``; ``POST /test/clock?at=...``."""

from __future__ import annotations

from datetime import datetime, tzinfo

from api.app import app
from intake import clock

MOMENT: list[datetime] = []


class FrozenDatetime(datetime):
    """``datetime`` whose present is ``MOMENT``, once it is set."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> FrozenDatetime:
        """The frozen moment, or the real one."""
        moment = MOMENT[0] if MOMENT else datetime.now(tz)
        return cls.fromisoformat(moment.astimezone(tz).isoformat())


clock.datetime = FrozenDatetime  # type: ignore[misc]


@app.post("/test/clock")
async def set_clock(at: datetime) -> None:
    """From now on it is ``at``."""
    MOMENT[:] = [at]


__all__ = ["app"]
