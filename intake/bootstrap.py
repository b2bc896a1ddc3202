"""The first start: makes ``.env`` with fresh keys and the simulator's account, once."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from intake.db.crypto import make_key

SIMULATOR_ACCOUNT = "ACsimulator"


def ensure_env(path: Path = Path(".env")) -> bool:
    """Write ``.env`` if there is none; whether it was written. Keys that are lost cannot be made again."""
    if path.exists():
        return False
    lines = {
        "COBIJO_KEYS": make_key(), "BOT_SECRET": secrets.token_urlsafe(24),
        "TWILIO_ACCOUNT_SID": SIMULATOR_ACCOUNT, "TWILIO_AUTH_TOKEN": secrets.token_hex(16),
        "TWILIO_FROM": "+15005550006", "ALLOW_PRIVATE_WEBHOOKS": "1",
    }
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write("".join(f"{name}={value}\n" for name, value in lines.items()))
    return True


def read_env(path: Path) -> dict[str, str]:
    """The names and values of a file like ``.env``."""
    return dict(line.split("=", 1) for line in path.read_text("utf-8").splitlines() if "=" in line)
