"""Where actions are called: the app process that runs the turn (it named itself in the request)."""

import os
from contextvars import ContextVar
from typing import Any, Optional, Text

import aiohttp
from rasa.utils.endpoints import ClientResponseError, EndpointConfig

ACTIONS_URL: ContextVar[Optional[Text]] = ContextVar("actions_url", default=None)
TIMEOUT = aiohttp.ClientTimeout(total=15)
KEPT = 2.0  # seconds that an idle connection is used again; the app closes it after five (uvicorn's default)


class AppEndpoint(EndpointConfig):
    """The app's internal route with the shared secret; connections are kept, but never as long as the app does.

    A connection that the app closes meanwhile would lose the call.
    """

    _session: Optional[aiohttp.ClientSession] = None

    async def request(self, method: Text = "post", subpath: Optional[Text] = None,
                      content_type: Optional[Text] = "application/json", compress: bool = False,
                      **kwargs: Any) -> Optional[Any]:
        """Call the action; the JSON answer. Raises ClientResponseError on any error status."""
        url = ACTIONS_URL.get() or self.url
        headers = {"Authorization": f"Bearer {os.environ.get('BOT_SECRET', '')}"}
        if self._session is None:
            self._session = aiohttp.ClientSession(
                timeout=TIMEOUT, connector=aiohttp.TCPConnector(limit=0, keepalive_timeout=KEPT))
        async with self._session.post(f"{url}/internal/actions", json=kwargs.get("json"), headers=headers) as got:
            if got.status >= 400:
                raise ClientResponseError(got.status, got.reason, await got.text())
            return await got.json()
