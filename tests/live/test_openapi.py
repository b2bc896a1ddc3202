"""The OpenAPI document against the real stack: whatever it allows is answered as it says, and never with a 500."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode, checks

from tests.conftest import Stack
from tests.eval.drive import Talk
from tests.live.test_referral import add_partner

checks.load_all_checks()
CHECKS = [checks.CHECKS.get_one(name) for name in (
    "not_a_server_error", "status_code_conformance", "content_type_conformance", "response_schema_conformance",
    "response_headers_conformance")]
BOUNDED = settings(max_examples=12, deadline=None, derandomize=True, database=None,
                   suppress_health_check=list(HealthCheck))


@pytest.fixture(scope="module")
def operations(stack: Stack) -> list[Any]:
    """What the running app's document offers; the endless stream of events is tried apart."""
    document = schemathesis.openapi.from_url(f"{stack.url}/openapi.json")
    found = [each.ok() for each in document.get_all_operations()]
    return [each for each in found if each.path.startswith(("/chat", "/partner")) and "events" not in each.path]


@pytest.fixture(scope="module")
def keys(stack: Stack) -> dict[str, str]:
    """A partner's key, and a conversation with its token."""
    talk = Talk(stack.url, "es")
    talk.say("si")
    return {"partner": add_partner(stack)["api_key"], "chat": talk.token, "id": talk.id}


def test_every_call_without_a_key(operations: list[Any]) -> None:
    for operation in operations:
        _try(operation, lambda case: case.call_and_validate(checks=CHECKS))


def test_every_call_with_a_key(operations: list[Any], keys: dict[str, str]) -> None:
    def call(case: Any) -> None:
        chat = case.path.startswith("/chat")
        if "conversation_id" in case.path_parameters and case.method != "DELETE":
            case.path_parameters["conversation_id"] = keys["id"]
        key = keys["chat" if chat else "partner"]
        case.call_and_validate(checks=CHECKS, headers={"Authorization": f"Bearer {key}"})

    for operation in operations:
        _try(operation, call)


def _try(operation: Any, call: Callable[[Any], None]) -> None:
    """What the document allows, and where something can be wrong also what it does not."""
    modes = [GenerationMode.POSITIVE, *([GenerationMode.NEGATIVE] if operation.body or operation.query else [])]
    for mode in modes:
        @BOUNDED
        @given(case=operation.as_strategy(generation_mode=mode))
        def run(case: Any) -> None:
            call(case)

        run()
