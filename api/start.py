"""``make run``: keys, migration, the demo partner, then every process of the Procfile until Ctrl-C."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import httpx
from honcho.manager import Manager

from intake.bootstrap import SIMULATOR_ACCOUNT, ensure_env, read_env

WAIT_SECONDS = 180
BIN = Path(".venv/bin")


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _environment() -> dict[str, str]:
    """``.env`` below the real environment, and where the processes find each other."""
    env = read_env(Path(".env")) | dict(os.environ)
    env.setdefault("PORT", "8000")
    env.setdefault("DEMO_PORT", "8100")
    env.setdefault("BOT_PORT", "5005")
    env.setdefault("BOT_URL", f"http://127.0.0.1:{env['BOT_PORT']}")
    env.setdefault("APP_URL", f"http://127.0.0.1:{env['PORT']}")
    env.setdefault("PUBLIC_URL", f"http://127.0.0.1:{env['PORT']}")
    if env.get("TWILIO_ACCOUNT_SID") == SIMULATOR_ACCOUNT:
        env.setdefault("TWILIO_API_URL", f"{env['APP_URL']}/simulator/twilio")
    return env


def _cobijo(*words: str, env: dict[str, str]) -> str:
    return subprocess.run([BIN / "cobijo", *words], env=env, capture_output=True, text=True, check=True).stdout


def _demo_partner(env: dict[str, str]) -> None:
    """The demo partner, added once to each database and port; its secrets stay in ``var/demo.env``, mode 600."""
    kept = Path("var/demo.env")
    told = read_env(kept) if kept.exists() else {}
    known = told.get("DEMO_ID", "none") in _cobijo("partner", "list", env=env)
    if known and told.get("DEMO_AT") != env["DEMO_PORT"]:
        _cobijo("partner", "close", told["DEMO_ID"], env=env)  # nobody listens there any more
    if not known or told.get("DEMO_AT") != env["DEMO_PORT"]:
        made = json.loads(_cobijo("partner", "add", "Demo Legal Aid", "--webhook",
                                  f"http://127.0.0.1:{env['DEMO_PORT']}/webhook", "--language", "es",
                                  "--language", "en", "--json", env=env))
        told = {"DEMO_SECRET": made["webhook_secret"], "DEMO_API_KEY": made["api_key"], "DEMO_ID": made["id"],
                "DEMO_AT": env["DEMO_PORT"]}
        kept.touch(mode=0o600)
        kept.write_text("".join(f"{name}={value}\n" for name, value in told.items()), "utf-8")
    env |= told


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
    if ensure_env():
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
