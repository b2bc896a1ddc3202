"""The bot's way back: ``POST /internal/actions``, loopback and secret, served by rasa-sdk's executor."""

from __future__ import annotations

import hmac
import inspect
from functools import cache
from typing import Any

from fastapi import APIRouter, Header, Request
from rasa_sdk.executor import ActionExecutor

import actions.conversation
import actions.intake
import actions.requests
import actions.topics
from actions.base import ServiceAction
from intake.errors import Unauthorized
from intake.settings import settings

router = APIRouter(include_in_schema=False)
MODULES = (actions.intake, actions.topics, actions.requests, actions.conversation)


@cache
def _executor() -> ActionExecutor:
    executor = ActionExecutor()
    for module in MODULES:
        for _, found in inspect.getmembers(module, inspect.isclass):
            if issubclass(found, ServiceAction) and found is not ServiceAction:
                executor.register_action(found)
    return executor


@router.post("/internal/actions")
async def run_action(request: Request, authorization: str = Header("")) -> dict[str, Any]:
    """Run one action of a turn that this process is running."""
    wanted = f"Bearer {settings().bot_secret}"
    if not settings().bot_secret or not hmac.compare_digest(authorization.encode(), wanted.encode()):
        raise Unauthorized
    result = await _executor().run(await request.json())
    return result.model_dump() if result else {"events": [], "responses": []}
