"""The shapes of what the API answers, for its OpenAPI document (docs/chat-api.md is the contract)."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

MEDIA = "application/problem+json"
Responses = dict[int | str, dict[str, Any]]
Urgency = Literal["emergency", "urgent", "standard"]


class Shape(BaseModel):
    """An object whose every field is always there."""

    model_config = ConfigDict(extra="forbid")


class Choice(Shape):
    """A numbered answer: a label to read, a value to send."""

    label: str
    value: str


class Source(Shape):
    """Where a right is written."""

    title: str
    url: str | None


class Message(Shape):
    """One message to the person."""

    id: str
    text: str
    choices: list[Choice]
    topic: str | None
    sources: list[Source]
    reviewed_on: str | None


class Answer(Shape):
    """What one message of the person got."""

    messages: list[Message]
    awaiting: str | None
    done: bool


class Opened(Shape):
    """A new conversation."""

    id: str
    token: str
    messages: list[Message]
    awaiting: str | None


class Record(Shape):
    """What has been recorded so far."""

    record: dict[str, Any]
    unanswered: dict[str, str]
    flags: list[str]
    urgency: Urgency
    language: Literal["es", "en"] | None


class History(Shape):
    """Everything said so far: ``{"from": "person", "text"}`` or a message ``{"from": "cobijo", ...}``."""

    id: str
    history: list[dict[str, Any]]
    awaiting: str | None
    done: bool
    language: Literal["es", "en"] | None


class Referral(BaseModel):
    """An offer, or after accepting the whole record too; only id, state and urgency once it is over."""

    id: str
    urgency: Urgency
    state: Literal["offered", "accepted", "closed", "declined", "expired", "withdrawn"]
    flags: list[str] = []
    nationality: str | None = None
    languages: list[str] = []
    kinds: list[str] = []
    record: Record | None = None


class Referrals(Shape):
    """One page, and the cursor of the next."""

    referrals: list[Referral]
    cursor: str | None


class Problem(BaseModel):
    """A problem document (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str


def documented(*problems: int, kind: Any = None, status: int = 200, media: str = "") -> Responses:
    """``responses=`` of a route: its answer's shape or media type, and the problems it may give."""
    problem = {MEDIA: {"schema": Problem.model_json_schema()}}
    out: Responses = {each: {"description": HTTPStatus(each).phrase, "content": problem} for each in problems}
    if kind is not None:
        out[status] = {"model": kind, "description": HTTPStatus(status).phrase}
    if media:
        out[status] = {"description": HTTPStatus(status).phrase, "content": {media: {}}}
    return out
