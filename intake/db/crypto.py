"""Encryption at rest: AES-256-GCM, one data key a conversation, wrapped by a versioned house key.

Erasing a person deletes their data key with their rows; a backup then holds only noise. The
associated data binds a value to its table, column and row: a value moved elsewhere does not open.
Losing every house key loses every story: see ``docs/operations.md``.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE = 12
KEY_ID = 4


def _key_id(key: bytes) -> bytes:
    return hashlib.sha256(b"cobijo key id" + key).digest()[:KEY_ID]


def make_key() -> str:
    """A new house key: 32 random bytes in base64."""
    return base64.b64encode(secrets.token_bytes(32)).decode()


def digest(text: str) -> str:
    """SHA-256 in hex, for secrets that are long and random (tokens, API keys)."""
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True)
class Keyring:
    """The house keys, newest first; wraps with the first, opens with whichever fits."""

    keys: tuple[bytes, ...]

    @classmethod
    def parse(cls, text: str) -> Keyring:
        """From ``COBIJO_KEYS``; ValueError when there is none or one is not 32 bytes."""
        keys = tuple(base64.b64decode(part) for part in text.split(",") if part.strip())
        if not keys or any(len(key) != 32 for key in keys):
            raise ValueError("COBIJO_KEYS needs one or more base64 keys of 32 bytes")
        return cls(keys)

    def wrap(self, secret: bytes, bound_to: str) -> bytes:
        """``secret`` encrypted under the newest key, bound to an id."""
        nonce = secrets.token_bytes(NONCE)
        key = self.keys[0]
        return _key_id(key) + nonce + AESGCM(key).encrypt(nonce, secret, bound_to.encode())

    def unwrap(self, wrapped: bytes, bound_to: str) -> bytes:
        """The inverse of `wrap`; LookupError when the key is not in the ring."""
        for key in self.keys:
            if _key_id(key) == wrapped[:KEY_ID]:
                nonce, body = wrapped[KEY_ID : KEY_ID + NONCE], wrapped[KEY_ID + NONCE :]
                return AESGCM(key).decrypt(nonce, body, bound_to.encode())
        raise LookupError("the key that this was encrypted with is not in COBIJO_KEYS")

    def is_newest(self, wrapped: bytes) -> bool:
        """Whether `wrap` would use the same key today (else `cobijo keys rotate` rewraps it)."""
        return wrapped[:KEY_ID] == _key_id(self.keys[0])


@dataclass(frozen=True)
class Sealer:
    """Seals and opens values with one data key."""

    key: bytes

    def seal(self, value: Any, where: str) -> bytes:
        """JSON ``value`` encrypted and bound to ``where`` ("table|column|row id")."""
        nonce = secrets.token_bytes(NONCE)
        plain = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
        return nonce + AESGCM(self.key).encrypt(nonce, plain, where.encode())

    def open(self, sealed: bytes, where: str) -> Any:
        """The value; ``cryptography.exceptions.InvalidTag`` when it was moved or changed."""
        return json.loads(AESGCM(self.key).decrypt(sealed[:NONCE], sealed[NONCE:], where.encode()))

    def mac(self, text: str) -> str:
        """A keyed fingerprint of ``text`` in hex: finds a phone number without holding it."""
        return hmac.new(self.key, text.encode(), hashlib.sha256).hexdigest()
