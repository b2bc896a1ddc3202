"""``make chat``: talk to the running app in the terminal."""

from __future__ import annotations

import os
import sys
import uuid
from typing import Any

import httpx


def _show(messages: list[dict[str, Any]]) -> None:
    for message in messages:
        sys.stdout.write(f"\n{message['text']}\n")
        for number, choice in enumerate(message["choices"], 1):
            sys.stdout.write(f"  {number} {choice['label']}\n")


def main() -> int:
    """Open a conversation and pass lines on until the end of input."""
    base = f"http://127.0.0.1:{os.environ.get('PORT', '8000')}"
    with httpx.Client(base_url=base, timeout=60) as http:
        try:
            opened = http.post("/chat/conversations", json={}).raise_for_status().json()
        except httpx.HTTPError:
            sys.stdout.write(f"Nothing answers at {base}: start it with `make run`.\n")
            return 1
        http.headers["Authorization"] = f"Bearer {opened['token']}"
        _show(opened["messages"])
        for line in sys.stdin:
            answer = http.post(f"/chat/conversations/{opened['id']}/messages",
                               json={"id": uuid.uuid4().hex, "text": line.strip() or "?"})
            got = answer.json()
            _show(got["messages"] if answer.status_code == 200 else [{"text": got["detail"], "choices": []}])
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
