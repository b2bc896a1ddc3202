"""The engine and the one place that commits."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext, suppress
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.orm import Session

from intake.db.crypto import Keyring
from intake.settings import settings

FORGOT = "forgot"  # in a session's info: what was removed must be gone from the files too
# SQLite has one writer at a time and lets the others sleep and try again, up to seconds for the unlucky;
# the threads of this process queue here instead. Other processes (the commands) still meet at SQLite's lock.
_WRITING = threading.Lock()


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves, see _begin
    for pragma in ("journal_mode=WAL", "foreign_keys=ON", "busy_timeout=10000", "secure_delete=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Any) -> None:
    how = connection.get_execution_options().get("how", "lasting")
    if how == "reading":
        connection.exec_driver_sql("BEGIN")
        return
    synchronous = "FULL" if how == "lasting" else "NORMAL"
    connection.connection.driver_connection.execute(f"PRAGMA synchronous={synchronous}")
    # A deferred transaction that reads and then writes can fail with "database is locked".
    connection.exec_driver_sql("BEGIN IMMEDIATE")


@cache
def engine() -> Engine:
    """The engine of this process, from ``DATABASE_URL``."""
    url = settings().database_url
    if not settings().is_sqlite:
        return create_engine(url, pool_size=10, max_overflow=10, pool_pre_ping=True)
    Path(url.removeprefix("sqlite:///")).parent.mkdir(parents=True, exist_ok=True)
    made = create_engine(url)
    event.listen(made, "connect", _prepare_sqlite)
    event.listen(made, "begin", _begin)
    return made


@contextmanager
def transaction(*, lasting: bool = True) -> Iterator[Session]:
    """One transaction: commits at the end of the block, rolls back on any exception.

    On SQLite one that is not ``lasting`` waits for no disk: a power cut (not a killed process) may undo
    it until the next lasting one. For what its sender repeats if it gets no answer.
    """
    alone: AbstractContextManager[Any] = _WRITING if settings().is_sqlite else nullcontext()
    with alone, _session("lasting" if lasting else "passing") as session:
        with session.begin():
            yield session
        if session.info.get(FORGOT) and settings().is_sqlite:
            _drop_log()


@contextmanager
def reading() -> Iterator[Session]:
    """One transaction that writes nothing, so on SQLite it waits for nobody."""
    with _session("reading") as session, session.begin():
        yield session


def _drop_log() -> None:
    """SQLite's write-ahead log still holds pages as they were: write it back and cut it to nothing."""
    connection = engine().raw_connection()
    with closing(connection), suppress(sqlite3.OperationalError):  # busy: the next checkpoint does it
        connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").close()


def _session(how: str) -> Session:
    return Session(engine().execution_options(how=how), expire_on_commit=False)


@cache
def keyring() -> Keyring:
    """The house keys of this process."""
    return Keyring.parse(settings().cobijo_keys)


def forget() -> None:
    """Drop what is cached of settings, keys and engine (tests, and after a fork)."""
    if engine.cache_info().currsize:
        engine().dispose()
    for cached in (engine, keyring, settings):
        cached.cache_clear()
