"""Where actions are called: the app process that runs the turn (it named itself in the request)."""

import os
from contextvars import ContextVar
from typing import Any, Optional, Text

import aiohttp
from rasa.utils.endpoints import ClientResponseError, EndpointConfig

ACTIONS_URL: ContextVar[Optional[Text]] = ContextVar("actions_url", default=None)
TIMEOUT = aiohttp.ClientTimeout(total=15)


class AppEndpoint(EndpointConfig):
    """The app's internal route with the shared secret; a fresh connection each call.

    A kept-alive connection that the app closes meanwhile loses the call (tried), so none is shared.
    """

    async def request(self, method: Text = "post", subpath: Optional[Text] = None,
                      content_type: Optional[Text] = "application/json", compress: bool = False,
                      **kwargs: Any) -> Optional[Any]:
        """Call the action; the JSON answer. Raises ClientResponseError on any error status."""
        url = ACTIONS_URL.get() or self.url
        headers = {"Authorization": f"Bearer {os.environ.get('BOT_SECRET', '')}"}
        async with aiohttp.ClientSession(timeout=TIMEOUT) as session:
            async with session.post(f"{url}/internal/actions", json=kwargs.get("json"), headers=headers) as got:
                if got.status >= 400:
                    raise ClientResponseError(got.status, got.reason, await got.text())
                return await got.json()
