"""The one way into the bot: ``POST /webhooks/cobijo/turn`` from the app, with the shared secret.

Request:  ``{conversation, turn, text | intent, states, snapshot, actions}``; ``states`` are slot
states (answered, unknown, declined, none, not_needed), ``actions`` the app's own address.
Answer: ``{says: [{say, ...}], snapshot, intent: {name, confidence}}``. Texts are in memory only.
"""

import hmac
import inspect
import os
from typing import Any, Awaitable, Callable, Dict, List, Optional, Text

from rasa.core.channels.channel import CollectingOutputChannel, InputChannel, UserMessage
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.server.endpoint import ACTIONS_URL


class CobijoInput(InputChannel):
    """Takes one turn, answers with keys and the new snapshot."""

    @classmethod
    def name(cls) -> Text:
        """The name in the path."""
        return "cobijo"

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """The routes: ``/`` for health and ``/turn``."""
        module = inspect.getmodule(self).__name__  # type: ignore[union-attr]
        routes = Blueprint(f"cobijo_{module.replace('.', '_')}")

        @routes.route("/", methods=["GET"])
        async def health(request: Request) -> HTTPResponse:
            agent = request.app.ctx.agent
            return response.json({"status": "ok" if agent and agent.is_ready() else "loading"})

        @routes.route("/turn", methods=["POST"])
        async def turn(request: Request) -> HTTPResponse:
            secret = os.environ.get("BOT_SECRET", "")
            given = request.headers.get("Authorization", "")
            if not secret or not hmac.compare_digest(given.encode(), f"Bearer {secret}".encode()):
                return response.json({"error": "unauthorized"}, status=401)
            return response.json(await _run(request.app.ctx.agent, on_new_message, request.json))

        return routes


async def _run(agent: Any, on_new_message: Callable[[UserMessage], Awaitable[Any]],
               body: Dict[Text, Any]) -> Dict[Text, Any]:
    store, conversation = agent.tracker_store, body["conversation"]
    while hasattr(store, "_tracker_store"):  # rasa wraps the configured store (AwaitableTrackerStore)
        store = store._tracker_store
    text = "/" + body["intent"] if body.get("intent") else body["text"].lstrip("/ ")
    output = CollectingOutputChannel()
    store.begin(conversation, body.get("snapshot"), body.get("states") or {})
    ACTIONS_URL.set(body.get("actions"))
    try:
        await on_new_message(UserMessage(text, output, conversation, input_channel="cobijo",
                                         metadata={"turn": body["turn"]}))
        tracker = store.running.get(conversation)
        intent = dict(tracker.latest_message.intent) if tracker and tracker.latest_message else {}
    finally:
        snapshot = store.end(conversation)
    return {"says": _says(output), "snapshot": snapshot,
            "intent": {k: intent.get(k) for k in ("name", "confidence")}}


def _says(output: CollectingOutputChannel) -> List[Dict[Text, Any]]:
    customs: List[Optional[Dict[Text, Any]]] = [message.get("custom") for message in output.messages]
    return [custom for custom in customs if custom]
