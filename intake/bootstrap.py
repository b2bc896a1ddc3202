"""The first start: makes ``.env`` with fresh keys and the simulator's account, once."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from intake.db.crypto import make_key

SIMULATOR_ACCOUNT = "ACsimulator"


def ensure_env(path: Path = Path(".env"), port: int = 8000) -> bool:
    """Write ``.env`` if there is none; whether it was written. Keys that are lost cannot be made again."""
    if path.exists():
        return False
    lines = {
        "COBIJO_KEYS": make_key(), "BOT_SECRET": secrets.token_urlsafe(24),
        "TWILIO_ACCOUNT_SID": SIMULATOR_ACCOUNT, "TWILIO_AUTH_TOKEN": secrets.token_hex(16),
        "TWILIO_FROM": "+15005550006", "TWILIO_API_URL": f"http://127.0.0.1:{port}/simulator/twilio",
        "PUBLIC_URL": f"http://127.0.0.1:{port}", "ALLOW_PRIVATE_WEBHOOKS": "1",
    }
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write("".join(f"{name}={value}\n" for name, value in lines.items()))
    return True
