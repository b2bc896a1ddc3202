"""Redis locks from one URL, for several bot workers (``REDIS_URL``); Rasa's own takes parts."""

from typing import Any, Text
from urllib.parse import urlparse

from rasa.core.lock_store import RedisLockStore


class RedisUrlLockStore(RedisLockStore):
    """A `RedisLockStore` at ``redis://[:password@]host[:port]/[db]``."""

    def __init__(self, host: Text = "", url: Text = "", **kwargs: Any) -> None:
        where = urlparse(url or host)
        super().__init__(host=where.hostname or "localhost", port=where.port or 6379,
                         db=int((where.path or "/0").strip("/") or 0), password=where.password or "")
