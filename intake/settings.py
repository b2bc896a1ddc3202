"""Settings from the environment or ``.env``; names as in the README."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

VAR = Path("var")


class Settings(BaseSettings):
    """Every setting of the app, with the defaults of a single machine on SQLite."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore")

    port: int = 8000
    host: str = "127.0.0.1"
    database_url: str = f"sqlite:///{VAR / 'cobijo.sqlite'}"
    dbos_database_url: str = ""  # default: var/dbos.sqlite, or the database itself on PostgreSQL
    redis_url: str = ""
    public_url: str = "http://127.0.0.1:8000"
    cobijo_keys: str = ""  # base64 keys of 32 bytes, newest first, comma between
    rate_limit: str = "on"
    allow_private_webhooks: bool = False
    app_instance: str = "app-0"  # stable name of this process; DBOS recovers by it

    bot_url: str = "http://127.0.0.1:5005"
    bot_secret: str = ""
    internal_url: str = ""  # how the bot reaches this process; default loopback and our port
    bot_timeout_seconds: float = 20.0

    twilio_account_sid: str = ""
    twilio_auth_token: str = ""
    twilio_auth_token_secondary: str = ""
    twilio_from: str = ""
    twilio_whatsapp_from: str = ""
    twilio_api_url: str = ""
    twilio_timeout_seconds: float = 10.0
    sms_wait_seconds: float = 3.0  # several texts in a few seconds are read as one

    webhook_timeout_seconds: float = 15.0
    # Before each further attempt: Standard Webhooks' advice, about 3 days in all.
    webhook_retry_seconds: tuple[float, ...] = (5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400)

    desk_name: str = ""
    desk_hours: str = ""  # for example "Mon-Fri 09:00-17:00"
    desk_timezone: str = "America/Denver"

    hold_hours: int = 24
    sweep_seconds: float = 20.0  # how often what is over is ended, and what was left by a crash is started
    abandoned_days: int = 180  # an intake that nobody goes on with is purged
    silence_days: int = 3  # after this long nothing is read back over SMS before the safe word
    lease_seconds: float = 30.0
    message_limit: int = Field(default=4000, description="longest chat text, in characters")

    @property
    def is_sqlite(self) -> bool:
        """Whether the data lies in SQLite (one app process only)."""
        return self.database_url.startswith("sqlite")

    @property
    def own_url(self) -> str:
        """Where the bot calls this process back."""
        return self.internal_url or f"http://127.0.0.1:{self.port}"


@cache
def settings() -> Settings:
    """The settings of this process, read once."""
    return Settings()
