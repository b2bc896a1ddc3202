"""The bot writes nothing that a person wrote, neither to its output nor to its errors."""

from __future__ import annotations

import os
import subprocess
import time
from contextlib import suppress
from pathlib import Path

import httpx

from tests.conftest import MODEL, ROOT, free_port


def test_no_word_of_a_person_is_logged(tmp_path: Path) -> None:
    port, log = free_port(), tmp_path / "bot.log"
    env = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"} | {"BOT_SECRET": "x"}
    with log.open("wb") as out:
        process = subprocess.Popen([ROOT / "bot/.venv/bin/python", "-m", "bot.server", "serve", str(MODEL),
                                    "--port", str(port)], cwd=ROOT, env=env, stdout=out, stderr=out)
    url = f"http://127.0.0.1:{port}/webhooks/cobijo"
    for _ in range(300):
        with suppress(httpx.HTTPError):
            if httpx.get(f"{url}/", timeout=2).json()["status"] == "ok":
                break
        time.sleep(0.3)
    httpx.post(f"{url}/turn", headers={"Authorization": "Bearer x"}, timeout=30, json={
        "conversation": "c", "turn": "t", "text": "me llamo Xiomara y me pegaron", "states": {},
        "snapshot": {"version": 1, "loop": "intake", "awaiting": "person.name"}, "actions": "http://127.0.0.1:9"})
    process.kill()
    process.wait()
    written = log.read_text(errors="replace")
    assert "Xiomara" not in written
    assert "pegaron" not in written
