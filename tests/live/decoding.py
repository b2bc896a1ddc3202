"""What a file or a database cell says once every wrapping that a library may use is taken off."""

from __future__ import annotations

import base64
import binascii
import io
import json
import pickletools
import re
import sqlite3
import unicodedata
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

DEEPEST = 6
BASE64 = re.compile(rb"[A-Za-z0-9+/_-]{12,}={0,2}")
HEX = re.compile(rb"(?:[0-9a-fA-F]{2}){8,}")
PICKLE = re.compile(rb"\x80[\x02-\x05]")
ZLIB = re.compile(rb"\x78[\x01\x5e\x9c\xda]|\x1f\x8b\x08")
ESCAPE = re.compile(rb"\\u[0-9a-fA-F]{4}|\\x[0-9a-fA-F]{2}|\\[0-7]{3}")


def layers(data: bytes, deep: int = 0) -> Iterator[bytes]:
    """The bytes as they are, and everything found by unwrapping any part of them, in any order of wrappings."""
    yield data
    if deep == DEEPEST:
        return
    for inner in _unwrapped(data):
        if inner and inner != data:
            yield from layers(inner, deep + 1)


def _unwrapped(data: bytes) -> Iterator[bytes]:
    yield from _encoded(data)
    for found in ZLIB.finditer(data):
        yield _inflated(data[found.start():])
    for found in PICKLE.finditer(data):
        yield from _pickled(data[found.start():])
    if data[:1] in (b"{", b"[", b'"'):
        try:
            yield from _strings(json.loads(data))
        except ValueError:
            pass
    if ESCAPE.search(data):
        yield ESCAPE.sub(_unescaped, data)


def _encoded(data: bytes) -> Iterator[bytes]:
    for found in BASE64.finditer(data):
        run = found[0].rstrip(b"=").translate(bytes.maketrans(b"-_", b"+/"))
        for start in range(4):  # a run may have been cut, or other letters may stand before it
            part = run[start:]
            yield base64.b64decode(part[:len(part) - (len(part) % 4 == 1)] + b"==")
    for found in HEX.finditer(data):
        yield binascii.unhexlify(found[0])


def _inflated(data: bytes) -> bytes:
    try:
        return zlib.decompressobj(wbits=47).decompress(data, 5_000_000)
    except zlib.error:
        return b""


def _pickled(data: bytes) -> Iterator[bytes]:
    """Every string of a pickle; it is read, never run."""
    try:
        for _, argument, _ in pickletools.genops(io.BytesIO(data)):
            if isinstance(argument, str):
                yield argument.encode(errors="replace")
            elif isinstance(argument, bytes | bytearray):
                yield bytes(argument)
    except Exception:
        return  # not a pickle after all, or a torn one: what was read before counts


def _strings(value: Any) -> Iterator[bytes]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield key.encode(errors="replace")
            yield from _strings(item)
    elif isinstance(value, list):
        for item in value:
            yield from _strings(item)
    elif value is not None:
        yield str(value).encode(errors="replace")


def _unescaped(found: re.Match[bytes]) -> bytes:
    body = found[0][1:]
    code = int(body[1:], 16) if body[:1] in b"ux" else int(body, 8)
    return chr(code).encode(errors="replace") if body[:1] == b"u" else bytes([code % 256])


def readings(data: bytes) -> Iterator[str]:
    """The layers as folded text, in the encodings that text is kept in."""
    for layer in layers(data):
        yield _folded(layer.decode("utf-8", "replace"))
        if b"\x00" in layer:
            yield _folded(layer.decode("utf-16-le", "replace"))
            yield _folded(layer.decode("utf-16-be", "replace"))


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.lower())
    return "".join(char for char in plain if not unicodedata.combining(char))


def cells(database: Path) -> Iterator[tuple[str, bytes]]:
    """Every stored cell of every table of a SQLite file: (table.column, bytes)."""
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as connection:
        connection.text_factory = bytes
        names = [name.decode() for (name,) in connection.execute(
            "select name from sqlite_master where type = 'table'")]
        for table in names:
            rows = connection.execute(f'select * from "{table}"')
            columns = [each[0] for each in rows.description]
            for row in rows:
                for column, value in zip(columns, row, strict=True):
                    if value is not None:
                        yield f"{table}.{column}", value if isinstance(value, bytes) else str(value).encode()
    connection.close()


def is_sqlite(path: Path) -> bool:
    """Whether a file is a SQLite database."""
    with path.open("rb") as opened:
        return opened.read(16) == b"SQLite format 3\x00"


def places(paths: list[Path]) -> Iterator[tuple[str, bytes]]:
    """Everything that is kept in these files and folders: files as they are, and the cells of databases."""
    for path in sorted(each for given in paths for each in (given, *given.rglob("*"))):
        try:
            data = path.read_bytes()
        except (FileNotFoundError, IsADirectoryError):
            continue  # a journal that was there a moment ago
        yield str(path), data
        if is_sqlite(path):
            yield from ((f"{path.name}:{where}", value) for where, value in cells(path))


def find(needles: dict[str, re.Pattern[str]], paths: list[Path]) -> list[str]:
    """"needle in place" for each of the needles that is readable anywhere."""
    found: set[str] = set()
    seen: set[bytes] = set()
    for where, value in places(paths):
        if value in seen:
            continue
        seen.add(value)
        for text in readings(value):
            found |= {f"{name} in {where}" for name, needle in needles.items() if needle.search(text)}
    return sorted(found)
