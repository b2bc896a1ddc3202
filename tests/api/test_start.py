"""What `make run` prepares: addresses that follow the ports, one demo partner to each database and port."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from api import start
from intake.bootstrap import SIMULATOR_ACCOUNT, ensure_env


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "var").mkdir()
    for name in ("PUBLIC_URL", "TWILIO_API_URL", "TWILIO_ACCOUNT_SID", "APP_URL", "PORT", "DEMO_PORT"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def test_the_simulator_follows_the_port(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert ensure_env()
    assert not ensure_env()
    assert (folder / ".env").stat().st_mode & 0o777 == 0o600
    for port in ("8000", "9321"):
        monkeypatch.setenv("PORT", port)
        env = start._environment()
        assert env["PUBLIC_URL"] == f"http://127.0.0.1:{port}"
        assert env["TWILIO_API_URL"] == f"http://127.0.0.1:{port}/simulator/twilio"
    monkeypatch.setenv("TWILIO_ACCOUNT_SID", "ACreal")
    assert env["TWILIO_ACCOUNT_SID"] == SIMULATOR_ACCOUNT
    assert "TWILIO_API_URL" not in start._environment()


def test_one_demo_partner(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    added: list[str] = []
    done: list[tuple[str, ...]] = []

    def cobijo(*words: str, env: dict[str, str]) -> str:
        done.append(words)
        if words[1] == "add":
            added.append(f"p_{len(added)}")
            return json.dumps({"id": added[-1], "api_key": "k", "webhook_secret": "s"})
        return "\n".join(f"{each}  Demo Legal Aid  open" for each in added)

    monkeypatch.setattr(start, "_cobijo", cobijo)
    for port, count in (("8100", 1), ("8100", 1), ("8200", 2)):
        env = {"DEMO_PORT": port}
        start._demo_partner(env)
        assert (len(added), env["DEMO_ID"]) == (count, added[-1])
    assert ("partner", "close", "p_0") in done
    added.clear()  # another database
    start._demo_partner({"DEMO_PORT": "8200"})
    assert added == ["p_0"]
    assert (folder / "var/demo.env").stat().st_mode & 0o777 == 0o600
