"""``make run``: keys, migration, the demo partner, then every process of the Procfile until Ctrl-C."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import httpx
from honcho.manager import Manager

from intake.bootstrap import ensure_env

WAIT_SECONDS = 180
BIN = Path(".venv/bin")


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _environment() -> dict[str, str]:
    """``.env`` below the real environment, and where the processes find each other."""
    env = dict(line.split("=", 1) for line in Path(".env").read_text("utf-8").splitlines() if "=" in line)
    env |= os.environ
    env.setdefault("PORT", "8000")
    env.setdefault("DEMO_PORT", "8100")
    env.setdefault("BOT_PORT", "5005")
    env.setdefault("BOT_URL", f"http://127.0.0.1:{env['BOT_PORT']}")
    env.setdefault("APP_URL", f"http://127.0.0.1:{env['PORT']}")
    return env


def _demo_partner(env: dict[str, str]) -> None:
    """The demo partner, added once; its secrets stay in ``var/demo.env``, mode 600."""
    kept = Path("var/demo.env")
    if not kept.exists():
        import json

        made = subprocess.run(
            [BIN / "cobijo", "partner", "add", "Demo Legal Aid", "--webhook",
             f"http://127.0.0.1:{env['DEMO_PORT']}/webhook", "--language", "es", "--language", "en", "--json"],
            env=env, capture_output=True, text=True, check=True)
        got = json.loads(made.stdout)
        kept.touch(mode=0o600)
        kept.write_text(f"DEMO_SECRET={got['webhook_secret']}\nDEMO_API_KEY={got['api_key']}\n", "utf-8")
    env |= dict(line.split("=", 1) for line in kept.read_text("utf-8").splitlines())


def _announce(env: dict[str, str]) -> None:
    base = f"http://127.0.0.1:{env['PORT']}"
    until = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < until:
        try:
            if httpx.get(f"{base}/healthz", timeout=3).status_code == 200:
                break
        except httpx.HTTPError:
            pass
        time.sleep(0.5)
    else:
        _say("Not ready after three minutes; see the lines above.")
        return
    _say(f"\nReady.\n  chat        {base}/chat\n  text (SMS)  {base}/simulator\n"
         f"  referrals   http://127.0.0.1:{env['DEMO_PORT']}/\n  API         {base}/docs\n"
         "Ctrl-C stops everything.\n")


def main() -> int:
    """Prepare, start, wait."""
    Path("var").mkdir(exist_ok=True)
    if ensure_env(port=int(os.environ.get("PORT", "8000"))):
        _say("== made .env with fresh keys: back it up, without it nothing that is stored can be read")
    env = _environment()
    _say("== migrating")
    subprocess.run([BIN / "cobijo", "migrate"], env=env, check=True)
    _demo_partner(env)
    manager = Manager()
    for line in Path("Procfile").read_text("utf-8").splitlines():
        name, _, command = line.partition(": ")
        manager.add_process(name, command, env=env)
    threading.Thread(target=_announce, args=(env,), daemon=True).start()
    signal.signal(signal.SIGTERM, lambda *_: manager.terminate())
    manager.loop()
    return int(manager.returncode or 0)


if __name__ == "__main__":
    raise SystemExit(main())
