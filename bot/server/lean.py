"""Rasa made lean for serving: no TensorFlow, and no work repeated for every event.

Call `without_tensorflow` before rasa is imported and `patch` after. Both are written against
rasa 3.6.21, the last open release, which is pinned; see docs/decisions/0003.
"""

import functools
import importlib.abc
import importlib.machinery
import sys
import types
from typing import Any, Dict, Text

FAKED = ("tensorflow", "tensorflow_addons", "tensorflow_hub", "keras", "tensorflow_probability")


class _Anything(type):
    """A class whose every attribute is another such class, so that class bodies can name them."""

    def __getattr__(cls, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return _make(name)

    def __or__(cls, other: Any) -> Any:
        return cls

    __ror__ = __or__

    def __getitem__(cls, item: Any) -> Any:
        return cls

    def __call__(cls, *args: Any, **kwargs: Any) -> Any:
        # tf.function(f) and the like are used as decorators
        if len(args) == 1 and callable(args[0]) and not isinstance(args[0], type):
            return args[0]
        return type.__call__(cls)


def _make(name: str) -> Any:
    return _Anything(name, (), {})


class _FakeModule(types.ModuleType):
    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        if name == "__version__":
            return "2.12.0"
        return _make(name)


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def find_spec(self, fullname: str, path: Any, target: Any = None) -> Any:
        if fullname.split(".")[0] in FAKED:
            return importlib.machinery.ModuleSpec(fullname, self, is_package=True)
        return None

    def create_module(self, spec: Any) -> Any:
        module = _FakeModule(spec.name)
        module.__version__ = "2.12.0"  # type: ignore[attr-defined]
        module.__path__ = []  # type: ignore[attr-defined]
        return module

    def exec_module(self, module: Any) -> None:
        return None


def without_tensorflow() -> None:
    """Let ``import tensorflow`` give an empty stand-in; see docs/decisions/0003."""
    sys.meta_path.insert(0, _Finder())


def silence() -> None:
    """No log line of Rasa's goes out: its debug lines, on by default in structlog, carry what people wrote."""
    import logging

    import structlog

    def drop(logger: Any, method: Text, event: Dict[Text, Any]) -> Dict[Text, Any]:
        raise structlog.DropEvent

    structlog.configure(processors=[drop], cache_logger_on_first_use=True)
    logging.disable(logging.CRITICAL)


def patch() -> None:
    """Cache the event classes, copy slots fast, plan no graph anew, skip what our domain has no use for."""
    from rasa.core.actions.action import RemoteAction
    from rasa.core.processor import MessageProcessor
    from rasa.engine.runner.dask import DaskGraphRunner
    from rasa.shared.core.events import Event
    from rasa.shared.core.slots import Slot

    Event.resolve_by_type = staticmethod(  # type: ignore[assignment]
        functools.lru_cache(maxsize=None)(Event.resolve_by_type))
    Slot.__copy__ = _copy_slot  # type: ignore[attr-defined]
    RemoteAction._validate_action_result = lambda self, result: True  # type: ignore[assignment]
    RemoteAction._action_call_format = _call_format  # type: ignore[assignment]
    DaskGraphRunner.run = _run_graph  # type: ignore[assignment]
    MessageProcessor.run_action_extract_slots = _same_slots  # type: ignore[assignment]
    MessageProcessor._check_for_unseen_features = lambda self, parsed: None  # type: ignore[assignment]


def _copy_slot(self: Any) -> Any:
    """What ``copy.copy`` makes; a turn copies every slot several times."""
    made = object.__new__(type(self))
    made.__dict__.update(self.__dict__)
    return made


def _run_graph(self: Any, inputs: Any = None, targets: Any = None) -> Dict[Text, Any]:
    """What dask gives: each node that is needed once, after the nodes that it needs."""
    got: Dict[Text, Any] = {name: (name, value) for name, value in (inputs or {}).items()}

    def result(name: Text) -> Any:
        if name not in got:
            needed = [result(each) for each in self._graph_schema.nodes[name].needs.values()]
            got[name] = self._instantiated_nodes[name](*needed)
        return got[name]

    return dict(result(name) for name in targets or self._graph_schema.target_names)


async def _same_slots(self: Any, output_channel: Any, tracker: Any) -> Any:
    """Nothing is extracted from a message: all our slots are set by the form's own action (mapping ``custom``)."""
    return tracker


def _call_format(self: Any, tracker: Any, domain: Any) -> Dict[Text, Any]:
    """What an action of ours reads: its name, the turn, the intent and what is awaited; no text."""
    message = tracker.latest_message
    metadata = (message.metadata or {}) if message else {}
    return {
        "next_action": self._name,
        "sender_id": tracker.sender_id,
        "tracker": {
            "sender_id": tracker.sender_id,
            "slots": {"requested_slot": tracker.get_slot("requested_slot")},
            "latest_message": {
                "intent": {k: message.intent.get(k) for k in ("name", "confidence")} if message else {},
                "also": (message.parse_data or {}).get("also") if message else None,
                "metadata": {"turn": metadata.get("turn")},
            },
            "active_loop": {"name": tracker.active_loop_name},
            "events": [],
            "latest_action_name": tracker.latest_action_name,
        },
        "domain": {},
    }
