"""The app: every route, one lifespan. ``uvicorn api.app:app`` or ``cobijo serve``."""

from __future__ import annotations

import asyncio
import contextlib
import gc
from collections.abc import AsyncIterator

from anyio.to_thread import run_sync
from dbos import DBOS
from fastapi import FastAPI
from fastapi.responses import JSONResponse
from sqlalchemy import text

from api import chat, internal, pages, partner, problems, sms
from api.guard import Guard
from intake import content, logs, workflows
from intake.db.session import reading
from intake.dialogue import hearing
from intake.gateways import bot
from intake.settings import settings

YOUNG = 10_000  # objects made before Python looks for cycles among them; 700 by default


async def _sweeps() -> None:
    log = logs.logger("sweep")
    while True:
        try:
            await workflows.sweep()
        except Exception as error:
            log.warning("sweep_failed", error=type(error).__name__)
        await asyncio.sleep(settings().sweep_seconds)


@contextlib.asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Check the content, start DBOS and the sweep; stop them at the end."""
    logs.configure()
    content.load()
    await run_sync(workflows.launch)
    await run_sync(hearing.warm_up)
    gc.collect()
    gc.freeze()  # what is loaded now stays: a full collection would walk it for a tenth of a second
    gc.set_threshold(YOUNG)
    task = asyncio.create_task(_sweeps())
    yield
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
    await bot.close()
    await run_sync(lambda: DBOS.destroy(workflow_completion_timeout_sec=0))


def create_app() -> FastAPI:
    """The whole app."""
    made = FastAPI(title="Cobijo", version="0.1.0", lifespan=lifespan)
    problems.install(made)
    for router in (chat.router, sms.router, partner.router, internal.router):
        made.include_router(router)
    pages.install(made)
    made.add_middleware(Guard)
    made.add_middleware(logs.RequestLog)

    @made.get("/healthz", tags=["health"])
    async def healthz() -> JSONResponse:
        """200 once app, database and bot all answer; 503 with the missing part."""

        def database() -> bool:
            with contextlib.suppress(Exception), reading() as session:
                session.execute(text("select id from conversations limit 1"))
                return True
            return False

        missing = [name for name, fine in (("database", await run_sync(database)),
                                           ("bot", await bot.is_ready())) if not fine]
        if missing:
            return JSONResponse({"status": "starting", "missing": missing}, 503)
        return JSONResponse({"status": "ok"})

    return made


app = create_app()
__all__ = ["app", "create_app", "settings"]
